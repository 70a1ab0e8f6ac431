//! The gradients of a network's parameters.

use super::batch_norm::BatchNormGradients;
use super::finite::{FiniteCheck, first_non_finite};
use super::sums::sum;

/// The gradients of all parameters, laid out as the parameters are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gradients {
    /// One per layer.
    pub layers: Vec<LayerGradients>,
}

/// The gradients of a layer's parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LayerGradients {
    /// `[out][in]`.
    pub weight: Vec<f32>,
    /// `[out]`.
    pub bias: Vec<f32>,
    /// If the layer has a batch norm.
    pub batch_norm: Option<BatchNormGradients>,
    /// If the layer has a learned slope.
    pub slope: Option<f32>,
}

impl Gradients {
    /// Visits all gradients in the order of [`Network::for_each_parameter`](super::network::Network::for_each_parameter).
    pub fn for_each_mut(&mut self, mut visit: impl FnMut(&mut [f32])) {
        for layer in &mut self.layers {
            visit(&mut layer.weight);
            visit(&mut layer.bias);
            if let Some(batch_norm) = &mut layer.batch_norm {
                visit(&mut batch_norm.weight);
                visit(&mut batch_norm.bias);
            }
            if let Some(slope) = &mut layer.slope {
                visit(std::slice::from_mut(slope));
            }
        }
    }

    /// The first layer with a gradient that is infinite or NaN.
    pub fn first_non_finite(&self) -> Option<usize> {
        first_non_finite(&self.layers, LayerGradients::add_to)
    }

    /// L2 norm over all gradients.
    pub fn norm(&self) -> f32 {
        let mut sum = 0.0;
        for layer in &self.layers {
            sum += sum_of_squares(&layer.weight) + sum_of_squares(&layer.bias);
            if let Some(batch_norm) = &layer.batch_norm {
                sum += sum_of_squares(&batch_norm.weight) + sum_of_squares(&batch_norm.bias);
            }
            if let Some(slope) = &layer.slope {
                sum += f64::from(*slope) * f64::from(*slope);
            }
        }
        sum.sqrt() as f32
    }
}

impl LayerGradients {
    /// L2 norm of the weights' gradient.
    pub fn weight_norm(&self) -> f32 {
        sum_of_squares(&self.weight).sqrt() as f32
    }

    /// L2 norm of the biases' gradient.
    pub fn bias_norm(&self) -> f32 {
        sum_of_squares(&self.bias).sqrt() as f32
    }

    #[inline(always)]
    fn add_to(&self, check: &mut FiniteCheck) {
        check.add(&self.weight);
        check.add(&self.bias);
        if let Some(slope) = &self.slope {
            check.add_scalar(*slope);
        }
        if let Some(norm) = &self.batch_norm {
            check.add(&norm.weight);
            check.add(&norm.bias);
        }
    }
}

fn sum_of_squares(values: &[f32]) -> f64 {
    sum(values, |value| value * value)
}
