//! Training puts activations in the place of z where it can. That must show in nothing but the time it takes: every number has to be
//! the one that a pass with room for everything gives.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::random::normal;
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;

fn named(id: &str) -> Activation {
    id.parse().expect("a row")
}

fn network(hidden: &[(usize, &str)], output: &str, batch_norm: bool, rng: &mut ChaCha8Rng) -> Network {
    let architecture = Architecture {
        inputs: 2,
        hidden: hidden.iter().map(|&(units, id)| (units, named(id))).collect(),
        outputs: 1,
        output_activation: named(output),
        batch_norm,
    };
    let mut network = Network::new(&architecture, &Init::default(), &BiasInit::default(), rng);
    // With biases of any sign there are units that are always on, now and then, and never.
    for layer in &mut network.layers {
        layer.linear.bias.fill_with(|| normal(rng));
    }
    network
}

fn drawn(units: usize, samples: usize, rng: &mut ChaCha8Rng) -> Tensor {
    let rows: Vec<Vec<f32>> = (0..units).map(|_| (0..samples).map(|_| normal(rng)).collect()).collect();
    Tensor::from_units(&rows)
}

/// The outputs of all layers and all gradients; a zero has no sign here, as no sum depends on it.
fn numbers(network: &mut Network, x: &Tensor, y: &Tensor, mode: Mode) -> Vec<Vec<f32>> {
    let (mut workspace, mut gradients) = (Workspace::new(), Gradients::default());
    network.forward(x, &mut workspace, mode);
    workspace.loss(&Loss::default(), y);
    network.backward(x, &mut workspace, &mut gradients);
    let mut all: Vec<Vec<f32>> = (0..workspace.depth()).map(|layer| workspace.a(layer).data().to_vec()).collect();
    gradients.for_each_mut(|values| all.push(values.to_vec()));
    all
}

fn check(
    hidden: &[(usize, &str)],
    output: &str,
    batch_norm: bool,
    samples: usize,
    seed: u64,
) -> Result<(), TestCaseError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = network(hidden, output, batch_norm, &mut rng);
    let (x, y) = (drawn(2, samples, &mut rng), Tensor::from_units(&[vec![1.0; samples]]));
    let want = numbers(&mut network, &x, &y, Mode::Measure);
    let got = numbers(&mut network, &x, &y, Mode::Train);
    prop_assert_eq!(got, want);
    Ok(())
}

proptest! {
    /// Narrow and wide layers, alone and among others, with every tail of a row.
    #[test]
    fn training_gives_what_measuring_gives(
        widths in prop::collection::vec(1_usize..40, 1..4),
        ids in prop::collection::vec(prop::sample::select(vec!["relu", "identity", "tanh", "prelu"]), 3),
        output in prop::sample::select(vec!["identity", "relu", "sigmoid"]),
        batch_norm in any::<bool>(),
        samples in 2_usize..68,
        seed in any::<u64>(),
    ) {
        let hidden: Vec<_> = widths.into_iter().zip(ids).collect();
        check(&hidden, output, batch_norm, samples, seed)?;
    }
}

#[test]
fn the_widths_of_the_page_do_too() {
    for (hidden, samples) in [(vec![(8, "relu"); 6], 30), (vec![(32, "relu"); 10], 32), (vec![(64, "relu"); 3], 64)] {
        for batch_norm in [false, true] {
            check(&hidden, "identity", batch_norm, samples, 1).unwrap();
        }
    }
}

/// One unit of weight 1 behind the input: what it gives for numbers that are easily got wrong, and what it lets through backwards.
#[test]
fn kinks_infinities_and_nan_are_as_in_the_table() {
    let z = [f32::NEG_INFINITY, -1.0, -f32::MIN_POSITIVE, -0.0, 0.0, 1e-30, 2.0, f32::INFINITY, f32::NAN];
    for row in ActivationRow::table() {
        let activation = named(row.id());
        // From 16 units on, layers are computed in another way.
        for units in [1, 16] {
            let mut rng = ChaCha8Rng::seed_from_u64(0);
            let mut network = network(&[(units, "identity"), (units, row.id())], "identity", false, &mut rng);
            for (index, layer) in network.layers.iter_mut().enumerate() {
                layer.linear.bias.fill(0.0);
                layer.linear.weight.fill(0.0);
                for unit in 0..layer.linear.fan_out {
                    layer.linear.weight[unit * layer.linear.fan_in + if index == 1 { unit } else { 0 }] = 1.0;
                }
            }
            for z in z {
                // All other weights are 0, and 0 times infinity is NaN: those take a net of one unit.
                if units > 1 && !z.is_finite() {
                    continue;
                }
                // Four of them, so that no padding joins in.
                let x = Tensor::from_units(&[[z; 4], [0.0; 4]]);
                let (mut workspace, mut gradients) = (Workspace::new(), Gradients::default());
                network.forward(&x, &mut workspace, Mode::Train);
                let (got, want) = (workspace.a(1).unit(0)[0], activation.value(z));
                assert!(got == want || got.is_nan() && want.is_nan(), "{} of {z}: {got}, not {want}", row.id());
                let last = workspace.depth() - 1;
                workspace.d_output_mut().resize(1, 4);
                workspace.d_output_mut().unit_mut(0).fill(0.25);
                network.backward(&x, &mut workspace, &mut gradients);
                let (got, want) = (gradients.layers[last - 1].bias[0], activation.derivative(z));
                assert!(got == want || got.is_nan() && want.is_nan(), "{}' of {z}: {got}, not {want}", row.id());
            }
        }
    }
}
