//! Numbers as text: fixed decimals, so that nothing moves when a digit changes. And the labels that stand in pictures.

use crate::nn::choice::{Choice, Row};
use crate::train::event::{Change, Intervention, UnitNumber};

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

/// `1e−7`, `3.2e−5`: so many decimals in front of the exponent, trailing zeros left out.
pub fn scientific(value: f32, decimals: usize) -> String {
    if !value.is_finite() {
        return not_finite(value);
    }
    format!("{value:.decimals$e}").replace(".0e", "e").replace('-', "−")
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

/// The shortest text that says a float32 exactly, as a setting is written: `0.2`, `−1`, `3.4e38`.
pub fn plain(value: f32) -> String {
    let size = value.abs();
    let text = if size != 0.0 && !(1e-5..1e7).contains(&size) { format!("{value:e}") } else { value.to_string() };
    if value.is_finite() { text.replace('-', "−") } else { not_finite(value) }
}

/// The name of a choice, with the parameters that are not at their defaults: `Leaky ReLU (0.1)`, `Softplus (beta=2)`.
pub fn named<R: Row>(choice: &Choice<R>) -> String {
    let written = choice.to_string();
    written
        .find('(')
        .map_or_else(|| choice.name().to_owned(), |at| format!("{} {}", choice.name(), written[at..].replace('-', "−")))
}

/// The name of a layer where space is short: `H2`, `Out`.
pub fn layer_short(layer: usize, hidden: usize) -> String {
    if layer < hidden { format!("H{}", layer + 1) } else { "Out".to_owned() }
}

/// The name of a layer in full: `Hidden 2`, `Output`.
pub fn layer_long(layer: usize, hidden: usize) -> String {
    if layer < hidden { format!("Hidden {}", layer + 1) } else { "Output".to_owned() }
}

/// The name of a unit where space is short: `H2·3`.
pub fn unit_short(layer: usize, unit: usize, hidden: usize) -> String {
    if layer < hidden { format!("H{}·{}", layer + 1, unit + 1) } else { "Output".to_owned() }
}

/// The label of what was done to a run, beside its mark on the plots over time: `lr 0.05`, `Tanh`, `2 units re-initialised`.
///
/// `hidden`: number of hidden layers, for the names of units.
pub fn intervention(intervention: &Intervention, hidden: usize) -> String {
    match intervention {
        Intervention::Changed(changes) => changes.iter().map(change).collect::<Vec<_>>().join(", "),
        Intervention::Reinitialised { units } => format!("{} re-initialised", units_text(*units)),
        Intervention::BiasAdded { units, amount } => format!("bias {} on {}", signed(*amount), units_text(*units)),
        Intervention::NumberSet { id, number, value } => {
            let unit = unit_short(id.layer as usize, id.unit as usize, hidden);
            format!("{} of {unit} set to {}", unit_number(*number), tick(*value))
        }
        Intervention::BatchNormOn => "batch norm on".to_owned(),
    }
}

/// The name of a number of a unit: `weight 2`, `bias`, `batch norm γ`.
pub fn unit_number(number: UnitNumber) -> String {
    match number {
        UnitNumber::Weight(input) => format!("weight {}", input + 1),
        UnitNumber::Bias => "bias".to_owned(),
        UnitNumber::BatchNormWeight => "batch norm γ".to_owned(),
        UnitNumber::BatchNormBias => "batch norm β".to_owned(),
    }
}

/// A number that is added: `+0.5`, `−0.5`.
pub fn signed(amount: f32) -> String {
    format!("{}{}", if amount < 0.0 { "" } else { "+" }, tick(amount))
}

fn change(change: &Change) -> String {
    match change {
        Change::Activations(functions) => functions.iter().map(Choice::name).collect::<Vec<_>>().join(", "),
        Change::LearningRate(rate) => format!("lr {rate}"),
        Change::Optimizer(optimizer) => optimizer.to_string(),
        Change::Batch(batch) => batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}")),
        Change::Clip(clip) => clip.map_or_else(|| "no clipping".to_owned(), |clip| format!("clip {clip}")),
        Change::L1(strength) => format!("L1 {strength}"),
        Change::Epochs(epochs) => {
            epochs.map_or_else(|| "no last epoch".to_owned(), |epochs| format!("{epochs} epochs"))
        }
    }
}

fn units_text(units: u32) -> String {
    if units == 1 { "1 unit".to_owned() } else { format!("{units} units") }
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
    use crate::nn::activation::Activation;
    use crate::train::unit::UnitId;

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

    #[test]
    fn a_mark_says_what_was_done() {
        let id = UnitId { layer: 1, unit: 2 };
        let tanh = Activation::from_id("tanh").unwrap();
        let set = |number| Intervention::NumberSet { id, number, value: -2.0 };
        for (done, label) in [
            (Intervention::Changed(vec![Change::Activations(vec![tanh]), Change::LearningRate(0.5)]), "Tanh, lr 0.5"),
            (Intervention::Changed(vec![Change::Batch(None), Change::Clip(Some(1.0))]), "full batch, clip 1"),
            (Intervention::Reinitialised { units: 1 }, "1 unit re-initialised"),
            (Intervention::BiasAdded { units: 3, amount: 0.5 }, "bias +0.5 on 3 units"),
            (set(UnitNumber::Weight(0)), "weight 1 of H2·3 set to −2"),
            (set(UnitNumber::BatchNormBias), "batch norm β of H2·3 set to −2"),
            (Intervention::BatchNormOn, "batch norm on"),
        ] {
            assert_eq!(intervention(&done, 2), label);
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
        assert_eq!(column(&[-0.009_362, -0.009_283, 0.0, 2.0]), ["−0.0094", "−0.0093", "0", "2.0000"]);
        assert_eq!(column(&[-4.204e-4, -4.1e-8, 1e4]), ["−4.204e−4", "−4.100e−8", "10000.00"]);
        // Alike in five decimals, and yet told apart.
        assert_eq!(column(&[0.539_827_8, 0.539_827_2, 0.1]), ["0.539828", "0.539827", "0.1000"]);
        assert_eq!((plain(-0.01), plain(1e-30), plain(0.1)), ("−0.01".into(), "1e−30".into(), "0.1".into()));
        let name = |text: &str| named(&text.parse::<Activation>().unwrap());
        assert_eq!((name("leaky_relu(0.1)"), name("leaky_relu")), ("Leaky ReLU (0.1)".into(), "Leaky ReLU".into()));
        assert_eq!(name("hardtanh(min_val=-2)"), "Hardtanh (min_val=−2)");
    }

    #[test]
    fn short_values_are_short() {
        for value in [0.0, 1e-9, 0.5, -0.25, 1.0, 12.34, -123.0, 5e7, f32::NAN, f32::NEG_INFINITY, 999.96] {
            assert!(short(value).chars().count() <= 7, "{}", short(value));
        }
    }
}
