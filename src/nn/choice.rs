//! One concept, one row: a table of things to choose from, and a choice from it with its parameters.
//!
//! Activations, initialisers, optimizers and data sets are each one static table of rows.
//! A [`Choice`] points to a row and holds values for the row's [`Parameter`]s; written out it reads
//! `relu`, `leaky_relu(0.2)` or `sgd(momentum=0.9,nesterov=1)`, in links, files and tests alike.

mod text;

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::text::parse_f32;

/// The most parameters that any row of any table has.
pub const MAX_PARAMETERS: usize = 6;

/// A number that a row of a table can be tuned with.
#[derive(Debug, PartialEq)]
pub struct Parameter {
    /// `PyTorch`'s name for it, as in `negative_slope`.
    pub name: &'static str,
    /// `PyTorch`'s default, or the usual one where `PyTorch` has none.
    pub default: f32,
    /// The smallest value allowed.
    pub min: f32,
    /// The largest value allowed.
    pub max: f32,
    /// How the value is to be read.
    pub kind: ParameterKind,
    /// Whether the default is `PyTorch`'s.
    pub is_torch_default: bool,
}

/// How the value of a [`Parameter`] is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Any number in the range.
    Number,
    /// 0 (off) or 1 (on).
    Flag,
}

impl Parameter {
    /// A number with its default and its range.
    pub const fn number(name: &'static str, default: f32, min: f32, max: f32) -> Self {
        Self { name, default, min, max, kind: ParameterKind::Number, is_torch_default: true }
    }

    /// The same for a number that `PyTorch` has no default for, or that it does not have at all.
    pub const fn usual(name: &'static str, default: f32, min: f32, max: f32) -> Self {
        Self { is_torch_default: false, ..Self::number(name, default, min, max) }
    }

    /// A switch that is off by default.
    pub const fn flag(name: &'static str) -> Self {
        Self { name, default: 0.0, min: 0.0, max: 1.0, kind: ParameterKind::Flag, is_torch_default: true }
    }

    fn allows(&self, value: f32) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

/// A row of one of the tables.
pub trait Row: Sized + fmt::Debug + Sync + 'static {
    /// What a row is: `activation`, `optimizer`.
    const WHAT: &'static str;
    /// All rows; the first one is the default.
    fn table() -> &'static [Self];
    /// The name in links and files, `snake_case`.
    fn id(&self) -> &'static str;
    /// The name on the page.
    fn name(&self) -> &'static str;
    /// What it can be tuned with, in the order of [`Choice::values`].
    fn parameters(&self) -> &'static [Parameter];
}

/// A row and the values of its parameters.
pub struct Choice<R: Row> {
    row: &'static R,
    /// In the order of [`Row::parameters`]; those that the row does not have are 0.
    values: [f32; MAX_PARAMETERS],
}

/// Why a text is not a choice from a table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChoiceError {
    /// There is no such row.
    #[error("unknown {what} \"{id}\"")]
    Unknown {
        /// [`Row::WHAT`].
        what: &'static str,
        /// What was asked for.
        id: String,
        /// The ids there are.
        known: Vec<&'static str>,
    },
    /// The row has no such parameter, or fewer of them.
    #[error("unknown parameter \"{parameter}\" of {id}")]
    UnknownParameter {
        /// The row's id.
        id: &'static str,
        /// What was asked for.
        parameter: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// A value without a name stands behind one with a name, where nothing says whose it is. (Python has no such call either.)
    #[error("\"{value}\" of {id} needs a name")]
    Unnamed {
        /// The row's id.
        id: &'static str,
        /// What was given.
        value: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// A parameter is given twice; the first one holds.
    #[error("{parameter} of {id} is given twice")]
    Repeated {
        /// The row's id.
        id: &'static str,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// The parentheses are not one pair around the parameters, at the end.
    #[error("unbalanced parentheses in \"{text}\"")]
    Parentheses {
        /// What was given.
        text: String,
    },
    /// A parameter's value is not a number in its range.
    #[error("{parameter} of {id} is {value}, not in [{min}, {max}]")]
    OutOfRange {
        /// The row's id.
        id: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// What was given.
        value: String,
        /// The smallest value allowed.
        min: f32,
        /// The largest value allowed.
        max: f32,
    },
}

impl<R: Row> Choice<R> {
    /// The row with this id, its parameters at their defaults.
    ///
    /// # Errors
    /// [`ChoiceError::Unknown`] if the table has no such row.
    pub fn from_id(id: &str) -> Result<Self, ChoiceError> {
        R::table().iter().find(|row| row.id() == id).map(Self::of).ok_or_else(|| ChoiceError::Unknown {
            what: R::WHAT,
            id: id.to_owned(),
            known: R::table().iter().map(R::id).collect(),
        })
    }

    /// This row, its parameters at their defaults.
    pub fn of(row: &'static R) -> Self {
        let mut values = [0.0; MAX_PARAMETERS];
        for (value, parameter) in values.iter_mut().zip(row.parameters()) {
            *value = parameter.default;
        }
        Self { row, values }
    }

    /// The row.
    pub fn row(&self) -> &'static R {
        self.row
    }

    /// The row's id.
    pub fn id(&self) -> &'static str {
        self.row.id()
    }

    /// The row's name on the page.
    pub fn name(&self) -> &'static str {
        self.row.name()
    }

    /// The values of the row's parameters, in the order of [`Row::parameters`].
    pub fn values(&self) -> &[f32] {
        &self.values[..self.row.parameters().len()]
    }

    /// The value of the parameter with this name, if the row has it.
    pub fn parameter(&self, name: &str) -> Option<f32> {
        self.position(name).map(|index| self.values[index])
    }

    /// The same choice with one parameter set.
    ///
    /// # Errors
    /// [`ChoiceError::UnknownParameter`] and [`ChoiceError::OutOfRange`].
    pub fn with(mut self, name: &str, value: f32) -> Result<Self, ChoiceError> {
        let index = self.position(name).ok_or_else(|| self.unknown_parameter(name))?;
        let parameter = &self.row.parameters()[index];
        if !parameter.allows(value) {
            return Err(self.out_of_range(parameter, value.to_string()));
        }
        self.values[index] = value;
        Ok(self)
    }

    /// The same choice with the first parameter at a value that training has found, in its range or not.
    #[must_use]
    pub fn with_learned(mut self, value: Option<f32>) -> Self {
        if let Some(value) = value {
            self.values[0] = value;
        }
        self
    }

    /// The place of the parameter with this name among those of the row.
    fn position(&self, name: &str) -> Option<usize> {
        self.row.parameters().iter().position(|p| p.name == name)
    }
}

/// The table's first row.
impl<R: Row> Default for Choice<R> {
    fn default() -> Self {
        Self::of(&R::table()[0])
    }
}

impl<R: Row> Clone for Choice<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Row> Copy for Choice<R> {}

impl<R: Row> PartialEq for Choice<R> {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id() && self.values == other.values
    }
}

impl<R: Row> fmt::Debug for Choice<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// As id and parameters, both checked against the table when they are read. (Not as its text: that is for people, and an id such
/// as `sin(pi*x1)` would be taken for one with parameters.)
impl<R: Row> Serialize for Choice<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.id(), self.values()).serialize(serializer)
    }
}

impl<'de, R: Row> Deserialize<'de> for Choice<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (id, values) = <(String, Vec<f32>)>::deserialize(deserializer)?;
        let choice = Self::from_id(&id).map_err(D::Error::custom)?;
        let parameters = choice.row.parameters();
        if values.len() != parameters.len() {
            return Err(D::Error::invalid_length(values.len(), &"one value for each parameter"));
        }
        let pairs = parameters.iter().zip(values);
        pairs.into_iter().try_fold(choice, |choice, (p, value)| choice.with(p.name, value)).map_err(D::Error::custom)
    }
}
