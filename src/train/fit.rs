//! How well values are predicted: R² and RMSE over a set of points.

use serde::{Deserialize, Serialize};

use crate::nn::tensor::Tensor;

/// How near predictions ŷ are to the values y of a set of points.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Fit {
    /// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², ȳ the mean of y over the same points: 1 where every prediction is right, 0 for whoever always
    /// says ȳ, negative for worse. As `sklearn.metrics.r2_score`, but NaN where all y are the same.
    pub r2: f32,
    /// RMSE = √(mean of (y − ŷ)²), in the units of y.
    pub rmse: f32,
}

impl Fit {
    /// Of predictions and values, one row each. Sums are float64.
    pub fn of(predicted: &Tensor, values: &Tensor) -> Self {
        let (predicted, values) = (predicted.unit(0), values.unit(0));
        let count = f64::from(values.len().max(1) as u32);
        let mean = values.iter().map(|y| f64::from(*y)).sum::<f64>() / count;
        let errors: f64 = predicted.iter().zip(values).map(|(p, y)| square(f64::from(*y) - f64::from(*p))).sum();
        let around_mean: f64 = values.iter().map(|y| square(f64::from(*y) - mean)).sum();
        let r2 = if around_mean > 0.0 { 1.0 - errors / around_mean } else { f64::NAN };
        Self { r2: r2 as f32, rmse: (errors / count).sqrt() as f32 }
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// How well the network in use predicts the values of both sets.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Fits {
    /// Of the training points.
    pub train: Fit,
    /// Of the test points.
    pub test: Fit,
}
