//! One run: forward, backward, diagnose, update, again and again.
//!
//! What a session does is a function of its spec, of the number of steps, and of what the user changed at which step.
//! Looking at it ([`Session::snapshot`]) trains nothing, changes no weight and draws no random number.

use std::sync::Arc;

use crate::data::samples::Samples;
use crate::nn::network::CountError;
use crate::train::activation_maps::Painter;
use crate::train::autopsy::causes;
use crate::train::checkpoints::{Checkpoint, Checkpoints};
use crate::train::dead_unit_scan::DeadUnitScan;
use crate::train::evaluation::{Evaluation, GradientFlow, Measurer};
use crate::train::health::HealthLog;
use crate::train::history::History;
use crate::train::measuring::Measuring;
use crate::train::snapshot::{Divergence, LINKS_SHOWN, LayerSnapshot, Mark, Origin, Points, Snapshot, Status, UnitId};
use crate::train::spec::Spec;
use crate::train::state::{Place, State, Trainer};

/// Multiply-adds that finding the causes of the deaths of one epoch may cost.
const AUTOPSY_LIMIT: u64 = 1_000_000_000;
/// The same for one frame while training goes on: what costs more waits until the run pauses.
const AUTOPSY_BUDGET: u64 = 30_000_000;

/// Why a run cannot start from given weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// They are of another network.
    #[error(transparent)]
    Count(#[from] CountError),
    /// One is infinite or NaN: its place in the list.
    #[error("number {} of them is infinite or NaN", .0 + 1)]
    NotFinite(usize),
}

/// Whether a run of this spec can start from these numbers: all that can be said without building its network.
///
/// # Errors
/// [`StartError`].
pub fn check_start(spec: &Spec, numbers: &[f32]) -> Result<(), StartError> {
    let (expected, got) = (spec.architecture().number_count(), numbers.len());
    if got != expected {
        return Err(CountError { expected, got }.into());
    }
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(place) => Err(StartError::NotFinite(place)),
        None => Ok(()),
    }
}

/// A run of an experiment.
pub struct Session {
    pub(super) spec: Spec,
    points: Arc<Points>,
    pub(super) train: Samples,
    pub(super) test: Samples,
    pub(super) state: State,
    pub(super) trainer: Trainer,
    /// Step and update ratios, where the weights were changed since by something else than a step.
    pub(super) held_ratios: Option<(u64, Vec<f32>)>,
    pub(super) measuring: Measuring,
    has_distributions: bool,
    pub(super) measurer: Measurer,
    pub(super) watch: DeadUnitScan,
    pub(super) evaluation: Evaluation,
    pub(super) evaluated_at: Option<u64>,
    pub(super) looked_at: Option<u64>,
    painter: Painter,
    pub(super) history: History,
    pub(super) health: HealthLog,
    pub(super) marks: Vec<Mark>,
    pub(super) divergence: Option<Divergence>,
    /// Where a diverged run can go back to, and from where the running epoch can be run again:
    /// the end of the last epoch, or what the user changed since.
    pub(super) checkpoint: Checkpoint,
    pub(super) checkpoints: Checkpoints,
}

impl Session {
    /// The start of a run.
    pub fn new(spec: Spec) -> Self {
        let state = State::new(&spec);
        Self::begin(spec, state)
    }

    /// The start of a run from given weights, and all else that [`Network::numbers`](crate::nn::network::Network::numbers) lists, in place of what the seed draws.
    ///
    /// Data and sample order are those of the seed; epochs and steps count from 0.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn start_from(spec: Spec, numbers: &[f32]) -> Result<Self, StartError> {
        check_start(&spec, numbers)?;
        let mut state = State::new(&spec);
        state.network.set_numbers(numbers)?;
        Ok(Self::begin(spec, state))
    }

    fn begin(spec: Spec, state: State) -> Self {
        let points = spec.points();
        let inputs = spec.inputs();
        let train = Samples::new(&points, points.training(), &inputs);
        let mut session = Self {
            watch: DeadUnitScan::new(&train.inputs),
            train,
            test: Samples::new(&points, points.test(), &inputs),
            points: points.into(),
            trainer: Trainer::default(),
            held_ratios: None,
            measuring: Measuring::default(),
            has_distributions: true,
            measurer: Measurer::default(),
            evaluation: Evaluation::default(),
            evaluated_at: None,
            looked_at: None,
            painter: Painter::new(&spec, &state.network),
            history: History::default(),
            health: HealthLog::new(&state.network),
            marks: Vec::new(),
            divergence: None,
            checkpoint: Checkpoint { state: state.clone(), spec: spec.clone(), marks: 0 },
            checkpoints: Checkpoints::default(),
            spec,
            state,
        };
        session.end_epoch();
        session
    }

    /// Sets whether snapshots carry the histograms of the layers, as they do unless told otherwise:
    /// in a wide net these cost more than all other measurements of a snapshot.
    pub fn set_distributions(&mut self, has_distributions: bool) {
        self.has_distributions = has_distributions;
    }

    /// What is being run, with all changes since.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The network, the optimizer and the sample order as they are now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The full training set as the network sees it.
    pub fn training_samples(&self) -> &Samples {
        &self.train
    }

    /// The curves so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Losses and accuracies as last measured: at the end of an epoch or by a snapshot.
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// The hidden units that the last check found dead.
    pub fn dead(&self) -> Vec<UnitId> {
        self.health.dead_hidden()
    }

    /// Where the run stopped being finite, if it did.
    pub fn divergence(&self) -> Option<&Divergence> {
        self.divergence.as_ref()
    }

    /// The state as it is now; of a run that diverged the state at the end of its last finite epoch.
    pub fn last_finite(&self) -> &State {
        if self.divergence.is_some() { &self.checkpoint.state } else { &self.state }
    }

    /// What the user did to it so far.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Whether it can take no more steps, and why.
    pub fn ended(&self) -> Option<Status> {
        if self.divergence.is_some() {
            Some(Status::Diverged)
        } else if self.spec.epochs.is_some_and(|epochs| self.state.epoch >= epochs) {
            Some(Status::Finished)
        } else {
            None
        }
    }

    /// Takes one step with the next mini-batch. Does nothing once the run has ended.
    ///
    /// # Errors
    /// The first number that is not finite; the run has then ended.
    pub fn step(&mut self) -> Result<(), Divergence> {
        if self.ended().is_some() {
            return Ok(());
        }
        match self.trainer.step(&mut self.state, &self.spec, &self.train) {
            Ok(true) => self.end_epoch(),
            Ok(false) => {}
            Err(place) => return Err(self.diverge(place)),
        }
        Ok(())
    }

    /// Takes the steps that are left of the running epoch, or a whole one.
    pub fn step_epoch(&mut self) {
        let epoch = self.state.epoch;
        while self.state.epoch == epoch && self.ended().is_none() {
            // A divergence ends the loop: it is kept, and told with the next snapshot.
            let _ = self.step();
        }
    }

    /// Goes back to the end of the last epoch whose numbers were all finite. Settings stay as they are now.
    pub fn back_to_finite(&mut self) {
        let stop = self.checkpoint.clone();
        self.restore(stop);
    }

    /// Goes back to just before the step or the intervention that killed a unit at the check of step `death_step`; without a
    /// known cause, to the last state kept before it. Does nothing if that state is no longer kept.
    pub fn back_before(&mut self, id: UnitId, death_step: u64) {
        self.explain_deaths(AUTOPSY_LIMIT);
        let death = self.health.deaths().iter().find(|d| d.id == id && d.step == death_step && !d.revived);
        if let Some(Origin::Intervention { mark }) = death.map(|death| death.origin) {
            if let Some(checkpoint) = self.checkpoints.before_mark(mark as usize).cloned() {
                self.restore(checkpoint);
            }
            return;
        }
        let Some(target) = death.map(|d| d.cause.as_ref().map_or(death_step, |cause| cause.step).saturating_sub(1))
        else {
            return;
        };
        let Some(mut checkpoint) = self.checkpoints.before(target).cloned() else { return };
        if death.is_some_and(|d| d.cause.is_some()) {
            let mut trainer = Trainer::default();
            while checkpoint.state.step < target
                && trainer.step(&mut checkpoint.state, &checkpoint.spec, &self.train).is_ok()
            {}
        }
        self.restore(checkpoint);
    }

    fn restore(&mut self, checkpoint: Checkpoint) {
        // The layers' functions and batch norms are the state's; all other settings are the user's, as they are now.
        self.spec.activations.clone_from(&checkpoint.spec.activations);
        self.spec.batch_norm = checkpoint.spec.batch_norm;
        self.divergence = None;
        self.checkpoints.truncate(checkpoint.state.step, checkpoint.marks);
        self.history.truncate(checkpoint.state.epoch);
        self.marks.truncate(checkpoint.marks);
        self.state = checkpoint.state;
        // The step that led here is not the trainer's last one.
        self.held_ratios = Some((self.state.step, vec![0.0; self.state.network.layers.len()]));
        self.forget_measurements();
        self.look();
        self.health.restore(&self.state, checkpoint.marks, self.measurer.training());
        self.amend_history(false);
        self.set_checkpoint();
    }

    /// How the run stands. `playing` and `steps_per_second` are the clock's; `shown`: the unit looked at.
    pub fn snapshot(&mut self, playing: bool, steps_per_second: f32, shown: Option<UnitId>) -> Snapshot {
        self.look();
        if !playing && self.measuring != Measuring::Losses {
            self.check_health();
        }
        self.explain_deaths(if playing { AUTOPSY_BUDGET } else { AUTOPSY_LIMIT });
        let layers = &self.state.network.layers;
        let shown =
            shown.filter(|id| layers.get(id.layer as usize).is_some_and(|l| (id.unit as usize) < l.linear.fan_out));
        let loss = self.spec.resolved_loss();
        let flow = self.measurer.gradient_flow(&self.state.network, &self.train, &loss);
        let layers = self.layer_snapshots(&flow);
        let status = self.ended().unwrap_or(match (playing, self.state.step) {
            (true, _) => Status::Training,
            (false, 0) => Status::Ready,
            (false, _) => Status::Paused,
        });
        Snapshot {
            spec: self.spec.clone(),
            status,
            epoch: self.state.epoch,
            epoch_fraction: self.state.epoch_fraction(),
            step: self.state.step,
            steps_per_second,
            train_loss: self.evaluation.train_loss,
            test_loss: self.evaluation.test_loss,
            loss_floor: self.spec.loss_floor(&self.train.targets),
            train_accuracy: self.evaluation.train_accuracy,
            test_accuracy: self.evaluation.test_accuracy,
            confusion: self.confusion(),
            fingerprint: self.state.network.fingerprint(),
            layers,
            points: self.points.clone(),
            maps: self.painter.paint(&self.state.network, shown),
            unit: shown.map(|id| self.measurer.unit_detail(id, &self.state.network.layers[id.layer as usize])),
            history: self.history.clone(),
            deaths: self.health.deaths().to_vec(),
            marks: self.marks.clone(),
            divergence: self.divergence.clone(),
        }
    }

    /// From here the running epoch can be run again with the settings as they are now.
    pub(super) fn set_checkpoint(&mut self) {
        let (state, spec) = (self.state.clone(), self.spec.clone());
        self.checkpoint = Checkpoint { state, spec, marks: self.marks.len() };
    }

    /// Runs the epochs again in which units died, the latest first, until `budget` is spent. Only when somebody looks:
    /// a net in which units die in every epoch would otherwise spend its time on autopsies.
    fn explain_deaths(&mut self, budget: u64) {
        let mut spent = 0;
        for step in self.health.unexplained() {
            let Some(stop) = self.checkpoints.before(step.saturating_sub(1)) else {
                self.health.explain(step, |_| None);
                continue;
            };
            let steps = step - stop.state.step;
            let cost = steps * (self.train.targets.samples() * stop.state.network.parameter_count()) as u64;
            if cost > AUTOPSY_LIMIT {
                self.health.explain(step, |_| None);
                continue;
            }
            spent += cost;
            if spent > budget {
                return;
            }
            let units = self.health.died_at_step(step);
            let mut found = causes(&stop.state, steps, &stop.spec, &self.train, &units).into_iter();
            self.health.explain(step, |_| found.next().flatten());
        }
    }

    fn diverge(&mut self, (layer, what): Place) -> Divergence {
        let divergence = Divergence {
            step: self.state.step + 1,
            epoch: self.state.epoch,
            layer: layer as u32,
            is_output: layer >= self.spec.hidden.len(),
            what,
            last_finite_epoch: self.checkpoint.state.epoch,
        };
        // What is shown is what the weights give now, not what the last frame happened to measure.
        self.forget_measurements();
        self.look();
        self.divergence = Some(divergence.clone());
        divergence
    }

    fn layer_snapshots(&self, flow: &GradientFlow) -> Vec<LayerSnapshot> {
        let layers = &self.state.network.layers;
        let links: usize = layers.iter().map(|layer| layer.linear.weight.len()).sum();
        let shows_links = links <= LINKS_SHOWN;
        // Images: the weights of the first layer are images too, and are shown whatever the size of the net.
        let shows_weights = |index: usize| shows_links || (index == 0 && self.spec.data.row().dimensions > 2);
        let ratios = self.update_ratios();
        let stats = self.measurer.unit_stats(&self.state.network);
        let snapshot = |(index, (layer, stats)): (usize, (&crate::nn::layer::Layer, _))| {
            let stats: crate::train::evaluation::LayerStats = stats;
            LayerSnapshot {
                activation: layer.activation,
                slope: layer.slope,
                fan_in: layer.linear.fan_in as u32,
                weights: if shows_weights(index) { layer.linear.weight.clone() } else { Vec::new() },
                weight_gradients: if shows_links { flow.weights[index].clone() } else { Vec::new() },
                bias: layer.linear.bias.clone(),
                health: stats.health,
                health_in_use: stats.health_in_use,
                gets_gradient: stats.gets_gradient,
                active_fraction: stats.active_fraction,
                zero_gradient_fraction: stats.zero_gradient_fraction,
                saturated_fraction: stats.saturated_fraction,
                dormant_score: stats.dormant_score,
                died_at: self.health.died(index).iter().map(|died| died.map(|(epoch, _)| epoch)).collect(),
                died_by: self.health.died(index).iter().map(|died| died.map(|(_, origin)| origin)).collect(),
                gradient_norm: flow.norms[index],
                update_ratio: ratios[index],
                output_gradient_rms: self.measurer.output_gradient_rms(index),
                distribution: self.has_distributions.then(|| self.measurer.distribution(index)),
            }
        };
        layers.iter().zip(stats).enumerate().map(snapshot).collect()
    }
}
