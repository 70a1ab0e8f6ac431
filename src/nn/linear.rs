//! The linear layer `z = W a + b` of `nn.Linear`, forward and backward.

use serde::{Deserialize, Serialize};

use super::activation::InPlace;
use super::matmul;
pub use super::matmul::PackingBuffers;
use super::tensor::Tensor;

/// Weights and biases of a linear layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub fn zeros(fan_in: usize, fan_out: usize) -> Self {
        Self { weight: vec![0.0; fan_in * fan_out], bias: vec![0.0; fan_out], fan_in, fan_out }
    }

    /// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up.
    ///
    /// # Panics
    /// If `a` has other than `fan_in` units.
    pub fn forward(&self, a: &Tensor, z: &mut Tensor, packing: &mut PackingBuffers) {
        self.forward_fused(None, a, z, packing);
    }

    /// [`Linear::forward`] with the activation that follows fused into the product: it overwrites z.
    pub(super) fn forward_fused(
        &self,
        fused: Option<InPlace>,
        a: &Tensor,
        z: &mut Tensor,
        packing: &mut PackingBuffers,
    ) {
        assert_eq!(a.units(), self.fan_in, "inputs of the layer");
        z.resize(self.fan_out, a.samples());
        matmul::forward(&self.weight, &self.bias, a, z, fused, packing);
    }

    /// `d_a[i][s] = Σ_o w[o][i] d_z[o][s]`, the sum from `o = 0` up.
    pub fn backward_input(&self, d_z: &Tensor, d_a: &mut Tensor, packing: &mut PackingBuffers) {
        self.backward_input_fused(None, d_z, d_a, packing);
    }

    /// [`Linear::backward_input`] with the backward pass of the activation that made `a` in place, if one did, fused into the product:
    /// gives the `d_z` of the layer below instead of `d_a`.
    pub(super) fn backward_input_fused(
        &self,
        fused: Option<(InPlace, &Tensor)>,
        d_z: &Tensor,
        d_a: &mut Tensor,
        packing: &mut PackingBuffers,
    ) {
        d_a.resize(self.fan_in, d_z.samples());
        matmul::backward_input(&self.weight, d_z, d_a, fused, packing);
    }

    /// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]` and `d_b[o] = Σ_s d_z[o][s]`.
    pub fn backward_weight(
        d_z: &Tensor,
        a: &Tensor,
        d_weight: &mut [f32],
        d_bias: &mut [f32],
        packing: &mut PackingBuffers,
    ) {
        matmul::backward_weight(d_z, a, d_weight, packing);
        matmul::backward_bias(d_z, d_bias);
    }
}
