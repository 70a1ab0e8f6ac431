//! What is the same in all runs, in words: what every experiment is known by, and everything that is not as usual.

use relu_lab::compare::plan::Plan;
use relu_lab::nn::choice::{Choice, Parameter, ParameterKind, Row};
use relu_lab::train::field::{FIELDS, Field};
use relu_lab::train::spec::Spec;

use super::counted;

/// What is said of a setting also where it is as usual; the others are said where they are not.
const ALWAYS: [&str; 9] = ["data", "n", "noise", "hidden", "act", "init", "bn", "opt", "lr"];
/// Settings that stand in other fields of the page and in its link: how long a run is, and its seeds.
const ELSEWHERE: [&str; 2] = ["epochs", "seed"];

/// What is held equal: `Circle · noise 0.05 · 250 training + 250 test points · …`, in the order of the table of settings.
pub fn held_equal(plan: &Plan) -> String {
    let usual = Spec::default();
    let is_said = |field: &&Field| {
        let is_usual = (field.get)(&plan.base) == (field.get)(&usual);
        let is_part = field.key == "train" || ELSEWHERE.contains(&field.key);
        !is_part && (ALWAYS.contains(&field.key) || field.key == "batch" || !is_usual)
    };
    let mut parts: Vec<String> = FIELDS.iter().filter(is_said).filter_map(|field| setting(plan, field)).collect();
    let names = plan.names();
    parts.extend(
        plan.adjusted()
            .into_iter()
            .map(|(value, field, text)| format!("{} {} for {}", lower(field.name), minus(&text), names[value])),
    );
    parts.join(" · ")
}

/// What is said of one setting; nothing, if it is what is varied.
fn setting(plan: &Plan, field: &Field) -> Option<String> {
    let base = &plan.base;
    if field.key == plan.factor().key && field.key != "hidden" {
        return None;
    }
    let text = match field.key {
        "data" => chosen(&base.data),
        "own" => return None,
        "noise" if base.data.row().is_own() => return None,
        "n" => format!("{} training + {} test points", base.train_count(), base.samples - base.train_count()),
        "hidden" => hidden(plan),
        "act" => base.activations.iter().map(chosen).collect::<Vec<_>>().join(", "),
        "init" => chosen(&base.init),
        "bias" => format!("first biases {}", lower(&chosen(&base.bias))),
        "bn" => if base.batch_norm { "batch norm" } else { "no batch norm" }.to_owned(),
        "opt" => chosen(&base.optimizer),
        "lr" if plan.has_best_rate() => format!("learning rate: best of 4 around {}", base.learning_rate),
        "batch" => base.batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}")),
        "loss" => format!("loss {}", base.resolved_loss().name()),
        _ => format!("{} {}", lower(field.name), minus(&(field.get)(base))),
    };
    Some(text)
}

/// The hidden layers, as far as the factor leaves them alone.
fn hidden(plan: &Plan) -> String {
    let hidden = &plan.base.hidden;
    match plan.factor {
        "depth" => format!("{} per layer", counted(hidden.first().copied().unwrap_or(8) as usize, "unit")),
        "width" => counted(hidden.len(), "hidden layer"),
        _ if hidden.is_empty() => "no hidden layer".to_owned(),
        _ => format!("hidden {}", hidden.iter().map(ToString::to_string).collect::<Vec<_>>().join("-")),
    }
}

/// The name of a choice and what it is tuned with, where that is not as usual: `SGD (momentum = 0.9)`.
fn chosen<R: Row>(choice: &Choice<R>) -> String {
    tuned(choice.name(), choice.row().parameters(), choice.values())
}

fn tuned(name: &str, parameters: &[Parameter], values: &[f32]) -> String {
    let unusual = parameters.iter().zip(values).filter(|(parameter, value)| parameter.default != **value);
    let words: Vec<String> = unusual
        .map(|(parameter, value)| match parameter.kind {
            ParameterKind::Flag => parameter.name.to_owned(),
            ParameterKind::Number => format!("{} = {}", parameter.name.replace('_', " "), minus(&value.to_string())),
        })
        .collect();
    if words.is_empty() { name.to_owned() } else { format!("{name} ({})", words.join(", ")) }
}

/// A setting's name within a sentence; abbreviations stay as they are.
fn lower(name: &str) -> String {
    let is_short = name.chars().take(2).all(|c| c.is_uppercase() || c.is_ascii_digit());
    if is_short { name.to_owned() } else { name.to_lowercase() }
}

/// With a true minus sign before numbers.
fn minus(text: &str) -> String {
    let mut before = ' ';
    let sign = |c: char| {
        let is_sign = c == '-' && !before.is_alphanumeric();
        before = c;
        if is_sign { '−' } else { c }
    };
    text.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(query: &str) -> Plan {
        let (plan, notices) = Plan::from_query(query);
        assert!(notices.is_empty(), "{query}: {notices:?}");
        plan
    }

    #[test]
    fn what_is_varied_is_not_held_equal() {
        let act = held_equal(&plan("vary=act&lr=0.3&hidden=8,4&batch=full&bn=on"));
        assert!(
            act.contains(" · hidden 8-4 · ") && act.contains(" · batch norm · SGD · learning rate 0.3 · "),
            "{act}"
        );
        assert!(!act.contains("ReLU") && act.ends_with(" · full batch"), "{act}");
        let best = held_equal(&plan("vary=width&rate=best"));
        assert!(
            best.contains("ReLU") && best.contains("best of 4 around 0.1") && best.contains("2 hidden layers"),
            "{best}"
        );
        assert!(held_equal(&plan("vary=depth")).contains("8 units per layer"));
        assert!(!held_equal(&plan("vary=lr")).contains("learning rate"));
    }

    /// For each setting a value that is not the usual one, and what is said of it.
    const OTHERS: [(&str, &str, &str); 18] = [
        ("data", "rings", "Rings"),
        ("classes", "4&data=rings", "classes 4"),
        ("n", "300", "150 training + 150 test points"),
        ("noise", "0.21", "noise 0.21"),
        ("train", "0.7", "350 training + 150 test points"),
        ("features", "x1,x1^2", "features x1,x1^2"),
        ("hidden", "5,3", "hidden 5-3"),
        ("act", "tanh", "Tanh"),
        ("out", "tanh", "output tanh"),
        ("loss", "ce", "loss Cross-entropy"),
        ("init", "normal(2)", "(std = 2)"),
        ("bias", "constant(-3)", "first biases constant (c = −3)"),
        ("bn", "on", "batch norm"),
        ("opt", "sgd(momentum=0.9,weight_decay=0.01)", "SGD (momentum = 0.9, weight decay = 0.01)"),
        ("lr", "0.02", "learning rate 0.02"),
        ("l1", "0.001", "L1 0.001"),
        ("clip", "0.5", "clip gradient norm 0.5"),
        ("batch", "16", "batch 16"),
    ];

    #[test]
    fn every_setting_that_is_not_as_usual_is_said_whatever_is_varied() {
        // Own data are said as the data set; they have no points, noise or classes to be set.
        assert!(held_equal(&plan("vary=act&data=own&own=p1AgJ4MQIeiwGGARpRbgJpVhWBAT4kR3gMX2ALd0gjPYIBFlVqAW1SGQJ4MgIec1OAAV09TEdxYjFbeGVFRE8vWjljcG1NhgFXN1JBa2gFY2xhc3MAAwEwATEBMg8QAiEQAiEQAiEQAiEQAiE&scale=standard")).contains("scaling standard"));
        let keys: Vec<&str> = FIELDS
            .iter()
            .map(|field| field.key)
            .filter(|key| !ELSEWHERE.contains(key) && !["own", "scale"].contains(key))
            .collect();
        for key in &keys {
            assert!(OTHERS.iter().any(|(other, ..)| other == key), "this test knows no other value of {key}");
        }
        for (key, value, words) in OTHERS {
            for factor in ["act", "lr", "seed", "init"] {
                let plan = plan(&format!("vary={factor}&{key}={value}"));
                let (held, usual) = (held_equal(&plan), held_equal(&self::plan(&format!("vary={factor}"))));
                if factor == key {
                    assert_eq!(held, usual, "{key} is what is varied");
                } else {
                    assert!(held.contains(words) && held != usual, "{key}={value}: {held}");
                }
            }
        }
        // All at once: none hides another.
        let all: Vec<String> = OTHERS.iter().map(|(key, value, _)| format!("{key}={value}")).collect();
        let held = held_equal(&plan(&format!("vary=seed&{}", all.join("&"))));
        for (key, _, words) in OTHERS.iter().filter(|(key, ..)| !["n", "train"].contains(key)) {
            assert!(held.contains(words), "{key}: {held}");
        }
        assert!(
            held.contains("210 training + 90 test points") && !held.contains('\u{2d}') || held.contains("5-3"),
            "{held}"
        );
    }

    #[test]
    fn what_a_value_forces_is_said() {
        let held = held_equal(&plan("vary=bn&values=off,on&batch=249"));
        assert!(held.ends_with(" · batch 249 · batch size 250 for Batch norm"), "{held}");
    }
}
