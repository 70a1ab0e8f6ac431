//! The runs of a comparison that this worker was given: the one that is least far goes on, an epoch at a time,
//! so that all of them advance together.

use crate::compare::lane::Lane;
use crate::protocol::Event;

/// How often the page hears how far the runs are.
const PROGRESS_MILLIS: f64 = 100.0;

/// Runs on their way, by the number of their job.
#[derive(Default)]
pub struct Lanes {
    lanes: Vec<(u32, Lane)>,
    next_progress_millis: f64,
}

impl Lanes {
    /// Takes another run.
    pub fn add(&mut self, job: u32, lane: Lane) {
        self.lanes.push((job, lane));
    }

    /// Lets go of all runs.
    pub fn clear(&mut self) {
        self.lanes.clear();
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    /// Trains until `until_millis`; returns what the page is to be told.
    pub fn advance(&mut self, until_millis: f64, now_millis: impl Fn() -> f64) -> Vec<Event> {
        let mut events = Vec::new();
        while now_millis() < until_millis {
            let Some(index) = (0..self.lanes.len()).min_by_key(|&i| self.lanes[i].1.epoch()) else { break };
            if self.lanes[index].1.advance(&now_millis) {
                let (job, mut lane) = self.lanes.swap_remove(index);
                events.push(Event::LaneDone { job, outcome: Box::new(lane.outcome()) });
            }
        }
        if now_millis() >= self.next_progress_millis && !self.lanes.is_empty() {
            self.next_progress_millis = now_millis() + PROGRESS_MILLIS;
            let epochs = self.lanes.iter().map(|(job, lane)| (*job, lane.epoch())).collect();
            events.push(Event::LaneProgress { epochs });
        }
        events
    }
}
