//! Why a file of weights cannot be taken: what is wrong, by name and shape, and what is allowed.

use crate::train::spec::{MAX_LAYERS, MAX_UNITS};

/// The first thing in a file that is not of a multilayer perceptron which the lab can build.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// It is no file of `safetensors`: what the library says.
    #[error("this is no file of safetensors: {0}")]
    NotSafetensors(String),
    /// There is no linear layer.
    #[error("there is no linear layer in the file: no tensor *.weight of two dimensions")]
    Empty,
    /// A tensor under a name that no layer of a perceptron has.
    #[error(
        "{name} {shape:?} is not of a multilayer perceptron: it has *.weight and *.bias of linear layers, a slope of PReLU, and \
         weight, bias, running_mean and running_var of batch norms"
    )]
    Unknown {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// Whole numbers, or a floating point that is too short.
    #[error("{name} {shape:?} holds {kind}; F32, F64, F16 and BF16 can be read")]
    Kind {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// What it holds.
        kind: String,
    },
    /// A weight of more dimensions, as convolutions have, or of none.
    #[error("{name} {shape:?} has {} dimensions; the weight of a linear layer has 2: [out, in]", shape.len())]
    Dimensions {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A tensor without the one that belongs to it.
    #[error("{missing} is missing, which belongs to {name} {shape:?}")]
    Missing {
        /// What is not there.
        missing: String,
        /// What is.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A tensor that is not as long as the layer has units.
    #[error("{name} {shape:?} should be [{units}]: {of} has as many units")]
    Length {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// As many as there should be.
        units: usize,
        /// The layer.
        of: String,
    },
    /// A layer takes another number of inputs than the one before it gives.
    #[error(
        "{name} {shape:?} takes {} inputs, but {before} {before_shape:?} before it gives {}; layers are taken in the order of their names",
        shape[1], before_shape[0]
    )]
    Chain {
        /// The weight.
        name: String,
        /// Its shape.
        shape: [usize; 2],
        /// The weight of the layer before it.
        before: String,
        /// Its shape.
        before_shape: [usize; 2],
    },
    /// A batch norm or a slope behind the last linear layer.
    #[error(
        "a batch norm or a PReLU follows {name} {shape:?}, the output layer; layers are taken in the order of their names"
    )]
    AfterOutput {
        /// The weight of the output layer.
        name: String,
        /// Its shape.
        shape: [usize; 2],
    },
    /// A batch norm or a slope that stands before all linear layers, or twice after one.
    #[error("{name} {shape:?} does not follow a linear layer; layers are taken in the order of their names")]
    Place {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// Some hidden layers have a batch norm, and this one has none.
    #[error(
        "{name} {shape:?} has no batch norm after it, but other hidden layers have; the lab has one in all of them or in none"
    )]
    SomeBatchNorms {
        /// The weight of the layer.
        name: String,
        /// Its shape.
        shape: [usize; 2],
    },
    /// `PReLU` with a slope for each unit.
    #[error("{name} {shape:?} is a PReLU with a slope for each unit; the lab has one for a layer: [1]")]
    Slopes {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A number that is infinite or NaN, or too large for a float32.
    #[error("{name}{place:?} is {value}: all numbers have to be finite in float32")]
    NotFinite {
        /// The tensor.
        name: String,
        /// Where in it.
        place: Vec<usize>,
        /// What it is as a float32.
        value: f32,
    },
    /// A running variance below 0, which has no root.
    #[error("{name}{place:?} is {value}: a variance is at least 0")]
    Variance {
        /// The tensor.
        name: String,
        /// Where in it.
        place: Vec<usize>,
        /// What it is.
        value: f32,
    },
    /// More hidden layers than the lab has room for.
    #[error("the file has {layers} hidden layers; the lab has at most {MAX_LAYERS}")]
    Layers {
        /// As many.
        layers: usize,
    },
    /// A hidden layer with no units, or with more than the lab has room for.
    #[error("{name} {shape:?} has {} units; a hidden layer of the lab has 1 to {MAX_UNITS}", shape[0])]
    Units {
        /// The weight of the layer.
        name: String,
        /// Its shape.
        shape: [usize; 2],
    },
}
