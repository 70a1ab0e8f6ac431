//! What the numbers of the big picture mean, and so where its line runs.

use crate::nn::loss::Meaning;
use crate::train::snapshot::UnitId;
use crate::train::spec::Spec;

/// What the numbers of the big picture mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MapKind {
    /// Logits: shown as the probability of class 1, the line at 1/2.
    Probability,
    /// A probability, or a value near 0 for class 0 and near 1 for class 1, the line at 1/2.
    ClassValue,
    /// Several classes: the most probable one, and lines between them.
    Classes {
        /// How many.
        count: usize,
    },
    /// A value to be predicted.
    Value,
    /// Output of a hidden unit, the line where z = 0.
    Unit {
        /// f(0): what the unit answers at z = 0.
        level: f32,
        /// Whether the function is flat at that level on one side.
        flat: bool,
    },
}

impl MapKind {
    /// What the picture of `shown` means in a run of `spec`; `None` is the output.
    pub fn of(spec: &Spec, shown: Option<UnitId>) -> Self {
        if let Some(unit) = shown.filter(|unit| (unit.layer as usize) < spec.hidden.len()) {
            let activation = spec.activation(unit.layer as usize);
            return Self::Unit { level: activation.value(0.0), flat: activation.row().can_be_zero };
        }
        match spec.meaning() {
            None => Self::Value,
            Some(Meaning::Logits) if spec.outputs() > 2 => Self::Classes { count: spec.outputs() },
            Some(Meaning::Value) => Self::ClassValue,
            Some(Meaning::Logit | Meaning::Logits) => Self::Probability,
        }
    }

    /// Where the line runs; class 1 is above it. None between several classes: each pair has one.
    pub fn level(self) -> Option<f32> {
        match self {
            Self::Probability => Some(Meaning::Logit.threshold()),
            Self::ClassValue => Some(Meaning::Value.threshold()),
            Self::Value | Self::Classes { .. } => None,
            Self::Unit { level, .. } => Some(level),
        }
    }
}
