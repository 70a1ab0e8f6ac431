//! The way back: states of a run from just before something happened, as many as fit in a bounded memory.

use std::collections::VecDeque;

use crate::train::spec::Spec;
use crate::train::state::State;

/// What all kept states may take together.
const BYTES: usize = 16 << 20;
/// The most states kept.
const STATES: usize = 128;

/// A state at the end of an epoch, and the settings that training went on with.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The state.
    pub state: State,
    /// The settings.
    pub spec: Spec,
    /// How many interventions there had been.
    pub marks: usize,
}

/// The states one can go back to, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    checkpoints: VecDeque<Checkpoint>,
    bytes: usize,
}

impl Checkpoints {
    /// Keeps a state, and lets go of the oldest ones if there is too little room. A state kept already is not kept twice.
    ///
    /// Of two states at the same step, between which lies an intervention, both are kept.
    pub fn keep(&mut self, checkpoint: &Checkpoint) {
        let place = |checkpoint: &Checkpoint| (checkpoint.state.step, checkpoint.marks);
        if self.checkpoints.back().is_some_and(|last| place(last) >= place(checkpoint)) {
            return;
        }
        self.bytes += checkpoint.state.bytes();
        self.checkpoints.push_back(checkpoint.clone());
        while self.checkpoints.len() > STATES || (self.bytes > BYTES && self.checkpoints.len() > 1) {
            self.bytes -= self.checkpoints.pop_front().map_or(0, |checkpoint| checkpoint.state.bytes());
        }
    }

    /// The latest state kept that is at or before this step.
    pub fn before(&self, step: u64) -> Option<&Checkpoint> {
        self.checkpoints.iter().rev().find(|checkpoint| checkpoint.state.step <= step)
    }

    /// The latest state kept that is from before this intervention.
    pub fn before_mark(&self, mark: usize) -> Option<&Checkpoint> {
        self.checkpoints.iter().rev().find(|checkpoint| checkpoint.marks <= mark)
    }

    /// The first step that can still be gone back to.
    pub fn first_step(&self) -> Option<u64> {
        self.checkpoints.front().map(|checkpoint| checkpoint.state.step)
    }

    /// Forgets what lies after this step or after this many interventions.
    pub fn truncate(&mut self, step: u64, marks: usize) {
        let is_after = |checkpoint: &Checkpoint| checkpoint.state.step > step || checkpoint.marks > marks;
        while self.checkpoints.back().is_some_and(is_after) {
            self.bytes -= self.checkpoints.pop_back().map_or(0, |checkpoint| checkpoint.state.bytes());
        }
    }
}
