//! The transport row: reset, play, step, where the run is, how fast it goes, and the settings.

use crate::context::lab;
use leptos::prelude::*;

use crate::components::fields::{IconButton, reading, share};
use crate::components::icons;
use crate::pages::train::settings::Settings;
use crate::state::dead_total;
use crate::state::scale::{SPEED_MAX, speed_at, speed_words};
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Snapshot, Status};

/// The transport row.
#[component]
pub fn Transport() -> impl IntoView {
    let lab = lab();
    view! {
        <section class="transport" aria-label="Transport">
            <div class="player">
                <IconButton
                    name="Reset"
                    tip="Back to the start: same seed, same first weights (R)"
                    icon=icons::RESET
                    on_press=Callback::new(move |()| lab.reset())
                />
                <PlayButton />
                <IconButton
                    name="Step"
                    tip="One step: one mini-batch (S); Shift S to the end of the epoch"
                    icon=icons::STEP
                    on_press=Callback::new(move |()| lab.step(false))
                />
                <Clock />
            </div>
            <Speed />
            <Settings />
        </section>
    }
}

/// Play, or Pause while it trains.
#[component]
fn PlayButton() -> impl IntoView {
    let lab = lab();
    let icon = move || if lab.playing.get() { icons::PAUSE.view() } else { icons::PLAY.view() };
    view! {
        <button type="button" class="button primary play" title="Train, or pause (Space)" on:click=move |_| lab.toggle_play()>
            {icon}
            <span>{move || if lab.playing.get() { "Pause" } else { "Play" }}</span>
        </button>
    }
}

/// Where the run is.
#[component]
fn Clock() -> impl IntoView {
    let lab = lab();
    let status = move |frame: &Snapshot| {
        let word = frame.status.word().to_owned();
        (word.clone(), word)
    };
    view! {
        <div class="clock">
            <span class="label" title="One epoch is one pass over the training set">"Epoch"</span>
            <span class="state">{reading(lab, "status", status)}</span>
            <span class="large">{reading(lab, "epoch", |f| (f.epoch.to_string(), format::epoch(f.epoch)))}</span>
            <span class="pace">{move || lab.frame.with(|frame| pace(frame))}</span>
        </div>
    }
}

/// Steps per second as measured, or why there are none; before that, if there are any, the dead.
///
/// It stands where a phone shows the top of the page only: the plot that counts them is farther down.
fn pace(frame: &Snapshot) -> String {
    let pace = if frame.status == Status::Training {
        format!("{} steps/s", format::count(frame.steps_per_second.round() as u64))
    } else {
        frame.status.word().to_owned()
    };
    match dead_total(frame) {
        0 => pace,
        dead => format!("{dead} dead · {pace}"),
    }
}

/// The speed that is wanted, and the one that is reached.
#[component]
fn Speed() -> impl IntoView {
    let lab = lab();
    let wanted = move || speed_words(speed_at(lab.speed.get()));
    view! {
        <label class="slider speed" title=move || format!("Wanted: {} (, and . )", wanted())>
            <span class="label">"Speed"</span>
            <output class="value">
                {reading(lab, "steps-per-second", |f| {
                    (f.steps_per_second.to_string(), format::count(f.steps_per_second.round() as u64))
                })}
                " steps/s"
            </output>
            <input
                type="range"
                min="0"
                max=SPEED_MAX
                step="1"
                aria-label="Speed"
                aria-valuetext=wanted
                style:--share=move || share(&lab.speed.get().to_string(), 0.0, SPEED_MAX)
                prop:value=lab.speed
                on:input:target=move |event| lab.set_speed(event.target().value().parse().unwrap_or(SPEED_MAX))
            />
        </label>
    }
}
