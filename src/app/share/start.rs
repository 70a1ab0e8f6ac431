//! Where the run of the link begins, what is pinned in it, and whether its seed is locked.

use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::link::view::LAST_EPOCH;

use crate::components::fields::CheckBox;
use crate::state::present::SCENES;
use crate::state::{Run, RunStoreFields};

use super::choice::{Choice, Form, Start as Begin};
use super::words;

/// The choices that a run has.
#[component]
pub fn Start() -> impl IntoView {
    let choice = expect_context::<Choice>();
    let run = expect_context::<Store<Run>>();
    let has_marks = Memo::new(move |_| run.frame().with(|frame| !frame.marks.is_empty()));
    let radio = move |start: Begin, id: &'static str| {
        view! {
            <input
                type="radio"
                name="share-start"
                id=id
                prop:checked=move || choice.start.get() == start
                disabled=move || start == Begin::Weights && choice.weights().is_none()
                on:change=move |_| {
                    if start == Begin::Weights {
                        choice.read_weights();
                    }
                    choice.start.set(start);
                }
            />
        }
    };
    let take_epoch = move |text: &str| {
        if let Ok(epoch) = text.trim().parse::<u32>() {
            choice.epoch.set(epoch.clamp(1, LAST_EPOCH));
        }
        choice.start.set(Begin::Epoch);
    };
    view! {
        <fieldset class="share-start">
            <legend>"The run starts"</legend>
            <div class="check">
                {radio(Begin::Beginning, "share-beginning")}
                <label for="share-beginning">{move || words::beginning(choice.route.view.with(|view| view.weights.is_some()))}</label>
            </div>
            <div class="check">
                {radio(Begin::Epoch, "share-epoch")}
                <label for="share-epoch">"At the end of epoch"</label>
                <input
                    class="share-number"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-label="Epoch to start at"
                    prop:value=move || choice.epoch.get().to_string()
                    on:change:target=move |event| {
                        take_epoch(&event.target().value());
                        event.target().set_value(&choice.epoch.get_untracked().to_string());
                    }
                />
                <span class="caption">"trained again when it is opened"</span>
            </div>
            <div class="check">
                {radio(Begin::Weights, "share-weights")}
                <label for="share-weights">"With the weights as they are"</label>
                <span class="caption" data-testid="share-weights-about">{move || words::weights(&choice)}</span>
            </div>
            {move || (has_marks.get() && choice.start.get() == Begin::Epoch).then(|| view! {
                <p class="caption">"Interventions are not repeated: the weights as they are hold what came of them."</p>
            })}
        </fieldset>
        <div class="share-more">
            <CheckBox label="It plays by itself" on=choice.play on_change=move |on| choice.play.set(on) />
            <CheckBox label="The seed is locked" on=choice.lock_seed on_change=move |on| choice.lock_seed.set(on) />
            {move || (choice.form.get() == Form::Link).then(|| view! { <SceneChoice /> })}
            {move || choice.pinned().map(|_| view! {
                <CheckBox label="The pinned unit stays pinned" on=choice.unit on_change=move |on| choice.unit.set(on) />
            })}
        </div>
    }
}

/// Whether the link opens in presenter mode, and with which scene.
#[component]
fn SceneChoice() -> impl IntoView {
    let choice = expect_context::<Choice>();
    let options = SCENES.iter().zip(1_u32..).map(|(row, number)| {
        let is_chosen = move || choice.scene.get() == Some(number);
        view! { <option value=number.to_string() selected=is_chosen>{format!("Presented: {}", row.name)}</option> }
    });
    view! {
        <label class="field">
            <span class="label">"Opens"</span>
            <select
                aria-label="Opens"
                on:change:target=move |event| choice.scene.set(event.target().value().parse().ok())
            >
                <option value="" selected=move || choice.scene.get().is_none()>"As it is"</option>
                {options.collect_view()}
            </select>
        </label>
    }
}
