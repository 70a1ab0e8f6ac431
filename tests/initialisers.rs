//! Initialisers by their moments and bounds, and the probability that a deep narrow ReLU network is born dead.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use relu_lab::nn::activation::Activation;
use relu_lab::nn::choice::{Choice, Row};
use relu_lab::nn::init::{BiasInit, Init, InitRow};
use relu_lab::nn::linear::Linear;
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;

const FAN_IN: usize = 128;
const FAN_OUT: usize = 96;

/// The weights of many layers with the same initialiser, one after the other.
fn draw(init: &str) -> Vec<f32> {
    let init: Init = init.parse().unwrap_or_else(|error| panic!("{error}"));
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut linear = Linear::zeros(FAN_IN, FAN_OUT);
    let layer = |_| {
        init.fill(&mut linear, &mut rng);
        linear.weight.clone()
    };
    (0..20).flat_map(layer).collect()
}

fn mean(values: &[f32], power: i32) -> f64 {
    values.iter().map(|&v| f64::from(v).powi(power)).sum::<f64>() / values.len() as f64
}

#[test]
fn moments_and_bounds() {
    let (fan_in, fan_out) = (FAN_IN as f64, FAN_OUT as f64);
    // Variance, and the bound of a uniform distribution (3·variance is its square).
    let cases = [
        ("kaiming_normal", 2.0 / fan_in, false),
        ("kaiming_uniform", 2.0 / fan_in, true),
        ("xavier_normal", 2.0 / (fan_in + fan_out), false),
        ("xavier_uniform", 2.0 / (fan_in + fan_out), true),
        ("torch_default", 1.0 / (3.0 * fan_in), true),
        ("lecun_normal", 1.0 / fan_in, false),
        ("normal(0.3)", 0.09, false),
        ("orthogonal", 1.0 / fan_in, false),
    ];
    for (init, variance, uniform) in cases {
        let weights = draw(init);
        let n = weights.len() as f64;
        assert!(mean(&weights, 1).abs() < 4.0 * (variance / n).sqrt(), "{init}: mean {}", mean(&weights, 1));
        let got = mean(&weights, 2);
        assert!((got / variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{init}: variance {got} for {variance}");
        let kurtosis = mean(&weights, 4) / (variance * variance);
        let largest = f64::from(weights.iter().fold(0.0_f32, |m, w| m.max(w.abs())));
        if uniform {
            let bound = (3.0 * variance).sqrt();
            assert!(largest <= bound * 1.000_001 && largest > 0.999 * bound, "{init}: {largest} for {bound}");
            assert!((kurtosis - 1.8).abs() < 0.03, "{init}: fourth moment {kurtosis}");
        } else if init != "orthogonal" {
            assert!((kurtosis - 3.0).abs() < 0.1, "{init}: fourth moment {kurtosis}");
            assert!((4.0..6.5).contains(&(largest / variance.sqrt())), "{init}: largest {largest}");
        }
    }
    assert!(draw("zeros").iter().all(|&w| w == 0.0));
}

#[test]
fn orthogonal_rows_or_columns_are_orthonormal() {
    for (fan_in, fan_out) in [(7, 7), (12, 5), (5, 12), (1, 3), (3, 1)] {
        let mut linear = Linear::zeros(fan_in, fan_out);
        "orthogonal(2)".parse::<Init>().expect("a row").fill(&mut linear, &mut ChaCha8Rng::seed_from_u64(3));
        let at = |o: usize, i: usize| f64::from(linear.weight[o * fan_in + i]) / 2.0;
        let count = fan_in.min(fan_out);
        for (a, b) in (0..count).flat_map(|a| (0..count).map(move |b| (a, b))) {
            let dot: f64 = if fan_out <= fan_in {
                (0..fan_in).map(|i| at(a, i) * at(b, i)).sum()
            } else {
                (0..fan_out).map(|o| at(o, a) * at(o, b)).sum()
            };
            let want = if a == b { 1.0 } else { 0.0 };
            assert!((dot - want).abs() < 1e-6, "{fan_in} to {fan_out}: {a}·{b} = {dot}");
        }
    }
}

/// One entry of every row `[W b]` is from Beta(2, 1), the others from `N(0, 0.6007²/fan_in)`.
#[test]
fn rai_is_one_positive_draw_among_normal_ones() {
    let rai: Init = "rai".parse().expect("a row");
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut linear = Linear::zeros(FAN_IN, 20_000);
    rai.fill(&mut linear, &mut rng);
    let std = 0.6007 / (FAN_IN as f64).sqrt();
    let (mut positive, mut in_bias, mut normal) = (Vec::new(), 0, Vec::new());
    for (row, &bias) in linear.weight.chunks(FAN_IN).zip(&linear.bias) {
        // Beta(2, 1) is below 6 standard deviations of the others with a probability of 0.1.
        let mut far: Vec<f32> = row.iter().copied().filter(|&v| f64::from(v) > 6.0 * std).collect();
        if f64::from(bias) > 6.0 * std {
            in_bias += 1;
            far.push(bias);
        }
        assert!(far.len() <= 1 && row.iter().all(|&v| v <= 1.0 && f64::from(v) > -6.5 * std));
        positive.extend(far);
        normal.extend(row.iter().copied().filter(|&v| f64::from(v) <= 6.0 * std));
    }
    let cut = 6.0 * std;
    let share = positive.len() as f64 / 20_000.0;
    assert!((share - (1.0 - cut * cut)).abs() < 0.01, "{share} of the rows have a visible positive entry");
    // E of Beta(2, 1) above the cut: (2/3)(1 - cut³)/(1 - cut²).
    let want = 2.0 / 3.0 * (1.0 - cut.powi(3)) / (1.0 - cut.powi(2));
    assert!((mean(&positive, 1) - want).abs() < 0.01, "mean {} for {want}", mean(&positive, 1));
    assert!((mean(&normal, 2).sqrt() / std - 1.0).abs() < 0.01, "deviation {}", mean(&normal, 2).sqrt());
    // Each of the fan_in + 1 places is as likely as any other: 155 in the bias, of which 90 % show.
    assert!((100..185).contains(&in_bias), "{in_bias} in the bias");
}

#[test]
fn weights_depend_on_seed_and_shapes_alone() {
    let network = |init: &str, bias: &str, activation: &str| {
        let activation: Activation = activation.parse().expect("a row");
        let architecture = Architecture {
            inputs: 2,
            hidden: vec![(6, activation), (5, activation)],
            outputs: 1,
            output_activation: "identity".parse().expect("a row"),
            batch_norm: false,
        };
        let (init, bias): (Init, BiasInit) = (init.parse().expect("a row"), bias.parse().expect("a row"));
        Network::new(&architecture, &init, &bias, &mut ChaCha8Rng::seed_from_u64(9))
    };
    for row in InitRow::table() {
        let init = Choice::of(row).to_string();
        let weights = |network: &Network| network.layers.iter().map(|l| l.linear.weight.clone()).collect::<Vec<_>>();
        let reference = network(&init, "zeros", "relu");
        for other in [
            network(&init, "zeros", "tanh"),
            network(&init, "torch_default", "prelu"),
            network(&init, "constant(3)", "sine"),
        ] {
            assert_eq!(weights(&reference), weights(&other), "{init}");
        }
        assert_eq!(reference.fingerprint(), network(&init, "zeros", "gelu").fingerprint());
    }
    let biases = network("zeros", "torch_default", "relu").layers[1].linear.bias.clone();
    assert!(
        biases.iter().all(|b| b.abs() <= 1.0 / 6.0_f32.sqrt()) && biases.iter().any(|b| b.abs() > 0.1),
        "{biases:?}"
    );
}

fn deep(width: usize, layers: usize) -> Architecture {
    Architecture {
        inputs: 1,
        hidden: vec![(width, "relu".parse().expect("a row")); layers - 1],
        outputs: 1,
        output_activation: "identity".parse().expect("a row"),
        batch_norm: false,
    }
}

/// How many of `nets` networks are dead at each depth: entry `L` counts those of which one of the first `L - 1` hidden layers
/// is zero for all of `x`.
fn dead_by_depth(width: usize, layers: usize, nets: usize, init: &str, bias: &str, x: &Tensor) -> Vec<f64> {
    let (init, bias): (Init, BiasInit) = (init.parse().expect("a row"), bias.parse().expect("a row"));
    let architecture = deep(width, layers);
    let (mut rng, mut workspace) = (ChaCha8Rng::seed_from_u64(2020), Workspace::new());
    let mut dead = vec![0.0; layers + 1];
    for _ in 0..nets {
        Network::new(&architecture, &init, &bias, &mut rng).evaluate(x, &mut workspace);
        let zero = |layer: &usize| (0..width).all(|unit| workspace.a(*layer).unit(unit).iter().all(|&a| a == 0.0));
        if let Some(first) = (0..layers - 1).find(zero) {
            dead[first + 2..].iter_mut().for_each(|count| *count += 1.0 / nets as f64);
        }
    }
    dead
}

/// Standard error of a share estimated from `nets` networks.
fn error(share: f64, nets: f64) -> f64 {
    (share * (1.0 - share) / nets).sqrt()
}

/// Lu, Shin, Su & Karniadakis 2020, arXiv 1903.06733: inputs of one dimension, no bias. For x > 0 and for x < 0 such a network is
/// linear, so that two points decide. Columns: width, trials of the Monte Carlo estimate, and the estimates for the depths below.
#[test]
fn born_dead_probability_lies_between_its_bounds() {
    const DEPTHS: [usize; 8] = [3, 4, 5, 6, 8, 10, 15, 20];
    let table: [(usize, f64, usize, [f64; 8]); 5] = [
        (2, 2e5, 20_000, [0.1568, 0.3407, 0.4984, 0.6221, 0.7869, 0.8800, 0.9712, 0.9932]),
        (3, 1e5, 10_000, [0.0420, 0.1184, 0.2055, 0.2931, 0.4506, 0.5776, 0.7834, 0.8894]),
        (4, 4e4, 8_000, [0.0113, 0.0379, 0.0731, 0.1148, 0.2064, 0.2974, 0.4899, 0.6302]),
        (5, 4e4, 8_000, [0.0029, 0.0111, 0.0243, 0.0396, 0.0812, 0.1264, 0.2465, 0.3595]),
        (10, 4e3, 2_000, [0.0, 0.0003, 0.0005, 0.0005, 0.0008, 0.0015, 0.0035, 0.0057]),
    ];
    let x = Tensor::from_units(&[[1.0, -1.0]]);
    for (width, trials, nets, estimates) in table {
        let dead = dead_by_depth(width, 20, nets, "kaiming_normal", "zeros", &x);
        for (depth, estimate) in DEPTHS.into_iter().zip(estimates) {
            let (n, l) = (width as f64, depth as f64);
            let (got, nets) = (dead[depth], nets as f64);
            let upper = 1.0 - (1.0 - 2f64.powf(-n)).powf(l - 1.0);
            let a1 = 1.0 - 2f64.powf(-n);
            let a2 = 1.0 - 2f64.powf(1.0 - n) - (n - 1.0) * 4f64.powf(-n);
            let c = (1.0 - 2f64.powf(1.0 - n)) * (1.0 - 2f64.powf(-n)) / (1.0 + (n - 1.0) * 2f64.powf(-n));
            let lower = 1.0 - a1.powf(l - 2.0) + c * (a2.powf(l - 2.0) - a1.powf(l - 2.0));
            let place = format!("width {width}, depth {depth}: {got:.4}");
            assert!(got <= upper + 4.0 * error(upper, nets), "{place}, upper bound {upper:.4}");
            assert!(got >= lower - 4.0 * error(lower, nets), "{place}, lower bound {lower:.4}");
            // Both are estimates; a share of 0 in few trials has an error that is not 0.
            let share = estimate.max(1.0 / trials);
            let allowed = 4.0 * (error(share, nets).powi(2) + error(share, trials).powi(2)).sqrt();
            assert!((got - estimate).abs() <= allowed, "{place}, estimate {estimate} ± {allowed:.4}");
        }
        let n = width as f64;
        let exact = 3.0 * 4f64.powf(-n) - 2.0 * 8f64.powf(-n);
        let got = dead[3];
        assert!(
            (got - exact).abs() <= 4.0 * error(exact, nets as f64),
            "width {width}, depth 3: {got} for exactly {exact}"
        );
    }
    let dead = dead_by_depth(1, 12, 20_000, "kaiming_normal", "zeros", &x);
    for depth in 3..=12_i32 {
        let exact = 1.0 - 2f64.powi(2 - depth);
        let got = dead[depth as usize];
        assert!((got - exact).abs() <= 4.0 * error(exact, 2e4), "width 1, depth {depth}: {got} for exactly {exact}");
    }
}

#[test]
fn rai_saves_networks_that_he_leaves_dead() {
    let x: Vec<f32> = (0..21).map(|i| 3.0_f32.sqrt() * (i as f32 / 10.0 - 1.0)).collect();
    let x = Tensor::from_units(&[x]);
    // Width, depth, and the share born dead with Kaiming normal without bias, PyTorch's default, and RAI, from 1000 networks each.
    for (width, depth, shares) in [
        (2, 10, [0.889_f64, 0.859, 0.221]),
        (2, 20, [0.993, 0.993, 0.528]),
        (3, 10, [0.593, 0.574, 0.071]),
        (4, 20, [0.628, 0.676, 0.064]),
    ] {
        let schemes = [("kaiming_normal", "zeros"), ("torch_default", "torch_default"), ("rai", "zeros")];
        for ((init, bias), share) in schemes.into_iter().zip(shares) {
            let got = dead_by_depth(width, depth, 2000, init, bias, &x)[depth];
            let allowed = 4.0 * (error(share, 1000.0).powi(2) + error(share, 2000.0).powi(2)).sqrt();
            println!("{width} wide, {depth} deep, {init}: {got:.3} born dead, {share} expected");
            assert!(
                (got - share).abs() <= allowed,
                "{width} wide, {depth} deep, {init}: {got} for {share} ± {allowed:.3}"
            );
        }
    }
}
