//! Every unit as CSV: one row a unit, hidden layers first, with the weights as they are now.

use crate::compare::csv::line;
use crate::train::event::{Cause, Mover, Origin};
use crate::train::session::Session;
use crate::train::unit::UnitHealth;
use crate::train::units::UnitRow;

/// A column of the table.
pub struct Column {
    /// The heading.
    pub name: &'static str,
    /// What stands in it, as the documentation says it.
    pub what: &'static str,
    /// The cell of a unit; empty where there is nothing to say.
    get: fn(&Moment, &UnitRow) -> String,
}

/// When it is.
struct Moment {
    epoch: u32,
    step: u64,
}

/// All columns, in their order.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "unit",
        what: "its name: `H2.3` is the third unit of the second hidden layer, `out.1` the first output",
        get: |_, u| name(u),
    },
    Column {
        name: "layer",
        what: "number of its layer, from 1; the output layer is the last",
        get: |_, u| (u.id.layer + 1).to_string(),
    },
    Column { name: "number", what: "its number in the layer, from 1", get: |_, u| (u.id.unit + 1).to_string() },
    Column { name: "epoch", what: "whole epochs done", get: |m, _| m.epoch.to_string() },
    Column { name: "step", what: "steps done", get: |m, _| m.step.to_string() },
    Column {
        name: "activation",
        what: "its function as links write it, a learned slope as it is now",
        get: |_, u| u.activation.to_string(),
    },
    Column {
        name: "state",
        what: "`alive`, `rare`, `saturated`, `stuck`, `dead` or `not_finite`, over the training set; with batch norm by its statistics",
        get: |_, u| state(u.health).to_owned(),
    },
    Column {
        name: "state_in_use",
        what: "the same by the running statistics of batch norm; empty without batch norm",
        get: |_, u| u.health_in_use.map_or_else(String::new, |health| state(health).to_owned()),
    },
    Column {
        name: "gets_gradient",
        what: "`true` if any gradient of the loss reaches its z on some training point",
        get: |_, u| u.gets_gradient.to_string(),
    },
    Column {
        name: "died_at_epoch",
        what: "epoch of the check that found it dead, if it is dead",
        get: |_, u| optional(u.died.map(|(epoch, _)| epoch)),
    },
    Column {
        name: "died_by",
        what: "how it came: `start` with the first weights, `step` by training, `intervention` by what the user did",
        get: |_, u| u.died.map_or_else(String::new, |(_, origin)| by(origin).to_owned()),
    },
    Column {
        name: "killed_at_step",
        what: "the step after which it was dead, if that is known",
        get: |_, u| cause(u, |cause| cause.step.to_string()),
    },
    Column {
        name: "killed_by",
        what: "what moved farther in that step: `unit`, its own weights and bias, or `layers_below`",
        get: |_, u| cause(u, |cause| if cause.mover() == Mover::Unit { "unit" } else { "layers_below" }.to_owned()),
    },
    Column {
        name: "active_fraction",
        what: "share of the training points with a > 0",
        get: |_, u| u.active_fraction.to_string(),
    },
    Column {
        name: "zero_gradient_fraction",
        what: "share of the training points with f'(z) = 0",
        get: |_, u| u.zero_gradient_fraction.to_string(),
    },
    Column {
        name: "dormant_score",
        what: "mean |a| over the layer's mean |a|",
        get: |_, u| u.dormant_score.to_string(),
    },
    Column {
        name: "gradient_norm",
        what: "L2 norm of the gradient of its incoming weights over the whole training set, before clipping",
        get: |_, u| u.gradient_norm.to_string(),
    },
    Column { name: "weight_norm", what: "L2 norm of its incoming weights", get: |_, u| u.weight_norm.to_string() },
    Column { name: "bias", what: "its bias", get: |_, u| u.bias.to_string() },
    Column {
        name: "batch_norm_weight",
        what: "weight γ of its batch norm; this and the next three are empty without one",
        get: |_, u| optional(u.batch_norm.map(|norm| norm.weight)),
    },
    Column {
        name: "batch_norm_bias",
        what: "bias β of its batch norm",
        get: |_, u| optional(u.batch_norm.map(|norm| norm.bias)),
    },
    Column {
        name: "running_mean",
        what: "running mean of its batch norm",
        get: |_, u| optional(u.batch_norm.map(|norm| norm.running_mean)),
    },
    Column {
        name: "running_var",
        what: "running variance of its batch norm",
        get: |_, u| optional(u.batch_norm.map(|norm| norm.running_var)),
    },
];

/// The whole file (RFC 4180). Numbers are the shortest decimals that read back as the same float32.
pub fn file(session: &mut Session) -> String {
    let units = session.units();
    let moment = Moment { epoch: session.state().epoch, step: session.state().step };
    let mut text = line(&COLUMNS.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>());
    for unit in &units {
        text += &line(&COLUMNS.iter().map(|column| (column.get)(&moment, unit)).collect::<Vec<_>>());
    }
    text
}

fn name(unit: &UnitRow) -> String {
    let number = unit.id.unit + 1;
    if unit.is_output { format!("out.{number}") } else { format!("H{}.{number}", unit.id.layer + 1) }
}

fn state(health: UnitHealth) -> &'static str {
    match health {
        UnitHealth::Alive => "alive",
        UnitHealth::Rare => "rare",
        UnitHealth::Saturated => "saturated",
        UnitHealth::Stuck => "stuck",
        UnitHealth::Dead => "dead",
        UnitHealth::NotFinite => "not_finite",
    }
}

fn by(origin: Origin) -> &'static str {
    match origin {
        Origin::Start => "start",
        Origin::Step => "step",
        Origin::Intervention { .. } => "intervention",
    }
}

fn cause(unit: &UnitRow, read: impl Fn(&Cause) -> String) -> String {
    unit.cause.as_ref().map_or_else(String::new, read)
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
