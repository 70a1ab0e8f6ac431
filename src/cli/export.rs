//! `relu-lab export`: a run as files for other programs.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use relu_lab::export::torch::{self, File};
use relu_lab::train::session::Session;
use serde_json::json;

use crate::experiment;
use crate::outcome::{CliError, notice, print};
use crate::run::{DEFAULT_EPOCHS, epochs};
use crate::words;

/// Runs one experiment and writes a program for PyTorch that repeats it, with its data and weights
#[derive(clap::Args)]
#[command(
    override_usage = "relu-lab export --torch DIR|--zip FILE <LINK|JSON|FILE> [--data FILE] [--epochs N]",
    after_help = "Files of an earlier export are replaced, others never.

Examples:
  relu-lab export --torch circle '#/train?act=tanh&seed=3' --epochs 200
  relu-lab export --zip circle.zip experiment.json"
)]
pub struct Export {
    /// A link such as '#/train?act=tanh', JSON, or a file of JSON
    #[arg(value_name = "LINK|JSON|FILE")]
    experiment: OsString,
    /// Writes run.py and the files that it reads into the folder DIR, which may be new
    #[arg(long, value_name = "DIR", required_unless_present = "zip")]
    torch: Option<PathBuf>,
    /// Writes the same files into the zip archive FILE
    #[arg(long, value_name = "FILE")]
    zip: Option<PathBuf>,
    /// A table of your own data: CSV, TSV or pasted from a spreadsheet
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Epochs, 1 to 100000 [default: those of the experiment, else 100]
    #[arg(long, value_name = "N", value_parser = epochs)]
    epochs: Option<u32>,
}

impl Export {
    /// Trains and writes.
    ///
    /// # Errors
    /// [`CliError`]; what cannot be exported or written is noticed before the training where that is possible.
    pub fn execute(&self) -> Result<(), CliError> {
        let (mut spec, start) = experiment::spec_and_start(&self.experiment, self.data.as_deref())?;
        spec.epochs = self.epochs.or(spec.epochs).or(Some(DEFAULT_EPOCHS));
        torch::check(&spec).map_err(|error| CliError::Usage(error.to_string()))?;
        if let Some(folder) = &self.torch {
            open_folder(folder)?;
        }
        if let Some(archive) = &self.zip {
            refuse_foreign(archive, torch::is_own_zip)?;
        }

        let mut session = Session::with_start(spec, start).map_err(|error| CliError::Usage(error.to_string()))?;
        while session.ended().is_none() {
            session.step_epoch();
        }
        if let Some(divergence) = session.divergence() {
            let last = divergence.last_finite_epoch;
            notice(&format!("{}; exported as it was after epoch {last}", words::divergence(divergence)));
        }
        let files = torch::files(&session).map_err(|error| CliError::Usage(error.to_string()))?;
        if let Some(folder) = &self.torch {
            write_all(folder, &files)?;
        }
        if let Some(archive) = &self.zip {
            let bytes = torch::zip(&files).map_err(|error| CliError::Usage(error.to_string()))?;
            fs::write(archive, bytes).map_err(CliError::file(archive))?;
        }
        let now = session.last_finite();
        let result = json!({
            "spec": session.spec().to_json(),
            "epochs": now.epoch,
            "steps": now.step,
            "fingerprint": format!("{:016x}", now.network.fingerprint()),
            "files": files.iter().map(|file| file.name).collect::<Vec<_>>(),
        });
        print(&format!("{result}\n"))
    }
}

/// Makes the folder, unless there is one that holds nothing else under the names of the files.
fn open_folder(folder: &Path) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(|error| usage(folder, &error))?;
    torch::NAMES.iter().try_for_each(|name| refuse_foreign(&folder.join(name), |bytes| torch::is_own(name, bytes)))
}

/// Exports are far smaller. What is larger is not read to find out whose it is.
const LARGEST: u64 = 64 << 20;

/// Refuses to replace a file that no earlier export wrote, and a place where no file can be.
fn refuse_foreign(path: &Path, is_own: impl Fn(&[u8]) -> bool) -> Result<(), CliError> {
    let error = match fs::metadata(path) {
        // A pipe or a device holds nothing that could be lost.
        Ok(found) if !found.is_file() && !found.is_dir() => return Ok(()),
        Ok(found) if found.len() > LARGEST => return Err(foreign(path)),
        Ok(_) => match fs::read(path) {
            Ok(bytes) if is_own(&bytes) => return Ok(()),
            Ok(_) => return Err(foreign(path)),
            Err(error) => error,
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder.map_or(Ok(()), |folder| fs::read_dir(folder).map(|_| ())) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    Err(usage(path, &error))
}

fn foreign(path: &Path) -> CliError {
    usage(path, &"this file is not of an export and is not replaced; name another place")
}

fn write_all(folder: &Path, files: &[File]) -> Result<(), CliError> {
    files.iter().try_for_each(|file| {
        let path = folder.join(file.name);
        fs::write(&path, &file.bytes).map_err(CliError::file(&path))
    })
}

fn usage(path: &Path, message: &dyn std::fmt::Display) -> CliError {
    CliError::Usage(format!("{}: {message}", path.display()))
}
