//! The gain through layers, measured in random nets, beside what the mean-field theory says of it.
//!
//! Values are decimal logarithms: after 50 layers a gradient can be smaller than the smallest float32, and is not 0
//! for that. The nets are those of [`Network`]; on the way back the gradient is scaled to mean square 1 after every layer.

use serde::{Deserialize, Serialize};

use crate::explore::mean_field::{self, Scheme, WIDTH};
use crate::nn::activation::Activation;
use crate::nn::linear::PackingBuffers;
use crate::nn::network::{Architecture, Network};
use crate::nn::random::{normal, stream};
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::spec::Spec;

/// Random inputs a net.
const SAMPLES: usize = 16;

/// What is left after 0, 1, … layers, as decimal logarithms: minus infinity is 0, NaN is no finite number any more.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// The gradient's norm before the first layer over that after this layer, by the theory of wide nets.
    pub gradient_theory: Vec<f32>,
    /// The same in random nets: the mean of the logarithms.
    pub gradient_measured: Vec<f32>,
    /// Root mean square of the outputs of this layer by the theory; entry 0 is the input.
    pub output_theory: Vec<f32>,
    /// The same in random nets.
    pub output_measured: Vec<f32>,
    /// The number of nets.
    pub nets: u32,
}

/// What a [`Gain`] is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GainQuantity {
    /// How much of the gradient is left.
    Gradient,
    /// How large the outputs are.
    Output,
}

impl Gain {
    /// Theory and measurement of a quantity, one value a layer.
    pub fn lines(&self, quantity: GainQuantity) -> (&[f32], &[f32]) {
        match quantity {
            GainQuantity::Gradient => (&self.gradient_theory, &self.gradient_measured),
            GainQuantity::Output => (&self.output_theory, &self.output_measured),
        }
    }
}

/// Theory and measurement for a function, an initialisation and a depth.
pub fn gain(activation: &Activation, scheme: &Scheme, depth: usize, nets: u32) -> Gain {
    gain_of_width(activation, scheme, depth, nets, WIDTH as usize)
}

fn gain_of_width(activation: &Activation, scheme: &Scheme, depth: usize, nets: u32, width: usize) -> Gain {
    let layers = mean_field::layers(activation, scheme.variance, depth);
    let mut left = 0.0;
    let (mut gradient_theory, mut output_theory) = (vec![0.0], vec![0.0]);
    for layer in &layers {
        left += layer.gradient_factor.log10();
        gradient_theory.push(left as f32);
        output_theory.push((0.5 * layer.output.log10()) as f32);
    }
    let runs: Vec<Run> =
        (1..=nets).map(|seed| measure(activation, scheme.query, depth, width, u64::from(seed))).collect();
    let mean = |of: fn(&Run) -> &[f64]| -> Vec<f32> {
        let at = |layer: usize| (runs.iter().map(|run| of(run)[layer]).sum::<f64>() / runs.len() as f64) as f32;
        (0..=depth).map(at).collect()
    };
    Gain {
        gradient_theory,
        output_theory,
        gradient_measured: mean(|run| &run.gradient),
        output_measured: mean(|run| &run.output),
        nets,
    }
}

/// Decimal logarithms of the gradient's norm after it has gone back through 0, 1, … layers over that at the output of the last
/// one, in one random net of so many layers. `query`: an initialisation as in a link, such as `init=kaiming_normal`.
pub fn gradient_going_back(activation: &Activation, query: &str, depth: usize, width: usize, seed: u32) -> Vec<f64> {
    let left = measure(activation, query, depth, width, u64::from(seed)).gradient;
    left.iter().rev().map(|before| left[depth] - before).collect()
}

/// One random net: decimal logarithms after 0, 1, … layers.
struct Run {
    gradient: Vec<f64>,
    output: Vec<f64>,
}

fn measure(activation: &Activation, query: &str, depth: usize, width: usize, seed: u64) -> Run {
    // The initialisation is that of a spec: the very initialisers that Train uses.
    let (spec, _) = Spec::from_query(query);
    let architecture = Architecture {
        inputs: width,
        hidden: vec![(width, *activation); depth],
        outputs: 1,
        output_activation: *activation,
        batch_norm: false,
    };
    let mut rng = stream(seed, 0);
    let network = Network::new(&architecture, &spec.init, &spec.bias, &mut rng);
    let mut random = || {
        let mut tensor = Tensor::zeros(width, SAMPLES);
        for unit in 0..width {
            tensor.unit_mut(unit).fill_with(|| normal(&mut rng));
        }
        tensor.fill_padding();
        tensor
    };
    let (x, mut gradient) = (random(), random());
    let mut workspace = Workspace::new();
    network.measure(&x, &mut workspace);

    let mut output = vec![log_rms(&x)];
    output.extend((0..depth).map(|layer| log_rms(workspace.a(layer))));
    // What each layer multiplies the gradient by, from the last to the first.
    let mut factors = vec![0.0; depth];
    let (mut d_input, mut packing) = (Tensor::zeros(width, SAMPLES), PackingBuffers::default());
    for layer in (0..depth).rev() {
        let before = log_rms(&gradient);
        for (d, slope) in gradient.data_mut().iter_mut().zip(workspace.derivative(layer).data()) {
            *d *= slope;
        }
        network.layers[layer].linear.backward_input(&gradient, &mut d_input, &mut packing);
        let after = log_rms(&d_input);
        factors[layer] = after - before;
        // Scaled up again, so that it never becomes too small for a float32.
        let scale = if after.is_finite() { 10.0_f64.powf(-after) } else { 1.0 };
        for (d, from) in gradient.data_mut().iter_mut().zip(d_input.data()) {
            *d = (f64::from(*from) * scale) as f32;
        }
    }
    let mut left = vec![0.0];
    for factor in factors {
        left.push(left[left.len() - 1] + factor);
    }
    Run { gradient: left, output }
}

/// Decimal logarithm of the root of the mean square.
fn log_rms(tensor: &Tensor) -> f64 {
    let mut sum = 0.0;
    for unit in 0..tensor.units() {
        for &value in tensor.unit(unit) {
            sum += f64::from(value) * f64::from(value);
        }
    }
    0.5 * (sum / (tensor.units() * tensor.samples()) as f64).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::mean_field::SCHEMES;

    #[test]
    fn random_nets_agree_with_the_theory_after_20_layers() {
        for scheme in SCHEMES {
            for id in ["relu", "leaky_relu(0.2)", "tanh", "sigmoid", "selu", "elu", "softplus", "softsign"] {
                let activation: Activation = id.parse().unwrap();
                let gain = gain(&activation, scheme, 20, 16);
                let (theory, measured) = (gain.gradient_theory[20], gain.gradient_measured[20]);
                println!("{:16} {id:16} gradient 1e{theory:.2}, measured 1e{measured:.2}", scheme.name);
                assert!((theory - measured).abs() < 0.3, "{}, {id}: {theory} and {measured}", scheme.name);
                let (theory, measured) = (gain.output_theory[20], gain.output_measured[20]);
                assert!((theory - measured).abs() < 0.3, "{}, {id}: outputs {theory} and {measured}", scheme.name);
            }
        }
    }

    /// Where the scale neither settles nor keeps still, as with GELU and He, a net of 64 units strays from an infinitely
    /// wide one; the wider, the less.
    #[test]
    fn wider_nets_are_nearer_to_the_theory() {
        let gelu: Activation = "gelu".parse().unwrap();
        let error = |width, nets| {
            let gain = gain_of_width(&gelu, &SCHEMES[0], 10, nets, width);
            println!("{width}: theory 1e{:.2}, measured 1e{:.2}", gain.gradient_theory[10], gain.gradient_measured[10]);
            (gain.gradient_theory[10] - gain.gradient_measured[10]).abs()
        };
        let (narrow, wide) = (error(64, 24), error(768, 6));
        assert!(wide < 0.2 && wide < narrow, "{narrow} and {wide}");
    }

    #[test]
    fn what_is_too_small_for_a_float_is_not_zero() {
        let sigmoid: Activation = "sigmoid".parse().unwrap();
        let gain = gain(&sigmoid, &SCHEMES[2], 50, 2);
        let last = gain.gradient_measured[50];
        assert!(last < -40.0 && last > -46.0, "1e{last}");
        assert!((last - gain.gradient_theory[50]).abs() < 1.0);
        assert_eq!((gain.gradient_measured.len(), gain.output_theory.len()), (51, 51));
    }

    #[test]
    fn relu_without_layers_and_with_one() {
        let relu: Activation = "relu".parse().unwrap();
        let none = gain(&relu, &SCHEMES[0], 0, 1);
        assert_eq!((none.gradient_theory, none.gradient_measured), (vec![0.0], vec![0.0]));
        assert_eq!(none.output_theory, [0.0]);
        // Mean square 1 in, q = 2, half of it out.
        let one = gain(&relu, &SCHEMES[0], 1, 8);
        assert!(one.output_theory[1].abs() < 1e-3 && one.output_measured[1].abs() < 0.05, "{one:?}");
    }
}
