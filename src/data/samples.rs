//! Points as the network sees them: a tensor of inputs and one of targets.

use std::ops::Range;

use crate::nn::tensor::Tensor;

use super::features::Feature;
use super::points::Points;

/// Inputs and targets of a set of points.
#[derive(Debug, Clone)]
pub struct Samples {
    /// `[input][point]`.
    pub inputs: Tensor,
    /// `[1][point]`: the class, counted from 0, or the value.
    pub targets: Tensor,
}

impl Samples {
    /// The inputs and targets of the points at some places. Of data with more than two dimensions the numbers themselves are
    /// the inputs: [features](super::features) are functions of the plane.
    pub fn new(points: &Points, places: Range<usize>, features: &[Feature]) -> Self {
        let columns: Vec<&[f32]> = points.inputs.iter().map(|column| &column[places.clone()]).collect();
        let inputs = if columns.len() > 2 { Tensor::from_units(&columns) } else { features_of(&columns, features) };
        Self { inputs, targets: Tensor::from_units(&[&points.target.numbers()[places]]) }
    }
}

/// The features of some points of the plane, or of a line if there is one column: `[feature][point]`.
pub fn features_of<C: AsRef<[f32]>>(columns: &[C], features: &[Feature]) -> Tensor {
    let x1 = columns.first().map_or(&[][..], C::as_ref);
    let x2 = columns.get(1).map(C::as_ref);
    let feature = |feature: &Feature| -> Vec<f32> {
        let value = feature.row().value;
        x1.iter().enumerate().map(|(i, &x1)| value(x1, x2.map_or(0.0, |x2| x2[i]))).collect()
    };
    Tensor::from_units(&features.iter().map(feature).collect::<Vec<_>>())
}
