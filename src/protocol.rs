//! What the page and the worker say to each other: the only types that cross the boundary.
//!
//! Both are fire and forget. The worker speaks first, with [`Event::Ready`]: what is sent to it before that is lost.
//! Every frame carries the number of its run, so that a frame of an old run can be told and dropped.
//! After a frame the worker waits for [`Command::Drawn`] before it sends the next one:
//! a hidden or busy page is never flooded, and training goes on meanwhile.

use crate::compare::lane::Outcome;
use crate::exchange::{Exchange, Input, exchange};
use crate::explore::measured::Gain;
use crate::nn::activation::Activation;
use crate::train::bench::Timed;
use crate::train::snapshot::{Snapshot, UnitId};
use crate::train::spec::Spec;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begin a run from its start; it stays at step 0 unless `play`.
    Start {
        /// The number of the run, chosen by the page.
        run: u32,
        /// What to run.
        spec: Spec,
        /// Whether to begin training at once.
        play: bool,
    },
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
    /// What the page looks at: what nobody sees is not computed.
    Look {
        /// The unit in the big picture; `None` for the output.
        unit: Option<UnitId>,
        /// Whether frames carry the histograms of the layers.
        distributions: bool,
    },
    /// Go back to just before the step that killed this unit, found dead at the check of this step, and pause.
    BackBefore(UnitId, u64),
    /// Draw the dead units' incoming weights anew and set their outgoing ones to 0.
    ReinitialiseDead,
    /// Add to the biases of these units.
    AddToBias(Vec<UnitId>, f32),
    /// Set one incoming weight of a unit (which input), or its bias (`None`).
    SetNumber(UnitId, Option<u32>, f32),
    /// Put a batch norm into every hidden layer and go on.
    BatchNormOn,
    /// Go back to the last epoch whose numbers are all finite, and pause.
    BackToFinite,
    /// Run this experiment to its end as job `job` of a comparison, beside all others given.
    RunLane {
        /// The number of the job, chosen by the page.
        job: u32,
        /// What to run; its epochs are the budget.
        spec: Spec,
        /// The loss over the training set that counts as solved.
        target: f32,
    },
    /// Let go of all jobs that have not ended.
    DropLanes,
    /// From now on all jobs go at this common speed and are shown while they do; not `playing`: they wait.
    Race {
        /// Epochs per second by the clock; infinity for as fast as it goes.
        epochs_per_second: f32,
        /// Whether they go on.
        playing: bool,
    },
    /// One more epoch for all jobs of a race, which then waits.
    StepRace,
    /// The page has drawn the last frame and can take another.
    Drawn,
    /// Take so many steps from the start of this spec, and do nothing else meanwhile; answered by [`Event::Bench`].
    Bench(Spec, u64),
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

exchange!(enum Command {
    0: Start { run, spec, play },
    1: Pause,
    2: Resume,
    3: Step,
    4: StepEpoch,
    5: SetSpeed(speed),
    6: Change(spec),
    7: Look { unit, distributions },
    8: BackBefore(unit, step),
    9: ReinitialiseDead,
    10: AddToBias(units, amount),
    11: SetNumber(unit, input, value),
    12: BatchNormOn,
    13: BackToFinite,
    14: RunLane { job, spec, target },
    15: DropLanes,
    16: Race { epochs_per_second, playing },
    17: StepRace,
    18: Drawn,
    19: Bench(spec, steps),
    20: MeasureGain { activation, scheme, depth, nets },
});

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The worker is up and listens.
    Ready,
    /// How run `run` stands.
    Frame {
        /// The number of the run, as given in [`Command::Start`].
        run: u32,
        /// How it stands.
        snapshot: Box<Snapshot>,
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
    /// How many epochs each job has done, a few times a second.
    LaneProgress {
        /// Job and whole epochs.
        epochs: Vec<(u32, u32)>,
    },
    /// A job has ended.
    LaneDone {
        /// The number of the job.
        job: u32,
        /// What came of it.
        outcome: Box<Outcome>,
    },
    /// How the jobs of a race stand that have not ended. The next one comes after [`Command::Drawn`].
    Race {
        /// Job, and what came of it until now.
        lanes: Vec<(u32, Outcome)>,
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

exchange!(enum Event {
    0: Ready,
    1: Frame { run, snapshot },
    2: Gain { activation, scheme, depth, gain },
    3: LaneProgress { epochs },
    4: LaneDone { job, outcome },
    5: Race { lanes },
    6: Bench(timed),
    7: Failed { run, error },
});

/// A message that is not what it should be: page and worker are of different versions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("the page and its worker do not understand each other; reload the page")]
pub struct ProtocolError;

/// A message as bytes, for one transferred buffer.
pub fn to_bytes<T: Exchange>(message: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.write(&mut bytes);
    bytes
}

/// The message in some bytes.
///
/// # Errors
/// [`ProtocolError`] if the bytes are not such a message.
pub fn from_bytes<T: Exchange>(bytes: &[u8]) -> Result<T, ProtocolError> {
    let mut input = Input::new(bytes);
    let message = T::read(&mut input);
    if input.is_read() { Ok(message) } else { Err(ProtocolError) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::session::Session;

    fn frame() -> Event {
        let mut session = Session::new(Spec::from_query("hidden=3,2&act=relu,prelu(0.1)&opt=sgd(momentum=0.9)").0);
        session.set_distributions(true);
        session.step_epoch();
        let unit = Some(UnitId { layer: 0, unit: 1 });
        Event::Frame { run: 7, snapshot: Box::new(session.snapshot(true, 12.5, unit)) }
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        let mut events = vec![frame(), Event::Ready, Event::LaneProgress { epochs: vec![(1, 2), (3, u32::MAX)] }];
        events.push(Event::Failed { run: 0, error: "größer".to_owned() });
        for event in events {
            let bytes = to_bytes(&event);
            // Not the events themselves: a NaN differs from itself.
            assert_eq!(format!("{:?}", from_bytes::<Event>(&bytes).unwrap()), format!("{event:?}"));
        }
        let commands = [
            Command::SetNumber(UnitId { layer: 1, unit: 2 }, None, -0.5),
            Command::Bench(Spec::default(), u64::MAX),
            Command::Start { run: 1, spec: Spec::from_query("seed=5&clip=2").0, play: true },
            Command::Pause,
        ];
        for command in commands {
            assert_eq!(from_bytes::<Command>(&to_bytes(&command)).unwrap(), command);
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
    }
}
