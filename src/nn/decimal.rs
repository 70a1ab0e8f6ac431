//! Float32 as decimal text, the same that `format!` writes, in a tenth of its code.
//!
//! `format!` is right for every number of every kind, by way of large integers and tables. A float32 is 24 bits, and what is
//! wanted of it at most nine digits: their product with a power of ten fits a float64, so that one rounding is all there is.

use crate::math::power;

/// `{:.decimals$}`: a number with so many digits after the point. From 10¹³ on all digits but the first nine are 0.
#[inline]
pub fn fixed(value: f32, decimals: usize) -> String {
    let size = f64::from(value.abs());
    if size.is_nan() || size >= 1e13 {
        let fraction = if size.is_finite() && decimals > 0 { format!(".{:0decimals$}", 0) } else { String::new() };
        return shortest(value) + &fraction;
    }
    signed(value, with_point(times_power(size, decimals as i32).round_ties_even() as u64, decimals))
}

/// `{:.decimals$e}`: one digit, so many after the point, and the power of ten, as in `1.2e-7`.
#[inline]
pub fn scientific(value: f32, decimals: usize) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let (digits, exponent) = significant(f64::from(value.abs()), decimals as i32, f64::round_ties_even);
    signed(value, format!("{}e{exponent}", with_point(digits, decimals)))
}

/// `{}`: the shortest number that is read as this float32 again, as in `0.1`.
#[inline]
pub fn shortest(value: f32) -> String {
    let size = f64::from(value.abs());
    if size.is_nan() {
        return "NaN".to_owned();
    }
    if size.is_infinite() {
        return signed(value, "inf".to_owned());
    }
    // Nine digits tell every float32 from its neighbours.
    let (digits, last) = (0..9).find_map(|decimals| reading_as(size, decimals)).unwrap_or_default();
    let zeros = "0".repeat(last.max(0) as usize);
    signed(value, with_point(digits, (-last).max(0) as usize) + &zeros)
}

/// Digits and the power of ten of the last of them, if so many suffice for a number that is read as this float32.
#[inline]
fn reading_as(size: f64, decimals: i32) -> Option<(u64, i32)> {
    let (digits, exponent) = significant(size, decimals, f64::round);
    let last = exponent - decimals;
    // Above a power of two the next float32 is twice as far as below: the number above can do where the nearest does not.
    let reads = |digits: &u64| times_power(*digits as f64, last) as f32 == size as f32;
    [digits, digits + 1].into_iter().find(reads).map(|digits| (digits, last))
}

/// `x · 10^exponent`.
#[inline]
fn times_power(x: f64, exponent: i32) -> f64 {
    let power = power(10.0, exponent.unsigned_abs());
    if exponent < 0 { x / power } else { x * power }
}

/// The first digits of a number, `decimals` and one more, as a whole number, and the power of ten of the first one.
///
/// `round`: to the even one of two that are equally near, or to the larger one; the standard library does either.
#[inline]
fn significant(x: f64, decimals: i32, round: fn(f64) -> f64) -> (u64, i32) {
    if x == 0.0 {
        return (0, 0);
    }
    // 1233/4096 is log10 2: by the power of two alone the exponent is right or one too small.
    let exponent = (((x.to_bits() >> 52) as i32 - 1023) * 1233) >> 12;
    let digits = |exponent| round(times_power(x, decimals - exponent));
    let exponent = exponent + i32::from(digits(exponent) >= power(10.0, decimals as u32 + 1));
    (digits(exponent) as u64, exponent)
}

/// `digits / 10^decimals`, at least one digit before the point.
#[inline]
fn with_point(digits: u64, decimals: usize) -> String {
    let width = decimals + 1;
    let mut text = format!("{digits:0width$}");
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    text
}

#[inline]
fn signed(value: f32, text: String) -> String {
    if value.is_sign_negative() { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of all sizes, and those that people write.
    fn numbers() -> impl Iterator<Item = f32> {
        let scattered = (0..=u32::MAX).step_by(1999).map(f32::from_bits).filter(|x| !x.is_nan());
        let written = (-20..=20).flat_map(|power| (0..2000).map(move |n| n as f32 * 10f64.powi(power) as f32));
        let halves = (0..4000).map(|n| n as f32 / 64.0);
        let powers = (0..=254).flat_map(|power| (0..3).map(move |next| f32::from_bits((power << 23) + next)));
        scattered.chain(written).chain(halves).chain(powers).chain([f32::NAN, -0.0, f32::INFINITY, f32::NEG_INFINITY])
    }

    #[test]
    fn texts_are_those_of_the_standard_library() {
        for x in numbers() {
            assert_eq!(shortest(x), format!("{x}"));
            for decimals in [0, 1, 4] {
                assert_eq!(scientific(x, decimals), format!("{x:.decimals$e}"), "{decimals} decimals");
            }
            for decimals in [0, 1, 2, 3, 6] {
                if x.abs() < 1e13 {
                    assert_eq!(fixed(x, decimals), format!("{x:.decimals$}"), "{decimals} decimals of {x:e}");
                }
            }
        }
        assert_eq!(fixed(-1e20, 2), "-100000000000000000000.00");
    }
}
