//! Functions of float32 that give the same bits on every machine.
//!
//! Only operations that IEEE 754 rounds exactly (`+ - * /`, comparisons, bits), in an order fixed here: no fused multiply-add, no platform's
//! `libm`. Without branches and calls, so that the compiler vectorises loops over them.
//! Every function is within 2 units in the last place of the truth (the derivatives that some give beside their value: 4),
//! gives its limits at ±∞ and NaN for NaN. Results that would be subnormal, below 10^-38, are 0 (except in a small interval next to it): no result
//! depends on them, and processors are up to a hundred times slower with them.
//!
//! Polynomials are minimax (Remez) on the intervals given beside their coefficients. Kernels get the constants as an argument,
//! [`Constants`]: WebAssembly has no constant pool, and engines materialise a `v128.const` again in every iteration of a loop, with three
//! instructions, which was half of the time of these functions. A constant in memory is one load.

mod sin_cos;

use std::f32::consts::LOG2_E;
use std::hint::black_box;
use std::ops::Sub;

pub use self::sin_cos::sin_cos;

/// 1.5·2²³: adding it rounds a float32 to an integer, left in the low bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// 1.5·2⁵², the same for float64.
const ROUND_F64: f64 = 6_755_399_441_055_744.0;

/// The larger part of ln 2, short enough for exact products with the exponents of float32.
const LN_2_HIGH: f32 = 0.693_359_4;

/// What is missing to ln 2.
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// The constants of the functions that work in float32.
#[derive(Debug)]
pub struct Constants {
    log2_e: f32,
    round: f32,
    ln_2_high: f32,
    ln_2_low: f32,
    /// (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2, the highest power first.
    exp: [f32; 5],
    /// (log((1 + s)/(1 - s))/s - 2) / s² for s² from 0 to 1/9, the highest power first.
    ln_1p: [f32; 5],
    /// (tanh(x)/x - 1)/x² for x² from 0 to 0.36, the highest power first.
    tanh: [f32; 5],
    /// For |x| below this, tanh is that polynomial.
    tanh_centre: f32,
    /// Lower end of the arguments of exp: there `2^n` is 0.
    lowest: f32,
    /// The bits of the exponent of 1.0.
    exponent_of_one: u32,
    sign: u32,
    one: f32,
    two: f32,
}

/// For single numbers, outside of loops.
pub static CONSTANTS: Constants = Constants {
    log2_e: LOG2_E,
    round: ROUND,
    ln_2_high: LN_2_HIGH,
    ln_2_low: LN_2_LOW,
    exp: [1.394_605_1e-3, 8.366_374e-3, 4.166_629e-2, 1.666_654_5e-1, 0.5],
    ln_1p: [2.404_913e-1, 2.149_975_6e-1, 2.860_964_5e-1, 3.999_917_2e-1, 6.666_667_5e-1],
    tanh: [-5.905_866_6e-3, 2.080_538_3e-2, -5.378_668_4e-2, 1.333_195_9e-1, -3.333_33e-1],
    tanh_centre: 0.55,
    lowest: -88.0,
    exponent_of_one: 127 << 23,
    sign: 1 << 31,
    one: 1.0,
    two: 2.0,
};

/// For loops: hidden from the compiler, so that it loads them from memory.
#[inline(always)]
pub fn constants() -> &'static Constants {
    black_box(&CONSTANTS)
}

/// `x - x`: 0, with no bit set, for a finite number, and NaN for any other. A test that needs no constant.
#[inline(always)]
#[allow(clippy::eq_op, reason = "∞ - ∞ is NaN")]
pub fn zero_if_finite<T: Copy + Sub<Output = T>>(x: T) -> T {
    x - x
}

/// `x`, but `low` if it is below `low`. Keeps NaN, as `torch.clamp_min` does and `f32::max` does not.
#[inline(always)]
pub fn clamp_min(x: f32, low: f32) -> f32 {
    if x < low { low } else { x }
}

/// `x`, but `high` if it is above `high`. Keeps NaN, as `torch.clamp_max` does and `f32::min` does not.
#[inline(always)]
pub fn clamp_max(x: f32, high: f32) -> f32 {
    if x > high { high } else { x }
}

/// `x`, but the largest finite number of its sign if it is infinite. Keeps NaN. As `torch.clamp` with the ends of `torch.finfo`.
#[inline(always)]
pub fn clamp_to_finite(x: f32) -> f32 {
    clamp_max(clamp_min(x, f32::MIN), f32::MAX)
}

/// Range reduction for exp (Cody & Waite 1980): `x = n·ln 2 + r` with |r| ≤ ln 2 / 2, and `e^r = 1 + high + rest`.
struct Reduced {
    /// The bits of [`ROUND`] + n.
    shifted: u32,
    high: f32,
    rest: f32,
}

/// For |x| < 2²⁰.
#[inline(always)]
fn reduce(c: &Constants, x: f32) -> Reduced {
    let shifted = x * c.log2_e + c.round;
    let n = shifted - c.round;
    // `high` is exact, so that only the small part of r carries a rounding into the result.
    let high = x - n * c.ln_2_high;
    let low = n * c.ln_2_low;
    let r = high - low;
    let p = polynomial(&c.exp, r);
    Reduced { shifted: shifted.to_bits(), high, rest: (r * r) * p - low }
}

/// Horner's scheme, the highest power first.
#[inline(always)]
fn polynomial(coefficients: &[f32; 5], x: f32) -> f32 {
    let [a, b, c, d, e] = coefficients;
    (((a * x + b) * x + c) * x + d) * x + e
}

impl Reduced {
    /// n, from -126 to 127.
    #[inline(always)]
    fn n(&self) -> i32 {
        self.shifted.wrapping_sub(ROUND.to_bits()).cast_signed()
    }

    /// `e^r`.
    #[inline(always)]
    fn mantissa(&self, c: &Constants) -> f32 {
        // 1 + high + rest, with what the first addition rounds off given back to the second.
        let one_and_high = c.one + self.high;
        one_and_high + (self.rest + (self.high - (one_and_high - c.one)))
    }

    /// `2^n`, and 0 for n = -127: the low bits of `shifted` are those of n, all others are shifted out.
    #[inline(always)]
    fn scale(&self, c: &Constants) -> f32 {
        f32::from_bits((self.shifted << 23).wrapping_add(c.exponent_of_one))
    }
}

/// `2^n` for n from -126 to 127.
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) << 23).cast_unsigned())
}

/// `e^x`; below x = -87, where it would soon be subnormal, 0.
#[inline(always)]
pub fn exp(c: &Constants, x: f32) -> f32 {
    // Above 90 e^x is infinite; within these ends half of n fits a power of two.
    let reduced = reduce(c, clamp_max(clamp_min(x, -87.0), 90.0));
    let (n, mantissa) = (reduced.n(), reduced.mantissa(c));
    let half = n >> 1;
    if x < -87.0 { 0.0 } else { mantissa * power_of_two(half) * power_of_two(n - half) }
}

/// `e^x` for x ≤ 0; below x = -87.68 it is 0.
#[inline(always)]
fn exp_of_negative(c: &Constants, x: f32) -> f32 {
    let reduced = reduce(c, clamp_min(x, c.lowest));
    reduced.mantissa(c) * reduced.scale(c)
}

/// `e^x` and `e^x - 1` for x ≤ 0, with `e^x` = 0 below x = -87.68.
#[inline(always)]
pub fn exp_and_exp_m1_of_negative(c: &Constants, x: f32) -> (f32, f32) {
    let reduced = reduce(c, clamp_min(x, c.lowest));
    let scale = reduced.scale(c);
    let p = scale * (reduced.high + reduced.rest);
    (scale + p, (scale - c.one) + p)
}

/// `log(1 + x)` for x from 0 to 1.
///
/// With s = x/(2 + x) it is 2 artanh(s), here as x - (x²/2 - s·(x²/2 + s²·P(s²))) whose leading term carries no rounding (fdlibm's form).
#[inline(always)]
pub fn ln_1p_unit(c: &Constants, x: f32) -> f32 {
    let s = x / (c.two + x);
    let z = s * s;
    let p = polynomial(&c.ln_1p, z);
    let half_square = 0.5 * x * x;
    x - (half_square - s * (half_square + z * p))
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub fn sigmoid(c: &Constants, x: f32) -> f32 {
    sigmoid_and_derivative(c, x).0
}

/// The sigmoid and its derivative `sigmoid(x)·sigmoid(-x)`, which stays positive as long as float32 can hold it.
#[inline(always)]
pub fn sigmoid_and_derivative(c: &Constants, x: f32) -> (f32, f32) {
    let e = exp_of_negative(c, -x.abs());
    let high = c.one / (c.one + e);
    let ratio = e / (c.one + e);
    // Where e is small, e - e²/(1 + e) is less sensitive to the rounding of 1 + e.
    let low = if e < 0.25 { e - e * ratio } else { ratio };
    (if x < 0.0 { low } else { high }, high * low)
}

/// The sigmoid and `log(1 + e^-|x|)`, the parts of the softplus `max(x, 0) + log(1 + e^-|x|)` and of its derivative.
#[inline(always)]
pub fn sigmoid_and_ln_1p_exp(c: &Constants, x: f32) -> (f32, f32) {
    let e = exp_of_negative(c, -x.abs());
    ((if x < 0.0 { e } else { c.one }) / (c.one + e), ln_1p_unit(c, e))
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh(c: &Constants, x: f32) -> f32 {
    tanh_and_derivative(c, x).0
}

/// The hyperbolic tangent and its derivative `1 - tanh²(x)` as `(1 - tanh|x|)(1 + tanh|x|)`, the first factor without a cancellation.
///
/// With e = e^-2|x| tanh|x| is 1 - 2e/(1 + e), which cancels near 0: there it is a polynomial.
#[inline(always)]
pub fn tanh_and_derivative(c: &Constants, x: f32) -> (f32, f32) {
    let size = x.abs();
    let e = exp_and_exp_m1_of_negative(c, -c.two * size).0;
    let rest = (e + e) / (c.one + e);
    let square = x * x;
    let centre = size + size * square * polynomial(&c.tanh, square);
    let a = if size < c.tanh_centre { centre } else { c.one - rest };
    // copysign
    (f32::from_bits(a.to_bits() | (x.to_bits() & c.sign)), rest * (c.one + a))
}

/// `e^x` for x from -700 to 700 to 9 digits, in float64: for arguments that must not be rounded to float32, as `x²`.
#[inline(always)]
fn exp_f64(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUND_F64;
    let r = x - (shifted - ROUND_F64) * std::f64::consts::LN_2;
    let p = 1.394_605_148e-3;
    let p = p * r + 8.366_374_299e-3;
    let p = p * r + 4.166_628_793e-2;
    let p = p * r + 1.666_654_497e-1;
    let p = p * r + 0.5;
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    scale + scale * (r + (r * r) * p)
}

/// `e^(-x²)`.
#[inline(always)]
pub fn exp_of_minus_square(x: f32) -> f32 {
    let t = f64::from(clamp_max(x.abs(), 11.0));
    exp_f64(-(t * t)) as f32
}

/// `1 + erf(x/√2)`, which is twice the distribution function of N(0, 1), and `e^(-x²/2)`.
///
/// For large negative x, where `1 + erf` would cancel, it is computed as the complementary error function.
#[inline(always)]
pub fn one_plus_erf_and_gaussian(x: f32) -> (f32, f32) {
    let t = f64::from(clamp_max(x.abs(), 14.5));
    let gaussian = exp_f64(-0.5 * (t * t));
    // e^(t²/2)·erfc(t/√2)·(1 + t/4) for w = (4 - t)/(4 + t) from -0.57 to 1
    let sum = 4.0 + t;
    let w = (4.0 - t) / sum;
    let p = 6.598_514_301e-5;
    let p = p * w + 8.967_834_583e-5;
    let p = p * w - 7.849_615_067e-4;
    let p = p * w - 1.756_277_983e-3;
    let p = p * w + 3.762_635_868e-3;
    let p = p * w + 3.020_191_565e-2;
    let p = p * w + 9.326_171_875e-2;
    let p = p * w + 1.935_684_532e-1;
    let p = p * w + 3.039_482_832e-1;
    let p = p * w + 3.776_425_719e-1;
    let tail = 4.0 * p / sum * gaussian;
    ((if x < 0.0 { tail } else { 2.0 - tail }) as f32, gaussian as f32)
}

/// `base^exponent` by squaring, in a fixed order: the rounding of `f64::powi` is unspecified.
pub fn powi(mut base: f64, mut exponent: u32) -> f64 {
    let mut result = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    result
}
