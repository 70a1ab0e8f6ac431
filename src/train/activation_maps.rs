//! What every unit answers over the square: one batched pass over a grid, as fine as the net's size allows.

use crate::data::features::Feature;
use crate::data::samples::features_of;
use crate::data::shapes::Point;
use crate::nn::network::Network;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::snapshot::{ActivationMaps, LayerMaps, UnitId};
use crate::train::spec::Spec;

/// Multiply-adds that one set of pictures may cost.
const BUDGET: usize = 6_000_000;
/// Pixels that all small pictures together may have.
const PIXELS: usize = 60_000;
/// Pixels along the line of one-dimensional data.
const LINE: usize = 128;

/// Draws the units' pictures; keeps the grid and all buffers between frames.
#[derive(Debug)]
pub struct Painter {
    grid: Tensor,
    dimensions: u8,
    map_side: usize,
    side: usize,
    features: Vec<i8>,
    workspace: Workspace,
}

impl Painter {
    /// A painter for the nets of a spec.
    pub fn new(spec: &Spec, network: &Network) -> Self {
        let features = spec.inputs();
        let dimensions = spec.data.row().dimensions;
        let units: usize = network.layers.iter().map(|layer| layer.linear.fan_out).sum();
        let macs: usize = network.layers.iter().map(|layer| layer.linear.fan_in * layer.linear.fan_out).sum();
        let affordable = (BUDGET as f32 / (macs + 8 * units).max(1) as f32).sqrt() as usize;
        let map_side = if dimensions == 1 { LINE } else { affordable.clamp(40, 96) };
        let side = if dimensions == 1 { 32 } else { (((PIXELS / units.max(1)) as f32).sqrt() as usize).clamp(8, 32) };
        let grid = grid(map_side, dimensions, &features);
        let mut features = Vec::new();
        for unit in 0..grid.units() {
            features.extend(shrink(grid.unit(unit), map_side, side, dimensions, 1.0));
        }
        Self { grid, dimensions, map_side, side, features, workspace: Workspace::default() }
    }

    /// The pictures of a network as it is now, with one unit in full (`None`: the output).
    pub fn paint(&mut self, network: &Network, shown: Option<UnitId>) -> ActivationMaps {
        network.evaluate(&self.grid, &mut self.workspace);
        let mut layers = Vec::with_capacity(network.layers.len());
        for (index, layer) in network.layers.iter().enumerate() {
            let answers = self.workspace.a(index);
            let units = layer.linear.fan_out;
            let mut some = Vec::new();
            for unit in 0..units {
                some.extend(answers.unit(unit).iter().copied().step_by(7));
            }
            let scale = percentile_of_abs(&some);
            let mut pixels = Vec::new();
            for unit in 0..units {
                pixels.extend(shrink(answers.unit(unit), self.map_side, self.side, self.dimensions, scale));
            }
            layers.push(LayerMaps { scale, pixels });
        }
        let last = network.layers.len() - 1;
        let (layer, unit) = shown.map_or((last, 0), |id| (id.layer as usize, id.unit as usize));
        // Two logits of cross-entropy are shown as the logit of class 1: their difference.
        let map: Vec<f32> = if layer == last && self.workspace.a(last).units() == 2 {
            let (zero, one) = (self.workspace.a(last).unit(0), self.workspace.a(last).unit(1));
            one.iter().zip(zero).map(|(one, zero)| one - zero).collect()
        } else {
            self.workspace.a(layer).unit(unit).to_vec()
        };
        let map_scale = percentile_of_abs(&map);
        ActivationMaps {
            dimensions: self.dimensions,
            side: self.side as u32,
            layers,
            features: self.features.clone(),
            shown,
            map_side: self.map_side as u32,
            map,
            map_scale,
        }
    }
}

/// The features at the pixel centres; rows from x2 = +1 down, columns from x1 = -1.
fn grid(side: usize, dimensions: u8, features: &[Feature]) -> Tensor {
    let at = |i: usize| (2 * i + 1) as f32 / side as f32 - 1.0;
    let rows = if dimensions == 1 { 1 } else { side };
    let point =
        |row: usize, column: usize| Point { x1: at(column), x2: if dimensions == 1 { 0.0 } else { -at(row) }, y: 0.0 };
    let points: Vec<_> = (0..rows * side).map(|pixel| point(pixel / side, pixel % side)).collect();
    features_of(&points, features)
}

/// A picture with `side` pixels along a side, in signed bytes: ±127 is ±`scale`, -128 is NaN.
pub fn shrink(row: &[f32], map_side: usize, side: usize, dimensions: u8, scale: f32) -> Vec<i8> {
    let nearest = |i: usize| ((2 * i + 1) * map_side) / (2 * side);
    let rows = if dimensions == 1 { 1 } else { side };
    let byte = |value: f32| {
        if value.is_nan() {
            return i8::MIN;
        }
        // Only an exact 0 is drawn as 0: the flat side of a ReLU keeps its visible edge.
        match (value / scale * 127.0).clamp(-127.0, 127.0).round() as i8 {
            0 if value > 0.0 => 1,
            0 if value < 0.0 => -1,
            byte => byte,
        }
    };
    let mut pixels = Vec::with_capacity(rows * side);
    for y in 0..rows {
        let row = &row[if dimensions == 1 { 0 } else { nearest(y) * map_side }..];
        pixels.extend((0..side).map(|x| byte(row[nearest(x)])));
    }
    pixels
}

/// The 95th percentile of the finite |values|, never 0: a scale that one corner of the square does not spoil.
fn percentile_of_abs(values: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = values.iter().map(|v| v.abs()).filter(|v| v.is_finite()).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let rank = (sizes.len() - 1) * 95 / 100;
    let value = *sizes.select_nth_unstable_by(rank, f32::total_cmp).1;
    // A unit that answers on less than 5 % of the square still has a scale: its largest answer.
    if value > 0.0 { value } else { sizes.iter().copied().fold(f32::MIN_POSITIVE, f32::max) }
}
