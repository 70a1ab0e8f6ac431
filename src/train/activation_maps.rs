//! What every unit answers over the square: one batched pass over a grid, as fine as the net's size allows.

use crate::data::features::Feature;
use crate::data::samples::features_of;
use crate::nn::math::{CONSTANTS, exp};
use crate::nn::network::Network;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::snapshot::{ActivationMaps, ClassMap, LayerMaps, UnitId};
use crate::train::space::Square;
use crate::train::spec::Spec;

/// Multiply-adds that one set of pictures may cost.
const BUDGET: usize = 6_000_000;
/// Pixels that all small pictures together may have.
const PIXELS: usize = 60_000;
/// Pixels along the line of one-dimensional data.
const LINE: usize = 128;

/// Draws the units' pictures; keeps the grid and all buffers between frames.
#[derive(Debug, Default)]
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
        let dimensions = spec.dimensions();
        if dimensions > 2 {
            return Self { dimensions, ..Self::default() };
        }
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
        if self.dimensions > 2 {
            return ActivationMaps { dimensions: self.dimensions, shown, ..ActivationMaps::default() };
        }
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
        let answers = self.workspace.a(layer);
        let (map, classes) = match answers.units() {
            // Two logits of cross-entropy are shown as the logit of class 1: their difference.
            2 if layer == last => {
                (answers.unit(1).iter().zip(answers.unit(0)).map(|(one, zero)| one - zero).collect(), None)
            }
            3.. if layer == last => {
                let (margins, classes) = most_probable(answers);
                (margins, Some(classes))
            }
            _ => (answers.unit(unit).to_vec(), None),
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
            classes,
            map_scale,
        }
    }
}

impl Painter {
    /// What a layer answers over the square, or the line, as of the last [`Painter::paint`]; layer 0 is what goes into the network.
    /// None of more than two dimensions.
    pub fn square(&self, layer: u32) -> Option<Square<'_>> {
        let outputs = match (layer as usize).checked_sub(1) {
            None => &self.grid,
            Some(layer) if layer < self.workspace.depth() => self.workspace.a(layer),
            Some(_) => return None,
        };
        let (side, dimensions) = (self.map_side, self.dimensions);
        (dimensions <= 2 && side > 0).then_some(Square { outputs, side, dimensions })
    }
}

/// The features at the pixel centres; rows from x2 = +1 down, columns from x1 = -1.
fn grid(side: usize, dimensions: u8, features: &[Feature]) -> Tensor {
    let at = |i: usize| (2 * i + 1) as f32 / side as f32 - 1.0;
    let pixels = 0..if dimensions == 1 { side } else { side * side };
    let mut columns: Vec<Vec<f32>> = vec![pixels.clone().map(|pixel| at(pixel % side)).collect()];
    if dimensions > 1 {
        columns.push(pixels.map(|pixel| -at(pixel / side)).collect());
    }
    features_of(&columns, features)
}

/// Of logits, one row a class: how far the largest is above the next one, which it is, and its probability.
fn most_probable(logits: &Tensor) -> (Vec<f32>, ClassMap) {
    let mut largest = logits.unit(0).to_vec();
    let mut next = vec![f32::NEG_INFINITY; largest.len()];
    let mut class = vec![0; largest.len()];
    for k in 1..logits.units() {
        for (((&logit, largest), next), class) in logits.unit(k).iter().zip(&mut largest).zip(&mut next).zip(&mut class)
        {
            if logit > *largest {
                (*largest, *next, *class) = (logit, *largest, k as u8);
            } else if logit > *next {
                *next = logit;
            }
        }
    }
    let mut sums = vec![0.0; largest.len()];
    for k in 0..logits.units() {
        for ((sum, &logit), &largest) in sums.iter_mut().zip(logits.unit(k)).zip(&largest) {
            *sum += exp(&CONSTANTS, logit - largest);
        }
    }
    // With a NaN or an infinite largest logit the sum is NaN, and so is all that follows from it.
    let probability: Vec<f32> = sums.iter().map(|sum| 1.0 / sum).collect();
    let margin = |((largest, next), p): ((&f32, &f32), &f32)| if p.is_nan() { f32::NAN } else { largest - next };
    let margins = largest.iter().zip(&next).zip(&probability).map(margin).collect();
    (margins, ClassMap { class, probability })
}

/// The pixels of a picture with `map_side` pixels along a side that are nearest to those of one with `side`, row by row.
pub fn nearest(map_side: usize, side: usize, dimensions: u8) -> impl Iterator<Item = usize> {
    let nearest = move |i: usize| ((2 * i + 1) * map_side) / (2 * side);
    let rows = if dimensions == 1 { 1 } else { side };
    let row = move |y: usize| if dimensions == 1 { 0 } else { nearest(y) * map_side };
    (0..rows).flat_map(move |y| (0..side).map(move |x| row(y) + nearest(x)))
}

/// A picture with `side` pixels along a side, in signed bytes: ±127 is ±`scale`, -128 is NaN. Empty where there are none.
pub fn shrink(row: &[f32], map_side: usize, side: usize, dimensions: u8, scale: f32) -> Vec<i8> {
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
    nearest(map_side, side, dimensions).map(|pixel| byte(row[pixel])).collect()
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
