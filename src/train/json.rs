//! An experiment as JSON: `{"version": 1, "data": "circle", …}` with every key, read and written through the table of [fields](FIELDS).

use crate::train::field::FIELDS;
use crate::train::notice::Notice;
use crate::train::spec::Spec;

/// Settings that mean nothing for some data, and are left out there.
const MAY_BE_EMPTY: [&str; 5] = ["own", "scale", "classes", "n", "noise"];

impl Spec {
    /// The version of the JSON spelling.
    pub const VERSION: u32 = 1;

    /// This spec as a JSON object with every key; numbers as numbers, lists as texts as in links.
    pub fn to_json(&self) -> serde_json::Value {
        let mut object = serde_json::Map::new();
        object.insert("version".to_owned(), Self::VERSION.into());
        for field in FIELDS {
            let text = (field.get)(self);
            if text.is_empty() && MAY_BE_EMPTY.contains(&field.key) {
                continue;
            }
            let number = text.parse::<serde_json::Number>().ok().filter(|_| field.key != "hidden");
            object.insert(field.key.to_owned(), number.map_or_else(|| text.clone().into(), serde_json::Value::Number));
        }
        serde_json::Value::Object(object)
    }

    /// The spec in a JSON text, and what of it could not be taken.
    ///
    /// # Errors
    /// [`JsonError`].
    pub fn from_json(text: &str) -> Result<(Self, Vec<Notice>), JsonError> {
        // Editors on Windows begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: serde_json::Value = serde_json::from_str(text).map_err(|e| JsonError::Syntax(e.to_string()))?;
        let serde_json::Value::Object(object) = value else {
            return Err(JsonError::NotAnObject);
        };
        match object.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version == u64::from(Self::VERSION) => {}
            Some(version) => return Err(JsonError::OtherVersion(version)),
            None => return Err(JsonError::NoVersion),
        }
        let pairs = object.iter().filter(|(key, _)| *key != "version").map(|(key, value)| (key.clone(), plain(value)));
        Ok(Self::from_pairs(pairs))
    }
}

/// Why a text is not an experiment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON; the parser names line and column.
    #[error("no JSON: {0}")]
    Syntax(String),
    /// It is JSON, but no object.
    #[error("no JSON object")]
    NotAnObject,
    /// The object has no version.
    #[error("no \"version\": {}", Spec::VERSION)]
    NoVersion,
    /// It is of another version than [`Spec::VERSION`].
    #[error("version {0} is not {version}", version = Spec::VERSION)]
    OtherVersion(u64),
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        serde_json::Value::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
        other => other.to_string(),
    }
}
