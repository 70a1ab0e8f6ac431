//! `relu-lab lesson`: lessons measured and judged, one JSON object a line.

use std::time::Instant;

use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::rule::Rule;
use relu_lab::lessons::{Lesson as Row, lesson, lessons};
use serde_json::{Map, Value, json};

use crate::outcome::{CliError, print};

/// Measures lessons over many seeds and prints rule, numbers and verdict, one JSON object a line
#[derive(clap::Args)]
#[command(
    override_usage = "relu-lab lesson <ID>|--all [--seeds N]",
    after_help = "Examples:
  relu-lab lesson vanishing
  relu-lab lesson --all --seeds 50"
)]
pub struct Lesson {
    /// The lesson, as in links: 'vanishing'
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// All lessons, in the order of the story
    #[arg(long)]
    all: bool,
    /// Seeds 1 to N in every arm
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    seeds: u32,
}

impl Lesson {
    /// Measures and prints.
    ///
    /// # Errors
    /// [`CliError`]
    pub fn execute(&self) -> Result<(), CliError> {
        let Some(id) = &self.id else {
            return lessons().try_for_each(|row| print(&format!("{}\n", judged(row, self.seeds))));
        };
        let row = lesson(id).ok_or_else(|| {
            let known: Vec<_> = lessons().map(|row| row.id).collect();
            CliError::Usage(format!("there is no lesson \"{id}\"; there are {}", known.join(", ")))
        })?;
        print(&format!("{}\n", judged(row, self.seeds)))
    }
}

/// What was measured in a lesson, and the verdict on it.
fn judged(row: &Row, seeds: u32) -> Value {
    let began = Instant::now();
    let clock = || began.elapsed().as_secs_f64() * 1e3;
    let measured = Measured::all(&row.experiment, 1..=seeds, &clock);
    let arms = row.experiment.arms.iter().enumerate().map(|(arm, named)| {
        let quantities = row.experiment.quantities.iter().enumerate();
        let medians: Map<String, Value> = quantities
            .map(|(index, quantity)| (quantity.name.to_owned(), json!(measured.median(arm, index))))
            .collect();
        (named.name.to_owned(), Value::Object(medians))
    });
    json!({
        "id": row.id,
        "claim": row.claim,
        "verdict": row.rule.verdict(&measured).id(),
        "expected": row.expected.id(),
        "rule": rule(&row.rule),
        "measured": arms.collect::<Map<_, _>>(),
        "seeds": seeds,
        "seconds": (began.elapsed().as_secs_f64() * 1e3).round() / 1e3,
    })
}

/// `false if a; and b; otherwise true`.
fn rule(rule: &Rule) -> String {
    let conditions: Vec<_> = rule.conditions.iter().map(|condition| condition.words).collect();
    format!("{} if {}; otherwise {}", rule.then.id(), conditions.join("; and "), rule.otherwise.id())
}
