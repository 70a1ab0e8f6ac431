//! From the page to the worker.

use serde::{Deserialize, Serialize};

use crate::export::ExportKind;
use crate::nn::activation::Activation;
use crate::train::snapshot::{ImageRequest, Picture, UnitId, UnitNumber};
use crate::train::spec::Spec;
use crate::train::start::Start;

#[cfg(doc)]
use crate::protocol::Event;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// The bytes of the file of the digits: see [`digits::provide`](crate::data::digits::provide). Before any spec that needs them.
    Provide(Vec<u8>),
    /// Begin a run from its start; it stays at step 0 unless `play`.
    Start {
        /// The number of the run, chosen by the page.
        run: u32,
        /// What to run.
        spec: Spec,
        /// Whether to begin training at once.
        play: bool,
        /// Where its first weights come from.
        start: Start,
    },
    /// Make a file of the run as it stands; answered by [`Event::Exported`]. The run does not notice.
    Export(ExportKind),
    /// Train to the end of this epoch as fast as it goes, then go on at the usual speed, or pause. Play, Pause and Step end it.
    TrainTo {
        /// The epoch.
        epoch: u32,
        /// Whether to go on.
        play: bool,
    },
    /// Asks for the weights as they are now; answered by [`Event::Weights`].
    ReadWeights,
    /// Stop taking steps.
    Pause,
    /// Go on taking steps.
    Resume,
    /// Take exactly one step, and pause.
    Step,
    /// Take the steps that are left of the running epoch, and pause.
    StepEpoch,
    /// Steps per second by the clock; infinity for as fast as it goes.
    SetSpeed(f32),
    /// Go on with the settings of this spec that can change while training: learning rate, optimizer, regularisation,
    /// clipping, batch size, epochs, and the activations (training goes on through the new functions).
    Change(Spec),
    /// How much frames say: what nobody sees is not computed.
    SetDetail {
        /// The unit in the big picture; `None` for the output.
        unit: Option<UnitId>,
        /// Whether frames carry the histograms of the layers.
        distributions: bool,
        /// What frames carry beside the maps.
        picture: Picture,
    },
    /// What frames say of data that are images, until told otherwise or another run begins.
    ShowImages(ImageRequest),
    /// Go back to just before the step or the intervention that killed this unit, found dead at the check of this step, and pause.
    BackBefore(UnitId, u64),
    /// Pause, and go back to the end of this epoch, with the settings as they were then; [`Command::Pause`] gives it up.
    /// [`Event::GoingBack`] tells how it goes.
    GoBack(u32),
    /// Whether to pause at the check that finds that training has killed a unit; told by [`Event::PausedAtDeath`].
    PauseAtDeath(bool),
    /// Whether the first epochs of a run go slowly enough to be followed: see [`Pace`](crate::train::pace::Pace).
    SlowStart(bool),
    /// Draw the dead units' incoming weights anew and set their outgoing ones to 0.
    ReinitialiseDead,
    /// Add to the biases of these units: see [`Session::add_to_bias`](crate::train::session::Session::add_to_bias).
    AddToBias(Vec<UnitId>, f32),
    /// Set one number of a unit.
    SetNumber(UnitId, UnitNumber, f32),
    /// Put a batch norm into every hidden layer and go on.
    BatchNormOn,
    /// Go back to the last epoch whose numbers are all finite, and pause.
    BackToFinite,
    /// Run this experiment to its end as trial `job` of a comparison, beside all others given.
    RunTrial {
        /// The number of the job, chosen by the page.
        job: u32,
        /// What to run; its epochs are the budget.
        spec: Spec,
        /// The loss over the training set that counts as solved.
        target: f32,
    },
    /// Let go of all trials that have not ended.
    DropTrials,
    /// From now on all trials go at this common speed and are shown while they do; not `playing`: they wait.
    Race {
        /// Epochs per second by the clock; infinity for as fast as it goes.
        epochs_per_second: f32,
        /// Whether they go on.
        playing: bool,
    },
    /// One more epoch for all trials of a race, which then waits.
    StepRace,
    /// Acknowledges the last [`Event::Frame`] or [`Event::Race`]: the page has drawn it and can take another.
    AckFrame,
    /// Asks whether the worker still listens; answered by [`Event::Pong`].
    Ping,
    /// Take so many steps from the start of this spec, and do nothing else meanwhile; answered by [`Event::Bench`].
    Bench(Spec, u64),
    /// Measure an arm of a lesson's experiment once, and do nothing else meanwhile; answered by [`Event::LessonDone`].
    RunLesson {
        /// The number of the job, chosen by the page.
        job: u32,
        /// The lesson's id.
        lesson: String,
        /// The arm, by its place.
        arm: u32,
        /// The seed.
        seed: u32,
    },
    /// Measure the gain through layers in random nets; answered by [`Event::Gain`]. The run does not notice.
    MeasureGain {
        /// The function.
        activation: Activation,
        /// Which of [`SCHEMES`](crate::explore::mean_field::SCHEMES).
        scheme: u32,
        /// Layers.
        depth: u32,
        /// How many nets.
        nets: u32,
    },
}
