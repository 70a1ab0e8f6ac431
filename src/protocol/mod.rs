//! What the page and the worker say to each other: the only types that cross the boundary, in postcard's format.
//!
//! Both are fire and forget. The worker speaks first, with [`Event::Ready`]: what is sent to it before that is lost.
//! Every frame carries the number of its run, so that a frame of an old run can be told and dropped, and says only what
//! the page does not have yet: see [`frames`]. After a frame the worker waits for [`Command::AckFrame`] before it sends
//! the next one: a hidden or busy page is never flooded, and training goes on meanwhile.

pub mod frames;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::compare::trial::TrialResult;
use crate::explore::measured::Gain;
use crate::export::ExportKind;
use crate::lessons::experiment::Outcome;
use crate::nn::activation::Activation;
use crate::protocol::frames::Frame;
use crate::train::bench::Timed;
use crate::train::snapshot::{ImageRequest, Picture, UnitId, UnitNumber};
use crate::train::spec::Spec;
use crate::train::start::Start;

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
        /// How it stands, for a [`FrameDecoder`](frames::FrameDecoder).
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

/// A message that is not what it should be: page and worker are of different versions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the page and its worker do not understand each other; reload the page")]
pub struct ProtocolError;

/// A message as bytes, for one transferred buffer.
pub fn to_bytes<T: Serialize>(message: &T) -> Vec<u8> {
    // Postcard writes every value of these types; an empty message, which is none, is reported by whoever reads it.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in some bytes.
///
/// # Errors
/// [`ProtocolError`] if the bytes are not such a message, or more than one.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProtocolError> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(ProtocolError),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::frames::FrameEncoder;
    use crate::train::session::Session;
    use crate::train::snapshot::SampleRequest;

    fn frame() -> Event {
        let mut session = Session::new(Spec::from_query("hidden=3,2&act=relu,prelu(0.1)&opt=sgd(momentum=0.9)").0);
        session.set_distributions(true);
        session.step_epoch();
        let unit = Some(UnitId { layer: 0, unit: 1 });
        let frame = FrameEncoder::default().encode(session.snapshot(true, 12.5, unit));
        Event::Frame { run: 7, frame: Box::new(frame) }
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        let mut events = vec![frame(), Event::Ready, Event::TrialProgress { epochs: vec![(1, 2), (3, u32::MAX)] }];
        events.push(Event::Failed { run: 0, error: "größer".to_owned() });
        for event in events {
            let bytes = to_bytes(&event);
            // Not the events themselves: a NaN differs from itself.
            assert_eq!(format!("{:?}", from_bytes::<Event>(&bytes).unwrap()), format!("{event:?}"));
        }
        let commands = [
            Command::SetNumber(UnitId { layer: 1, unit: 2 }, UnitNumber::Bias, -0.5),
            Command::Bench(Spec::default(), u64::MAX),
            Command::Start { run: 1, spec: Spec::from_query("seed=5&clip=2").0, play: true, start: Start::Drawn },
            Command::SetSpeed(f32::INFINITY),
            Command::TrainTo { epoch: 7, play: true },
            Command::Pause,
            Command::Export(ExportKind::Torch),
            Command::Provide(vec![0, 255]),
            Command::ShowImages(ImageRequest {
                image: Some(vec![0.5; 64]),
                samples: Some(SampleRequest::default()),
                means: true,
            }),
        ];
        for command in commands {
            assert_eq!(from_bytes::<Command>(&to_bytes(&command)).unwrap(), command);
        }
    }

    #[test]
    fn numbers_keep_their_bits() {
        for bits in [0x7fc0_0000, 0xffc0_1234, 0x7fa0_0001, 0x7f80_0000, 0xff80_0000, 0x8000_0000, 1] {
            let bytes = to_bytes(&Command::SetSpeed(f32::from_bits(bits)));
            let Ok(Command::SetSpeed(speed)) = from_bytes(&bytes) else { panic!("{bits:x} is lost") };
            assert_eq!(speed.to_bits(), bits);
        }
    }

    #[test]
    fn broken_messages_are_errors_and_nothing_worse() {
        let bytes = to_bytes(&frame());
        for end in (0..bytes.len()).step_by(1 + bytes.len() / 500) {
            assert!(from_bytes::<Event>(&bytes[..end]).is_err(), "cut off at {end}");
        }
        for at in 0..bytes.len().min(2000) {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            let _ = from_bytes::<Event>(&changed);
        }
        assert!(from_bytes::<Event>(&[&bytes[..], &[0]].concat()).is_err(), "something follows");
    }

    #[test]
    fn a_length_that_is_a_lie_asks_for_no_memory() {
        // A list of u64::MAX items, each of 20 bytes at least, of which there is none.
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(postcard::from_bytes::<u64>(&huge).is_ok_and(|length| length == u64::MAX));
        assert!(from_bytes::<Vec<(u32, TrialResult)>>(&huge).is_err());
        assert!(from_bytes::<String>(&huge).is_err());
        assert!(from_bytes::<Vec<f32>>(&huge).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_message_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            // Whatever can be read can be written and read again.
            if let Ok(event) = from_bytes::<Event>(&bytes) {
                prop_assert!(from_bytes::<Event>(&to_bytes(&event)).is_ok());
            }
            if let Ok(command) = from_bytes::<Command>(&bytes) {
                prop_assert!(from_bytes::<Command>(&to_bytes(&command)).is_ok());
            }
        }
    }
}
