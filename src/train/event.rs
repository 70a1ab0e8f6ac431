//! What happened to a run while it went on: deaths and their causes, what the user did, the end at a number that is
//! not finite. Data only; sentences are made where they are shown.

use serde::{Deserialize, Serialize};

pub use crate::nn::finite::NotFinite;

use crate::nn::activation::Activation;
use crate::nn::optimizer::Optimizer;
use crate::train::unit::UnitId;

/// A unit's death, or its return.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Death {
    /// Which unit, of a hidden layer or of the output layer.
    pub id: UnitId,
    /// The epoch of the check that saw it.
    pub epoch: f32,
    /// The step of that check.
    pub step: u64,
    /// False: it died. True: it came back.
    pub revived: bool,
    /// How it came.
    pub origin: Origin,
    /// The step that killed it, if that could be found.
    pub cause: Option<Cause>,
}

/// How a death or a return came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// With the first weights: the unit was dead before anything happened.
    Start,
    /// By training: a step since the check before.
    Step,
    /// By what the user did.
    Intervention {
        /// Which, in [`Snapshot::marks`](crate::train::snapshot::Snapshot::marks).
        mark: u32,
    },
}

/// The step that killed a unit, and what it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// The step after which the unit was dead, counted from 1.
    pub step: u64,
    /// Smallest and largest z over the training set before that step.
    pub z_before: (f32, f32),
    /// The same after it.
    pub z_after: (f32, f32),
    /// Whether the unit had a batch norm. It takes away the linear layer's bias: its own is meant below.
    pub batch_norm: bool,
    /// The unit's bias before that step.
    pub bias_before: f32,
    /// The same after it.
    pub bias_after: f32,
    /// L2 norm of the change of the unit's own parameters: incoming weights, bias, batch norm's weight and bias.
    pub moved: f32,
    /// L2 norm of the change of all parameters of the layers below.
    pub moved_below: f32,
    /// L2 norm of the step's gradient of the unit's own parameters.
    pub gradient_norm: f32,
    /// The learning rate of that step.
    pub learning_rate: f32,
}

impl Cause {
    /// What moved farther in that step: the unit's own weights and bias, or the layers below it.
    pub fn mover(&self) -> Mover {
        if self.moved >= self.moved_below { Mover::Unit } else { Mover::LayersBelow }
    }
}

/// What took the data away from a unit that died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// Its own weights and bias.
    Unit,
    /// The layers below it, which changed its inputs.
    LayersBelow,
}

/// Something the user did to the run while it went on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Where on the epoch axis.
    pub epoch: f32,
    /// After which step.
    pub step: u64,
    /// What was done.
    pub intervention: Intervention,
    /// The dead units that were no longer dead right after it.
    pub revived: Vec<UnitId>,
}

/// What can be done to a run without starting it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Intervention {
    /// Live settings were changed, at least one.
    Changed(Vec<Change>),
    /// The incoming weights of dead units were drawn again.
    Reinitialised {
        /// Number of units.
        units: u32,
    },
    /// A number was added to the biases of units: with batch norm to its bias, for it takes away the linear layer's.
    BiasAdded {
        /// Number of units.
        units: u32,
        /// What was added.
        amount: f32,
    },
    /// One number of a unit was set.
    NumberSet {
        /// Whose.
        id: UnitId,
        /// Which.
        number: UnitNumber,
        /// The number.
        value: f32,
    },
    /// Batch norm was put into every hidden layer.
    BatchNormOn,
}

/// A number of a unit that can be set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitNumber {
    /// The weight of an input, from 0.
    Weight(u32),
    /// The linear layer's bias. With batch norm training does not feel it: the batch's mean takes it away.
    Bias,
    /// Batch norm's weight, γ.
    BatchNormWeight,
    /// Batch norm's bias, β.
    BatchNormBias,
}

/// A live setting with its new value, as in [`Spec`](crate::train::spec::Spec).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// One function for all hidden layers, or one for each.
    Activations(Vec<Activation>),
    /// Step size.
    LearningRate(f32),
    /// How the weights are moved.
    Optimizer(Optimizer),
    /// Points per step; `None`: the whole training set.
    Batch(Option<u32>),
    /// Largest norm of the gradient; `None`: not clipped.
    Clip(Option<f32>),
    /// Strength of the L1 penalty.
    L1(f32),
    /// Stop after so many epochs; `None`: never.
    Epochs(Option<u32>),
}

/// The first number that was not finite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Divergence {
    /// The step at which it appeared.
    pub step: u64,
    /// The epoch of that step, from 0.
    pub epoch: u32,
    /// Index of the layer: the hidden layers from 0, then the output layer.
    pub layer: u32,
    /// Whether that is the output layer.
    pub is_output: bool,
    /// What of the layer.
    pub what: NotFinite,
    /// The last whole epoch whose numbers are all finite and to which the run can go back.
    pub last_finite_epoch: u32,
}
