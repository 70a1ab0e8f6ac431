//! The gradients of a network's parameters.

use wide::f32x4;

use super::batch_norm::BatchNormGradients;
use super::math::zero_if_finite;
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
        first_non_finite(&self.layers, LayerGradients::look_for_finite)
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
    #[inline(always)]
    fn look_for_finite(&self, finite: &mut Finite) {
        finite.look(&self.weight);
        finite.look(&self.bias);
        if let Some(slope) = &self.slope {
            finite.look(std::slice::from_ref(slope));
        }
        if let Some(norm) = &self.batch_norm {
            finite.look(&norm.weight);
            finite.look(&norm.bias);
        }
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

/// Looks for numbers that are infinite or NaN in one slice after the other, and asks only once.
#[derive(Default)]
pub(super) struct Finite {
    found: f32x4,
    found_in_rest: u32,
}

impl Finite {
    /// Looks at some more.
    #[inline(always)]
    pub fn look(&mut self, values: &[f32]) {
        let (blocks, rest) = values.as_chunks::<LANES>();
        for block in blocks {
            self.look_at(f32x4::new(*block));
        }
        for value in rest {
            self.look_at_one(*value);
        }
    }

    /// Looks at four more.
    #[inline(always)]
    pub fn look_at(&mut self, values: f32x4) {
        self.found |= zero_if_finite(values);
    }

    /// Looks at one more.
    #[inline(always)]
    pub fn look_at_one(&mut self, value: f32) {
        self.found_in_rest |= zero_if_finite(value).to_bits();
    }

    /// Whether all that were looked at are finite.
    pub fn holds(&self) -> bool {
        self.found_in_rest == 0 && self.found.to_array() == [0.0; LANES]
    }
}

/// The first layer in which `look` finds a number that is not finite. All are looked at before it is asked which.
#[inline(always)]
pub(super) fn first_non_finite<L>(layers: &[L], look: impl Fn(&L, &mut Finite)) -> Option<usize> {
    let mut all = Finite::default();
    for layer in layers {
        look(layer, &mut all);
    }
    let is_finite = |layer| {
        let mut finite = Finite::default();
        look(layer, &mut finite);
        finite.holds()
    };
    if all.holds() { None } else { layers.iter().position(|layer| !is_finite(layer)) }
}

fn sum_of_squares(values: &[f32]) -> f64 {
    sum(values, |value| value * value)
}
