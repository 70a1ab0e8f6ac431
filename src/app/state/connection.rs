//! The worker: what is sent to it, and what becomes of its answers.

use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::protocol::Command;
use relu_lab::train::snapshot::{Snapshot, Status, UnitId};
use relu_lab::train::spec::Spec;
use relu_lab::train::spec::SpecStoreFields;
use relu_lab::train::start::Start;

use crate::hooks::paint_queue::{now_millis, when_painted};
use crate::hooks::worker::{FromWorker, WorkerLink};

use super::display::DisplayStoreFields;
use super::experiment::ExperimentStoreFields;
use super::run::{RunStatus, RunStoreFields, Trouble, dead_total, units_total};
use super::{Trainer, scale};

/// How long descriptions for screen readers may lag behind a run.
const DESCRIPTION_MILLIS: f64 = 500.0;
/// Deaths are announced at most so often.
const ANNOUNCEMENT_MILLIS: f64 = 2000.0;

impl Trainer {
    /// Starts the worker, in place of the one that is gone.
    pub fn start_worker(self) {
        self.run.trouble().set(None);
        self.run.playing().set(false);
        self.run.connected().set(false);
        self.files.making.set(None);
        self.run.status().set(RunStatus::Loading);
        match WorkerLink::start(move |incoming| self.receive(incoming)) {
            Ok(link) => self.inner.update_value(|inner| inner.link = Some(link)),
            Err(reason) => self.lose(Trouble::Gone(reason)),
        }
    }

    /// Nothing comes from the worker: what is shown is old.
    pub(super) fn lose(self, trouble: Trouble) {
        self.run.status().set(RunStatus::Stopped);
        self.run.trouble().set(Some(trouble));
    }

    /// Sends a command to the worker, if it listens.
    pub fn send(self, command: &Command) {
        if !self.run.connected().get_untracked() {
            return;
        }
        self.inner.with_value(|inner| {
            if let Some(link) = &inner.link {
                link.send(command);
            }
        });
    }

    fn receive(self, incoming: FromWorker) {
        match incoming {
            FromWorker::Ready => {
                self.run.connected().set(true);
                self.send(&Command::SetSpeed(scale::speed_at(self.run.speed().get_untracked())));
                self.start_run();
            }
            FromWorker::Frame(run, snapshot) if run == self.inner.with_value(|inner| inner.run) => {
                let waits = self.inner.try_update_value(|inner| inner.arrived.replace(snapshot).is_some());
                if waits != Some(true) {
                    // A hidden page gets no animation frames: it takes the frame, and asks for more, when it is shown.
                    request_animation_frame(move || self.take_frame());
                }
            }
            FromWorker::Exported(kind, file) => self.exported(kind, file),
            FromWorker::Gain(activation, scheme, depth, gain) => self.gain.set(Some((activation, scheme, depth, gain))),
            FromWorker::Paused(run) if run == self.inner.with_value(|inner| inner.run) => {
                // The frame that shows where it stands follows, and says so again.
                if self.run.status().get_untracked() == RunStatus::Known(Status::Training) {
                    self.run.status().set(RunStatus::Known(Status::Paused));
                }
            }
            FromWorker::GoingBack(run, progress) if run == self.inner.with_value(|inner| inner.run) => {
                self.hear_of_going_back(progress);
            }
            FromWorker::PausedAtDeath(run) if run == self.inner.with_value(|inner| inner.run) => self.hear_of_death(),
            FromWorker::Weights(run, step, numbers) if run == self.inner.with_value(|inner| inner.run) => {
                self.weights.set(Some((step, numbers)));
            }
            // This link runs no comparison; and a frame of an old run waits for no answer, as the worker has a new run.
            FromWorker::Trial(_)
            | FromWorker::Frame(..)
            | FromWorker::Paused(_)
            | FromWorker::GoingBack(..)
            | FromWorker::PausedAtDeath(_)
            | FromWorker::Weights(..) => {}
            FromWorker::Failed(reason) | FromWorker::Died(reason) => {
                self.run.connected().set(false);
                // A frame that still waits would say that it trains.
                self.inner.update_value(|inner| (inner.link, inner.arrived) = (None, None));
                self.run.playing().set(false);
                self.lose(Trouble::Gone(reason));
            }
            FromWorker::Silent(seconds) => self.lose(Trouble::Silent(seconds)),
            FromWorker::Back => {
                self.run.trouble().set(None);
                let has_frame = !self.frame().layers.is_empty();
                self.run.status().set(if has_frame {
                    RunStatus::Known(self.frame().status)
                } else {
                    RunStatus::Loading
                });
            }
        }
    }

    fn take_frame(self) {
        let arrived = self.inner.try_update_value(|inner| inner.arrived.take()).flatten();
        let Some(snapshot) = arrived else { return };
        let snapshot = self.presented(Arc::from(snapshot));
        let waits = snapshot.status == Status::Paused && self.has_reached(snapshot.epoch);
        if waits || matches!(snapshot.status, Status::Finished | Status::Diverged) {
            self.run.playing().set(false);
        }
        self.run.status().set(RunStatus::Known(snapshot.status));
        self.describe(&snapshot);
        self.follow_interventions(&snapshot);
        self.run.frame().set(Arc::clone(&snapshot));
        self.follow_way_back(&snapshot);
        when_painted(move || self.send(&Command::AckFrame));
    }

    /// What a screen reader is told: the state now and then, deaths in at most one message every two seconds.
    fn describe(self, snapshot: &Arc<Snapshot>) {
        let now = now_millis();
        let dead = dead_total(snapshot);
        let due = |inner: &mut super::trainer::Inner| {
            let describe = snapshot.status != Status::Training || now - inner.described_millis >= DESCRIPTION_MILLIS;
            if describe {
                inner.described_millis = now;
            }
            let more = dead.saturating_sub(inner.announced_dead);
            let announce = more > 0 && now - inner.announced_millis >= ANNOUNCEMENT_MILLIS;
            if announce {
                inner.announced_millis = now;
            }
            if announce || dead < inner.announced_dead {
                inner.announced_dead = dead;
            }
            (describe, announce.then_some(more))
        };
        let (describe, more_dead) = self.inner.try_update_value(due).unwrap_or_default();
        if describe {
            self.run.described().set(Arc::clone(snapshot));
        }
        if let Some(more) = more_dead {
            let units = units_total(snapshot);
            let s = if more == 1 { "" } else { "s" };
            self.messages.news.set(format!("{more} more unit{s} died, {dead} of {units} in all"));
        }
    }

    /// Begins a run of what is set from its start; it goes on at once if it was playing.
    pub(super) fn start_run(self) {
        let run = self.inner.try_update_value(|inner| {
            inner.run = inner.run.wrapping_add(1);
            inner.arrived = None;
            inner.announced_dead = 0;
            inner.pending = None;
            inner.known_marks = 0;
            inner.expects_mark = false;
            inner.goal = None;
            inner.run
        });
        self.run.going_back().set(None);
        self.forget_missing_units();
        if self.run.trouble().get_untracked().is_some_and(|trouble| trouble.is_about_data()) {
            self.run.trouble().set(None);
        }
        if self.lacks_data() {
            return self.wait_for_data();
        }
        let spec = self.experiment.spec().get_untracked();
        let (run, play) = (run.unwrap_or_default(), self.run.playing().get_untracked());
        let start = self.start(&spec);
        self.send(&Command::Start { run, spec, play, start });
        self.send(&untrack(move || self.detail()));
        self.send(&Command::ShowImages(untrack(move || self.images())));
        self.go_to_opening();
    }

    /// Where a run begins: at the weights of a file that was brought in, else at those of the link, else at those that the seed draws.
    fn start(self, spec: &Spec) -> Start {
        match self.files.start() {
            Start::Drawn => {
                let numbers = self.route.view.with_untracked(|view| view.weights.clone());
                // They were held against the experiment when the link was read.
                numbers.and_then(|numbers| Start::of_numbers(spec, &numbers).ok()).unwrap_or_default()
            }
            start @ Start::Weights(_) => start,
        }
    }

    /// Fetches the data; the run begins when they are here. What is set stays set if they do not come.
    fn wait_for_data(self) {
        // What runs there is of other data, and its frames are no longer taken.
        self.send(&Command::Pause);
        if self.experiment.spec().with_untracked(|spec| spec.data.row().is_own()) {
            return self.want_own();
        }
        if self.run.trouble().get_untracked().is_none() {
            self.run.status().set(RunStatus::Loading);
        }
        self.digits.want("train", move |outcome| {
            if !self.experiment.spec().with_untracked(|spec| spec.data.row().has_images()) {
                return;
            }
            match outcome {
                Ok(()) => self.start_run(),
                Err(reason) => {
                    self.run.playing().set(false);
                    self.lose(Trouble::NoData(reason));
                }
            }
        });
    }

    /// A unit that the network no longer has is neither hovered nor pinned.
    fn forget_missing_units(self) {
        let widths = self.experiment.spec().hidden().get_untracked();
        let is_missing = |id: &UnitId| widths.get(id.layer as usize).is_none_or(|units| id.unit >= *units);
        if self.display.hovered().get_untracked().as_ref().is_some_and(is_missing) {
            self.display.hovered().set(None);
        }
        if self.display.pinned().get_untracked().as_ref().is_some_and(is_missing) {
            self.display.pinned().set(None);
        }
    }
}
