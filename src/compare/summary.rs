//! What came of all runs of a plan: a row for each value, and the curves with their spread.

use std::sync::Arc;

use crate::compare::plan::{Job, Plan};
use crate::compare::statistics::{Quartiles, ascending, median, quartiles};
use crate::compare::trial::TrialResult;
use crate::train::snapshot::Status;

/// A finished run and the job it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What was run.
    pub job: Job,
    /// What came of it; shared by everything that shows it.
    pub result: Arc<TrialResult>,
}

/// What came of one value of the factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Index into [`Plan::values`].
    pub value: usize,
    /// The learning rate: the plan's, or this value's best.
    pub learning_rate: f32,
    /// Runs that have ended.
    pub runs: u32,
    /// Of them, runs that reached the target.
    pub solved: u32,
    /// Of them, runs that stopped at a number that is not finite.
    pub diverged: u32,
    /// Epochs to the target; runs that never reached it count as infinite.
    pub epochs_to_target: Option<Quartiles>,
    /// Loss over the training set at the end; infinite for diverged runs.
    pub train_loss: Option<Quartiles>,
    /// Loss over the test set at the end; infinite for diverged runs.
    pub test_loss: Option<Quartiles>,
    /// Share of test points on the right side; 0 for diverged runs; `None` for regression.
    pub test_accuracy: Option<Quartiles>,
    /// Mean share of dead units.
    pub dead: f64,
    /// Mean share of stuck or saturated units.
    pub saturated: f64,
    /// Gradient norm of the first layer at the end.
    pub first_gradient_norm: Option<Quartiles>,
    /// Milliseconds per epoch, median.
    pub millis_per_epoch: f64,
}

/// The runs that count for a value: all of them, or those at its best learning rate, and what else was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The learning rate.
    pub learning_rate: f32,
    /// Runs that reached the target.
    pub solved: u32,
    /// Runs that have ended.
    pub runs: u32,
    /// Median of the epochs to the target, infinite if not reached.
    pub epochs_to_target: f64,
    /// Median of the loss over the training set at the end; infinite where runs have diverged.
    pub train_loss: f64,
}

/// The learning rates tried for a value, in the order of the grid.
pub fn tried(plan: &Plan, finished: &[Finished], value: usize) -> Vec<Tried> {
    let row = |rate: f32| {
        let runs: Vec<_> = of(finished, value, rate).collect();
        let median_of = |number: &dyn Fn(&TrialResult) -> f64| {
            let numbers: Vec<_> = runs.iter().map(|run| number(&run.result)).collect();
            median(&numbers).unwrap_or(f64::INFINITY)
        };
        Tried {
            learning_rate: rate,
            solved: runs.iter().filter(|run| run.result.is_solved()).count() as u32,
            runs: runs.len() as u32,
            epochs_to_target: median_of(&epochs_to_target),
            train_loss: median_of(&end_loss),
        }
    };
    plan.rates(value).into_iter().map(row).collect()
}

/// The learning rate that counts for a value: most solved, then fewest epochs, then lowest loss, then the smaller one.
pub fn best_rate(plan: &Plan, finished: &[Finished], value: usize) -> Option<f32> {
    let better = |a: &Tried, b: &Tried| {
        let epochs = a.epochs_to_target.total_cmp(&b.epochs_to_target);
        // A rate without runs is not better than one whose runs have not got there.
        let runs = (a.runs == 0).cmp(&(b.runs == 0));
        b.solved.cmp(&a.solved).then(epochs).then(a.train_loss.total_cmp(&b.train_loss)).then(runs)
    };
    tried(plan, finished, value).into_iter().min_by(better).map(|tried| tried.learning_rate)
}

fn of(finished: &[Finished], value: usize, rate: f32) -> impl Iterator<Item = &Finished> {
    finished.iter().filter(move |run| run.job.value == value && run.job.learning_rate == rate)
}

/// The runs that count for a value, by seed.
pub fn counting<'a>(plan: &Plan, finished: &'a [Finished], value: usize) -> Vec<&'a Finished> {
    let Some(rate) = best_rate(plan, finished, value) else { return Vec::new() };
    let runs: Vec<_> = of(finished, value, rate).collect();
    let offsets: Vec<f64> = runs.iter().map(|run| f64::from(run.job.seed.wrapping_sub(plan.base.seed))).collect();
    ascending(&offsets).into_iter().map(|index| runs[index]).collect()
}

/// Epochs to the target as a number: infinite if it was not reached, so larger than any.
pub fn epochs_to_target(result: &TrialResult) -> f64 {
    result.epochs_to_target.map_or(f64::INFINITY, f64::from)
}

/// The loss over the training set at the end; infinite for a run that has diverged.
fn end_loss(result: &TrialResult) -> f64 {
    if result.status == Status::Diverged { f64::INFINITY } else { f64::from(result.train_loss) }
}

/// One row for each value, in the order of the plan.
pub fn rows(plan: &Plan, finished: &[Finished]) -> Vec<Row> {
    let row = |value: usize| {
        let runs = counting(plan, finished, value);
        let diverged = |result: &TrialResult| result.status == Status::Diverged;
        let numbers = |f: &dyn Fn(&TrialResult) -> f64| -> Vec<f64> { runs.iter().map(|run| f(&run.result)).collect() };
        let test_loss =
            |result: &TrialResult| if diverged(result) { f64::INFINITY } else { f64::from(result.test_loss) };
        let accuracies: Vec<f64> = runs
            .iter()
            .filter_map(|run| run.result.test_accuracy.map(|a| if diverged(&run.result) { 0.0 } else { f64::from(a) }))
            .collect();
        let share = |f: fn(&TrialResult) -> u32| mean(&numbers(&|o| f64::from(f(o)) / f64::from(o.units.max(1))));
        Row {
            value,
            learning_rate: runs.first().map_or(plan.base.learning_rate, |run| run.job.learning_rate),
            runs: runs.len() as u32,
            solved: runs.iter().filter(|run| run.result.is_solved()).count() as u32,
            diverged: runs.iter().filter(|run| diverged(&run.result)).count() as u32,
            epochs_to_target: quartiles(&numbers(&epochs_to_target)),
            train_loss: quartiles(&numbers(&end_loss)),
            test_loss: quartiles(&numbers(&test_loss)),
            test_accuracy: quartiles(&accuracies),
            dead: share(|result| result.dead),
            saturated: share(|result| result.saturated),
            first_gradient_norm: quartiles(&numbers(&|result| f64::from(result.first_gradient_norm))),
            millis_per_epoch: median(&numbers(&|result| f64::from(result.millis_per_epoch))).unwrap_or(0.0),
        }
    };
    (0..plan.values.len()).map(row).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The loss of a value over the epochs, with its spread over the seeds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// Epochs, as many of them as a plot has use for.
    pub epochs: Vec<u32>,
    /// Quartiles of the loss there; infinite where runs have diverged.
    pub quartiles: Vec<Quartiles>,
}

impl Band {
    /// The epoch nearest to `epoch` that the band has a place at, and the quartiles there.
    pub fn at(&self, epoch: f32) -> Option<(u32, Quartiles)> {
        let after = self.epochs.partition_point(|&e| (e as f32) < epoch);
        let nearer = |i: &usize| self.epochs.get(*i).map_or(f32::INFINITY, |&e| (e as f32 - epoch).abs());
        let index = [after.saturating_sub(1), after].into_iter().min_by(|a, b| nearer(a).total_cmp(&nearer(b)))?;
        Some((*self.epochs.get(index)?, *self.quartiles.get(index)?))
    }
}

/// A band has at most about so many places: a plot is not wider, and each of them costs a sort.
const PLACES: usize = 200;

/// The band of some runs: loss over the test set if `test`, else over the training set.
fn band(runs: &[&Finished], test: bool) -> Band {
    let Some(longest) = runs.iter().map(|run| &run.result.curve).max_by_key(|curve| curve.len()) else {
        return Band::default();
    };
    let loss_at = |curve: &[(u32, f32, f32)], epoch: u32| {
        let found = curve.binary_search_by_key(&epoch, |record| record.0);
        found.map_or(f64::INFINITY, |i| f64::from(if test { curve[i].2 } else { curve[i].1 }))
    };
    let mut band = Band::default();
    // Counted from the end, so that the last epoch is always among them; the first one is where all runs begin.
    let (last, step) = (longest.len().saturating_sub(1), longest.len().div_ceil(PLACES + 1).max(1));
    let places = longest.iter().enumerate().filter(|(i, _)| *i == 0 || (last - i).is_multiple_of(step));
    for (_, &(epoch, _, _)) in places {
        let losses: Vec<f64> = runs.iter().map(|run| loss_at(&run.result.curve, epoch)).collect();
        if let Some(at_epoch) = quartiles(&losses) {
            band.epochs.push(epoch);
            band.quartiles.push(at_epoch);
        }
    }
    band
}

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
    /// Epochs to the target of these runs, infinite for those that never got there; `None` without runs.
    pub epochs_to_target: Option<Quartiles>,
}

impl Condition {
    /// The band over the test or the training set.
    pub fn band(&self, test: bool) -> &Band {
        if test { &self.test } else { &self.train }
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
        let epochs: Vec<f64> = runs.iter().map(|run| epochs_to_target(&run.result)).collect();
        Condition {
            name,
            train: band(&runs, false),
            test: band(&runs, true),
            runs: runs.iter().map(|run| (run.job.seed, Arc::clone(&run.result))).collect(),
            epochs_to_target: quartiles(&epochs),
        }
    };
    plan.names().into_iter().enumerate().map(condition).collect()
}
