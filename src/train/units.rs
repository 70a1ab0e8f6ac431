//! Every unit of a network as it is now: its health, its numbers, and how it died. For tables; pictures take a
//! [`Snapshot`](crate::train::snapshot::Snapshot).

use crate::nn::activation::Activation;
use crate::train::event::{Cause, Origin};
use crate::train::session::{AUTOPSY_LIMIT, Session};
use crate::train::snapshot::UnitBatchNorm;
use crate::train::unit::{UnitHealth, UnitId};

/// A unit of a hidden layer or of the output layer.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// Which.
    pub id: UnitId,
    /// Whether it is of the output layer.
    pub is_output: bool,
    /// Its function, with the slope as it is learned by now.
    pub activation: Activation,
    /// Its health in training.
    pub health: UnitHealth,
    /// With batch norm: its health in the network in use.
    pub health_in_use: Option<UnitHealth>,
    /// Whether any of the loss's gradient reaches its z.
    pub gets_gradient: bool,
    /// If it is dead: the epoch of the check that found it so, and how it came.
    pub died: Option<(u32, Origin)>,
    /// What killed it, if it is dead and that is known.
    pub cause: Option<Cause>,
    /// Share of training points with a > 0.
    pub active_fraction: f32,
    /// Share of training points with f'(z) = 0.
    pub zero_gradient_fraction: f32,
    /// Mean |a| over the layer's mean |a|.
    pub dormant_score: f32,
    /// L2 norm of the full-batch gradient of its incoming weights, before clipping.
    pub gradient_norm: f32,
    /// L2 norm of its incoming weights.
    pub weight_norm: f32,
    /// Its bias.
    pub bias: f32,
    /// Its batch norm, if it has one.
    pub batch_norm: Option<UnitBatchNorm>,
}

impl Session {
    /// All units, layer by layer, the output layer last, with the weights as they are now. Trains nothing and looks for no deaths:
    /// those are of the last check.
    pub fn units(&mut self) -> Vec<UnitRow> {
        self.look();
        self.explain_deaths(AUTOPSY_LIMIT);
        let network = &self.state.network;
        let flow = self.measurer.gradient_flow(network, &self.train, &self.spec.resolved_loss());
        let stats = self.measurer.unit_stats(network);
        let mut rows = Vec::new();
        for (index, (layer, stats)) in network.layers.iter().zip(&stats).enumerate() {
            let fan_in = layer.linear.fan_in;
            for unit in 0..layer.linear.fan_out {
                let id = UnitId { layer: index as u32, unit: unit as u32 };
                let row = unit * fan_in..(unit + 1) * fan_in;
                let died = self.health.died(index).get(unit).copied().flatten();
                let last = self.health.deaths().iter().rev().find(|death| death.id == id && !death.revived);
                rows.push(UnitRow {
                    id,
                    is_output: index + 1 == network.layers.len(),
                    activation: layer.activation.with_learned(layer.slope),
                    health: stats.health[unit],
                    health_in_use: stats.health_in_use.get(unit).copied(),
                    gets_gradient: stats.gets_gradient[unit],
                    died,
                    cause: last.filter(|_| died.is_some()).and_then(|death| death.cause.clone()),
                    active_fraction: stats.active_fraction[unit],
                    zero_gradient_fraction: stats.zero_gradient_fraction[unit],
                    dormant_score: stats.dormant_score[unit],
                    gradient_norm: norm(&flow.weights[index][row.clone()]),
                    weight_norm: norm(&layer.linear.weight[row]),
                    bias: layer.linear.bias[unit],
                    batch_norm: self.measurer.unit_detail(id, layer).batch_norm,
                });
            }
        }
        rows
    }
}

/// L2 norm, summed in float64.
fn norm(numbers: &[f32]) -> f32 {
    numbers.iter().map(|&number| f64::from(number) * f64::from(number)).sum::<f64>().sqrt() as f32
}
