//! The curves of a run as CSV: epoch, losses, accuracies, gradient norm of each layer, living units of each hidden layer.

use std::fmt::Write as _;

use crate::train::history::Record;
use crate::train::session::Session;

/// The columns, for a run whose records are like this one.
pub fn headings(record: &Record) -> Vec<String> {
    let mut headings: Vec<String> =
        ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"].map(str::to_owned).into();
    headings.extend((1..=record.gradient_norm.len()).map(|layer| format!("layer_{layer}_gradient_norm")));
    headings.extend((1..=record.alive.len()).map(|layer| format!("layer_{layer}_alive")));
    headings
}

/// The row of a record: the shortest decimals that read back as the same float32; `NaN` for the accuracies of a regression.
pub fn row(record: &Record) -> Vec<String> {
    let losses = [record.train_loss.last, record.test_loss.last, record.train_accuracy, record.test_accuracy];
    let mut row = vec![record.epoch.to_string()];
    row.extend(losses.iter().chain(&record.gradient_norm).map(ToString::to_string));
    row.extend(record.alive.iter().map(ToString::to_string));
    row
}

/// The whole file: the epochs that the history of a run keeps. No cell of it needs quotes.
pub fn file(session: &Session) -> String {
    let records = &session.history().records;
    let mut text = String::new();
    if let Some(first) = records.first() {
        let _ = writeln!(text, "{}", headings(first).join(","));
    }
    for record in records {
        let _ = writeln!(text, "{}", row(record).join(","));
    }
    text
}
