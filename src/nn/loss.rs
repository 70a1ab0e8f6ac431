//! The losses of `torch.nn` with mean reduction, their gradients, and the accuracy that goes with each.

use super::choice::{Choice, Parameter, Row};
use super::math::{CONSTANTS, Constants, constants, exp, sigmoid_and_ln_1p_exp, zero_if_finite};
use super::tensor::{LANES, Tensor};

/// A loss.
pub type Loss = Choice<LossRow>;

/// A row of the table of losses.
#[derive(Debug)]
pub struct LossRow {
    id: &'static str,
    name: &'static str,
    /// `PyTorch`'s class, as in `nn.BCEWithLogitsLoss`.
    pub torch: &'static str,
    /// The formula per element, in plain text.
    pub formula: &'static str,
    value_and_gradient: fn(&Tensor, &Tensor, Option<&mut Tensor>) -> f32,
    gradient: fn(&Tensor, &Tensor, &mut Tensor) -> bool,
    accuracy: fn(&Tensor, &Tensor) -> f32,
}

impl Row for LossRow {
    const WHAT: &'static str = "loss";

    fn table() -> &'static [Self] {
        TABLE
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }
}

impl Loss {
    /// The mean over all elements, and its gradient with respect to `output` if asked for (padding: zero).
    ///
    /// `target` has the shape of `output`; for cross-entropy it is one row of class indices.
    pub fn value_and_gradient(&self, output: &Tensor, target: &Tensor, d_output: Option<&mut Tensor>) -> f32 {
        (self.row().value_and_gradient)(output, target, d_output)
    }

    /// The gradient alone, as [`Loss::value_and_gradient`] gives it, and whether the loss is finite: all that a training step needs.
    pub fn gradient(&self, output: &Tensor, target: &Tensor, d_output: &mut Tensor) -> bool {
        (self.row().gradient)(output, target, d_output)
    }

    /// The share of samples whose output is nearer to their class than to another one.
    ///
    /// Logits are split at 0, the outputs of a squared error at 1/2, classes by the largest logit (the first of equals).
    pub fn accuracy(&self, output: &Tensor, target: &Tensor) -> f32 {
        (self.row().accuracy)(output, target)
    }
}

static TABLE: &[LossRow] = &[
    LossRow {
        id: "bce",
        name: "Binary cross-entropy",
        torch: "nn.BCEWithLogitsLoss",
        formula: "max(z, 0) - z*y + log(1 + exp(-|z|))",
        value_and_gradient: |output, target, d_output| elementwise(output, target, d_output, bce),
        gradient: |output, target, d_output| elementwise_gradient(output, target, d_output, bce, |z, y| z * y),
        accuracy: |output, target| threshold_accuracy(output, target, 0.0),
    },
    LossRow {
        id: "mse",
        name: "Mean squared error",
        torch: "nn.MSELoss",
        formula: "(a - y)^2",
        value_and_gradient: |output, target, d_output| elementwise(output, target, d_output, mse),
        gradient: |output, target, d_output| {
            elementwise_gradient(output, target, d_output, mse, |a, y| mse(&CONSTANTS, a, y).0)
        },
        accuracy: |output, target| threshold_accuracy(output, target, 0.5),
    },
    LossRow {
        id: "ce",
        name: "Cross-entropy",
        torch: "nn.CrossEntropyLoss",
        formula: "log(sum(exp(z_k))) - z_y",
        value_and_gradient: cross_entropy,
        gradient: |output, target, d_output| cross_entropy(output, target, Some(d_output)).is_finite(),
        accuracy: argmax_accuracy,
    },
];

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

/// The gradient that [`elementwise`] gives, and whether `finite_probe(a, y)` is finite for all elements: an expression that is
/// cheaper than the loss and not finite where the loss is not.
#[inline(always)]
fn elementwise_gradient(
    output: &Tensor,
    target: &Tensor,
    d_output: &mut Tensor,
    loss: impl Fn(&Constants, f32, f32) -> (f32, f32),
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
        *to = loss(constants, a, y).1 * scale;
        found |= zero_if_finite(finite_probe(a, y)).to_bits();
    }
    d_output.clear_padding();
    found == 0
}

/// `logsumexp(z) - z_y`, the mean over the samples; gradient `(softmax(z) - onehot(y)) / samples`.
fn cross_entropy(output: &Tensor, target: &Tensor, mut d_output: Option<&mut Tensor>) -> f32 {
    assert_eq!(
        (1, output.samples()),
        (target.units(), target.samples()),
        "cross-entropy wants one row of class indices"
    );
    let (classes, n) = (output.units(), output.samples() as f32);
    if let Some(d_output) = d_output.as_deref_mut() {
        d_output.resize(classes, output.samples());
    }
    let mut mean = 0.0_f64;
    for (sample, &class) in target.unit(0).iter().enumerate() {
        let logit = |k: usize| output.unit(k)[sample];
        // With a NaN among the logits this may be any of them: the sum below is NaN all the same.
        let largest = (0..classes).map(logit).fold(f32::NEG_INFINITY, |m, z| if z > m { z } else { m });
        let mut sum = 0.0_f32;
        for k in 0..classes {
            sum += exp(&CONSTANTS, logit(k) - largest);
        }
        mean += f64::from(libm::logf(sum) + largest - logit(class as usize));
        if let Some(d_output) = d_output.as_deref_mut() {
            for k in 0..classes {
                let hot = if k == class as usize { 1.0 } else { 0.0 };
                d_output.unit_mut(k)[sample] = (exp(&CONSTANTS, logit(k) - largest) / sum - hot) / n;
            }
        }
    }
    (mean / f64::from(n)) as f32
}

fn threshold_accuracy(output: &Tensor, target: &Tensor, threshold: f32) -> f32 {
    let right: usize = (0..output.units())
        .map(|unit| {
            let pairs = output.unit(unit).iter().zip(target.unit(unit));
            pairs.filter(|&(&a, &y)| (a > threshold) == (y > 0.5)).count()
        })
        .sum();
    right as f32 / (output.units() * output.samples()).max(1) as f32
}

fn argmax_accuracy(output: &Tensor, target: &Tensor) -> f32 {
    let is_right = |&(sample, &class): &(usize, &f32)| {
        let logit = |k: usize| output.unit(k)[sample];
        let best = (1..output.units()).fold(0, |best, k| if logit(k) > logit(best) { k } else { best });
        best == class as usize
    };
    target.unit(0).iter().enumerate().filter(is_right).count() as f32 / target.samples().max(1) as f32
}
