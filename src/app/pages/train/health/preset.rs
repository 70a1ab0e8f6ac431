//! Presets: an experiment worth seeing at one click, what is to be seen in it, and what to try next.

use crate::components::icons;
use crate::components::term::Said;
use crate::state::{Experiment, ExperimentStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::lessons::preset::{Next, Preset, Relation, preset, presets};
use relu_lab::train::spec::Spec;

/// The menu of presets.
#[component]
pub fn Presets() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let chosen = experiment.preset();
    let options = presets().map(|row| {
        let is_chosen = move || chosen.get().is_some_and(|preset| preset.id == row.id);
        view! { <option value=row.id title=row.claim prop:selected=is_chosen>{row.name}</option> }
    });
    view! {
        <label class="field presets" title="An experiment worth seeing: choosing it loads it, and Play runs it">
            <span class="label">"Preset"</span>
            <select on:change:target=move |event| {
                if let Some(row) = preset(&event.target().value()) {
                    trainer.load_preset(row);
                }
            }>
                <option value="" disabled prop:selected=move || chosen.get().is_none()>"Your own"</option>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// What the preset that was chosen claims and what to try next, until it is dismissed or another experiment begins.
///
/// Who does what it suggests reads what is to be seen then; who changes something else that it invites to keeps the
/// claim, and reads that it is of the preset as it was loaded.
#[component]
pub fn Claim() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let shown = experiment.preset();
    let caption = Memo::new(move |_| Caption::of(shown.get()?, &experiment.spec().get()));
    let claim = move || caption.get().map(|caption| view! { <CaptionView caption=caption /> });
    view! { {claim} }
}

/// A preset and the row of its suggestions that is set, if one is.
#[derive(Debug, Clone, Copy)]
struct Caption {
    preset: &'static Preset,
    next: Option<&'static Next>,
    is_as_loaded: bool,
}

/// Rows are told from each other by where they stand.
impl PartialEq for Caption {
    fn eq(&self, other: &Self) -> bool {
        let next = |caption: &Self| caption.next.map(|next| next.label);
        (self.preset.id, next(self), self.is_as_loaded) == (other.preset.id, next(other), other.is_as_loaded)
    }
}

impl Caption {
    fn of(preset: &'static Preset, spec: &Spec) -> Option<Self> {
        let relation = preset.relation(spec)?;
        let next = if let Relation::Next(next) = relation { Some(next) } else { None };
        Some(Self { preset, next, is_as_loaded: matches!(relation, Relation::Same) })
    }

    /// What it speaks of, and what it says.
    fn words(self) -> (String, &'static str) {
        match (self.next, self.is_as_loaded) {
            (Some(next), _) => (format!("{}, {}", self.preset.name, lower(next.label)), next.claim),
            (None, true) => (self.preset.name.to_owned(), self.preset.claim),
            (None, false) => (format!("{}, changed; as loaded", self.preset.name), self.preset.claim),
        }
    }
}

/// A label inside a sentence: its first letter is small unless it begins a name, as in `ReLU`.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match first {
        Some(first) if second.is_some_and(char::is_lowercase) && !label.starts_with("Leaky") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// The words that claims explain.
const WORDS: &[&str] = &["dead", "sgd", "bce", "output_gradient", "he", "torch_default", "batch_norm"];

#[component]
fn CaptionView(
    /// What is said.
    caption: Caption,
) -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let shown = expect_context::<Store<Experiment>>().preset();
    let (name, claim) = caption.words();
    let preset = caption.preset;
    let button = move |label: &'static str, next: Option<&'static Next>| {
        view! {
            <button type="button" class="quiet" on:click=move |_| trainer.load_next(preset, next)>
                {label}
            </button>
        }
    };
    let back = (!caption.is_as_loaded).then(|| button("Back to the preset", None));
    let suggestions = caption.is_as_loaded.then(|| {
        let buttons = preset.next.iter().map(|next| button(next.label, Some(next))).collect_view();
        (!preset.next.is_empty()).then(|| view! { <span class="caption">"Try "</span> {buttons} })
    });
    view! {
        <p class="claim" role="status">
            <span><strong>{name}</strong> ": " <span data-testid="claim"><Said text=claim words=WORDS /></span></span>
            {suggestions}
            {back}
            <button type="button" class="button square plain" aria-label="Dismiss the claim" on:click=move |_| shown.set(None)>
                {icons::CLOSE.view()}
            </button>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_follows_what_is_set() {
        let said = |more: &str| {
            let preset = preset("bias_minus_three").expect("the preset");
            let spec = Spec::from_query(&format!("{}&{more}", preset.query)).0;
            Caption::of(preset, &spec).map(Caption::words)
        };
        let (name, claim) = said("").expect("a caption");
        assert!(name == "Biases at −3" && claim.starts_with("With biases of −3"));
        let (name, claim) = said("act=leaky_relu").expect("a caption");
        assert!(name == "Biases at −3, Leaky ReLU" && claim.starts_with("Leaky ReLU lets"), "{name}");
        let (name, claim) = said("bias=zeros").expect("a caption");
        assert!(name == "Biases at −3, biases at 0" && claim.starts_with("With biases of 0"), "{name}");
        let (name, claim) = said("act=tanh").expect("a caption");
        assert!(name == "Biases at −3, changed; as loaded" && claim.starts_with("With biases of −3"), "{name}");
        assert!(said("data=xor").is_none());
    }
}
