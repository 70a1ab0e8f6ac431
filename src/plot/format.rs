//! Numbers as text: fixed decimals, so that nothing moves when a digit changes. And the labels that stand in pictures.
//!
//! Here are the quantities that the project shows; below are the digits of a number, numbers that are read together, and names.

mod apart;
mod names;
mod number;

pub use apart::{apart, column, not_hidden};
pub use names::{intervention, layer_long, layer_short, named, unit_number, unit_short};
pub use number::{decimals, plain, rounded, scientific, short, significant};

/// An epoch: `000,137`.
pub fn epoch(epoch: u32) -> String {
    let digits = format!("{epoch:06}");
    grouped(&digits, ',')
}

/// A whole number with thin spaces between the thousands: `10 000`.
pub fn count(count: u64) -> String {
    grouped(&count.to_string(), '\u{2009}')
}

fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A loss: three decimals, or `4.1e−4` where these would hide it; what has more than five digits in front of them, or is
/// not finite, in short.
pub fn loss(loss: f32) -> String {
    if loss != 0.0 && loss.abs() < 0.001 { scientific(loss, 1) } else { decimals(loss, 3) }
}

/// A share in percent, with a thin space: nothing but 0 is `0 %`, and nothing but all is `100 %`.
pub fn percent(share: f32, decimals: usize) -> String {
    let text = |decimals: usize| format!("{:.decimals$}", share * 100.0);
    let is_whole = |share: f32| share == 0.0 || share == 1.0;
    // A few more decimals where rounding would say none or all.
    let says_whole = |text: &str| text.parse().is_ok_and(|percent: f32| is_whole(percent / 100.0));
    let fitting = (decimals..decimals + 4).map(text).find(|text| is_whole(share) || !says_whole(text));
    format!("{}\u{2009}%", fitting.unwrap_or_else(|| text(decimals + 4)))
}

/// A gradient norm or an update ratio: four decimals, or `3.2e−5` where these would hide it.
pub fn gradient(norm: f32) -> String {
    if norm == 0.0 {
        "0".to_owned()
    } else if norm.abs() < 0.001 {
        scientific(norm, 1)
    } else {
        decimals(norm, 4)
    }
}

/// A share as accuracy: `97.3 %`, with a thin space.
pub fn accuracy(share: f32) -> String {
    if share.is_nan() { "–".to_owned() } else { format!("{:.1}\u{2009}%", share * 100.0) }
}

/// The shortest text that says a tick's value exactly: `0.5`, `−1`, `1e−7`, `10 000`.
pub fn tick(value: f32) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        scientific(value, 1)
    } else if size >= 1e4 && value.fract() == 0.0 {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", count(size as u64))
    } else {
        // Ticks are multiples of round numbers: six digits hide the rounding of binary fractions.
        let text = format!("{value:.6}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
    }
}

/// A tick of an epoch axis: `500`, `10k`, `1.5M`.
pub fn epoch_tick(epoch: f32) -> String {
    if epoch >= 1e6 {
        format!("{}M", tick(epoch / 1e6))
    } else if epoch >= 1e4 {
        format!("{}k", tick(epoch / 1e3))
    } else {
        tick(epoch)
    }
}

/// A number that is added: `+0.5`, `−0.5`.
pub fn signed(amount: f32) -> String {
    format!("{}{}", if amount < 0.0 { "" } else { "+" }, tick(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_formats_of_the_design() {
        assert_eq!(epoch(137), "000,137");
        assert_eq!(epoch(1_234_567), "1,234,567");
        assert_eq!(loss(0.126), "0.126");
        assert_eq!(loss(f32::NAN), "NaN");
        assert_eq!(loss(f32::INFINITY), "∞");
        assert_eq!(loss(3.4e12), "3.4e12");
        assert_eq!(loss(4.12e-4), "4.1e−4");
        assert_eq!(loss(0.0), "0.000");
        assert_eq!(gradient(0.0312), "0.0312");
        assert_eq!(gradient(1e-7), "1e−7");
        assert_eq!(gradient(3.24e-5), "3.2e−5");
        assert_eq!(gradient(0.0), "0");
        assert_eq!(accuracy(0.973), "97.3\u{2009}%");
        assert_eq!(accuracy(f32::NAN), "–");
        assert_eq!(decimals(-0.0004, 3), "0.000");
        assert_eq!(decimals(-1.5, 1), "−1.5");
    }

    #[test]
    fn only_none_is_none_and_only_all_is_all() {
        for (share, decimals, text) in [
            (0.0, 0, "0\u{2009}%"),
            (0.004, 0, "0.4\u{2009}%"),
            (0.000_04, 0, "0.004\u{2009}%"),
            (0.126, 0, "13\u{2009}%"),
            (0.9997, 1, "99.97\u{2009}%"),
            (0.996, 0, "99.6\u{2009}%"),
            (1.0, 1, "100.0\u{2009}%"),
        ] {
            assert_eq!(percent(share, decimals), text);
        }
    }

    #[test]
    fn ticks_are_short_and_exact() {
        let texts = [
            (0.0, "0"),
            (-1.0, "−1"),
            (0.5, "0.5"),
            (0.1, "0.1"),
            (0.01, "0.01"),
            (1e-3, "0.001"),
            (1e-7, "1e−7"),
            (12_000.0, "12\u{2009}000"),
            (-0.0, "0"),
        ];
        for (value, text) in texts {
            assert_eq!(tick(value), text);
        }
        assert_eq!(epoch_tick(10_000.0), "10k");
        assert_eq!(epoch_tick(2_500.0), "2500");
        assert_eq!(epoch_tick(12_500.0), "12.5k");
        assert_eq!(epoch_tick(100_000.0), "100k");
    }
}
