//! What came of all runs of a plan: a row for each value, and the curves with their spread.

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

/// How the learning rate of a value was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// It is the experiment's own.
    Given,
    /// It is the best of those tried.
    Best(Option<Edge>),
    /// None of those tried reached the target in any seed, so none of them is the best: it is the experiment's own.
    NoneSolved,
}

/// A best learning rate at an end of those tried: one beyond it may be better still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The smallest tried.
    Smallest,
    /// The largest tried.
    Largest,
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

/// The learning rate that counts for a value, and how it was come by. The best of those tried is the one that solved most
/// runs, then in the fewest epochs, then ended with the lowest loss, then the smaller one; one that solved nothing is no
/// best one.
pub fn rate(plan: &Plan, finished: &[Finished], value: usize) -> (f32, Rate) {
    let own = plan.values.get(value).and_then(|text| plan.applied(text).ok());
    let own = own.map_or(plan.base.learning_rate, |spec| spec.learning_rate);
    if !plan.has_best_rate() {
        return (own, Rate::Given);
    }
    let better = |a: &Tried, b: &Tried| {
        let epochs = a.epochs_to_target.total_cmp(&b.epochs_to_target);
        b.solved.cmp(&a.solved).then(epochs).then(a.train_loss.total_cmp(&b.train_loss))
    };
    let tried = tried(plan, finished, value);
    let Some(best) = tried.iter().filter(|tried| tried.solved > 0).min_by(|a, b| better(a, b)) else {
        return (own, Rate::NoneSolved);
    };
    let is = |end: Option<&Tried>| end.is_some_and(|end| end.learning_rate == best.learning_rate);
    let edge = match (is(tried.first()), is(tried.last())) {
        (true, false) => Some(Edge::Smallest),
        (false, true) => Some(Edge::Largest),
        _ => None,
    };
    (best.learning_rate, Rate::Best(edge))
}

fn of(finished: &[Finished], value: usize, rate: f32) -> impl Iterator<Item = &Finished> {
    finished.iter().filter(move |run| run.job.value == value && run.job.learning_rate == rate)
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

/// So many of the hidden units of a run.
fn share(units: u32, result: &TrialResult) -> f64 {
    f64::from(units) / f64::from(result.units.max(1))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The loss of a value over the epochs, with its spread over the seeds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// Epochs, as many of them as a plot has use for.
    pub epochs: Vec<u32>,
    /// Quartiles of the loss there; a run that has diverged counts as above any.
    pub quartiles: Vec<Quartiles>,
    /// Runs that have diverged before that epoch.
    pub diverged: Vec<u32>,
}

/// What a [`Band`] is at one of its epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandPlace {
    /// The epoch.
    pub epoch: u32,
    /// Quartiles of the loss there.
    pub quartiles: Quartiles,
    /// Runs that have diverged before it.
    pub diverged: u32,
}

impl Band {
    /// The place of the band that is nearest to `epoch`.
    pub fn at(&self, epoch: f32) -> Option<BandPlace> {
        let after = self.epochs.partition_point(|&e| (e as f32) < epoch);
        let nearer = |i: &usize| self.epochs.get(*i).map_or(f32::INFINITY, |&e| (e as f32 - epoch).abs());
        let index = [after.saturating_sub(1), after].into_iter().min_by(|a, b| nearer(a).total_cmp(&nearer(b)))?;
        Some(BandPlace {
            epoch: *self.epochs.get(index)?,
            quartiles: *self.quartiles.get(index)?,
            diverged: *self.diverged.get(index)?,
        })
    }
}

/// A band has at most about so many places: a plot is not wider, and each of them costs a sort.
const PLACES: usize = 200;

/// The band of some runs of so many epochs: loss over the test set if `test`, else over the training set.
fn band(runs: &[&Finished], test: bool, budget: u32) -> Band {
    // The one that got furthest: a run that diverged early keeps every epoch, longer ones may leave some out.
    let end = |curve: &[(u32, f32, f32)]| curve.last().map_or(0, |record| record.0);
    let Some(longest) = runs.iter().map(|run| &run.result.curve).max_by_key(|curve| (end(curve), curve.len())) else {
        return Band::default();
    };
    let loss_at = |curve: &[(u32, f32, f32)], epoch: u32| {
        let at = curve.partition_point(|record| record.0 <= epoch).checked_sub(1);
        let record = at.map(|at| curve[at]).filter(|_| epoch <= end(curve));
        record.map_or(f64::INFINITY, |(_, train, tested)| or_infinite(if test { tested } else { train }))
    };
    let mut band = Band::default();
    // Counted from the end, so that the last epoch is always among them; the first one is where all runs begin.
    let (last, step) = (longest.len().saturating_sub(1), longest.len().div_ceil(PLACES + 1).max(1));
    let places = longest.iter().enumerate().filter(|(i, _)| *i == 0 || (last - i).is_multiple_of(step));
    for (_, &(epoch, _, _)) in places {
        let losses: Vec<f64> = runs.iter().map(|run| loss_at(&run.result.curve, epoch)).collect();
        let gone = |run: &&&Finished| run.result.has_diverged() && end(&run.result.curve) < epoch;
        if let Some(at_epoch) = quartiles(&losses) {
            band.epochs.push(epoch);
            band.quartiles.push(at_epoch);
            band.diverged.push(runs.iter().filter(gone).count() as u32);
        }
    }
    // Where none is left there is no loss any more, up to the end.
    if runs.iter().all(|run| run.result.has_diverged()) {
        let after = end(longest) + 1;
        for epoch in [after, budget].into_iter().filter(|epoch| (after..=budget).contains(epoch)) {
            band.epochs.push(epoch);
            band.quartiles.push(Quartiles { low: f64::INFINITY, median: f64::INFINITY, high: f64::INFINITY });
            band.diverged.push(runs.len() as u32);
        }
        band.epochs.dedup();
        band.quartiles.truncate(band.epochs.len());
        band.diverged.truncate(band.epochs.len());
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
