//! A multilayer perceptron: its layers in order, the forward and the backward pass through all of them.

mod numbers;

pub use numbers::CountError;

use rand_chacha::ChaCha8Rng;

use super::activation::Activation;
use super::finite::first_non_finite;
use super::gradients::{Gradients, LayerGradients};
use super::init::{BiasInit, Init};
use super::layer::{Layer, Mode};
use super::tensor::Tensor;
use super::workspace::{LayerValues, Workspace};

/// What a network is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Architecture {
    /// Number of inputs.
    pub inputs: usize,
    /// Units and activation of every hidden layer.
    pub hidden: Vec<(usize, Activation)>,
    /// Number of outputs.
    pub outputs: usize,
    /// What follows the last linear layer; identity for logits and for regression.
    pub output_activation: Activation,
    /// Whether the hidden layers have a batch norm between the linear layer and the activation.
    pub batch_norm: bool,
}

/// The layers in order: hidden layers, then the output layer, which never has a batch norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// In the order in which data flow.
    pub layers: Vec<Layer>,
}

impl Network {
    /// A network with initial weights drawn layer by layer: first all weights, then all biases,
    /// so that the weights do not depend on how the biases are chosen.
    pub fn new(architecture: &Architecture, init: &Init, bias: &BiasInit, rng: &mut ChaCha8Rng) -> Self {
        let mut layers = Vec::with_capacity(architecture.hidden.len() + 1);
        let mut fan_in = architecture.inputs;
        for &(units, activation) in &architecture.hidden {
            layers.push(Layer::zeros(fan_in, units, activation, architecture.batch_norm));
            fan_in = units;
        }
        layers.push(Layer::zeros(fan_in, architecture.outputs, architecture.output_activation, false));
        for layer in &mut layers {
            init.fill(&mut layer.linear, rng);
        }
        if !init.row().sets_bias {
            let hidden = layers.len() - usize::from(bias.row().hidden_only);
            for layer in &mut layers[..hidden] {
                bias.fill(&mut layer.linear, rng);
            }
        }
        Self { layers }
    }

    /// Computes the outputs of all layers, and their derivatives unless `mode` is [`Mode::Eval`].
    ///
    /// [`Network::measure`] and [`Network::evaluate`] do the same for the two modes that leave the network as it is.
    pub fn forward(&mut self, x: &Tensor, workspace: &mut Workspace, mode: Mode) {
        self.pass(x, workspace, mode);
        if mode == Mode::Train {
            for (layer, values) in self.layers.iter_mut().zip(&workspace.layers) {
                if let Some(batch_norm) = &mut layer.batch_norm {
                    batch_norm.update_running(&values.cache);
                }
            }
        }
    }

    /// [`Network::forward`] in [`Mode::Measure`].
    pub fn measure(&self, x: &Tensor, workspace: &mut Workspace) {
        self.pass(x, workspace, Mode::Measure);
    }

    /// [`Network::forward`] in [`Mode::Eval`].
    pub fn evaluate(&self, x: &Tensor, workspace: &mut Workspace) {
        self.pass(x, workspace, Mode::Eval);
    }

    /// z and a as training would see them with all of `x` as one batch: batch norm with the statistics of `x`.
    ///
    /// [`Network::measure`], or, where there is no batch norm and it is the same, the cheaper [`Network::evaluate`].
    pub fn training_values(&self, x: &Tensor, workspace: &mut Workspace) {
        let mode = if self.has_batch_norm() { Mode::Measure } else { Mode::Eval };
        self.pass(x, workspace, mode);
    }

    /// Whether a layer has a batch norm: then what a unit answers to a sample depends on the whole batch.
    pub fn has_batch_norm(&self) -> bool {
        self.layers.iter().any(|layer| layer.batch_norm.is_some())
    }

    fn pass(&self, x: &Tensor, workspace: &mut Workspace, mode: Mode) {
        workspace.layers.resize_with(self.layers.len(), LayerValues::default);
        workspace.in_place = mode == Mode::Train;
        for (index, layer) in self.layers.iter().enumerate() {
            let (below, here) = workspace.layers.split_at_mut(index);
            let input = below.last().map_or(x, |below| &below.a);
            layer.forward(input, &mut here[0], &mut workspace.packing, mode);
        }
    }

    /// Computes the gradients of all parameters from [`Workspace::d_output_mut`], which the loss has filled.
    ///
    /// `x` and `workspace` are those of the last forward pass, in a mode other than [`Mode::Eval`].
    pub fn backward(&self, x: &Tensor, workspace: &mut Workspace, gradients: &mut Gradients) {
        self.resize_gradients(gradients);
        let Workspace { layers, packing, in_place } = workspace;
        if let (Some(last), Some(LayerValues { a, d_a, .. })) = (self.layers.last(), layers.last_mut())
            && let Some(in_place) = last.in_place(*in_place)
        {
            in_place.backward(a.data(), d_a.data_mut());
        }
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (below, here) = layers.split_at_mut(index);
            let (input, below) = match below.last_mut() {
                Some(LayerValues { a, d_a, .. }) => (&*a, Some((d_a, self.layers[index - 1].in_place(*in_place)))),
                None => (x, None),
            };
            let is_in_place = layer.in_place(*in_place).is_some();
            layer.backward(&mut here[0], input, below, &mut gradients.layers[index], packing, is_in_place);
        }
    }

    /// Gives gradients the layout of the network's parameters; what has it already keeps its values.
    fn resize_gradients(&self, gradients: &mut Gradients) {
        gradients.layers.resize_with(self.layers.len(), LayerGradients::default);
        for (gradients, layer) in gradients.layers.iter_mut().zip(&self.layers) {
            layer.resize_gradients(gradients);
        }
    }

    /// Number of learned numbers: weights, biases, batch norm's weights and biases, learned slopes.
    pub fn parameter_count(&self) -> usize {
        let mut count = 0;
        self.for_each_parameter(|values| count += values.len());
        count
    }

    /// Visits all parameters, layer by layer: weights row by row, biases, then batch norm's weight and bias, then a learned slope.
    pub fn for_each_parameter(&self, mut visit: impl FnMut(&[f32])) {
        for layer in &self.layers {
            visit(&layer.linear.weight);
            visit(&layer.linear.bias);
            if let Some(batch_norm) = &layer.batch_norm {
                visit(&batch_norm.weight);
                visit(&batch_norm.bias);
            }
            if let Some(slope) = &layer.slope {
                visit(std::slice::from_ref(slope));
            }
        }
    }

    /// Visits all parameters in the order of [`Network::for_each_parameter`], each with its gradients.
    pub fn for_each_parameter_mut(&mut self, gradients: &Gradients, mut visit: impl FnMut(&mut [f32], &[f32])) {
        for (layer, gradients) in self.layers.iter_mut().zip(&gradients.layers) {
            visit(&mut layer.linear.weight, &gradients.weight);
            visit(&mut layer.linear.bias, &gradients.bias);
            if let (Some(batch_norm), Some(gradients)) = (&mut layer.batch_norm, &gradients.batch_norm) {
                visit(&mut batch_norm.weight, &gradients.weight);
                visit(&mut batch_norm.bias, &gradients.bias);
            }
            if let (Some(slope), Some(gradient)) = (&mut layer.slope, &gradients.slope) {
                visit(std::slice::from_mut(slope), std::slice::from_ref(gradient));
            }
        }
    }

    /// 64-bit FNV-1a over the little-endian bytes of all parameters in the order of [`Network::for_each_parameter`].
    ///
    /// Written as 16 hexadecimal digits (`{:016x}`). Every NaN counts as the same one: its sign differs between machines.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        self.for_each_parameter(|values| {
            for value in values {
                let value = if value.is_nan() { f32::from_bits(0x7fc0_0000) } else { *value };
                for byte in value.to_le_bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        });
        hash
    }

    /// The first layer with a parameter that is infinite or NaN.
    pub fn first_non_finite(&self) -> Option<usize> {
        first_non_finite(&self.layers, Layer::add_to)
    }
}
