//! The worker: what is sent to it, and what becomes of its answers.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::Command;
use crate::train::snapshot::{Snapshot, Status, UnitId};
use crate::ui::before_next_frame;
use crate::ui::canvas::when_painted;
use crate::ui::link::{Incoming, Link};
use crate::ui::{canvas, scale};

use super::{Lab, WORDS_MILLIS, dead_total, units_total};

impl Lab {
    /// Starts the worker, in place of the one that is gone.
    pub fn start_worker(self) {
        self.trouble.set(None);
        self.playing.set(false);
        self.listens.set(false);
        let link = Link::start(move |incoming| self.receive(incoming));
        let link = link.map_err(|error| self.trouble.set(Some(error))).ok();
        self.inner.update_value(|inner| {
            inner.is_ready = false;
            inner.link = link;
        });
    }

    /// Sends a command to the worker, if it listens.
    pub fn send(self, command: &Command) {
        self.inner.with_value(|inner| {
            if let (true, Some(link)) = (inner.is_ready, &inner.link) {
                link.send(command);
            }
        });
    }

    pub(super) fn receive(self, incoming: Incoming) {
        match incoming {
            Incoming::Ready => {
                self.inner.update_value(|inner| inner.is_ready = true);
                self.listens.set(true);
                self.send(&Command::SetSpeed(scale::speed_at(self.speed.get_untracked())));
                self.start_run();
            }
            Incoming::Frame(run, snapshot) if run == self.inner.with_value(|inner| inner.run) => {
                let waits = self.inner.try_update_value(|inner| inner.arrived.replace(snapshot).is_some());
                if waits != Some(true) {
                    // A hidden page gets no animation frames: it takes the frame, and asks for more, when it is shown.
                    before_next_frame(move || self.take_frame());
                }
            }
            // This link runs no comparison; and a frame of an old run waits for no answer, as the worker has a new run.
            Incoming::Trial(_) | Incoming::Frame(..) => {}
            Incoming::Gain(activation, scheme, depth, gain) => self.gain.set(Some((activation, scheme, depth, gain))),
            Incoming::Failed(_, error) | Incoming::Died(error) => {
                self.listens.set(false);
                self.inner.update_value(|inner| {
                    inner.is_ready = false;
                    inner.link = None;
                });
                self.playing.set(false);
                self.trouble.set(Some(error));
            }
        }
    }

    pub(super) fn take_frame(self) {
        let arrived = self.inner.try_update_value(|inner| inner.arrived.take()).flatten();
        let Some(snapshot) = arrived else { return };
        let snapshot: Arc<Snapshot> = Arc::from(snapshot);
        if matches!(snapshot.status, Status::Finished | Status::Diverged) {
            self.playing.set(false);
        }
        self.put_into_words(&snapshot);
        self.follow_interventions(&snapshot);
        self.frame.set(snapshot);
        when_painted(move || self.send(&Command::AckFrame));
    }

    /// What a screen reader is told: the state now and then, deaths in at most one message every two seconds.
    pub(super) fn put_into_words(self, snapshot: &Arc<Snapshot>) {
        let now = canvas::now();
        let dead = dead_total(snapshot);
        let (words, news) = self
            .inner
            .try_update_value(|inner| {
                let words = snapshot.status != Status::Training || now - inner.words_at_millis >= WORDS_MILLIS;
                if words {
                    inner.words_at_millis = now;
                }
                let news = (dead > inner.dead_told && now - inner.news_at_millis >= 4.0 * WORDS_MILLIS)
                    .then(|| dead - inner.dead_told);
                if news.is_some() {
                    inner.news_at_millis = now;
                }
                if news.is_some() || dead < inner.dead_told {
                    inner.dead_told = dead;
                }
                (words, news)
            })
            .unwrap_or_default();
        if words {
            self.words.set(Arc::clone(snapshot));
        }
        if let Some(more) = news {
            let units = units_total(snapshot);
            let s = if more == 1 { "" } else { "s" };
            self.news.set(format!("{more} more unit{s} died, {dead} of {units} in all"));
        }
    }

    pub(in crate::ui) fn start_run(self) {
        self.health.begin();
        let run = self.inner.try_update_value(|inner| {
            inner.run = inner.run.wrapping_add(1);
            inner.arrived = None;
            inner.dead_told = 0;
            inner.run
        });
        let spec = self.spec.get_untracked();
        let exists = |id: &UnitId| spec.hidden.get(id.layer as usize).is_some_and(|units| id.unit < *units);
        for unit in [self.hovered, self.pinned] {
            if unit.with_untracked(|unit| unit.as_ref().is_some_and(|id| !exists(id))) {
                unit.set(None);
            }
        }
        self.send(&Command::Start { run: run.unwrap_or_default(), spec, play: self.playing.get_untracked() });
        self.send(&untrack(move || self.look()));
    }
}
