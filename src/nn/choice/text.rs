//! Choices as text: `relu`, `leaky_relu(0.2)`, `sgd(momentum=0.9,nesterov=1)`, read and written.

use std::fmt;
use std::str::FromStr;

use super::{Choice, ChoiceError, MAX_PARAMETERS, Parameter, Row};

impl<R: Row> Choice<R> {
    /// The nearest choice that a text allows, and what had to be changed.
    ///
    /// An unknown row gives the table's default; an unknown parameter is left out; a value out of range takes the nearest end.
    pub fn parse_lenient(text: &str) -> (Self, Vec<ChoiceError>) {
        let text = text.trim();
        // An id may have parentheses of its own, as `sin(pi*x1)`.
        if let Ok(choice) = Self::from_id(text) {
            return (choice, Vec::new());
        }
        let (id, rest) = text.split_once('(').map_or((text, None), |(id, rest)| (id.trim(), Some(rest)));
        let mut choice = match Self::from_id(id) {
            Ok(choice) => choice,
            Err(error) => return (Self::default(), vec![error]),
        };
        let mut errors = Vec::new();
        let arguments = rest.map_or("", |rest| {
            let inner = rest.strip_suffix(')').filter(|inner| !inner.contains(['(', ')']));
            inner.unwrap_or_else(|| {
                errors.push(ChoiceError::Parentheses { text: text.to_owned() });
                rest.trim_end_matches(')')
            })
        });
        errors.extend(choice.set_from_text(arguments));
        (choice, errors)
    }

    /// Takes `0.2,beta=3`, the text between the parentheses, as far as it is allowed: values in the order of the parameters,
    /// then values with names.
    fn set_from_text(&mut self, arguments: &str) -> Vec<ChoiceError> {
        let mut errors = Vec::new();
        let parameters = self.row.parameters();
        let (mut is_set, mut is_named) = ([false; MAX_PARAMETERS], false);
        // As in Python, a comma may stand behind the last one.
        let arguments = arguments.trim();
        let arguments = arguments.strip_suffix(',').unwrap_or(arguments);
        if arguments.is_empty() {
            return errors;
        }
        for (position, argument) in arguments.split(',').enumerate() {
            let (index, text) = match argument.split_once('=') {
                Some((name, text)) => {
                    is_named = true;
                    (self.position(name.trim()), text.trim())
                }
                None if is_named => {
                    errors.push(self.unnamed(argument.trim()));
                    continue;
                }
                None => ((position < parameters.len()).then_some(position), argument.trim()),
            };
            let Some(index) = index else {
                errors.push(self.unknown_parameter(argument.trim()));
                continue;
            };
            let parameter = &parameters[index];
            if std::mem::replace(&mut is_set[index], true) {
                errors.push(ChoiceError::Repeated { id: self.id(), parameter: parameter.name });
                continue;
            }
            let value = parse_f32(text);
            if !value.is_some_and(|value| parameter.allows(value)) {
                errors.push(self.out_of_range(parameter, text.to_owned()));
            }
            if let Some(value) = value.filter(|value| !value.is_nan()) {
                self.values[index] = value.clamp(parameter.min, parameter.max);
            }
        }
        errors
    }

    fn unnamed(&self, value: &str) -> ChoiceError {
        let known = self.row.parameters().iter().map(|p| p.name).collect();
        ChoiceError::Unnamed { id: self.id(), value: value.to_owned(), known }
    }

    pub(super) fn unknown_parameter(&self, asked: &str) -> ChoiceError {
        let known = self.row.parameters().iter().map(|p| p.name).collect();
        ChoiceError::UnknownParameter { id: self.id(), parameter: asked.to_owned(), known }
    }

    pub(super) fn out_of_range(&self, parameter: &Parameter, value: String) -> ChoiceError {
        let &Parameter { name, min, max, .. } = parameter;
        ChoiceError::OutOfRange { id: self.id(), parameter: name, value, min, max }
    }
}

/// A float32 from text: read as float64 and rounded, as `torch.tensor(0.1)` does with a Python float.
///
/// Every setting is read this way. Rounding once, as `str::parse::<f32>` does, differs for a few texts of 17 and more digits.
pub fn parse_f32(text: &str) -> Option<f32> {
    text.parse::<f64>().ok().map(|number| number as f32)
}

/// `id`, `id(value)` for a row of one parameter, `id(name=value,…)` for more; values at their default are left out.
impl<R: Row> fmt::Display for Choice<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.row.parameters();
        let changed = parameters.iter().zip(self.values()).filter(|(parameter, value)| **value != parameter.default);
        let arguments: Vec<_> = changed
            .map(|(parameter, value)| match parameters {
                [_] => value.to_string(),
                _ => format!("{}={value}", parameter.name),
            })
            .collect();
        if arguments.is_empty() { f.write_str(self.id()) } else { write!(f, "{}({})", self.id(), arguments.join(",")) }
    }
}

impl<R: Row> FromStr for Choice<R> {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        let (choice, mut errors) = Self::parse_lenient(text);
        if errors.is_empty() { Ok(choice) } else { Err(errors.swap_remove(0)) }
    }
}
