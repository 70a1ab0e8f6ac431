//! The values of the factor with their runs, as the figures draw them.

use std::sync::Arc;

use super::bands::{Band, band};
use super::{Finished, arrivals, counting};
use crate::compare::plan::Plan;
use crate::compare::statistics::Quartiles;
use crate::compare::trial::TrialResult;

/// One value of the factor with its runs: what the figures draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Condition {
    /// What the page calls it.
    pub name: String,
    /// The loss over the training set, over all runs.
    pub train: Band,
    /// The loss over the test set, over all runs.
    pub test: Band,
    /// The runs that count, with their seeds, in the order of the seeds.
    pub runs: Vec<(u32, Arc<TrialResult>)>,
    /// Epochs to the target of these runs, infinite for those that never got there; `None` without runs, and while none
    /// of those that are on their way is there.
    pub epochs_to_target: Option<Quartiles>,
}

impl Condition {
    /// The band over the test or the training set.
    pub fn band(&self, test: bool) -> &Band {
        if test { &self.test } else { &self.train }
    }

    /// Runs that have diverged.
    pub fn diverged(&self) -> usize {
        self.runs.iter().filter(|(_, run)| run.has_diverged()).count()
    }

    /// The run with this seed, if it has ended.
    pub fn run(&self, seed: u32) -> Option<&Arc<TrialResult>> {
        self.runs.iter().find(|(other, _)| *other == seed).map(|(_, result)| result)
    }
}

/// The conditions of a plan, in its order.
pub fn conditions(plan: &Plan, finished: &[Finished]) -> Vec<Condition> {
    let condition = |(value, name): (usize, String)| {
        let runs = counting(plan, finished, value);
        Condition {
            name,
            train: band(&runs, false, plan.epochs()),
            test: band(&runs, true, plan.epochs()),
            runs: runs.iter().map(|run| (run.job.seed, Arc::clone(&run.result))).collect(),
            epochs_to_target: arrivals(&runs),
        }
    };
    plan.names().into_iter().enumerate().map(condition).collect()
}
