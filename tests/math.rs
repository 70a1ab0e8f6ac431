//! The functions of `nn::math` against float64, in units in the last place of float32.

use relu_lab::nn::math::{self, CONSTANTS as C};

/// Distance of `got` from `truth` in units in the last place of float32 at `truth`.
fn ulps(got: f32, truth: f64) -> f64 {
    if f64::from(got) == truth {
        return 0.0;
    }
    let nearest = (truth.abs() as f32).max(f32::MIN_POSITIVE);
    let ulp = f64::from(f32::from_bits(nearest.to_bits() + 1)) - f64::from(nearest);
    (f64::from(got) - truth).abs() / ulp
}

/// The float32 numbers from `low` to `high`, every 211th of them: some ten million for a wide range, on all scales.
fn dense(low: f32, high: f32) -> impl Iterator<Item = f32> {
    // Negative numbers are ordered the wrong way round by their bits.
    let flip = |bits: i32| if bits < 0 { i32::MIN.wrapping_sub(bits) } else { bits };
    let key = |x: f32| flip(x.to_bits().cast_signed());
    (key(low)..=key(high)).step_by(211).map(move |key| f32::from_bits(flip(key).cast_unsigned()))
}

struct Row {
    name: &'static str,
    range: (f32, f32),
    /// The largest error allowed, in units in the last place.
    ulps: f64,
    function: fn(f32) -> f32,
    truth: fn(f64) -> f64,
    /// Values at -∞ and ∞, where they mean something.
    ends: Option<(f32, f32)>,
}

const fn row(
    name: &'static str,
    range: (f32, f32),
    ulps: f64,
    function: fn(f32) -> f32,
    truth: fn(f64) -> f64,
    ends: Option<(f32, f32)>,
) -> Row {
    Row { name, range, ulps, function, truth, ends }
}

const INFINITY: f32 = f32::INFINITY;

static ROWS: &[Row] = &[
    row("exp", (-87.0, 88.72), 2.0, |x| math::exp(&C, x), f64::exp, Some((0.0, INFINITY))),
    row("exp, x <= 0", (-87.0, -1e-44), 2.0, |x| math::exp_and_exp_m1_of_negative(&C, x).0, f64::exp, None),
    row("exp_m1, x <= 0", (-104.0, -1e-44), 2.0, |x| math::exp_and_exp_m1_of_negative(&C, x).1, f64::exp_m1, None),
    row("ln_1p, 0 to 1", (0.0, 1.0), 2.0, |x| math::ln_1p_unit(&C, x), f64::ln_1p, None),
    row("sigmoid", (-87.0, 104.0), 2.0, |x| math::sigmoid(&C, x), |x| 1.0 / (1.0 + (-x).exp()), Some((0.0, 1.0))),
    row("tanh", (-104.0, 104.0), 2.0, |x| math::tanh(&C, x), f64::tanh, Some((-1.0, 1.0))),
    row(
        "1 + erf(x/sqrt 2)",
        (-14.0, 104.0),
        2.0,
        |x| math::one_plus_erf_and_gaussian(x).0,
        |x| libm::erfc(-x / 2.0_f64.sqrt()),
        Some((0.0, 2.0)),
    ),
    row(
        "exp(-x^2/2)",
        (-14.0, 14.0),
        2.0,
        |x| math::one_plus_erf_and_gaussian(x).1,
        |x| (-x * x / 2.0).exp(),
        Some((0.0, 0.0)),
    ),
    row("exp(-x^2)", (-10.0, 10.0), 2.0, math::exp_of_minus_square, |x| (-x * x).exp(), Some((0.0, 0.0))),
    row("sin", (-1e4, 1e4), 2.0, |x| math::sin_cos(x).0, f64::sin, None),
    row("cos", (-1e4, 1e4), 2.0, |x| math::sin_cos(x).1, f64::cos, None),
    row(
        "sigmoid'",
        (-87.0, 87.0),
        4.0,
        |x| math::sigmoid_and_derivative(&C, x).1,
        |x| 1.0 / (2.0 + x.exp() + (-x).exp()),
        Some((0.0, 0.0)),
    ),
    row("tanh'", (-43.0, 43.0), 4.0, |x| math::tanh_and_derivative(&C, x).1, |x| x.cosh().powi(-2), Some((0.0, 0.0))),
];

#[test]
fn functions_are_within_two_units_in_the_last_place() {
    for Row { name, range: (low, high), ulps: allowed, function, truth, .. } in ROWS {
        let (mut worst, mut at, mut count) = (0.0, 0.0, 0);
        for x in dense(*low, *high) {
            let error = ulps(function(x), truth(f64::from(x)));
            assert!(error <= *allowed, "{name}({x:e}): {error} units in the last place");
            if error > worst {
                (worst, at) = (error, x);
            }
            count += 1;
        }
        println!("{name:<18} {low:>6e} to {high:>7e}: largest error {worst:.3} ulp, at {at:e} ({count} points)");
    }
}

#[test]
fn functions_have_their_limits_and_keep_nan() {
    for Row { name, function, ends, .. } in ROWS {
        assert!(function(f32::NAN).is_nan(), "{name}(NaN)");
        if let Some((low, high)) = ends {
            assert_eq!((function(-INFINITY), function(INFINITY)), (*low, *high), "{name} at the ends");
            assert_eq!((function(f32::MIN), function(f32::MAX)), (*low, *high), "{name} at the largest finite numbers");
        }
    }
    assert_eq!(math::exp_and_exp_m1_of_negative(&C, -INFINITY), (0.0, -1.0));
    assert_eq!(
        (math::exp(&C, 0.0), math::tanh(&C, 0.0), math::sigmoid(&C, 0.0), math::ln_1p_unit(&C, 0.0)),
        (1.0, 0.0, 0.5, 0.0)
    );
    assert_eq!(math::tanh(&C, -0.0).to_bits(), (-0.0_f32).to_bits());
    for tiny in [1e-40, -1e-40] {
        assert_eq!(math::tanh(&C, tiny), tiny);
        assert_eq!(math::exp(&C, tiny), 1.0);
    }
    for (x, finite) in [(INFINITY, f32::MAX), (-INFINITY, f32::MIN), (2.5, 2.5)] {
        assert_eq!(math::clamp_to_finite(x), finite);
    }
}

#[test]
fn sine_and_cosine_are_right_however_far_out() {
    for x in dense(1e4, f32::MAX).chain(dense(f32::MIN, -1e4)) {
        let ((sin, cos), (true_sin, true_cos)) = (math::sin_cos(x), f64::from(x).sin_cos());
        let error = (f64::from(sin) - true_sin).abs().max((f64::from(cos) - true_cos).abs());
        assert!(error < 1e-7, "sin_cos({x:e}): {error:e}");
    }
    assert_eq!(math::sin_cos(-0.0).0.to_bits(), (-0.0_f32).to_bits());
    for x in [INFINITY, -INFINITY, f32::NAN] {
        let (sin, cos) = math::sin_cos(x);
        assert!(sin.is_nan() && cos.is_nan(), "sin_cos({x})");
    }
}

#[test]
fn powers_are_those_of_the_platform() {
    for (base, exponent) in [(0.9, 0), (0.9, 1), (0.999, 12_345), (0.5, 40), (1.0, u32::MAX), (0.999, 1_000_000)] {
        let (got, want) = (math::powi(base, exponent), base.powf(f64::from(exponent)));
        assert!((got - want).abs() <= 1e-11 * want, "{base}^{exponent}: {got:e}, not {want:e}");
    }
}
