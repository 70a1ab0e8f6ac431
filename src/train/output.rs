//! The functions that can stand on the output layer, one row each, and what a network that ends in one of them can answer at all.

use crate::data::sets::Task;
use crate::nn::loss::Meaning;
use crate::nn::tensor::Tensor;
use crate::train::spec::Spec;

/// A row of [`OUTPUTS`].
#[derive(Debug)]
pub struct Output {
    /// The word in links and files.
    pub word: &'static str,
    /// The id of the function in the table of activations.
    pub activation: &'static str,
    /// Infimum and supremum of its values.
    pub range: (f32, f32),
}

/// Every function of the output layer; the first is the default.
pub const OUTPUTS: &[Output] = &[
    Output { word: "linear", activation: "identity", range: (f32::NEG_INFINITY, f32::INFINITY) },
    Output { word: "relu", activation: "relu", range: (0.0, f32::INFINITY) },
    Output { word: "sigmoid", activation: "sigmoid", range: (0.0, 1.0) },
    Output { word: "tanh", activation: "tanh", range: (-1.0, 1.0) },
];

impl Spec {
    /// The row of the output layer's function.
    pub fn output_row(&self) -> &'static Output {
        OUTPUTS.iter().find(|row| row.activation == self.output.id()).unwrap_or(&OUTPUTS[0])
    }

    /// What the outputs mean; `None` where a value is predicted and no class.
    pub fn meaning(&self) -> Option<Meaning> {
        let has_classes = self.task() == Task::Classification;
        has_classes.then(|| self.resolved_loss().row().meaning)
    }

    /// The mean loss over these targets (`[1][point]`) that no weights can go below, because the output's function has no other
    /// values: ln 2 for each point of class 0 where a ReLU is to be a logit. 0 where nothing stands in the way.
    pub fn loss_floor(&self, targets: &Tensor) -> f32 {
        let (loss, range) = (self.resolved_loss(), self.output_row().range);
        let outputs = self.outputs();
        let sum: f64 = targets.unit(0).iter().map(|&y| f64::from(loss.infimum(range, y, outputs))).sum();
        (sum / targets.samples().max(1) as f64) as f32
    }
}
