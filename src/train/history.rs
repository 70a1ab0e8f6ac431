//! The curves of a run over its epochs, bounded whatever its length: decimated, not truncated.
//!
//! A history keeps at most [`CAPACITY`] records. When it is full, neighbours are merged pairwise and from then on
//! one record stands for twice as many epochs. A merged record keeps the latest value and, for the losses,
//! the smallest and the largest, so that a spike of one epoch stays visible in a run of 100 000.

use serde::{Deserialize, Serialize};

/// The most records a history holds.
pub const CAPACITY: usize = 512;

/// A loss over the epochs of one record.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Range {
    /// The latest value.
    pub last: f32,
    /// The smallest one.
    pub min: f32,
    /// The largest one.
    pub max: f32,
}

impl From<f32> for Range {
    fn from(value: f32) -> Self {
        Self { last: value, min: value, max: value }
    }
}

impl Range {
    /// Both, `later` being the later one.
    pub fn merge(self, later: Self) -> Self {
        Self { last: later.last, min: self.min.min(later.min), max: self.max.max(later.max) }
    }
}

/// What is known at the end of one epoch, or over the epochs that a record stands for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The last epoch it stands for; 0 is the start, before any step.
    pub epoch: u32,
    /// Loss over the training set.
    pub train_loss: Range,
    /// Loss over the test set.
    pub test_loss: Range,
    /// Share of training points on the right side, NaN for regression.
    pub train_accuracy: f32,
    /// Share of test points on the right side, NaN for regression.
    pub test_accuracy: f32,
    /// One a layer (hidden layers, then output): L2 norm of the full-batch weight gradient.
    pub gradient_norm: Vec<f32>,
    /// One a layer: |dw| / |w| of the last step.
    pub update_ratio: Vec<f32>,
    /// One a hidden layer: units that are neither dead, stuck nor not finite.
    pub alive: Vec<u16>,
}

/// The records of a run, oldest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// The records; `epoch` rises strictly.
    pub records: Vec<Record>,
    /// How many epochs a record stands for: 1, then 2, 4, ...
    pub stride: u32,
}
