//! Numbers as they are kept: whole numbers of decimal digits. What is read or drawn is rounded once, when it comes in, so that a link, a
//! file and the page hold the same numbers to the last bit.

use serde::{Deserialize, Serialize};

/// The largest number of digits as a whole: all of them are exact as float32.
pub const MAX_DIGITS: i32 = 9_999_999;
/// The most decimals, and with a minus the most zeros before the point.
pub const MAX_DECIMALS: i8 = 30;
/// Larger numbers are not taken.
pub const LARGEST: f64 = 1e30;

/// 10^0 to 10^36.
const POWERS: [f64; 37] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33, 1e34, 1e35, 1e36,
];

/// One number of every point: `digits[point]` · 10^−`decimals`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Digits behind the point; below 0, zeros before it.
    pub decimals: i8,
    /// The numbers, without their point.
    pub digits: Vec<i32>,
}

impl Column {
    /// Finite numbers up to [`LARGEST`], rounded to seven digits of the largest, with as few decimals as hold them.
    pub fn rounded(name: &str, values: &[f64]) -> Self {
        let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let mut decimals = MAX_DECIMALS;
        while decimals > -MAX_DECIMALS && whole(largest, decimals) > f64::from(MAX_DIGITS) {
            decimals -= 1;
        }
        let digits = values.iter().map(|&value| whole(value, decimals) as i32).collect();
        let mut column = Self { name: name.to_owned(), decimals, digits };
        column.shorten();
        column
    }

    /// Takes zeros away that all numbers end in.
    fn shorten(&mut self) {
        if self.digits.iter().all(|&digits| digits == 0) {
            self.decimals = 0;
        }
        while self.decimals > -MAX_DECIMALS
            && self.digits.iter().any(|&digits| digits != 0)
            && self.digits.iter().all(|digits| digits % 10 == 0)
        {
            self.digits.iter_mut().for_each(|digits| *digits /= 10);
            self.decimals -= 1;
        }
    }

    /// Whether all numbers are the same.
    pub fn is_constant(&self) -> bool {
        self.digits.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// The numbers: rounded to float64 and from there to float32, on every machine to the same bits.
    pub fn values(&self) -> Vec<f32> {
        let power = POWERS[usize::from(self.decimals.unsigned_abs())];
        let value = |digits: i32| if self.decimals < 0 { f64::from(digits) * power } else { f64::from(digits) / power };
        self.digits.iter().map(|&digits| value(digits) as f32).collect()
    }

    /// A number as a decimal, exactly.
    pub fn text(&self, point: usize) -> String {
        let digits = self.digits[point];
        let decimals = usize::from(self.decimals.unsigned_abs());
        if digits == 0 || self.decimals == 0 {
            return digits.to_string();
        }
        if self.decimals < 0 {
            return format!("{digits}{}", "0".repeat(decimals));
        }
        let padded = format!("{:0width$}", digits.unsigned_abs(), width = decimals + 1);
        let (whole, rest) = padded.split_at(padded.len() - decimals);
        format!("{}{whole}.{rest}", if digits < 0 { "-" } else { "" })
    }

    /// Whether it is one that [`Column::rounded`] could have made of so many numbers.
    pub(super) fn is_sound(&self, points: usize) -> bool {
        self.decimals.unsigned_abs() <= MAX_DECIMALS.unsigned_abs()
            && self.digits.len() == points
            && self.digits.iter().all(|digits| digits.unsigned_abs() <= MAX_DIGITS.unsigned_abs())
    }
}

/// The nearest whole number to value · 10^decimals, halves away from 0.
fn whole(value: f64, decimals: i8) -> f64 {
    let power = POWERS[usize::from(decimals.unsigned_abs())];
    let scaled = if decimals < 0 { value / power } else { value * power };
    // Without `round`, which is a call of its own on every platform.
    if scaled < 0.0 { -(0.5 - scaled).floor() } else { (scaled + 0.5).floor() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_they_were_written_with() {
        for (values, decimals, digits) in [
            (&[5.1, 3.5, -0.2][..], 1, &[51, 35, -2][..]),
            (&[100.0, 2500.0], -2, &[1, 25]),
            (&[0.0, 0.0], 0, &[0, 0]),
            (&[1.0, 0.001], 3, &[1000, 1]),
            (&[1e30, -1e30], -30, &[1, -1]),
            (&[1.0 / 3.0], 7, &[3_333_333]),
            // Seven digits of the largest.
            (&[1_234_567.8, 0.25], 0, &[1_234_568, 0]),
        ] {
            let column = Column::rounded("", values);
            assert_eq!((column.decimals, column.digits.as_slice()), (decimals, digits), "{values:?}");
            let texts: Vec<f64> = (0..digits.len()).map(|i| column.text(i).parse().unwrap_or(f64::NAN)).collect();
            assert_eq!(Column::rounded("", &texts), column);
            for (value, text) in column.values().into_iter().zip(&texts) {
                assert_eq!(value, *text as f32, "{values:?}");
            }
        }
        assert_eq!(Column::rounded("", &[-0.05, 12.0]).text(0), "-0.05");
    }
}
