//! Presets of Train: experiments of a lesson that are worth seeing. One click, what is to be seen, what to try next, and a test of
//! every claim over many seeds (`tests/presets.rs`).
//!
//! A claim names what it speaks of and how long it holds. It stays on the page while somebody tries something else.

use crate::lessons::lessons;
use crate::link::query_pairs;
use crate::train::field::FIELDS;
use crate::train::spec::Spec;

/// An experiment of a lesson, as Train loads it.
#[derive(Debug)]
pub struct Preset {
    /// The name in links and tests.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// What is to be seen in the experiment as it is loaded.
    pub claim: &'static str,
    /// The experiment, as in a link.
    pub query: &'static str,
    /// Where the claim is to be seen.
    pub seen_in: SeenIn,
    /// What to try next: at least one row.
    pub next: &'static [Next],
}

/// The figure that shows what a preset claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenIn {
    /// Training and test loss.
    Loss,
    /// Living units.
    Living,
    /// Root mean square of ∂L/∂a of each layer, now.
    OutputGradient,
}

/// A small change of a preset that is worth a look.
#[derive(Debug)]
pub struct Next {
    /// What is changed, in short.
    pub label: &'static str,
    /// The settings that change, as in a link.
    pub change: &'static str,
    /// What is to be seen then.
    pub claim: &'static str,
}

/// The preset that the bare address opens: what a first visitor sees.
pub const FIRST_RUN: &str = "one_step_kills";

/// Every preset, in the order of the lessons.
pub fn presets() -> impl Iterator<Item = &'static Preset> {
    lessons().flat_map(|lesson| lesson.presets)
}

/// The preset with this id.
pub fn preset(id: &str) -> Option<&'static Preset> {
    presets().find(|preset| preset.id == id)
}

/// The query of the link that the bare address opens.
pub fn first_run_query() -> &'static str {
    preset(FIRST_RUN).map_or("", |preset| preset.query)
}

/// How an experiment is related to a preset.
#[derive(Debug, Clone, Copy)]
pub enum Relation {
    /// It is the preset.
    Same,
    /// It is what the preset suggests next.
    Next(&'static Next),
    /// It is the preset but for what the preset invites to change.
    Varied,
}

/// Settings that may be changed under every preset: what it claims stays worth a look.
const FREE: [&str; 4] = ["act", "bn", "lr", "epochs"];

impl Preset {
    /// The experiment.
    pub fn spec(&self) -> Spec {
        Spec::from_query(self.query).0
    }

    /// The experiment with what a row of [`Preset::next`] changes.
    pub fn spec_of(&self, next: &Next) -> Spec {
        // Of a repeated key the last one counts.
        Spec::from_query(&format!("{}&{}", self.query, next.change)).0
    }

    /// How `spec` is related to this preset; `None`: it is another experiment.
    ///
    /// Another seed is the same experiment again, unless the preset speaks of one seed.
    pub fn relation(&'static self, spec: &Spec) -> Option<Relation> {
        let has_seed = query_pairs(self.query).iter().any(|(key, _)| key == "seed");
        let seed = if has_seed { spec.seed } else { self.spec().seed };
        let spec = Spec { seed, ..spec.clone() };
        let loaded = self.spec();
        if spec == loaded {
            return Some(Relation::Same);
        }
        if let Some(next) = self.next.iter().find(|next| self.spec_of(next) == spec) {
            return Some(Relation::Next(next));
        }
        let suggested: Vec<String> =
            self.next.iter().flat_map(|next| query_pairs(next.change)).map(|(key, _)| key).collect();
        let differing = FIELDS.iter().filter(|field| (field.get)(&spec) != (field.get)(&loaded));
        let invited = |key: &str| FREE.contains(&key) || suggested.iter().any(|other| other == key);
        differing.map(|field| field.key).all(invited).then_some(Relation::Varied)
    }
}
