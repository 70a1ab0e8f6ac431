//! Every setting of the experiment that has no place in the rows above, with the fields of the Train page.
//!
//! The table of settings says which there are: a new one has its field here without further ado.

use leptos::either::Either;
use leptos::prelude::*;
use relu_lab::nn::init::BiasInitRow;
use relu_lab::nn::loss::LossRow;
use relu_lab::train::field::{FIELDS, Field};
use relu_lab::train::output::OUTPUTS;
use relu_lab::train::spec::Spec;

use crate::components::fields::{SelectField, TextField};
use crate::pages::train::more::{Parameters, Tuned};
use crate::pages::train::settings::rows;
use crate::state::Settings;

/// Settings that stand in the rows above.
pub const ABOVE: [&str; 9] = ["data", "noise", "hidden", "lr", "opt", "init", "batch", "seed", "epochs"];

/// Reads what a choice is tuned with.
type ReadTuned = fn(&Spec) -> Tuned;

/// The choices that can be tuned: key, name, and what they are tuned with.
const TUNED: [(&str, &str, ReadTuned); 3] = [
    ("init", "Initialisation", |spec| Tuned::of(&spec.init)),
    ("bias", "First biases", |spec| Tuned::of(&spec.bias)),
    ("opt", "Optimizer", |spec| Tuned::of(&spec.optimizer)),
];

/// The fields.
#[component]
pub fn Everything() -> impl IntoView {
    let settings = expect_context::<Settings>();
    let field = move |field: &'static Field| {
        let Field { key, name, get, .. } = *field;
        match options(key) {
            Some(options) => {
                let chosen = move || settings.spec.with(get).split('(').next().unwrap_or_default().to_owned();
                Either::Left(view! { <SelectField key=key label=name options=options chosen=Signal::derive(chosen) /> })
            }
            None => Either::Right(view! { <TextField key=key label=name usual=usual(key) width=10 /> }),
        }
    };
    let tuned = move |(key, of, read): (&'static str, &'static str, ReadTuned)| {
        let choice = Signal::derive(move || settings.spec.with(read));
        view! { <div class=format!("tuning for-{key}")><Parameters key=key of=of choice=choice /></div> }
    };
    let others = FIELDS.iter().filter(|field| !ABOVE.contains(&field.key));
    // Only some data have a choice of classes.
    let means_something = move |key: &str| {
        settings.spec.with(|spec| match key {
            "classes" => spec.data.row().has_choice_of_classes(),
            "own" => false,
            "scale" => spec.data.row().is_own(),
            "n" | "noise" => !spec.data.row().is_own(),
            _ => true,
        })
    };
    let shown = move |row: &'static Field| move || means_something(row.key).then(|| field(row));
    view! {
        {others.map(shown).collect_view()}
        {TUNED.map(tuned).into_iter().collect_view()}
    }
}

/// What can be chosen, where it is one of a few.
fn options(key: &str) -> Option<Vec<(&'static str, String)>> {
    match key {
        "bn" => Some(["off", "on"].map(|word| (word, word.to_owned())).to_vec()),
        "out" => Some(OUTPUTS.iter().map(|row| (row.word, row.word.to_owned())).collect()),
        "loss" => {
            let usual = ("auto", "Follows data and output".to_owned());
            Some(std::iter::once(usual).chain(rows::<LossRow>()).collect())
        }
        "bias" => Some(rows::<BiasInitRow>()),
        _ => None,
    }
}

/// What can be picked from a list beside a field.
fn usual(key: &str) -> &'static [&'static str] {
    match key {
        "n" => &["100", "500", "1000", "2000"],
        "train" => &["0.5", "0.7", "0.8"],
        "features" => &["x1,x2", "x1,x2,x1*x2", "x1^2,x2^2"],
        "act" => &["relu", "leaky_relu", "gelu", "tanh", "sigmoid"],
        "l1" => &["0", "0.0001", "0.001", "0.01"],
        "clip" => &["off", "1", "0.25"],
        _ => &[],
    }
}
