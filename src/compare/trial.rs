//! One run of a comparison on its way, and what came of it.

use serde::{Deserialize, Serialize};

use crate::nn::loss::Meaning;
use crate::train::activation_maps::{nearest, shrink};
use crate::train::measuring::Measuring;
use crate::train::session::Session;
use crate::train::snapshot::{ActivationMaps, ClassMap, Snapshot, Status, UnitHealth};
use crate::train::spec::Spec;

/// A run on its way.
pub struct Trial {
    session: Session,
    target: f32,
    epochs_to_target: Option<u32>,
    millis: f64,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialResult {
    /// `finished` or `diverged`; `ready` or `paused` while it is on its way.
    pub status: Status,
    /// Whole epochs done.
    pub epochs: u32,
    /// First epoch whose full-training-set loss is at or below the target.
    pub epochs_to_target: Option<u32>,
    /// Loss over the training set at the end.
    pub train_loss: f32,
    /// Loss over the test set at the end.
    pub test_loss: f32,
    /// Share of training points on the right side; `None` for regression, and for a run that has diverged.
    pub train_accuracy: Option<f32>,
    /// Share of test points on the right side; `None` for regression, and for a run that has diverged.
    pub test_accuracy: Option<f32>,
    /// Hidden units in all.
    pub units: u32,
    /// Hidden units that are dead; says nothing of a run that has diverged.
    pub dead: u32,
    /// Hidden units that are stuck or saturated; says nothing of a run that has diverged.
    pub saturated: u32,
    /// L2 norm of the full-batch gradient of the first layer's weights at the end; says nothing of a run that has diverged.
    pub first_gradient_norm: f32,
    /// Milliseconds per epoch on this machine: the only number here that differs from run to run.
    pub millis_per_epoch: f32,
    /// 64-bit FNV-1a over all parameters.
    pub fingerprint: u64,
    /// Epoch, loss over the training set, loss over the test set; decimated as a run's history is.
    pub curve: Vec<(u32, f32, f32)>,
    /// What the net answers over the inputs at the end.
    pub picture: Picture,
}

/// What a net answers over the inputs, small enough to keep one for each of thousands of runs.
///
/// Rows run from x2 = +1 down, columns from x1 = -1; one-dimensional data have one row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels along a side.
    pub side: u32,
    /// 1 or 2.
    pub dimensions: u8,
    /// The answer from which on it is class 1, which 0 stands for: no rounding takes an answer to the other side. 0 where
    /// there are no classes.
    pub level: f32,
    /// How far from it ±127 is: the largest distance, at most [`Picture::END`].
    pub end: f32,
    /// How far the answer, a logit or a value, is from the level; [`i8::MIN`] stands for NaN. Of more than two classes, how far
    /// the largest logit is above the next one.
    pub pixels: Vec<i8>,
    /// Of more than two classes: the most probable one, and its probability in 255ths.
    pub classes: Option<(Vec<u8>, Vec<u8>)>,
}

impl Picture {
    /// Distances beyond it are cut off: logits there look all the same.
    pub const END: f32 = 6.0;
    /// The most pixels along a side.
    const SIDE: u32 = 48;

    /// Of a frame with its maps.
    pub fn of(frame: &Snapshot) -> Self {
        let (maps, level) = (&frame.maps, frame.spec.meaning().map_or(0.0, Meaning::threshold));
        let side = Self::SIDE.min(maps.map_side);
        let distances: Vec<f32> = maps.map.iter().map(|answer| answer - level).collect();
        let largest = distances.iter().map(|v| v.abs()).filter(|v| v.is_finite()).fold(f32::MIN_POSITIVE, f32::max);
        let end = largest.min(Self::END);
        let (from, to) = (maps.map_side as usize, side as usize);
        let pixels = shrink(&distances, from, to, maps.dimensions, end);
        let classes = maps.classes.as_ref().map(|classes| {
            let class = nearest(from, to, maps.dimensions).map(|pixel| classes.class[pixel]).collect();
            let share = |pixel: usize| (255.0 * classes.probability[pixel] + 0.5) as u8;
            (class, nearest(from, to, maps.dimensions).map(share).collect())
        });
        Self { side, dimensions: maps.dimensions, level, end, pixels, classes }
    }

    /// The most probable class and its probability, as far as they are kept; of more than two classes.
    pub fn class_map(&self) -> Option<ClassMap> {
        self.classes.as_ref().map(|(class, share)| ClassMap {
            class: class.clone(),
            probability: share.iter().map(|&share| f32::from(share) / 255.0).collect(),
        })
    }

    /// As much as is kept, as a frame has it: for whoever draws it as a map.
    pub fn maps(&self) -> ActivationMaps {
        ActivationMaps {
            dimensions: self.dimensions,
            map_side: self.side,
            map: self.values(),
            map_scale: 1.0,
            classes: self.class_map(),
            ..ActivationMaps::default()
        }
    }

    /// The answers, as far as they are kept.
    pub fn values(&self) -> Vec<f32> {
        let value =
            |&pixel: &i8| if pixel == i8::MIN { f32::NAN } else { self.level + f32::from(pixel) / 127.0 * self.end };
        self.pixels.iter().map(value).collect()
    }
}

impl TrialResult {
    /// Whether the target was reached.
    pub fn is_solved(&self) -> bool {
        self.epochs_to_target.is_some()
    }

    /// Whether it stopped at a number that is not finite: it has no answers at its end, so none that are right or wrong.
    pub fn has_diverged(&self) -> bool {
        self.status == Status::Diverged
    }

    /// Whether nothing more will come of it; a run of a race may be on its way.
    pub fn is_over(&self) -> bool {
        matches!(self.status, Status::Finished | Status::Diverged)
    }

    /// The same run judged by another target; `None` if its curve leaves out epochs, so that only running it again can tell.
    pub fn with_target(&self, target: f32) -> Option<Self> {
        let whole = self.curve.len() == self.epochs as usize + 1;
        let reached = self.curve.iter().find(|(_, train_loss, _)| *train_loss <= target);
        whole.then(|| Self { epochs_to_target: reached.map(|(epoch, ..)| *epoch), ..self.clone() })
    }
}

impl Trial {
    /// The start of a run with a budget (the spec's epochs).
    pub fn new(spec: Spec, target: f32) -> Self {
        let mut session = Session::new(spec);
        session.set_measuring(Measuring::Losses);
        session.set_distributions(false);
        let mut trial = Self { session, target, epochs_to_target: None, millis: 0.0 };
        trial.look();
        trial
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
    pub fn result(&mut self) -> TrialResult {
        let snapshot = self.session.snapshot(false, 0.0, None);
        let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
        let count = |health| hidden.iter().map(|layer| layer.count(health) as u32).sum::<u32>();
        let records = &snapshot.history.records;
        let of_answers = |accuracy: Option<f32>| accuracy.filter(|_| snapshot.status != Status::Diverged);
        TrialResult {
            status: snapshot.status,
            epochs: snapshot.epoch,
            epochs_to_target: self.epochs_to_target,
            train_loss: snapshot.train_loss,
            test_loss: snapshot.test_loss,
            train_accuracy: of_answers(snapshot.train_accuracy),
            test_accuracy: of_answers(snapshot.test_accuracy),
            units: hidden.iter().map(|layer| layer.units() as u32).sum(),
            dead: count(UnitHealth::Dead),
            saturated: count(UnitHealth::Saturated) + count(UnitHealth::Stuck),
            first_gradient_norm: snapshot.layers[0].gradient_norm,
            millis_per_epoch: (self.millis / f64::from(snapshot.epoch.max(1))) as f32,
            fingerprint: snapshot.fingerprint,
            curve: records.iter().map(|r| (r.epoch, r.train_loss.last, r.test_loss.last)).collect(),
            picture: Picture::of(&snapshot),
        }
    }
}
