//! The same link gives the same bits: `fingerprints.json` pins what some links lead to, and together they use every row of the core's tables.
//!
//! If a row changes on purpose, `relu-lab run '<link>' --epochs <epochs>` prints what to put in its place. A changed fingerprint means
//! that links shared before lead to another run now.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;

use relu_lab::data::digits;
use relu_lab::data::features::FeatureRow;
use relu_lab::data::sets::DataSetRow;
use relu_lab::nn::activation::ActivationRow;
use relu_lab::nn::choice::Row;
use relu_lab::nn::init::{BiasInitRow, InitRow};
use relu_lab::nn::loss::LossRow;
use relu_lab::nn::optimizer::OptimizerRow;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::Status;
use relu_lab::train::spec::Spec;
use serde_json::Value;

/// A row of `fingerprints.json`, which the tests in the browser read too.
struct Pinned {
    link: String,
    epochs: u32,
    fingerprint: String,
    train_loss: f32,
}

impl Pinned {
    fn all() -> Vec<Self> {
        let rows: Vec<Value> = serde_json::from_str(include_str!("fingerprints.json")).unwrap();
        let read = |row: &Value| Self {
            link: row["link"].as_str().unwrap().to_owned(),
            epochs: row["epochs"].as_u64().unwrap() as u32,
            fingerprint: row["fingerprint"].as_str().unwrap().to_owned(),
            train_loss: row["train_loss"].as_f64().unwrap() as f32,
        };
        rows.iter().map(read).collect()
    }

    /// The experiment, which the link must say without a mistake.
    fn spec(&self) -> Spec {
        let (spec, notices) = Spec::from_query(self.link.strip_prefix("#/train").unwrap().trim_start_matches('?'));
        assert!(notices.is_empty(), "{}: {notices:?}", self.link);
        Spec { epochs: Some(self.epochs), ..spec }
    }
}

#[test]
fn every_link_gives_the_bits_that_are_pinned() {
    digits::provide(include_bytes!("../assets/digits.bin")).unwrap();
    let mut changed = Vec::new();
    for pinned in Pinned::all() {
        let mut session = Session::new(pinned.spec());
        while session.ended().is_none() {
            let _ = session.step();
        }
        let snapshot = session.snapshot(false, 0.0, None);
        assert_eq!((snapshot.status, snapshot.epoch), (Status::Finished, pinned.epochs), "{}", pinned.link);
        let fingerprint = format!("{:016x}", snapshot.fingerprint);
        if fingerprint != pinned.fingerprint || snapshot.train_loss.to_bits() != pinned.train_loss.to_bits() {
            changed.push(format!(
                "{} ends after {} epochs with fingerprint {fingerprint} and a training loss of {}, not {} and {}",
                pinned.link, pinned.epochs, snapshot.train_loss, pinned.fingerprint, pinned.train_loss
            ));
        }
    }
    assert!(changed.is_empty(), "these links no longer give the same bits:\n{}", changed.join("\n"));
}

/// The rows of a table that no pinned link uses.
fn missing<R: Row>(used: impl Iterator<Item = &'static str>) -> Vec<String> {
    let used: BTreeSet<_> = used.collect();
    let rows = R::table().iter().filter(|row| !used.contains(row.id()));
    rows.map(|row| format!("{} {}", R::WHAT, row.id())).collect()
}

#[test]
fn the_pinned_links_use_every_row_of_every_table() {
    let specs: Vec<_> = Pinned::all().iter().map(Pinned::spec).collect();
    let mut missing = [
        missing::<DataSetRow>(specs.iter().map(|spec| spec.data.id())),
        missing::<FeatureRow>(specs.iter().flat_map(Spec::inputs).map(|feature| feature.id())),
        missing::<ActivationRow>(
            specs.iter().flat_map(|spec| (0..spec.hidden.len()).map(|layer| spec.activation(layer).id())),
        ),
        missing::<LossRow>(specs.iter().map(|spec| spec.resolved_loss().id())),
        missing::<InitRow>(specs.iter().map(|spec| spec.init.id())),
        missing::<BiasInitRow>(specs.iter().map(|spec| spec.bias.id())),
        missing::<OptimizerRow>(specs.iter().map(|spec| spec.optimizer.id())),
    ]
    .concat();
    let mut must_differ = |what: &str, holds: &dyn Fn(&Spec) -> bool| {
        if !specs.iter().any(holds) || specs.iter().all(holds) {
            missing.push(what.to_owned());
        }
    };
    must_differ("batch norm", &|spec| spec.batch_norm);
    must_differ("an L1 penalty", &|spec| spec.l1 > 0.0);
    must_differ("clipped gradients", &|spec| spec.clip.is_some());
    must_differ("full batches", &|spec| spec.batch.is_none());
    must_differ("no hidden layer", &|spec| spec.hidden.is_empty());
    must_differ("twenty hidden layers", &|spec| spec.hidden.len() >= 20);
    assert!(missing.is_empty(), "no pinned link has: {}", missing.join(", "));
}
