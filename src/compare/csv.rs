//! The rows of a comparison as comma-separated values: one a run, and one a point of each run's curve.
//!
//! Numbers are the shortest decimals that read back as the same float32, so that two machines that computed the same
//! bits write the same text. The last column, `millis_per_epoch`, is the only one that differs between machines.

use std::fmt::Write as _;

use crate::compare::plan::{Job, Plan};
use crate::compare::summary::Finished;

/// The columns of [`run_row`].
pub const RUN_HEADER: &str = "vary,value,learning_rate,seed,status,epochs,epochs_to_target,train_loss,test_loss,\
    train_accuracy,test_accuracy,units,dead,saturated,first_gradient_norm,fingerprint,millis_per_epoch";

/// The columns of [`curve_rows`].
pub const CURVE_HEADER: &str = "vary,value,learning_rate,seed,epoch,train_loss,test_loss";

/// What a job is told by in a row: its first four columns.
pub fn key(plan: &Plan, job: &Job) -> String {
    format!("{},{},{},{}", plan.factor, quoted(&plan.values[job.value]), job.learning_rate, job.seed)
}

/// One run.
pub fn run_row(plan: &Plan, run: &Finished) -> String {
    let o = &run.result;
    let optional = |value: Option<f32>| value.map_or_else(String::new, |value| value.to_string());
    format!(
        "{},{},{},{},{},{},{},{},{},{},{},{},{:016x},{:.4}",
        key(plan, &run.job),
        o.status.word(),
        o.epochs,
        o.epochs_to_target.map_or_else(String::new, |epochs| epochs.to_string()),
        o.train_loss,
        o.test_loss,
        optional(o.train_accuracy),
        optional(o.test_accuracy),
        o.units,
        o.dead,
        o.saturated,
        o.first_gradient_norm,
        o.fingerprint,
        o.millis_per_epoch,
    )
}

/// One line a record of the run's curve.
pub fn curve_rows(plan: &Plan, run: &Finished) -> String {
    let key = key(plan, &run.job);
    let mut rows = String::new();
    for (epoch, train, test) in &run.result.curve {
        let _ = writeln!(rows, "{key},{epoch},{train},{test}");
    }
    rows
}

/// The whole table, in the plan's order of jobs.
pub fn runs(plan: &Plan, finished: &[Finished]) -> String {
    table(RUN_HEADER, plan, finished, |run| format!("{}\n", run_row(plan, run)))
}

/// All curves, in the plan's order of jobs.
pub fn curves(plan: &Plan, finished: &[Finished]) -> String {
    table(CURVE_HEADER, plan, finished, |run| curve_rows(plan, run))
}

fn table(header: &str, plan: &Plan, finished: &[Finished], row: impl Fn(&Finished) -> String) -> String {
    let mut text = format!("{header}\n");
    for job in plan.jobs() {
        for run in finished.iter().filter(|run| run.job == job) {
            text.push_str(&row(run));
        }
    }
    text
}

/// A value that holds a comma stands in quotes.
fn quoted(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
