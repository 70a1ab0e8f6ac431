//! What every command ends with: its output, its notices, and the exit status.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::signals::Signal;

/// Why a command was not carried out, for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The call cannot be carried out as it stands; nothing was run.
    #[error("{0}")]
    Usage(String),
    /// A file could not be read or written while the command was at work.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another process changed a file while the command was at work.
    #[error("{}: {message}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it now.
        message: String,
    },
    /// A signal asked the program to end before the command was done.
    #[error("ended by {}: {done}", signal.name)]
    Interrupted {
        /// The signal.
        signal: Signal,
        /// What is done all the same.
        done: String,
    },
    /// Standard output cannot be written.
    #[error("standard output: {0}")]
    Output(io::Error),
}

impl CliError {
    /// A failure to read or write this file, to be used with `map_err`.
    pub fn file(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::File { path: path.to_owned(), error }
    }
}

/// The exit status of a result; an error was said on standard error then.
pub fn exit_code(result: Result<(), CliError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough: `relu-lab compare … | head`.
        Err(CliError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            notice(&error);
            ExitCode::from(match error {
                CliError::Usage(_) => 2,
                CliError::Interrupted { signal, .. } => 128 + signal.number,
                CliError::File { .. } | CliError::Changed { .. } | CliError::Output(_) => 1,
            })
        }
    }
}

/// Says something on standard error, in one line; where that is closed, nobody wants to hear it.
pub fn notice(text: &dyn Display) {
    let line: String = text.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(io::stderr(), "relu-lab: {line}");
}

/// Writes a text to standard output at once, so that it survives whatever comes.
///
/// # Errors
/// [`CliError::Output`], with [`ErrorKind::BrokenPipe`] if the reader is gone.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CliError::Output)
}

/// Shortest decimal that reads back as the same float32; JSON has no NaN, so that becomes null.
pub fn json_number(value: f32) -> serde_json::Value {
    value.to_string().parse().map_or(serde_json::Value::Null, serde_json::Value::Number)
}
