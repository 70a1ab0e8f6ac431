//! Presets: an experiment worth seeing at one click, and what is to be seen in it.

use crate::components::icons;
use crate::state::{Experiment, ExperimentStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::train::presets::{PRESETS, preset};

/// The menu of presets.
#[component]
pub fn Presets() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let chosen = experiment.preset();
    let options = PRESETS.iter().map(|row| {
        let is_chosen = move || chosen.get().is_some_and(|preset| preset.id == row.id);
        view! { <option value=row.id title=row.claim prop:selected=is_chosen>{row.name}</option> }
    });
    view! {
        <label class="field presets" title="An experiment worth seeing: choosing it runs it">
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

/// What the preset that was chosen claims, until it is dismissed or another experiment begins.
#[component]
pub fn Claim() -> impl IntoView {
    let shown = expect_context::<Store<Experiment>>().preset();
    let claim = move || {
        shown.get().map(|preset| {
            view! {
                <p class="claim" role="status">
                    <span><strong>{preset.name}</strong> ": " <span data-testid="claim">{preset.claim}</span></span>
                    <button type="button" class="button square plain" aria-label="Dismiss the claim" on:click=move |_| shown.set(None)>
                        {icons::CLOSE.view()}
                    </button>
                </p>
            }
        })
    };
    view! { {claim} }
}
