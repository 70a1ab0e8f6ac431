//! Whether a network from a file fits the data of an experiment, and the experiment that begins with it.

use std::sync::Arc;

use super::weights::Mlp;
use crate::nn::activation::Activation;
use crate::nn::loss::Loss;
use crate::train::notice::Notice;
use crate::train::spec::Spec;
use crate::train::start::{Start, StartError};
use crate::train::state::State;

/// An experiment that begins with given weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The experiment: the one that was set, with the layers of the file and the functions that were chosen.
    pub spec: Spec,
    /// What else of it had to be changed.
    pub notices: Vec<Notice>,
    /// The weights.
    pub start: Start,
}

/// Why a network does not fit the data.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Misfit {
    /// The number of inputs.
    #[error("{name} {shape:?} takes {}; {data} gives {inputs}{}", count(shape[1], "input"), which(features))]
    Inputs {
        /// The weight of the first layer.
        name: String,
        /// Its shape.
        shape: [usize; 2],
        /// The data set's name.
        data: &'static str,
        /// How many inputs there are.
        inputs: usize,
        /// The features that they are, if they are chosen.
        features: String,
    },
    /// The number of outputs.
    #[error("{name} {shape:?} gives {}; {data} takes {}", count(shape[0], "output"), wanted(*classes))]
    Outputs {
        /// The weight of the output layer.
        name: String,
        /// Its shape.
        shape: [usize; 2],
        /// The data set's name.
        data: &'static str,
        /// How many classes there are; `None` where a value is predicted.
        classes: Option<u32>,
    },
    /// The weights are not those of the network that the experiment asks for.
    #[error(transparent)]
    Start(#[from] StartError),
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn which(features: &str) -> String {
    if features.is_empty() { String::new() } else { format!(": {features}") }
}

fn wanted(classes: Option<u32>) -> String {
    match classes {
        None => "1, the value".to_owned(),
        Some(2) => "1, or 2 with cross-entropy".to_owned(),
        Some(classes) => format!("{classes}, one for each class"),
    }
}

impl Mlp {
    /// The experiment `spec` with this network in place of its own: its widths, batch norm and slopes are those of the file, the
    /// other hidden layers get `activation`, the output layer gets `output`. Two outputs for two classes mean cross-entropy.
    ///
    /// # Errors
    /// Every [`Misfit`] of inputs and outputs with the data.
    pub fn fit(&self, spec: &Spec, activation: Activation, output: Activation) -> Result<Fit, Vec<Misfit>> {
        let mut misfits = Vec::new();
        let layers = &self.weights.layers;
        let weight = |place: usize| {
            let linear = &layers[place].linear;
            (self.names[place].clone(), [linear.fan_out, linear.fan_in])
        };
        let data = spec.data.name();
        if self.inputs() != spec.input_count() {
            let (name, shape) = weight(0);
            let features = spec.inputs().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            misfits.push(Misfit::Inputs { name, shape, data, inputs: spec.input_count(), features });
        }

        let mut next = Spec { output, batch_norm: self.has_batch_norm(), ..spec.clone() };
        next.hidden = self.hidden().iter().map(|layer| layer.linear.fan_out as u32).collect();
        next.activations = self.hidden().iter().map(|layer| learned(layer.slope).unwrap_or(activation)).collect();
        if next.hidden.is_empty() {
            next.activations = vec![activation];
        }
        let classes = spec.class_count();
        match (classes, self.outputs()) {
            (Some(2), 2) => next.loss = Loss::from_id("ce").ok(),
            (Some(2), 1) if next.outputs() != 1 => next.loss = None,
            _ => {}
        }
        if self.outputs() != next.outputs() {
            let (name, shape) = weight(layers.len() - 1);
            misfits.push(Misfit::Outputs { name, shape, data, classes });
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }

        let notices = next.reconcile();
        self.weights.check(&State::new(&next).network).map_err(|error| vec![error.into()])?;
        Ok(Fit { spec: next, notices, start: Start::Weights(Arc::clone(&self.weights)) })
    }
}

/// `PReLU`, for a layer with a slope.
fn learned(slope: Option<f32>) -> Option<Activation> {
    slope.and_then(|_| Activation::from_id("prelu").ok())
}
