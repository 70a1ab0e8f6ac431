//! The transport row: reset, play, step, where the run is, how fast it goes, and the settings.

use crate::pages::train::words::run_status_word;
use crate::state::{Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::fields::{IconButton, reading, share};
use crate::components::icons;
use crate::components::term::Term;
use crate::hooks::screen::Screen;
use crate::pages::train::settings::Settings;
use crate::pages::train::welcome::Welcome;
use crate::state::present::Present;
use crate::state::run::{RunStatus, dead_total};
use crate::state::scale::{SPEED_MAX, speed_at, speed_words, starts_slowly};
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Snapshot, Status};

/// The transport row.
#[component]
pub fn Transport() -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let is_phone = expect_context::<Screen>().is_phone;
    view! {
        <section class="transport" aria-label="Transport">
            // On a phone the player is a bar at the bottom.
            {move || is_phone.get().then(|| view! { <Speed /> })}
            <div class="player">
                <IconButton
                    name="Reset"
                    tip="Back to the start: same seed, same first weights (R)"
                    icon=icons::RESET
                    on_press=Callback::new(move |()| trainer.reset())
                />
                <PlayButton />
                <IconButton
                    name="Step"
                    tip="One step: one mini-batch (S); Shift S to the end of the epoch"
                    icon=icons::STEP
                    on_press=Callback::new(move |()| trainer.step(false))
                />
                <Clock />
            </div>
            {move || (!is_phone.get()).then(|| view! { <Welcome /> <Speed /> <Settings /> })}
        </section>
    }
}

/// Play, or Pause while it trains.
#[component]
fn PlayButton() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let is_on = move || run.playing().get() || run.going_back().get().is_some();
    let icon = move || if is_on() { icons::PAUSE.view() } else { icons::PLAY.view() };
    view! {
        <button type="button" class="button primary play" title="Train, or pause (Space)" on:click=move |_| trainer.toggle_play()>
            {icon}
            <span>{move || if is_on() { "Pause" } else { "Play" }}</span>
        </button>
    }
}

/// Where the run is.
#[component]
fn Clock() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let status = run.status();
    let present = expect_context::<Present>();
    view! {
        <div class="clock">
            <Term id="epoch" class="label">"Epoch"</Term>
            <span class="state">
                <span class="number" data-testid="status" data-value=move || status.get().id()>{move || status_words(status.get(), run.going_back().get())}</span>
            </span>
            <span class="large">
                // Large there is room for the number alone.
                {reading("epoch", move |f| {
                    let text = if present.is_on() { format::count(f.epoch.into()) } else { format::epoch(f.epoch) };
                    (f.epoch.to_string(), text)
                })}
            </span>
            <span class="pace">{move || run.frame().with(|frame| pace(frame, status.get()))}</span>
        </div>
    }
}

/// What the run is doing, or how much of the way back is done.
fn status_words(status: RunStatus, going_back: Option<f32>) -> String {
    going_back.map_or_else(|| run_status_word(status).to_owned(), |share| format!("back {:.0} %", 100.0 * share))
}

/// Steps per second as measured, or why there are none; before that, if there are any, the dead.
///
/// It stands where a phone shows the top of the page only: the plot that counts them is farther down.
fn pace(frame: &Snapshot, status: RunStatus) -> String {
    let pace = if status == RunStatus::Known(Status::Training) {
        format!("{} steps/s", format::count(frame.steps_per_second.round() as u64))
    } else {
        run_status_word(status).to_owned()
    };
    match dead_total(frame) {
        0 => pace,
        dead => format!("{dead} dead · {pace}"),
    }
}

/// The speed that is wanted, and the one that is reached.
#[component]
fn Speed() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let wanted = move || {
        let speed = speed_words(speed_at(run.speed().get()));
        if starts_slowly(run.speed().get()) {
            format!("{speed}, the first 20 epochs at most 5 a second")
        } else {
            speed
        }
    };
    view! {
        <div class="slider speed" title=move || format!("Wanted: {} (, and . )", wanted())>
            <span class="label">"Speed"</span>
            <span class="value">
                <output>
                    {reading("steps-per-second", |f| {
                        (f.steps_per_second.to_string(), format::count(f.steps_per_second.round() as u64))
                    })}
                </output>
                " " <Term id="step">"steps/s"</Term>
            </span>
            <input
                type="range"
                min="0"
                max=SPEED_MAX
                step="1"
                aria-label="Speed"
                aria-valuetext=wanted
                style:--share=move || share(&run.speed().get().to_string(), 0.0, SPEED_MAX)
                prop:value=run.speed()
                on:input:target=move |event| trainer.set_speed(event.target().value().parse().unwrap_or(SPEED_MAX))
            />
        </div>
    }
}
