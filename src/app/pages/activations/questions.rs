//! The questions of the table of properties, and their answers in words.

use relu_lab::explore::pieces::{End, Join};
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
    /// The word of the glossary that explains more.
    pub word: Option<&'static str>,
    /// Finds the answer.
    pub answer: fn(&Properties) -> Answer,
}

/// Yes, no or neither, and in words.
pub type Answer = (Option<bool>, String);

/// The rows, in the order of the table.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "range",
        name: "Range",
        meaning: "Values that f takes; an end with a round bracket is only approached",
        word: None,
        answer: |p| (None, range(p)),
    },
    Question {
        id: "at-zero",
        name: "f(0)",
        meaning: "f at x = 0",
        word: None,
        answer: |p| (None, format::rounded(p.at_zero, 4)),
    },
    Question {
        id: "centred",
        name: "Zero-centred",
        meaning: "Whether the mean of f(x) is 0 for x from N(0, 1), and that mean",
        word: None,
        answer: |p| {
            let mean = if p.is_zero_centred { 0.0 } else { p.gaussian_mean };
            (Some(p.is_zero_centred), format!("mean {}", format::rounded(mean, 3)))
        },
    },
    Question {
        id: "largest-slope",
        name: "Largest |f′|",
        meaning: "Largest slope, up or down; with < it is approached and never reached",
        word: None,
        answer: |p| (None, slope(p.largest_slope)),
    },
    Question {
        id: "flat",
        name: "Flat, f′ = 0",
        meaning: "Stretches where no gradient passes at all",
        word: Some("slope"),
        answer: flat,
    },
    Question {
        id: "saturates",
        name: "Saturates",
        meaning: "Whether f′ goes to 0 far out",
        word: Some("saturates"),
        answer: saturates,
    },
    Question {
        id: "can-die",
        name: "Can die",
        meaning: "Whether f = 0 and f′ = 0 on a stretch: a unit whose data all lie there is dead",
        word: Some("dead"),
        answer: |p| (Some(p.can_die), yes_no(p.can_die)),
    },
    Question {
        id: "smooth",
        name: "Smooth",
        meaning: "Whether f and f′ are continuous; a kink is a jump of f′. Jumps too small for float32 do not count",
        word: Some("kink"),
        answer: smooth,
    },
    Question {
        id: "monotone",
        name: "Monotone",
        meaning: "Whether f never falls",
        word: None,
        answer: |p| (Some(p.monotone), yes_no(p.monotone)),
    },
];

fn yes_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn number(value: f64) -> String {
    format::rounded(value as f32, 4)
}

/// `0.25`, `< 1` if it is only approached, `∞` without a bound.
fn slope(end: End) -> String {
    if end.taken || end.at.is_infinite() { number(end.at) } else { format!("< {}", number(end.at)) }
}

fn range(properties: &Properties) -> String {
    let (low, high) = (properties.low, properties.high);
    let open = if low.taken { '[' } else { '(' };
    let close = if high.taken { ']' } else { ')' };
    format!("{open}{}, {}{close}", number(low.at), number(high.at))
}

fn flat(properties: &Properties) -> Answer {
    let stretch = |(a, b): &(f64, f64)| match (a.is_infinite(), b.is_infinite()) {
        (true, true) => "everywhere".to_owned(),
        (true, false) => format!("x ≤ {}", number(*b)),
        (false, true) => format!("x ≥ {}", number(*a)),
        (false, false) => format!("{} to {}", number(*a), number(*b)),
    };
    let all: Vec<String> = properties.flat.iter().map(stretch).collect();
    if all.is_empty() { (Some(false), "nowhere".to_owned()) } else { (Some(true), all.join(", ")) }
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
    let places = |join: Join, name: &str| {
        let at: Vec<String> = properties.breaks.iter().filter(|b| b.join == join).map(|b| number(b.x)).collect();
        (!at.is_empty()).then(|| format!("{name} at {}", at.join(", ")))
    };
    let all: Vec<String> = [places(Join::Kink, "kink"), places(Join::Jump, "jump")].into_iter().flatten().collect();
    (Some(false), all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &str, function: &str) -> String {
        let properties = Properties::of(&function.parse().unwrap()).unwrap();
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
        assert_eq!(answer("range", "celu(10)"), "(−10, ∞)");
        assert_eq!(answer("range", "softplus(beta=0.01)"), "(0, ∞)");
        assert_eq!(answer("range", "gelu"), "[−0.17, ∞)");
        assert_eq!(answer("range", "hardtanh(min_val=-0.005)"), "[−0.005, 1]");
        assert_eq!(answer("largest-slope", "tanhshrink"), "< 1");
        assert_eq!(answer("largest-slope", "hardswish"), "< 1.5");
        assert_eq!(answer("largest-slope", "squared_relu"), "∞");
        assert_eq!(answer("smooth", "elu(0.996)"), "kink at 0");
        assert_eq!(answer("smooth", "hardshrink"), "jump at −0.5, 0.5");
        assert_eq!(answer("smooth", "elu"), "yes");
    }
}
