//! Sine and cosine of any angle, for which full turns have to be taken off it first.

use super::ROUND_WIDE;

/// Sine and cosine, for every finite x. In float64: not vectorised.
///
/// `x = n·π/2 + r` with |r| ≤ π/4; sin r and cos r are fdlibm's polynomials, which n mod 4 swaps and negates.
#[inline(always)]
pub fn sin_cos(x: f32) -> (f32, f32) {
    // The first 25 bits of π/2, whose products with n < 2²³ are exact, and what is missing.
    const QUARTER_HIGH: f64 = 1.570_796_310_901_641_8;
    const QUARTER_LOW: f64 = 1.589_325_477_352_819_7e-8;
    let angle = if x.abs() < FAR { f64::from(x) } else { without_full_turns(x) };
    let shifted = angle * std::f64::consts::FRAC_2_PI + ROUND_WIDE;
    let n = shifted - ROUND_WIDE;
    let r = (angle - n * QUARTER_HIGH) - n * QUARTER_LOW;
    let square = r * r;
    // In pairs, so that a processor can work on several at a time.
    let pairs = |a: f64, b: f64, c: f64, d: f64| (a + square * b) + (square * square) * (c + square * d);
    let p = pairs(
        -0.166_666_666_416_265_5,
        8.333_329_385_889_463e-3,
        -1.983_933_483_609_663_2e-4,
        2.718_311_493_989_822e-6,
    );
    let sine = (r * (1.0 + square * p)) as f32;
    let p =
        pairs(-4.999_999_972_510_31e-1, 4.166_662_332_373_906e-2, -1.388_676_377_460_993e-3, 2.439_044_879_627_741e-5);
    let cosine = (1.0 + square * p) as f32;
    // n mod 4 quarter turns, without a branch that could be guessed wrong: an odd number of them swaps, the next bit negates.
    let quarters = shifted.to_bits() as u32;
    let negated = |x: f32, by: u32| f32::from_bits(x.to_bits() ^ (by & 2) << 30);
    let (sine, cosine) = if quarters & 1 == 0 { (sine, cosine) } else { (cosine, sine) };
    (negated(sine, quarters), negated(cosine, quarters.wrapping_add(1)))
}

/// The same as a function of its own, for whoever is in no hurry: [`sin_cos`] becomes part of the loop that calls it.
#[inline(never)]
pub fn sin_cos_called(x: f32) -> (f32, f32) {
    sin_cos(x)
}

/// 2²³: from here on float32 are whole numbers.
const FAR: f32 = 8_388_608.0;

/// What x, at least [`FAR`] from 0, is beyond full turns, from -π to π and to 2⁻³⁷; NaN for what is not finite.
///
/// `x = m·2^k` with a whole m of 24 bits: of 1/2π only the 64 bits from the k-th on matter. Those before them make full turns
/// of the product, which the multiplication lets overflow.
#[cold]
fn without_full_turns(x: f32) -> f64 {
    /// The first bits of 1/2π.
    const TURNS: [u64; 3] = [0x28be_60db_9391_054a, 0x7f09_d5f4_7d4d_3770, 0x36d8_a566_4f10_e410];
    let bits = x.abs().to_bits();
    let k = (bits >> 23).wrapping_sub(150);
    let (word, bit) = (k as usize / 64, k % 64);
    let &[first, second] = TURNS.get(word..word + 2).and_then(|pair| pair.as_array()).unwrap_or(&[0; 2]);
    let window = first << bit | second >> 1 >> (63 - bit);
    let turns = window.wrapping_mul(u64::from(bits & 0x7f_ffff | 0x80_0000)).cast_signed();
    let angle = turns as f64 * (std::f64::consts::TAU / 18_446_744_073_709_551_616.0);
    // Not finite times 0 is NaN.
    f64::from(x * 0.0) + if x < 0.0 { -angle } else { angle }
}
