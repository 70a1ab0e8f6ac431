//! Measuring a lesson: an arm with a seed is a job for the workers; what comes of it is shown as it comes.

use std::collections::VecDeque;
use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::address::{Address, Step};
use relu_lab::lessons::experiment::Outcome;
use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::record::{Record, Summary};
use relu_lab::protocol::{Command, Event};

use crate::hooks::paint_queue::now_millis;
use crate::hooks::pool::{Heard, News, Pool};
use crate::hooks::worker::{FromWorker, WorkerLink};

use super::state::{Lessons, Measurement, Phase, lesson_of};
use super::words;

/// What came in is shown at most so often.
const REFRESH_MILLIS: f64 = 100.0;

/// The workers, and what they have found.
#[derive(Default)]
pub(super) struct Jobs {
    pool: Option<Pool>,
    pools: u32,
    /// The lesson that is being measured.
    lesson: Option<&'static Lesson>,
    first_seed: u32,
    measured: Measured,
    done: usize,
    began: f64,
    shown: f64,
    /// What was measured to its end since the page is open, by lesson.
    finished: Vec<(&'static str, Measurement)>,
}

impl Lessons {
    /// Measures the lesson with seeds that were not used yet: the first ones, or those after the last ones.
    pub fn measure(self) {
        let Some(lesson) = self.lesson() else { return };
        let last = self.entry(lesson).and_then(|entry| entry.measured);
        // Of u32::MAX seeds nobody reaches the end.
        self.measure_from(lesson, last.map_or(1, |last| last.first_seed.saturating_add(last.seeds)));
    }

    /// Stops; what was measured until then is shown, and not judged.
    pub fn cancel(self) {
        if self.measurement.with_untracked(|measurement| measurement.phase == Phase::Running) {
            self.end(Phase::Stopped);
        }
    }

    /// Ends all workers.
    pub fn close(self) {
        self.cancel();
        self.jobs.update_value(|jobs| jobs.pool = None);
    }

    /// Forgets everything that was predicted and measured.
    pub fn forget(self) {
        self.close();
        self.jobs.update_value(|jobs| jobs.finished.clear());
        self.record.update(Record::clear);
        self.changed_from.set(None);
        self.measurement.set(Measurement::default());
    }

    /// Shows what is known of the lesson that is shown now, and stops measuring another one.
    pub(super) fn take_up(self) {
        self.cancel();
        let lesson = self.address.with_untracked(lesson_of);
        let known = self.jobs.with_value(|jobs| {
            let of_lesson = |(id, _): &&(&str, Measurement)| lesson.is_some_and(|lesson| lesson.id == *id);
            jobs.finished.iter().find(of_lesson).map(|(_, measurement)| measurement.clone())
        });
        self.trouble.set(None);
        self.measurement.set(known.unwrap_or_default());
    }

    /// Who comes to look at what was measured, but is no more in memory, gets it measured again with the same seeds.
    pub(super) fn measure_if_needed(self) {
        let Address::Lesson(lesson, step) = self.address.get_untracked() else { return };
        let phase = self.measurement.with_untracked(|measurement| measurement.phase);
        if step >= Step::Observe && matches!(phase, Phase::Ready | Phase::Stopped) {
            let last = untrack(|| self.entry(lesson)).and_then(|entry| entry.measured);
            self.measure_from(lesson, last.map_or(1, |last| last.first_seed));
        }
    }

    fn measure_from(self, lesson: &'static Lesson, first_seed: u32) {
        self.trouble.set(None);
        let all = lesson.experiment.arms.len() * lesson.experiment.seeds as usize;
        let waiting: VecDeque<u32> = (0..all as u32).collect();
        // Nothing else goes on in the page meanwhile: every core measures.
        let cores = window().navigator().hardware_concurrency() as usize + 1;
        let news = self.jobs.try_update_value(|jobs| {
            jobs.lesson = Some(lesson);
            jobs.first_seed = first_seed;
            jobs.measured = Measured::new(&lesson.experiment);
            jobs.done = 0;
            jobs.began = now_millis();
            jobs.shown = 0.0;
            if let Some(pool) = &mut jobs.pool {
                pool.replace(waiting);
                return News::None;
            }
            jobs.pools += 1;
            let number = jobs.pools;
            let start = Box::new(move |slot| WorkerLink::start(move |incoming| self.receive(number, slot, incoming)));
            jobs.pool.insert(Pool::new(number, 1, waiting, cores, start)).launch()
        });
        let measured = Arc::new(Measured::new(&lesson.experiment));
        self.measurement.set(Measurement { phase: Phase::Running, first_seed, done: 0, all, millis: 0.0, measured });
        if let Some(news) = news {
            self.heed(news);
        }
        self.feed();
    }

    fn feed(self) {
        self.jobs.update_value(|jobs| {
            let (Some(pool), Some(lesson)) = (&mut jobs.pool, jobs.lesson) else { return };
            pool.feed(|job| {
                let (arm, seed) = place(lesson, jobs.first_seed, job);
                Some(Command::RunLesson { job, lesson: lesson.id.to_owned(), arm: arm as u32, seed })
            });
        });
    }

    fn receive(self, pool: u32, slot: usize, incoming: FromWorker) {
        let heard = self.jobs.try_update_value(|jobs| jobs.pool.as_mut()?.hear(pool, slot, &incoming));
        match heard.flatten() {
            None => return,
            Some(Heard::Ready) => return self.feed(),
            Some(Heard::Died(news)) => {
                self.heed(news);
                return self.go_on();
            }
            Some(Heard::Other) => {}
        }
        if let FromWorker::Trial(Event::LessonDone { job, outcome }) = incoming {
            self.keep(slot, job, *outcome);
            self.go_on();
        }
    }

    fn keep(self, slot: usize, job: u32, outcome: Outcome) {
        let is_due = self.jobs.try_update_value(|jobs| {
            jobs.pool.iter_mut().for_each(|pool| pool.done(slot, job));
            let Some(lesson) = jobs.lesson else { return false };
            let (arm, seed) = place(lesson, jobs.first_seed, job);
            jobs.measured.add(arm, seed, outcome);
            jobs.done += 1;
            now_millis() - jobs.shown > REFRESH_MILLIS
        });
        if is_due == Some(true) {
            self.show(Phase::Running);
        }
    }

    /// Gives out what waits, or ends if there is nothing left.
    fn go_on(self) {
        self.feed();
        let is_idle = self.jobs.with_value(|jobs| jobs.pool.as_ref().is_some_and(Pool::is_idle));
        if is_idle && self.measurement.with_untracked(|measurement| measurement.phase == Phase::Running) {
            let all = self.measurement.with_untracked(|measurement| measurement.all);
            let is_complete = self.jobs.with_value(|jobs| jobs.done == all);
            self.end(if is_complete { Phase::Finished } else { Phase::Stopped });
        }
    }

    fn show(self, phase: Phase) {
        let shown = self.jobs.try_update_value(|jobs| {
            jobs.shown = now_millis();
            (jobs.done, jobs.shown - jobs.began, Arc::new(jobs.measured.clone()))
        });
        if let Some((done, millis, measured)) = shown {
            self.measurement.update(|now| *now = Measurement { phase, done, millis, measured, ..now.clone() });
        }
    }

    fn end(self, phase: Phase) {
        self.show(phase);
        if phase != Phase::Finished {
            self.jobs.update_value(|jobs| jobs.pool = None);
            return;
        }
        let Some(lesson) = self.jobs.with_value(|jobs| jobs.lesson) else { return };
        let measurement = self.measurement.get_untracked();
        let before = untrack(|| self.entry(lesson)).and_then(|entry| entry.measured);
        let summary = Summary::of(lesson, &measurement.measured, measurement.first_seed, lesson.experiment.seeds);
        let verdict = summary.verdict;
        self.changed_from.set(before.map(|before| before.verdict).filter(|before| *before != verdict));
        self.record.update(|record| record.measure(lesson, summary));
        self.jobs.update_value(|jobs| {
            jobs.finished.retain(|(id, _)| *id != lesson.id);
            jobs.finished.push((lesson.id, measurement));
        });
        self.messages.news.set(words::finished(lesson, self.changed_from.get_untracked(), verdict));
    }

    fn heed(self, news: News) {
        match news {
            News::None => {}
            News::Lost(reason) => self.trouble.set(Some(format!("A measurement could not be completed: {reason}."))),
            News::Gone(reason) => {
                self.end(Phase::Stopped);
                self.trouble.set(Some(format!("Measuring stopped: {reason}.")));
            }
        }
    }
}

/// The arm and the seed of a job: arms in turn, so that a machine that becomes slower meanwhile is slower for all of them.
fn place(lesson: &Lesson, first_seed: u32, job: u32) -> (usize, u32) {
    let arms = lesson.experiment.arms.len().max(1) as u32;
    ((job % arms) as usize, first_seed.saturating_add(job / arms))
}
