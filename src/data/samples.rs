//! Points as the network sees them: a tensor of features and one of targets.

use crate::nn::tensor::Tensor;

use super::features::Feature;
use super::shapes::Point;

/// Inputs and targets of a set of points.
#[derive(Debug, Clone)]
pub struct Samples {
    /// `[feature][point]`.
    pub inputs: Tensor,
    /// `[1][point]`: class 0 or 1, or the value.
    pub targets: Tensor,
}

impl Samples {
    /// The inputs and targets of some points.
    pub fn new(points: &[Point], features: &[Feature]) -> Self {
        let targets: Vec<f32> = points.iter().map(|point| point.y).collect();
        Self { inputs: features_of(points, features), targets: Tensor::from_units(&[targets]) }
    }
}

/// The features of some points: `[feature][point]`.
pub fn features_of(points: &[Point], features: &[Feature]) -> Tensor {
    let rows: Vec<Vec<f32>> =
        features.iter().map(|f| points.iter().map(|p| (f.row().value)(p.x1, p.x2)).collect()).collect();
    Tensor::from_units(&rows)
}
