//! The trials of a comparison that a worker was given: the one that is least far goes on, an epoch at a time,
//! so that all of them advance together.
//!
//! In a race they go by the clock as well: so many epochs a second for all of them, with Pause and Step, and the page
//! is shown how every one of them stands.

use crate::compare::trial::Trial;
use crate::protocol::Event;
use crate::train::pace::Pace;

/// How often the page hears how far the trials are.
const PROGRESS_MILLIS: f64 = 100.0;
/// How often the page is shown a race, at most.
const RACE_MILLIS: f64 = 100.0;
/// Showing a race takes at most one part in so many of the time.
const RACE_SHARE: f64 = 3.0;

/// Trials on their way, by the number of their job. Times are milliseconds from any fixed start.
#[derive(Default)]
pub struct TrialScheduler {
    trials: Vec<(u32, Trial)>,
    next_report_millis: f64,
    race: Option<Race>,
}

/// The clock of a race.
struct Race {
    pace: Pace,
    playing: bool,
    /// The epoch to which all trials may go.
    until: u32,
    /// Something changed since the page was shown it last.
    is_dirty: bool,
}

impl TrialScheduler {
    /// Takes another trial.
    pub fn add(&mut self, job: u32, trial: Trial) {
        self.trials.push((job, trial));
        self.next_report_millis = 0.0;
        if let Some(race) = &mut self.race {
            race.is_dirty = true;
        }
    }

    /// Lets go of all trials, and of the race if they were one.
    pub fn clear(&mut self) {
        self.trials.clear();
        self.race = None;
    }

    /// From now on the trials go by a clock, so many epochs a second, or wait.
    pub fn race(&mut self, epochs_per_second: f32, playing: bool, now_millis: f64) {
        let race = self.race.get_or_insert_with(|| Race {
            pace: Pace::new(epochs_per_second),
            playing: false,
            until: 0,
            is_dirty: true,
        });
        race.pace.set_speed(epochs_per_second);
        if playing && !race.playing {
            race.pace.start(now_millis);
        } else if !playing {
            race.pace.stop();
        }
        race.playing = playing;
    }

    /// One more epoch for all trials of a race, which then waits.
    pub fn step(&mut self) {
        if let Some(race) = &mut self.race {
            race.playing = false;
            race.pace.stop();
            race.until += 1;
        }
    }

    /// Milliseconds until there is something to do; `None`: nothing before the next command.
    pub fn wait_millis(&self, now_millis: f64, page_is_free: bool) -> Option<f64> {
        let least = self.trials.iter().map(|(_, trial)| trial.epoch()).min()?;
        let Some(race) = &self.race else { return Some(0.0) };
        if least < race.until {
            return Some(0.0);
        }
        let clock = race.playing.then(|| race.pace.wait_millis());
        let report = (race.is_dirty && page_is_free).then(|| (self.next_report_millis - now_millis).max(0.0));
        clock.into_iter().chain(report).reduce(f64::min)
    }

    /// Trains until `until_millis`; returns what the page is to be told: [`Event::TrialProgress`], [`Event::TrialDone`],
    /// [`Event::Race`]. `page_is_free`: whether it can take a race. `now_millis`: the clock.
    pub fn advance(&mut self, until_millis: f64, page_is_free: bool, now_millis: impl Fn() -> f64) -> Vec<Event> {
        let mut events = Vec::new();
        while now_millis() < until_millis {
            let Some(index) = (0..self.trials.len()).min_by_key(|&i| self.trials[i].1.epoch()) else { break };
            if !self.may_go_on(self.trials[index].1.epoch(), now_millis()) {
                break;
            }
            if self.trials[index].1.advance(&now_millis) {
                let (job, mut trial) = self.trials.swap_remove(index);
                events.push(Event::TrialDone { job, result: Box::new(trial.result()) });
            }
            if let Some(race) = &mut self.race {
                race.is_dirty = true;
            }
        }
        let start = now_millis();
        if start >= self.next_report_millis && !self.trials.is_empty() {
            self.report(page_is_free, &mut events);
            self.next_report_millis = match self.race {
                Some(_) => start + RACE_MILLIS.max(RACE_SHARE * (now_millis() - start)),
                None => start + PROGRESS_MILLIS,
            };
        }
        events
    }

    /// Whether a trial that has done so many epochs may do one more. In a race the others come first, and the clock.
    fn may_go_on(&mut self, epoch: u32, now_millis: f64) -> bool {
        let Some(race) = &mut self.race else { return true };
        if epoch >= race.until && race.playing && race.pace.owed(now_millis) > 0 {
            race.until = epoch + 1;
            race.pace.took(1, now_millis);
        }
        epoch < race.until
    }

    /// How far the trials are, or in a race how every one of them stands.
    fn report(&mut self, page_is_free: bool, events: &mut Vec<Event>) {
        let Some(race) = &mut self.race else {
            let epochs = self.trials.iter().map(|(job, trial)| (*job, trial.epoch())).collect();
            events.push(Event::TrialProgress { epochs });
            return;
        };
        if page_is_free && std::mem::take(&mut race.is_dirty) {
            let trials = self.trials.iter_mut().map(|(job, trial)| (*job, trial.result())).collect();
            events.push(Event::Race { trials });
        }
    }
}
