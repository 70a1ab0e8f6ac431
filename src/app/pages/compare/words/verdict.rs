//! What can be concluded, in sentences: who was first, which pairs are told apart, then which are not.

use relu_lab::compare::plan::Plan;
use relu_lab::compare::verdict::{Comparison, Verdict};
use relu_lab::order::ascending;

use super::{counted, listed};

/// So many pairs, or values with those behind them, are named one by one; the others are counted.
const NAMED: usize = 3;

/// What can be concluded from the runs that have ended.
pub fn verdict(plan: &Plan, verdict: &Verdict) -> String {
    let target = plan.target;
    let names = plan.spoken();
    match verdict {
        Verdict::NoRuns => "No run has ended yet.".to_owned(),
        Verdict::OneValue { solved, runs } => {
            let name = capital(names.first().map_or("", String::as_str));
            let runs = counted(*runs as usize, "seed");
            format!(
                "{name} reached a training loss of {target} in {solved} of {runs}; there is no other value to compare it with."
            )
        }
        Verdict::NoneSolved { runs } => {
            let (runs, epochs) = (counted(*runs as usize, "run"), counted(plan.epochs() as usize, "epoch"));
            format!("0 of {runs} reached a training loss of {target} within {epochs}: nothing can be said about speed.")
        }
        Verdict::NoCommonSeed => "No seed has been run for all values yet.".to_owned(),
        Verdict::Compared(comparison) => {
            format!("{} {}", first(target, comparison, &names), told_apart(comparison, &names))
        }
    }
}

/// Which test it is that tells pairs apart. `rates_chosen`: whether each value has its best learning rate.
pub fn test(rates_chosen: bool) -> String {
    let chosen = if rates_chosen {
        " Each value's learning rate was chosen on these same seeds, which the test does not know."
    } else {
        ""
    };
    format!(
        "Exact sign test over seeds on the epochs to the target (two-sided, 5 %, Holm over all pairs). \
         Never reached is later than any; ties do not count.{chosen}"
    )
}

/// What is said while one seed is shown live.
pub fn race(seed: u32, rates_chosen: bool) -> String {
    let rates = if rates_chosen { ", each with its own learning rate" } else { "" };
    format!("Seed {seed} live, all values at one speed{rates}.")
}

/// Why a race decides nothing.
pub const ONE_SEED: &str = "From one seed nothing can be concluded: Run goes over all of them.";

/// Who was first.
fn first(target: f32, comparison: &Comparison, names: &[String]) -> String {
    let Comparison { fastest, wins, seeds, .. } = comparison;
    let seeds = counted(*seeds as usize, "seed");
    match fastest.as_slice() {
        [] => format!("In 0 of {seeds} one value alone was the first to reach a loss of {target}."),
        [value] => format!("{} reached a loss of {target} first in {wins} of {seeds}.", capital(&names[*value])),
        values => {
            let names: Vec<&str> = values.iter().map(|&value| names[value].as_str()).collect();
            format!("{} each reached a loss of {target} first in {wins} of {seeds}.", capital(&listed(&names, "and")))
        }
    }
}

/// Which pairs are told apart, then which are not.
fn told_apart(comparison: &Comparison, names: &[String]) -> String {
    let (decided, undecided) = (comparison.decided(), undecided(comparison, names));
    let all = comparison.pairs.len();
    // Too few seeds cannot tell anything apart, however clear it looks.
    let needed = if comparison.seeds < comparison.seeds_needed {
        format!(" (that takes at least {} seeds)", comparison.seeds_needed)
    } else {
        String::new()
    };
    match decided.len() {
        0 if all == 1 => format!("The two cannot be told apart{needed}."),
        0 => format!("No two values can be told apart{needed}."),
        n if n == all && all == 1 => "The two are told apart.".to_owned(),
        n if n == all => format!("All {all} pairs are told apart: {}.", ranks(&decided, names)),
        n => format!("Told apart, {n} of {all} pairs: {}. Not told apart: {undecided}.", ranks(&decided, names)),
    }
}

/// `ReLU before all others; GELU before Tanh and Sigmoid; 2 more pairs`.
fn ranks(decided: &[(usize, usize)], names: &[String]) -> String {
    let slower = |faster: usize| decided.iter().filter(move |pair| pair.0 == faster).map(|pair| pair.1);
    let behind = (0..names.len()).map(|value| -(slower(value).count() as f64));
    let order: Vec<usize> = ascending(behind).into_iter().filter(|&value| slower(value).next().is_some()).collect();
    let mut parts: Vec<String> = order
        .iter()
        .take(NAMED)
        .map(|&value| {
            let behind: Vec<&str> = slower(value).map(|other| names[other].as_str()).collect();
            let is_all = behind.len() + 1 == names.len() && behind.len() > 1;
            let behind = if is_all { "all others".to_owned() } else { listed(&behind, "and") };
            format!("{} before {behind}", names[value])
        })
        .collect();
    let more: usize = order.iter().skip(NAMED).map(|&value| slower(value).count()).sum();
    if more > 0 {
        parts.push(counted(more, "more pair"));
    }
    parts.join("; ")
}

/// The pairs that are not told apart, those of the fastest value first: that is what the reader asks about.
fn undecided(comparison: &Comparison, names: &[String]) -> String {
    let of_fastest = |value: usize| comparison.fastest == [value];
    let (first, others): (Vec<_>, Vec<_>) =
        comparison.undecided().into_iter().partition(|pair| of_fastest(pair.first) || of_fastest(pair.second));
    let pairs = [first, others].concat();
    let mut parts: Vec<String> =
        pairs.iter().take(NAMED).map(|pair| format!("{} and {}", names[pair.first], names[pair.second])).collect();
    if pairs.len() > NAMED {
        parts.push(counted(pairs.len() - NAMED, "more pair"));
    }
    parts.join("; ")
}

/// With a capital at the beginning of a sentence.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use relu_lab::compare::statistics::sign_test;
    use relu_lab::compare::verdict::Pair;

    use super::*;

    fn plan(query: &str) -> Plan {
        Plan::from_query(query).0
    }

    /// A comparison of values; `told_apart`: the pairs that can be, the faster value first.
    fn compared(fastest: &[usize], wins: u32, seeds: u32, values: usize, told_apart: &[(usize, usize)]) -> Verdict {
        let all = (0..values).flat_map(|first| (first + 1..values).map(move |second| (first, second)));
        let pair = |(first, second)| {
            let (forth, back) = (told_apart.contains(&(first, second)), told_apart.contains(&(second, first)));
            let test = if back { sign_test(&[2.0], &[1.0]) } else { sign_test(&[1.0], &[2.0]) };
            Pair { first, second, test, p_corrected: if forth || back { 0.01 } else { 1.0 } }
        };
        let pairs = all.map(pair).collect();
        Verdict::Compared(Comparison { fastest: fastest.to_vec(), wins, seeds, pairs, seeds_needed: 6 })
    }

    #[test]
    fn the_verdict_tells_what_was_decided_then_what_was_not() {
        let three = plan("vary=act&values=relu,gelu,silu&target=0.1");
        for (found, words) in [
            (
                compared(&[0], 16, 16, 3, &[(0, 1), (0, 2)]),
                "ReLU reached a loss of 0.1 first in 16 of 16 seeds. Told apart, 2 of 3 pairs: ReLU before all others. \
                 Not told apart: GELU and SiLU.",
            ),
            (
                compared(&[0], 11, 16, 3, &[(0, 1), (2, 1)]),
                "ReLU reached a loss of 0.1 first in 11 of 16 seeds. Told apart, 2 of 3 pairs: ReLU before GELU; SiLU before GELU. \
                 Not told apart: ReLU and SiLU.",
            ),
            (
                compared(&[0], 11, 16, 3, &[(2, 1)]),
                "ReLU reached a loss of 0.1 first in 11 of 16 seeds. Told apart, 1 of 3 pairs: SiLU before GELU. \
                 Not told apart: ReLU and GELU; ReLU and SiLU.",
            ),
            (
                compared(&[0, 2], 2, 6, 3, &[(0, 1), (2, 0), (2, 1)]),
                "ReLU and SiLU each reached a loss of 0.1 first in 2 of 6 seeds. All 3 pairs are told apart: SiLU before all others; \
                 ReLU before GELU.",
            ),
            (
                compared(&[], 0, 6, 3, &[]),
                "In 0 of 6 seeds one value alone was the first to reach a loss of 0.1. No two values can be told apart.",
            ),
            (
                compared(&[0], 1, 1, 3, &[]),
                "ReLU reached a loss of 0.1 first in 1 of 1 seed. No two values can be told apart (that takes at least 6 seeds).",
            ),
            (
                Verdict::NoneSolved { runs: 48 },
                "0 of 48 runs reached a training loss of 0.1 within 200 epochs: nothing can be said about speed.",
            ),
            (Verdict::NoCommonSeed, "No seed has been run for all values yet."),
            (
                Verdict::OneValue { solved: 2, runs: 3 },
                "ReLU reached a training loss of 0.1 in 2 of 3 seeds; there is no other value to compare it with.",
            ),
            (Verdict::NoRuns, "No run has ended yet."),
        ] {
            assert_eq!(verdict(&three, &found), words);
        }
    }

    #[test]
    fn numbers_are_called_by_what_they_are() {
        for (query, name) in [
            ("vary=lr&values=1,0.3", "Learning rate 1"),
            ("vary=width&values=3,1", "Width 3"),
            ("vary=depth&values=4,1", "Depth 4"),
            ("vary=batch&values=8,full", "Batch size 8"),
            ("vary=batch&values=full,8", "Full batch"),
            ("vary=bn&values=off,on", "No batch norm"),
            ("vary=act&values=leaky_relu(0.2),relu", "Leaky ReLU (0.2)"),
        ] {
            let words = verdict(&plan(&format!("{query}&target=0.1")), &compared(&[0], 8, 8, 2, &[(0, 1)]));
            assert_eq!(words, format!("{name} reached a loss of 0.1 first in 8 of 8 seeds. The two are told apart."));
        }
    }

    #[test]
    fn many_pairs_are_counted_one_as_one() {
        let values = plan("vary=lr&values=0.1,0.2,0.3,0.4,0.5&target=0.1");
        let words = |told: &[(usize, usize)]| verdict(&values, &compared(&[0], 6, 6, 5, told));
        assert_eq!(
            words(&[(0, 1), (0, 2), (0, 3), (0, 4), (1, 4), (2, 4)]),
            "Learning rate 0.1 reached a loss of 0.1 first in 6 of 6 seeds. Told apart, 6 of 10 pairs: learning rate 0.1 before all \
             others; learning rate 0.2 before learning rate 0.5; learning rate 0.3 before learning rate 0.5. Not told apart: \
             learning rate 0.2 and learning rate 0.3; learning rate 0.2 and learning rate 0.4; learning rate 0.3 and \
             learning rate 0.4; 1 more pair."
        );
        let four = [(0, 4), (1, 4), (2, 4), (3, 4), (0, 3), (0, 2), (0, 1), (1, 3)];
        assert!(words(&four).contains("; 1 more pair. Not told apart: "), "{}", words(&four));
        assert!(words(&[]).ends_with("No two values can be told apart."));
    }

    #[test]
    fn the_test_says_what_it_does_not_know() {
        assert!(!test(false).contains("chosen") && test(true).contains("chosen on these same seeds"));
        assert_eq!(race(3, false), "Seed 3 live, all values at one speed.");
    }
}
