//! Running a comparison: jobs to the pool, results from it, and how far it is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::hooks::paint_queue::now_millis;
use crate::hooks::worker::{Incoming, Link};
use crate::pages::compare::cache::Cache;
use crate::pages::compare::pool::{News, Pool, death};
use crate::pages::compare::results::Progress;
use crate::pages::compare::state::{Compare, Phase};
use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::TrialResult;
use relu_lab::protocol::{Command, Event};

/// The bits of a job's number that say its place in the plan; the others tell plans from each other.
const PLACE_BITS: u32 = 12;

/// What no view reads.
#[derive(Default)]
pub(super) struct Inner {
    pub(super) cache: Cache,
    pub(super) kinds: Vec<u32>,
    pub(super) jobs: Vec<Job>,
    /// What came of each job.
    pub(super) found: Vec<Option<Arc<TrialResult>>>,
    /// Epochs done of each job that is on its way.
    pub(super) epochs: Vec<u32>,
    pub(super) pool: Option<Pool>,
    pub(super) pools: u32,
    /// Tells the jobs of this plan from those of earlier ones.
    pub(super) plan_number: u32,
    pub(super) began: Option<(f64, f64)>,
    pub(super) is_refresh_due: bool,
    pub(super) refresh_cost_millis: f64,
}

impl Inner {
    /// From now on messages about earlier plans' jobs are told from those about this one's.
    pub(super) fn begin_plan(&mut self) {
        self.plan_number = (self.plan_number + 1) & (u32::MAX >> PLACE_BITS);
    }

    fn place(&self, job: u32) -> Option<usize> {
        let place = (job & ((1 << PLACE_BITS) - 1)) as usize;
        (job >> PLACE_BITS == self.plan_number && place < self.jobs.len()).then_some(place)
    }

    fn number(&self, place: usize) -> u32 {
        self.plan_number << PLACE_BITS | place as u32
    }

    /// The jobs without an result, in the plan's order.
    pub(super) fn missing(&self) -> impl Iterator<Item = u32> {
        (0..self.jobs.len()).filter(|&place| self.found[place].is_none()).map(|place| self.number(place))
    }

    pub(super) fn finished(&self) -> Vec<Finished> {
        let pairs = self.jobs.iter().zip(&self.found);
        pairs.filter_map(|(job, found)| Some(Finished { job: job.clone(), result: found.clone()? })).collect()
    }

    /// Epochs that are done, of so many. What ended early has nothing left to do.
    fn epochs_of(&self, budget: u32, value: Option<usize>) -> (f64, f64) {
        let places = (0..self.jobs.len()).filter(|&place| value.is_none_or(|value| self.jobs[place].value == value));
        let done = |place: usize| if self.found[place].is_some() { budget } else { self.epochs[place] };
        places.fold((0.0, 0.0), |(sum, all), place| (sum + f64::from(done(place)), all + f64::from(budget)))
    }
}

impl Compare {
    /// Runs what is missing.
    pub fn run(self) {
        self.race.close();
        self.trouble.set(None);
        if self.inner.with_value(|inner| inner.missing().next().is_none()) {
            return self.end(Phase::Finished);
        }
        let plan = self.plan.get_untracked();
        let contenders = plan.values.len() * plan.rates(0).len();
        let cores = window().navigator().hardware_concurrency() as usize;
        let news = self.inner.try_update_value(|inner| {
            let missing = inner.missing().collect();
            let (done, _) = inner.epochs_of(plan.epochs(), None);
            inner.began = Some((now_millis(), done));
            if let Some(pool) = &mut inner.pool {
                pool.replace(missing);
                return News::None;
            }
            inner.pools += 1;
            let number = inner.pools;
            let start = Box::new(move |slot| Link::start(move |incoming| self.receive(number, slot, incoming)));
            let pool = inner.pool.insert(Pool::new(number, contenders, missing, cores, start));
            pool.launch()
        });
        self.phase.set(Phase::Running);
        if let Some(news) = news {
            self.heed(news);
        }
        self.feed();
        self.end_if_idle();
        self.refresh();
    }

    /// Ends all workers; what has ended is kept.
    pub fn stop(self) {
        if self.phase.get_untracked() == Phase::Running {
            self.end(Phase::Stopped);
        }
    }

    pub(super) fn end(self, phase: Phase) {
        self.inner.update_value(|inner| {
            inner.pool = None;
            inner.began = None;
            inner.epochs.fill(0);
        });
        self.phase.set(phase);
        self.refresh();
    }

    fn end_if_idle(self) {
        if self.inner.with_value(|inner| inner.pool.as_ref().is_some_and(Pool::is_idle)) {
            let missing = self.inner.with_value(|inner| inner.missing().count());
            self.end(if missing == 0 { Phase::Finished } else { Phase::Stopped });
        }
    }

    fn feed(self) {
        let target = self.plan.with_untracked(|plan| plan.target);
        self.inner.update_value(|inner| {
            let Some(mut pool) = inner.pool.take() else { return };
            pool.feed(|job| {
                let spec = inner.jobs[inner.place(job)?].spec.clone();
                Some(Command::RunTrial { job, spec, target })
            });
            inner.pool = Some(pool);
        });
    }

    /// What a worker of a pool says.
    fn receive(self, pool: u32, slot: usize, incoming: Incoming) {
        if self.inner.with_value(|inner| inner.pool.as_ref().map(Pool::number)) != Some(pool) {
            return;
        }
        if let Some(reason) = death(&incoming) {
            let news = self.inner.try_update_value(|inner| inner.pool.as_mut().map(|pool| pool.died(slot, reason)));
            if let Some(news) = news.flatten() {
                self.heed(news);
            }
            self.feed();
            return self.end_if_idle();
        }
        match incoming {
            Incoming::Ready => {
                self.inner.update_value(|inner| inner.pool.iter_mut().for_each(|pool| pool.ready(slot)));
                self.feed();
            }
            Incoming::Trial(Event::TrialProgress { epochs }) => {
                self.inner.update_value(|inner| {
                    for (job, done) in epochs {
                        if let Some(place) = inner.place(job) {
                            inner.epochs[place] = done;
                        }
                    }
                });
                self.refresh_soon();
            }
            Incoming::Trial(Event::TrialDone { job, result }) => {
                self.inner.update_value(|inner| inner.pool.iter_mut().for_each(|pool| pool.done(slot, job)));
                self.keep(|inner| inner.place(job), Arc::from(result));
                self.feed();
                self.end_if_idle();
            }
            _ => {}
        }
    }

    /// Remembers what came of a job of the plan, wherever it was run.
    pub(super) fn keep(self, place: impl FnOnce(&Inner) -> Option<usize>, result: Arc<TrialResult>) {
        let target = self.plan.with_untracked(|plan| plan.target);
        self.inner.update_value(|inner| {
            let Some(place) = place(inner) else { return };
            inner.found[place] = Some(Arc::clone(&result));
            inner.cache.put(&inner.kinds, &inner.jobs[place], target, result);
        });
        self.refresh_soon();
    }

    /// Remembers a run of a race.
    pub fn keep_race(self, job: &Job, result: Arc<TrialResult>) {
        self.keep(|inner| inner.jobs.iter().position(|other| other == job), result);
    }

    fn heed(self, news: News) {
        match news {
            News::None => {}
            News::Lost(reason) => self.trouble.set(Some(format!("A run could not be completed: {reason}."))),
            News::Gone(reason) => {
                self.end(Phase::Stopped);
                self.trouble.set(Some(format!("The comparison stopped: {reason}.")));
            }
        }
    }
}

/// How far each value is, and how long the rest takes.
pub(super) fn progress(inner: &Inner, plan: &Plan) -> Progress {
    let value = |value: usize| {
        let places = || (0..inner.jobs.len()).filter(move |&place| inner.jobs[place].value == value);
        let ended = places().filter(|&place| inner.found[place].is_some()).count() as u32;
        let (done, all) = inner.epochs_of(plan.epochs(), Some(value));
        (ended, places().count() as u32, if all > 0.0 { (done / all) as f32 } else { 0.0 })
    };
    let seconds_left = inner.began.and_then(|(began, done_then)| {
        let (done, all) = inner.epochs_of(plan.epochs(), None);
        let seconds = (now_millis() - began) / 1000.0;
        (done - done_then > 0.0 && seconds > 0.5).then(|| (all - done) * seconds / (done - done_then))
    });
    Progress { values: (0..plan.values.len()).map(value).collect(), seconds_left }
}
