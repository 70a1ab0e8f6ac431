//! What can be concluded from the runs of a plan, and that nothing can where that is so.
//!
//! Two values are told apart by the exact sign test over seeds (epochs to the target; never reached is later than any;
//! ties do not count), corrected for the number of pairs by Holm's method, at 5 %.

use crate::compare::plan::Plan;
use crate::compare::statistics::{SignTest, holm, sign_test};
use crate::compare::summary::{Finished, counting, epochs_to_target};

/// The level at which two values count as different.
pub const LEVEL: f64 = 0.05;

/// Two values compared over the seeds that both have.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Index of the first value.
    pub first: usize,
    /// Index of the second value.
    pub second: usize,
    /// The test.
    pub test: SignTest,
    /// Its p-value, corrected for the number of pairs.
    pub p_corrected: f64,
}

impl Pair {
    /// The faster value and the slower one, if they can be told apart.
    pub fn order(&self) -> Option<(usize, usize)> {
        let (first, second) = (self.first, self.second);
        let ordered =
            if self.test.first_smaller > self.test.second_smaller { (first, second) } else { (second, first) };
        (self.p_corrected < LEVEL).then_some(ordered)
    }
}

/// All pairs of values.
pub fn pairs(plan: &Plan, finished: &[Finished]) -> Vec<Pair> {
    let by_seed: Vec<Vec<(u32, f64)>> = (0..plan.values.len())
        .map(|value| {
            counting(plan, finished, value).iter().map(|run| (run.job.seed, epochs_to_target(&run.result))).collect()
        })
        .collect();
    let mut pairs = Vec::new();
    for first in 0..by_seed.len() {
        for second in first + 1..by_seed.len() {
            let other = |seed| by_seed[second].iter().find(|(s, _)| *s == seed).map(|(_, epochs)| *epochs);
            let common = by_seed[first].iter().filter_map(|&(seed, epochs)| Some((epochs, other(seed)?)));
            let (a, b): (Vec<f64>, Vec<f64>) = common.unzip();
            pairs.push(Pair { first, second, test: sign_test(&a, &b), p_corrected: 1.0 });
        }
    }
    let corrected = holm(&pairs.iter().map(|pair| pair.test.p_value).collect::<Vec<_>>());
    for (pair, p) in pairs.iter_mut().zip(corrected) {
        pair.p_corrected = p;
    }
    pairs
}

/// What can be concluded about the speed of the values.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Verdict {
    /// No run has ended.
    #[default]
    NoRuns,
    /// There is one value only, with nothing to compare it to.
    OneValue {
        /// Runs that reached the target.
        solved: u32,
        /// Runs that have ended.
        runs: u32,
    },
    /// None of the runs that have ended reached the target within the budget.
    NoneSolved {
        /// Runs that have ended.
        runs: u32,
    },
    /// No seed has been run for all values.
    NoCommonSeed,
    /// The values were compared over the seeds that all of them have.
    Compared(Comparison),
}

/// Values compared over the seeds that all of them have.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Indices of the values that were alone first in the most seeds: none, one, or several with equally many.
    pub fastest: Vec<usize>,
    /// In how many seeds each of them was first.
    pub wins: u32,
    /// Seeds that have been run for all values.
    pub seeds: u32,
    /// All pairs of values with their tests.
    pub pairs: Vec<Pair>,
    /// The fewest seeds with which one of so many pairs can be told apart, however clear the difference.
    pub seeds_needed: u32,
}

impl Comparison {
    /// The pairs that can be told apart: the faster value and the slower one.
    pub fn decided(&self) -> Vec<(usize, usize)> {
        self.pairs.iter().filter_map(Pair::order).collect()
    }

    /// The pairs that cannot be told apart.
    pub fn undecided(&self) -> Vec<&Pair> {
        self.pairs.iter().filter(|pair| pair.order().is_none()).collect()
    }
}

impl Verdict {
    /// What can be concluded from the runs that have ended.
    pub fn of(plan: &Plan, finished: &[Finished]) -> Self {
        if finished.is_empty() {
            return Self::NoRuns;
        }
        let by_value: Vec<Vec<&Finished>> =
            (0..plan.values.len()).map(|value| counting(plan, finished, value)).collect();
        let solved = |runs: &[&Finished]| runs.iter().filter(|run| run.result.is_solved()).count() as u32;
        if let [runs] = by_value.as_slice() {
            return Self::OneValue { solved: solved(runs), runs: runs.len() as u32 };
        }
        if by_value.iter().all(|runs| solved(runs) == 0) {
            return Self::NoneSolved { runs: by_value.iter().map(|runs| runs.len() as u32).sum() };
        }
        let (fastest, wins, seeds) = most_wins(plan, &by_value);
        if seeds == 0 {
            return Self::NoCommonSeed;
        }
        let pairs = pairs(plan, finished);
        let seeds_needed = seeds_needed(pairs.len());
        Self::Compared(Comparison { fastest, wins, seeds, pairs, seeds_needed })
    }
}

/// The fewest seeds with which one of so many pairs can be told apart: all seeds agree, and Holm's first step passes.
fn seeds_needed(pairs: usize) -> u32 {
    let p_value = |seeds: u32| sign_test(&vec![0.0; seeds as usize], &vec![1.0; seeds as usize]).p_value;
    (1..64).find(|&seeds| p_value(seeds) * (pairs as f64) < LEVEL).unwrap_or(64)
}

/// The values that were alone first in most seeds, in how many, and out of how many.
fn most_wins(plan: &Plan, by_value: &[Vec<&Finished>]) -> (Vec<usize>, u32, u32) {
    let mut wins = vec![0; by_value.len()];
    let mut seeds = 0;
    for offset in 0..plan.seeds {
        let seed = plan.base.seed.wrapping_add(offset);
        let epochs: Option<Vec<f64>> = by_value
            .iter()
            .map(|runs| runs.iter().find(|run| run.job.seed == seed).map(|run| epochs_to_target(&run.result)))
            .collect();
        let Some(epochs) = epochs else { continue };
        seeds += 1;
        let best = epochs.iter().copied().fold(f64::INFINITY, f64::min);
        let first: Vec<usize> = (0..epochs.len()).filter(|&value| epochs[value] == best).collect();
        if let ([value], true) = (first.as_slice(), best.is_finite()) {
            wins[*value] += 1;
        }
    }
    let most = wins.iter().copied().max().unwrap_or(0);
    let winners = (0..wins.len()).filter(|&value| most > 0 && wins[value] == most).collect();
    (winners, most, seeds)
}
