//! Why a unit died: the epoch of its death is run again, step by step, until the step after which no training point
//! reaches it any more.
//!
//! Running an epoch again gives the same bits, so what is found is what happened.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::data::samples::Samples;
use crate::nn::layer::Layer;
use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::diagnostics::passes;
use crate::train::snapshot::{UnitHealth, UnitId};
use crate::train::spec::Spec;
use crate::train::state::{State, Trainer};

/// The step that killed a unit, and what it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// The step after which the unit was dead, counted from 1.
    pub step: u64,
    /// Smallest and largest z over the training set before that step.
    pub z_before: (f32, f32),
    /// The same after it.
    pub z_after: (f32, f32),
    /// The unit's bias before that step.
    pub bias_before: f32,
    /// The same after it.
    pub bias_after: f32,
    /// L2 norm of the change of the unit's incoming weights and bias.
    pub moved: f32,
    /// L2 norm of the change of all weights and biases of the layers below.
    pub moved_below: f32,
    /// L2 norm of the step's gradient of the unit's incoming weights and bias.
    pub gradient_norm: f32,
    /// The learning rate of that step.
    pub learning_rate: f32,
}

impl Cause {
    /// What happened, in one sentence.
    pub fn sentence(&self) -> String {
        let n = number;
        let mut text = if self.moved >= self.moved_below {
            let (before, after) = (n(self.bias_before), n(self.bias_after));
            format!("One step of {} moved its bias from {before} to {after}", n(self.moved))
        } else {
            format!("The layers below moved by {}, the unit itself by {}", n(self.moved_below), n(self.moved))
        };
        let ((low, high), (new_low, new_high)) = (self.z_before, self.z_after);
        let _ = write!(
            text,
            "; its z went from [{}, {}] to [{}, {}], and no training point reaches it any more.",
            n(low),
            n(high),
            n(new_low),
            n(new_high)
        );
        text
    }
}

/// Two decimals, or two digits where those would say nothing: a step can kill by very little.
fn number(value: f32) -> String {
    if value != 0.0 && value.abs() < 0.01 { format!("{value:.1e}") } else { format!("{value:.2}") }
}

/// Finds the causes of the deaths of `units` between `start`, the state at the beginning of the epoch, and the state
/// `steps` steps later. `None` for a unit that is not found dead on the way.
pub fn causes(start: &State, steps: u64, spec: &Spec, train: &Samples, units: &[UnitId]) -> Vec<Option<Cause>> {
    let mut state = start.clone();
    let mut trainer = Trainer::default();
    let mut workspace = Workspace::new();
    let mut causes = vec![None; units.len()];
    state.network.evaluate(&train.inputs, &mut workspace);
    let mut ranges: Vec<_> = units.iter().map(|&id| z_range(&workspace, id)).collect();
    for _ in 0..steps {
        let before = state.network.clone();
        if trainer.step(&mut state, spec, train).is_err() {
            break;
        }
        state.network.evaluate(&train.inputs, &mut workspace);
        for ((cause, &id), range) in causes.iter_mut().zip(units).zip(&mut ranges) {
            let (layer, unit) = (id.layer as usize, id.unit as usize);
            let z_after = z_range(&workspace, id);
            let dead = is_dead(&state.network.layers[layer], &workspace, id);
            // A unit can die, come back and die again within an epoch: the last death is the one that stays.
            if !dead {
                *cause = None;
            } else if cause.is_none() {
                let gradients = &trainer.gradients().layers[layer];
                let fan_in = state.network.layers[layer].linear.fan_in;
                let weights = &gradients.weight[unit * fan_in..][..fan_in];
                *cause = Some(Cause {
                    step: state.step,
                    z_before: *range,
                    z_after,
                    bias_before: before.layers[layer].linear.bias[unit],
                    bias_after: state.network.layers[layer].linear.bias[unit],
                    moved: norm(&differences(&incoming(&before, id), &incoming(&state.network, id))),
                    moved_below: moved_below(&before, &state.network, layer),
                    gradient_norm: norm(&[weights, &[gradients.bias[unit]]].concat()),
                    learning_rate: spec.learning_rate,
                });
            }
            *range = z_after;
        }
    }
    causes
}

fn is_dead(layer: &Layer, workspace: &Workspace, id: UnitId) -> bool {
    let activation = layer.activation.with_learned(layer.slope);
    let (index, unit) = (id.layer as usize, id.unit as usize);
    passes(&activation, workspace.z(index).unit(unit), workspace.a(index).unit(unit)) == Err(UnitHealth::Dead)
}

fn z_range(workspace: &Workspace, id: UnitId) -> (f32, f32) {
    let z = workspace.z(id.layer as usize).unit(id.unit as usize);
    (z.iter().copied().fold(f32::INFINITY, f32::min), z.iter().copied().fold(f32::NEG_INFINITY, f32::max))
}

fn incoming(network: &Network, id: UnitId) -> Vec<f32> {
    let linear = &network.layers[id.layer as usize].linear;
    let unit = id.unit as usize;
    let mut numbers = linear.weight[unit * linear.fan_in..][..linear.fan_in].to_vec();
    numbers.push(linear.bias[unit]);
    numbers
}

fn moved_below(before: &Network, after: &Network, layer: usize) -> f32 {
    let mut changes = Vec::new();
    for (before, after) in before.layers[..layer].iter().zip(&after.layers[..layer]) {
        changes.extend(differences(&before.linear.weight, &after.linear.weight));
        changes.extend(differences(&before.linear.bias, &after.linear.bias));
    }
    norm(&changes)
}

fn differences(before: &[f32], after: &[f32]) -> Vec<f32> {
    before.iter().zip(after).map(|(old, new)| new - old).collect()
}

fn norm(numbers: &[f32]) -> f32 {
    numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() as f32
}
