//! The table of optimizers. To add one, add its row and its step.
//!
//! θ: parameter, g: gradient, lr: learning rate, t: number of the step from 1. Names and defaults are those of `torch.optim`.

use wide::f32x4;

use super::super::choice::Parameter;
use super::super::finite::FiniteCheck;
use super::super::gradients::Gradients;
use super::super::math::powi;
use super::super::network::Network;
use super::super::tensor::LANES;
use super::{Optimizer, OptimizerRow, OptimizerState, PreviousParameters};

const WEIGHT_DECAY: Parameter = Parameter::number("weight_decay", 0.0, 0.0, 10.0);
const BETA_1: Parameter = Parameter::number("beta1", 0.9, 0.0, 0.999_999);
const BETA_2: Parameter = Parameter::number("beta2", 0.999, 0.0, 0.999_999);

pub(super) static TABLE: &[OptimizerRow] = &[
    OptimizerRow {
        id: "sgd",
        name: "SGD",
        torch: "torch.optim.SGD",
        parameters: &[
            Parameter::number("momentum", 0.0, 0.0, 0.999_999),
            Parameter::number("dampening", 0.0, 0.0, 1.0),
            WEIGHT_DECAY,
            Parameter::flag("nesterov"),
        ],
        default_learning_rate: 1e-3,
        rule: "g += weight_decay θ; b = momentum b + (1 - dampening) g (b = g at first); θ -= lr b (nesterov: lr (g + momentum b))",
        step: sgd,
    },
    OptimizerRow {
        id: "adam",
        name: "Adam",
        torch: "torch.optim.Adam",
        parameters: &[
            BETA_1,
            BETA_2,
            Parameter::number("eps", 1e-8, 0.0, 1.0),
            WEIGHT_DECAY,
            Parameter::flag("amsgrad"),
        ],
        default_learning_rate: 1e-3,
        rule: "g += weight_decay θ; m, v: means of g, g²; θ -= lr m/(1 - beta1^t) / (√v/√(1 - beta2^t) + eps)",
        step: |values, state, network, gradients, lr| adam(values, state, network, gradients, lr, Decay::Gradient),
    },
    OptimizerRow {
        id: "adamw",
        name: "AdamW",
        torch: "torch.optim.AdamW",
        parameters: &[
            BETA_1,
            BETA_2,
            Parameter::number("eps", 1e-8, 0.0, 1.0),
            Parameter::number("weight_decay", 0.01, 0.0, 10.0),
            Parameter::flag("amsgrad"),
        ],
        default_learning_rate: 1e-3,
        rule: "θ *= 1 - lr weight_decay; then as Adam",
        step: |values, state, network, gradients, lr| adam(values, state, network, gradients, lr, Decay::Parameter),
    },
    OptimizerRow {
        id: "rmsprop",
        name: "RMSprop",
        torch: "torch.optim.RMSprop",
        parameters: &[
            Parameter::number("alpha", 0.99, 0.0, 1.0),
            Parameter::number("eps", 1e-8, 0.0, 1.0),
            WEIGHT_DECAY,
            Parameter::number("momentum", 0.0, 0.0, 0.999_999),
            Parameter::flag("centered"),
        ],
        default_learning_rate: 0.01,
        rule: "g += weight_decay θ; v = alpha v + (1 - alpha) g²; b = momentum b + g/(√v + eps); θ -= lr b (centered: v less the squared mean of g)",
        step: rmsprop,
    },
    OptimizerRow {
        id: "adagrad",
        name: "Adagrad",
        torch: "torch.optim.Adagrad",
        parameters: &[
            Parameter::number("lr_decay", 0.0, 0.0, 10.0),
            WEIGHT_DECAY,
            Parameter::number("initial_accumulator_value", 0.0, 0.0, 100.0),
            Parameter::number("eps", 1e-10, 0.0, 1.0),
        ],
        default_learning_rate: 0.01,
        rule: "g += weight_decay θ; s += g²; θ -= lr/(1 + (t - 1) lr_decay) g/(√s + eps)",
        step: adagrad,
    },
];

/// The weight decay of an optimizer that is SGD without momentum, and so without state; `None` for any other.
pub(super) fn plain_sgd_weight_decay(optimizer: &Optimizer) -> Option<f32> {
    match *optimizer.values() {
        [momentum, _, weight_decay, _] if optimizer.id() == "sgd" && momentum == 0.0 => Some(weight_decay),
        _ => None,
    }
}

/// `θ -= lr (g + weight_decay θ)`; saves the previous θ, and returns whether all of the new θ is finite.
pub(super) fn plain_sgd_step(
    network: &mut Network,
    gradients: &Gradients,
    lr: f32,
    weight_decay: f32,
    previous: &mut PreviousParameters,
) -> bool {
    let (mut index, mut check) = (0, FiniteCheck::default());
    network.for_each_parameter_mut(gradients, |parameters, gradients| {
        let saved = previous.slice_mut(index, parameters.len());
        index += 1;
        let (thetas, theta_rest) = parameters.as_chunks_mut::<LANES>();
        let (gs, g_rest) = gradients.as_chunks::<LANES>();
        let (olds, old_rest) = saved.as_chunks_mut::<LANES>();
        for ((theta, g), old) in thetas.iter_mut().zip(gs).zip(olds) {
            let was = f32x4::new(*theta);
            *old = was.to_array();
            let now = was - (f32x4::new(*g) + was * weight_decay) * lr;
            *theta = now.to_array();
            check.add_vector(now);
        }
        for ((theta, g), old) in theta_rest.iter_mut().zip(g_rest).zip(old_rest) {
            *old = *theta;
            *theta -= lr * (g + weight_decay * *theta);
            check.add_scalar(*theta);
        }
    });
    check.all_finite()
}

/// <https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html>
fn sgd(values: &[f32], state: &mut OptimizerState, network: &mut Network, gradients: &Gradients, lr: f32) {
    let &[momentum, dampening, weight_decay, nesterov] = values else { unreachable!("the row's parameters") };
    if momentum == 0.0 {
        network.for_each_parameter_mut(gradients, |parameters, gradients| {
            for (theta, &g) in parameters.iter_mut().zip(gradients) {
                *theta -= lr * (g + weight_decay * *theta);
            }
        });
        return;
    }
    // The first gradient with momentum is taken whole, without dampening.
    let share = if state.slots[0].len() == network.parameter_count() { 1.0 - dampening } else { 1.0 };
    state.update(network, gradients, 0.0, |parameters, gradients, [buffer]| {
        for ((theta, &g), b) in parameters.iter_mut().zip(gradients).zip(buffer) {
            let g = g + weight_decay * *theta;
            *b = momentum * *b + share * g;
            *theta -= lr * if nesterov == 0.0 { *b } else { g + momentum * *b };
        }
    });
}

/// Where Adam applies weight decay.
#[derive(Clone, Copy, PartialEq)]
enum Decay {
    /// On the gradient, as an L2 penalty in the loss would.
    Gradient,
    /// On the parameter itself (Loshchilov & Hutter 2017, arXiv 1711.05101).
    Parameter,
}

/// <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html>
fn adam(
    values: &[f32],
    state: &mut OptimizerState,
    network: &mut Network,
    gradients: &Gradients,
    lr: f32,
    decay: Decay,
) {
    let &[beta_1, beta_2, eps, weight_decay, amsgrad] = values else { unreachable!("the row's parameters") };
    let step_size = (f64::from(lr) / (1.0 - powi(f64::from(beta_1), state.steps))) as f32;
    let correction = (1.0 - powi(f64::from(beta_2), state.steps)).sqrt() as f32;
    let (penalty, shrink) = match decay {
        Decay::Gradient => (weight_decay, 1.0),
        Decay::Parameter => (0.0, 1.0 - lr * weight_decay),
    };
    let next = |theta: &mut f32, g: f32, m: &mut f32, v: &mut f32| {
        let g = g + penalty * *theta;
        *theta *= shrink;
        *m += (g - *m) * (1.0 - beta_1);
        *v = beta_2 * *v + (1.0 - beta_2) * (g * g);
    };
    if amsgrad == 0.0 {
        state.update(network, gradients, 0.0, |parameters, gradients, [m, v]| {
            for (((theta, &g), m), v) in parameters.iter_mut().zip(gradients).zip(m).zip(v) {
                next(theta, g, m, v);
                *theta -= step_size * (*m / (v.sqrt() / correction + eps));
            }
        });
    } else {
        state.update(network, gradients, 0.0, |parameters, gradients, [m, v, largest]| {
            for ((((theta, &g), m), v), largest) in parameters.iter_mut().zip(gradients).zip(m).zip(v).zip(largest) {
                next(theta, g, m, v);
                *largest = if *v <= *largest { *largest } else { *v };
                *theta -= step_size * (*m / (largest.sqrt() / correction + eps));
            }
        });
    }
}

/// <https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html>
fn rmsprop(values: &[f32], state: &mut OptimizerState, network: &mut Network, gradients: &Gradients, lr: f32) {
    let &[alpha, eps, weight_decay, momentum, centered] = values else { unreachable!("the row's parameters") };
    state.update(network, gradients, 0.0, |parameters, gradients, [v, buffer, mean]| {
        for ((((theta, &g), v), b), mean) in parameters.iter_mut().zip(gradients).zip(v).zip(buffer).zip(mean) {
            let g = g + weight_decay * *theta;
            *v = alpha * *v + (1.0 - alpha) * (g * g);
            *mean += (g - *mean) * (1.0 - alpha);
            // Never below 0 but for rounding: a root of that would be a NaN out of nothing.
            let variance = *v - *mean * *mean;
            let variance = if variance < 0.0 { 0.0 } else { variance };
            let average = if centered == 0.0 { *v } else { variance };
            *b = momentum * *b + g / (average.sqrt() + eps);
            *theta -= lr * *b;
        }
    });
}

/// <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html>
fn adagrad(values: &[f32], state: &mut OptimizerState, network: &mut Network, gradients: &Gradients, lr: f32) {
    let &[lr_decay, weight_decay, initial, eps] = values else { unreachable!("the row's parameters") };
    let lr = lr / (1.0 + (state.steps - 1) as f32 * lr_decay);
    state.update(network, gradients, initial, |parameters, gradients, [sum]| {
        for ((theta, &g), sum) in parameters.iter_mut().zip(gradients).zip(sum) {
            let g = g + weight_decay * *theta;
            *sum += g * g;
            *theta -= lr * (g / (sum.sqrt() + eps));
        }
    });
}
