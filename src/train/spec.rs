//! What to run. One plain struct says everything: the same spec gives the same run everywhere.
//!
//! A spec has three spellings: this struct, JSON, and the query of a link (`data=circle&act=leaky_relu(0.2)&lr=0.1`).
//! The latter two are read and written key by key through the table in [`crate::train::field`].

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use crate::link::{encoded, query_pairs};
use crate::nn::activation::Activation;
use crate::nn::init::{BiasInit, Init};
use crate::nn::loss::Loss;
use crate::nn::optimizer::Optimizer;
use crate::train::data::{DataSet, Task};
use crate::train::feature::{self, Feature};
use crate::train::field::{FIELDS, field};

/// The most hidden layers.
pub const MAX_LAYERS: usize = 32;
/// The most units in a layer.
pub const MAX_UNITS: u32 = 128;

/// One experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// Where the points come from.
    pub data: DataSet,
    /// Number of points, training and test together.
    pub samples: u32,
    /// Standard deviation of the noise, in units of the square [-1, 1]².
    pub noise: f32,
    /// Share of the points that is trained on; the rest is the test set.
    pub train_share: f32,
    /// Inputs of the network.
    pub features: Vec<Feature>,
    /// Units of each hidden layer.
    pub hidden: Vec<u32>,
    /// One function for all hidden layers, or one for each.
    pub activations: Vec<Activation>,
    /// Function of the output layer: identity, relu, sigmoid or tanh.
    pub output: Activation,
    /// What is minimised; `None` follows the data: bce for classes, mse for values.
    pub loss: Option<Loss>,
    /// First weights.
    pub init: Init,
    /// First biases.
    pub bias: BiasInit,
    /// Whether each hidden layer has a `BatchNorm1d` between the linear map and the activation.
    pub batch_norm: bool,
    /// How the weights are moved.
    pub optimizer: Optimizer,
    /// Step size.
    pub learning_rate: f32,
    /// Strength of the L1 penalty on the weights.
    pub l1: f32,
    /// Largest norm of the whole gradient (`clip_grad_norm_`); `None`: not clipped.
    pub clip: Option<f32>,
    /// Points per step; `None`: the whole training set.
    pub batch: Option<u32>,
    /// Stop after so many epochs; `None`: never.
    pub epochs: Option<u32>,
    /// Start of the three random streams: data, initial weights, sample order.
    pub seed: u32,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: DataSet::default(),
            samples: 500,
            noise: 0.05,
            train_share: 0.5,
            features: feature::first_two(),
            hidden: vec![8, 8],
            activations: vec![Activation::default()],
            output: Activation::from_id("identity").unwrap_or_default(),
            loss: None,
            init: Init::default(),
            bias: BiasInit::default(),
            batch_norm: false,
            optimizer: Optimizer::default(),
            learning_rate: 0.1,
            l1: 0.0,
            clip: None,
            batch: Some(32),
            epochs: None,
            seed: 1,
        }
    }
}

/// A value that could not be taken as it was written, and what was done instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The key, as in links.
    pub key: String,
    /// The value that was asked for.
    pub value: String,
    /// What is allowed and what is used now.
    pub message: String,
}

impl Notice {
    /// A notice whose texts are cut to what can be shown: a link may hold a value of a megabyte.
    pub(crate) fn new(key: &str, value: &str, message: &str) -> Self {
        Self { key: shortened(key, 80), value: shortened(value, 80), message: shortened(message, 1500) }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}: {}", self.key, self.value, self.message)
    }
}

impl Spec {
    /// The spec that a query says, keys separated by `&`, and what of it could not be taken.
    ///
    /// Whatever is not mentioned has its default. A bad value takes the nearest allowed one or the default.
    pub fn from_query(query: &str) -> (Self, Vec<Notice>) {
        Self::from_pairs(query_pairs(query))
    }

    /// The spec that keys and values say, and what of it could not be taken.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<Notice>) {
        let mut spec = Self::default();
        let known: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
        let mut notices = take_pairs(pairs, &known, |key, value| field(key).map(|field| (field.set)(&mut spec, value)));
        notices.extend(spec.reconcile());
        (spec, notices)
    }

    /// The query that says this spec: only what differs from the default.
    pub fn to_query(&self) -> String {
        let default = Self::default();
        let differing = FIELDS.iter().filter(|field| (field.get)(self) != (field.get)(&default));
        differing.map(|field| format!("{}={}", field.key, encoded(&(field.get)(self)))).collect::<Vec<_>>().join("&")
    }

    /// Makes settings agree that bound each other, and says what was changed.
    pub fn reconcile(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let mut notice = |key: &str, value: String, message: String| {
            notices.push(Notice { key: key.to_owned(), value, message });
        };
        if self.activations.len() > 1 && self.activations.len() != self.hidden.len() {
            let asked = join(&self.activations);
            let last = self.activations[self.activations.len() - 1];
            self.activations.resize(self.hidden.len().max(1), last);
            let layers = self.hidden.len();
            notice("act", asked, format!("give one function, or one for each of the {layers} hidden layers"));
        }
        if self.activations.windows(2).all(|pair| pair[0] == pair[1]) {
            self.activations.truncate(1);
        }
        let train = self.train_count();
        // The default of 32 is no wish: with fewer points it silently means all of them.
        let usual = Self::default().batch;
        if let Some(batch) = self.batch.filter(|&batch| batch > self.samples && self.batch != usual) {
            self.batch = None;
            let samples = self.samples;
            notice(
                "batch",
                batch.to_string(),
                format!("allowed is 1 to {samples}, the number of points; full is used"),
            );
        }
        if self.batch_norm {
            let asked = self.batch_size();
            while self.batch_size() == 1 || train % self.batch_size() == 1 {
                self.batch = if self.batch_size() < train { Some(self.batch_size() + 1) } else { None };
                if self.batch.is_none() {
                    break;
                }
            }
            if self.batch_size() != asked {
                let used = self.batch_size();
                notice(
                    "batch",
                    asked.to_string(),
                    format!("batch norm needs at least 2 points in every batch; {used} is used"),
                );
            }
        }
        if let Some(loss) = self.loss.filter(|loss| loss.id() != "mse" && self.data.row().task == Task::Regression) {
            self.loss = None;
            notice("loss", loss.to_string(), format!("{} has values, not classes; mse is used", self.data.name()));
        }
        if self.optimizer.parameter("nesterov") == Some(1.0)
            && (self.optimizer.parameter("momentum") == Some(0.0) || self.optimizer.parameter("dampening") != Some(0.0))
        {
            let asked = self.optimizer.to_string();
            self.optimizer = self.optimizer.with("nesterov", 0.0).unwrap_or(self.optimizer);
            notice("opt", asked, "nesterov needs a momentum above 0 and a dampening of 0; it is left out".to_owned());
        }
        notices
    }

    /// Number of training points, at least 1; at least 1 point is left for the test.
    pub fn train_count(&self) -> u32 {
        let count = (self.samples as f32 * self.train_share + 0.5) as u32;
        count.clamp(1, self.samples.max(2) - 1)
    }

    /// Points per step.
    pub fn batch_size(&self) -> u32 {
        self.batch.unwrap_or(u32::MAX).min(self.train_count())
    }

    /// What is minimised.
    pub fn resolved_loss(&self) -> Loss {
        self.loss.unwrap_or_else(|| {
            // The table's first row is binary cross-entropy; every step asks, so no name is looked up for it.
            let is_default = self.data.row().task == Task::Classification;
            if is_default { Loss::default() } else { Loss::from_id("mse").unwrap_or_default() }
        })
    }

    /// Number of outputs: one logit or value, or one logit for each of the two classes under cross-entropy.
    pub fn outputs(&self) -> usize {
        if self.resolved_loss().id() == "ce" { 2 } else { 1 }
    }

    /// The function of a hidden layer.
    pub fn activation(&self, layer: usize) -> Activation {
        self.activations.get(layer).or(self.activations.first()).copied().unwrap_or_default()
    }

    /// The features that exist for the data: those of the second coordinate are left out for one-dimensional data.
    pub fn inputs(&self) -> Vec<Feature> {
        let dimensions = self.data.row().dimensions;
        let mut inputs: Vec<_> = self.features.iter().copied().filter(|f| f.row().dimensions <= dimensions).collect();
        if inputs.is_empty() {
            inputs.push(Feature::default());
        }
        inputs
    }

    /// Whether going from `self` to `next` needs a new start. Settings that are live do not.
    pub fn restarts_for(&self, next: &Self) -> bool {
        FIELDS.iter().any(|field| !field.live && (field.get)(self) != (field.get)(next))
    }
}

/// As JSON: `{"version": 1, "data": "circle", …}` with every key.
impl Spec {
    /// The version of the JSON spelling.
    pub const VERSION: u32 = 1;

    /// This spec as a JSON object with every key; numbers as numbers, lists as texts as in links.
    pub fn to_json(&self) -> serde_json::Value {
        let mut object = serde_json::Map::new();
        object.insert("version".to_owned(), Self::VERSION.into());
        for field in FIELDS {
            let text = (field.get)(self);
            let number = text.parse::<serde_json::Number>().ok().filter(|_| field.key != "hidden");
            object.insert(field.key.to_owned(), number.map_or_else(|| text.clone().into(), serde_json::Value::Number));
        }
        serde_json::Value::Object(object)
    }

    /// The spec in a JSON text, and what of it could not be taken.
    ///
    /// # Errors
    /// A message with line and column if the text is not JSON, or with the reason if it is not an experiment.
    pub fn from_json(text: &str) -> Result<(Self, Vec<Notice>), JsonError> {
        // Editors on Windows begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: serde_json::Value = serde_json::from_str(text).map_err(|e| JsonError::Syntax(e.to_string()))?;
        let serde_json::Value::Object(object) = value else {
            return Err(JsonError::NotAnExperiment("it is not a JSON object".to_owned()));
        };
        match object.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version == u64::from(Self::VERSION) => {}
            Some(version) => {
                return Err(JsonError::NotAnExperiment(format!(
                    "its version is {version}; this page reads {}",
                    Self::VERSION
                )));
            }
            None => {
                return Err(JsonError::NotAnExperiment("it has no \"version\": 1".to_owned()));
            }
        }
        let pairs = object.iter().filter(|(key, _)| *key != "version").map(|(key, value)| (key.clone(), plain(value)));
        Ok(Self::from_pairs(pairs))
    }
}

/// Why a text is not an experiment.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON; the message names line and column.
    #[error("this file is not JSON: {0}")]
    Syntax(String),
    /// It is JSON, but something else.
    #[error("this file is not an experiment: {0}")]
    NotAnExperiment(String),
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        serde_json::Value::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
        other => other.to_string(),
    }
}

/// Texts separated by commas.
pub fn join<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// So many settings that there are not get a notice of their own; a link of a megabyte can hold 200,000 of them.
const UNKNOWN_NAMED: usize = 8;

/// Gives each value to `set`, which knows the keys `known` and answers `None` for all others; says what was not taken.
pub(crate) fn take_pairs(
    pairs: impl IntoIterator<Item = (String, String)>,
    known: &[&str],
    mut set: impl FnMut(&str, &str) -> Option<Result<(), String>>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut unknown = 0;
    for (key, value) in pairs {
        match set(&key, &value) {
            Some(Ok(())) => {}
            Some(Err(message)) => notices.push(Notice::new(&key, &value, &message)),
            None => {
                unknown += 1;
                if unknown <= UNKNOWN_NAMED {
                    let message = format!("there is no such setting; there are {}", known.join(", "));
                    notices.push(Notice::new(&key, &value, &message));
                }
            }
        }
    }
    if unknown > UNKNOWN_NAMED
        && let Some(last) = notices.last_mut()
    {
        let _ = write!(last.message, "; {} more settings are unknown", unknown - UNKNOWN_NAMED);
    }
    notices
}

/// The beginning of a text that is too long to be shown.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
