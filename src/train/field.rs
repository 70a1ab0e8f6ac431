//! The keys of a spec, one row each: how a setting is called, written, read, and whether it changes live.
//!
//! Links, files, notices and the rule "what restarts the run says so" all go through this table.

mod read;

pub(crate) use self::read::decimal_comma;
pub use self::read::split_list;
use self::read::{
    choose, number, number_of_points, on_or_off, optional, output_word, set_activations, set_batch_norm, set_classes,
    set_data, set_features, set_hidden, set_loss, set_noise, set_output, set_own, set_scaling,
};
use crate::data::own::Own;
use crate::train::notice::Correction;
use crate::train::spec::{Spec, join};

/// Reads a text into a spec; the error says what is allowed, after the nearest allowed value was taken.
pub type Setter = fn(&mut Spec, &str) -> Result<(), Correction>;

/// One setting of a [`Spec`].
pub struct Field {
    /// The key in links and files.
    pub key: &'static str,
    /// Its name in messages, such as "Restarted: Noise changed".
    pub name: &'static str,
    /// Whether it changes while training goes on (see [`Session::change`](crate::train::session::Session::change)); else a change
    /// restarts the run.
    pub live: bool,
    /// The value as text; empty where the setting means nothing.
    pub get: fn(&Spec) -> String,
    /// Takes a value from text.
    pub set: Setter,
}

/// Every setting, in the order of the page.
pub const FIELDS: &[Field] = &[
    Field { key: "data", name: "Data set", live: false, get: |s| s.data.to_string(), set: set_data },
    Field {
        key: "own",
        name: "Own data",
        live: false,
        get: |s| s.own.as_ref().filter(|_| s.data.row().is_own()).map_or_else(String::new, Own::code),
        set: set_own,
    },
    Field {
        key: "scale",
        name: "Scaling",
        live: false,
        get: |s| if s.data.row().is_own() { s.scaling.id().to_owned() } else { String::new() },
        set: set_scaling,
    },
    Field {
        key: "classes",
        name: "Classes",
        live: false,
        // Nothing for data that have no choice.
        get: |s| if s.data.row().has_choice_of_classes() { s.classes.to_string() } else { String::new() },
        set: set_classes,
    },
    Field {
        key: "n",
        name: "Points",
        live: false,
        // Own points are taken as they are.
        get: |s| if s.data.row().is_own() { String::new() } else { s.samples.to_string() },
        set: number_of_points,
    },
    Field {
        key: "noise",
        name: "Noise",
        live: false,
        get: |s| if s.data.row().is_own() { String::new() } else { s.noise.to_string() },
        set: set_noise,
    },
    Field {
        key: "train",
        name: "Training share",
        live: false,
        get: |s| s.train_share.to_string(),
        set: |s, t| number(&mut s.train_share, t, 0.1, 0.9),
    },
    Field { key: "features", name: "Features", live: false, get: |s| join(&s.features), set: set_features },
    Field { key: "hidden", name: "Hidden layers", live: false, get: |s| join(&s.hidden), set: set_hidden },
    Field { key: "act", name: "Activation", live: true, get: |s| join(&s.activations), set: set_activations },
    Field { key: "out", name: "Output", live: false, get: |s| output_word(s).to_owned(), set: set_output },
    Field {
        key: "loss",
        name: "Loss",
        live: false,
        get: |s| s.loss.map_or_else(|| "auto".to_owned(), |loss| loss.to_string()),
        set: set_loss,
    },
    Field {
        key: "init",
        name: "Initialisation",
        live: false,
        get: |s| s.init.to_string(),
        set: |s, t| choose(&mut s.init, t),
    },
    Field { key: "bias", name: "Bias", live: false, get: |s| s.bias.to_string(), set: |s, t| choose(&mut s.bias, t) },
    Field {
        key: "bn",
        name: "Batch norm",
        live: false,
        get: |s| on_or_off(s.batch_norm).to_owned(),
        set: set_batch_norm,
    },
    Field {
        key: "opt",
        name: "Optimizer",
        live: true,
        get: |s| s.optimizer.to_string(),
        set: |s, t| choose(&mut s.optimizer, t),
    },
    Field {
        key: "lr",
        name: "Learning rate",
        live: true,
        get: |s| s.learning_rate.to_string(),
        set: |s, t| number(&mut s.learning_rate, t, 1e-5, 100.0),
    },
    Field { key: "l1", name: "L1", live: true, get: |s| s.l1.to_string(), set: |s, t| number(&mut s.l1, t, 0.0, 10.0) },
    Field {
        key: "clip",
        name: "Clip gradient norm",
        live: true,
        get: |s| s.clip.map_or_else(|| "off".to_owned(), |clip| clip.to_string()),
        set: |s, t| optional(&mut s.clip, t, "off", 1e-5, 1e5),
    },
    Field {
        key: "batch",
        name: "Batch size",
        live: true,
        get: |s| s.batch.map_or_else(|| "full".to_owned(), |batch| batch.to_string()),
        set: |s, t| optional(&mut s.batch, t, "full", 1, 2000),
    },
    Field {
        key: "epochs",
        name: "Epochs",
        live: true,
        get: |s| s.epochs.map_or_else(|| "none".to_owned(), |epochs| epochs.to_string()),
        set: |s, t| optional(&mut s.epochs, t, "none", 1, 100_000),
    },
    Field {
        key: "seed",
        name: "Seed",
        live: false,
        get: |s| s.seed.to_string(),
        set: |s, t| number(&mut s.seed, t, 0, u32::MAX),
    },
];

/// The row of [`FIELDS`] with this key.
pub fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

impl Spec {
    /// Whether going from `self` to `next` needs a new start. Settings that are live do not.
    pub fn restarts_for(&self, next: &Self) -> bool {
        FIELDS.iter().any(|field| !field.live && (field.get)(self) != (field.get)(next))
    }
}
