//! One sentence that says what can be concluded, and that says so when nothing can.
//!
//! Two values are told apart by the exact sign test over seeds (epochs to the target; never reached is later than any;
//! ties do not count), corrected for the number of pairs by Holm's method, at 5 %.

use std::fmt::Write as _;

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

/// The sentence. `names`: how the page calls each value.
pub fn sentence(plan: &Plan, finished: &[Finished], names: &[String]) -> String {
    let values = plan.values.len();
    let solved: Vec<u32> = (0..values)
        .map(|value| counting(plan, finished, value).iter().filter(|run| run.result.is_solved()).count() as u32)
        .collect();
    let target = plan.target;
    if finished.is_empty() {
        return "No run has ended yet.".to_owned();
    }
    if values < 2 {
        let runs = counting(plan, finished, 0).len();
        return format!("Reached {target} in {} of {runs} seeds.", solved[0]);
    }
    if solved.iter().all(|&count| count == 0) {
        return format!(
            "No run reached a loss of {target} within {} epochs: nothing can be said about speed.",
            plan.epochs()
        );
    }
    let pairs = pairs(plan, finished);
    let (winners, wins, seeds) = most_wins(plan, finished);
    let target = format!("{target}");
    let mut text = match winners.as_slice() {
        _ if seeds == 0 => return "No seed has been run for all values yet.".to_owned(),
        [] => format!("In none of {seeds} seeds one value alone reached {target} first"),
        [value] => format!("{} reached {target} first in {wins} of {seeds} seeds", names[*value]),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|&value| names[value].as_str()).collect();
            format!("{} and {} reached {target} first in {wins} of {seeds} seeds each", first.join(", "), names[*last])
        }
    };
    let alike: Vec<&Pair> = pairs.iter().filter(|pair| pair.order().is_none()).collect();
    if alike.is_empty() {
        text.push_str("; all values can be told apart.");
    } else if alike.len() == pairs.len() {
        text.push_str("; no two values can be told apart");
        // Too few seeds cannot tell anything apart, however clear it looks.
        let needed = seeds_needed(pairs.len());
        let _ = if seeds < needed { write!(text, " (that takes at least {needed} seeds).") } else { write!(text, ".") };
    } else {
        // What the reader asks about is the winner and its closest rivals.
        let of_winner = |pair: &&&Pair| [pair.first, pair.second].iter().any(|value| winners == [*value]);
        let (rivals, others): (Vec<&&Pair>, Vec<&&Pair>) = alike.iter().partition(of_winner);
        let rival = |pair: &&&Pair| names[if winners == [pair.first] { pair.second } else { pair.first }].clone();
        let both = |pair: &&&Pair| format!("{} and {}", names[pair.first], names[pair.second]);
        let _ = match (rivals.as_slice(), others.len()) {
            ([], _) => {
                let shown: Vec<String> = others.iter().take(3).map(both).collect();
                let more = others.len().saturating_sub(3);
                let more = if more > 0 { format!(" and {more} more pairs") } else { String::new() };
                write!(text, "; {}{more} cannot be told apart.", shown.join(", "))
            }
            (rivals, 0) => write!(text, "; it cannot be told apart from {}.", list(rivals.iter().map(rival))),
            (rivals, more) => {
                let s = if more == 1 { "" } else { "s" };
                let rivals = list(rivals.iter().map(rival));
                write!(text, "; it cannot be told apart from {rivals}, nor {more} other pair{s} from each other.")
            }
        };
    }
    text
}

/// `A`, `A or B`, `A, B or C`.
fn list(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        parts => parts.concat(),
    }
}

/// The fewest seeds with which one of so many pairs can be told apart: all seeds agree, and Holm's first step passes.
fn seeds_needed(pairs: usize) -> u32 {
    let p_value = |seeds: u32| sign_test(&vec![0.0; seeds as usize], &vec![1.0; seeds as usize]).p_value;
    (1..64).find(|&seeds| p_value(seeds) * (pairs as f64) < LEVEL).unwrap_or(64)
}

/// The values that were alone first in most seeds, in how many, and out of how many.
fn most_wins(plan: &Plan, finished: &[Finished]) -> (Vec<usize>, u32, u32) {
    let by_value: Vec<_> = (0..plan.values.len()).map(|value| counting(plan, finished, value)).collect();
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
