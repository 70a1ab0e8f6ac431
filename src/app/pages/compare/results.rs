//! What came of a plan until now, computed once for everything that shows it.

use relu_lab::compare::plan::Plan;
use relu_lab::compare::summary::{Condition, Finished, Row, Tried, conditions, rows, tried};
use relu_lab::compare::verdict::Verdict;

/// What came of a plan until now.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The plan.
    pub plan: Plan,
    /// A row for each value.
    pub rows: Vec<Row>,
    /// The values with their curves and runs.
    pub conditions: Vec<Condition>,
    /// The learning rates tried for each value; empty if there is one for all.
    pub tried: Vec<Vec<Tried>>,
    /// What can be concluded.
    pub verdict: Verdict,
}

impl Results {
    /// The results of the runs that have ended.
    pub fn of(plan: &Plan, finished: &[Finished]) -> Self {
        let values = 0..plan.values.len();
        let with_rates = plan.has_best_rate();
        Self {
            rows: rows(plan, finished),
            conditions: conditions(plan, finished),
            tried: values.filter(|_| with_rates).map(|value| tried(plan, finished, value)).collect(),
            verdict: Verdict::of(plan, finished),
            plan: plan.clone(),
        }
    }
}

/// How far a comparison is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// For each value: runs that have ended, runs in all, and the share of all epochs that is done.
    pub values: Vec<(u32, u32, f32)>,
    /// Seconds until all is done, if that can be told.
    pub seconds_left: Option<f64>,
}

impl Progress {
    /// Runs that have ended.
    pub fn done(&self) -> u32 {
        self.values.iter().map(|(done, _, _)| done).sum()
    }

    /// Runs in all.
    pub fn total(&self) -> u32 {
        self.values.iter().map(|(_, total, _)| total).sum()
    }

    /// The share of all epochs that is done.
    pub fn share(&self) -> f32 {
        self.values.iter().map(|(_, _, share)| share).sum::<f32>() / self.values.len().max(1) as f32
    }

    /// `about 14 s left`.
    pub fn time_left(&self) -> String {
        match self.seconds_left {
            None => String::new(),
            Some(seconds) if seconds < 90.0 => format!("about {} s left", seconds.ceil()),
            Some(seconds) => format!("about {} min left", (seconds / 60.0).ceil()),
        }
    }
}
