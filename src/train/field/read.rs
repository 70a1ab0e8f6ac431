//! Settings read from text: the nearest allowed value is taken, and the error says what is allowed.

use std::fmt::Display;

use crate::data::features::{self, FEATURES, Feature};
use crate::data::own::Own;
use crate::data::own::scaling::Scaling;
use crate::data::sets::{DataSet, MAX_CLASSES, MIN_CLASSES, OWN, USUAL_CLASSES};
use crate::nn::activation::Activation;
use crate::nn::choice::{Choice, Row, parse_f32};
use crate::train::notice::{Bound, Correction, Problem};
use crate::train::output::OUTPUTS;
use crate::train::spec::{MAX_LAYERS, MAX_UNITS, Spec, join};

/// The pieces of a text between the commas that are not in parentheses.
pub fn split_list(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let pieces = text.split(move |c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    });
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

pub(super) fn choose<R: Row>(into: &mut Choice<R>, text: &str) -> Result<(), Correction> {
    let (choice, errors) = Choice::parse_lenient(text);
    *into = choice;
    corrected(errors.into_iter().map(Problem::from).collect(), &choice)
}

/// So many pieces of a list that could not be taken are named one by one.
const ERRORS_NAMED: usize = 4;

/// A number whose decimals are behind a comma, `0,3`, with a point in its place; `None` for every other text.
pub(crate) fn decimal_comma(text: &str) -> Option<String> {
    let (whole, decimals) = text.trim().split_once(',')?;
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let pointed = format!("{whole}.{decimals}");
    let is_number = is_digit(whole.chars().last()) && is_digit(decimals.chars().next());
    any_number(&pointed).filter(|_| is_number).map(|_| pointed)
}

/// What was wrong, and what is used instead; a long list of problems is cut.
fn corrected(mut problems: Vec<Problem>, used: &dyn Display) -> Result<(), Correction> {
    if problems.is_empty() {
        return Ok(());
    }
    let more = problems.len().saturating_sub(ERRORS_NAMED);
    problems.truncate(ERRORS_NAMED);
    if more > 0 {
        problems.push(Problem::MoreItems(more));
    }
    Err(Correction { problems, used: Some(used.to_string()) })
}

/// A number that a setting can be. Every one of them is exact as float64, so that ranges are compared there.
pub(super) trait Number: Copy + PartialOrd + Into<f64> + Into<Bound> + Display {
    /// The number, if the text is one of this type.
    fn parse(text: &str) -> Option<Self>;
    /// The number, if it is one of this type.
    fn from_f64(number: f64) -> Self;
}

impl Number for f32 {
    fn parse(text: &str) -> Option<Self> {
        parse_f32(text)
    }

    fn from_f64(number: f64) -> Self {
        number as Self
    }
}

impl Number for u32 {
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn from_f64(number: f64) -> Self {
        number as Self
    }
}

/// The number in a text, whatever the type of the setting; NaN is none.
fn any_number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| !number.is_nan())
}

/// Sets the nearest allowed number to what a text says; leaves it as it is if that is no number.
pub(super) fn number<T: Number>(into: &mut T, text: &str, min: T, max: T) -> Result<(), Correction> {
    if let Some(pointed) = decimal_comma(text) {
        number(into, &pointed, min, max)?;
        return Err(Problem::DecimalComma.instead(into));
    }
    let text = text.trim();
    *into = match T::parse(text) {
        Some(value) if value >= min && value <= max => {
            *into = value;
            return Ok(());
        }
        Some(value) if value > max => max,
        Some(value) if value < min => min,
        // It is NaN; or an integer was wanted, and the text is a fraction, is negative, or is too large for the type.
        _ => any_number(text).map_or(*into, |value| T::from_f64(value.floor().clamp(min.into(), max.into()))),
    };
    let (min, max) = (min.into(), max.into());
    let is_number = any_number(text).is_some();
    let problem =
        if is_number { Problem::OutOfRange { min, max, or: None } } else { Problem::NotANumber { min, max, or: None } };
    Err(problem.instead(into))
}

/// The same for a setting that a word turns off.
pub(super) fn optional<T: Number>(
    into: &mut Option<T>,
    text: &str,
    off: &'static str,
    min: T,
    max: T,
) -> Result<(), Correction> {
    let text = text.trim();
    if text == off {
        *into = None;
        return Ok(());
    }
    if any_number(text).is_none() && decimal_comma(text).is_none() {
        let used = into.map_or_else(|| off.to_owned(), |value| value.to_string());
        return Err(Problem::NotANumber { min: min.into(), max: max.into(), or: Some(off) }.instead(&used));
    }
    let mut value = into.unwrap_or(min);
    let result = number(&mut value, text, min, max);
    *into = Some(value);
    result.map_err(|mut correction| {
        for problem in &mut correction.problems {
            if let Problem::OutOfRange { or, .. } | Problem::NotANumber { or, .. } = problem {
                *or = Some(off);
            }
        }
        correction
    })
}

pub(super) fn set_data(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    // `blobs(5)` is `blobs` with five classes.
    let (id, classes) = match text.trim().strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((id, classes)) if DataSet::from_id(id).is_ok_and(|data| data.row().has_choice_of_classes()) => {
            (id, Some(classes.strip_prefix("classes=").unwrap_or(classes)))
        }
        _ => (text, None),
    };
    let had_choice = spec.data.row().has_choice_of_classes();
    let was_own = spec.data.row().is_own();
    choose(&mut spec.data, id)?;
    if was_own && !spec.data.row().is_own() {
        // So many points, and scaled like this, were those.
        (spec.own, spec.scaling, spec.samples) = (None, Scaling::None, Spec::default().samples);
    }
    if had_choice && !spec.data.row().has_choice_of_classes() {
        // They were those of the data before: nobody asked for so many of these.
        spec.classes = USUAL_CLASSES;
    }
    classes.map_or(Ok(()), |classes| set_classes(spec, classes))
}

/// Takes own points, and with them the set that they are.
pub(super) fn set_own(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    if text.is_empty() {
        return Ok(());
    }
    let own = Own::from_code(text).map_err(|error| Correction::from(Problem::OwnCode(error)))?;
    choose(&mut spec.data, OWN)?;
    spec.own = Some(own);
    Ok(())
}

pub(super) fn set_scaling(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    if text.is_empty() {
        return Ok(());
    }
    let found = Scaling::from_id(text.trim());
    spec.scaling = found.unwrap_or(spec.scaling);
    let allowed = || Scaling::ALL.map(Scaling::id).into();
    found.map(|_| ()).ok_or_else(|| Problem::UnknownWord { allowed: allowed() }.instead(spec.scaling.id()))
}

// Tables and files have an empty cell where own points are taken as they are.

pub(super) fn number_of_points(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    if text.is_empty() { Ok(()) } else { number(&mut spec.samples, text, 16, 2000) }
}

pub(super) fn set_noise(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    if text.is_empty() { Ok(()) } else { number(&mut spec.noise, text, 0.0, 0.5) }
}

pub(super) fn set_classes(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    // Tables and files have an empty cell where there is no choice.
    if text.is_empty() { Ok(()) } else { number(&mut spec.classes, text, MIN_CLASSES, MAX_CLASSES) }
}

pub(super) fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

pub(super) fn set_batch_norm(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    match text.trim() {
        "on" | "1" | "true" => spec.batch_norm = true,
        "off" | "0" | "false" => spec.batch_norm = false,
        _ => return Err(Problem::UnknownWord { allowed: vec!["on", "off"] }.instead(on_or_off(spec.batch_norm))),
    }
    Ok(())
}

/// So many pieces of a list of features are read, far more than there are features: a link may hold a megabyte of them.
const MOST_PIECES: usize = 64;

pub(super) fn set_features(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    let mut features = Vec::new();
    let mut errors = Vec::new();
    let pieces = split_list(text);
    if pieces.len() > MOST_PIECES {
        errors.push(Problem::TooMany { max: MOST_PIECES });
    }
    for piece in pieces.into_iter().take(MOST_PIECES) {
        match features::from_text(piece) {
            Ok(feature) if features.contains(&feature) => {}
            Ok(feature) => features.push(feature),
            Err(error) => errors.push(error.into()),
        }
    }
    if features.is_empty() {
        features = features::first_two();
        errors.push(Problem::Empty);
    }
    // The order of the table, whatever the order of writing: the same features give the same net.
    spec.features = FEATURES.iter().map(Feature::of).filter(|feature| features.contains(feature)).collect();
    corrected(errors, &join(&spec.features))
}

pub(super) fn set_hidden(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    let text = text.trim();
    if text == "0" {
        // No layer has 0 units, so the number of layers is meant.
        spec.hidden = Vec::new();
        return Err(Problem::NoHiddenLayer.instead("none"));
    }
    let mut hidden = Vec::new();
    let mut bad = false;
    for piece in text.split(',').map(str::trim).filter(|piece| !piece.is_empty() && *piece != "none") {
        let mut units = 8;
        bad |= number(&mut units, piece, 1, MAX_UNITS).is_err();
        hidden.push(units);
    }
    bad |= hidden.len() > MAX_LAYERS;
    hidden.truncate(MAX_LAYERS);
    spec.hidden = hidden;
    if bad {
        let problem = Problem::Widths { max_layers: MAX_LAYERS, max_units: MAX_UNITS };
        return Err(problem.instead(&join(&spec.hidden)));
    }
    Ok(())
}

pub(super) fn set_activations(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    let mut errors = Vec::new();
    let mut activations = Vec::new();
    let pieces = split_list(text);
    if pieces.len() > MAX_LAYERS {
        errors.push(Problem::TooMany { max: MAX_LAYERS });
    }
    for piece in pieces.into_iter().take(MAX_LAYERS) {
        let (activation, found) = Activation::parse_lenient(piece);
        errors.extend(found.into_iter().map(Problem::from));
        activations.push(activation);
    }
    if activations.is_empty() {
        activations.push(Activation::default());
        errors.push(Problem::Empty);
    }
    spec.activations = activations;
    corrected(errors, &join(&spec.activations))
}

pub(super) fn output_word(spec: &Spec) -> &'static str {
    spec.output_row().word
}

pub(super) fn set_output(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    let found = OUTPUTS.iter().find(|row| row.word == text.trim());
    spec.output = Activation::from_id(found.unwrap_or(&OUTPUTS[0]).activation).unwrap_or_default();
    let allowed = || OUTPUTS.iter().map(|row| row.word).collect();
    found.map(|_| ()).ok_or_else(|| Problem::UnknownWord { allowed: allowed() }.instead(output_word(spec)))
}

pub(super) fn set_loss(spec: &mut Spec, text: &str) -> Result<(), Correction> {
    spec.loss = None;
    if text.trim() != "auto" {
        let mut loss = spec.resolved_loss();
        choose(&mut loss, text).map_err(|correction| Correction { used: Some("auto".to_owned()), ..correction })?;
        spec.loss = Some(loss);
    }
    Ok(())
}
