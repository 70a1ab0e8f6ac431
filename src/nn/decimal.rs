//! Decimal numbers as text, read to the nearest float: what the standard library's `parse` gives, by schoolbook arithmetic.
//!
//! The library is a hundred times as fast and brings 10 KB of powers of five along that nothing can compress, for the few numbers
//! that a link or a field holds. Here the digits become one large integer, which is divided bit by bit.

use std::cmp::Ordering;

/// A float32: `-1.5`, `.5`, `1e-3`, `inf`, `nan`.
#[inline]
pub fn parse_f32(text: &str) -> Option<f32> {
    parse(text, 24, -126).map(|value| value as f32)
}

/// A float64, written in the same ways.
#[inline]
pub fn parse_f64(text: &str) -> Option<f64> {
    parse(text, 53, -1022)
}

/// The float nearest to a text among those of so many bits whose exponents are not below `least_exponent`.
#[inline]
fn parse(text: &str, bits: i32, least_exponent: i32) -> Option<f64> {
    let (sign, text) = match text.as_bytes() {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        all => (1.0, all),
    };
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    let size = if is("nan") {
        f64::NAN
    } else if is("inf") || is("infinity") {
        f64::INFINITY
    } else {
        let (digits, exponent) = scan(text)?;
        nearest(digits, exponent, bits, least_exponent)
    };
    Some(sign * size)
}

/// The digits without point and leading zeros, and the power of ten they are to be multiplied with.
#[inline]
fn scan(text: &[u8]) -> Option<(Vec<u8>, i32)> {
    let mut digits = Vec::new();
    let (mut exponent, mut seen, mut after_point) = (0_i32, false, false);
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                seen = true;
                exponent -= i32::from(after_point);
                if byte != b'0' || !digits.is_empty() {
                    digits.push(byte - b'0');
                }
            }
            b'.' if !after_point => after_point = true,
            b'e' | b'E' if seen => return Some((digits, exponent.saturating_add(power(&text[at + 1..])?))),
            _ => return None,
        }
    }
    seen.then_some((digits, exponent))
}

/// The number behind an `e`; where it would be too large for any float, some number that is.
#[inline]
fn power(text: &[u8]) -> Option<i32> {
    let (sign, text) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        all => (1, all),
    };
    let mut power = None;
    for byte in text {
        let digit = byte.is_ascii_digit().then(|| i32::from(byte - b'0'))?;
        power = Some((power.unwrap_or(0) * 10 + digit).min(1 << 24));
    }
    power.map(|power| sign * power)
}

/// `digits · 10^exponent`, rounded to nearest, ties to even.
#[inline]
fn nearest(digits: Vec<u8>, exponent: i32, bits: i32, least_exponent: i32) -> f64 {
    // The first digit stands for so many powers of ten; out there it does not matter which.
    let magnitude = exponent.saturating_add(digits.len() as i32);
    if digits.is_empty() || magnitude < -400 {
        return 0.0;
    }
    if magnitude > 400 {
        return f64::INFINITY;
    }
    let mut rest = Large(Vec::new());
    for digit in digits {
        rest.times_plus(10, digit.into());
    }
    let mut divisor = Large(vec![1]);
    for _ in 0..exponent.abs() {
        if exponent < 0 { &mut divisor } else { &mut rest }.times_plus(10, 0);
    }
    // The quotient's first bit is worth 2^first: shifted so far, it is the one before the point.
    let mut first = rest.length() - divisor.length();
    if first < 0 { &mut rest } else { &mut divisor }.shift(first.abs());
    if rest.compare(&divisor) == Ordering::Less {
        rest.shift(1);
        first -= 1;
    }
    // Below the least exponent there are fewer bits.
    let kept = bits.min(bits + first - least_exponent);
    let mut quotient = 0_u64;
    for _ in 0..kept {
        let bit = rest.compare(&divisor) != Ordering::Less;
        if bit {
            rest.subtract(&divisor);
        }
        rest.shift(1);
        quotient = 2 * quotient + u64::from(bit);
    }
    // What is left was doubled once more than the last bit: against the divisor it says which half it is in.
    let up = match rest.compare(&divisor) {
        Ordering::Less => false,
        Ordering::Equal => quotient % 2 == 1,
        Ordering::Greater => kept >= 0,
    };
    libm::scalbn((quotient + u64::from(up)) as f64, first - kept + 1)
}

/// A natural number, 32 bits a place, the lowest place first and the highest not 0.
struct Large(Vec<u32>);

impl Large {
    #[inline]
    fn times_plus(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for place in &mut self.0 {
            carry += u64::from(*place) * u64::from(factor);
            *place = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    #[inline]
    fn shift(&mut self, bits: i32) {
        for _ in 0..bits {
            self.times_plus(2, 0);
        }
    }

    #[inline]
    fn subtract(&mut self, other: &Self) {
        let mut borrow = 0;
        for (index, place) in self.0.iter_mut().enumerate() {
            let difference = i64::from(*place) - i64::from(other.0.get(index).copied().unwrap_or(0)) + borrow;
            *place = difference as u32;
            borrow = difference >> 32;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    #[inline]
    fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// In bits.
    #[inline]
    fn length(&self) -> i32 {
        32 * self.0.len() as i32 - self.0.last().map_or(0, |place| place.leading_zeros()) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_as_std(text: &str) {
        let bits_64 = |value: Option<f64>| value.map(|v| if v.is_nan() { None } else { Some(v.to_bits()) });
        let bits_32 = |value: Option<f32>| value.map(|v| if v.is_nan() { None } else { Some(v.to_bits()) });
        assert_eq!(bits_64(parse_f64(text)), bits_64(text.parse().ok()), "{text} as float64");
        assert_eq!(bits_32(parse_f32(text)), bits_32(text.parse().ok()), "{text} as float32");
    }

    #[test]
    fn what_is_a_number_is_what_the_standard_library_says() {
        let texts = "0 -0 +1 1. .5 . - + e1 1e 1e+ 1e-3 1E5 -1.5e+07 1e400 1e-400 1e99999999999 0e99999999999 1e-99999999999 \
            inf -Infinity nan NaN infin 1_0 0x1 1.2.3 1e1.5 0000.1000 00000000000000000000000000001e-20 1,5 ١ 1e٣";
        texts.split(' ').chain(["", " 1", "1 "]).for_each(same_as_std);
    }

    #[test]
    fn ties_ends_and_subnormals_are_rounded_as_the_standard_library_does() {
        let texts = "9007199254740993 9007199254740995 9007199254740993.00000000000000000001 16777217 16777219 16777217.0000001 \
            1.00000005960464477539062 1.000000059604644775390625 1.0000000596046447753906251 \
            4.9e-324 2.5e-324 2.4703282292062327e-324 2.4703282292062328e-324 2.2250738585072011e-308 1.7976931348623157e308 \
            1.7976931348623158e308 1.797693134862315808e308 1.4e-45 7e-46 7.1e-46 1e-46 1.1754942e-38 3.4028235e38 3.4028236e38 3.40282357e38";
        texts.split_whitespace().for_each(same_as_std);
    }

    #[test]
    fn numbers_of_all_sizes_are_read_as_the_standard_library_reads_them() {
        let mut state = 1_u64;
        for _ in 0..3000 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let (wide, narrow) = (f64::from_bits(state), f32::from_bits((state >> 32) as u32));
            let texts = [format!("{wide:e}"), format!("{wide:.3e}"), format!("{narrow:e}"), format!("{narrow}")];
            for text in texts {
                same_as_std(&text);
            }
            same_as_std(&format!("{}.{:05}", state >> 44, state % 100_000));
        }
    }
}
