//! What leaves the lab: files that other programs read.
//!
//! - [`curves`]: the curves of a run as CSV.
//! - [`units`]: every unit as it is now, as CSV.
//! - [`torch`]: a run as a program for `PyTorch`, with its data and weights.

pub mod curves;

pub mod units;

pub mod torch;

use serde::{Deserialize, Serialize};

use crate::train::session::Session;

/// A file that can be made of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportKind {
    /// A program for `PyTorch` that repeats the run, with data and weights, as a zip archive.
    Torch,
    /// The weights as they are now, as `safetensors`.
    Weights,
    /// The curves as CSV.
    Curves,
    /// Every unit as CSV.
    Units,
}

impl ExportKind {
    /// Makes the file of a run as it stands. Trains nothing.
    ///
    /// # Errors
    /// What stands in the way, for the user.
    pub fn file(self, session: &mut Session) -> Result<Vec<u8>, String> {
        let made = match self {
            Self::Torch => torch::files(session).and_then(|files| torch::zip(&files)),
            Self::Weights => torch::weights(session),
            Self::Curves => Ok(curves::file(session).into_bytes()),
            Self::Units => Ok(units::file(session).into_bytes()),
        };
        made.map_err(|error| error.to_string())
    }
}
