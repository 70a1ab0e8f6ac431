//! What can be varied, one row each: how a value is written into a spec.

use crate::nn::activation::ActivationRow;
use crate::nn::choice::{Choice, Row};
use crate::nn::init::InitRow;
use crate::nn::optimizer::OptimizerRow;
use crate::train::field::field;
use crate::train::notice::{Correction, Problem};
use crate::train::spec::{MAX_LAYERS, MAX_UNITS, Spec};

/// A row of [`FACTORS`].
#[derive(Debug)]
pub struct Factor {
    /// The name in links: `vary=act`.
    pub id: &'static str,
    /// The key of the setting that it changes; empty for the seeds, which differ anyway.
    pub key: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// Values to begin with, as in links.
    pub suggestion: &'static str,
    /// How the page calls a value in a figure or a table: `ReLU`, `lr 0.3`, `3 units`.
    pub label: fn(&str) -> String,
    /// How a sentence calls it, where a number alone would say nothing: `learning rate 0.3`, `width 3`.
    pub spoken: fn(&str) -> String,
    /// Writes a value into a spec and gives it back as links write it (`0.10` is `0.1`); the error says what is allowed.
    pub apply: fn(&mut Spec, &str) -> Result<String, Correction>,
}

/// Everything that can be varied; the first is the default.
pub const FACTORS: &[Factor] = &[
    Factor {
        id: "act",
        key: "act",
        name: "Activation",
        suggestion: "relu,leaky_relu,elu,gelu,tanh,sigmoid",
        label: chosen::<ActivationRow>,
        spoken: chosen::<ActivationRow>,
        apply: |spec, value| set(spec, "act", value),
    },
    Factor {
        id: "init",
        key: "init",
        name: "Initialisation",
        suggestion: "kaiming_normal,xavier_normal,torch_default",
        label: chosen::<InitRow>,
        spoken: chosen::<InitRow>,
        apply: |spec, value| set(spec, "init", value),
    },
    Factor {
        id: "opt",
        key: "opt",
        name: "Optimizer",
        suggestion: "sgd,adam,rmsprop",
        label: chosen::<OptimizerRow>,
        spoken: chosen::<OptimizerRow>,
        apply: |spec, value| set(spec, "opt", value),
    },
    Factor {
        id: "lr",
        key: "lr",
        name: "Learning rate",
        suggestion: "0.03,0.1,0.3,1",
        label: |value| format!("lr {value}"),
        spoken: |value| format!("learning rate {value}"),
        apply: |spec, value| set(spec, "lr", value),
    },
    Factor {
        id: "bn",
        key: "bn",
        name: "Batch norm",
        suggestion: "off,on",
        label: |value| if value == "on" { "Batch norm" } else { "No batch norm" }.to_owned(),
        spoken: |value| if value == "on" { "batch norm" } else { "no batch norm" }.to_owned(),
        apply: |spec, value| set(spec, "bn", value),
    },
    Factor {
        id: "depth",
        key: "hidden",
        name: "Depth",
        suggestion: "1,2,4,8",
        label: |value| format!("{value} {}", if value == "1" { "layer" } else { "layers" }),
        spoken: |value| format!("depth {value}"),
        apply: set_depth,
    },
    Factor {
        id: "width",
        key: "hidden",
        name: "Width",
        suggestion: "2,4,8,16",
        label: |value| format!("{value} {}", if value == "1" { "unit" } else { "units" }),
        spoken: |value| format!("width {value}"),
        apply: set_width,
    },
    Factor {
        id: "batch",
        key: "batch",
        name: "Batch size",
        suggestion: "8,32,full",
        label: |value| if value == "full" { "Full batch".to_owned() } else { format!("Batch {value}") },
        spoken: |value| if value == "full" { "full batch".to_owned() } else { format!("batch size {value}") },
        apply: |spec, value| set(spec, "batch", value),
    },
    // Only the seeds differ: how much of a difference is luck.
    Factor {
        id: "seed",
        key: "",
        name: "Seed only",
        suggestion: "same",
        label: |_| "The same net".to_owned(),
        spoken: |_| "the same net".to_owned(),
        apply: |_, _| Ok("same".to_owned()),
    },
];

/// The factor with this id.
pub fn factor(id: &str) -> Option<&'static Factor> {
    FACTORS.iter().find(|factor| factor.id == id)
}

/// The name of a row and what its parameters are set to: `Leaky ReLU (0.2)`.
fn chosen<R: Row>(value: &str) -> String {
    let (choice, _) = Choice::<R>::parse_lenient(value);
    named(choice.name(), &choice.to_string())
}

fn named(name: &str, written: &str) -> String {
    written.find('(').map_or_else(|| name.to_owned(), |at| format!("{name} {}", &written[at..]))
}

fn set(spec: &mut Spec, key: &str, value: &str) -> Result<String, Correction> {
    let Some(field) = field(key) else { return Ok(value.to_owned()) };
    (field.set)(spec, value)?;
    Ok((field.get)(spec))
}

/// So many layers of the width of the first one.
fn set_depth(spec: &mut Spec, value: &str) -> Result<String, Correction> {
    let width = spec.hidden.first().copied().unwrap_or(8);
    let depth = value.trim().parse::<usize>().ok().filter(|depth| *depth <= MAX_LAYERS);
    spec.hidden = vec![width; depth.unwrap_or(spec.hidden.len())];
    depth.map(|depth| depth.to_string()).ok_or_else(|| out_of_range(0, MAX_LAYERS as u32))
}

/// As many layers as there are, all of this width.
fn set_width(spec: &mut Spec, value: &str) -> Result<String, Correction> {
    let width = value.trim().parse::<u32>().ok().filter(|width| (1..=MAX_UNITS).contains(width));
    if let Some(width) = width {
        spec.hidden.iter_mut().for_each(|units| *units = width);
    }
    width.map(|width| width.to_string()).ok_or_else(|| out_of_range(1, MAX_UNITS))
}

fn out_of_range(min: u32, max: u32) -> Correction {
    Problem::OutOfRange { min: min.into(), max: max.into(), or: None }.into()
}
