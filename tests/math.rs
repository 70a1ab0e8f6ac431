//! The functions of `nn::math` against float64, in units of the last place of the float32 result.

use relu_lab::nn::math;

/// Distance of `got` from `truth` in units in the last place of float32 at `truth`.
fn ulps(got: f32, truth: f64) -> f64 {
    if f64::from(got) == truth {
        return 0.0;
    }
    let nearest = (truth.abs() as f32).max(f32::MIN_POSITIVE);
    let ulp = f64::from(f32::from_bits(nearest.to_bits() + 1)) - f64::from(nearest);
    (f64::from(got) - truth).abs() / ulp
}

/// Every float32 from `low` to `high`, thinned to every `thinning`-th.
fn dense(low: f32, high: f32, thinning: usize) -> impl Iterator<Item = f32> {
    assert!(low < high);
    let key = |x: f32| {
        let b = x.to_bits().cast_signed();
        if b < 0 { i32::MIN.wrapping_sub(b) } else { b }
    };
    (key(low)..=key(high))
        .step_by(thinning)
        .map(|k| f32::from_bits(if k < 0 { i32::MIN.wrapping_sub(k) } else { k }.cast_unsigned()))
}

fn check(name: &str, low: f32, high: f32, f: impl Fn(f32) -> f32, truth: impl Fn(f64) -> f64) {
    let (mut worst, mut at, mut count) = (0.0, 0.0, 0);
    for x in dense(low, high, 101) {
        let error = ulps(f(x), truth(f64::from(x)));
        count += 1;
        if !(error <= worst) {
            (worst, at) = (error, x);
        }
    }
    println!("{name:<24} {low:>12} to {high:>12}: {count:>9} points, largest error {worst:.3} ulp at {at:?}");
}

#[test]
fn ulp() {
    check("exp", -87.3, 88.7, math::exp, f64::exp);
    check("exp sub", -104.0, -87.3, math::exp, f64::exp);
    check("expm1 neg", -100.0, -1e-40, |x| math::exp_and_exp_m1_of_negative(x).1, f64::exp_m1);
    check("exp neg", -87.0, -1e-40, |x| math::exp_and_exp_m1_of_negative(x).0, f64::exp);
    check("ln_1p", 0.0, 1.0, math::ln_1p_unit, f64::ln_1p);
    check("sigmoid", -87.0, 100.0, math::sigmoid, |x| 1.0 / (1.0 + (-x).exp()));
    check(
        "sigmoid slope",
        -87.0,
        87.0,
        |x| math::sigmoid_and_slope(x).1,
        |x| 1.0 / (1.0 + (-x).exp()) / (1.0 + x.exp()),
    );
    check("tanh", -100.0, 100.0, math::tanh, f64::tanh);
    check("tanh slope", -43.0, 43.0, |x| math::tanh_and_slope(x).1, |x| 1.0 / x.cosh() / x.cosh());
    check("gauss", -9.3, 9.3, |x| math::exp_of_minus_square(x), |x| (-x * x).exp());
    check("bell", -13.0, 13.0, |x| math::one_plus_erf_and_bell(x).1, |x| (-0.5 * x * x).exp());
    check("2cdf", -13.0, 13.0, |x| math::one_plus_erf_and_bell(x).0, |x| libm::erfc(-x / 2f64.sqrt()));
    check("2cdf", -5.0, 13.0, |x| math::one_plus_erf_and_bell(x).0, |x| libm::erfc(-x / 2f64.sqrt()));
}
