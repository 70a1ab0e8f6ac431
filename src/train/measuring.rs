//! What a session measures at the end of an epoch, and how much of it: curves, the health of units, spreads.

use crate::data::sets::Task;
use crate::train::event::Origin;
use crate::train::fit::Fits;
use crate::train::history::Record;
use crate::train::session::Session;
use crate::train::snapshot::{Confusion, Picture};
use crate::train::space::SpaceView;

/// How much is measured at the end of an epoch. What training does is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measuring {
    /// Everything that the history has room for, at the end of every epoch.
    #[default]
    Everything,
    /// Losses and accuracies alone: for runs of which only the curve and the end are wanted.
    Losses,
    /// Everything at the end of every 32nd epoch, and in between who died: at full speed,
    /// where epochs go by faster than anybody looks.
    Sparse,
}

/// Epochs from one measurement to the next at full speed. The first ones come after 1, 4 and 16 epochs.
const SPARSE: u32 = 32;

impl Measuring {
    fn every(self) -> u32 {
        if self == Self::Sparse { SPARSE } else { 1 }
    }
}

impl Session {
    /// Sets how much is measured from the next epoch on.
    pub fn set_measuring(&mut self, measuring: Measuring) {
        self.measuring = measuring;
    }

    /// Measures losses with the weights as they are now, unless that was done at this step.
    pub(super) fn evaluate(&mut self) {
        if self.evaluated_at == Some(self.state.step) || self.divergence.is_some() {
            return;
        }
        let loss = self.spec.resolved_loss();
        let has_classes = self.spec.task() == Task::Classification;
        self.evaluation = self.measurer.evaluate(&self.state.network, &self.train, &self.test, &loss, has_classes);
        self.evaluated_at = Some(self.state.step);
    }

    /// Which classes are taken for which, as of the last evaluation; `None` for regression.
    pub(super) fn confusion(&self) -> Option<Confusion> {
        let loss = self.spec.resolved_loss();
        self.spec.class_count().map(|classes| self.measurer.confusion(&self.train, &self.test, &loss, classes))
    }

    /// How well values are predicted, as of the last evaluation; `None` for classification.
    pub(super) fn fits(&self) -> Option<Fits> {
        (self.spec.task() == Task::Regression).then(|| self.measurer.fits(&self.train, &self.test))
    }

    /// The predicted values of all points, as of the last evaluation, if they are wanted.
    pub(super) fn predicted(&self) -> Vec<f32> {
        let is_wanted = self.picture == Picture::Predicted && self.spec.task() == Task::Regression;
        if is_wanted { self.measurer.predicted() } else { Vec::new() }
    }

    /// The view of the layer that is wanted, as of the last evaluation and the last maps: of the network in use, as they are.
    pub(super) fn space_view(&mut self) -> Option<SpaceView> {
        let Picture::Space(layer) = self.picture else { return None };
        let outputs = match (layer as usize).checked_sub(1) {
            None => &self.train.inputs,
            Some(layer) if layer < self.state.network.layers.len() => self.measurer.in_use().a(layer),
            Some(_) => return None,
        };
        Some(self.projector.view(layer, outputs, self.painter.square(layer)))
    }

    /// Brings z and a of training up to date, unless that was done at this step.
    pub(super) fn look(&mut self) {
        self.evaluate();
        if self.looked_at == Some(self.state.step) || self.divergence.is_some() {
            return;
        }
        self.measurer.look(&self.state.network, &self.train);
        self.looked_at = Some(self.state.step);
    }

    /// What was measured at this step no longer holds.
    pub(super) fn forget_measurements(&mut self) {
        (self.evaluated_at, self.looked_at) = (None, None);
    }

    /// Looks for deaths and revivals: at the end of every epoch, and at every frame while stepping.
    /// Not at the frames in between: when those come is the machine's affair, and a death's epoch is not.
    pub(super) fn check_health(&mut self) {
        let origin = if self.state.step == 0 { Origin::Start } else { Origin::Step };
        let died = self.check_health_after(origin);
        self.keep_if(died);
    }

    /// The same after something other than a step; returns whether a unit died of it.
    pub(super) fn check_health_after(&mut self, origin: Origin) -> bool {
        if self.divergence.is_some() {
            return false;
        }
        self.look();
        self.health.check(&self.state, self.measurer.training(), origin)
    }

    /// Keeps the last epoch's start if a unit died since: it is where one can go back to.
    fn keep_if(&mut self, died: bool) {
        if died {
            self.checkpoints.keep(&self.checkpoint);
        }
    }

    /// Measures what is due, and makes the end of the epoch the place to go back to.
    pub(super) fn end_epoch(&mut self) {
        let is_due = self.history.is_due(self.state.epoch, self.measuring.every());
        if is_due || self.measuring != Measuring::Sparse {
            self.evaluate();
        }
        match (self.measuring, is_due) {
            (Measuring::Losses, true) => self.history.push(self.losses()),
            (Measuring::Losses, false) => self.pass(),
            (Measuring::Sparse, false) => {
                let died = self.health.check_subset(&self.state, &mut self.watch);
                self.keep_if(died);
            }
            (_, true) => {
                self.check_health();
                let record = self.record();
                self.history.push(record);
            }
            (_, false) => {
                self.check_health();
                self.pass();
            }
        }
        self.set_checkpoint();
        if self.measuring != Measuring::Losses {
            self.way_back.end_epoch(&self.state);
        }
    }

    fn losses(&self) -> Record {
        Record {
            epoch: self.state.epoch,
            train_loss: self.evaluation.train_loss.into(),
            test_loss: self.evaluation.test_loss.into(),
            train_accuracy: self.evaluation.train_accuracy.unwrap_or(f32::NAN),
            test_accuracy: self.evaluation.test_accuracy.unwrap_or(f32::NAN),
            ..Record::default()
        }
    }

    /// All that a history keeps of an epoch, measured with the weights as they are now; for whoever wants more epochs
    /// than the history has room for, at the end of each of them.
    pub fn record(&mut self) -> Record {
        self.evaluate();
        let loss = self.spec.resolved_loss();
        let flow = self.measurer.gradient_flow(&self.state.network, &self.train, &loss);
        let wants_spread = self.history.wants_spread(self.state.epoch, self.measuring.every());
        Record {
            gradient_norm: flow.norms,
            update_ratio: self.update_ratios(),
            alive: self.health.alive(),
            spread: if wants_spread { self.measurer.spread() } else { Vec::new() },
            ..self.losses()
        }
    }

    /// |dw| / |w| of the last step, one a layer.
    pub(super) fn update_ratios(&self) -> Vec<f32> {
        match &self.held_ratios {
            Some((step, ratios)) if *step == self.state.step => ratios.clone(),
            _ => self.trainer.update_ratios(&self.state.network),
        }
    }

    /// Keeps the ratios of the last step over a change of the weights that is no step.
    pub(super) fn hold_update_ratios(&mut self) {
        self.held_ratios = Some((self.state.step, self.update_ratios()));
    }

    /// Measures the history's last record again if it is of this very moment and the weights are no longer those it was
    /// measured with, so that plots and numbers say the same.
    ///
    /// `spans`: its losses span both; else what was measured before never happened.
    pub(super) fn amend_history(&mut self, spans: bool) {
        let is_end_of_epoch = self.state.position == 0 && self.history.last_epoch() == self.state.epoch;
        if is_end_of_epoch && self.measuring != Measuring::Losses && self.divergence.is_none() {
            let record = self.record();
            self.history.amend(record, spans);
        }
    }

    fn pass(&mut self) {
        self.history.pass(self.evaluation.train_loss, self.evaluation.test_loss);
    }
}
