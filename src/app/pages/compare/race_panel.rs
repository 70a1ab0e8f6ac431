//! Starting a race and following its worker; its Play, Pause, Step and speed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::fields::{IconButton, share};
use crate::components::icons;
use crate::hooks::paint_queue::when_painted;
use crate::hooks::pool::death;
use crate::hooks::worker::{FromWorker, WorkerLink};
use crate::pages::compare::state::Compare;
use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::trial::TrialResult;
use relu_lab::protocol::{Command, Event};

use super::race::{FASTEST, speed_at};

impl Compare {
    /// All conditions at the start, with the seed whose maps are shown; they wait for Play.
    pub fn start_race(self) {
        self.stop();
        if self.waits_for_data(Self::start_race) {
            return;
        }
        let race = self.race;
        let seed = untrack(|| self.shown_seed());
        let plan = self.plan.get_untracked();
        let job = |value: usize| {
            let spec = untrack(|| self.spec_of(value, seed))?;
            Some(Job { value, learning_rate: spec.learning_rate, seed, spec })
        };
        let jobs: Vec<Job> = (0..plan.values.len()).filter_map(job).collect();
        let base = relu_lab::train::spec::Spec { seed, ..plan.base.clone() };
        let number = race.inner.try_update_value(|inner| {
            inner.number = inner.number.wrapping_add(1);
            inner.standing = vec![None; jobs.len()];
            // Each value has one rate here: there is nothing to choose from.
            let plan = Plan { seeds: 1, base, best_rate: false, ..plan };
            (inner.plan, inner.jobs, inner.done, inner.ready) = (plan, jobs, 0, false);
            inner.number
        });
        let number = number.unwrap_or_default();
        race.playing.set(false);
        race.ended.set(false);
        race.show();
        race.is_on.set(true);
        self.setup_open.set(false);
        let link = WorkerLink::start(move |incoming| self.receive_race(number, incoming));
        let link = link.map_err(|error| self.trouble.set(Some(error))).ok();
        race.inner.update_value(|inner| inner.link = link);
    }

    fn receive_race(self, number: u32, incoming: FromWorker) {
        let race = self.race;
        if race.inner.with_value(|inner| inner.number != number || inner.link.is_none()) {
            return;
        }
        if let Some(reason) = death(&incoming) {
            race.close();
            self.trouble.set(Some(format!("The race stopped: {reason}.")));
            return;
        }
        match incoming {
            FromWorker::Ready => {
                race.inner.update_value(|inner| inner.ready = true);
                let jobs = race.inner.with_value(|inner| (inner.jobs.clone(), inner.plan.target));
                race.send_clock();
                for (job, Job { spec, .. }) in (0..).zip(jobs.0) {
                    race.send(&Command::RunTrial { job, spec, target: jobs.1 });
                }
            }
            FromWorker::Trial(Event::Race { trials }) => {
                race.inner.update_value(|inner| {
                    for (job, result) in trials {
                        inner.standing[job as usize] = Some(Arc::new(result));
                    }
                });
                race.show();
                when_painted(move || race.send(&Command::AckFrame));
            }
            FromWorker::Trial(Event::TrialDone { job, result }) => {
                let result: Arc<TrialResult> = Arc::from(result);
                let ended = race.inner.try_update_value(|inner| {
                    inner.standing[job as usize] = Some(Arc::clone(&result));
                    inner.done += 1;
                    (inner.jobs[job as usize].clone(), inner.done == inner.jobs.len())
                });
                if let Some((job, all)) = ended {
                    self.keep_race(&job, result);
                    race.show();
                    if all {
                        race.ended.set(true);
                        race.playing.set(false);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Play, Pause, Step and Reset for all conditions, and their speed.
#[component]
pub fn Transport() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let race = compare.race;
    let speed = race.speed;
    let text = Signal::derive(move || match speed_at(speed.get()) {
        limit if limit.is_infinite() => "as fast as it goes".to_owned(),
        1.0 => "1 epoch/s".to_owned(),
        epochs => format!("{epochs} epochs/s"),
    });
    let play = move |_: leptos::ev::MouseEvent| {
        if !race.ended.get_untracked() {
            race.play(!race.playing.get_untracked());
        }
    };
    let epoch = Signal::derive(move || {
        race.results.with(|results| {
            let epochs = results.conditions.iter().flat_map(|condition| &condition.runs).map(|(_, run)| run.epochs);
            epochs.max().unwrap_or(0).to_string()
        })
    });
    view! {
        <div class="race-transport" role="group" aria-label="Race">
            <IconButton name="Reset" tip="All back to the start" icon=icons::RESET on_press=Callback::new(move |()| compare.start_race()) />
            <button
                type="button"
                class="button primary play"
                aria-disabled=move || race.ended.get().to_string()
                title=move || if race.ended.get() { "All have ended; Reset goes back to the start" } else { "" }.to_owned()
                on:click=play
            >
                {move || Some(if race.playing.get() { icons::PAUSE } else { icons::PLAY }.view())}
                <span>{move || if race.playing.get() { "Pause" } else { "Play" }.to_owned()}</span>
            </button>
            <IconButton
                name="Step"
                tip="One epoch for all"
                icon=icons::STEP
                on_press=Callback::new(move |()| {
                    race.playing.set(false);
                    race.send(&Command::StepRace);
                })
            />
            <p class="race-epoch">
                <span class="label">"Epoch"</span>
                <strong data-testid="race-epoch" data-value=epoch>{epoch}</strong>
            </p>
            <label class="slider">
                <span class="label">"Speed"</span>
                <output class="value">{text}</output>
                <input
                    type="range"
                    min="0"
                    max=FASTEST
                    step="1"
                    aria-label="Race speed"
                    aria-valuetext=text
                    style:--share=move || share(&speed.get().to_string(), 0.0, FASTEST)
                    prop:value=move || speed.get().to_string()
                    on:input:target=move |event| {
                        speed.set(event.target().value().parse().unwrap_or(4.0));
                        race.send_clock();
                    }
                />
            </label>
        </div>
    }
}
