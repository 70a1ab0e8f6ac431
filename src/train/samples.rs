//! The points of an experiment, as the network sees them: split, with their features computed.

use rand_chacha::ChaCha8Rng;

use crate::nn::random::stream;
use crate::nn::tensor::Tensor;
use crate::train::data::Point;
use crate::train::feature::Feature;
use crate::train::snapshot::Points;
use crate::train::spec::Spec;

/// The independent random streams that come from one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// The points and their split.
    Data = 0,
    /// The first weights and biases.
    Weights = 1,
    /// The order of the samples in each epoch.
    Order = 2,
    /// New weights for dead units, when the user asks for them.
    Interventions = 3,
}

impl Stream {
    /// This stream of a seed: `ChaCha8` with the seed as its key and the stream as its nonce.
    pub fn rng(self, seed: u32) -> ChaCha8Rng {
        stream(u64::from(seed), self as u64)
    }
}

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

/// The points of a spec, training points first, and how many of them are training points.
pub fn points_of(spec: &Spec) -> (Vec<Point>, usize) {
    let points = spec.data.row().generate(&mut Stream::Data.rng(spec.seed), spec.noise, spec.samples);
    (points, spec.train_count() as usize)
}

/// The points as a snapshot carries them.
pub fn points_for_snapshot(points: &[Point], train: usize) -> Points {
    Points {
        x1: points.iter().map(|p| p.x1).collect(),
        x2: points.iter().map(|p| p.x2).collect(),
        y: points.iter().map(|p| p.y).collect(),
        train: train as u32,
    }
}
