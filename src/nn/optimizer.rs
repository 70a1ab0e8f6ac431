//! The optimizers of `torch.optim`, step by step as documented there; L1 penalty and clipping of gradients.
//!
//! The learning rate is given with every step and is no part of the optimizer: so it can change at any time.

mod previous;
mod table;

pub use self::previous::PreviousParameters;

use super::choice::{Choice, Parameter, Row};
use super::finite::NotFinite;
use super::gradients::Gradients;
use super::network::Network;

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
    /// `PyTorch`'s default learning rate.
    pub default_learning_rate: f32,
    /// The update, in plain text.
    pub rule: &'static str,
    step: StepFn,
}

type StepFn = fn(&[f32], &mut OptimizerState, &mut Network, &Gradients, f32);

impl Row for OptimizerRow {
    const WHAT: &'static str = "optimizer";

    fn table() -> &'static [Self] {
        table::TABLE
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

/// The state of an optimizer, as `state_dict()['state']` in `PyTorch`: step count and moment estimates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OptimizerState {
    id: &'static str,
    /// Number of steps done.
    steps: u32,
    /// Up to three numbers per parameter (momentum, means of gradients and of their squares, by the optimizer), in the order of
    /// [`Network::for_each_parameter`]; unused ones are empty.
    slots: [Vec<f32>; SLOTS],
}

const SLOTS: usize = 3;

impl OptimizerState {
    /// The state before the first step.
    pub fn new() -> Self {
        Self::default()
    }

    /// Updates all parameters of the network.
    ///
    /// Learning rate and hyper-parameters may differ from step to step; another optimizer starts from a new state,
    /// and so does one that is given a network of another size.
    pub fn step(&mut self, optimizer: &Optimizer, network: &mut Network, gradients: &Gradients, learning_rate: f32) {
        if self.id != optimizer.id() {
            *self = Self { id: optimizer.id(), ..Self::default() };
        }
        self.steps += 1;
        (optimizer.row().step)(optimizer.values(), self, network, gradients, learning_rate);
    }

    /// [`OptimizerState::step`] with checks for numbers that are infinite or NaN, before and after. `previous` saves the parameters as they were.
    ///
    /// # Errors
    /// The first layer with a number that is not finite, and whether it is in its gradient or its weights.
    /// If it is in the gradient, the parameters stay as they were.
    pub fn checked_step(
        &mut self,
        optimizer: &Optimizer,
        network: &mut Network,
        gradients: &Gradients,
        learning_rate: f32,
        previous: &mut PreviousParameters,
    ) -> Result<(), (usize, NotFinite)> {
        // Plain SGD does all of this in one pass over the parameters, and is undone if a gradient turns out not to be finite:
        // then the parameter is not finite either.
        if let Some(weight_decay) = table::plain_sgd_weight_decay(optimizer) {
            if table::plain_sgd_step(network, gradients, learning_rate, weight_decay, previous) {
                return Ok(());
            }
            if let Some(layer) = gradients.first_non_finite() {
                previous.restore(network, gradients);
                return Err((layer, NotFinite::Gradient));
            }
        } else {
            if let Some(layer) = gradients.first_non_finite() {
                return Err((layer, NotFinite::Gradient));
            }
            previous.save(network);
            self.step(optimizer, network, gradients, learning_rate);
        }
        network.first_non_finite().map_or(Ok(()), |layer| Err((layer, NotFinite::Weights)))
    }

    /// Visits all parameters with their gradients and the first `N` slots of the state. A slot that was not in use is filled with `initial`.
    #[inline(always)]
    fn update<const N: usize>(
        &mut self,
        network: &mut Network,
        gradients: &Gradients,
        initial: f32,
        mut update: impl FnMut(&mut [f32], &[f32], [&mut [f32]; N]),
    ) {
        let count = network.parameter_count();
        for slot in &mut self.slots[..N] {
            if slot.len() != count {
                slot.clear();
                slot.resize(count, initial);
            }
        }
        let mut start = 0;
        network.for_each_parameter_mut(gradients, |parameters, gradients| {
            let mut slots = self.slots.iter_mut();
            let part = std::array::from_fn(|_| {
                slots.next().map_or(&mut [][..], |slot| &mut slot[start..][..parameters.len()])
            });
            update(parameters, gradients, part);
            start += parameters.len();
        });
    }
}

/// Adds the gradient of `strength · Σ|w|`, which is `strength · sign(w)`, for all weights; biases and the rest are left alone.
pub fn add_l1(gradients: &mut Gradients, network: &Network, strength: f32) {
    for (gradients, layer) in gradients.layers.iter_mut().zip(&network.layers) {
        for (gradient, &weight) in gradients.weight.iter_mut().zip(&layer.linear.weight) {
            *gradient += strength * if weight == 0.0 { 0.0 } else { weight.signum() };
        }
    }
}

/// Scales all gradients so that their common L2 norm is at most `max_norm`, and gives the norm they had.
///
/// `g *= min(1, max_norm / (norm + 1e-6))`, as `torch.nn.utils.clip_grad_norm_`.
pub fn clip_grad_norm(gradients: &mut Gradients, max_norm: f32) -> f32 {
    let norm = gradients.norm();
    let factor = max_norm / (norm + 1e-6);
    // A NaN is neither below 1 nor not; it has to spread.
    if factor.is_nan() || factor < 1.0 {
        gradients.for_each_mut(|values| values.iter_mut().for_each(|value| *value *= factor));
    }
    norm
}
