//! What an experiment has measured so far: a number for each arm, quantity and seed.

use crate::compare::statistics::median;
use crate::lessons::experiment::{Experiment, Outcome};

/// The outcomes of all jobs that have ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// For each arm the outcomes with their seeds, in any order.
    arms: Vec<Vec<(u32, Outcome)>>,
}

impl Measured {
    /// Nothing yet.
    pub fn new(experiment: &Experiment) -> Self {
        Self { arms: vec![Vec::new(); experiment.arms.len()] }
    }

    /// Everything, one job after the other. `clock`: see [`Experiment::run`].
    pub fn all(experiment: &Experiment, seeds: impl Iterator<Item = u32> + Clone, clock: &dyn Fn() -> f64) -> Self {
        let mut measured = Self::new(experiment);
        // Arms in turn: a machine that becomes slower meanwhile is slower for all of them.
        for seed in seeds {
            for arm in 0..experiment.arms.len() {
                measured.add(arm, seed, experiment.run(arm, seed, clock));
            }
        }
        measured
    }

    /// Takes the outcome of a job.
    pub fn add(&mut self, arm: usize, seed: u32, outcome: Outcome) {
        if let Some(outcomes) = self.arms.get_mut(arm) {
            outcomes.push((seed, outcome));
        }
    }

    /// The outcomes of an arm with their seeds.
    pub fn outcomes(&self, arm: usize) -> &[(u32, Outcome)] {
        self.arms.get(arm).map_or(&[], Vec::as_slice)
    }

    /// The values of a quantity in an arm, without those that are missing.
    pub fn values(&self, arm: usize, quantity: usize) -> Vec<f64> {
        let value = |(_, outcome): &(u32, Outcome)| outcome.values.get(quantity).copied().filter(|v| !v.is_nan());
        self.outcomes(arm).iter().filter_map(value).collect()
    }

    /// The median of a quantity in an arm; NaN if there is none.
    pub fn median(&self, arm: usize, quantity: usize) -> f64 {
        median(&self.values(arm, quantity)).unwrap_or(f64::NAN)
    }

    /// The mean of a quantity in an arm: of zeros and ones the share of ones.
    pub fn mean(&self, arm: usize, quantity: usize) -> f64 {
        let values = self.values(arm, quantity);
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// The smallest value of a quantity in an arm.
    pub fn least(&self, arm: usize, quantity: usize) -> f64 {
        self.values(arm, quantity).into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The largest value of a quantity in an arm.
    pub fn most(&self, arm: usize, quantity: usize) -> f64 {
        self.values(arm, quantity).into_iter().fold(f64::NEG_INFINITY, f64::max)
    }
}
