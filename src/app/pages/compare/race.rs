//! One seed live: all conditions side by side, at a common speed.
//!
//! A worker of its own holds them all and shows how they stand. Figures, maps and table are those of the comparison;
//! they are given the conditions as they are now.

use std::sync::Arc;

use leptos::prelude::*;

use crate::hooks::worker::WorkerLink;
use crate::pages::compare::results::Results;
use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::TrialResult;
use relu_lab::protocol::Command;

/// The right end of the speed slider: as fast as it goes.
pub const FASTEST: f64 = 10.0;

/// Epochs per second at a position of the slider: 1 to 512, then no limit.
pub fn speed_at(position: f64) -> f32 {
    if position >= FASTEST { f32::INFINITY } else { 2.0_f64.powf(position.max(0.0)).round() as f32 }
}

/// One seed live.
#[derive(Clone, Copy)]
pub struct Race {
    /// Whether the page shows it.
    pub is_on: RwSignal<bool>,
    /// How the conditions stand.
    pub results: RwSignal<Arc<Results>>,
    pub(super) playing: RwSignal<bool>,
    /// Whether all have ended.
    pub(super) ended: RwSignal<bool>,
    pub(super) speed: RwSignal<f64>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) link: Option<WorkerLink>,
    pub(super) ready: bool,
    pub(super) number: u32,
    pub(super) plan: Plan,
    pub(super) jobs: Vec<Job>,
    pub(super) standing: Vec<Option<Arc<TrialResult>>>,
    pub(super) done: usize,
}

impl Default for Race {
    fn default() -> Self {
        Self {
            is_on: RwSignal::new(false),
            results: RwSignal::new(Arc::default()),
            playing: RwSignal::new(false),
            ended: RwSignal::new(false),
            speed: RwSignal::new(4.0),
            inner: StoredValue::new_local(Inner::default()),
        }
    }
}

impl Race {
    /// Ends the race and its worker.
    pub fn close(self) {
        self.is_on.set(false);
        self.playing.set(false);
        self.inner.update_value(|inner| inner.link = None);
    }

    pub(super) fn send(self, command: &Command) {
        self.inner.with_value(|inner| {
            if let (true, Some(link)) = (inner.ready, &inner.link) {
                link.send(command);
            }
        });
    }

    pub(super) fn send_clock(self) {
        let epochs_per_second = speed_at(self.speed.get_untracked());
        self.send(&Command::Race { epochs_per_second, playing: self.playing.get_untracked() });
    }

    pub(super) fn play(self, playing: bool) {
        self.playing.set(playing);
        self.send_clock();
    }

    pub(super) fn show(self) {
        let results = self.inner.with_value(|inner| {
            let pairs = inner.jobs.iter().zip(&inner.standing);
            let finished: Vec<Finished> =
                pairs.filter_map(|(job, now)| Some(Finished { job: job.clone(), result: now.clone()? })).collect();
            Results::of(&inner.plan, &finished)
        });
        self.results.set(Arc::new(results));
    }
}
