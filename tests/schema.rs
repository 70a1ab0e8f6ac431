//! The published JSON Schema: it is what the reader takes, and what the writer writes keeps to it.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use proptest::prelude::*;
use relu_lab::train::field::FIELDS;
use relu_lab::train::schema::schema;
use relu_lab::train::spec::Spec;
use serde_json::{Value, json};

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn with(key: &str, value: Value) -> Value {
    let mut experiment = Spec::default().to_json();
    experiment[key] = value;
    experiment
}

/// To write it anew after a setting was added: `UPDATE_SCHEMA=1 cargo test --test schema`.
#[test]
fn the_published_file_is_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/experiment.schema.json");
    let text = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == text, "UPDATE_SCHEMA=1 cargo test --test schema writes it anew");
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn every_field_has_its_property() {
    let schema = schema();
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties.len(), 1 + FIELDS.len());
    for field in FIELDS {
        let property = properties.get(field.key).unwrap();
        assert!(property["description"] == field.name && property != &json!({ "type": "string" }), "{property}");
    }
}

#[test]
fn experiments_of_all_kinds_keep_to_it_and_are_read_again() {
    let links: Value = serde_json::from_str(include_str!("fingerprints.json")).unwrap();
    let validator = validator();
    for link in links.as_array().unwrap().iter().map(|row| row["link"].as_str().unwrap()).chain(["#/train?hidden=none"])
    {
        let (spec, _) = Spec::from_query(link.split_once('?').map_or("", |(_, query)| query));
        let written = spec.to_json();
        assert!(validator.is_valid(&written), "{link}: {written}");
        assert_eq!(Spec::from_json(&format!("{written:#}")), Ok((spec, vec![])), "{link}");
    }
}

#[test]
fn what_the_reader_refuses_is_refused() {
    let validator = validator();
    assert!(validator.is_valid(&json!({ "version": 1 })));
    assert!(
        validator
            .is_valid(&json!({ "version": 1, "hidden": [4, 4], "bn": true, "batch": "full", "act": "relu,elu(2)" }))
    );
    for (key, bad) in [
        ("version", json!(2)),
        ("colour", json!("red")),
        ("data", json!("circle,xor")),
        ("n", json!(15)),
        ("n", json!(100.5)),
        ("noise", json!(-0.1)),
        ("features", json!("x3")),
        ("features", json!("sin(pi*x1")),
        ("hidden", json!([0])),
        ("hidden", json!("4,,4")),
        ("act", json!("rleu")),
        ("act", json!("relu,")),
        ("out", json!("softmax")),
        ("loss", json!("hinge")),
        ("bn", json!("maybe")),
        ("opt", json!("sgd,adam")),
        ("lr", json!("fast")),
        ("lr", json!(1000)),
        ("clip", json!("on")),
        ("batch", json!(0)),
        ("epochs", json!(100_001)),
        ("seed", json!(-1)),
    ] {
        let experiment = with(key, bad);
        assert!(!validator.is_valid(&experiment), "{key}: {}", experiment[key]);
        let read = Spec::from_json(&experiment.to_string());
        assert!(read.is_err() || !read.unwrap().1.is_empty() || ["hidden", "act"].contains(&key), "{key}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever numbers are written are in the schema's ranges, to the last digit.
    #[test]
    fn numbers_keep_to_it(lr in 1e-5_f32..=100.0, noise in 0.0_f32..=0.5, clip in 1e-5_f32..=1e5, n in 16_u32..=2000, seed: u32) {
        let (spec, _) = Spec::from_query(&format!("lr={lr}&noise={noise}&clip={clip}&n={n}&seed={seed}"));
        prop_assert!(validator().is_valid(&spec.to_json()));
    }
}
