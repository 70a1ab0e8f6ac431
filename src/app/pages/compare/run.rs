//! Running a comparison: jobs to the pool, results from it, and how far it is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::hooks::paint_queue::now_millis;
use crate::hooks::pool::{Heard, News, Pool};
use crate::hooks::worker::{FromWorker, WorkerLink};
use crate::pages::compare::jobs::Jobs;
use crate::pages::compare::state::{Compare, Phase};
use relu_lab::compare::plan::Job;
use relu_lab::compare::trial::TrialResult;
use relu_lab::protocol::{Command, Event};

impl Compare {
    /// Runs what is missing.
    pub fn run(self) {
        self.race.close();
        self.trouble.set(None);
        if self.waits_for_data(Self::run) {
            return;
        }
        // From now on the room is for what comes of it.
        self.setup_open.set(false);
        if self.jobs.with_value(|jobs| jobs.missing().next().is_none()) {
            return self.end(Phase::Finished);
        }
        let plan = self.plan.get_untracked();
        let conditions = plan.values.len() * plan.rates(0).len();
        let cores = window().navigator().hardware_concurrency() as usize;
        let news = self.jobs.try_update_value(|jobs| {
            let missing = jobs.missing().collect();
            let (done, _) = jobs.epochs_of(plan.epochs(), None);
            jobs.began = Some((now_millis(), done));
            if let Some(pool) = &mut jobs.pool {
                pool.replace(missing);
                return News::None;
            }
            jobs.pools += 1;
            let number = jobs.pools;
            let start = Box::new(move |slot| WorkerLink::start(move |incoming| self.receive(number, slot, incoming)));
            let pool = jobs.pool.insert(Pool::new(number, conditions, missing, cores, start));
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
        self.jobs.update_value(|jobs| {
            jobs.pool = None;
            jobs.began = None;
            jobs.epochs.fill(0);
        });
        self.phase.set(phase);
        self.refresh();
    }

    fn end_if_idle(self) {
        if self.jobs.with_value(|jobs| jobs.pool.as_ref().is_some_and(Pool::is_idle)) {
            let missing = self.jobs.with_value(|jobs| jobs.missing().count());
            self.end(if missing == 0 { Phase::Finished } else { Phase::Stopped });
        }
    }

    fn feed(self) {
        let target = self.plan.with_untracked(|plan| plan.target);
        self.jobs.update_value(|jobs| {
            let Some(mut pool) = jobs.pool.take() else { return };
            pool.feed(|job| {
                let spec = jobs.all[jobs.place(job)?].spec.clone();
                Some(Command::RunTrial { job, spec, target })
            });
            jobs.pool = Some(pool);
        });
    }

    /// What a worker of a pool says.
    fn receive(self, pool: u32, slot: usize, incoming: FromWorker) {
        let heard = self.jobs.try_update_value(|jobs| jobs.pool.as_mut()?.hear(pool, slot, &incoming));
        match heard.flatten() {
            None => return,
            Some(Heard::Ready) => return self.feed(),
            Some(Heard::Died(news)) => {
                self.heed(news);
                self.feed();
                return self.end_if_idle();
            }
            Some(Heard::Other) => {}
        }
        match incoming {
            FromWorker::Trial(Event::TrialProgress { epochs }) => {
                self.jobs.update_value(|jobs| {
                    for (job, done) in epochs {
                        if let Some(place) = jobs.place(job) {
                            jobs.epochs[place] = done;
                        }
                    }
                });
                self.refresh_soon();
            }
            FromWorker::Trial(Event::TrialDone { job, result }) => {
                self.jobs.update_value(|jobs| jobs.pool.iter_mut().for_each(|pool| pool.done(slot, job)));
                self.keep(|jobs| jobs.place(job), Arc::from(result));
                self.feed();
                self.end_if_idle();
            }
            _ => {}
        }
    }

    /// Remembers what came of a job of the plan, wherever it was run.
    pub(super) fn keep(self, place: impl FnOnce(&Jobs) -> Option<usize>, result: Arc<TrialResult>) {
        let target = self.plan.with_untracked(|plan| plan.target);
        self.jobs.update_value(|jobs| {
            let Some(place) = place(jobs) else { return };
            jobs.found[place] = Some(Arc::clone(&result));
            jobs.cache.put(&jobs.kinds, &jobs.all[place], target, result);
        });
        self.refresh_soon();
    }

    /// Remembers a run of a race.
    pub fn keep_race(self, job: &Job, result: Arc<TrialResult>) {
        self.keep(|jobs| jobs.all.iter().position(|other| other == job), result);
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
