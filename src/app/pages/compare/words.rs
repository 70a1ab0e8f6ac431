//! What the Compare page says in sentences: the verdict, what is held equal, the figures for screen readers.

use std::fmt::Write as _;

use relu_lab::compare::plan::Plan;
use relu_lab::compare::statistics::Quartiles;
use relu_lab::compare::summary::Condition;
use relu_lab::compare::verdict::{Comparison, Pair, Verdict};
use relu_lab::nn::choice::Choice;
use relu_lab::plot::format;

/// What stands in the figure while no run has ended.
pub const NO_RUNS: &str = "Press Run";

/// What can be concluded, in one sentence.
pub fn verdict(plan: &Plan, verdict: &Verdict) -> String {
    let target = plan.target;
    match verdict {
        Verdict::NoRuns => "No run has ended yet.".to_owned(),
        Verdict::OneValue { solved, runs } => format!("Reached {target} in {solved} of {runs} seeds."),
        Verdict::NoneSolved => {
            let epochs = plan.epochs();
            format!("No run reached a loss of {target} within {epochs} epochs: nothing can be said about speed.")
        }
        Verdict::NoCommonSeed => "No seed has been run for all values yet.".to_owned(),
        Verdict::Compared(comparison) => compared(target, comparison, &plan.names()),
    }
}

/// Who was first, and which values cannot be told apart.
fn compared(target: f32, comparison: &Comparison, names: &[String]) -> String {
    let Comparison { fastest, wins, seeds, pairs, seeds_needed } = comparison;
    let mut text = match fastest.as_slice() {
        [] => format!("In none of {seeds} seeds one value alone reached {target} first"),
        [value] => format!("{} reached {target} first in {wins} of {seeds} seeds", names[*value]),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|&value| names[value].as_str()).collect();
            format!("{} and {} reached {target} first in {wins} of {seeds} seeds each", first.join(", "), names[*last])
        }
    };
    let undecided = comparison.undecided();
    if undecided.is_empty() {
        text.push_str("; all values can be told apart.");
    } else if undecided.len() == pairs.len() {
        text.push_str("; no two values can be told apart");
        // Too few seeds cannot tell anything apart, however clear it looks.
        if seeds < seeds_needed {
            let _ = write!(text, " (that takes at least {seeds_needed} seeds)");
        }
        text.push('.');
    } else {
        text.push_str("; ");
        text.push_str(&not_told_apart(fastest, &undecided, names));
    }
    text
}

/// The pairs that cannot be told apart, those of the fastest value first: that is what the reader asks about.
fn not_told_apart(fastest: &[usize], undecided: &[&Pair], names: &[String]) -> String {
    let of_fastest = |pair: &&Pair| fastest == [pair.first] || fastest == [pair.second];
    let (rivals, others): (Vec<&Pair>, Vec<&Pair>) = undecided.iter().copied().partition(of_fastest);
    if rivals.is_empty() {
        let both = |pair: &&Pair| format!("{} and {}", names[pair.first], names[pair.second]);
        let shown: Vec<String> = others.iter().take(3).map(both).collect();
        let more = others.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more pairs") } else { String::new() };
        return format!("{}{more} cannot be told apart.", shown.join(", "));
    }
    let rival = |pair: &&Pair| names[if fastest == [pair.first] { pair.second } else { pair.first }].as_str();
    let rivals = alternatives(&rivals.iter().map(rival).collect::<Vec<_>>());
    match others.len() {
        0 => format!("it cannot be told apart from {rivals}."),
        1 => format!("it cannot be told apart from {rivals}, nor 1 other pair from each other."),
        more => format!("it cannot be told apart from {rivals}, nor {more} other pairs from each other."),
    }
}

/// `A`, `A or B`, `A, B or C`.
fn alternatives(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// What is the same in all runs: `Moons, noise 0.2 · 200 training + 100 test points · …`.
pub fn held_equal(plan: &Plan) -> String {
    let base = &plan.base;
    let mut parts = vec![
        format!("{}, noise {}", base.data.name(), base.noise),
        format!("{} training + {} test points", base.train_count(), base.samples - base.train_count()),
    ];
    let mut part = |factor: &str, text: String| {
        if plan.factor != factor {
            parts.push(text);
        }
    };
    let sizes: Vec<_> = base.hidden.iter().map(ToString::to_string).collect();
    let hidden = if sizes.is_empty() { "no hidden layer".to_owned() } else { format!("hidden {}", sizes.join("-")) };
    part(if plan.factor == "width" { "width" } else { "depth" }, hidden);
    let names: Vec<_> = base.activations.iter().map(Choice::name).collect();
    part("act", names.join(", "));
    part("opt", base.optimizer.name().to_owned());
    let rate = format!("learning rate {}", base.learning_rate);
    part("lr", if plan.has_best_rate() { format!("{rate}, best of 4 per value") } else { rate });
    part("init", base.init.name().to_owned());
    part("batch", base.batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}")));
    part("bn", if base.batch_norm { "batch norm" } else { "no batch norm" }.to_owned());
    parts.join(" · ")
}

/// The loss curves: the median of each value at the end. `test`: over the test set, else over the training set.
pub fn loss_curves(conditions: &[Condition], test: bool, budget: u32) -> String {
    let set = if test { "Test" } else { "Training" };
    let part = |condition: &Condition| {
        let median = condition.band(test).quartiles.last()?.median;
        Some(format!("{} {}", condition.name, format::loss(median as f32)))
    };
    let parts: Vec<String> = conditions.iter().filter_map(part).collect();
    if parts.is_empty() {
        return format!("{set} loss over {budget} epochs: no run has ended yet.");
    }
    format!("{set} loss over {budget} epochs, median at the end: {}.", parts.join(", "))
}

/// The epochs to the target: how many seeds of each value got there, and their median.
pub fn arrivals(conditions: &[Condition]) -> String {
    let part = |condition: &Condition| {
        let median = condition.epochs_to_target?.median;
        let solved = condition.runs.iter().filter(|(_, run)| run.is_solved()).count();
        let median =
            if median.is_finite() { format!(", median {}", format::tick(median as f32)) } else { String::new() };
        Some(format!("{} reached it in {solved} of {} seeds{median}", condition.name, condition.runs.len()))
    };
    let parts: Vec<String> = conditions.iter().filter_map(part).collect();
    if parts.is_empty() {
        "Epochs to the target: no run has ended yet.".to_owned()
    } else {
        format!("Epochs to the target: {}.", parts.join("; "))
    }
}

/// The loss of each value at the place of its band nearest to an epoch: `ReLU 0.12 [0.10–0.15] · Tanh 0.30`.
pub fn losses_at(conditions: &[Condition], test: bool, epoch: f32) -> String {
    let number = |value: f64| format::loss(value as f32);
    let part = |condition: &Condition| {
        let (_, Quartiles { low, median, high }) = condition.band(test).at(epoch)?;
        let half = if low == high { String::new() } else { format!(" [{}–{}]", number(low), number(high)) };
        Some(format!("{} {}{half}", condition.name, number(median)))
    };
    let parts: Vec<String> = conditions.iter().filter_map(part).collect();
    if parts.is_empty() { "no run has ended yet".to_owned() } else { parts.join(" · ") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use relu_lab::compare::statistics::sign_test;
    use relu_lab::compare::summary::Band;
    use relu_lab::compare::trial::Trial;

    use super::*;

    fn plan(query: &str) -> Plan {
        Plan::from_query(query).0
    }

    /// A comparison of values; `told_apart`: the pairs that can be.
    fn compared(fastest: &[usize], wins: u32, seeds: u32, values: usize, told_apart: &[(usize, usize)]) -> Verdict {
        let all = (0..values).flat_map(|first| (first + 1..values).map(move |second| (first, second)));
        let pair = |(first, second)| {
            let p_corrected = if told_apart.contains(&(first, second)) { 0.01 } else { 1.0 };
            Pair { first, second, test: sign_test(&[1.0], &[2.0]), p_corrected }
        };
        let pairs = all.map(pair).collect();
        Verdict::Compared(Comparison { fastest: fastest.to_vec(), wins, seeds, pairs, seeds_needed: 6 })
    }

    #[test]
    fn the_verdict_names_the_fastest_and_what_cannot_be_told_apart() {
        let three = plan("vary=act&values=relu,gelu,silu&target=0.1");
        for (found, words) in [
            (
                compared(&[0], 16, 16, 3, &[(0, 1), (0, 2)]),
                "ReLU reached 0.1 first in 16 of 16 seeds; GELU and SiLU cannot be told apart.",
            ),
            (
                compared(&[0], 11, 16, 3, &[(0, 1), (1, 2)]),
                "ReLU reached 0.1 first in 11 of 16 seeds; it cannot be told apart from SiLU.",
            ),
            (
                compared(&[1], 11, 16, 3, &[(0, 2)]),
                "GELU reached 0.1 first in 11 of 16 seeds; it cannot be told apart from ReLU or SiLU.",
            ),
            (
                compared(&[0], 11, 16, 3, &[(0, 1)]),
                "ReLU reached 0.1 first in 11 of 16 seeds; it cannot be told apart from SiLU, nor 1 other pair from each other.",
            ),
            (
                compared(&[0, 2], 2, 6, 3, &[(0, 1), (0, 2), (1, 2)]),
                "ReLU and SiLU reached 0.1 first in 2 of 6 seeds each; all values can be told apart.",
            ),
            (
                compared(&[], 0, 6, 3, &[]),
                "In none of 6 seeds one value alone reached 0.1 first; no two values can be told apart.",
            ),
            (
                compared(&[0], 3, 3, 3, &[]),
                "ReLU reached 0.1 first in 3 of 3 seeds; no two values can be told apart (that takes at least 6 seeds).",
            ),
            (Verdict::NoneSolved, "No run reached a loss of 0.1 within 200 epochs: nothing can be said about speed."),
            (Verdict::NoCommonSeed, "No seed has been run for all values yet."),
            (Verdict::OneValue { solved: 2, runs: 3 }, "Reached 0.1 in 2 of 3 seeds."),
            (Verdict::NoRuns, "No run has ended yet."),
        ] {
            assert_eq!(verdict(&three, &found), words);
        }
        let five = plan("vary=lr&values=0.1,0.2,0.3,0.4,0.5&target=0.1");
        assert_eq!(
            verdict(&five, &compared(&[0], 6, 6, 5, &[(0, 1), (0, 2), (0, 3), (0, 4)])),
            "0.1 reached 0.1 first in 6 of 6 seeds; 0.2 and 0.3, 0.2 and 0.4, 0.2 and 0.5 and 3 more pairs cannot be told apart."
        );
    }

    #[test]
    fn what_is_varied_is_not_held_equal() {
        let act = held_equal(&plan("vary=act&lr=0.3&hidden=8,4&batch=full&bn=on"));
        assert!(act.contains(" · hidden 8-4 · SGD · learning rate 0.3 · ") && !act.contains("ReLU"), "{act}");
        assert!(act.ends_with(" · full batch · batch norm"), "{act}");
        let best = held_equal(&plan("vary=width&rate=best"));
        assert!(best.contains("ReLU") && best.contains("best of 4 per value") && !best.contains("hidden"), "{best}");
        assert!(!held_equal(&plan("vary=lr")).contains("learning rate"));
    }

    #[test]
    fn figures_say_who_got_where() {
        let run = Trial::new(plan("").jobs()[0].spec.clone(), 0.1).result();
        let solved = Arc::new(relu_lab::compare::trial::TrialResult { epochs_to_target: Some(40), ..run.clone() });
        let all = |low, median, high| Quartiles { low, median, high };
        let quartiles = vec![all(0.6, 0.7, 0.8), all(0.2, 0.2, 0.2), all(0.1, 0.12, 0.3)];
        let band = Band { epochs: vec![0, 20, 40], quartiles };
        let quartiles = |median| Some(all(median, median, median));
        let conditions = [
            Condition {
                name: "ReLU".to_owned(),
                train: band,
                runs: vec![(1, Arc::clone(&solved)), (2, solved)],
                epochs_to_target: quartiles(40.0),
                ..Condition::default()
            },
            Condition {
                name: "Sigmoid".to_owned(),
                runs: vec![(1, Arc::new(run))],
                epochs_to_target: quartiles(f64::INFINITY),
                ..Condition::default()
            },
            Condition::default(),
        ];
        assert_eq!(
            arrivals(&conditions),
            "Epochs to the target: ReLU reached it in 2 of 2 seeds, median 40; Sigmoid reached it in 0 of 1 seeds."
        );
        assert_eq!(arrivals(&conditions[2..]), "Epochs to the target: no run has ended yet.");
        assert_eq!(loss_curves(&conditions, false, 40), "Training loss over 40 epochs, median at the end: ReLU 0.120.");
        assert_eq!(loss_curves(&conditions, true, 40), "Test loss over 40 epochs: no run has ended yet.");
        assert_eq!(losses_at(&conditions, false, 38.0), "ReLU 0.120 [0.100–0.300]");
        assert_eq!(losses_at(&conditions, false, 21.0), "ReLU 0.200");
        assert_eq!(losses_at(&[], false, 21.0), "no run has ended yet");
    }
}
