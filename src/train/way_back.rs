//! The way back to any epoch of a run: its steps are taken again from a kept state. The same spec gives the same bits, so what
//! is reached is what was there then.
//!
//! Kept are states at the ends of epochs, at first of every one, then of every second, fourth, eighth ... as many as fit in a
//! bounded memory, and the state after every intervention that did more than change settings. A change of settings is kept as
//! the settings alone, and is done again when its step comes.

use crate::data::samples::Samples;
use crate::train::checkpoints::Checkpoint;
use crate::train::spec::Spec;
use crate::train::state::{State, Trainer};

/// The most states kept.
const STATES: usize = 128;
/// What all kept states may take together.
const BYTES: usize = 16 << 20;

/// A stretch of a run between two interventions.
#[derive(Debug, Clone)]
struct Stage {
    /// It begins after this step.
    step: u64,
    /// Its settings.
    spec: Spec,
    /// How many interventions there had been.
    marks: usize,
    /// Whether nothing but settings distinguishes its first state from the one before it.
    is_settings: bool,
}

/// A state that was kept.
#[derive(Debug, Clone)]
struct Anchor {
    state: State,
    /// The stage it belongs to.
    stage: usize,
    /// Whether it begins a stage that cannot be begun from the one before it.
    begins: bool,
}

/// Where a way back ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The end of this epoch, after what the user did there; 0 is the start.
    Epoch(u32),
    /// After this step, and after what the user did there.
    Step(u64),
    /// Before this intervention, counted from 0.
    Mark(usize),
}

impl Goal {
    /// Whether a state of a run is at the goal or beyond it. `end`: the step of the intervention before which it ends.
    fn is_reached(self, state: &State, end: Option<u64>) -> bool {
        match self {
            Self::Epoch(epoch) => state.epoch >= epoch,
            Self::Step(step) => state.step >= step,
            Self::Mark(_) => end.is_some_and(|end| state.step >= end),
        }
    }

    fn is_passed(self, state: &State, end: Option<u64>) -> bool {
        match self {
            Self::Epoch(epoch) => (state.epoch, state.position) > (epoch, 0),
            Self::Step(step) => state.step > step,
            Self::Mark(_) => end.is_none_or(|end| state.step > end),
        }
    }
}

/// What a run keeps of its past.
#[derive(Debug, Clone)]
pub struct WayBack {
    stages: Vec<Stage>,
    /// Oldest first; the first one is the start of the run.
    anchors: Vec<Anchor>,
    /// States at the ends of so many epochs are kept.
    every: u32,
}

impl WayBack {
    /// Of a run that begins so.
    pub fn new(spec: &Spec, state: &State) -> Self {
        let stage = Stage { step: state.step, spec: spec.clone(), marks: 0, is_settings: false };
        let anchor = Anchor { state: state.clone(), stage: 0, begins: true };
        Self { stages: vec![stage], anchors: vec![anchor], every: 1 }
    }

    /// Takes notice of the end of an epoch.
    pub fn end_epoch(&mut self, state: &State) {
        if state.epoch.is_multiple_of(self.every) && self.anchors.last().is_none_or(|last| last.state.step < state.step)
        {
            self.keep(Anchor { state: state.clone(), stage: self.stages.len() - 1, begins: false });
        }
    }

    /// Takes notice of an intervention, with the state after it. `marks`: how many there have been with it.
    pub fn intervened(&mut self, state: &State, spec: &Spec, marks: usize, is_settings: bool) {
        self.stages.push(Stage { step: state.step, spec: spec.clone(), marks, is_settings });
        if !is_settings {
            self.keep(Anchor { state: state.clone(), stage: self.stages.len() - 1, begins: true });
        }
    }

    /// Forgets what came after a state that the run went back to and from which it goes on with these settings.
    pub fn restore(&mut self, checkpoint: &Checkpoint, spec: &Spec) {
        let step = checkpoint.state.step;
        self.stages.retain(|stage| stage.step <= step && stage.marks <= checkpoint.marks);
        let stages = self.stages.len();
        self.anchors.retain(|anchor| anchor.state.step <= step && anchor.stage < stages);
        if self.stages.last().is_some_and(|stage| stage.spec != *spec) {
            self.stages.push(Stage { step, spec: spec.clone(), marks: checkpoint.marks, is_settings: true });
        }
        // It is thinned out again as the run goes on.
        self.every = 1;
    }

    /// Memory that the kept states take, roughly.
    pub fn bytes(&self) -> usize {
        self.anchors.iter().map(|anchor| anchor.state.bytes()).sum()
    }

    fn keep(&mut self, anchor: Anchor) {
        self.anchors.push(anchor);
        while self.anchors.len() > STATES || (self.bytes() > BYTES && self.anchors.len() > 1) {
            if self.anchors.iter().any(|anchor| !anchor.begins) {
                self.every = self.every.saturating_mul(2);
                self.anchors.retain(|anchor| anchor.begins || anchor.state.epoch.is_multiple_of(self.every));
            } else {
                // The stretch that begins there can no longer be gone back to; the start always can.
                self.anchors.remove(1);
            }
        }
    }

    /// The way to a goal that lies not after `now`, where the run is, from the latest state kept before it; `near`: another one.
    /// `None`: there is no such goal in this run.
    pub(super) fn replay(&self, now: &State, goal: Goal, near: Option<&Checkpoint>) -> Option<Replay> {
        let (is_past, last_stage) = match goal {
            Goal::Epoch(epoch) => (epoch <= now.epoch, usize::MAX),
            Goal::Step(step) => (step <= now.step, usize::MAX),
            Goal::Mark(mark) => (true, self.stages.iter().position(|stage| stage.marks > mark)?.checked_sub(1)?),
        };
        if !is_past {
            return None;
        }
        let end = self.stages.get(last_stage.saturating_add(1)).map(|stage| stage.step);
        let is_on_the_way = |(state, stage): &(&State, usize)| !goal.is_passed(state, end) && *stage <= last_stage;
        let near = near.and_then(|checkpoint| Some((&checkpoint.state, self.stage_of(checkpoint)?)));
        let kept = self.anchors.iter().map(|anchor| (&anchor.state, anchor.stage));
        let (state, stage) =
            kept.chain(near).filter(is_on_the_way).max_by_key(|(state, stage)| (state.step, *stage))?;
        let from = (state.step, state.epoch_fraction());
        Some(Replay { state: state.clone(), stage, goal, last_stage, end, from, trainer: Trainer::default() })
    }

    /// The stage that a state with its settings belongs to.
    fn stage_of(&self, checkpoint: &Checkpoint) -> Option<usize> {
        let is_its = |stage: &Stage| stage.step <= checkpoint.state.step && stage.marks <= checkpoint.marks;
        let stage = self.stages.iter().rposition(is_its)?;
        // A change of settings without a mark may have come at the same step.
        (self.stages[stage].spec == checkpoint.spec).then_some(stage)
    }
}

/// Going back: steps that are taken again.
#[derive(Debug)]
pub struct Replay {
    state: State,
    stage: usize,
    goal: Goal,
    last_stage: usize,
    end: Option<u64>,
    /// Step and epoch at which it began.
    from: (u64, f32),
    trainer: Trainer,
}

/// The stretch of a run that a way back leads through can no longer be run again: a state that it needs is not kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the state of the run at that time is no longer kept")]
pub struct NotKept;

impl Replay {
    /// The share of the way that is done, from 0 to 1.
    pub fn share(&self) -> f32 {
        let part =
            |from: f32, now: f32, to: f32| if to > from { ((now - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
        match (self.goal, self.end) {
            (Goal::Epoch(epoch), _) => part(self.from.1, self.state.epoch_fraction(), epoch as f32),
            (Goal::Step(step), _) | (Goal::Mark(_), Some(step)) => {
                part(0.0, (self.state.step - self.from.0) as f32, step.saturating_sub(self.from.0) as f32)
            }
            (Goal::Mark(_), None) => 1.0,
        }
    }

    /// Whether it ends where an epoch ended, after what the user did there: at the very moment that was measured then.
    pub(super) fn ends_an_epoch(&self) -> bool {
        matches!(self.goal, Goal::Epoch(_))
    }

    /// Takes one step, or none if the goal is reached, which it tells.
    ///
    /// # Errors
    /// [`NotKept`] if something was done to the run on the way that cannot be done again.
    pub fn advance(&mut self, way: &WayBack, train: &Samples) -> Result<bool, NotKept> {
        while let Some(next) = way.stages.get(self.stage + 1) {
            if self.stage >= self.last_stage || next.step > self.state.step {
                break;
            }
            if !next.is_settings {
                return Err(NotKept);
            }
            self.stage += 1;
            self.state.take_settings(&next.spec);
        }
        if self.goal.is_reached(&self.state, self.end) {
            return Ok(true);
        }
        let spec = &way.stages[self.stage].spec;
        self.trainer.step(&mut self.state, spec, train).map_err(|_| NotKept)?;
        Ok(false)
    }

    /// The state that was reached with its settings, and |dw| / |w| of the step that led there, if one was taken.
    pub(super) fn reached(self, way: &WayBack) -> (Checkpoint, Option<Vec<f32>>) {
        let stage = &way.stages[self.stage];
        let has_stepped = self.state.step > self.from.0;
        let ratios = has_stepped.then(|| self.trainer.update_ratios(&self.state.network));
        (Checkpoint { state: self.state, spec: stage.spec.clone(), marks: stage.marks }, ratios)
    }
}
