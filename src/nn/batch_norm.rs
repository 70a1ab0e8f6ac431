//! `nn.BatchNorm1d`: every unit is shifted and scaled to mean 0 and variance 1 over the batch, then by a learned weight and bias.
//!
//! <https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html>; Ioffe & Szegedy 2015, arXiv 1502.03167.

use serde::{Deserialize, Serialize};

use super::sums::{sum, sum_of_pairs};
use super::tensor::Tensor;

/// Added to the variance, as in `PyTorch`.
pub const EPS: f32 = 1e-5;

/// The share of a batch's statistics in the running ones, as in `PyTorch`.
pub const MOMENTUM: f32 = 0.1;

/// The learned weight and bias (γ and β of the paper) and the running statistics of a layer's units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchNorm {
    /// Scale per unit, 1 at the start.
    pub weight: Vec<f32>,
    /// Shift per unit, 0 at the start.
    pub bias: Vec<f32>,
    /// Exponential mean of the batches' means, 0 at the start.
    pub running_mean: Vec<f32>,
    /// Exponential mean of the batches' unbiased variances, 1 at the start.
    pub running_var: Vec<f32>,
}

/// What the backward pass needs from the forward pass: normalised inputs and statistics of the batch.
#[derive(Debug, Clone, Default)]
pub struct BatchNormCache {
    /// The batch shifted and scaled to mean 0 and variance 1 per unit.
    x_hat: Tensor,
    mean: Vec<f32>,
    /// Biased: divided by the number of samples.
    variance: Vec<f32>,
}

impl BatchNormCache {
    /// Mean and biased variance of a unit over the batch.
    pub(super) fn statistics(&self, unit: usize) -> Option<(f32, f32)> {
        self.mean.get(unit).copied().zip(self.variance.get(unit).copied())
    }
}

/// The gradients of a [`BatchNorm`]'s parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BatchNormGradients {
    /// Of the scale.
    pub weight: Vec<f32>,
    /// Of the shift.
    pub bias: Vec<f32>,
}

impl BatchNorm {
    /// Weight 1, bias 0.
    pub fn new(units: usize) -> Self {
        Self {
            weight: vec![1.0; units],
            bias: vec![0.0; units],
            running_mean: vec![0.0; units],
            running_var: vec![1.0; units],
        }
    }

    /// `y = (x - mean) / √(var + eps) · weight + bias` in place, with the batch's own mean and (biased) variance.
    ///
    /// A batch of 1 has variance 0 and so becomes `bias`; `PyTorch` refuses it, and whoever calls this should.
    pub fn forward(&self, x: &mut Tensor, cache: &mut BatchNormCache) {
        let units = x.units();
        cache.x_hat.resize(units, x.samples());
        cache.mean.resize(units, 0.0);
        cache.variance.resize(units, 0.0);
        let n = x.samples() as f64;
        for unit in 0..units {
            let samples = x.unit(unit);
            let mean = sum(samples, |x| x) / n;
            let squares = sum(samples, |x| (x - mean) * (x - mean));
            let (mean, variance) = (mean as f32, (squares / n) as f32);
            cache.mean[unit] = mean;
            cache.variance[unit] = variance;
            let scale = 1.0 / (variance + EPS).sqrt();
            let (weight, bias) = (self.weight[unit], self.bias[unit]);
            for (x, x_hat) in x.padded_mut(unit).iter_mut().zip(cache.x_hat.padded_mut(unit)) {
                *x_hat = (*x - mean) * scale;
                *x = *x_hat * weight + bias;
            }
        }
    }

    /// Given `d_y` gives `d_x` in place, `(weight/sd) · (d_y - mean(d_y) - x̂ · mean(d_y · x̂))`, and the gradients of weight and bias.
    pub fn backward(&self, d_y: &mut Tensor, cache: &BatchNormCache, gradients: &mut BatchNormGradients) {
        let n = d_y.samples() as f32;
        for unit in 0..d_y.units() {
            let x_hat = cache.x_hat.unit(unit);
            let d = d_y.unit_mut(unit);
            let d_bias = sum(d, |d| d) as f32;
            let d_weight = sum_of_pairs(d, x_hat, |d, x| d * x) as f32;
            let scale = self.weight[unit] / (cache.variance[unit] + EPS).sqrt();
            let (mean_d, mean_d_x) = (d_bias / n, d_weight / n);
            for (d, x_hat) in d.iter_mut().zip(x_hat) {
                *d = scale * (*d - mean_d - x_hat * mean_d_x);
            }
            gradients.bias[unit] = d_bias;
            gradients.weight[unit] = d_weight;
        }
    }

    /// Moves the running statistics a tenth of the way to those of the batch, whose variance is taken unbiased (n - 1).
    pub fn update_running(&mut self, cache: &BatchNormCache) {
        let n = cache.x_hat.samples() as f32;
        // A batch of 1 has no unbiased variance.
        let unbiased = n / (n - 1.0).max(1.0);
        for (running, mean) in self.running_mean.iter_mut().zip(&cache.mean) {
            *running = (1.0 - MOMENTUM) * *running + MOMENTUM * mean;
        }
        for (running, variance) in self.running_var.iter_mut().zip(&cache.variance) {
            *running = (1.0 - MOMENTUM) * *running + MOMENTUM * (variance * unbiased);
        }
    }

    /// The same as [`BatchNorm::forward`] with the running statistics in place of the batch's.
    pub fn forward_running(&self, x: &mut Tensor) {
        for unit in 0..x.units() {
            let scale = 1.0 / (self.running_var[unit] + EPS).sqrt();
            let (mean, weight, bias) = (self.running_mean[unit], self.weight[unit], self.bias[unit]);
            for x in x.padded_mut(unit) {
                *x = (*x - mean) * scale * weight + bias;
            }
        }
    }
}
