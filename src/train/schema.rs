//! The JSON Schema of an experiment: what editors and other programs can check a file against.
//!
//! It is asked of the table of [fields](FIELDS) itself, so that it cannot say anything else than the reader: each field refuses
//! a text that nothing reads, and its refusal says what is allowed.

use serde_json::{Value, json};

use crate::nn::choice::ChoiceError;
use crate::train::field::{FIELDS, Field};
use crate::train::notice::{Bound, Problem};
use crate::train::spec::Spec;

/// A text that no setting takes.
const NOTHING: &str = "?";

/// The schema, in the draft of 2020-12.
pub fn schema() -> Value {
    let usual = Spec::default().to_json();
    let mut properties = serde_json::Map::new();
    properties.insert("version".to_owned(), json!({ "description": "Version of the format", "const": Spec::VERSION }));
    for field in FIELDS {
        let mut property = allowed(field);
        property["description"] = field.name.into();
        if let Some(default) = usual.get(field.key) {
            property["default"] = default.clone();
        }
        properties.insert(field.key.to_owned(), property);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An experiment of ReLU Lab",
        "description": "What is left out has its default. Functions and the like are written as in links: leaky_relu(0.2), sgd(momentum=0.9,nesterov=1).",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": properties,
    })
}

/// What a field allows.
fn allowed(field: &Field) -> Value {
    let refused = (field.set)(&mut Spec::default(), NOTHING).err();
    let problem = refused.and_then(|correction| correction.problems.into_iter().next());
    match problem {
        Some(Problem::NotANumber { min, max, or }) => {
            let range = match (min, max) {
                (Bound::Whole(min), Bound::Whole(max)) => json!({ "type": "integer", "minimum": min, "maximum": max }),
                (min, max) => json!({ "type": "number", "minimum": number(min), "maximum": number(max) }),
            };
            match or {
                Some(word) => json!({ "anyOf": [range, { "const": word }] }),
                None => range,
            }
        }
        Some(Problem::UnknownWord { allowed }) => {
            let switch = if allowed.contains(&"on") { vec![json!(true), json!(false)] } else { Vec::new() };
            json!({ "enum": allowed.into_iter().map(Value::from).chain(switch).collect::<Vec<_>>() })
        }
        Some(Problem::Choice(ChoiceError::Unknown { known, .. })) => choice(field, &known),
        Some(Problem::OwnCode(_)) => json!({ "type": "string", "pattern": "^([pf]1[A-Za-z0-9_-]+)?$" }),
        Some(Problem::Widths { max_layers, max_units }) => json!({
            "anyOf": [
                { "type": "string", "pattern": "^(none|[0-9]+(,[0-9]+)*)?$" },
                {
                    "type": "array",
                    "maxItems": max_layers,
                    "items": { "type": "integer", "minimum": 1, "maximum": max_units },
                },
            ],
        }),
        _ => json!({ "type": "string" }),
    }
}

/// One of these ids with its parameters, or several of them where the field takes a list.
fn choice(field: &Field, known: &[&str]) -> Value {
    let mut ids: Vec<_> = known.iter().map(|id| escaped(id)).collect();
    if (field.get)(&Spec::default()) == "auto" {
        ids.push("auto".to_owned());
    }
    let item = format!("({})(\\([^()]*\\))?", ids.join("|"));
    let is_list = known.len() > 1 && (field.set)(&mut Spec::default(), &known[..2].join(",")).is_ok();
    let rest = if is_list { format!("(,{item})*") } else { String::new() };
    json!({ "type": "string", "pattern": format!("^{item}{rest}$") })
}

/// An id as a regular expression: `sin(pi*x1)` has characters that mean something there.
fn escaped(id: &str) -> String {
    id.chars().flat_map(|c| (!c.is_alphanumeric() && c != '_').then_some('\\').into_iter().chain([c])).collect()
}

/// The shortest decimal that reads back as the same float32.
fn number(bound: Bound) -> Value {
    bound.to_string().parse().map_or(Value::Null, Value::Number)
}
