//! Numbers that are read beside or below each other: those that differ are written differently.

use super::number::{decimals, scientific};

/// Numbers that are read beside each other: so many decimals, or as many more as it takes to tell those apart that
/// differ and to hide none: −0.153 and −0.154, not −0.15 twice. What is below 0.0001 is written `1.3e−8`.
pub fn apart<const N: usize>(values: [f32; N], least: usize) -> [String; N] {
    // Nine digits tell all float32 numbers apart; up to four zeros stand in front of them.
    const MOST: usize = 13;
    let tiny = |value: f32| value != 0.0 && value.abs() < 1e-4;
    let written = |digits: usize| {
        values.map(
            |v| if tiny(v) { trimmed(&scientific(v, digits.saturating_sub(1).max(1))) } else { decimals(v, digits) },
        )
    };
    let tells = |texts: &[String; N]| {
        let hides = |i: usize| values[i] != 0.0 && !texts[i].bytes().any(|b| (b'1'..=b'9').contains(&b));
        let same = |i: usize, j: usize| values[i] != values[j] && texts[i] == texts[j];
        (0..N).all(|i| !values[i].is_finite() || !(hides(i) || (0..i).any(|j| same(i, j))))
    };
    (least..MOST).map(written).find(tells).unwrap_or_else(|| written(MOST))
}

/// `4.4e−7` for `4.400e−7`.
fn trimmed(text: &str) -> String {
    match text.split_once('e') {
        Some((digits, power)) if digits.contains('.') => {
            format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text.to_owned(),
    }
}

/// A number with so many decimals, or as many more as it takes not to hide it: see [`apart`].
pub fn not_hidden(value: f32, least: usize) -> String {
    let [text] = apart([value], least);
    text
}

/// Values that stand one below the other: four decimals, fewer behind large numbers, `4.204e−4` for small ones, a plain 0 for what is
/// exactly 0. Different values that would read the same get as many digits as tell them apart.
pub fn column(values: &[f32]) -> Vec<String> {
    const MOST: usize = 5;
    let text = |value: f32, more: usize| {
        let size = value.abs();
        if value == 0.0 {
            "0".to_owned()
        } else if size < 1e-3 {
            scientific(value, 3 + more)
        } else {
            decimals(value, if size < 100.0 { 4 } else { 2 } + more)
        }
    };
    let one = |&value: &f32| {
        let is_alike =
            |more: usize| values.iter().any(|other| *other != value && text(*other, more) == text(value, more));
        text(value, (0..MOST).find(|more| !is_alike(*more)).unwrap_or(MOST))
    };
    values.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_differ_are_written_differently() {
        let pair = |a, b| apart([a, b], 2);
        assert_eq!(pair(0.1, -2.0), ["0.10", "−2.00"]);
        assert_eq!(pair(-0.1532, -0.1534), ["−0.1532", "−0.1534"]);
        assert_eq!(pair(-0.153, -0.1541), ["−0.153", "−0.154"]);
        assert_eq!(pair(2.0, -0.001), ["2.000", "−0.001"]);
        assert_eq!(pair(1.5, -1.34e-8), ["1.50", "−1.3e−8"]);
        assert_eq!(pair(0.5, 0.5), ["0.50", "0.50"]);
        assert_eq!(pair(f32::NAN, 1.0), ["NaN", "1.00"]);
        // Neighbours in float32, of every size.
        for exponent in -30..30 {
            let value = -1.234_567_8_f32 * 10.0_f32.powi(exponent);
            let next = f32::from_bits(value.to_bits() + 1);
            let [a, b] = pair(value, next);
            assert!(a != b || value.abs() >= 1e5, "{value} {next}: {a} {b}");
        }
        assert_eq!(not_hidden(0.0004, 3), "0.0004");
        assert_eq!(not_hidden(0.0, 3), "0.000");
    }

    #[test]
    fn a_column_tells_its_values_apart() {
        assert_eq!(column(&[-0.009_362, -0.009_283, 0.0, 2.0]), ["−0.0094", "−0.0093", "0", "2.0000"]);
        assert_eq!(column(&[-4.204e-4, -4.1e-8, 1e4]), ["−4.204e−4", "−4.100e−8", "10000.00"]);
        // Alike in five decimals, and yet told apart.
        assert_eq!(column(&[0.539_827_8, 0.539_827_2, 0.1]), ["0.539828", "0.539827", "0.1000"]);
    }
}
