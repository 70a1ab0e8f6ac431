//! A multilayer perceptron: linear layers, each followed by an optional batch norm and an activation.

use rand_chacha::ChaCha8Rng;

use super::activation::{Activation, InPlace};
use super::batch_norm::{BatchNorm, Normalised};
use super::gradients::{Finite, first_non_finite};
pub use super::gradients::{Gradients, LayerGradients};
use super::init::{BiasInit, Init};
use super::linear::{Linear, Panels};
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

/// The layers in order: hidden layers, then the output layer, which never has a batch norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// In the order in which data flow.
    pub layers: Vec<Layer>,
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
    #[inline]
    pub fn zeros(fan_in: usize, units: usize, activation: Activation, batch_norm: bool) -> Self {
        Self {
            linear: Linear::zeros(fan_in, units),
            batch_norm: batch_norm.then(|| BatchNorm::new(units)),
            activation,
            slope: activation.initial_slope(),
        }
    }

    /// Lets another activation follow; a learned slope starts anew unless the activation is of the same row.
    #[inline]
    pub fn set_activation(&mut self, activation: Activation) {
        if activation.id() != self.activation.id() {
            self.slope = activation.initial_slope();
        }
        self.activation = activation;
    }

    fn forward(&self, input: &Tensor, values: &mut LayerValues, panels: &mut Panels, mode: Mode) {
        let LayerValues { z, a, slope, normalised, .. } = values;
        if let Some(in_place) = self.in_place(mode == Mode::Train) {
            return self.forward_linear(input, a, normalised, Some(in_place), panels, mode);
        }
        self.forward_linear(input, z, normalised, None, panels, mode);
        a.resize(z.units(), z.samples());
        if mode == Mode::Eval {
            self.activation.forward_learned(self.slope, z.data(), a.data_mut());
        } else {
            slope.resize(z.units(), z.samples());
            self.activation.forward_with_slope_learned(self.slope, z.data(), a.data_mut(), slope.data_mut());
        }
    }

    /// The linear layer, the batch norm if there is one, and an activation that needs no room of its own.
    fn forward_linear(
        &self,
        input: &Tensor,
        z: &mut Tensor,
        normalised: &mut Normalised,
        in_place: Option<InPlace>,
        panels: &mut Panels,
        mode: Mode,
    ) {
        let Some(batch_norm) = &self.batch_norm else {
            return self.linear.forward_then(in_place, input, z, panels);
        };
        self.linear.forward(input, z, panels);
        match mode {
            Mode::Train | Mode::Measure => batch_norm.forward(z, normalised),
            Mode::Eval => batch_norm.forward_running(z),
        }
        if let Some(in_place) = in_place {
            in_place.forward(z.data_mut());
        }
    }

    /// How the activation takes the place of z, if it can and that is allowed.
    fn in_place(&self, is_allowed: bool) -> Option<InPlace> {
        if is_allowed { self.activation.in_place() } else { None }
    }

    /// Given `d_a` gives `d_z` and all gradients of the layer, and `d_a` of the layer below if there is one.
    fn backward(
        &self,
        values: &mut LayerValues,
        input: &Tensor,
        below: Option<(&mut Tensor, Option<InPlace>)>,
        gradients: &mut LayerGradients,
        panels: &mut Panels,
        is_in_place: bool,
    ) {
        let LayerValues { z, slope, d_a, d_z, normalised, d_linear, .. } = values;
        let d_z = if is_in_place {
            // It took this place when it was computed.
            &*d_a
        } else {
            d_z.resize(z.units(), z.samples());
            for ((d_z, d_a), slope) in d_z.data_mut().iter_mut().zip(d_a.data()).zip(slope.data()) {
                *d_z = d_a * slope;
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
                batch_norm.backward(d_linear, normalised, gradients);
                &*d_linear
            }
            _ => d_z,
        };
        Linear::backward_weight(d_linear, input, &mut gradients.weight, &mut gradients.bias, panels);
        if let Some((d_input, in_place)) = below {
            let then = in_place.map(|in_place| (in_place, input));
            self.linear.backward_input_then(then, d_linear, d_input, panels);
        }
    }
}

impl Network {
    /// A network with initial weights drawn layer by layer: first all weights, then all biases,
    /// so that the weights do not depend on how the biases are chosen.
    #[inline]
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

    /// Computes the outputs of all layers, and their slopes unless `mode` is [`Mode::Eval`].
    ///
    /// [`Network::measure`] and [`Network::evaluate`] do the same for the two modes that leave the network as it is.
    pub fn forward(&mut self, x: &Tensor, workspace: &mut Workspace, mode: Mode) {
        self.pass(x, workspace, mode);
        if mode == Mode::Train {
            for (layer, values) in self.layers.iter_mut().zip(&workspace.layers) {
                if let Some(batch_norm) = &mut layer.batch_norm {
                    batch_norm.update_running(&values.normalised);
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

    fn pass(&self, x: &Tensor, workspace: &mut Workspace, mode: Mode) {
        workspace.layers.resize_with(self.layers.len(), LayerValues::default);
        workspace.in_place = mode == Mode::Train;
        for (index, layer) in self.layers.iter().enumerate() {
            let (below, here) = workspace.layers.split_at_mut(index);
            let input = below.last().map_or(x, |below| &below.a);
            layer.forward(input, &mut here[0], &mut workspace.panels, mode);
        }
    }

    /// Computes the gradients of all parameters from [`Workspace::d_output_mut`], which the loss has filled.
    ///
    /// `x` and `workspace` are those of the last forward pass, in a mode other than [`Mode::Eval`].
    pub fn backward(&self, x: &Tensor, workspace: &mut Workspace, gradients: &mut Gradients) {
        gradients.resize_for(self);
        let Workspace { layers, panels, in_place } = workspace;
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
            layer.backward(&mut here[0], input, below, &mut gradients.layers[index], panels, is_in_place);
        }
    }

    /// Number of learned numbers.
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
    #[inline]
    pub fn for_each_parameter_mut(&mut self, gradients: &Gradients, mut visit: impl FnMut(&mut [f32], &[f32])) {
        for (layer, gradients) in self.layers.iter_mut().zip(&gradients.layers) {
            let mut parts: [(&mut [f32], &[f32]); 5] = Default::default();
            parts[0] = (&mut layer.linear.weight, &gradients.weight);
            parts[1] = (&mut layer.linear.bias, &gradients.bias);
            let mut count = 2;
            if let (Some(batch_norm), Some(gradients)) = (&mut layer.batch_norm, &gradients.batch_norm) {
                parts[2] = (&mut batch_norm.weight, &gradients.weight);
                parts[3] = (&mut batch_norm.bias, &gradients.bias);
                count = 4;
            }
            if let (Some(slope), Some(gradient)) = (&mut layer.slope, &gradients.slope) {
                parts[count] = (std::slice::from_mut(slope), std::slice::from_ref(gradient));
                count += 1;
            }
            // One place that visits, so that the visitor's loop exists once in the program.
            for (parameters, gradients) in &mut parts[..count] {
                visit(parameters, gradients);
            }
        }
    }

    /// 64-bit FNV-1a over the little-endian bytes of all parameters in the order of [`Network::for_each_parameter`].
    ///
    /// Written as 16 hexadecimal digits (`{:016x}`). Every NaN counts as the same one: its sign differs between machines.
    #[inline]
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

    /// The first layer with a parameter that is not finite.
    pub fn first_non_finite(&self) -> Option<usize> {
        first_non_finite(&self.layers, Layer::look_for_finite)
    }
}

impl Layer {
    #[inline(always)]
    fn look_for_finite(&self, finite: &mut Finite) {
        finite.look(&self.linear.weight);
        finite.look(&self.linear.bias);
        if let Some(slope) = &self.slope {
            finite.look(std::slice::from_ref(slope));
        }
        if let Some(norm) = &self.batch_norm {
            finite.look(&norm.weight);
            finite.look(&norm.bias);
        }
    }
}
