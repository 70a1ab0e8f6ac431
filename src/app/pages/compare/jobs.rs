//! The jobs of a comparison: which there are, what came of each, and how far they are.

use std::sync::Arc;

use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::TrialResult;

use crate::hooks::paint_queue::now_millis;
use crate::hooks::pool::Pool;

use super::cache::Cache;
use super::results::Progress;

/// The bits of a job's number that say its place in the plan; the others tell plans from each other.
const PLACE_BITS: u32 = 12;

/// The jobs of the plan, what came of them, and the workers that run them.
#[derive(Default)]
pub(super) struct Jobs {
    pub(super) cache: Cache,
    pub(super) kinds: Vec<u32>,
    pub(super) all: Vec<Job>,
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

impl Jobs {
    /// From now on messages about earlier plans' jobs are told from those about this one's.
    pub(super) fn begin_plan(&mut self) {
        self.plan_number = (self.plan_number + 1) & (u32::MAX >> PLACE_BITS);
    }

    pub(super) fn place(&self, job: u32) -> Option<usize> {
        let place = (job & ((1 << PLACE_BITS) - 1)) as usize;
        (job >> PLACE_BITS == self.plan_number && place < self.all.len()).then_some(place)
    }

    fn number(&self, place: usize) -> u32 {
        self.plan_number << PLACE_BITS | place as u32
    }

    /// The jobs without a result, in the plan's order.
    pub(super) fn missing(&self) -> impl Iterator<Item = u32> {
        (0..self.all.len()).filter(|&place| self.found[place].is_none()).map(|place| self.number(place))
    }

    pub(super) fn finished(&self) -> Vec<Finished> {
        let pairs = self.all.iter().zip(&self.found);
        pairs.filter_map(|(job, found)| Some(Finished { job: job.clone(), result: found.clone()? })).collect()
    }

    /// Epochs that are done, of so many. What ended early has nothing left to do.
    pub(super) fn epochs_of(&self, budget: u32, value: Option<usize>) -> (f64, f64) {
        let places = (0..self.all.len()).filter(|&place| value.is_none_or(|value| self.all[place].value == value));
        let done = |place: usize| if self.found[place].is_some() { budget } else { self.epochs[place] };
        places.fold((0.0, 0.0), |(sum, all), place| (sum + f64::from(done(place)), all + f64::from(budget)))
    }
}

/// How far each value is, and how long the rest takes.
pub(super) fn progress(jobs: &Jobs, plan: &Plan) -> Progress {
    let value = |value: usize| {
        let places = || (0..jobs.all.len()).filter(move |&place| jobs.all[place].value == value);
        let ended = places().filter(|&place| jobs.found[place].is_some()).count() as u32;
        let (done, all) = jobs.epochs_of(plan.epochs(), Some(value));
        (ended, places().count() as u32, if all > 0.0 { (done / all) as f32 } else { 0.0 })
    };
    let seconds_left = jobs.began.and_then(|(began, done_then)| {
        let (done, all) = jobs.epochs_of(plan.epochs(), None);
        let seconds = (now_millis() - began) / 1000.0;
        (done - done_then > 0.0 && seconds > 0.5).then(|| (all - done) * seconds / (done - done_then))
    });
    Progress { values: (0..plan.values.len()).map(value).collect(), seconds_left }
}
