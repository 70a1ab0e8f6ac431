//! One run of a comparison on its way, and what came of it.

use serde::{Deserialize, Serialize};

use crate::train::session::{Measuring, Session};
use crate::train::snapshot::{Status, UnitHealth};
use crate::train::spec::Spec;

/// A run on its way.
pub struct Lane {
    session: Session,
    target: f32,
    epochs_to_target: Option<u32>,
    millis: f64,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// `finished` or `diverged`; `paused` for one that was stopped.
    pub status: Status,
    /// Whole epochs done.
    pub epochs: u32,
    /// First epoch whose full-training-set loss is at or below the target.
    pub epochs_to_target: Option<u32>,
    /// Loss over the training set at the end.
    pub train_loss: f32,
    /// Loss over the test set at the end.
    pub test_loss: f32,
    /// Share of training points on the right side; `None` for regression.
    pub train_accuracy: Option<f32>,
    /// Share of test points on the right side; `None` for regression.
    pub test_accuracy: Option<f32>,
    /// Hidden units in all.
    pub units: u32,
    /// Hidden units that are dead.
    pub dead: u32,
    /// Hidden units that are stuck or saturated.
    pub saturated: u32,
    /// L2 norm of the full-batch gradient of the first layer's weights at the end.
    pub first_gradient_norm: f32,
    /// Milliseconds per epoch on this machine: the only number here that differs from run to run.
    pub millis_per_epoch: f32,
    /// 64-bit FNV-1a over all parameters.
    pub fingerprint: u64,
    /// Epoch, loss over the training set, loss over the test set; decimated as a run's history is.
    pub curve: Vec<(u32, f32, f32)>,
}

impl Outcome {
    /// Whether the target was reached.
    pub fn is_solved(&self) -> bool {
        self.epochs_to_target.is_some()
    }
}

impl Lane {
    /// The start of a run with a budget (the spec's epochs).
    pub fn new(spec: Spec, target: f32) -> Self {
        let mut session = Session::new(spec);
        session.set_measuring(Measuring::Losses);
        let mut lane = Self { session, target, epochs_to_target: None, millis: 0.0 };
        lane.look();
        lane
    }

    /// Trains one more epoch; returns whether the run has ended. `now_millis`: a clock.
    pub fn advance(&mut self, now_millis: impl Fn() -> f64) -> bool {
        let start = now_millis();
        self.session.step_epoch();
        self.millis += now_millis() - start;
        self.look();
        self.session.ended().is_some()
    }

    /// Whole epochs done.
    pub fn epoch(&self) -> u32 {
        self.session.state().epoch
    }

    fn look(&mut self) {
        let reached = self.session.evaluation().train_loss <= self.target;
        if reached && self.epochs_to_target.is_none() && self.session.divergence().is_none() {
            self.epochs_to_target = Some(self.epoch());
        }
    }

    /// What came of the run until now.
    pub fn outcome(&mut self) -> Outcome {
        let snapshot = self.session.snapshot(false, 0.0, None);
        let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
        let count = |health| hidden.iter().map(|layer| layer.count(health) as u32).sum::<u32>();
        let records = &snapshot.history.records;
        Outcome {
            status: snapshot.status,
            epochs: snapshot.epoch,
            epochs_to_target: self.epochs_to_target,
            train_loss: snapshot.train_loss,
            test_loss: snapshot.test_loss,
            train_accuracy: snapshot.train_accuracy,
            test_accuracy: snapshot.test_accuracy,
            units: hidden.iter().map(|layer| layer.units() as u32).sum(),
            dead: count(UnitHealth::Dead),
            saturated: count(UnitHealth::Saturated) + count(UnitHealth::Stuck),
            first_gradient_norm: snapshot.layers[0].gradient_norm,
            millis_per_epoch: (self.millis / f64::from(snapshot.epoch.max(1))) as f32,
            fingerprint: snapshot.fingerprint,
            curve: records.iter().map(|r| (r.epoch, r.train_loss.last, r.test_loss.last)).collect(),
        }
    }
}
