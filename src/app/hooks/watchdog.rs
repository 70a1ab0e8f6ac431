//! Notices a worker that says nothing any more.
//!
//! A worker that was ended, runs in an endless loop or never began gives no error event. So the link to it sends a question
//! every second and counts the seconds without any word. Seconds are ticks of a timer, not time that went by: a machine
//! that slept, or a page that was busy or hidden, has not waited for an answer meanwhile.

use std::cell::Cell;

/// A worker that has not said in so many seconds that it listens has not started.
pub const START_SECONDS: u32 = 10;
/// A worker that has answered nothing for so many seconds is called silent. The longest step of the largest net takes about one.
pub const ANSWER_SECONDS: u32 = 5;

/// Counts the seconds since a worker's last word.
#[derive(Debug, Default)]
pub struct Watchdog {
    listens: Cell<bool>,
    seconds: Cell<u32>,
}

impl Watchdog {
    /// The worker said something. Returns whether it had been called silent.
    pub fn heard(&self) -> bool {
        let was_silent = self.is_silent();
        self.listens.set(true);
        self.seconds.set(0);
        was_silent
    }

    /// One more second has gone by. Returns for how many it has been silent, whenever these are a multiple of the limit.
    pub fn tick(&self) -> Option<u32> {
        let seconds = self.seconds.get() + 1;
        self.seconds.set(seconds);
        seconds.is_multiple_of(self.limit()).then_some(seconds)
    }

    /// Whether it has ever said anything.
    pub fn listens(&self) -> bool {
        self.listens.get()
    }

    fn is_silent(&self) -> bool {
        self.seconds.get() >= self.limit()
    }

    fn limit(&self) -> u32 {
        if self.listens.get() { ANSWER_SECONDS } else { START_SECONDS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_never_starts_is_called_silent_after_the_longer_limit() {
        let watchdog = Watchdog::default();
        let called: Vec<_> = (0..25).filter_map(|_| watchdog.tick()).collect();
        assert_eq!(called, [START_SECONDS, 2 * START_SECONDS]);
        assert!(!watchdog.listens());
    }

    #[test]
    fn a_worker_that_answers_is_never_called_silent_and_one_that_comes_back_is_told() {
        let watchdog = Watchdog::default();
        for _ in 0..3 {
            assert!(!watchdog.heard());
            for _ in 1..ANSWER_SECONDS {
                assert_eq!(watchdog.tick(), None);
            }
        }
        assert_eq!(watchdog.tick(), Some(ANSWER_SECONDS));
        assert!(watchdog.heard() && !watchdog.heard());
    }
}
