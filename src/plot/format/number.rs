//! A number in so many digits, with a true minus sign and with words for what is not finite.

/// A number with so many decimals and a true minus sign.
pub fn decimals(value: f32, decimals: usize) -> String {
    if !value.is_finite() {
        return not_finite(value);
    }
    if value.abs() >= 1e5 {
        return scientific(value, 1);
    }
    let text = format!("{value:.decimals$}");
    // A negative number that rounds to 0 is no negative zero.
    let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if zero { text.trim_start_matches('-').to_owned() } else { text.replace('-', "−") }
}

/// `1e−7`, `3.2e−5`: so many decimals in front of the exponent, trailing zeros left out.
pub fn scientific(value: f32, decimals: usize) -> String {
    if !value.is_finite() {
        return not_finite(value);
    }
    format!("{value:.decimals$e}").replace(".0e", "e").replace('-', "−")
}

/// A number of which small ones keep their digits: three decimals from 0.1 on, `digits` digits below, `3.2e−5` below 0.0001.
pub fn significant(value: f32, digits: usize) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if !size.is_finite() || size >= 0.1 {
        decimals(value, 3)
    } else if size < 1e-4 {
        scientific(value, digits.saturating_sub(1))
    } else {
        // One zero behind the point more for each power of ten.
        let zeros = [1e-1, 1e-2, 1e-3].iter().filter(|power| size < **power).count();
        decimals(value, digits + zeros)
    }
}

/// A value that stands for itself where space is short: three digits.
pub fn short(value: f32) -> String {
    let size = value.abs();
    if !value.is_finite() {
        not_finite(value)
    } else if value == 0.0 {
        "0".to_owned()
    } else if !(0.01..1000.0).contains(&size) {
        scientific(value, 1)
    } else if size < 1.0 {
        decimals(value, 2)
    } else if size < 100.0 {
        decimals(value, 1)
    } else {
        decimals(value, 0)
    }
}

/// A value in so many significant digits, without zeros that say nothing: `0.1587`, `−1.758`, `1.5e−7`; a tiny one keeps its digits.
pub fn rounded(value: f32, digits: usize) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return not_finite(value);
    }
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        let text = format!("{value:.*e}", digits.saturating_sub(1));
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa =
            if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
        return format!("{mantissa}e{exponent}").replace('-', "−");
    }
    // In front of the point all digits stand.
    let before = if size >= 1.0 { size.log10().floor() as usize + 1 } else { 0 };
    let after = if size >= 1.0 || size == 0.0 {
        digits.saturating_sub(before)
    } else {
        digits + (-size.log10()).floor() as usize
    };
    let text = format!("{value:.after$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// The shortest text that says a float32 exactly, as a setting is written: `0.2`, `−1`, `3.4e38`.
pub fn plain(value: f32) -> String {
    let size = value.abs();
    let text = if size != 0.0 && !(1e-5..1e7).contains(&size) { format!("{value:e}") } else { value.to_string() };
    if value.is_finite() { text.replace('-', "−") } else { not_finite(value) }
}

fn not_finite(value: f32) -> String {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "∞"
    } else {
        "−∞"
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_keep_their_digits() {
        for (value, text) in [
            (0.0, "0"),
            (1.5, "1.500"),
            (0.126, "0.126"),
            (0.0987, "0.0987"),
            (0.01234, "0.0123"),
            (0.001_234, "0.00123"),
            (0.000_123_4, "0.000123"),
            (-0.000_051_2, "−5.12e−5"),
            (f32::INFINITY, "∞"),
            (f32::NAN, "NaN"),
        ] {
            assert_eq!(significant(value, 3), text);
        }
    }

    #[test]
    fn values_of_functions_keep_their_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.169_971_2, "−0.17"),
            (1.128_904, "1.129"),
            (-1.758_099, "−1.758"),
            (0.005, "0.005"),
            (-0.012_345_6, "−0.01235"),
            (2.06e-9, "2.06e−9"),
            (69.314_72, "69.31"),
            (12_345.6, "12346"),
            (-100.0, "−100"),
            (f32::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(rounded(value, 4), text);
        }
        assert_eq!((plain(-0.01), plain(1e-30), plain(0.1)), ("−0.01".into(), "1e−30".into(), "0.1".into()));
    }

    #[test]
    fn short_values_are_short() {
        for value in [0.0, 1e-9, 0.5, -0.25, 1.0, 12.34, -123.0, 5e7, f32::NAN, f32::NEG_INFINITY, 999.96] {
            assert!(short(value).chars().count() <= 7, "{}", short(value));
        }
    }
}
