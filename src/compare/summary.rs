//! What came of all runs of a plan: a row for each value, and the curves with their spread.

mod bands;
mod conditions;
mod rates;

pub use bands::{Band, BandPlace};
pub use conditions::{Condition, conditions};
pub use rates::{Edge, Rate, Tried, rate, tried};

use rates::of;

use std::sync::Arc;

use crate::compare::plan::{Job, Plan};
use crate::compare::statistics::{Quartiles, median, quartiles};
use crate::compare::trial::TrialResult;
use crate::order::ascending;

/// A finished run and the job it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What was run.
    pub job: Job,
    /// What came of it; shared by everything that shows it.
    pub result: Arc<TrialResult>,
}

/// What came of one value of the factor.
///
/// A run that has diverged counts as later than any and its loss as above any. It has no accuracy, no dead or saturated
/// units, no gradient and no time: these are over the other runs, so many as [`Row::measured`] says.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Index into [`Plan::values`].
    pub value: usize,
    /// The learning rate: the plan's, or this value's best.
    pub learning_rate: f32,
    /// How it was come by.
    pub rate: Rate,
    /// Runs that have ended, or that are on their way in a race.
    pub runs: u32,
    /// Of them, runs that are on their way.
    pub under_way: u32,
    /// Of them, runs that reached the target.
    pub solved: u32,
    /// Of them, runs that stopped at a number that is not finite.
    pub diverged: u32,
    /// Epochs to the target; runs that never reached it count as infinite. A run that is on its way counts when it is there.
    pub epochs_to_target: Option<Quartiles>,
    /// Loss over the training set at the end; infinite for diverged runs.
    pub train_loss: Option<Quartiles>,
    /// Loss over the test set at the end; infinite for diverged runs.
    pub test_loss: Option<Quartiles>,
    /// Share of test points on the right side; `None` for regression. Without diverged runs.
    pub test_accuracy: Option<Quartiles>,
    /// Mean share of dead units. Without diverged runs.
    pub dead: Option<f64>,
    /// Mean share of stuck or saturated units. Without diverged runs.
    pub saturated: Option<f64>,
    /// Gradient norm of the first layer at the end. Without diverged runs.
    pub first_gradient_norm: Option<Quartiles>,
    /// Milliseconds per epoch, median. Without diverged runs.
    pub millis_per_epoch: Option<f64>,
}

impl Row {
    /// Runs that have not diverged: those over which everything but epochs to the target and losses is.
    pub fn measured(&self) -> u32 {
        self.runs - self.diverged
    }
}

/// One row for each value, in the order of the plan.
pub fn rows(plan: &Plan, finished: &[Finished]) -> Vec<Row> {
    let row = |value: usize| {
        let runs = counting(plan, finished, value);
        let (learning_rate, rate) = rate(plan, finished, value);
        let count = |f: &dyn Fn(&TrialResult) -> bool| runs.iter().filter(|run| f(&run.result)).count() as u32;
        let all = |f: &dyn Fn(&TrialResult) -> f64| -> Vec<f64> { runs.iter().map(|run| f(&run.result)).collect() };
        let measured: Vec<&TrialResult> =
            runs.iter().map(|run| &*run.result).filter(|result| !result.has_diverged()).collect();
        let each = |f: fn(&TrialResult) -> f64| -> Vec<f64> { measured.iter().map(|result| f(result)).collect() };
        // Before its first epoch a run has taken no time.
        let timed = measured.iter().filter(|result| result.epochs > 0);
        let timed: Vec<f64> = timed.map(|result| or_infinite(result.millis_per_epoch)).collect();
        let accuracies = measured.iter().filter_map(|result| result.test_accuracy.map(f64::from));
        Row {
            value,
            learning_rate: runs.first().map_or(learning_rate, |run| run.job.learning_rate),
            rate,
            runs: runs.len() as u32,
            under_way: count(&|result| !result.is_over()),
            solved: count(&TrialResult::is_solved),
            diverged: count(&TrialResult::has_diverged),
            epochs_to_target: arrivals(&runs),
            train_loss: quartiles(&all(&end_loss)),
            test_loss: quartiles(&all(&|result| loss_or_infinite(result, result.test_loss))),
            test_accuracy: quartiles(&accuracies.collect::<Vec<_>>()),
            dead: mean(&each(|result| share(result.dead, result))),
            saturated: mean(&each(|result| share(result.saturated, result))),
            first_gradient_norm: quartiles(&each(|result| or_infinite(result.first_gradient_norm))),
            millis_per_epoch: median(&timed),
        }
    };
    (0..plan.values.len()).map(row).collect()
}

/// The runs that count for a value, by seed.
pub fn counting<'a>(plan: &Plan, finished: &'a [Finished], value: usize) -> Vec<&'a Finished> {
    let runs: Vec<_> = if plan.has_best_rate() {
        of(finished, value, rate(plan, finished, value).0).collect()
    } else {
        finished.iter().filter(|run| run.job.value == value).collect()
    };
    let offsets: Vec<f64> = runs.iter().map(|run| f64::from(run.job.seed.wrapping_sub(plan.base.seed))).collect();
    ascending(offsets).into_iter().map(|index| runs[index]).collect()
}

/// Epochs to the target as a number: infinite if it was not reached, so larger than any.
pub fn epochs_to_target(result: &TrialResult) -> f64 {
    result.epochs_to_target.map_or(f64::INFINITY, f64::from)
}

/// The loss over the training set at the end; infinite for a run that has diverged.
fn end_loss(result: &TrialResult) -> f64 {
    loss_or_infinite(result, result.train_loss)
}

fn loss_or_infinite(result: &TrialResult, loss: f32) -> f64 {
    if result.has_diverged() { f64::INFINITY } else { or_infinite(loss) }
}

/// A number as it is; what is none is beyond any.
fn or_infinite(number: f32) -> f64 {
    if number.is_nan() { f64::INFINITY } else { f64::from(number) }
}

/// Epochs to the target of some runs: of those that are there, and of those that have ended without.
fn arrivals(runs: &[&Finished]) -> Option<Quartiles> {
    let known = runs.iter().filter(|run| run.result.is_over() || run.result.is_solved());
    quartiles(&known.map(|run| epochs_to_target(&run.result)).collect::<Vec<_>>())
}

/// So many of the hidden units of a run.
fn share(units: u32, result: &TrialResult) -> f64 {
    f64::from(units) / f64::from(result.units.max(1))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
