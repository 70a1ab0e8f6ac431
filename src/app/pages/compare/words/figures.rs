//! What the figures show, in words: for screen readers, for the reading, for titles.

use relu_lab::compare::statistics::Quartiles;
use relu_lab::compare::summary::Condition;
use relu_lab::plot::format;

use super::counted;

/// What stands in the figure while no run has ended.
pub const NO_RUNS: &str = "Press Run";

/// A loss: three digits, also of small ones.
pub fn loss(loss: f64) -> String {
    format::significant(loss as f32, 3)
}

/// A loss where space is short: two digits of small ones.
pub fn rough_loss(loss: f64) -> String {
    format::significant(loss as f32, 2)
}

/// ` (2 of 8 diverged)`, if any has.
fn gone(diverged: usize, runs: usize) -> String {
    if diverged == 0 { String::new() } else { format!(" ({diverged} of {runs} diverged)") }
}

/// A value with its median over runs, so many of which have diverged and count as above any: `ReLU 0.120`,
/// `ReLU: 5 of 8 diverged`.
fn with_median(name: &str, median: f64, text: impl Fn(f64) -> String, (diverged, runs): (usize, usize)) -> String {
    if median.is_finite() {
        format!("{name} {}{}", text(median), gone(diverged, runs))
    } else {
        format!("{name}: {diverged} of {runs} diverged")
    }
}

/// The loss curves: the median of each value at the end. `test`: over the test set, else over the training set.
pub fn loss_curves(conditions: &[Condition], test: bool, budget: u32) -> String {
    let (set, epochs) = (if test { "Test" } else { "Training" }, counted(budget as usize, "epoch"));
    let part = |condition: &Condition| {
        let end = condition.band(test).quartiles.last()?.median;
        Some(with_median(&condition.name, end, loss, (condition.diverged(), condition.runs.len())))
    };
    let parts: Vec<String> = conditions.iter().filter_map(part).collect();
    if parts.is_empty() {
        return format!("{set} loss over {epochs}: no run has ended yet.");
    }
    format!("{set} loss over {epochs}, median at the end: {}.", parts.join(", "))
}

/// The epochs to the target: how many seeds of each value got there, and their median.
pub fn arrivals(conditions: &[Condition]) -> String {
    let part = |condition: &Condition| {
        let (name, runs) = (&condition.name, counted(condition.runs.len(), "seed"));
        if condition.runs.is_empty() {
            return None;
        }
        let Some(quartiles) = condition.epochs_to_target else { return Some(format!("{name} has not reached it yet")) };
        let solved = condition.runs.iter().filter(|(_, run)| run.is_solved()).count();
        let median = quartiles.median;
        let median =
            if median.is_finite() { format!(", median {}", format::tick(median as f32)) } else { String::new() };
        let gone = gone(condition.diverged(), condition.runs.len());
        Some(format!("{name} reached it in {solved} of {runs}{median}{gone}"))
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
    let part = |condition: &Condition| {
        let place = condition.band(test).at(epoch)?;
        let Quartiles { low, median, high } = place.quartiles;
        let text = |value: f64| {
            let half =
                if low == high { String::new() } else { format!(" [{}–{}]", rough_loss(low), rough_loss(high)) };
            format!("{}{half}", loss(value))
        };
        Some(with_median(&condition.name, median, text, (place.diverged as usize, condition.runs.len())))
    };
    let parts: Vec<String> = conditions.iter().filter_map(part).collect();
    if parts.is_empty() { "no run has ended yet".to_owned() } else { parts.join(" · ") }
}

/// What is to be known of runs that have diverged: nothing, if none has. `arrivals`: in the figure of epochs to the target.
pub fn diverged(conditions: &[Condition], arrivals: bool) -> String {
    let count: usize = conditions.iter().map(Condition::diverged).sum();
    let runs: usize = conditions.iter().map(|condition| condition.runs.len()).sum();
    match (count, arrivals) {
        (0, _) => String::new(),
        (_, true) => format!("; red cross: diverged, {count} of {runs}"),
        (_, false) => format!("; {count} of {runs} runs diverged, from there on above any loss"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use relu_lab::compare::plan::Plan;
    use relu_lab::compare::summary::Band;
    use relu_lab::compare::trial::{Trial, TrialResult};
    use relu_lab::train::snapshot::Status;

    use super::*;

    fn run() -> TrialResult {
        Trial::new(Plan::from_query("").0.jobs()[0].spec.clone(), 0.1).result()
    }

    fn all(low: f64, median: f64, high: f64) -> Quartiles {
        Quartiles { low, median, high }
    }

    #[test]
    fn figures_say_who_got_where() {
        let over = TrialResult { status: Status::Finished, ..run() };
        let solved = Arc::new(TrialResult { epochs_to_target: Some(40), ..over.clone() });
        let quartiles = vec![all(0.6, 0.7, 0.8), all(0.2, 0.2, 0.2), all(0.001, 0.0012, 0.3)];
        let band = Band { epochs: vec![0, 20, 40], quartiles, diverged: vec![0; 3] };
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
                runs: vec![(1, Arc::new(over))],
                epochs_to_target: quartiles(f64::INFINITY),
                ..Condition::default()
            },
            Condition::default(),
        ];
        assert_eq!(
            arrivals(&conditions),
            "Epochs to the target: ReLU reached it in 2 of 2 seeds, median 40; Sigmoid reached it in 0 of 1 seed."
        );
        assert_eq!(arrivals(&conditions[2..]), "Epochs to the target: no run has ended yet.");
        assert_eq!(
            loss_curves(&conditions, false, 40),
            "Training loss over 40 epochs, median at the end: ReLU 0.00120."
        );
        assert_eq!(loss_curves(&conditions, true, 1), "Test loss over 1 epoch: no run has ended yet.");
        assert_eq!(losses_at(&conditions, false, 38.0), "ReLU 0.00120 [0.0010–0.300]");
        assert_eq!(losses_at(&conditions, false, 21.0), "ReLU 0.200");
        assert_eq!(losses_at(&[], false, 21.0), "no run has ended yet");
        assert_eq!(diverged(&conditions, false), "");
    }

    #[test]
    fn runs_that_diverged_are_counted_wherever_a_number_is_over_the_others() {
        let gone = Arc::new(TrialResult { status: Status::Diverged, ..run() });
        let over = Arc::new(TrialResult { status: Status::Finished, ..run() });
        let quartiles = vec![all(0.6, 0.7, 0.8), all(0.2, 0.4, f64::INFINITY), all(0.2, f64::INFINITY, f64::INFINITY)];
        let condition = Condition {
            name: "lr 3".to_owned(),
            train: Band { epochs: vec![0, 20, 40], quartiles, diverged: vec![0, 1, 2] },
            runs: vec![(1, Arc::clone(&gone)), (2, gone), (3, over)],
            epochs_to_target: Some(all(f64::INFINITY, f64::INFINITY, f64::INFINITY)),
            ..Condition::default()
        };
        let conditions = [condition];
        assert_eq!(losses_at(&conditions, false, 0.0), "lr 3 0.700 [0.600–0.800]");
        assert_eq!(losses_at(&conditions, false, 20.0), "lr 3 0.400 [0.200–∞] (1 of 3 diverged)");
        assert_eq!(losses_at(&conditions, false, 40.0), "lr 3: 2 of 3 diverged");
        assert_eq!(
            loss_curves(&conditions, false, 40),
            "Training loss over 40 epochs, median at the end: lr 3: 2 of 3 diverged."
        );
        assert_eq!(arrivals(&conditions), "Epochs to the target: lr 3 reached it in 0 of 3 seeds (2 of 3 diverged).");
        assert_eq!(diverged(&conditions, false), "; 2 of 3 runs diverged, from there on above any loss");
        assert_eq!(diverged(&conditions, true), "; red cross: diverged, 2 of 3");
    }

    #[test]
    fn a_race_that_has_not_begun_has_not_missed_the_target() {
        let condition = Condition { name: "ReLU".to_owned(), runs: vec![(1, Arc::new(run()))], ..Condition::default() };
        assert_eq!(arrivals(&[condition]), "Epochs to the target: ReLU has not reached it yet.");
    }
}
