//! The loss over the epochs with its spread over the seeds.

use super::{Finished, or_infinite};
use crate::compare::statistics::{Quartiles, quartiles};

/// The loss of a value over the epochs, with its spread over the seeds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Band {
    /// Epochs, as many of them as a plot has use for.
    pub epochs: Vec<u32>,
    /// Quartiles of the loss there; a run that has diverged counts as above any.
    pub quartiles: Vec<Quartiles>,
    /// Runs that have diverged before that epoch.
    pub diverged: Vec<u32>,
}

/// What a [`Band`] is at one of its epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandPlace {
    /// The epoch.
    pub epoch: u32,
    /// Quartiles of the loss there.
    pub quartiles: Quartiles,
    /// Runs that have diverged before it.
    pub diverged: u32,
}

impl Band {
    /// The place of the band that is nearest to `epoch`.
    pub fn at(&self, epoch: f32) -> Option<BandPlace> {
        let after = self.epochs.partition_point(|&e| (e as f32) < epoch);
        let nearer = |i: &usize| self.epochs.get(*i).map_or(f32::INFINITY, |&e| (e as f32 - epoch).abs());
        let index = [after.saturating_sub(1), after].into_iter().min_by(|a, b| nearer(a).total_cmp(&nearer(b)))?;
        Some(BandPlace {
            epoch: *self.epochs.get(index)?,
            quartiles: *self.quartiles.get(index)?,
            diverged: *self.diverged.get(index)?,
        })
    }
}

/// A band has at most about so many places: a plot is not wider, and each of them costs a sort.
const PLACES: usize = 200;

/// The band of some runs of so many epochs: loss over the test set if `test`, else over the training set.
pub(super) fn band(runs: &[&Finished], test: bool, budget: u32) -> Band {
    // The one that got furthest: a run that diverged early keeps every epoch, longer ones may leave some out.
    let end = |curve: &[(u32, f32, f32)]| curve.last().map_or(0, |record| record.0);
    let Some(longest) = runs.iter().map(|run| &run.result.curve).max_by_key(|curve| (end(curve), curve.len())) else {
        return Band::default();
    };
    let loss_at = |curve: &[(u32, f32, f32)], epoch: u32| {
        let at = curve.partition_point(|record| record.0 <= epoch).checked_sub(1);
        let record = at.map(|at| curve[at]).filter(|_| epoch <= end(curve));
        record.map_or(f64::INFINITY, |(_, train, tested)| or_infinite(if test { tested } else { train }))
    };
    let mut band = Band::default();
    // Counted from the end, so that the last epoch is always among them; the first one is where all runs begin.
    let (last, step) = (longest.len().saturating_sub(1), longest.len().div_ceil(PLACES + 1).max(1));
    let places = longest.iter().enumerate().filter(|(i, _)| *i == 0 || (last - i).is_multiple_of(step));
    for (_, &(epoch, _, _)) in places {
        let losses: Vec<f64> = runs.iter().map(|run| loss_at(&run.result.curve, epoch)).collect();
        let gone = |run: &&&Finished| run.result.has_diverged() && end(&run.result.curve) < epoch;
        if let Some(at_epoch) = quartiles(&losses) {
            band.epochs.push(epoch);
            band.quartiles.push(at_epoch);
            band.diverged.push(runs.iter().filter(gone).count() as u32);
        }
    }
    // Where none is left there is no loss any more, up to the end.
    if runs.iter().all(|run| run.result.has_diverged()) {
        let after = end(longest) + 1;
        for epoch in [after, budget].into_iter().filter(|epoch| (after..=budget).contains(epoch)) {
            band.epochs.push(epoch);
            band.quartiles.push(Quartiles { low: f64::INFINITY, median: f64::INFINITY, high: f64::INFINITY });
            band.diverged.push(runs.len() as u32);
        }
        band.epochs.dedup();
        band.quartiles.truncate(band.epochs.len());
        band.diverged.truncate(band.epochs.len());
    }
    band
}
