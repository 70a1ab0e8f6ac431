//! Whole trainings, from initial weights to the end, be it a loss near zero or a number that is not finite.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::activation::Activation;
use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::layer::Mode;
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::optimizer::{Optimizer, OptimizerState};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;

fn network(hidden: &[usize], activation: &str, batch_norm: bool) -> Network {
    let activation: Activation = activation.parse().expect("a row");
    let architecture = Architecture {
        inputs: 2,
        hidden: hidden.iter().map(|&units| (units, activation)).collect(),
        outputs: 1,
        output_activation: "identity".parse().expect("a row"),
        batch_norm,
    };
    Network::new(&architecture, &Init::default(), &BiasInit::default(), &mut ChaCha8Rng::seed_from_u64(1))
}

#[test]
fn xor_is_learned() {
    let mut network = network(&[8, 8], "relu", false);
    let x = Tensor::from_units(&[[-1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]]);
    let y = Tensor::from_units(&[[0.0, 1.0, 1.0, 0.0]]);
    let (mut workspace, mut gradients, mut state) = (Workspace::new(), Gradients::default(), OptimizerState::new());
    let (loss, optimizer) = (Loss::default(), Optimizer::default());
    let mut value = f32::NAN;
    for _ in 0..500 {
        network.forward(&x, &mut workspace, Mode::Train);
        value = workspace.loss(&loss, &y);
        network.backward(&x, &mut workspace, &mut gradients);
        state.step(&optimizer, &mut network, &gradients, 0.1);
    }
    assert!(value < 0.05, "loss {value}");
    assert_eq!(loss.accuracy(workspace.output(), &y), 1.0);
    assert_eq!(gradients.first_non_finite().or(network.first_non_finite()), None);
}

/// The largest and the smallest networks there may be, batches of one, batch norm on a batch of one: nothing panics, all stays finite.
#[test]
fn every_size_is_possible() {
    let deep = vec![128; 32];
    for (hidden, samples) in [(&[][..], 1), (&[1], 1), (&[1, 128, 1], 3), (&deep, 17), (&[5], 2000)] {
        for batch_norm in [false, true] {
            let mut network = network(hidden, "tanh", batch_norm);
            let x = Tensor::from_units(&[vec![0.5; samples], vec![-0.25; samples]]);
            let y = Tensor::from_units(&[vec![1.0; samples]]);
            let (mut workspace, mut gradients, mut state) =
                (Workspace::new(), Gradients::default(), OptimizerState::new());
            for _ in 0..2 {
                network.forward(&x, &mut workspace, Mode::Train);
                assert!(workspace.loss(&Loss::default(), &y).is_finite());
                network.backward(&x, &mut workspace, &mut gradients);
                state.step(&Optimizer::default(), &mut network, &gradients, 0.01);
                assert_eq!(
                    gradients.first_non_finite().or(network.first_non_finite()),
                    None,
                    "{} layers, {samples} samples",
                    hidden.len()
                );
            }
            network.evaluate(&x, &mut workspace);
            assert_eq!(workspace.first_non_finite(), None);
        }
    }
}

/// NaN is seen, named with its layer, and never looks like a dead unit.
#[test]
fn divergence_is_noticed() {
    for activation in ["relu", "relu6", "softshrink", "elu", "gelu", "tanh"] {
        let mut network = network(&[4, 4, 4], activation, false);
        network.layers[1].linear.weight[3] = f32::INFINITY;
        let x = Tensor::from_units(&[[0.5, -0.5, 0.1], [-0.25, 0.5, 0.7]]);
        let y = Tensor::from_units(&[[1.0, 0.0, 1.0]]);
        let (mut workspace, mut gradients) = (Workspace::new(), Gradients::default());
        network.forward(&x, &mut workspace, Mode::Train);
        workspace.loss(&Loss::default(), &y);
        network.backward(&x, &mut workspace, &mut gradients);
        let found = gradients.first_non_finite().or(network.first_non_finite());
        assert!(matches!(found, Some(0 | 1)), "{activation}: {found:?}");
        network.layers[1].linear.weight[3] = f32::NAN;
        network.forward(&x, &mut workspace, Mode::Train);
        assert!(workspace.a(1).unit(0).iter().all(|a| a.is_nan()), "{activation} hides NaN");
        assert_eq!(workspace.first_non_finite(), Some(1));
    }
}
