//! `relu-lab run`: one run, told as one JSON object.

use std::ffi::OsString;
use std::path::PathBuf;

use relu_lab::import::MOST_BYTES;
use relu_lab::import::weights::Mlp;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::UnitHealth;
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;
use serde_json::{Value, json};

use crate::curves::CurvesFile;
use crate::experiment;
use crate::outcome::{CliError, json_number, notice, print};
use crate::signals::Signals;
use crate::words;

/// Epochs of a run that says nothing of its length.
pub const DEFAULT_EPOCHS: u32 = 100;
/// The most epochs of a run.
const MAX_EPOCHS: u32 = 100_000;

/// Runs one experiment and prints what came of it as one JSON object
#[derive(clap::Args)]
#[command(
    override_usage = "relu-lab run <LINK|JSON|FILE> [--data FILE] [--epochs N] [--weights FILE] [--csv FILE [--every N]]",
    after_help = "Examples:
  relu-lab run '#/train?act=tanh&seed=3' --epochs 200
  relu-lab run experiment.json --csv curves.csv
  relu-lab run --data iris.csv '#/train?data=own&scale=standard'
  relu-lab run '#/train?data=xor&hidden=4,2&epochs=2000' --csv curves.csv --every 1
  relu-lab run '#/train?act=tanh' --weights mlp.safetensors"
)]
pub struct Run {
    /// A link such as '#/train?act=tanh', JSON, or a file of JSON
    #[arg(value_name = "LINK|JSON|FILE")]
    experiment: OsString,
    /// A table of your own data: CSV, TSV or pasted from a spreadsheet
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Epochs, 1 to 100000 [default: those of the experiment, else 100]
    #[arg(long, value_name = "N", value_parser = epochs)]
    epochs: Option<u32>,
    /// Begins with the weights in FILE (safetensors), whose layers take the place of those of the experiment
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Writes the curves to FILE: losses, accuracies, gradient norm and living units of each layer
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// A row of the curves every N epochs [default: what the page keeps, at most 512 rows]
    #[arg(long, value_name = "N", value_parser = epochs, requires = "csv")]
    every: Option<u32>,
}

/// Reads the number of epochs of a run.
pub fn epochs(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (1..=MAX_EPOCHS).contains(number));
    number.ok_or_else(|| format!("allowed is 1 to {MAX_EPOCHS}"))
}

impl Run {
    /// Trains and prints.
    ///
    /// # Errors
    /// [`CliError`]; a file that cannot be written is noticed before the training where that is possible.
    pub fn execute(&self) -> Result<(), CliError> {
        let (mut spec, start) = experiment::spec_and_start(&self.experiment, self.data.as_deref())?;
        spec.epochs = self.epochs.or(spec.epochs).or(Some(DEFAULT_EPOCHS));
        let mut curves = self.csv.as_deref().map(CurvesFile::open).transpose()?;

        let signals = Signals::listen();
        let mut session = self.begin(spec, start)?;
        // A disk that is full does not stop the run: its result is printed all the same.
        let mut written = Ok(());
        if let (Some(curves), Some(_)) = (&mut curves, self.every) {
            written = curves.write(&session.record());
        }
        while session.ended().is_none() && signals.received().is_none() {
            session.step_epoch();
            let epoch = session.state().epoch;
            let is_wanted = |every: u32| epoch.is_multiple_of(every) || session.ended().is_some();
            if let (Some(curves), true) = (&mut curves, self.every.is_some_and(is_wanted))
                && session.divergence().is_none()
                && written.is_ok()
            {
                written = curves.write(&session.record());
            }
        }
        if let Some(divergence) = session.divergence() {
            notice(&words::divergence(divergence));
        }
        let printed = print(&format!("{}\n", result(&mut session)));
        if let Some(curves) = curves {
            written?;
            curves.finish(if self.every.is_none() { Some(&mut session) } else { None })?;
        }
        printed?;
        match signals.received().filter(|_| session.ended().is_none()) {
            Some(signal) => {
                let epoch = session.state().epoch;
                Err(CliError::Interrupted { signal, done: format!("the result is that of epoch {epoch}") })
            }
            None => Ok(()),
        }
    }
}

impl Run {
    /// The start of the run, with the weights of a file if one is given.
    fn begin(&self, spec: Spec, start: Start) -> Result<Session, CliError> {
        let Some(path) = &self.weights else {
            return Session::with_start(spec, start).map_err(|error| CliError::Usage(error.to_string()));
        };
        let usage = |message: &dyn std::fmt::Display| CliError::Usage(format!("{}: {message}", path.display()));
        let size = std::fs::metadata(path).map_err(|error| usage(&error))?.len();
        if size > MOST_BYTES {
            return Err(usage(&format!("files of up to {} MB are read", MOST_BYTES / 1_000_000)));
        }
        let bytes = std::fs::read(path).map_err(|error| usage(&error))?;
        let mlp = Mlp::read(&bytes).map_err(|error| usage(&error))?;
        let fit = mlp
            .fit(&spec, spec.activation(0), spec.output)
            .map_err(|misfits| usage(&misfits.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
        fit.notices.iter().for_each(|mended| notice(&words::notice(mended)));
        Session::with_start(fit.spec, fit.start).map_err(|error| usage(&error))
    }
}

/// What a run came to.
fn result(session: &mut Session) -> Value {
    let snapshot = session.snapshot(false, 0.0, None);
    let layers: Vec<Value> = snapshot
        .layers
        .iter()
        .map(|layer| {
            json!({
                "units": layer.units(),
                "dead": layer.count(UnitHealth::Dead),
                "stuck": layer.count(UnitHealth::Stuck),
                "saturated": layer.count(UnitHealth::Saturated),
                "gradient_norm": json_number(layer.gradient_norm),
            })
        })
        .collect();
    json!({
        "spec": session.spec().to_json(),
        "epochs": snapshot.epoch,
        "steps": snapshot.step,
        "status": snapshot.status.id(),
        "train_loss": json_number(snapshot.train_loss),
        "test_loss": json_number(snapshot.test_loss),
        "train_accuracy": snapshot.train_accuracy.map(json_number),
        "test_accuracy": snapshot.test_accuracy.map(json_number),
        "layers": layers,
        "fingerprint": format!("{:016x}", snapshot.fingerprint),
    })
}
