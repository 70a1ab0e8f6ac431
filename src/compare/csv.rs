//! The rows of a comparison as comma-separated values (RFC 4180): one a run, and one a point of each run's curve.
//!
//! A run's row says what was varied, what came of it, every setting of the run under the key that links use
//! (`spec.lr`), and the link of the plan that it belongs to. A run that has diverged has no accuracy, no dead units and
//! no gradient: these cells are empty. Numbers are the shortest decimals that read back as the
//! same float32, so that two machines that computed the same bits write the same text. The last column,
//! `millis_per_epoch`, is the only one that differs between machines.

use crate::compare::plan::{Job, Plan};
use crate::compare::summary::Finished;
use crate::compare::trial::TrialResult;
use crate::link::hash;
use crate::train::field::FIELDS;

/// The columns that tell one run of a plan from another.
pub const KEY_COLUMNS: [&str; 4] = ["vary", "value", "learning_rate", "seed"];

/// What is measured of a run, a column of its row.
pub struct Measured {
    /// The heading.
    pub name: &'static str,
    /// What stands in the column; empty where there is nothing to say.
    get: fn(&TrialResult) -> String,
    /// Whether a text can have come from `get`.
    is_valid: fn(&str) -> bool,
}

/// What is measured, in the order of the columns.
const MEASURED: [Measured; 12] = [
    Measured {
        name: "status",
        get: |o| o.status.id().to_owned(),
        is_valid: |text| ["finished", "diverged"].contains(&text),
    },
    Measured { name: "epochs", get: |o| o.epochs.to_string(), is_valid: is_count },
    Measured {
        name: "epochs_to_target",
        get: |o| optional(o.epochs_to_target),
        is_valid: |text| text.is_empty() || is_count(text),
    },
    Measured { name: "train_loss", get: |o| o.train_loss.to_string(), is_valid: is_number },
    Measured { name: "test_loss", get: |o| o.test_loss.to_string(), is_valid: is_number },
    Measured {
        name: "train_accuracy",
        get: |o| optional(o.train_accuracy),
        is_valid: |text| text.is_empty() || is_number(text),
    },
    Measured {
        name: "test_accuracy",
        get: |o| optional(o.test_accuracy),
        is_valid: |text| text.is_empty() || is_number(text),
    },
    Measured { name: "units", get: |o| o.units.to_string(), is_valid: is_count },
    Measured { name: "dead", get: |o| at_the_end(o, o.dead), is_valid: |text| text.is_empty() || is_count(text) },
    Measured {
        name: "saturated",
        get: |o| at_the_end(o, o.saturated),
        is_valid: |text| text.is_empty() || is_count(text),
    },
    Measured {
        name: "first_gradient_norm",
        get: |o| at_the_end(o, o.first_gradient_norm),
        is_valid: |text| text.is_empty() || is_number(text),
    },
    Measured {
        name: "fingerprint",
        get: |o| format!("{:016x}", o.fingerprint),
        is_valid: |text| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
    },
];

/// The last column.
const MILLIS_PER_EPOCH: Measured =
    Measured { name: "millis_per_epoch", get: |o| format!("{:.4}", o.millis_per_epoch), is_valid: is_number };

/// What stands in one column of the row of a job.
pub enum Cell {
    /// What the plan says, known before the run.
    Planned(String),
    /// What only the run says.
    Measured(&'static Measured),
}

impl Cell {
    /// The text for a run.
    fn text(self, result: &TrialResult) -> String {
        match self {
            Self::Planned(text) => text,
            Self::Measured(column) => (column.get)(result),
        }
    }

    /// Whether this text can stand here.
    pub fn allows(&self, text: &str) -> bool {
        match self {
            Self::Planned(planned) => planned == text,
            Self::Measured(column) => (column.is_valid)(text),
        }
    }

    /// Whether the text that stands here can begin with this one.
    pub fn may_begin_with(&self, text: &str) -> bool {
        match self {
            Self::Planned(planned) => planned.starts_with(text),
            Self::Measured(_) => text.bytes().all(|byte| byte.is_ascii_graphic()),
        }
    }
}

/// The headings of the rows of runs: [`KEY_COLUMNS`], what is measured, `spec.` and the key of each setting, `plan`.
pub fn run_columns() -> Vec<String> {
    let measured = MEASURED.iter().map(|column| column.name.to_owned());
    let settings = FIELDS.iter().map(|field| format!("spec.{}", field.key));
    let mut columns: Vec<String> = KEY_COLUMNS.iter().map(ToString::to_string).collect();
    columns.extend(measured.chain(settings));
    columns.extend(["plan".to_owned(), MILLIS_PER_EPOCH.name.to_owned()]);
    columns
}

/// The row of a job, one cell for each of [`run_columns`].
pub fn run_cells(plan: &Plan, job: &Job) -> Vec<Cell> {
    let settings = FIELDS.iter().map(|field| Cell::Planned((field.get)(&job.spec)));
    let mut cells: Vec<Cell> = key(plan, job).into_iter().map(Cell::Planned).collect();
    cells.extend(MEASURED.iter().map(Cell::Measured).chain(settings));
    cells.extend([Cell::Planned(plan_link(plan)), Cell::Measured(&MILLIS_PER_EPOCH)]);
    cells
}

/// The link of a plan, which tells the runs of one plan from those of another.
pub fn plan_link(plan: &Plan) -> String {
    hash("compare", &plan.to_query())
}

/// The first cells of a job's row, one for each of [`KEY_COLUMNS`].
pub fn key(plan: &Plan, job: &Job) -> [String; 4] {
    let value = plan.values.get(job.value).cloned().unwrap_or_default();
    [plan.factor.to_owned(), value, job.learning_rate.to_string(), job.seed.to_string()]
}

/// The row of one run.
pub fn run_record(plan: &Plan, run: &Finished) -> Vec<String> {
    run_cells(plan, &run.job).into_iter().map(|cell| cell.text(&run.result)).collect()
}

/// A record as text, with its line break; cells that hold a comma stand in quotes.
pub fn line(record: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes whatever is written to it.
    let _ = writer.write_record(record);
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The whole table, in the plan's order of jobs.
pub fn runs(plan: &Plan, finished: &[Finished]) -> String {
    table(&run_columns(), plan, finished, |run| line(&run_record(plan, run)))
}

/// All curves, in the plan's order of jobs.
pub fn curves(plan: &Plan, finished: &[Finished]) -> String {
    let columns: Vec<String> =
        KEY_COLUMNS.iter().chain(&["epoch", "train_loss", "test_loss"]).map(ToString::to_string).collect();
    table(&columns, plan, finished, |run| curve_lines(plan, run))
}

/// One line a record of the run's curve.
fn curve_lines(plan: &Plan, run: &Finished) -> String {
    let key = key(plan, &run.job);
    let numbers = |(epoch, train, test): &(u32, f32, f32)| [epoch.to_string(), train.to_string(), test.to_string()];
    run.result.curve.iter().map(|record| line(&[key.as_slice(), &numbers(record)].concat())).collect()
}

fn table(columns: &[String], plan: &Plan, finished: &[Finished], lines: impl Fn(&Finished) -> String) -> String {
    let mut text = line(columns);
    for job in plan.jobs() {
        for run in finished.iter().filter(|run| run.job == job) {
            text.push_str(&lines(run));
        }
    }
    text
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What only a run that has not diverged has at its end.
fn at_the_end<T: ToString>(result: &TrialResult, value: T) -> String {
    optional((!result.has_diverged()).then_some(value))
}

fn is_count(text: &str) -> bool {
    text.parse::<u32>().is_ok()
}

fn is_number(text: &str) -> bool {
    text.parse::<f32>().is_ok()
}
