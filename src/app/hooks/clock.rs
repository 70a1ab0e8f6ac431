//! A clock that never goes back, whatever the browser's does.
//!
//! `performance.now()` should not go back, but does where a machine slept or extensions coarsen it. Whoever waits for a time that then
//! lies a day ahead would wait for a day; a slice of training that asks whether its milliseconds are over would not end.

use std::cell::Cell;

/// Milliseconds from any fixed start, made of a clock's readings.
#[derive(Debug, Default)]
pub struct Clock {
    reading: Cell<f64>,
    /// What was lost when the clock went back.
    lost: Cell<f64>,
}

impl Clock {
    /// At the beginning.
    pub const fn new() -> Self {
        Self { reading: Cell::new(0.0), lost: Cell::new(0.0) }
    }

    /// The time, given what the clock reads now. While a clock goes back no time goes by.
    pub fn at(&self, reading: f64) -> f64 {
        let before = self.reading.replace(reading);
        if reading < before {
            self.lost.set(self.lost.get() + before - reading);
        }
        reading + self.lost.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_from_where_it_was_when_the_clock_goes_back() {
        let clock = Clock::new();
        let times: Vec<_> = [0.0, 10.0, 25.0, 5.0, 8.0, 100.0, -50.0, -49.0].map(|reading| clock.at(reading)).into();
        assert_eq!(times, [0.0, 10.0, 25.0, 25.0, 28.0, 120.0, 120.0, 121.0]);
    }
}
