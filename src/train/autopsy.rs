//! Why a unit died: the epoch of its death is run again, step by step, until the step after which no training point
//! reaches it any more.
//!
//! Running an epoch again gives the same bits, so what is found is what happened.

use crate::data::samples::Samples;
use crate::nn::gradients::LayerGradients;
use crate::nn::layer::Layer;
use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::diagnostics::passes;
use crate::train::event::Cause;
use crate::train::spec::Spec;
use crate::train::state::{State, Trainer};
use crate::train::unit::{UnitHealth, UnitId};

/// Finds the causes of the deaths of `units` between `start`, the state at the beginning of the epoch, and the state
/// `steps` steps later. `None` for a unit that is not found dead on the way.
pub fn causes(start: &State, steps: u64, spec: &Spec, train: &Samples, units: &[UnitId]) -> Vec<Option<Cause>> {
    let mut state = start.clone();
    let mut trainer = Trainer::default();
    let mut workspace = Workspace::new();
    let mut causes = vec![None; units.len()];
    state.network.training_values(&train.inputs, &mut workspace);
    let mut ranges: Vec<_> = units.iter().map(|&id| z_range(&workspace, id)).collect();
    for _ in 0..steps {
        let before = state.network.clone();
        if trainer.step(&mut state, spec, train).is_err() {
            break;
        }
        state.network.training_values(&train.inputs, &mut workspace);
        for ((cause, &id), range) in causes.iter_mut().zip(units).zip(&mut ranges) {
            let (layer, unit) = (id.layer as usize, id.unit as usize);
            let z_after = z_range(&workspace, id);
            let dead = is_dead(&state.network.layers[layer], &workspace, id);
            // A unit can die, come back and die again within an epoch: the last death is the one that stays.
            if !dead {
                *cause = None;
            } else if cause.is_none() {
                *cause = Some(Cause {
                    step: state.step,
                    z_before: *range,
                    z_after,
                    batch_norm: before.layers[layer].batch_norm.is_some(),
                    bias_before: effective_bias(&before.layers[layer], unit),
                    bias_after: effective_bias(&state.network.layers[layer], unit),
                    moved: norm(&differences(&own(&before, id), &own(&state.network, id))),
                    moved_below: moved_below(&before, &state.network, layer),
                    gradient_norm: norm(&own_gradients(&trainer.gradients().layers[layer], unit)),
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

/// The bias that shifts z: the batch norm's, if there is one.
fn effective_bias(layer: &Layer, unit: usize) -> f32 {
    layer.batch_norm.as_ref().map_or(layer.linear.bias[unit], |norm| norm.bias[unit])
}

/// All parameters of a unit: incoming weights, bias, batch norm's weight and bias.
fn own(network: &Network, id: UnitId) -> Vec<f32> {
    let (layer, unit) = (&network.layers[id.layer as usize], id.unit as usize);
    let mut numbers = layer.linear.weight[unit * layer.linear.fan_in..][..layer.linear.fan_in].to_vec();
    numbers.push(layer.linear.bias[unit]);
    numbers.extend(layer.batch_norm.iter().flat_map(|norm| [norm.weight[unit], norm.bias[unit]]));
    numbers
}

/// Their gradients.
fn own_gradients(gradients: &LayerGradients, unit: usize) -> Vec<f32> {
    let fan_in = gradients.weight.len() / gradients.bias.len();
    let mut numbers = gradients.weight[unit * fan_in..][..fan_in].to_vec();
    numbers.push(gradients.bias[unit]);
    numbers.extend(gradients.batch_norm.iter().flat_map(|norm| [norm.weight[unit], norm.bias[unit]]));
    numbers
}

fn moved_below(before: &Network, after: &Network, layer: usize) -> f32 {
    let mut changes = Vec::new();
    for (before, after) in before.layers[..layer].iter().zip(&after.layers[..layer]) {
        changes.extend(differences(&before.linear.weight, &after.linear.weight));
        changes.extend(differences(&before.linear.bias, &after.linear.bias));
        if let (Some(before), Some(after)) = (&before.batch_norm, &after.batch_norm) {
            changes.extend(differences(&before.weight, &after.weight));
            changes.extend(differences(&before.bias, &after.bias));
        }
        changes.extend(before.slope.zip(after.slope).map(|(before, after)| after - before));
    }
    norm(&changes)
}

fn differences(before: &[f32], after: &[f32]) -> Vec<f32> {
    before.iter().zip(after).map(|(old, new)| new - old).collect()
}

fn norm(numbers: &[f32]) -> f32 {
    numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() as f32
}
