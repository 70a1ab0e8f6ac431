//! The learning rate that counts for a value: the experiment's own, or the best of those tried.

use super::{Finished, end_loss, epochs_to_target};
use crate::compare::plan::Plan;
use crate::compare::statistics::median;
use crate::compare::trial::TrialResult;

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

pub(super) fn of(finished: &[Finished], value: usize, rate: f32) -> impl Iterator<Item = &Finished> {
    finished.iter().filter(move |run| run.job.value == value && run.job.learning_rate == rate)
}
