//! The columns of the table of results: what they are called, what stands in them, and in which order the values come.

use std::cmp::Ordering;

use relu_lab::compare::statistics::Quartiles;
use relu_lab::compare::summary::{Edge, Rate, Row};
use relu_lab::plot::format;

use super::words::figures::{loss, rough_loss};

/// A column of [`COLUMNS`].
pub struct Column {
    /// Its name in `data-testid`.
    pub id: &'static str,
    /// Its head.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Whether the largest number is the best, which comes first.
    pub larger_is_better: bool,
    /// The number that rows are ordered by. Infinite: never got there. `None`: nothing to say.
    pub key: fn(&Row) -> Option<f64>,
    /// What decides between rows of equal numbers: the smaller comes first, whatever the direction.
    pub then: fn(&Row) -> f64,
    /// The number, and its spread or base beside it.
    pub text: fn(&Row) -> (String, String),
}

/// Every column but the first, which names the value.
pub const COLUMNS: &[Column] = &[
    Column {
        id: "solved",
        name: "Solved",
        about: "Runs whose training loss reached the target within the budget; equal ones by their median epochs to it",
        larger_is_better: true,
        key: |row| (row.runs > 0).then(|| solved_share(row)),
        then: |row| row.epochs_to_target.map_or(f64::INFINITY, |q| q.median),
        text: |row| {
            let not_yet = row.under_way > 0 && row.solved == 0;
            (if not_yet { "not yet".to_owned() } else { format!("{}/{}", row.solved, row.runs) }, String::new())
        },
    },
    Column {
        id: "epochs",
        name: "Epochs to target",
        about: "Median over the seeds [middle half]; a run that never got there counts as later than any. Where half of the runs or more did not, it says how many did",
        larger_is_better: false,
        key: |row| row.epochs_to_target.map(|q| q.median),
        then: |row| -solved_share(row),
        text: epochs,
    },
    Column {
        id: "train-loss",
        name: "Train loss",
        about: "Loss over the training set at the end: median [middle half]; a diverged run counts as above any",
        larger_is_better: false,
        key: |row| row.train_loss.map(|q| q.median),
        then: |row| f64::from(row.diverged),
        text: |row| end_loss(row.train_loss, row),
    },
    Column {
        id: "test-loss",
        name: "Test loss",
        about: "Loss over the test set at the end: median [middle half]; a diverged run counts as above any",
        larger_is_better: false,
        key: |row| row.test_loss.map(|q| q.median),
        then: |row| f64::from(row.diverged),
        text: |row| end_loss(row.test_loss, row),
    },
    Column {
        id: "accuracy",
        name: "Test accuracy %",
        about: "Share of the test points that are given their right class at the end: median [middle half], without diverged runs",
        larger_is_better: true,
        key: |row| row.test_accuracy.map(|q| q.median),
        then: |row| f64::from(row.diverged),
        text: |row| of_measured(row, row.test_accuracy.map(|q| spread(q, in_percent, in_percent))),
    },
    Column {
        id: "dead",
        name: "Dead",
        about: "Mean share of hidden units with f′(z) = 0 and a = 0 on every training point at the end, without diverged runs",
        larger_is_better: false,
        key: |row| row.dead,
        then: |row| f64::from(row.diverged),
        text: |row| of_measured(row, row.dead.map(percent)),
    },
    Column {
        id: "saturated",
        name: "Saturated",
        about: "Mean share of hidden units that are saturated (|f′(z)| < 0.01 on every training point) or stuck at the end, without diverged runs",
        larger_is_better: false,
        key: |row| row.saturated,
        then: |row| f64::from(row.diverged),
        text: |row| of_measured(row, row.saturated.map(percent)),
    },
    Column {
        id: "gradient",
        name: "1st-layer gradient",
        about: "L2 norm of the full-batch gradient of the first layer's weights at the end: median, without diverged runs",
        // Larger is not better here: it is ordered as it is.
        larger_is_better: false,
        key: |row| row.first_gradient_norm.map(|q| q.median),
        then: |row| f64::from(row.diverged),
        text: |row| {
            let norm = row.first_gradient_norm.map(|q| (format::gradient(q.median as f32), String::new()));
            of_measured(row, norm)
        },
    },
    Column {
        id: "diverged",
        name: "Diverged",
        about: "Runs that stopped at a number that is not finite",
        larger_is_better: false,
        key: |row| (row.runs > 0).then(|| f64::from(row.diverged) / f64::from(row.runs)),
        then: |_| 0.0,
        text: |row| (format!("{}/{}", row.diverged, row.runs), String::new()),
    },
    Column {
        id: "millis",
        name: "ms/epoch",
        about: "Milliseconds per epoch in this browser, measurements at its end included: median, without diverged runs",
        larger_is_better: false,
        key: |row| row.millis_per_epoch,
        then: |row| f64::from(row.diverged),
        text: |row| {
            let text = |millis: f64| (format::significant(millis as f32, 2), String::new());
            of_measured(row, row.millis_per_epoch.map(text))
        },
    },
];

fn dash() -> (String, String) {
    ("–".to_owned(), String::new())
}

fn solved_share(row: &Row) -> f64 {
    f64::from(row.solved) / f64::from(row.runs.max(1))
}

fn percent(share: f64) -> (String, String) {
    (format::percent(share as f32, 0), String::new())
}

/// A share in percent without the sign, which stands in the head.
fn in_percent(share: f64) -> String {
    format::percent(share as f32, 1).trim_end_matches("\u{2009}%").to_owned()
}

/// Median, and the middle half with `text` of its own.
fn spread(quartiles: Quartiles, number: fn(f64) -> String, text: fn(f64) -> String) -> (String, String) {
    let text = |value: f64| if value.is_finite() { text(value) } else { "∞".to_owned() };
    let (low, high) = (text(quartiles.low), text(quartiles.high));
    let half = if quartiles.low == quartiles.high { String::new() } else { format!("[{low}–{high}]") };
    (number(quartiles.median), half)
}

fn whole_or_half(epochs: f64) -> String {
    format::decimals(epochs as f32, usize::from(epochs.fract() != 0.0))
}

fn epochs(row: &Row) -> (String, String) {
    match row.epochs_to_target {
        _ if row.runs == 0 => dash(),
        None => ("not yet".to_owned(), String::new()),
        Some(q) if q.median.is_finite() => spread(q, whole_or_half, whole_or_half),
        Some(_) if row.solved > 0 => (format!("{} of {}", row.solved, row.runs), "reached it".to_owned()),
        Some(_) => ("never reached".to_owned(), String::new()),
    }
}

/// A loss at the end; how many runs have diverged, if any has.
fn end_loss(quartiles: Option<Quartiles>, row: &Row) -> (String, String) {
    let diverged = || format!("{} of {}", row.diverged, row.runs);
    match quartiles {
        None => dash(),
        Some(q) if !q.median.is_finite() => (diverged(), "diverged".to_owned()),
        Some(q) if row.diverged > 0 => {
            let (number, half) = spread(q, loss, rough_loss);
            (number, format!("{half} {} diverged", diverged()).trim_start().to_owned())
        }
        Some(q) => spread(q, loss, rough_loss),
    }
}

/// What is over the runs that have not diverged; over how many of them, if not over all.
fn of_measured(row: &Row, text: Option<(String, String)>) -> (String, String) {
    let Some((number, beside)) = text else {
        return if row.runs > 0 && row.measured() == 0 {
            ("–".to_owned(), "all diverged".to_owned())
        } else {
            dash()
        };
    };
    if row.diverged == 0 {
        return (number, beside);
    }
    (number, format!("{beside} of {}/{} runs", row.measured(), row.runs).trim_start().to_owned())
}

/// The learning rate of a row where each value takes its best, and what is to be known of it.
pub fn rate(row: &Row) -> (String, &'static str) {
    let rate = row.learning_rate.to_string();
    match row.rate {
        _ if row.runs == 0 => ("–".to_owned(), ""),
        Rate::Given | Rate::Best(None) => (rate, ""),
        Rate::Best(Some(Edge::Smallest)) => (rate, "smallest tried"),
        Rate::Best(Some(Edge::Largest)) => (rate, "largest tried"),
        Rate::NoneSolved => (rate, "none solved"),
    }
}

/// The rows in the order of a column (`None`: the plan's own), best first or last. What never got there, and what has
/// nothing to say, comes last in both.
pub fn ordered(rows: &[Row], column: Option<usize>, reversed: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let Some(column) = column.and_then(|index| COLUMNS.get(index)) else {
        if reversed {
            order.reverse();
        }
        return order;
    };
    let key = |row: &Row| match (column.key)(row) {
        Some(key) if key.is_finite() => (0, if reversed == column.larger_is_better { key } else { -key }),
        Some(_) => (1, 0.0),
        None => (2, 0.0),
    };
    let compare = |a: &Row, b: &Row| -> Ordering {
        let ((first, a_key), (second, b_key)) = (key(a), key(b));
        let then = || (column.then)(a).total_cmp(&(column.then)(b));
        first.cmp(&second).then(a_key.total_cmp(&b_key)).then_with(then)
    };
    order.sort_by(|&a, &b| compare(&rows[a], &rows[b]));
    order
}

/// The direction in which the numbers of a column stand, for `aria-sort`.
pub fn direction(column: Option<usize>, reversed: bool) -> &'static str {
    let larger_first = column.and_then(|index| COLUMNS.get(index)).is_some_and(|column| column.larger_is_better);
    if larger_first == reversed { "ascending" } else { "descending" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: usize, median: f64) -> Row {
        let quartiles = Some(Quartiles { low: median - 2.0, median, high: median + 2.0 });
        Row {
            value,
            learning_rate: 0.1,
            rate: Rate::Given,
            runs: 8,
            under_way: 0,
            solved: 6,
            diverged: 0,
            epochs_to_target: quartiles,
            train_loss: quartiles,
            test_loss: quartiles,
            test_accuracy: quartiles,
            dead: Some(0.12),
            saturated: Some(0.0),
            first_gradient_norm: quartiles,
            millis_per_epoch: Some(0.5),
        }
    }

    fn column(id: &str) -> usize {
        COLUMNS.iter().position(|column| column.id == id).expect(id)
    }

    fn cell(id: &str, row: &Row) -> (String, String) {
        (COLUMNS[column(id)].text)(row)
    }

    fn texts(number: &str, beside: &str) -> (String, String) {
        (number.to_owned(), beside.to_owned())
    }

    #[test]
    fn what_never_got_there_comes_last_in_both_directions() {
        let rows = [row(0, 30.0), row(1, f64::INFINITY), row(2, 10.0), Row { epochs_to_target: None, ..row(3, 0.0) }];
        let epochs = Some(column("epochs"));
        assert_eq!(ordered(&rows, epochs, false), [2, 0, 1, 3]);
        assert_eq!(ordered(&rows, epochs, true), [0, 2, 1, 3]);
        assert_eq!(ordered(&rows, None, true), [3, 2, 1, 0]);
    }

    #[test]
    fn results_are_ordered_as_they_are() {
        // One unit, two units, three units, four units: 0, 12, 7 and 12 of 16 have solved it.
        let of_16 = |value: usize, solved: u32, median: f64| Row { runs: 16, solved, ..row(value, median) };
        let rows = [of_16(0, 0, f64::INFINITY), of_16(1, 12, 80.0), of_16(2, 7, f64::INFINITY), of_16(3, 12, 60.0)];
        assert_eq!(ordered(&rows, Some(column("solved")), false), [3, 1, 2, 0]);
        assert_eq!(ordered(&rows, Some(column("solved")), true), [0, 2, 3, 1]);
        assert_eq!(ordered(&rows, Some(column("epochs")), false), [3, 1, 2, 0]);
        assert_eq!(cell("epochs", &rows[2]), texts("7 of 16", "reached it"));
        assert_eq!(cell("epochs", &rows[0]).0, "never reached");
        // What the heads tell is what the numbers do.
        assert_eq!(direction(Some(column("solved")), false), "descending");
        assert_eq!(direction(Some(column("epochs")), false), "ascending");
        assert_eq!(direction(None, true), "descending");
    }

    #[test]
    fn cells_say_median_and_middle_half() {
        assert_eq!(cell("epochs", &row(0, 48.0)), texts("48", "[46–50]"));
        assert_eq!(cell("epochs", &row(0, 48.5)).0, "48.5");
        let half = Some(Quartiles { low: 40.0, median: 50.0, high: f64::INFINITY });
        assert_eq!(cell("epochs", &Row { epochs_to_target: half, ..row(0, 1.0) }).1, "[40–∞]");
        assert_eq!(cell("solved", &row(0, 1.0)).0, "6/8");
        assert_eq!(cell("dead", &row(0, 1.0)).0, "12\u{2009}%");
        assert_eq!(cell("dead", &Row { dead: Some(0.004), ..row(0, 1.0) }).0, "0.4\u{2009}%");
        let small = Some(Quartiles { low: 0.000_12, median: 0.0012, high: 0.012 });
        assert_eq!(cell("train-loss", &Row { train_loss: small, ..row(0, 1.0) }), texts("0.00120", "[0.00012–0.012]"));
        let none = Row {
            runs: 0,
            dead: None,
            epochs_to_target: None,
            train_loss: None,
            first_gradient_norm: None,
            ..row(0, 1.0)
        };
        for id in ["dead", "epochs", "train-loss", "gradient"] {
            assert_eq!(cell(id, &none), texts("–", ""), "{id}");
        }
    }

    #[test]
    fn every_cell_that_leaves_runs_out_says_how_many() {
        let three = Row { diverged: 3, ..row(0, 0.5) };
        for id in ["accuracy", "dead", "saturated", "gradient", "millis"] {
            let (number, beside) = cell(id, &three);
            assert!(number != "–" && beside.ends_with("of 5/8 runs"), "{id}: {beside}");
        }
        for id in ["train-loss", "test-loss"] {
            assert!(cell(id, &three).1.ends_with("3 of 8 diverged"), "{id}");
        }
        let infinite = Some(Quartiles { low: 0.1, median: f64::INFINITY, high: f64::INFINITY });
        assert_eq!(
            cell("test-loss", &Row { diverged: 5, test_loss: infinite, ..row(0, 1.0) }),
            texts("5 of 8", "diverged")
        );
        let all = Row { diverged: 8, test_accuracy: None, dead: None, first_gradient_norm: None, ..row(0, 1.0) };
        for id in ["accuracy", "dead", "gradient"] {
            assert_eq!(cell(id, &all), texts("–", "all diverged"), "{id}");
        }
    }

    #[test]
    fn a_race_that_has_not_begun_has_not_missed_the_target() {
        let start = Row { runs: 1, under_way: 1, solved: 0, epochs_to_target: None, ..row(0, 1.0) };
        assert_eq!((cell("epochs", &start).0, cell("solved", &start).0), ("not yet".to_owned(), "not yet".to_owned()));
        let there = Row { solved: 1, epochs_to_target: row(0, 9.0).epochs_to_target, ..start };
        assert_eq!((cell("epochs", &there).0, cell("solved", &there).0), ("9".to_owned(), "1/1".to_owned()));
    }

    #[test]
    fn the_best_rate_says_where_it_stands() {
        let of = |rate: Rate| super::rate(&Row { rate, ..row(0, 1.0) });
        assert_eq!(of(Rate::Best(None)), ("0.1".to_owned(), ""));
        assert_eq!(of(Rate::Best(Some(Edge::Largest))).1, "largest tried");
        assert_eq!(of(Rate::Best(Some(Edge::Smallest))).1, "smallest tried");
        assert_eq!(of(Rate::NoneSolved).1, "none solved");
    }
}
