//! The optimizers of `torch.optim`, step by step as documented there, and what is done to gradients before them.

use super::choice::{Choice, Parameter, Row};
use super::network::{Gradients, Network};

/// An optimizer and its hyper-parameters.
pub type Optimizer = Choice<OptimizerRow>;

/// A row of the table of optimizers.
#[derive(Debug)]
pub struct OptimizerRow {
    id: &'static str,
    name: &'static str,
    /// `PyTorch`'s class, as in `torch.optim.SGD`.
    pub torch: &'static str,
    parameters: &'static [Parameter],
    /// The update, in plain text.
    pub rule: &'static str,
    step: StepFn,
}

type StepFn = fn(&[f32], &mut OptimizerState, &mut Network, &Gradients, f32);

impl Row for OptimizerRow {
    const WHAT: &'static str = "optimizer";

    fn table() -> &'static [Self] {
        TABLE
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }
}

/// What an optimizer remembers from step to step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OptimizerState {
    id: &'static str,
    /// Number of steps done.
    steps: u32,
}

impl OptimizerState {
    /// Nothing remembered yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Updates all parameters of the network.
    ///
    /// Learning rate and hyper-parameters may differ from step to step; another optimizer starts with nothing remembered.
    pub fn step(&mut self, optimizer: &Optimizer, network: &mut Network, gradients: &Gradients, learning_rate: f32) {
        if self.id != optimizer.id() {
            *self = Self { id: optimizer.id(), ..Self::default() };
        }
        self.steps += 1;
        (optimizer.row().step)(optimizer.values(), self, network, gradients, learning_rate);
    }
}

static TABLE: &[OptimizerRow] = &[OptimizerRow {
    id: "sgd",
    name: "SGD",
    torch: "torch.optim.SGD",
    parameters: &[],
    rule: "w -= lr * g",
    step: sgd,
}];

fn sgd(_: &[f32], _: &mut OptimizerState, network: &mut Network, gradients: &Gradients, learning_rate: f32) {
    network.for_each_parameter_mut(gradients, |parameters, gradients| {
        for (parameter, gradient) in parameters.iter_mut().zip(gradients) {
            *parameter -= learning_rate * gradient;
        }
    });
}
