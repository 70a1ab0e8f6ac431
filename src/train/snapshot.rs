//! What one frame says about a run: enough to draw every view, and nothing that a view could change.
//!
//! A snapshot is made by [`crate::train::session::Session`] and crosses the worker boundary as it is.
//! Maps of units are quantised to one signed byte a pixel; everything that is shown as a number is not.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::nn::activation::Activation;
use crate::train::fit::Fits;
use crate::train::history::History;
use crate::train::space::SpaceView;
use crate::train::spec::Spec;

pub use crate::data::points::{Points, Target};
pub use crate::train::event::{
    Cause, Change, Death, Divergence, Intervention, Mark, Mover, NotFinite, Origin, UnitNumber,
};
pub use crate::train::images::{ImageRequest, ImageViews, ListedSample, Response, SampleList, SampleRequest};
pub use crate::train::unit::{UnitHealth, UnitId};

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Status {
    /// At its start: no step was taken yet.
    #[default]
    Ready,
    /// Taking steps.
    Training,
    /// Between steps, by the user's wish.
    Paused,
    /// The wanted number of epochs is done.
    Finished,
    /// Stopped by the first number that was not finite.
    Diverged,
}

impl Status {
    /// The name in files and in `data-value`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Training => "training",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Diverged => "diverged",
        }
    }
}

/// Everything a frame shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The experiment, with all changes since its start.
    pub spec: Spec,
    /// What the run is doing.
    pub status: Status,
    /// Whole epochs done.
    pub epoch: u32,
    /// Position on the epoch axis: whole epochs and the share of the running one.
    pub epoch_fraction: f32,
    /// Optimizer steps done.
    pub step: u64,
    /// Steps per second, measured over the last second; 0 while not training.
    pub steps_per_second: f32,
    /// Mean loss over the training set.
    pub train_loss: f32,
    /// Mean loss over the test set.
    pub test_loss: f32,
    /// What the training loss cannot go below, whatever the weights: see [`Spec::loss_floor`].
    pub loss_floor: f32,
    /// Share of training points on the right side; `None` for regression.
    pub train_accuracy: Option<f32>,
    /// Share of test points on the right side; `None` for regression.
    pub test_accuracy: Option<f32>,
    /// Which classes are taken for which; `None` for regression.
    pub confusion: Option<Confusion>,
    /// How well values are predicted; `None` for classification.
    pub fit: Option<Fits>,
    /// 64-bit FNV-1a over all parameters.
    pub fingerprint: u64,
    /// The hidden layers, then the output layer.
    pub layers: Vec<LayerSnapshot>,
    /// The points, training points first.
    pub points: Arc<Points>,
    /// One picture a unit; the picture in full of the unit looked at.
    pub maps: ActivationMaps,
    /// The outputs of a layer in two dimensions, if that is wanted: [`Picture::Space`].
    pub space: Option<SpaceView>,
    /// The predicted value of each of the points, if that is wanted: [`Picture::Predicted`]. Else empty.
    pub predicted: Vec<f32>,
    /// Where the data of the unit looked at sits on the curve; `None` if the output is looked at.
    pub unit: Option<UnitDetail>,
    /// What was asked for of data that are images.
    pub images: ImageViews,
    /// The curves over time.
    pub history: History,
    /// The deaths and revivals of the run so far, oldest first; the latest 256.
    pub deaths: Vec<Death>,
    /// What the user did to the run, oldest first.
    pub marks: Vec<Mark>,
    /// Where the run stopped being finite.
    pub divergence: Option<Divergence>,
}

/// What snapshots carry beside the maps for the picture in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Picture {
    /// Nothing: the maps are looked at, or what else every snapshot has.
    #[default]
    Map,
    /// The outputs of a layer in two dimensions, counted as in [`SpaceView::layer`].
    Space(u32),
    /// The predicted values.
    Predicted,
}

/// The confusion matrices of both sets, as `sklearn.metrics.confusion_matrix` lays them out: `[class][answer]`, the number of
/// points of a class that are taken for a class. What is right stands on the diagonal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confusion {
    /// Number of classes, K; each matrix has K × K numbers, row by row.
    pub classes: u32,
    /// Of the training points.
    pub train: Vec<u32>,
    /// Of the test points.
    pub test: Vec<u32>,
}

/// One layer of a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerSnapshot {
    /// The layer's function.
    pub activation: Activation,
    /// Its learned slope, if it has one: see [`Activation::with_learned`](crate::nn::choice::Choice::with_learned).
    pub slope: Option<f32>,
    /// Number of inputs of each unit.
    pub fan_in: u32,
    /// Weights, `[unit][input]`; empty for nets with more links than [`LINKS_SHOWN`], but for those of the first
    /// layer where data have more than two dimensions.
    pub weights: Vec<f32>,
    /// Gradient of the full-batch loss with respect to the weights, laid out like `weights`; empty for nets with
    /// more links than [`LINKS_SHOWN`].
    pub weight_gradients: Vec<f32>,
    /// Biases, one a unit.
    pub bias: Vec<f32>,
    /// Health in training, one a unit: with batch norm by the statistics of the training set as one batch. The units of the
    /// output layer are [`UnitHealth::Dead`], [`UnitHealth::Stuck`], [`UnitHealth::NotFinite`] or [`UnitHealth::Alive`].
    pub health: Vec<UnitHealth>,
    /// With batch norm: the same by its running statistics, as the network in use (losses, accuracies, maps) has them. Else empty.
    pub health_in_use: Vec<UnitHealth>,
    /// Whether any of the loss's gradient reaches the unit's z on some training point, so that its weights learn; one a unit.
    /// The dead and the stuck get none, nor do living units below a layer that is dead, or with outgoing weights that are all 0.
    pub gets_gradient: Vec<bool>,
    /// Share of training points with a > 0, one a unit.
    pub active_fraction: Vec<f32>,
    /// Share of training points with f'(z) = 0, one a unit.
    pub zero_gradient_fraction: Vec<f32>,
    /// Share of all pairs of a unit and a training point with |f'(z)| < 0.01.
    pub saturated_fraction: f32,
    /// Dormancy score (Sokar et al. 2023): mean |a| over the layer's mean |a|; 0 where the layer is silent. One a unit.
    pub dormant_score: Vec<f32>,
    /// Epoch of the check that found the unit dead, if it is dead now. One a unit.
    pub died_at: Vec<Option<u32>>,
    /// How the unit died, if it is dead now. One a unit.
    pub died_by: Vec<Option<Origin>>,
    /// L2 norm of the full-batch gradient of the layer's weights, before clipping.
    pub gradient_norm: f32,
    /// |dw| / |w| of the last step; 0 before the first.
    pub update_ratio: f32,
    /// Root mean square of ∂L/∂a over the layer's units and the training points, L the mean loss over the training set.
    /// NaN if one of them is not finite.
    pub output_gradient_rms: f32,
    /// How z, a and the gradient are spread over the layer's units and the training points, if that is wanted.
    pub distribution: Option<Distribution>,
}

impl LayerSnapshot {
    /// The incoming weights of a unit, if the snapshot carries them.
    pub fn weights_of(&self, unit: usize) -> Option<&[f32]> {
        let fan_in = self.fan_in as usize;
        self.weights.get(unit * fan_in..(unit + 1) * fan_in).filter(|weights| !weights.is_empty())
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.bias.len()
    }

    /// How many units have this health.
    pub fn count(&self, health: UnitHealth) -> usize {
        self.health.iter().filter(|&&h| h == health).count()
    }

    /// Units through which a gradient passes: all but the dead, the stuck and those that are not finite.
    pub fn alive(&self) -> usize {
        let gone = |h: &&UnitHealth| matches!(h, UnitHealth::Dead | UnitHealth::Stuck | UnitHealth::NotFinite);
        self.units() - self.health.iter().filter(gone).count()
    }
}

/// Histograms of a layer, over all its units and all training points.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Distribution {
    /// Pre-activations.
    pub z: Histogram,
    /// Outputs.
    pub a: Histogram,
    /// Gradient of the full-batch loss with respect to a; exact zeros are in the bin of 0.
    pub d_a: Histogram,
}

/// Equal bins over a range.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Left edge of the first bin and right edge of the last one.
    pub range: (f32, f32),
    /// Number of values in each bin.
    pub counts: Vec<u32>,
    /// Mean of the finite values.
    pub mean: f32,
    /// Standard deviation of the finite values (population).
    pub std: f32,
}

/// Nets with more links than this are shown as tiles without links.
pub const LINKS_SHOWN: usize = 4096;

/// What the units answer over the square [-1, 1]² (or over the line [-1, 1] for one-dimensional data).
///
/// Rows run from x2 = +1 (top) to -1, columns from x1 = -1 to +1, at pixel centres.
/// One-dimensional data have one row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActivationMaps {
    /// Dimensions of the data. There are pictures for 1 and 2; of more, all of this is empty.
    pub dimensions: u8,
    /// Pixels along a side of a unit's small picture.
    pub side: u32,
    /// One a layer, hidden layers then output.
    pub layers: Vec<LayerMaps>,
    /// Inputs of the network (features), in the same quantisation; scale 1.
    pub features: Vec<i8>,
    /// The unit shown in the big picture.
    pub shown: Option<UnitId>,
    /// Pixels along a side of the big picture.
    pub map_side: u32,
    /// The big picture in full: a = f(z) of a hidden unit, or the output (a logit or a value). Of more than two classes: how far
    /// the largest logit is above the next one, at least 0.
    pub map: Vec<f32>,
    /// Which class is the most probable one, where the big picture is of more than two.
    pub classes: Option<ClassMap>,
    /// 95th percentile of |map|, at least a tiny positive number: what the picture's colour scale ends at for a unit.
    pub map_scale: f32,
}

/// The answer of more than two classes, a pixel of [`ActivationMaps::map`] each.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ClassMap {
    /// The class with the largest logit, the first of equals.
    pub class: Vec<u8>,
    /// Its probability, the softmax of the logits; NaN where a logit is not finite.
    pub probability: Vec<f32>,
}

/// The small pictures of a layer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LayerMaps {
    /// What ±127 stands for: the 95th percentile of |a| over the layer's pictures.
    pub scale: f32,
    /// `[unit][row][column]`, a / scale · 127, clamped to ±127; -128 stands for NaN.
    pub pixels: Vec<i8>,
}

/// Where the training data sit on a unit's curve: in training, with batch norm by the statistics of the training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitDetail {
    /// The unit.
    pub id: UnitId,
    /// Its function.
    pub activation: Activation,
    /// The function's learned slope, if it has one.
    pub slope: Option<f32>,
    /// Left edge of the first bin and right edge of the last one, in z.
    pub z_range: (f32, f32),
    /// Number of training points in each of the equal bins.
    pub counts: Vec<u32>,
    /// Number of training points where f'(z) = 0.
    pub zero_gradient: u32,
    /// Number of training points where |f'(z)| < 0.01, those with 0 included.
    pub small_gradient: u32,
    /// Number of training points where a > 0.
    pub active: u32,
    /// Number of training points.
    pub points: u32,
    /// The unit's incoming weights.
    pub weights: Vec<f32>,
    /// The unit's bias.
    pub bias: f32,
    /// Its batch norm, if it has one.
    pub batch_norm: Option<UnitBatchNorm>,
}

/// The numbers of a unit's batch norm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UnitBatchNorm {
    /// Scale, γ.
    pub weight: f32,
    /// Shift, β.
    pub bias: f32,
    /// Running mean, which the network in use subtracts.
    pub running_mean: f32,
    /// Running variance (unbiased), by whose root the network in use divides.
    pub running_var: f32,
    /// Mean over the training set with the weights as they are now.
    pub mean: f32,
    /// Variance (biased, as training divides by its root) over the training set with the weights as they are now.
    pub var: f32,
}
