//! Sine and cosine of any finite angle, with range reduction to a quarter of a turn.

use super::ROUND_F64;

/// Sine and cosine, for every finite x; NaN for any other. In float64: not vectorised.
///
/// Range reduction in multiples of π/2 (Cody & Waite 1980): `x = n·π/2 + r` with |r| ≤ π/4. sin r and cos r are fdlibm's polynomials,
/// which n mod 4 swaps and negates.
#[inline(always)]
pub fn sin_cos(x: f32) -> (f32, f32) {
    // π/2 in two parts: its first 25 bits, whose products with n < 2²³ are exact, and the rest.
    const HALF_PI_HIGH: f64 = 1.570_796_310_901_641_8;
    const HALF_PI_LOW: f64 = 1.589_325_477_352_819_7e-8;
    let angle = if x.abs() < LARGE { f64::from(x) } else { reduce_large(x) };
    let shifted = angle * std::f64::consts::FRAC_2_PI + ROUND_F64;
    let n = shifted - ROUND_F64;
    let r = (angle - n * HALF_PI_HIGH) - n * HALF_PI_LOW;
    let square = r * r;
    // Estrin's scheme, for more parallelism than Horner's.
    let polynomial = |a: f64, b: f64, c: f64, d: f64| (a + square * b) + (square * square) * (c + square * d);
    let p = polynomial(
        -0.166_666_666_416_265_5,
        8.333_329_385_889_463e-3,
        -1.983_933_483_609_663_2e-4,
        2.718_311_493_989_822e-6,
    );
    let sine = (r * (1.0 + square * p)) as f32;
    let p = polynomial(
        -4.999_999_972_510_31e-1,
        4.166_662_332_373_906e-2,
        -1.388_676_377_460_993e-3,
        2.439_044_879_627_741e-5,
    );
    let cosine = (1.0 + square * p) as f32;
    // The quadrant n mod 4 without an unpredictable branch: an odd one swaps sine and cosine, its second bit negates.
    let quadrant = shifted.to_bits() as u32;
    let negated = |x: f32, by: u32| f32::from_bits(x.to_bits() ^ (by & 2) << 30);
    let (sine, cosine) = if quadrant & 1 == 0 { (sine, cosine) } else { (cosine, sine) };
    (negated(sine, quadrant), negated(cosine, quadrant.wrapping_add(1)))
}

/// 2²³: from here on all float32 are integers.
const LARGE: f32 = 8_388_608.0;

/// Range reduction of |x| ≥ [`LARGE`] to -π to π, with an error of 2⁻³⁷ (Payne & Hanek 1983); NaN for what is not finite.
///
/// `x = m·2^k` with an integer m of 24 bits. Of the bits of 1/2π only the 64 from the k-th on matter: those before contribute
/// whole turns to the product, which wrapping multiplication drops.
#[cold]
fn reduce_large(x: f32) -> f64 {
    /// The first bits of 1/2π.
    const ONE_OVER_TWO_PI: [u64; 3] = [0x28be_60db_9391_054a, 0x7f09_d5f4_7d4d_3770, 0x36d8_a566_4f10_e410];
    let bits = x.abs().to_bits();
    let k = (bits >> 23).wrapping_sub(150);
    let (word, bit) = (k as usize / 64, k % 64);
    let &[first, second] = ONE_OVER_TWO_PI.get(word..word + 2).and_then(|pair| pair.as_array()).unwrap_or(&[0; 2]);
    let window = first << bit | second >> 1 >> (63 - bit);
    let turns = window.wrapping_mul(u64::from(bits & 0x7f_ffff | 0x80_0000)).cast_signed();
    let angle = turns as f64 * (std::f64::consts::TAU / 18_446_744_073_709_551_616.0);
    // ∞ · 0 and NaN · 0 are NaN.
    f64::from(x * 0.0) + if x < 0.0 { -angle } else { angle }
}
