//! A layer of a multilayer perceptron: a linear layer, an optional batch norm, an activation; forward and backward.

use super::activation::{Activation, InPlace};
use super::batch_norm::{BatchNorm, BatchNormCache};
use super::finite::FiniteCheck;
use super::gradients::LayerGradients;
use super::linear::{Linear, PackingBuffers};
use super::tensor::Tensor;
use super::workspace::LayerValues;

/// A linear layer, its optional batch norm, its activation.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Weights and biases.
    pub linear: Linear,
    /// Between the linear layer and the activation.
    pub batch_norm: Option<BatchNorm>,
    /// What follows.
    pub activation: Activation,
    /// The learned parameter of the activation (`PReLU`'s slope), one for the whole layer.
    pub slope: Option<f32>,
}

/// Which statistics a batch norm takes, and whether it remembers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Those of the batch; the running ones take their share of them.
    Train,
    /// Those of the batch; the running ones stay as they are.
    Measure,
    /// The running ones. Slopes are not computed: no backward pass can follow.
    Eval,
}

impl Layer {
    /// All weights zero; a learned slope and a batch norm at their start.
    pub fn zeros(fan_in: usize, units: usize, activation: Activation, batch_norm: bool) -> Self {
        Self {
            linear: Linear::zeros(fan_in, units),
            batch_norm: batch_norm.then(|| BatchNorm::new(units)),
            activation,
            slope: activation.initial_slope(),
        }
    }

    /// Lets another activation follow; a learned slope starts anew unless the activation is of the same row.
    pub fn set_activation(&mut self, activation: Activation) {
        if activation.id() != self.activation.id() {
            self.slope = activation.initial_slope();
        }
        self.activation = activation;
    }

    /// `a = f(z)` of the linear layer's (and the batch norm's) output z, and `f'(z)` unless `mode` is [`Mode::Eval`].
    ///
    /// An activation that works in place overwrites z: then only `a` is computed.
    pub(super) fn forward(&self, input: &Tensor, values: &mut LayerValues, packing: &mut PackingBuffers, mode: Mode) {
        let LayerValues { z, a, derivative, cache, .. } = values;
        if let Some(in_place) = self.in_place(mode == Mode::Train) {
            return self.forward_linear(input, a, cache, Some(in_place), packing, mode);
        }
        self.forward_linear(input, z, cache, None, packing, mode);
        a.resize(z.units(), z.samples());
        if mode == Mode::Eval {
            self.activation.forward_learned(self.slope, z.data(), a.data_mut());
        } else {
            derivative.resize(z.units(), z.samples());
            self.activation.forward_with_derivative_learned(self.slope, z.data(), a.data_mut(), derivative.data_mut());
        }
    }

    /// The linear layer, the batch norm if there is one, and an activation that works in place.
    fn forward_linear(
        &self,
        input: &Tensor,
        z: &mut Tensor,
        cache: &mut BatchNormCache,
        in_place: Option<InPlace>,
        packing: &mut PackingBuffers,
        mode: Mode,
    ) {
        let Some(batch_norm) = &self.batch_norm else {
            return self.linear.forward_fused(in_place, input, z, packing);
        };
        self.linear.forward(input, z, packing);
        match mode {
            Mode::Train | Mode::Measure => batch_norm.forward(z, cache),
            Mode::Eval => batch_norm.forward_running(z),
        }
        if let Some(in_place) = in_place {
            in_place.forward(z.data_mut());
        }
    }

    /// How the activation overwrites z, if it can and that is allowed.
    pub(super) fn in_place(&self, is_allowed: bool) -> Option<InPlace> {
        if is_allowed { self.activation.in_place() } else { None }
    }

    /// Given `d_a` gives `d_z` and all gradients of the layer, and `d_a` of the layer below if there is one.
    pub(super) fn backward(
        &self,
        values: &mut LayerValues,
        input: &Tensor,
        below: Option<(&mut Tensor, Option<InPlace>)>,
        gradients: &mut LayerGradients,
        packing: &mut PackingBuffers,
        is_in_place: bool,
    ) {
        let LayerValues { z, derivative, d_a, d_z, cache, d_linear, .. } = values;
        let d_z = if is_in_place {
            // The layer above (or the loss) has already multiplied it by f'(z).
            &*d_a
        } else {
            d_z.resize(z.units(), z.samples());
            for ((d_z, d_a), derivative) in d_z.data_mut().iter_mut().zip(d_a.data()).zip(derivative.data()) {
                *d_z = d_a * derivative;
            }
            if let Some(d_slope) = &mut gradients.slope {
                *d_slope = self.activation.backward_slope(z, d_a);
            }
            &*d_z
        };
        let d_linear = match (&self.batch_norm, &mut gradients.batch_norm) {
            (Some(batch_norm), Some(gradients)) => {
                d_linear.resize(d_z.units(), d_z.samples());
                d_linear.data_mut().copy_from_slice(d_z.data());
                batch_norm.backward(d_linear, cache, gradients);
                &*d_linear
            }
            _ => d_z,
        };
        Linear::backward_weight(d_linear, input, &mut gradients.weight, &mut gradients.bias, packing);
        if let Some((d_input, in_place)) = below {
            let fused = in_place.map(|in_place| (in_place, input));
            self.linear.backward_input_fused(fused, d_linear, d_input, packing);
        }
    }

    /// Gives gradients the layout of this layer's parameters; what has it already keeps its values.
    pub(super) fn resize_gradients(&self, gradients: &mut LayerGradients) {
        gradients.weight.resize(self.linear.weight.len(), 0.0);
        gradients.bias.resize(self.linear.bias.len(), 0.0);
        match &self.batch_norm {
            None => gradients.batch_norm = None,
            Some(norm) => {
                let gradients = gradients.batch_norm.get_or_insert_default();
                gradients.weight.resize(norm.weight.len(), 0.0);
                gradients.bias.resize(norm.bias.len(), 0.0);
            }
        }
        match self.slope {
            None => gradients.slope = None,
            Some(_) => _ = gradients.slope.get_or_insert(0.0),
        }
    }

    #[inline(always)]
    pub(super) fn add_to(&self, check: &mut FiniteCheck) {
        check.add(&self.linear.weight);
        check.add(&self.linear.bias);
        if let Some(slope) = &self.slope {
            check.add_scalar(*slope);
        }
        if let Some(norm) = &self.batch_norm {
            check.add(&norm.weight);
            check.add(&norm.bias);
        }
    }
}
