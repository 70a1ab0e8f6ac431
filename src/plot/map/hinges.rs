//! The lines of the units of the first layer, on which z = 0.

use super::place;
use crate::data::features::Feature;
use crate::nn::choice::Row;
use crate::plot::geometry::{Rect, Xy};
use crate::train::snapshot::{Snapshot, UnitHealth};

/// The line w·x + b = 0 of a unit of the first layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hinge {
    /// Weight of the first coordinate.
    pub w1: f32,
    /// Weight of the second coordinate.
    pub w2: f32,
    /// Bias.
    pub bias: f32,
    /// Whether the unit passes no gradient.
    pub dead: bool,
}

/// The hinges of the first layer; none if it is given more than the coordinates themselves.
pub fn hinges(snapshot: &Snapshot, features: &[Feature]) -> Vec<Hinge> {
    let Some(layer) = snapshot.layers.first().filter(|_| snapshot.layers.len() > 1) else { return Vec::new() };
    let places: Option<Vec<usize>> =
        features.iter().map(|f| ["x1", "x2"].iter().position(|id| *id == f.row().id())).collect();
    let Some(places) = places.filter(|places| !places.is_empty()) else { return Vec::new() };
    let units = layer.weights.chunks_exact(places.len()).zip(&layer.bias).zip(&layer.health);
    units
        .map(|((weights, &bias), health)| {
            let weight = |place| places.iter().position(|p| *p == place).map_or(0.0, |i| weights[i]);
            Hinge { w1: weight(0), w2: weight(1), bias, dead: *health == UnitHealth::Dead }
        })
        .collect()
}

/// The part of a hinge in the square, in device pixels.
pub(super) fn hinge_line(hinge: &Hinge, plot: Rect) -> Option<[Xy; 2]> {
    let Hinge { w1, w2, bias, .. } = *hinge;
    let mut ends: Vec<(f32, f32)> = Vec::new();
    for side in [-1.0, 1.0] {
        ends.extend([((-bias - w2 * side) / w1, side), (side, (-bias - w1 * side) / w2)]);
    }
    ends.retain(|(x1, x2)| x1.abs() <= 1.0 && x2.abs() <= 1.0);
    let apart = |a: &&(f32, f32)| (a.0 - ends[0].0).hypot(a.1 - ends[0].1) > 1e-3;
    let (from, to) = (*ends.first()?, *ends.iter().find(apart)?);
    Some([from, to].map(|(x1, x2)| place(plot, x1, x2)))
}
