//! `relu-lab run`: the run of a link or a file, without a browser, told as one JSON object.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::train::bench;
use crate::train::session::Session;
use crate::train::snapshot::UnitHealth;
use crate::train::spec::{JsonError, Spec};

/// How the command is called.
pub const USAGE: &str = "usage: relu-lab run <spec.json | '#/train?…'> [--epochs N] [--csv FILE]
       relu-lab bench <spec.json | '#/train?…'> [--steps N]";

/// Epochs of a run that says nothing of its length.
const DEFAULT_EPOCHS: u32 = 100;

/// What went wrong, for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The words of the call are off.
    #[error("{0}\n{USAGE}")]
    Usage(String),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file is not an experiment.
    #[error(transparent)]
    Json(#[from] JsonError),
}

/// Obeys the words after the program's name.
///
/// # Errors
/// [`CliError`]; nothing was printed then.
pub fn main(arguments: &[String]) -> Result<(), CliError> {
    match arguments.first().map(String::as_str) {
        Some("run") => {
            let (result, notices) = run(&arguments[1..])?;
            for notice in notices {
                eprintln!("relu-lab: {notice}");
            }
            println!("{result}");
            Ok(())
        }
        Some("bench") => {
            println!("{}", bench(&arguments[1..])?);
            Ok(())
        }
        Some("compare") => crate::compare::cli::main(&arguments[1..]),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}\n{}", crate::compare::cli::USAGE);
            Ok(())
        }
        Some(other) => Err(CliError::Usage(format!("there is no command \"{other}\""))),
        None => Err(CliError::Usage("a command is needed".to_owned())),
    }
}

fn run(arguments: &[String]) -> Result<(Value, Vec<String>), CliError> {
    let (mut source, mut epochs, mut csv) = (None, None, None);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| CliError::Usage(format!("{word} needs a value")));
        match word.as_str() {
            "--epochs" => {
                let text = value()?;
                let number = text.parse().ok().filter(|n| (1..=100_000).contains(n));
                epochs =
                    Some(number.ok_or_else(|| CliError::Usage(format!("--epochs {text}: allowed is 1 to 100000")))?);
            }
            "--csv" => csv = Some(value()?.clone()),
            flag if flag.starts_with("--") => return Err(CliError::Usage(format!("there is no option {flag}"))),
            text if source.is_none() => source = Some(text.to_owned()),
            text => return Err(CliError::Usage(format!("one experiment at a time: \"{text}\" is too much"))),
        }
    }
    let source = source.ok_or_else(|| CliError::Usage("an experiment is needed".to_owned()))?;
    let (mut spec, notices) = read_spec(&source)?;
    spec.epochs = epochs.or(spec.epochs).or(Some(DEFAULT_EPOCHS));

    let mut session = Session::new(spec);
    while session.ended().is_none() {
        // A divergence ends the run; its status says so.
        let _ = session.step();
    }
    if let Some(path) = csv {
        std::fs::write(&path, curves_csv(&mut session)).map_err(|error| CliError::File { path, error })?;
    }
    Ok((result(&mut session), notices.iter().map(ToString::to_string).collect()))
}

/// Times the bare training core, told as one JSON object.
fn bench(arguments: &[String]) -> Result<Value, CliError> {
    let (source, steps) = match arguments {
        [source] => (source, 10_000),
        [source, flag, number] if flag == "--steps" => {
            let steps =
                number.parse().map_err(|_| CliError::Usage(format!("--steps {number}: allowed is a number")))?;
            (source, steps)
        }
        _ => return Err(CliError::Usage("bench takes an experiment and --steps N".to_owned())),
    };
    let (spec, _) = read_spec(source)?;
    #[allow(clippy::disallowed_methods, reason = "no browser here")]
    let start = std::time::Instant::now();
    let timed = bench::train(&spec, steps, || start.elapsed().as_secs_f64() * 1000.0);
    Ok(json!({
        "samples": timed.samples,
        "milliseconds": timed.milliseconds,
        "samples_per_second": timed.samples as f64 / timed.milliseconds * 1000.0,
        "first_loss": number(timed.first_loss),
        "last_loss": number(timed.last_loss),
        "fingerprint": format!("{:016x}", timed.fingerprint),
    }))
}

/// A link (`#/train?…`), its query alone, or the path of a JSON file.
fn read_spec(source: &str) -> Result<(Spec, Vec<crate::train::spec::Notice>), CliError> {
    if let Some((_, query)) = source.split_once('?') {
        return Ok(Spec::from_query(query));
    }
    if source.contains("#/train") {
        return Ok(Spec::from_query(""));
    }
    if !Path::new(source).exists() && source.contains('=') {
        return Ok(Spec::from_query(source));
    }
    let text = std::fs::read_to_string(source).map_err(|error| CliError::File { path: source.to_owned(), error })?;
    Ok(Spec::from_json(&text)?)
}

/// What a run came to.
pub fn result(session: &mut Session) -> Value {
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
                "gradient_norm": number(layer.gradient_norm),
            })
        })
        .collect();
    json!({
        "spec": session.spec().to_json(),
        "epochs": snapshot.epoch,
        "steps": snapshot.step,
        "status": snapshot.status.word(),
        "message": snapshot.divergence.as_ref().map(ToString::to_string),
        "train_loss": number(snapshot.train_loss),
        "test_loss": number(snapshot.test_loss),
        "train_accuracy": snapshot.train_accuracy.map(number),
        "test_accuracy": snapshot.test_accuracy.map(number),
        "layers": layers,
        "fingerprint": format!("{:016x}", snapshot.fingerprint),
    })
}

/// Shortest decimal that reads back as the same float32; JSON has no NaN, so it becomes null.
fn number(value: f32) -> Value {
    value.to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

/// One row a record of the history: epoch, losses, accuracies, gradient norm and living units a layer.
fn curves_csv(session: &mut Session) -> String {
    let history = session.snapshot(false, 0.0, None).history;
    let mut csv = "epoch,train_loss,test_loss,train_accuracy,test_accuracy".to_owned();
    let (layers, hidden) = history.records.first().map_or((0, 0), |r| (r.gradient_norm.len(), r.alive.len()));
    for layer in 1..=layers {
        let _ = write!(csv, ",layer_{layer}_gradient_norm");
    }
    for layer in 1..=hidden {
        let _ = write!(csv, ",layer_{layer}_alive");
    }
    csv.push('\n');
    for r in &history.records {
        let _ = write!(
            csv,
            "{},{},{},{},{}",
            r.epoch, r.train_loss.last, r.test_loss.last, r.train_accuracy, r.test_accuracy
        );
        for norm in &r.gradient_norm {
            let _ = write!(csv, ",{norm}");
        }
        for alive in &r.alive {
            let _ = write!(csv, ",{alive}");
        }
        csv.push('\n');
    }
    csv
}
