//! The columns of the table of results: what they are called, what stands in them, and in which order the values come.

use relu_lab::compare::statistics::{Quartiles, ascending};
use relu_lab::compare::summary::Row;
use relu_lab::plot::format;

/// A column of [`COLUMNS`].
pub struct Column {
    /// Its name in `data-testid`.
    pub id: &'static str,
    /// Its head.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What rows are ordered by: the smaller the better. Infinite: never got there. `None`: nothing to say.
    pub key: fn(&Row) -> Option<f64>,
    /// The number, and its spread or base beside it.
    pub text: fn(&Row) -> (String, String),
}

/// Every column but the first, which names the value.
pub const COLUMNS: &[Column] = &[
    Column {
        id: "solved",
        name: "Solved",
        about: "Runs whose training loss reached the target within the budget",
        key: |row| (row.runs > 0).then(|| -f64::from(row.solved) / f64::from(row.runs)),
        text: |row| (format!("{}/{}", row.solved, row.runs), String::new()),
    },
    Column {
        id: "epochs",
        name: "Epochs to target",
        about: "Median over the seeds [middle half]; a run that never got there counts as later than any",
        key: |row| row.epochs_to_target.map(|q| q.median),
        text: |row| {
            spread(row.epochs_to_target, "never reached", |v| format::decimals(v, usize::from(v.fract() != 0.0)))
        },
    },
    Column {
        id: "train-loss",
        name: "Train loss",
        about: "Loss over the training set at the end: median [middle half]",
        key: |row| row.train_loss.map(|q| q.median),
        text: |row| spread(row.train_loss, "diverged", format::loss),
    },
    Column {
        id: "test-loss",
        name: "Test loss",
        about: "Loss over the test set at the end: median [middle half]",
        key: |row| row.test_loss.map(|q| q.median),
        text: |row| spread(row.test_loss, "diverged", format::loss),
    },
    Column {
        id: "accuracy",
        name: "Test accuracy %",
        about: "Share of the test points on the right side at the end: median [middle half]",
        key: |row| row.test_accuracy.map(|q| -q.median),
        text: |row| spread(row.test_accuracy, "–", |v| format::decimals(v * 100.0, 1)),
    },
    Column {
        id: "dead",
        name: "Dead",
        about: "Mean share of hidden units with f′(z) = 0 and a = 0 on every training point at the end",
        key: |row| (row.runs > 0).then_some(row.dead),
        text: |row| (percent(row.dead, row.runs), String::new()),
    },
    Column {
        id: "saturated",
        name: "Saturated",
        about: "Mean share of hidden units that are saturated (|f′(z)| < 0.01 on every training point) or stuck at the end",
        key: |row| (row.runs > 0).then_some(row.saturated),
        text: |row| (percent(row.saturated, row.runs), String::new()),
    },
    Column {
        id: "gradient",
        name: "1st-layer gradient",
        about: "L2 norm of the full-batch gradient of the first layer's weights at the end: median",
        // Larger is not better here: it is ordered as it is.
        key: |row| row.first_gradient_norm.map(|q| q.median),
        text: |row| (row.first_gradient_norm.map_or_else(dash, |q| format::gradient(q.median as f32)), String::new()),
    },
    Column {
        id: "diverged",
        name: "Diverged",
        about: "Runs that stopped at a number that is not finite",
        key: |row| (row.runs > 0).then(|| f64::from(row.diverged) / f64::from(row.runs)),
        text: |row| (format!("{}/{}", row.diverged, row.runs), String::new()),
    },
    Column {
        id: "millis",
        name: "ms/epoch",
        about: "Milliseconds per epoch in this browser, measurements at its end included: median",
        key: |row| (row.runs > 0).then_some(row.millis_per_epoch),
        text: |row| {
            (if row.runs > 0 { format::decimals(row.millis_per_epoch as f32, 2) } else { dash() }, String::new())
        },
    },
];

fn dash() -> String {
    "–".to_owned()
}

fn percent(share: f64, runs: u32) -> String {
    if runs == 0 { dash() } else { format!("{}\u{2009}%", format::decimals(100.0 * share as f32, 0)) }
}

/// Median and middle half; `never` for a median that is infinite.
fn spread(quartiles: Option<Quartiles>, never: &str, text: impl Fn(f32) -> String) -> (String, String) {
    let Some(q) = quartiles else { return (dash(), String::new()) };
    if !q.median.is_finite() {
        return (never.to_owned(), String::new());
    }
    let text = |value: f64| if value.is_finite() { text(value as f32) } else { "∞".to_owned() };
    let (low, high) = (text(q.low), text(q.high));
    let half = if low == high { String::new() } else { format!("[{low}–{high}]") };
    (text(q.median), half)
}

/// The rows in the order of a column (`None`: the plan's own), best first or last. What never got there, and what has
/// nothing to say, comes last in both.
pub fn ordered(rows: &[Row], column: Option<usize>, descending: bool) -> Vec<usize> {
    let Some(column) = column.and_then(|index| COLUMNS.get(index)) else {
        let all = 0..rows.len();
        return if descending { all.rev().collect() } else { all.collect() };
    };
    let key = |row: &Row| match (column.key)(row) {
        Some(key) if key.is_finite() => {
            if descending {
                -key
            } else {
                key
            }
        }
        Some(_) => f64::MAX,
        None => f64::INFINITY,
    };
    ascending(&rows.iter().map(key).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: usize, median: f64) -> Row {
        let quartiles = Some(Quartiles { low: median - 2.0, median, high: median + 2.0 });
        Row {
            value,
            learning_rate: 0.1,
            runs: 8,
            solved: 6,
            diverged: 0,
            epochs_to_target: quartiles,
            train_loss: quartiles,
            test_loss: quartiles,
            test_accuracy: quartiles,
            dead: 0.12,
            saturated: 0.0,
            first_gradient_norm: quartiles,
            millis_per_epoch: 0.5,
        }
    }

    #[test]
    fn what_never_got_there_comes_last_in_both_directions() {
        let rows = [row(0, 30.0), row(1, f64::INFINITY), row(2, 10.0), Row { epochs_to_target: None, ..row(3, 0.0) }];
        assert_eq!(ordered(&rows, Some(1), false), [2, 0, 1, 3]);
        assert_eq!(ordered(&rows, Some(1), true), [0, 2, 1, 3]);
        assert_eq!(ordered(&rows, None, true), [3, 2, 1, 0]);
    }

    #[test]
    fn cells_say_median_and_middle_half() {
        let cell = |id: &str, row: &Row| {
            let column = COLUMNS.iter().find(|column| column.id == id).expect(id);
            (column.text)(row)
        };
        assert_eq!(cell("epochs", &row(0, 48.0)), ("48".to_owned(), "[46–50]".to_owned()));
        assert_eq!(cell("epochs", &row(0, 48.5)).0, "48.5");
        assert_eq!(cell("epochs", &row(0, f64::INFINITY)).0, "never reached");
        let half = Some(Quartiles { low: 40.0, median: 50.0, high: f64::INFINITY });
        assert_eq!(cell("epochs", &Row { epochs_to_target: half, ..row(0, 1.0) }).1, "[40–∞]");
        assert_eq!(cell("solved", &row(0, 1.0)).0, "6/8");
        assert_eq!(cell("dead", &row(0, 1.0)).0, "12\u{2009}%");
        assert_eq!(cell("dead", &Row { runs: 0, ..row(0, 1.0) }).0, "–");
    }
}
