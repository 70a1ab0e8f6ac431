//! Choices as text, read and written. None of it knows the type of the rows, so that it exists once and not once for each table.

use std::fmt;

use super::{ChoiceError, MAX_PARAMETERS, Parameter, Row};
use crate::number;

/// Values of a row's parameters; those that it does not have are 0.
pub(super) type Values = [f32; MAX_PARAMETERS];

/// What a choice's text says of its row.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub id: &'static str,
    pub parameters: &'static [Parameter],
}

impl Head {
    #[inline]
    pub fn of<R: Row>(row: &R) -> Self {
        Self { id: row.id(), parameters: row.parameters() }
    }

    #[inline]
    pub fn defaults(self) -> Values {
        let mut values = [0.0; MAX_PARAMETERS];
        for (value, parameter) in values.iter_mut().zip(self.parameters) {
            *value = parameter.default;
        }
        values
    }

    #[inline]
    pub fn position(self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|p| p.name == name)
    }

    /// Sets one value.
    #[inline]
    pub fn set(self, values: &mut Values, name: &str, value: f32) -> Result<(), ChoiceError> {
        let index = self.position(name).ok_or_else(|| self.no_parameter(name))?;
        let parameter = &self.parameters[index];
        if !parameter.allows(value) {
            return Err(self.out_of_range(parameter, value.to_string()));
        }
        values[index] = value;
        Ok(())
    }

    /// Takes `0.2,beta=3`, the text between the parentheses, as far as it is allowed.
    #[inline]
    fn read(self, values: &mut Values, arguments: &str, errors: &mut Vec<ChoiceError>) {
        for (position, argument) in arguments.split(',').filter(|a| !a.trim().is_empty()).enumerate() {
            let (index, text) = match argument.split_once('=') {
                Some((name, text)) => (self.position(name.trim()), text.trim()),
                None => ((position < self.parameters.len()).then_some(position), argument.trim()),
            };
            let Some(index) = index else {
                errors.push(self.no_parameter(argument.trim()));
                continue;
            };
            let parameter = &self.parameters[index];
            let value = number::parse::<f32>(text);
            if !value.is_some_and(|value| parameter.allows(value)) {
                errors.push(self.out_of_range(parameter, text.to_owned()));
            }
            if let Some(value) = value.filter(|value| !value.is_nan()) {
                values[index] = value.clamp(parameter.min, parameter.max);
            }
        }
    }

    #[inline]
    pub fn write(self, values: &Values, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)?;
        let mut separator = "(";
        for (parameter, value) in self.parameters.iter().zip(values) {
            if *value == parameter.default {
                continue;
            }
            f.write_str(separator)?;
            separator = ",";
            if self.parameters.len() > 1 {
                f.write_str(parameter.name)?;
                f.write_str("=")?;
            }
            write!(f, "{value}")?;
        }
        f.write_str(if separator == "," { ")" } else { "" })
    }

    #[inline]
    fn no_parameter(self, asked: &str) -> ChoiceError {
        let names: Vec<_> = self.parameters.iter().map(|p| p.name).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        ChoiceError::UnknownParameter { id: self.id, parameter: asked.to_owned(), known }
    }

    #[inline]
    fn out_of_range(self, parameter: &'static Parameter, value: String) -> ChoiceError {
        ChoiceError::OutOfRange {
            id: self.id,
            parameter: parameter.name,
            value,
            min: parameter.min,
            max: parameter.max,
        }
    }
}

/// A table of rows.
pub(super) struct Table {
    what: &'static str,
    rows: usize,
    head: fn(usize) -> Head,
}

/// A row by its place, its values, and what of a text could not be taken.
pub(super) struct Reading {
    pub row: usize,
    pub values: Values,
    pub errors: Vec<ChoiceError>,
}

impl Table {
    #[inline]
    pub fn of<R: Row>() -> Self {
        Self { what: R::WHAT, rows: R::table().len(), head: |row| Head::of(&R::table()[row]) }
    }

    /// The place of the row with this id.
    #[inline]
    pub fn find(&self, id: &str) -> Result<usize, ChoiceError> {
        let ids = (0..self.rows).map(|row| (self.head)(row).id);
        ids.clone().position(|known| known == id).ok_or_else(|| ChoiceError::Unknown {
            what: self.what,
            id: id.to_owned(),
            known: ids.collect::<Vec<_>>().join(", "),
        })
    }

    #[inline]
    pub fn read(&self, text: &str) -> Reading {
        let text = text.trim();
        let (id, arguments) = match text.split_once('(') {
            Some((id, rest)) => (id.trim(), rest.trim_end().strip_suffix(')').unwrap_or(rest)),
            None => (text, ""),
        };
        let (row, mut errors) = match self.find(id) {
            Ok(row) => (Some(row), Vec::new()),
            Err(error) => (None, vec![error]),
        };
        let head = (self.head)(row.unwrap_or(0));
        let mut values = head.defaults();
        if row.is_some() {
            head.read(&mut values, arguments, &mut errors);
        }
        Reading { row: row.unwrap_or(0), values, errors }
    }
}
