//! The buffers of a forward and a backward pass, reused from step to step without allocations.

use super::batch_norm::BatchNormCache;
use super::linear::PackingBuffers;
use super::loss::Loss;
use super::tensor::Tensor;

/// The activations of a network for one batch, layer by layer, and their gradients.
///
/// Layers count from 0: hidden layers, then the output layer.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub(super) layers: Vec<LayerValues>,
    pub(super) packing: PackingBuffers,
    /// Whether the last pass let activations overwrite z where they can ([`InPlace`](super::activation::InPlace)).
    pub(super) in_place: bool,
}

/// The values of one layer.
#[derive(Debug, Clone, Default)]
pub(super) struct LayerValues {
    pub z: Tensor,
    pub a: Tensor,
    /// `f'(z)`.
    pub derivative: Tensor,
    pub d_a: Tensor,
    pub d_z: Tensor,
    pub cache: BatchNormCache,
    /// The gradient of the linear layer's output where a batch norm lies between it and z.
    pub d_linear: Tensor,
}

impl Workspace {
    /// Empty; the first forward pass gives it its shape.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pre-activations z of a layer: the output of the linear layer, after the batch norm if there is one.
    pub fn z(&self, layer: usize) -> &Tensor {
        &self.layers[layer].z
    }

    /// The outputs `a = f(z)` of a layer.
    pub fn a(&self, layer: usize) -> &Tensor {
        &self.layers[layer].a
    }

    /// `f'(z)` of a layer, as the last forward pass other than an evaluation left it.
    pub fn derivative(&self, layer: usize) -> &Tensor {
        &self.layers[layer].derivative
    }

    /// Mean and biased variance over the batch of the last pass with batch statistics, of a unit that has a batch norm.
    pub fn batch_statistics(&self, layer: usize, unit: usize) -> Option<(f32, f32)> {
        self.layers.get(layer)?.cache.statistics(unit)
    }

    /// The gradient of the loss with respect to the outputs of a layer, from the last backward pass.
    pub fn d_a(&self, layer: usize) -> &Tensor {
        &self.layers[layer].d_a
    }

    /// The gradient of the loss with respect to [`Workspace::z`], from the last backward pass.
    pub fn d_z(&self, layer: usize) -> &Tensor {
        &self.layers[layer].d_z
    }

    /// Number of layers, the output layer included; 0 before the first pass.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The network's output.
    ///
    /// # Panics
    /// Before the first forward pass.
    pub fn output(&self) -> &Tensor {
        &self.layers[self.layers.len() - 1].a
    }

    /// The gradient of the loss with respect to the output, for the loss to write and the backward pass to read.
    ///
    /// # Panics
    /// Before the first forward pass.
    pub fn d_output_mut(&mut self) -> &mut Tensor {
        let last = self.layers.len() - 1;
        &mut self.layers[last].d_a
    }

    /// The loss of the output; writes its gradient to [`Workspace::d_output_mut`].
    ///
    /// # Panics
    /// Before the first forward pass.
    pub fn loss(&mut self, loss: &Loss, target: &Tensor) -> f32 {
        let last = self.layers.len() - 1;
        let LayerValues { a, d_a, .. } = &mut self.layers[last];
        loss.value_and_gradient(a, target, Some(d_a))
    }

    /// [`Workspace::loss`] without its value: returns only whether it is finite.
    pub fn loss_gradient(&mut self, loss: &Loss, target: &Tensor) -> bool {
        let last = self.layers.len() - 1;
        let LayerValues { a, d_a, .. } = &mut self.layers[last];
        loss.gradient(a, target, d_a)
    }

    /// The first layer with an output that is infinite or NaN.
    pub fn first_non_finite(&self) -> Option<usize> {
        self.layers
            .iter()
            .position(|layer| (0..layer.a.units()).any(|u| layer.a.unit(u).iter().any(|a| !a.is_finite())))
    }
}
