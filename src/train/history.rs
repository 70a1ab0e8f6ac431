//! The curves of a run over its epochs, bounded whatever its length: decimated, not truncated.
//!
//! A history keeps at most [`CAPACITY`] records. When it is full, neighbours are merged pairwise and from then on
//! one record stands for twice as many epochs. A merged record keeps the latest value and, for the losses,
//! the smallest and the largest, so that a spike of one epoch stays visible in a run of 100 000.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One record in so many also says how the values in each layer are spread.
const SPREAD_EVERY: u32 = 4;

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
    #[must_use]
    pub fn merge(self, later: Self) -> Self {
        Self { last: later.last, min: self.min.min(later.min), max: self.max.max(later.max) }
    }
}

/// Mean and standard deviation (population) of some numbers, without those that are not finite.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    /// The mean.
    pub mean: f32,
    /// The standard deviation.
    pub std: f32,
}

impl Moments {
    /// The root mean square, `sqrt(mean² + std²)`.
    pub fn rms(self) -> f32 {
        let (mean, std) = (f64::from(self.mean), f64::from(self.std));
        (mean * mean + std * std).sqrt() as f32
    }
}

/// How the values in a layer are spread, over all its units and all training points.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Spread {
    /// Pre-activations.
    pub z: Moments,
    /// Outputs.
    pub a: Moments,
    /// Gradient of the full-batch loss with respect to a.
    pub d_a: Moments,
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
    /// One a layer, or none: only one record in four has it.
    pub spread: Vec<Spread>,
}

/// The records of a run, oldest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// The records; `epoch` rises strictly. Shared, and never changed in place: a history of some hundred records is
    /// copied for every frame, and two copies of a history differ where they do not share a record.
    pub records: Vec<Arc<Record>>,
    /// How many epochs a record stands for: 1, then 2, 4, ...
    pub stride: u32,
    /// Train and test loss of the epochs since the last record.
    pub passed: Option<(Range, Range)>,
}

impl Record {
    /// This record with the spread of an earlier one in it.
    #[must_use]
    fn absorbing(mut self, earlier: &Self) -> Self {
        self.train_loss = earlier.train_loss.merge(self.train_loss);
        self.test_loss = earlier.test_loss.merge(self.test_loss);
        self
    }
}

impl History {
    /// Whether a record is wanted for this epoch; for others [`History::pass`] is enough.
    /// `every`: epochs between two records at least, but for the first ones (1, 4, 16, ...).
    pub fn is_due(&self, epoch: u32, every: u32) -> bool {
        epoch.is_multiple_of(self.stride.max(every).max(1))
            || (epoch < every && epoch.is_power_of_two() && epoch.ilog2().is_multiple_of(2))
    }

    /// Whether the record of this epoch is to have its spread. `every`: see [`History::is_due`].
    pub fn wants_spread(&self, epoch: u32, every: u32) -> bool {
        epoch.is_multiple_of(SPREAD_EVERY * self.stride.max(every).max(1)) || epoch < SPREAD_EVERY
    }

    /// Takes the losses of an epoch that gets no record of its own, so that the next record spans them.
    pub fn pass(&mut self, train_loss: f32, test_loss: f32) {
        let (train, test) = (Range::from(train_loss), Range::from(test_loss));
        self.passed = Some(self.passed.map_or((train, test), |(a, b)| (a.merge(train), b.merge(test))));
    }

    /// Appends a record, and halves the number of records when there are [`CAPACITY`].
    pub fn push(&mut self, mut record: Record) {
        self.stride = self.stride.max(1);
        if let Some((train, test)) = self.passed.take() {
            record.train_loss = train.merge(record.train_loss);
            record.test_loss = test.merge(record.test_loss);
        }
        self.records.push(Arc::new(record));
        if self.records.len() >= CAPACITY {
            self.halve();
        }
    }

    /// Puts a record in the place of the last one, which is of the same epoch. `spans`: its losses span those of both.
    /// The spread stays out where the last one had none.
    pub fn amend(&mut self, mut record: Record, spans: bool) {
        let Some(last) = self.records.last_mut().filter(|last| last.epoch == record.epoch) else { return };
        if spans {
            record.train_loss = last.train_loss.merge(record.train_loss);
            record.test_loss = last.test_loss.merge(record.test_loss);
        }
        if last.spread.is_empty() {
            record.spread = Vec::new();
        }
        *last = Arc::new(record);
    }

    /// Forgets everything after this epoch. What follows is kept as closely as in a run that has come so far only.
    pub fn truncate(&mut self, epoch: u32) {
        self.records.retain(|record| record.epoch <= epoch);
        self.passed = None;
        while self.stride > 1 && (epoch / (self.stride / 2)) < CAPACITY as u32 - 1 {
            self.stride /= 2;
        }
    }

    /// The epoch of the last record.
    pub fn last_epoch(&self) -> u32 {
        self.records.last().map_or(0, |record| record.epoch)
    }

    fn halve(&mut self) {
        self.stride *= 2;
        let mut kept = Vec::with_capacity(CAPACITY);
        let mut waiting: Option<Record> = None;
        for record in self.records.drain(..) {
            let record = Arc::unwrap_or_clone(record);
            let record = match &waiting {
                Some(earlier) => record.absorbing(earlier),
                None => record,
            };
            // The start is kept as it is: it is what every run is compared with.
            if record.epoch.is_multiple_of(self.stride) {
                waiting = None;
                kept.push(Arc::new(if record.epoch.is_multiple_of(SPREAD_EVERY * self.stride) {
                    record
                } else {
                    Record { spread: Vec::new(), ..record }
                }));
            } else {
                waiting = Some(record);
            }
        }
        self.passed = waiting.map(|record| (record.train_loss, record.test_loss));
        self.records = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(epochs: u32, loss: impl Fn(u32) -> f32) -> History {
        let mut history = History::default();
        for epoch in 0..=epochs {
            let (train, test) = (loss(epoch), 2.0 * loss(epoch));
            if history.is_due(epoch, 1) {
                history.push(Record { epoch, train_loss: train.into(), test_loss: test.into(), ..Record::default() });
            } else {
                history.pass(train, test);
            }
        }
        history
    }

    #[test]
    fn every_epoch_is_kept_while_there_is_room() {
        let history = run(CAPACITY as u32 - 2, |epoch| epoch as f32);
        assert_eq!(history.records.len(), CAPACITY - 1);
        assert_eq!(history.stride, 1);
        assert!(history.records.iter().enumerate().all(|(i, r)| r.epoch == i as u32 && r.train_loss.last == i as f32));
    }

    #[test]
    fn a_long_run_is_decimated_and_keeps_start_end_and_spikes() {
        let spike = 70_001;
        let history = run(100_000, |epoch| if epoch == spike { 50.0 } else { 1.0 });
        assert!(history.records.len() < CAPACITY);
        assert_eq!(history.records[0].epoch, 0);
        assert!(100_000 - history.last_epoch() < history.stride);
        assert!(history.records.windows(2).all(|pair| pair[0].epoch < pair[1].epoch));
        let largest = history.records.iter().map(|r| r.train_loss.max).fold(0.0, f32::max);
        assert_eq!(largest, 50.0);
        let smallest = history.records.iter().map(|r| r.test_loss.min).fold(f32::INFINITY, f32::min);
        assert_eq!(smallest, 2.0);
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let mut history = run(100, |epoch| epoch as f32);
        history.truncate(40);
        assert_eq!(history.last_epoch(), 40);
    }

    #[test]
    fn after_a_long_way_back_every_epoch_is_kept_again() {
        let mut history = run(100_000, |epoch| epoch as f32);
        assert_eq!(history.stride, 256);
        history.truncate(60_000);
        assert_eq!(history.stride, 128);
        history.truncate(10);
        assert_eq!((history.last_epoch(), history.stride), (0, 1));
        assert!(history.is_due(11, 1));
    }
}
