//! Every activation over the whole range of float32: all exponents, both signs, subnormal numbers, the largest ones, ±∞ and NaN,
//! with every parameter at its smallest, usual and largest value. The reference is written down here a second time, in float64 and in
//! forms in which nothing cancels or overflows; it shares nothing with the table.

use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;

/// f(x), f'(x), and the size of the largest term of f', to which its rounding is relative.
struct Truth {
    value: f64,
    slope: f64,
    terms: f64,
}

fn truth(value: f64, slope: f64) -> Truth {
    Truth { value, slope, terms: slope.abs() }
}

fn sigmoid(x: f64) -> f64 {
    if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
}

fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// `x · g(x)` for g that goes to 0 at -∞ faster than x grows, and its derivative `g + x·g'`.
fn gated(x: f64, gate: f64, d_gate: f64) -> Truth {
    let product = |factor: f64| if factor == 0.0 { 0.0 } else { x * factor };
    let other = product(d_gate);
    Truth { value: product(gate), slope: gate + other, terms: gate.abs().max(other.abs()) }
}

fn clamp(x: f64, low: f64, high: f64) -> Truth {
    truth(x.max(low).min(high), if x <= low || x >= high { 0.0 } else { 1.0 })
}

/// `alpha·(exp(x/width) - 1)` below 0, `scale·x` above.
fn exponential(x: f64, alpha: f64, width: f64, scale: f64) -> Truth {
    if x > 0.0 {
        truth(scale * x, scale)
    } else {
        truth(alpha * (x / width).exp_m1(), alpha / width * (x / width).exp())
    }
}

fn reference(id: &str, x: f64, p: &[f64]) -> Truth {
    match id {
        "relu" => truth(x.max(0.0), f64::from(x > 0.0)),
        "leaky_relu" | "prelu" if p[0] == 0.0 => truth(x.max(0.0), f64::from(x > 0.0)),
        "leaky_relu" | "prelu" => {
            if x > 0.0 {
                truth(x, 1.0)
            } else {
                truth(p[0] * x, p[0])
            }
        }
        "elu" => exponential(x, p[0], 1.0, 1.0),
        "celu" => exponential(x, p[0], p[0], 1.0),
        "selu" => exponential(x, 1.758_099_340_847_376_6, 1.0, 1.050_700_987_355_480_5),
        "gelu" => {
            let density = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
            gated(x, 0.5 * libm::erfc(-x / 2.0_f64.sqrt()), density)
        }
        "gelu_tanh" => {
            let near = x.clamp(-1e3, 1e3);
            let c = (8.0 / std::f64::consts::PI).sqrt();
            let u = c * (near + 0.044_715 * near.powi(3));
            gated(x, sigmoid(u), sigmoid(u) * sigmoid(-u) * c * (1.0 + 0.134_145 * near * near))
        }
        "silu" => gated(x, sigmoid(x), sigmoid(x) * sigmoid(-x)),
        "swish" if p[0] == 0.0 => truth(x / 2.0, 0.5),
        "swish" => gated(x, sigmoid(p[0] * x), p[0] * sigmoid(p[0] * x) * sigmoid(-p[0] * x)),
        "mish" => {
            let t = softplus(x).tanh();
            gated(x, t, sigmoid(x) / softplus(x).cosh().powi(2))
        }
        "tanh" => truth(x.tanh(), if x.abs() > 300.0 { 0.0 } else { 1.0 / x.cosh().powi(2) }),
        "sigmoid" => truth(sigmoid(x), sigmoid(x) * sigmoid(-x)),
        "identity" => truth(x, 1.0),
        "relu6" => clamp(x, 0.0, 6.0),
        "hardtanh" => clamp(x, p[0], p[1]),
        "softplus" if p[0] * x > p[1] => truth(x, 1.0),
        "softplus" => truth(softplus(p[0] * x) / p[0], sigmoid(p[0] * x)),
        "log_sigmoid" => truth(-softplus(-x), sigmoid(-x)),
        "hardsigmoid" => truth((x + 3.0).clamp(0.0, 6.0) / 6.0, if x.abs() < 3.0 { 1.0 / 6.0 } else { 0.0 }),
        "hardswish" if x >= 3.0 => truth(x, 1.0),
        "hardswish" if x <= -3.0 => truth(0.0, 0.0),
        "hardswish" => Truth { value: x * (x + 3.0) / 6.0, slope: (2.0 * x + 3.0) / 6.0, terms: 1.0 },
        "softsign" if x.is_infinite() => truth(x.signum(), 0.0),
        "softsign" => truth(x / (1.0 + x.abs()), (1.0 + x.abs()).powi(-2)),
        // As in PyTorch x - tanh(x) is computed as it stands: near 0 only its absolute error is small.
        "tanhshrink" => truth(x - x.tanh(), x.tanh().powi(2)),
        "softshrink" if x.abs() > p[0] => truth(x - p[0] * x.signum(), 1.0),
        "hardshrink" if x.abs() > p[0] => truth(x, 1.0),
        "softshrink" | "hardshrink" => truth(0.0, 0.0),
        "squared_relu" => truth(x.max(0.0).powi(2), 2.0 * x.max(0.0)),
        // There is no limit at ±∞.
        "sine" => Truth { value: x.sin(), slope: x.cos(), terms: 0.1 },
        "gaussian" if x.is_infinite() => truth(0.0, 0.0),
        "gaussian" => truth((-x * x).exp(), -2.0 * x * (-x * x).exp()),
        other => panic!("no reference for {other}"),
    }
}

/// All exponents of float32 with four mantissas each and both signs, the ends, and every 1/64 near 0.
fn inputs() -> Vec<f32> {
    let mut inputs = vec![0.0, f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), f32::INFINITY];
    for exponent in -149..128 {
        for mantissa in [1.0, 1.234_567, 1.5, 1.999_999_9] {
            inputs.push((mantissa * 2.0_f64.powi(exponent)) as f32);
        }
    }
    inputs.extend((0..110 * 64).map(|i| i as f32 / 64.0));
    let negative: Vec<f32> = inputs.iter().map(|x| -x).collect();
    inputs.extend(negative);
    inputs
}

/// A row with each of its parameters at the smallest, the usual and the largest value, in all combinations.
fn settings(row: &'static ActivationRow) -> Vec<Activation> {
    let mut all = vec![Activation::of(row)];
    for parameter in row.parameters() {
        let values = [parameter.min, parameter.default, parameter.max];
        all = all.iter().flat_map(|a| values.map(|value| a.with(parameter.name, value).expect("allowed"))).collect();
    }
    all
}

/// The largest relative error. Rounding the argument of an exponential to float32 costs up to 88 units in the last place of it.
const TOLERANCE: f64 = 8e-6;

/// Whether `got` is `want` to a few units in the last place of `terms`. What is below the smallest normal float32 may be 0.
fn agrees(got: f32, want: f64, terms: f64, factor: f64) -> bool {
    let (got, rounded) = (f64::from(got), f64::from(want as f32));
    if want.is_nan() {
        return got.is_nan();
    }
    let underflow = 2e-38 * factor.max(1.0);
    got == rounded
        || (got - want).abs() <= TOLERANCE * terms + underflow
        || (got - rounded).abs() <= TOLERANCE * rounded.abs()
}

#[test]
fn every_function_is_right_on_the_whole_range_of_float32() {
    let mut wrong = Vec::new();
    for row in ActivationRow::table() {
        for activation in settings(row) {
            let p: Vec<f64> = activation.values().iter().map(|v| f64::from(*v)).collect();
            for x in inputs() {
                // Where rounding of beta*x decides which branch is taken, float32 and float64 may differ.
                let margin = p.first().map_or(1.0, |beta| (beta * f64::from(x) - p[p.len() - 1]).abs());
                if row.id() == "softplus" && margin < 1e-6 * p[1] + 1e-44 {
                    continue;
                }
                let Truth { value, slope, terms } = reference(row.id(), f64::from(x), &p);
                let (got, got_slope) = (activation.value(x), activation.derivative(x));
                // The exponentials are 0 where they would be subnormal; what they are multiplied by makes that larger.
                let factor = p.iter().fold(f64::from(x.abs()).min(200.0), |a, b| a.max(*b)).max(100.0);
                let cancels = if row.id() == "tanhshrink" { x.abs().into() } else { value.abs() };
                if !agrees(got, value, cancels, factor) {
                    wrong.push(format!("{activation}({x:e}) = {got:e}, should be {value:e}"));
                }
                if !agrees(got_slope, slope, terms, factor) {
                    wrong.push(format!("{activation}'({x:e}) = {got_slope:e}, should be {slope:e}"));
                }
            }
            assert!(activation.value(f32::NAN).is_nan(), "{activation} keeps NaN");
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, for example\n{}",
        wrong.len(),
        wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}
