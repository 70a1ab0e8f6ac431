//! Presenter mode on the Train page: the bottom line with four numbers and a question, and the bar of its keys.
//!
//! The panels stay those of the page; style/present.css says which of them a scene shows, and where.

mod question;
mod unit;

pub use unit::UnitStepper;

use crate::components::fields::reading;
use crate::state::present::{Present, SCENES, Scene};
use crate::state::run::{alive_total, units_total};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::sets::Task;
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Snapshot, UnitHealth, UnitId};

/// What is below the panels while the page is presented.
#[component]
pub fn Stage() -> impl IntoView {
    let present = expect_context::<Present>();
    let stage = move || present.is_on().then(|| view! { <Line /> <Bar /> });
    pin_some_unit(present);
    view! { {stage} }
}

/// The four numbers, and the question.
#[component]
fn Line() -> impl IntoView {
    let present = expect_context::<Present>();
    let experiment = expect_context::<Store<Experiment>>();
    let has_classes = Memo::new(move |_| experiment.spec().with(|spec| spec.task() != Task::Regression));
    let alive = reading("presented-alive", move |frame: &Snapshot| {
        let (alive, units) = (alive_total(frame), units_total(frame));
        if present.hides_deaths() {
            (String::new(), format!("? of {units}"))
        } else {
            (alive.to_string(), format!("{alive} of {units}"))
        }
    });
    let accuracy = || {
        let text = |share: Option<f32>| share.map_or_else(|| "–".to_owned(), format::accuracy);
        reading("presented-accuracy", move |frame: &Snapshot| (text(frame.test_accuracy), text(frame.test_accuracy)))
    };
    let loss =
        |id, of: fn(&Snapshot) -> f32| reading(id, move |frame| (of(frame).to_string(), format::loss(of(frame))));
    let second = move || {
        if has_classes.get() {
            number("test accuracy", accuracy()).into_any()
        } else {
            number("train loss", loss("presented-train-loss", |frame| frame.train_loss)).into_any()
        }
    };
    let gradient = reading("presented-gradient", |frame: &Snapshot| {
        let first = frame.layers.first().map(|layer| layer.gradient_norm);
        (first.unwrap_or_default().to_string(), first.map_or_else(|| "–".to_owned(), format::gradient))
    });
    view! {
        <section class="present-line" aria-label="Numbers">
            <dl class="present-numbers">
                {number("units alive", alive)}
                {second}
                {number("test loss", loss("presented-test-loss", |frame| frame.test_loss))}
                {number("gradient, first layer", gradient)}
            </dl>
            {move || present.asks.get().then(|| view! { <question::Question /> })}
        </section>
    }
}

fn number(name: &'static str, value: impl IntoView) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}

/// The keys of the mode as buttons.
#[component]
fn Bar() -> impl IntoView {
    let present = expect_context::<Present>();
    let scenes = SCENES.iter().zip(1..).map(|(row, number)| {
        let is_shown = move || present.scene.get() == row.scene;
        view! {
            <button
                type="button"
                class="present-key"
                aria-pressed=move || is_shown().to_string()
                on:click=move |_| present.enter(row.scene)
            >
                <kbd>{number}</kbd>
                {row.name}
            </button>
        }
    });
    let toggle = |key, name, is_on: Signal<bool>, press: fn(Present)| {
        view! {
            <button type="button" class="present-key" aria-pressed=move || is_on.get().to_string() on:click=move |_| press(present)>
                <kbd>{key}</kbd>
                {name}
            </button>
        }
    };
    view! {
        <section class="present-bar" aria-label="Presenter">
            <div class="present-scenes" role="group" aria-label="Scene">{scenes.collect_view()}</div>
            {toggle("Q", "Question", present.asks.into(), |present| present.asks.update(|asks| *asks = !*asks))}
            {toggle("D", "Hide deaths", Signal::derive(move || present.hides_deaths()), Present::toggle_deaths)}
            <button type="button" class="present-key" on:click=move |_| present.is_blank.set(true)>
                <kbd>"B"</kbd>
                "Blank"
            </button>
            <button type="button" class="present-key" on:click=move |_| present.leave()>
                <kbd>"Esc"</kbd>
                "Leave"
            </button>
        </section>
    }
}

/// The scene of one unit needs one: without a pinned one it is the first that died, or the first of all.
fn pin_some_unit(present: Present) {
    let display = expect_context::<Store<Display>>();
    let run = expect_context::<Store<Run>>();
    let wants = Memo::new(move |_| {
        present.is_on() && present.scene.get() == Scene::Curve && run.frame().with(|frame| frame.layers.len() > 1)
    });
    // Edge: what is pinned, which the user can change afterwards.
    Effect::new(move |_| {
        if wants.get() && display.pinned().get_untracked().is_none() {
            let unit = run.frame().with_untracked(|frame| {
                let dead = units(frame).into_iter().find(|id| {
                    let layer = frame.layers.get(id.layer as usize);
                    layer.and_then(|layer| layer.health.get(id.unit as usize)) == Some(&UnitHealth::Dead)
                });
                dead.unwrap_or(UnitId { layer: 0, unit: 0 })
            });
            display.pinned().set(Some(unit));
        }
    });
}

/// The hidden units of a frame, layer by layer.
fn units(frame: &Snapshot) -> Vec<UnitId> {
    let hidden = frame.layers.len().saturating_sub(1);
    let layers = (0..).zip(&frame.layers[..hidden]);
    layers.flat_map(|(layer, row)| (0..row.units() as u32).map(move |unit| UnitId { layer, unit })).collect()
}
