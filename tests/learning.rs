//! A whole training, from initial weights to a loss near zero.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::activation::Activation;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::loss::Loss;
use relu_lab::nn::network::{Architecture, Gradients, Mode, Network};
use relu_lab::nn::optimizer::{Optimizer, OptimizerState};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;

#[test]
fn xor_is_learned() {
    let relu: Activation = "relu".parse().unwrap();
    let architecture = Architecture {
        inputs: 2,
        hidden: vec![(8, relu), (8, relu)],
        outputs: 1,
        output_activation: "identity".parse().unwrap(),
        batch_norm: false,
    };
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut network = Network::new(&architecture, &Init::default(), &BiasInit::default(), &mut rng);
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
    assert_eq!(network.first_non_finite(&gradients), None);
}
