//! The linear layer `z = W a + b` of `nn.Linear`, forward and backward.

use super::activation::InPlace;
use super::products;
pub use super::products::Panels;
use super::tensor::Tensor;

/// Weights and biases of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// `[out][in]`, row by row.
    pub weight: Vec<f32>,
    /// `[out]`.
    pub bias: Vec<f32>,
    /// Number of inputs.
    pub fan_in: usize,
    /// Number of outputs.
    pub fan_out: usize,
}

impl Linear {
    /// All zero.
    #[inline]
    pub fn zeros(fan_in: usize, fan_out: usize) -> Self {
        Self { weight: vec![0.0; fan_in * fan_out], bias: vec![0.0; fan_out], fan_in, fan_out }
    }

    /// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up.
    ///
    /// # Panics
    /// If `a` has other than `fan_in` units.
    pub fn forward(&self, a: &Tensor, z: &mut Tensor, panels: &mut Panels) {
        self.forward_then(None, a, z, panels);
    }

    /// [`Linear::forward`], then `then` in the place of z.
    pub(super) fn forward_then(&self, then: Option<InPlace>, a: &Tensor, z: &mut Tensor, panels: &mut Panels) {
        assert_eq!(a.units(), self.fan_in, "inputs of the layer");
        z.resize(self.fan_out, a.samples());
        products::forward(&self.weight, &self.bias, a, z, then, panels);
    }

    /// `d_a[i][s] = Σ_o w[o][i] d_z[o][s]`, the sum from `o = 0` up.
    pub fn backward_input(&self, d_z: &Tensor, d_a: &mut Tensor, panels: &mut Panels) {
        self.backward_input_then(None, d_z, d_a, panels);
    }

    /// [`Linear::backward_input`], then back through the function that made `a` in place, if one did.
    pub(super) fn backward_input_then(
        &self,
        then: Option<(InPlace, &Tensor)>,
        d_z: &Tensor,
        d_a: &mut Tensor,
        panels: &mut Panels,
    ) {
        d_a.resize(self.fan_in, d_z.samples());
        products::backward_input(&self.weight, d_z, d_a, then, panels);
    }

    /// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]` and `d_b[o] = Σ_s d_z[o][s]`.
    pub fn backward_weight(d_z: &Tensor, a: &Tensor, d_weight: &mut [f32], d_bias: &mut [f32], panels: &mut Panels) {
        products::backward_weight(d_z, a, d_weight, panels);
        products::backward_bias(d_z, d_bias);
    }
}
