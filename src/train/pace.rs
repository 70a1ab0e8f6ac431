//! Training by the clock: how many steps are owed now, and how many were really taken.
//!
//! Speed is in steps per second, whatever the display's rate. A gap (a tab that slept, a slow frame) is never made up
//! for by a burst: at most [`LONGEST_GAP_MILLIS`] of it counts.

/// The longest time between two ticks that counts.
pub const LONGEST_GAP_MILLIS: f64 = 200.0;
/// The achieved speed is measured over this time.
const WINDOW_MILLIS: f64 = 1000.0;

/// A run that starts slowly takes at most so many epochs a second ...
pub const FOLLOWED_EPOCHS_PER_SECOND: f32 = 5.0;
/// ... in so many first epochs.
pub const FOLLOWED_EPOCHS: u32 = 20;

/// The speed of the next step of a run that is wanted at `steps_per_second`, if it starts slowly: so that a person can follow its
/// first epochs, which show most. No limit stays no limit.
pub fn slow_start(steps_per_second: f32, epoch: u32, steps_per_epoch: f32) -> f32 {
    if epoch >= FOLLOWED_EPOCHS || steps_per_second.is_infinite() {
        return steps_per_second;
    }
    steps_per_second.min((FOLLOWED_EPOCHS_PER_SECOND * steps_per_epoch).max(1.0))
}

/// The clock of a run. Times are milliseconds from any fixed start.
#[derive(Debug, Clone)]
pub struct Pace {
    steps_per_second: f32,
    owed: f64,
    last_millis: Option<f64>,
    /// (time, steps taken until then), oldest first, over the last window.
    taken: Vec<(f64, u64)>,
    total: u64,
}

impl Pace {
    /// A clock that stands.
    pub fn new(steps_per_second: f32) -> Self {
        Self { steps_per_second, owed: 0.0, last_millis: None, taken: Vec::new(), total: 0 }
    }

    /// Sets the speed; infinity for as fast as it goes. What is not a speed above 0 is ignored.
    pub fn set_speed(&mut self, steps_per_second: f32) {
        if steps_per_second > 0.0 && steps_per_second != self.steps_per_second {
            self.steps_per_second = steps_per_second;
            self.owed = self.owed.min(1.0);
        }
    }

    /// Whether there is no limit but the machine's.
    pub fn is_unlimited(&self) -> bool {
        self.steps_per_second.is_infinite()
    }

    /// Starts the clock: the first step is owed at once.
    pub fn start(&mut self, now_millis: f64) {
        self.last_millis = Some(now_millis);
        self.owed = 1.0;
        self.taken = vec![(now_millis, self.total)];
    }

    /// Stops the clock.
    pub fn stop(&mut self) {
        self.last_millis = None;
        self.taken.clear();
    }

    /// Whole steps to take now.
    pub fn owed(&mut self, now_millis: f64) -> u64 {
        let gap = (now_millis - self.last_millis.unwrap_or(now_millis)).clamp(0.0, LONGEST_GAP_MILLIS);
        self.last_millis = Some(now_millis);
        if self.is_unlimited() {
            return u64::MAX;
        }
        let speed = f64::from(self.steps_per_second);
        // What the machine cannot keep up with is forgotten, not piled up.
        let most = (speed * LONGEST_GAP_MILLIS / 1000.0).max(1.0);
        self.owed = (self.owed + gap * speed / 1000.0).min(most);
        self.owed as u64
    }

    /// Notes steps that were taken.
    pub fn took(&mut self, steps: u64, now_millis: f64) {
        self.owed = (self.owed - steps as f64).max(0.0);
        self.total += steps;
        self.taken.push((now_millis, self.total));
        let oldest = now_millis - WINDOW_MILLIS;
        // One entry from before the window stays, so that slow runs are measured too.
        let keep_from = self.taken.iter().rposition(|(time, _)| *time <= oldest).unwrap_or(0);
        self.taken.drain(..keep_from);
    }

    /// Milliseconds until the next step is owed.
    pub fn wait_millis(&self) -> f64 {
        if self.is_unlimited() { 0.0 } else { ((1.0 - self.owed) * 1000.0 / f64::from(self.steps_per_second)).max(0.0) }
    }

    /// Steps per second over the last second; 0 while the clock stands.
    pub fn measured(&self, now_millis: f64) -> f32 {
        let Some((first_time, first_steps)) = self.taken.first() else { return 0.0 };
        let seconds = (now_millis - first_time) / 1000.0;
        if seconds > 0.05 { ((self.total - first_steps) as f64 / seconds) as f32 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps_taken(speed: f32, ticks: impl Iterator<Item = f64>) -> u64 {
        let mut pace = Pace::new(speed);
        pace.start(0.0);
        let mut steps = 0;
        for now in ticks {
            let owed = pace.owed(now);
            pace.took(owed, now);
            steps += owed;
        }
        steps
    }

    #[test]
    fn speed_does_not_depend_on_how_often_it_is_asked() {
        for interval in [4.0, 16.7, 33.3, 100.0] {
            let ticks = (0..).map(|i| f64::from(i) * interval).take_while(|t| *t <= 10_000.0);
            let steps = steps_taken(412.0, ticks);
            assert!((4110..=4125).contains(&steps), "{steps} steps at one tick every {interval} ms");
        }
    }

    #[test]
    fn one_step_a_second_comes_at_once_and_then_every_second() {
        let ticks = (0..=35).map(|i| f64::from(i) * 100.0);
        assert_eq!(steps_taken(1.0, ticks), 4);
    }

    #[test]
    fn a_slow_start_takes_some_seconds_whatever_the_steps_of_an_epoch() {
        for steps_per_epoch in [1.0_f32, 8.0, 125.0] {
            let steps = |epoch| slow_start(400.0, epoch, steps_per_epoch);
            let seconds: f32 = (0..FOLLOWED_EPOCHS).map(|epoch| steps_per_epoch / steps(epoch)).sum();
            assert!((3.9..7.0).contains(&seconds), "{seconds} s at {steps_per_epoch} steps");
            assert_eq!(steps(FOLLOWED_EPOCHS), 400.0);
        }
        assert_eq!(slow_start(f32::INFINITY, 0, 8.0), f32::INFINITY);
        assert_eq!(slow_start(2.0, 0, 8.0), 2.0);
    }

    #[test]
    fn a_tab_that_slept_is_not_flooded() {
        let steps = steps_taken(1000.0, [0.0, 60_000.0].into_iter());
        assert_eq!(steps, 1 + 200);
    }

    #[test]
    fn the_achieved_speed_is_measured() {
        let mut pace = Pace::new(f32::INFINITY);
        pace.start(0.0);
        for i in 1..=40 {
            pace.took(50, f64::from(i) * 50.0);
        }
        assert!((pace.measured(2000.0) - 1000.0).abs() < 1.0, "{}", pace.measured(2000.0));
        pace.stop();
        assert_eq!(pace.measured(3000.0), 0.0);
    }
}
