//! How two runs stand beside each other: which got how far by which epoch.
//!
//! Only epochs that both have come to count, so that a long run is not ahead of a short one by its length.

use crate::train::history::{History, Range};

/// How two runs stand, by their training loss: `[one, other]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The last epoch that both have come to.
    pub epoch: u32,
    /// The loss of each at that epoch, or at the last record before it.
    pub losses: [f32; 2],
    /// The lowest level of the series 1, 2, 5, 10 ... that one of them has reached by that epoch, below where both began.
    pub level: Option<f32>,
    /// The epoch by which each was at that level for the first time, `None`: not by [`Standing::epoch`].
    pub reached: [Option<u32>; 2],
}

/// How two runs stand; `None` before both have finished an epoch.
pub fn standing(runs: [&History; 2]) -> Option<Standing> {
    let last = runs.map(|run| finite(run).map_or(0, |(epoch, _)| epoch));
    let epoch = last[0].min(last[1]);
    if epoch == 0 {
        return None;
    }
    let until = |run| finite_records(run).take_while(move |(at, _)| *at <= epoch);
    let losses = runs.map(|run| until(run).last().map_or(f32::NAN, |(_, loss)| loss.last));
    let start = runs.map(|run| until(run).next().map_or(f32::NAN, |(_, loss)| loss.last));
    let lowest = runs.map(|run| until(run).map(|(_, loss)| loss.min).fold(f32::INFINITY, f32::min));
    let level = level_at_or_above(lowest[0].min(lowest[1])).filter(|level| *level < start[0].min(start[1]));
    let reached = runs.map(|run| {
        let level = level?;
        until(run).find(|(_, loss)| loss.min <= level).map(|(at, _)| at)
    });
    Some(Standing { epoch, losses, level, reached })
}

/// The records up to the first loss that is not finite.
fn finite_records(run: &History) -> impl Iterator<Item = (u32, Range)> + '_ {
    run.records.iter().map(|record| (record.epoch, record.train_loss)).take_while(|(_, loss)| loss.last.is_finite())
}

fn finite(run: &History) -> Option<(u32, Range)> {
    finite_records(run).last()
}

/// The lowest of 1, 2 and 5 times a power of ten that is at least `loss`.
fn level_at_or_above(loss: f32) -> Option<f32> {
    if !(loss > 0.0 && loss.is_finite()) {
        return None;
    }
    let decade = 10.0_f64.powi(f64::from(loss).log10().floor() as i32);
    [1.0, 2.0, 5.0, 10.0].map(|factor| (decade * factor) as f32).into_iter().find(|level| *level >= loss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::history::Record;

    fn run(losses: &[f32]) -> History {
        let records =
            (0..).zip(losses).map(|(epoch, &loss)| Record { epoch, train_loss: loss.into(), ..Record::default() });
        History { records: records.map(Into::into).collect(), ..History::default() }
    }

    #[test]
    fn the_lower_level_is_reached_by_one_first() {
        let (fast, slow) = (run(&[0.7, 0.3, 0.09, 0.04]), run(&[0.7, 0.6, 0.5, 0.4, 0.3, 0.09, 0.04]));
        let found = standing([&fast, &slow]).expect("both have epochs");
        assert_eq!((found.epoch, found.level), (3, Some(0.05)));
        assert_eq!((found.reached, found.losses), ([Some(3), None], [0.04, 0.4]));
        // The longer run is not ahead for its length, and not behind for its order.
        let turned = standing([&slow, &fast]).expect("both have epochs");
        assert_eq!(turned.reached, [None, Some(3)]);
    }

    #[test]
    fn runs_that_learn_nothing_have_no_level() {
        let flat = standing([&run(&[0.69, 0.69]), &run(&[0.7, 0.695])]).expect("both have epochs");
        assert_eq!((flat.level, flat.reached), (None, [None, None]));
        assert_eq!(standing([&run(&[0.7]), &run(&[0.7, 0.1])]), None);
        let broken = standing([&run(&[0.7, f32::NAN]), &run(&[0.7, 0.1])]);
        assert_eq!(broken, None);
    }
}
