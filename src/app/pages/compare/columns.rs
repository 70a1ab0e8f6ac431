//! The columns of the table of results: what they are called, what stands in them, and in which order the values come.

mod cells;
mod order;

pub use cells::rate;
pub use order::{direction, ordered};

use cells::{end_loss, epochs, in_percent, of_measured, percent, solved_share, spread};

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
