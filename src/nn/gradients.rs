//! The gradients of a network's parameters.

use wide::f32x4;

use super::batch_norm::BatchNormGradients;
use super::network::Network;
use super::sums::sum;
use super::tensor::LANES;

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
    /// Gives it the layout of a network; what has it already keeps its values.
    pub fn resize_for(&mut self, network: &Network) {
        self.layers.resize_with(network.layers.len(), LayerGradients::default);
        for (gradients, layer) in self.layers.iter_mut().zip(&network.layers) {
            gradients.weight.resize(layer.linear.weight.len(), 0.0);
            gradients.bias.resize(layer.linear.bias.len(), 0.0);
            match &layer.batch_norm {
                None => gradients.batch_norm = None,
                Some(norm) => {
                    let gradients = gradients.batch_norm.get_or_insert_default();
                    gradients.weight.resize(norm.weight.len(), 0.0);
                    gradients.bias.resize(norm.bias.len(), 0.0);
                }
            }
            match layer.slope {
                None => gradients.slope = None,
                Some(_) => _ = gradients.slope.get_or_insert(0.0),
            }
        }
    }

    /// Visits all gradients in the order of [`Network::for_each_parameter`].
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

    /// The first layer with a gradient that is not finite.
    pub fn first_non_finite(&self) -> Option<usize> {
        self.layers.iter().position(|layer| !layer.is_finite())
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
    /// Whether all of them are.
    pub(super) fn is_finite(&self) -> bool {
        all_finite(&self.weight)
            && all_finite(&self.bias)
            && self.slope.is_none_or(f32::is_finite)
            && self.batch_norm.as_ref().is_none_or(|norm| all_finite(&norm.weight) && all_finite(&norm.bias))
    }

    /// L2 norm of the weights' gradient.
    pub fn weight_norm(&self) -> f32 {
        sum_of_squares(&self.weight).sqrt() as f32
    }

    /// L2 norm of the biases' gradient.
    pub fn bias_norm(&self) -> f32 {
        sum_of_squares(&self.bias).sqrt() as f32
    }
}

/// Whether no number is infinite or NaN.
///
/// `x - x` is 0 for all others, with no bit set; it needs no constant, which browsers make anew in every turn of a loop.
pub(super) fn all_finite(values: &[f32]) -> bool {
    let (blocks, rest) = values.as_chunks::<LANES>();
    let mut found = f32x4::ZERO;
    for block in blocks {
        let block = f32x4::new(*block);
        found |= block - block;
    }
    found.to_array().iter().all(|found| *found == 0.0) && rest.iter().all(|value| value.is_finite())
}

fn sum_of_squares(values: &[f32]) -> f64 {
    sum(values, |value| value * value)
}
