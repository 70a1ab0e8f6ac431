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
}

/// The states one can go back to, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    checkpoints: VecDeque<Checkpoint>,
    bytes: usize,
}

impl Checkpoints {
    /// Keeps a state, and lets go of the oldest ones if there is too little room. A state kept already is not kept twice.
    pub fn keep(&mut self, state: &State, spec: &Spec) {
        if self.checkpoints.back().is_some_and(|checkpoint| checkpoint.state.step >= state.step) {
            return;
        }
        self.bytes += state.bytes();
        self.checkpoints.push_back(Checkpoint { state: state.clone(), spec: spec.clone() });
        while self.checkpoints.len() > STATES || (self.bytes > BYTES && self.checkpoints.len() > 1) {
            self.bytes -= self.checkpoints.pop_front().map_or(0, |checkpoint| checkpoint.state.bytes());
        }
    }

    /// The latest state kept that is at or before this step.
    pub fn before(&self, step: u64) -> Option<&Checkpoint> {
        self.checkpoints.iter().rev().find(|checkpoint| checkpoint.state.step <= step)
    }

    /// The first step that can still be gone back to.
    pub fn first_step(&self) -> Option<u64> {
        self.checkpoints.front().map(|checkpoint| checkpoint.state.step)
    }

    /// Forgets what lies after this step.
    pub fn truncate(&mut self, step: u64) {
        while self.checkpoints.back().is_some_and(|checkpoint| checkpoint.state.step > step) {
            self.bytes -= self.checkpoints.pop_back().map_or(0, |checkpoint| checkpoint.state.bytes());
        }
    }
}
