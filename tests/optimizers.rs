//! The optimizers of `torch.optim` on f(θ) = θ²/2 from θ = 1: three steps, whose values follow from the formulas by hand.

use relu_lab::nn::finite::NotFinite;
use relu_lab::nn::gradients::{Gradients, LayerGradients};
use relu_lab::nn::layer::Layer;
use relu_lab::nn::network::Network;
use relu_lab::nn::optimizer::{Optimizer, OptimizerState, PreviousParameters, add_l1, clip_grad_norm};

/// A network of one weight θ (and a bias that stays 0).
fn scalar(theta: f32) -> Network {
    let mut layer = Layer::zeros(1, 1, "identity".parse().expect("a row"), false);
    layer.linear.weight[0] = theta;
    Network { layers: vec![layer] }
}

fn gradient(weight: f32, bias: f32) -> Gradients {
    Gradients { layers: vec![LayerGradients { weight: vec![weight], bias: vec![bias], ..LayerGradients::default() }] }
}

fn descend(
    state: &mut OptimizerState,
    network: &mut Network,
    optimizer: &str,
    learning_rate: f32,
    steps: usize,
) -> Vec<f32> {
    let optimizer: Optimizer = optimizer.parse().unwrap_or_else(|error| panic!("{error}"));
    let step = |_| {
        let gradients = gradient(network.layers[0].linear.weight[0], 0.0);
        state.step(&optimizer, network, &gradients, learning_rate);
        network.layers[0].linear.weight[0]
    };
    (0..steps).map(step).collect()
}

#[test]
fn three_steps_are_those_of_the_formulas() {
    let cases: &[(&str, f32, [f64; 3])] = &[
        ("sgd", 0.1, [0.9, 0.81, 0.729]),
        ("sgd(momentum=0.9)", 0.1, [0.9, 0.72, 0.486]),
        ("sgd(momentum=0.9,dampening=0.5)", 0.1, [0.9, 0.765, 0.605_25]),
        ("sgd(momentum=0.9,nesterov=1)", 0.1, [0.81, 0.5751, 0.327_321]),
        ("sgd(weight_decay=0.1)", 0.1, [0.89, 0.7921, 0.704_969]),
        ("adam", 0.1, [0.9, 0.800_412_23, 0.701_586_27]),
        ("adam(weight_decay=0.1)", 0.1, [0.9, 0.800_412_23, 0.701_586_27]),
        ("adam(amsgrad=1)", 0.1, [0.9, 0.800_412_23, 0.701_586_27]),
        ("adamw", 0.1, [0.899, 0.798_519_03, 0.698_911_18]),
        ("rmsprop", 0.01, [0.9, 0.832_917_98, 0.779_982_28]),
        ("rmsprop(centered=1)", 0.01, [0.899_496_23, 0.831_759_39, 0.778_068_42]),
        ("rmsprop(momentum=0.9)", 0.01, [0.9, 0.742_917_98, 0.552_914_95]),
        ("adagrad", 0.1, [0.9, 0.833_103_53, 0.780_456_18]),
        ("adagrad(lr_decay=0.1)", 0.1, [0.9, 0.839_185_02, 0.795_081_44]),
        // s = 1 + 1, 2 + θ₁², … by hand: 1 - 0.1/√2, then 0.1·θ₁/√(2 + θ₁²) less, and so on.
        ("adagrad(initial_accumulator_value=1)", 0.1, [0.929_289_3, 0.874_373_6, 0.828_469_0]),
    ];
    for (optimizer, learning_rate, want) in cases {
        let got = descend(&mut OptimizerState::new(), &mut scalar(1.0), optimizer, *learning_rate, 3);
        for (got, want) in got.iter().zip(want) {
            assert!((f64::from(*got) - want).abs() < 2e-6, "{optimizer}: {got} for {want}");
        }
    }
}

#[test]
fn what_is_remembered_outlives_hyper_parameters_but_not_the_optimizer() {
    let (mut state, mut network) = (OptimizerState::new(), scalar(1.0));
    descend(&mut state, &mut network, "sgd(momentum=0.9)", 0.1, 1);
    // With the buffer of the first step, 1, kept: b = 0.5·1 + 0.9.
    let theta = descend(&mut state, &mut network, "sgd(momentum=0.5)", 0.01, 1)[0];
    assert!((theta - (0.9 - 0.01 * 1.4)).abs() < 1e-6, "{theta}");
    // Adam starts from nothing, then its first step has the length of the learning rate.
    let next = descend(&mut state, &mut network, "adam", 0.1, 1)[0];
    assert!((theta - next - 0.1).abs() < 1e-6, "{theta} to {next}");
}

#[test]
fn clipping_scales_to_the_norm_and_gives_the_old_one() {
    let mut gradients = gradient(3.0, 4.0);
    assert_eq!(clip_grad_norm(&mut gradients, 10.0), 5.0);
    assert_eq!(gradients, gradient(3.0, 4.0));
    assert_eq!(clip_grad_norm(&mut gradients, 1.0), 5.0);
    let scale = 0.199_999_96;
    assert!((gradients.layers[0].weight[0] - 3.0 * scale).abs() < 1e-7);
    assert!((gradients.layers[0].bias[0] - 4.0 * scale).abs() < 1e-7);
    let mut broken = gradient(f32::NAN, 4.0);
    assert!(clip_grad_norm(&mut broken, 1.0).is_nan() && broken.layers[0].bias[0].is_nan());
}

#[test]
fn l1_pulls_weights_but_not_biases_towards_zero() {
    for (weight, want) in [(2.0, 1.25), (-2.0, 0.75), (0.0, 1.0)] {
        let mut gradients = gradient(1.0, 1.0);
        add_l1(&mut gradients, &scalar(weight), 0.25);
        assert_eq!(gradients, gradient(want, 1.0), "weight {weight}");
    }
}

#[test]
fn a_checked_step_is_the_step() {
    for optimizer in ["sgd", "sgd(weight_decay=0.1)", "sgd(momentum=0.9)", "adam"] {
        let optimizer: Optimizer = optimizer.parse().expect("a row");
        let (mut plain, mut checked) = (scalar(1.5), scalar(1.5));
        let (mut plain_state, mut checked_state) = (OptimizerState::new(), OptimizerState::new());
        let mut previous = PreviousParameters::default();
        for step in 1..=3 {
            let old = checked.layers[0].linear.weight.clone();
            let gradients = gradient(0.3 * step as f32, 0.1);
            plain_state.step(&optimizer, &mut plain, &gradients, 0.1);
            let done = checked_state.checked_step(&optimizer, &mut checked, &gradients, 0.1, &mut previous);
            assert_eq!((done, &checked), (Ok(()), &plain), "{}, step {step}", optimizer.id());
            assert_eq!(previous.weights(&checked).next().flatten(), Some(&old[..]));
        }
    }
}

#[test]
fn a_step_stops_at_what_is_not_finite() {
    for optimizer in ["sgd", "sgd(momentum=0.9)", "adam"] {
        let optimizer: Optimizer = optimizer.parse().expect("a row");
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for gradients in [gradient(odd, 0.1), gradient(0.1, odd)] {
                let (mut network, mut previous) = (scalar(1.5), PreviousParameters::default());
                let done = OptimizerState::new().checked_step(&optimizer, &mut network, &gradients, 0.1, &mut previous);
                assert_eq!((done, network), (Err((0, NotFinite::Gradient)), scalar(1.5)), "{}, {odd}", optimizer.id());
            }
        }
        let mut network = scalar(f32::MAX);
        let gradients = gradient(f32::MIN, 0.0);
        let done = OptimizerState::new().checked_step(
            &optimizer,
            &mut network,
            &gradients,
            f32::MAX,
            &mut PreviousParameters::default(),
        );
        assert_eq!(done, Err((0, NotFinite::Weights)), "{}", optimizer.id());
    }
}
