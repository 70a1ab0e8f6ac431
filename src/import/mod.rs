//! What comes into the lab: files that a run can begin with.
//!
//! - [`experiment`]: an experiment as JSON, with the lines of what could not be taken.
//! - [`error`]: why weights cannot be taken.
//! - [`weights`]: the weights of a multilayer perceptron that was trained elsewhere, as `safetensors`.
//! - [`natural`]: the order of names with numbers in them; [`numbers`]: the numbers of a tensor as float32.
//! - [`fit`]: whether such a network fits the data of an experiment, and the experiment that begins with it.

pub mod experiment;

pub mod natural;
pub mod numbers;

pub mod error;
pub mod weights;

pub mod fit;

/// Larger files are refused before they are read: the largest network of the lab takes 2 MB.
pub const MOST_BYTES: u64 = 50_000_000;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An experiment as JSON.
    Experiment,
    /// Weights as `safetensors`.
    Weights,
    /// Weights in `PyTorch`'s own format, which runs code when it is read.
    Pickle,
    /// An archive: one of the lab holds both.
    Archive,
    /// Something else.
    Other,
}

impl Kind {
    /// Of a file with this name.
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "json" => Self::Experiment,
            "safetensors" => Self::Weights,
            "pt" | "pth" | "ckpt" | "pkl" => Self::Pickle,
            "zip" => Self::Archive,
            _ => Self::Other,
        }
    }
}
