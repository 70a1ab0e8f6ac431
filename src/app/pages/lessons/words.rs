//! What the Lessons page says: verdicts, rules, numbers.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::address::Step;
use relu_lab::lessons::experiment::{Quantity, Scale};
use relu_lab::lessons::rule::Verdict;
use relu_lab::plot::format;

use crate::components::icons::{self, Icon};

/// Words of the glossary that explain themselves in the texts of lessons.
pub const EXPLAINED: &[&str] = &[
    "dead",
    "stuck",
    "saturated",
    "sgd",
    "learning_rate",
    "momentum",
    "weight_decay",
    "bce",
    "logit",
    "he",
    "xavier",
    "torch_default",
    "fan_in",
    "batch_norm",
    "in_place",
    "tape",
    "median",
];

/// The word of a verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::True => "True",
        Verdict::Depends => "It depends",
        Verdict::False => "False",
    }
}

/// The icon of a verdict.
pub fn verdict_icon(verdict: Verdict) -> Icon {
    match verdict {
        Verdict::True => icons::YES,
        Verdict::Depends => icons::HALF,
        Verdict::False => icons::WRONG,
    }
}

/// A verdict with its icon.
pub fn verdict_chip(shown: Verdict) -> impl IntoView {
    view! { <span class="chip-verdict" data-verdict=shown.id()>{verdict_icon(shown).view()} {verdict(shown)}</span> }
}

/// The name of a step.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Predict => "Predict",
        Step::Run => "Run",
        Step::Observe => "Observe",
        Step::Explain => "Explain",
    }
}

/// What a screen reader hears when everything was measured. The verdict itself is told where it is shown.
pub fn finished(lesson: &Lesson, before: Option<Verdict>, now: Verdict) -> String {
    match before {
        Some(before) => format!(
            "Measured: {} With these seeds the verdict is {}; before it was {}.",
            lesson.claim,
            verdict(now),
            verdict(before)
        ),
        None => format!("Measured: {}", lesson.claim),
    }
}

/// Whether the prediction was right.
pub fn prediction(prediction: Verdict, measured: Verdict) -> String {
    let said = verdict(prediction);
    if prediction == measured {
        format!("You predicted {said}, and so it came out.")
    } else {
        format!("You predicted {said}; it came out as {}.", verdict(measured))
    }
}

/// A measured number, in the way of its quantity; a dash where there is none.
pub fn number(quantity: &Quantity, value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let value = if quantity.scale == Scale::Log10 { 10.0_f64.powf(value) } else { value };
    if value.is_infinite() {
        return if quantity.scale == Scale::Log10 { "∞" } else { "never" }.to_owned();
    }
    let value = value as f32;
    match quantity.scale {
        Scale::Share => format::percent(value, if value > 0.0 && value < 0.1 { 1 } else { 0 }),
        Scale::Log10 if value == 0.0 => "< 1e−45".to_owned(),
        Scale::Log10 => format::rounded(value, 2),
        Scale::Linear => format::rounded(value, 3),
    }
}

/// The seeds of a measurement: `seeds 1 to 12`.
pub fn seeds(first: u32, count: u32) -> String {
    match count {
        1 => format!("seed {first}"),
        _ => format!("seeds {first} to {}", first.saturating_add(count - 1)),
    }
}

/// How often everything is measured.
pub fn each(seeds: u32) -> String {
    match seeds {
        1 => "Once, in this browser: nothing in it is random.".to_owned(),
        _ => format!("Each with {seeds} seeds, in this browser."),
    }
}

/// `60 measurements, 1.3 s`.
pub fn measurements(count: usize, millis: f64) -> String {
    let seconds = millis / 1000.0;
    if seconds < 0.1 {
        format!("{count} measurements, under 0.1 s")
    } else {
        format!("{count} measurements, {seconds:.1} s")
    }
}
