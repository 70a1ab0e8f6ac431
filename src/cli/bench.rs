//! `relu-lab bench`: the bare training core against the clock.

use std::ffi::OsString;
use std::time::Instant;

use relu_lab::train::bench;
use serde_json::json;

use crate::experiment;
use crate::outcome::{CliError, json_number, print};

/// Times the training core alone, nothing measured or drawn, and prints one JSON object
#[derive(clap::Args)]
#[command(
    override_usage = "relu-lab bench <LINK|JSON|FILE> [--steps N]",
    after_help = "Examples:
  relu-lab bench '#/train?hidden=32,32&batch=32' --steps 20000"
)]
pub struct Bench {
    /// A link such as '#/train?hidden=32,32', JSON, or a file of JSON
    #[arg(value_name = "LINK|JSON|FILE")]
    experiment: OsString,
    /// Optimizer steps
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = steps)]
    steps: u64,
}

fn steps(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "allowed is a whole number".to_owned())
}

impl Bench {
    /// Trains and prints.
    ///
    /// # Errors
    /// [`CliError`].
    #[allow(clippy::disallowed_methods, reason = "no browser here")]
    pub fn execute(&self) -> Result<(), CliError> {
        let spec = experiment::spec(&self.experiment, None)?;
        let start = Instant::now();
        let timed = bench::train(&spec, self.steps, || start.elapsed().as_secs_f64() * 1000.0);
        let result = json!({
            "samples": timed.samples,
            "milliseconds": timed.milliseconds,
            "samples_per_second": timed.samples as f64 / timed.milliseconds * 1000.0,
            "first_loss": json_number(timed.first_loss),
            "last_loss": json_number(timed.last_loss),
            "fingerprint": format!("{:016x}", timed.fingerprint),
        });
        print(&format!("{result}\n"))
    }
}
