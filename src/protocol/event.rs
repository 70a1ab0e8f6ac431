//! From the worker to the page.

use serde::{Deserialize, Serialize};

use crate::compare::trial::TrialResult;
use crate::explore::measured::Gain;
use crate::export::ExportKind;
use crate::lessons::experiment::Outcome;
use crate::nn::activation::Activation;
use crate::protocol::frames::Frame;
use crate::train::bench::Timed;

#[cfg(doc)]
use crate::protocol::Command;

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker is up and listens.
    Ready,
    /// The answer to [`Command::Ping`].
    Pong,
    /// Run `run` takes no more steps. At once: the frame that shows where it stands takes its time in a large net.
    Paused {
        /// The number of the run.
        run: u32,
    },
    /// How going back goes; the next frame shows where the run is then.
    GoingBack {
        /// The number of the run.
        run: u32,
        /// How it goes.
        progress: GoingBack,
    },
    /// Run `run` has paused because a unit died: the next frame tells which.
    PausedAtDeath {
        /// The number of the run.
        run: u32,
    },
    /// The answer to [`Command::ReadWeights`].
    Weights {
        /// The number of the run.
        run: u32,
        /// The step that led to them.
        step: u64,
        /// In the order of [`Network::numbers`](crate::nn::network::Network::numbers).
        numbers: Vec<f32>,
    },
    /// How run `run` stands.
    Frame {
        /// The number of the run, as given in [`Command::Start`].
        run: u32,
        /// How it stands, for a [`FrameDecoder`](crate::protocol::frames::FrameDecoder).
        frame: Box<Frame>,
    },
    /// The answer to [`Command::MeasureGain`], with what was asked.
    Gain {
        /// The function.
        activation: Activation,
        /// Which initialisation.
        scheme: u32,
        /// Layers.
        depth: u32,
        /// What was found.
        gain: Gain,
    },
    /// How many epochs each trial has done, a few times a second.
    TrialProgress {
        /// Job and whole epochs.
        epochs: Vec<(u32, u32)>,
    },
    /// A trial has ended.
    TrialDone {
        /// The number of the job.
        job: u32,
        /// What came of it.
        result: Box<TrialResult>,
    },
    /// How the trials of a race stand that have not ended. The next one comes after [`Command::AckFrame`].
    Race {
        /// Job, and what came of it until now.
        trials: Vec<(u32, TrialResult)>,
    },
    /// The answer to [`Command::RunLesson`].
    LessonDone {
        /// The number of the job.
        job: u32,
        /// What came of it; nothing of a lesson that does not exist.
        outcome: Box<Outcome>,
    },
    /// The answer to [`Command::Export`].
    Exported {
        /// What was asked for.
        kind: ExportKind,
        /// The file, or why there is none.
        file: Result<Vec<u8>, String>,
    },
    /// The answer to [`Command::Bench`].
    Bench(Timed),
    /// Run `run` could not be started or carried on.
    Failed {
        /// The number of the run.
        run: u32,
        /// What went wrong and what to do, for the user.
        error: String,
    },
}

/// How going back goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum GoingBack {
    /// It takes its time: this share of the way is done, from 0 to 1.
    Share(f32),
    /// It is done.
    Done,
    /// It was given up; the run is where it was.
    GivenUp,
    /// There is no way: the run has not come there, or what it takes is no longer kept.
    NotKept,
}
