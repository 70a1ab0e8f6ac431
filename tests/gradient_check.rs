//! Every derivative against central differences: the whole activation table, and whole networks.
//!
//! The oracle is float64 throughout and shares nothing with the code under test: activations are the *formulas* that the page shows,
//! evaluated in float64, and the network below is written in the plainest way.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::explore::formula::{self, Formula};
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::{Loss, LossRow};
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::random::normal;
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::train::output::OUTPUTS;

/// An activation as the page writes it, in float64.
struct Oracle {
    formula: Formula,
    derivative: Formula,
    values: Vec<(&'static str, f64)>,
}

impl Oracle {
    fn new(activation: &Activation, learned: Option<f32>) -> Self {
        let row = activation.row();
        let mut values: Vec<_> =
            row.parameters().iter().zip(activation.values()).map(|(p, &v)| (p.name, f64::from(v))).collect();
        values.extend(learned.map(|slope| ("a", f64::from(slope))));
        let parse = |text: &str| Formula::parse(text).unwrap_or_else(|error| panic!("{activation}: {error}"));
        Self { formula: parse(row.formula), derivative: parse(row.derivative), values }
    }

    fn at(&self, formula: &Formula, x: f64) -> f64 {
        let mut values = self.values.clone();
        values.push(("x", x));
        formula.evaluate(&values).unwrap_or_else(|error| panic!("{error}"))
    }

    fn value(&self, x: f64) -> f64 {
        self.at(&self.formula, x)
    }

    fn derivative(&self, x: f64) -> f64 {
        self.at(&self.derivative, x)
    }

    /// The limit of central differences; `None` beside a kink or a jump, where it depends on the distance or on the side.
    fn difference(&self, x: f64) -> Option<f64> {
        let slope = |from: f64, to: f64| (self.value(x + to) - self.value(x + from)) / (to - from);
        let (h, want) = (1e-5, slope(-1e-5, 1e-5));
        let same = |other: f64, tolerance: f64| (other - want).abs() <= tolerance * (1.0 + want.abs());
        let smooth = same(slope(-h / 4.0, h / 4.0), 1e-6) && same(slope(0.0, h), 1e-3) && same(slope(-h, 0.0), 1e-3);
        smooth.then_some(want)
    }
}

/// Every row with its default parameters, and with each parameter at other values of its range.
fn variants() -> Vec<Activation> {
    let mut variants = Vec::new();
    for row in ActivationRow::table() {
        variants.push(Activation::of(row));
        for parameter in row.parameters() {
            for share in [0.03, 0.3, 0.8] {
                let value = parameter.min + share * (parameter.max.min(8.0) - parameter.min.max(-8.0));
                variants.extend(Activation::of(row).with(parameter.name, value));
            }
        }
    }
    variants
}

fn grid() -> impl Iterator<Item = f32> {
    let special = [0.0, 1e-3, 0.499, 0.501, 0.999, 1.001, 2.999, 3.001, 5.999, 6.001, 20.0, 100.0];
    let even = (-160..=160).map(|i| i as f32 / 20.0 + 0.007);
    special.into_iter().flat_map(|x| [x, -x]).chain(even)
}

#[test]
fn formulas_are_what_is_computed() {
    for activation in variants() {
        let oracle = Oracle::new(&activation, activation.initial_slope());
        for x in grid() {
            for (what, got, want) in [
                ("f", activation.value(x), oracle.value(f64::from(x))),
                ("f'", activation.derivative(x), oracle.derivative(f64::from(x))),
            ] {
                let error = (f64::from(got) - want).abs();
                // Where two branches of a formula meet, rounding of `beta*x` may pick the other one.
                assert!(error <= 2e-6 + 4e-6 * want.abs(), "{activation}, {what}({x}): got {got}, formula {want}");
            }
        }
    }
}

#[test]
fn derivatives_are_limits_of_differences() {
    let (mut checked, mut beside_kinks) = (0, 0);
    for activation in variants() {
        let oracle = Oracle::new(&activation, activation.initial_slope());
        for x in grid() {
            let Some(want) = oracle.difference(f64::from(x)) else {
                beside_kinks += 1;
                continue;
            };
            let got = f64::from(activation.derivative(x));
            let error = (got - want).abs();
            assert!(error <= 1e-5 + 1e-5 * want.abs(), "{activation} at {x}: derivative {got}, difference {want}");
            checked += 1;
        }
    }
    println!("{checked} derivatives compared with central differences, {beside_kinks} points lie on kinks");
    assert!(beside_kinks * 100 < checked);
}

#[test]
fn rows_that_can_be_zero_say_so() {
    for row in ActivationRow::table() {
        let activation = Activation::of(row);
        let zero = (-800..=800)
            .map(|i| i as f32 / 100.0 + 0.005)
            .any(|x| activation.value(x) == 0.0 && activation.derivative(x) == 0.0);
        assert_eq!(row.can_be_zero, zero, "{activation}");
    }
}

#[test]
fn formulas_have_mathml() {
    for activation in variants() {
        for text in [formula::of_function(&activation), formula::of_derivative(&activation)] {
            assert!(text.starts_with("<math>") && text.ends_with("</math>"), "{activation}: {text}");
            assert_eq!(text.matches('<').count(), text.matches('>').count(), "{activation}: {text}");
            assert_eq!(
                text.matches("<m").count(),
                text.matches("</m").count() + text.matches("/>").count(),
                "{activation}: {text}"
            );
        }
    }
}

/// All layers' outputs in float64 in the plainest way, and the loss.
fn plain_loss(network: &Network, parameters: &[f64], x: &Tensor, y: &Tensor, loss: &str) -> f64 {
    let n = x.samples();
    let mut next = parameters.iter().copied();
    let mut take = |count: usize| -> Vec<f64> { next.by_ref().take(count).collect() };
    let mut a: Vec<Vec<f64>> = (0..x.units()).map(|u| x.unit(u).iter().map(|&v| f64::from(v)).collect()).collect();
    for layer in &network.layers {
        let (weight, bias) = (take(layer.linear.weight.len()), take(layer.linear.bias.len()));
        let mut z: Vec<Vec<f64>> = (0..layer.linear.fan_out)
            .map(|o| {
                let sample = |s: usize| {
                    bias[o]
                        + a.iter().enumerate().map(|(i, a)| weight[o * a_len(&layer.linear) + i] * a[s]).sum::<f64>()
                };
                (0..n).map(sample).collect()
            })
            .collect();
        if layer.batch_norm.is_some() {
            let (scale, shift) = (take(z.len()), take(z.len()));
            for ((z, scale), shift) in z.iter_mut().zip(scale).zip(shift) {
                let mean = z.iter().sum::<f64>() / n as f64;
                let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n as f64;
                for z in z {
                    *z = (*z - mean) / (variance + 1e-5).sqrt() * scale + shift;
                }
            }
        }
        let mut oracle = Oracle::new(&layer.activation, layer.slope);
        if layer.slope.is_some() {
            *oracle.values.last_mut().unwrap() = ("a", take(1)[0]);
        }
        a = z.iter().map(|z| z.iter().map(|&z| oracle.value(z)).collect()).collect();
    }
    let pairs = || a.iter().enumerate().flat_map(|(u, a)| a.iter().zip(y.unit(u)).map(|(&a, &y)| (a, f64::from(y))));
    match loss {
        "bce" => {
            pairs().map(|(z, y)| z.max(0.0) - z * y + (-z.abs()).exp().ln_1p()).sum::<f64>() / (n * a.len()) as f64
        }
        "bce_probability" => {
            pairs().map(|(p, y)| -y * p.ln().max(-100.0) - (1.0 - y) * (1.0 - p).ln().max(-100.0)).sum::<f64>()
                / (n * a.len()) as f64
        }
        "mse" => pairs().map(|(a, y)| (a - y).powi(2)).sum::<f64>() / (n * a.len()) as f64,
        "ce" => {
            let of_sample = |s: usize| a.iter().map(|a| a[s].exp()).sum::<f64>().ln() - a[y.unit(0)[s] as usize][s];
            (0..n).map(of_sample).sum::<f64>() / n as f64
        }
        other => panic!("{other} has no plain form here"),
    }
}

fn a_len(linear: &relu_lab::nn::linear::Linear) -> usize {
    linear.fan_in
}

/// Compares all gradients of a network with central differences of the plain float64 network.
fn check_network(activation: Activation, output: &str, depth: usize, loss: &str, batch_norm: bool, seed: u64) -> usize {
    let architecture = Architecture {
        inputs: 3,
        hidden: vec![(5, activation); depth],
        outputs: if loss == "ce" { 3 } else { 2 },
        output_activation: output.parse().unwrap(),
        batch_norm,
    };
    check_architecture(&architecture, loss, seed)
}

/// The same of any network; returns how many were compared.
fn check_architecture(architecture: &Architecture, loss: &str, seed: u64) -> usize {
    let label = format!("{architecture:?}, {loss}");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let init: Init = "xavier_normal".parse().unwrap();
    let mut network = Network::new(architecture, &init, &"constant(0.1)".parse::<BiasInit>().unwrap(), &mut rng);
    let samples = 13;
    let mut draws = |count: usize| -> Vec<f32> { (0..count).map(|_| normal(&mut rng)).collect() };
    let x = Tensor::from_units(&(0..architecture.inputs).map(|_| draws(samples)).collect::<Vec<_>>());
    let y: Vec<Vec<f32>> = match loss {
        "ce" => vec![(0..samples).map(|s| (s % architecture.outputs) as f32).collect()],
        "bce" | "bce_probability" => {
            (0..2).map(|_| draws(samples).iter().map(|&v| if v > 0.0 { 1.0 } else { 0.0 }).collect()).collect()
        }
        _ => vec![draws(samples), draws(samples)],
    };
    let y = Tensor::from_units(&y);

    let (mut workspace, mut gradients) = (Workspace::new(), Gradients::default());
    network.forward(&x, &mut workspace, Mode::Train);
    let value = workspace.loss(&loss.parse::<Loss>().unwrap(), &y);
    network.backward(&x, &mut workspace, &mut gradients);

    let mut parameters = Vec::new();
    network.for_each_parameter(|values| parameters.extend(values.iter().map(|&v| f64::from(v))));
    let plain = plain_loss(&network, &parameters, &x, &y, loss);
    assert!((f64::from(value) - plain).abs() < 1e-5 * (1.0 + plain.abs()), "{label}: loss {value}, plain {plain}");

    let mut got = Vec::new();
    gradients.for_each_mut(|values| got.extend(values.iter().map(|&v| f64::from(v))));
    assert_eq!(got.len(), parameters.len(), "{label}: number of gradients");
    let mut beside_kinks = 0;
    for (index, &got) in got.iter().enumerate() {
        let difference = |h: f64| {
            let mut moved = parameters.clone();
            moved[index] += h;
            let above = plain_loss(&network, &moved, &x, &y, loss);
            moved[index] -= 2.0 * h;
            (above - plain_loss(&network, &moved, &x, &y, loss)) / (2.0 * h)
        };
        let (want, closer) = (difference(1e-5), difference(2.5e-6));
        if (want - closer).abs() > 1e-6 * (1.0 + want.abs()) {
            beside_kinks += 1; // A kink of the loss lies between the two points: no difference is the derivative there.
            continue;
        }
        let error = (got - want).abs();
        assert!(error <= 3e-5 + 3e-4 * want.abs(), "{label}, parameter {index}: gradient {got}, difference {want}");
    }
    assert!(beside_kinks * 10 <= got.len(), "{label}: {beside_kinks} of {} differences are of no use", got.len());
    got.len() - beside_kinks
}

#[test]
fn gradients_of_many_inputs_and_classes_are_limits_of_differences() {
    let mut checked = 0;
    for (inputs, outputs, function, batch_norm) in [
        (1, 10, "tanh", false),
        (2, 4, "relu", false),
        (64, 10, "gelu", false),
        (64, 5, "silu", true),
        (7, 2, "elu", true),
    ] {
        let architecture = Architecture {
            inputs,
            hidden: vec![(6, function.parse().unwrap()), (5, function.parse().unwrap())],
            outputs,
            output_activation: "identity".parse().unwrap(),
            batch_norm,
        };
        checked += check_architecture(&architecture, "ce", 11);
    }
    println!("{checked} gradients of cross-entropy over up to 10 classes compared with central differences");
    assert!(checked > 900);
}

#[test]
fn network_gradients_are_limits_of_differences() {
    let mut checked = 0;
    for row in ActivationRow::table() {
        let activation = Activation::of(row);
        for (depth, loss, batch_norm) in [(1, "bce", false), (3, "mse", false), (2, "ce", true), (5, "mse", true)] {
            checked += check_network(activation, "identity", depth, loss, batch_norm, 7);
        }
    }
    for output in OUTPUTS {
        for loss in LossRow::table() {
            // Elsewhere the probability would leave [0, 1].
            if loss.id() != "bce_probability" || output.word == "sigmoid" {
                checked += check_network("elu".parse().unwrap(), output.activation, 2, loss.id(), false, 3);
            }
        }
    }
    checked += check_network("relu".parse().unwrap(), "identity", 0, "bce", false, 5);
    println!("{checked} gradients of whole networks compared with central differences");
}
