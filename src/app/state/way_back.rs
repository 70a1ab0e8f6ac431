//! The time cursor, going back to the epoch it marks, and pausing at a death.
//!
//! Two epochs are looked at in all plots over time: the one under the pointer or chosen by keys,
//! [`Display::hovered_epoch`](super::Display), and the one that is pinned, [`Display::marked_epoch`](super::Display). The pinned one
//! stays while training goes on and when a run begins again; whoever makes a link may read and set it.

use std::sync::Arc;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos_use::storage::use_local_storage;

use relu_lab::protocol::{Command, GoingBack};
use relu_lab::train::snapshot::{Death, Origin, Snapshot, Status};

use crate::hooks::hash_route::Commit;
use crate::pages::train::words::events;

use super::Trainer;
use super::display::DisplayStoreFields;
use super::earlier_runs::{EarlierRun, with_way_back};
use super::experiment::ExperimentStoreFields;
use super::interventions::Pending;
use super::run::{RunStoreFields, dead_total, hidden};
use super::scale;

/// Where the browser keeps whether a run pauses where a unit dies: `on`, or anything else.
const PAUSE_KEY: &str = "relu-lab/pause-at-death";

/// Whether a run pauses where a unit dies, as the user left it.
pub fn stored_pause() -> bool {
    let (stored, ..) = use_local_storage::<String, FromToStringCodec>(PAUSE_KEY);
    stored.get_untracked() == "on"
}

impl Trainer {
    /// Tells the worker how to play, and remembers it, for as long as the page lives.
    pub(super) fn follow_playing(self) {
        let (_, store, _) = use_local_storage::<String, FromToStringCodec>(PAUSE_KEY);
        let pauses = self.display.pause_at_death();
        // Edge: storage.
        Effect::new(move |_| store.set(if pauses.get() { "on" } else { "off" }.to_owned()));
        let (calm, connected, speed) = (self.display.calm(), self.run.connected(), self.run.speed());
        // Edge: the worker. What the calm view does not show does not act there.
        Effect::new(move |_| {
            let on = pauses.get() && !calm.get();
            connected.track();
            self.send(&Command::PauseAtDeath(on));
        });
        // Edge: the worker. Whoever has set a speed gets it from the first step on.
        Effect::new(move |_| {
            connected.track();
            self.send(&Command::SlowStart(scale::starts_slowly(speed.get())));
        });
    }

    // ---- The cursor ----

    /// The epoch that is read off in the plots: the one under the pointer, else the pinned one.
    pub fn read_epoch(self) -> Option<u32> {
        self.display.hovered_epoch().get().or_else(|| self.display.marked_epoch().get())
    }

    /// Moves the cursor by so many epochs; it begins where it stands, else at the present.
    pub fn move_epoch(self, by: i64) {
        let last = self.frame().epoch;
        let now = untrack(move || self.read_epoch()).unwrap_or(last);
        let next = (i64::from(now) + by).clamp(0, i64::from(last)) as u32;
        self.display.hovered_epoch().set(Some(next));
    }

    /// Pins an epoch, or releases it if it is the one that is pinned.
    pub fn toggle_mark(self, epoch: u32) {
        self.display.marked_epoch().update(|marked| *marked = (*marked != Some(epoch)).then_some(epoch));
    }

    /// Lets go of the cursor; `false` if there is none.
    pub fn release_epoch(self) -> bool {
        let (hovered, marked) = (self.display.hovered_epoch(), self.display.marked_epoch());
        let is_read = hovered.get_untracked().is_some() || marked.get_untracked().is_some();
        if is_read {
            hovered.set(None);
            marked.set(None);
        }
        is_read
    }

    // ---- Going back ----

    /// Back to the end of an epoch, with the settings of then.
    pub fn go_back_to(self, epoch: u32) {
        self.run.playing().set(false);
        self.expect(Pending::Epoch(epoch));
        self.send(&Command::GoBack(epoch));
    }

    /// Gives up going back; `false` if nothing is on its way.
    pub(super) fn give_up_going_back(self) -> bool {
        let is_going = self.run.going_back().get_untracked().is_some();
        if is_going {
            self.send(&Command::Pause);
        }
        is_going
    }

    /// What the worker says of going back.
    pub(super) fn hear_of_going_back(self, progress: GoingBack) {
        self.run.going_back().set(if let GoingBack::Share(share) = progress { Some(share) } else { None });
        let pending = self.inner.with_value(|inner| inner.pending.clone());
        match (progress, pending) {
            // The frame that shows where it is comes next; what is shown still is what came later.
            (GoingBack::Done, _) => self.keep_what_came_later(),
            (GoingBack::GivenUp, Some(Pending::Epoch(_) | Pending::Before(..))) => {
                self.settle();
                self.messages.tell("Did not go back. Paused.");
            }
            (GoingBack::NotKept, Some(Pending::Epoch(epoch))) => {
                self.settle();
                self.messages.tell(format!("The state at epoch {epoch} is no longer kept. Paused."));
            }
            (GoingBack::NotKept, Some(Pending::Before(name, _))) => {
                self.settle();
                self.messages.tell(format!("The state before {name} died is no longer kept. Paused."));
            }
            _ => {}
        }
    }

    /// The curves that are gone back from stay as an earlier run.
    fn keep_what_came_later(self) {
        let run = EarlierRun { spec: self.experiment.spec().get_untracked(), last: self.frame() };
        self.experiment.earlier().update(|earlier| *earlier = with_way_back(std::mem::take(earlier), run));
    }

    /// Takes from a frame what was waited for: that the run is back, or who died.
    pub(super) fn follow_way_back(self, frame: &Arc<Snapshot>) {
        match self.inner.with_value(|inner| inner.pending.clone()) {
            Some(Pending::Epoch(epoch)) if is_at_epoch(frame, epoch) => self.arrive(frame),
            Some(Pending::Death) if frame.status != Status::Training => self.show_death(frame),
            _ => {}
        }
    }

    /// The run is back at an epoch, with the settings of then.
    fn arrive(self, frame: &Snapshot) {
        self.settle();
        if self.experiment.spec().with_untracked(|now| *now != frame.spec) {
            self.set_spec(frame.spec.clone());
            self.route.write(Commit::Discrete);
        }
        self.messages.tell(events::back_at_epoch(frame, dead_total(frame)));
    }

    // ---- Pausing at a death ----

    /// Whether runs pause where a unit dies; says which.
    pub fn toggle_pause_at_death(self) {
        let pauses = self.display.pause_at_death();
        pauses.update(|on| *on = !*on);
        self.messages.tell(if pauses.get_untracked() {
            "Pauses where a unit dies."
        } else {
            "No longer pauses where a unit dies."
        });
    }

    /// The worker has paused because a unit died.
    pub(super) fn hear_of_death(self) {
        self.run.playing().set(false);
        self.expect(Pending::Death);
    }

    /// Pins who died at this moment, and when, and says why.
    fn show_death(self, frame: &Arc<Snapshot>) {
        self.settle();
        let died: Vec<&Death> = deaths_at(frame, frame.step).collect();
        let Some(first) = died.first() else { return };
        let hidden = hidden(frame).len() as u32;
        self.display.hovered().set(None);
        self.display.pinned().set(Some(first.id).filter(|id| id.layer < hidden));
        self.display.hovered_epoch().set(None);
        self.display.marked_epoch().set(Some(first.epoch.ceil() as u32));
        let text = events::paused_at_death(frame, &died);
        self.messages.news.set(text.clone());
        self.messages.tell(text);
    }
}

/// Who died by training at the check of a step, oldest first.
fn deaths_at(frame: &Snapshot, step: u64) -> impl Iterator<Item = &Death> {
    frame.deaths.iter().filter(move |d| d.step == step && !d.revived && d.origin == Origin::Step)
}

/// Whether a frame shows the run at the end of this epoch, waiting.
fn is_at_epoch(frame: &Snapshot, epoch: u32) -> bool {
    frame.epoch == epoch && frame.epoch_fraction == epoch as f32 && frame.status != Status::Training
}
