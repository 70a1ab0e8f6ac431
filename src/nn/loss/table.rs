//! The table of losses, one row each, and how they are computed.

use super::{LossRow, Meaning};
use crate::math::{CONSTANTS, Constants, constants, exp, sigmoid_and_ln_1p_exp, zero_if_finite};
use crate::tensor::{LANES, Tensor};

pub(super) static TABLE: &[LossRow] = &[
    LossRow {
        id: "bce",
        name: "BCE from logits",
        short: "BCE",
        torch: "nn.BCEWithLogitsLoss",
        formula: "max(z, 0) - z*y + log(1 + exp(-|z|))",
        meaning: Meaning::Logit,
        value_and_gradient: |output, target, d_output| elementwise(output, target, d_output, bce),
        gradient: |output, target, d_output| {
            elementwise_gradient(output, target, d_output, |c, z, y| bce(c, z, y).1, |z, y| z * y)
        },
        infimum: |(low, high), y, _| y * softplus(-high) + (1.0 - y) * softplus(low),
    },
    LossRow {
        id: "bce_probability",
        name: "BCE of probabilities",
        short: "BCE",
        torch: "nn.BCELoss",
        formula: "-y*max(log(p), -100) - (1 - y)*max(log(1 - p), -100)",
        meaning: Meaning::Value,
        value_and_gradient: |output, target, d_output| elementwise(output, target, d_output, bce_probability),
        gradient: |output, target, d_output| {
            elementwise_gradient(output, target, d_output, |_, p, y| d_bce_probability(p, y), probability_probe)
        },
        infimum: |(low, high), y, _| bce_probability(&CONSTANTS, y.clamp(low, high), y).0,
    },
    LossRow {
        id: "mse",
        name: "Mean squared error",
        short: "MSE",
        torch: "nn.MSELoss",
        formula: "(a - y)^2",
        meaning: Meaning::Value,
        value_and_gradient: |output, target, d_output| elementwise(output, target, d_output, mse),
        gradient: |output, target, d_output| {
            elementwise_gradient(output, target, d_output, |c, a, y| mse(c, a, y).1, |a, y| mse(&CONSTANTS, a, y).0)
        },
        infimum: |(low, high), y, _| mse(&CONSTANTS, y.clamp(low, high), y).0,
    },
    LossRow {
        id: "ce",
        name: "Cross-entropy",
        short: "CE",
        torch: "nn.CrossEntropyLoss",
        formula: "log(sum(exp(z_k - z_y)))",
        meaning: Meaning::Logits,
        value_and_gradient: cross_entropy,
        gradient: cross_entropy_gradient,
        // The right logit at the upper end, all others at the lower one.
        infimum: |(low, high), _, outputs| libm::log1pf((outputs - 1) as f32 * libm::expf(low - high)),
    },
];

/// `log(1 + e^x)`, at infinity too.
fn softplus(x: f32) -> f32 {
    if x > 0.0 { x + libm::log1pf(libm::expf(-x)) } else { libm::log1pf(libm::expf(x)) }
}

/// A derivative smaller than this (2^-80) is taken as 0. It is too small to change any weight, and its products in the layers below would
/// be subnormal numbers, with which processors are many times slower.
const SMALLEST_DERIVATIVE: f32 = 8.271_806e-25;

/// Binary cross-entropy from the logit `z`, in the form that neither overflows nor cancels, and its derivative `sigmoid(z) - y`.
#[inline(always)]
fn bce(c: &Constants, z: f32, y: f32) -> (f32, f32) {
    let positive = if z <= 0.0 { 0.0 } else { z };
    let (sigmoid, rest) = sigmoid_and_ln_1p_exp(c, z);
    let (value, derivative) = (positive - z * y + rest, sigmoid - y);
    (value, if derivative.abs() < SMALLEST_DERIVATIVE { 0.0 } else { derivative })
}

/// The logarithms of [`bce_probability`] are not below this, as in `PyTorch`, so that a probability of 0 costs 100 and not infinity.
const LOWEST_LOG: f32 = -100.0;

/// The smallest denominator of the derivative of [`bce_probability`], as in `PyTorch`.
const SMALLEST_DENOMINATOR: f32 = 1e-12;

/// Binary cross-entropy of the probability `p`: both logarithms are taken to be at least -100; and its derivative.
///
/// What is no probability has no loss: NaN, where `PyTorch` raises an error.
#[inline(always)]
fn bce_probability(_: &Constants, p: f32, y: f32) -> (f32, f32) {
    let (ln_p, ln_rest) = (at_least(libm::logf(p), LOWEST_LOG), at_least(libm::log1pf(-p), LOWEST_LOG));
    ((y - 1.0) * ln_rest - y * ln_p, d_bce_probability(p, y))
}

/// `(p - y) / max(p (1 - p), 1e-12)`.
#[inline(always)]
fn d_bce_probability(p: f32, y: f32) -> f32 {
    let derivative = (p - y) / at_least((1.0 - p) * p, SMALLEST_DENOMINATOR);
    if derivative.abs() < SMALLEST_DERIVATIVE { 0.0 } else { derivative }
}

/// NaN where `p` is no probability.
#[inline(always)]
fn probability_probe(p: f32, _: f32) -> f32 {
    if (0.0..=1.0).contains(&p) { 0.0 } else { f32::NAN }
}

/// The larger one; keeps NaN.
#[inline(always)]
fn at_least(x: f32, low: f32) -> f32 {
    if x < low { low } else { x }
}

/// `(a - y)²` and its derivative `2 (a - y)`.
#[inline(always)]
fn mse(_: &Constants, a: f32, y: f32) -> (f32, f32) {
    let error = a - y;
    (error * error, 2.0 * error)
}

/// The mean of `loss` over all elements; the gradient of a mean over `n` elements is the element's derivative over `n`.
#[inline(always)]
fn elementwise(
    output: &Tensor,
    target: &Tensor,
    mut d_output: Option<&mut Tensor>,
    loss: impl Fn(&Constants, f32, f32) -> (f32, f32),
) -> f32 {
    assert_eq!((output.units(), output.samples()), (target.units(), target.samples()), "shapes of output and target");
    if let Some(d_output) = d_output.as_deref_mut() {
        d_output.resize(output.units(), output.samples());
    }
    let n = (output.units() * output.samples()) as f32;
    let (scale, constants) = (1.0 / n, constants());
    let mut sums = [0.0_f64; LANES];
    for unit in 0..output.units() {
        let blocks = output.padded(unit).as_chunks::<LANES>().0.iter().zip(target.padded(unit).as_chunks::<LANES>().0);
        for (block, (a, y)) in blocks.enumerate() {
            // One SIMD vector at a time, one sum per lane.
            let (mut values, mut derivatives) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                let (value, derivative) = loss(constants, a[lane], y[lane]);
                let is_sample = block * LANES + lane < output.samples();
                values[lane] = if is_sample { value } else { 0.0 };
                derivatives[lane] = if is_sample { derivative * scale } else { 0.0 };
            }
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += f64::from(value);
            }
            if let Some(d_output) = d_output.as_deref_mut() {
                d_output.padded_mut(unit).as_chunks_mut::<LANES>().0[block] = derivatives;
            }
        }
    }
    (sums.iter().sum::<f64>() / f64::from(n)) as f32
}

/// The gradient that [`elementwise`] gives, from the derivative alone, and whether `finite_probe(a, y)` is finite for all elements: an expression that is
/// cheaper than the loss and not finite where the loss is not.
#[inline(always)]
fn elementwise_gradient(
    output: &Tensor,
    target: &Tensor,
    d_output: &mut Tensor,
    derivative: impl Fn(&Constants, f32, f32) -> f32,
    finite_probe: impl Fn(f32, f32) -> f32,
) -> bool {
    assert_eq!((output.units(), output.samples()), (target.units(), target.samples()), "shapes of output and target");
    d_output.resize(output.units(), output.samples());
    let scale = 1.0 / (output.units() * output.samples()) as f32;
    let constants = constants();
    let count = output.data().len() / LANES * LANES;
    let (output, target) = (&output.data()[..count], &target.data()[..count]);
    let mut found = 0;
    for ((to, &a), &y) in d_output.data_mut()[..count].iter_mut().zip(output).zip(target) {
        *to = derivative(constants, a, y) * scale;
        found |= zero_if_finite(finite_probe(a, y)).to_bits();
    }
    d_output.clear_padding();
    found == 0
}

/// `log Σ e^(z_k - m) + (m - z_y)` with the largest logit m, the mean over the samples; gradient `(softmax(z) - onehot(y)) / samples`.
fn cross_entropy(output: &Tensor, target: &Tensor, d_output: Option<&mut Tensor>) -> f32 {
    let mut mean = 0.0_f64;
    // The difference of two logits is added: next to a large logit the logarithm would lose its digits.
    cross_entropy_samples(output, target, d_output, |sum, lacking| mean += f64::from(libm::logf(sum) + lacking));
    (mean / f64::from(output.samples() as f32)) as f32
}

/// The gradient that [`cross_entropy`] gives, and whether the loss is finite: a sum of at least 1 has a finite logarithm, so that needs none.
fn cross_entropy_gradient(output: &Tensor, target: &Tensor, d_output: &mut Tensor) -> bool {
    let mut found = 0;
    cross_entropy_samples(output, target, Some(d_output), |sum, lacking| {
        found |= zero_if_finite(sum + lacking).to_bits();
    });
    found == 0
}

/// Gives `Σ e^(z_k - m)` and `m - z_y` of each sample to `of_sample`, and writes the gradient if it is asked for.
///
/// A SIMD vector of samples at a time; for each of them the order of the sum is that of the classes.
#[inline(always)]
fn cross_entropy_samples(
    output: &Tensor,
    target: &Tensor,
    mut d_output: Option<&mut Tensor>,
    mut of_sample: impl FnMut(f32, f32),
) {
    assert_eq!(
        (1, output.samples()),
        (target.units(), target.samples()),
        "cross-entropy wants one row of class indices"
    );
    let (classes, samples) = (output.units(), output.samples());
    if let Some(d_output) = d_output.as_deref_mut() {
        d_output.resize(classes, samples);
    }
    let (n, constants) = (samples as f32, constants());
    for (block, y) in target.padded(0).as_chunks::<LANES>().0.iter().enumerate() {
        let logits = |k: usize| output.padded(k).as_chunks::<LANES>().0[block];
        let (mut largest, mut right) = ([f32::NEG_INFINITY; LANES], [0.0; LANES]);
        for k in 0..classes {
            let z = logits(k);
            for lane in 0..LANES {
                // With a NaN among the logits this may be any of them: the sum below is NaN all the same.
                largest[lane] = if z[lane] > largest[lane] { z[lane] } else { largest[lane] };
                right[lane] = if y[lane] == k as f32 { z[lane] } else { right[lane] };
            }
        }
        let mut sum = [0.0_f32; LANES];
        for k in 0..classes {
            let (z, mut powers) = (logits(k), [0.0; LANES]);
            for lane in 0..LANES {
                powers[lane] = exp(constants, z[lane] - largest[lane]);
                sum[lane] += powers[lane];
            }
            if let Some(d_output) = d_output.as_deref_mut() {
                d_output.padded_mut(k).as_chunks_mut::<LANES>().0[block] = powers;
            }
        }
        let here = (samples - block * LANES).min(LANES);
        for lane in 0..here {
            of_sample(sum[lane], largest[lane] - right[lane]);
        }
        if let Some(d_output) = d_output.as_deref_mut() {
            for k in 0..classes {
                let powers = &mut d_output.padded_mut(k).as_chunks_mut::<LANES>().0[block];
                for lane in 0..LANES {
                    let hot = if y[lane] == k as f32 { 1.0 } else { 0.0 };
                    let derivative = (powers[lane] / sum[lane] - hot) / n;
                    powers[lane] = if lane < here { derivative } else { 0.0 };
                }
            }
        }
    }
}
