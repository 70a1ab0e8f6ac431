//! The questions of the table of properties, and their answers in words.

use relu_lab::explore::properties::Properties;
use relu_lab::plot::format;

/// A row: what is asked, what is meant by it, and the answer.
pub struct Question {
    /// Its name in test ids.
    pub id: &'static str,
    /// Its name in the table.
    pub name: &'static str,
    /// What is meant by it.
    pub meaning: &'static str,
    /// Finds the answer.
    pub answer: fn(&Properties) -> Answer,
}

/// Yes, no or neither, and in words.
pub type Answer = (Option<bool>, String);

/// The rows, in the order of the table.
pub const QUESTIONS: &[Question] = &[
    Question { id: "range", name: "Range", meaning: "Values that f takes", answer: |p| (None, range(p)) },
    Question { id: "at-zero", name: "f(0)", meaning: "f at x = 0", answer: |p| (None, format::short(p.at_zero)) },
    Question {
        id: "centred",
        name: "Zero-centred",
        meaning: "Whether the mean of f(x) is 0 for x from N(0, 1), and that mean",
        answer: |p| {
            let mean = format!("mean {}", format::decimals(p.gaussian_mean, 2));
            (Some(p.is_zero_centred()), if p.is_zero_centred() { "mean 0".to_owned() } else { mean })
        },
    },
    Question {
        id: "largest-slope",
        name: "Largest |f′|",
        meaning: "Largest slope, up or down",
        answer: |p| (None, slope(p.largest_slope)),
    },
    Question { id: "flat", name: "Flat, f′ = 0", meaning: "Where no gradient passes at all", answer: flat },
    Question { id: "saturates", name: "Saturates", meaning: "Whether |f′| < 0.01 far out", answer: saturates },
    Question {
        id: "can-die",
        name: "Can die",
        meaning: "Whether f = 0 and f′ = 0 on a stretch: a unit whose data all lie there is dead",
        answer: |p| (Some(p.can_die), yes_no(p.can_die)),
    },
    Question { id: "smooth", name: "Smooth", meaning: "Whether f′ has no jump, or where it jumps", answer: smooth },
    Question {
        id: "monotone",
        name: "Monotone",
        meaning: "Whether f never falls",
        answer: |p| (Some(p.monotone), yes_no(p.monotone)),
    },
];

fn yes_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// A number without decimals that are not there.
fn slope(value: f32) -> String {
    if value.is_finite() && value < 100.0 {
        format::tick((value * 1000.0).round() / 1000.0)
    } else {
        format::short(value)
    }
}

fn end(value: f32) -> String {
    if value.is_infinite() { format::decimals(value, 0) } else { format::tick((value * 100.0).round() / 100.0) }
}

fn range(properties: &Properties) -> String {
    let (low, high) = (properties.low, properties.high);
    let open = if properties.takes_low { '[' } else { '(' };
    let close = if properties.takes_high { ']' } else { ')' };
    format!("{open}{}, {}{close}", end(low), end(high))
}

fn flat(properties: &Properties) -> Answer {
    let stretch = |(a, b): &(f32, f32)| match (a.is_infinite(), b.is_infinite()) {
        (true, true) => "everywhere".to_owned(),
        (true, false) => format!("x ≤ {}", end(*b)),
        (false, true) => format!("x ≥ {}", end(*a)),
        (false, false) => format!("{} to {}", end(*a), end(*b)),
    };
    // Far out every saturating function rounds to a constant: that is no stretch of the function itself.
    let inner: Vec<String> = properties.flat.iter().filter(|(a, b)| *b > -8.0 && *a < 8.0).map(stretch).collect();
    if inner.is_empty() { (Some(false), "nowhere".to_owned()) } else { (Some(true), inner.join(", ")) }
}

fn saturates(properties: &Properties) -> Answer {
    let words = match (properties.saturates_left, properties.saturates_right) {
        (true, true) => "both sides",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) => return (Some(false), yes_no(false)),
    };
    (Some(true), words.to_owned())
}

fn smooth(properties: &Properties) -> Answer {
    if properties.is_smooth() {
        return (Some(true), yes_no(true));
    }
    let kinks: Vec<String> = properties.kinks.iter().map(|x| end(*x)).collect();
    (Some(false), format!("kink at {}", kinks.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &str, function: &str) -> String {
        let properties = Properties::of(&function.parse().unwrap());
        let question = QUESTIONS.iter().find(|row| row.id == question).unwrap();
        (question.answer)(&properties).1
    }

    #[test]
    fn answers_are_short_and_right() {
        assert_eq!(answer("range", "relu"), "[0, ∞)");
        assert_eq!(answer("range", "sigmoid"), "(0, 1)");
        assert_eq!(answer("flat", "relu"), "x ≤ 0");
        assert_eq!(answer("flat", "softshrink"), "−0.5 to 0.5");
        assert_eq!(answer("smooth", "relu6"), "kink at 0, 6");
        assert_eq!(answer("largest-slope", "gelu"), "1.129");
        assert_eq!(answer("centred", "tanh"), "mean 0");
        assert_eq!(answer("saturates", "sigmoid"), "both sides");
    }
}
