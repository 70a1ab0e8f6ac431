//! Scales of controls: the logarithmic speed, the notches of the learning rate, what is said of numbers.

use leptos::prelude::*;

use crate::hooks::storage::stored;

/// The right end of the speed slider.
pub const SPEED_MAX: f64 = 100.0;

/// Steps per second at a position of the slider: 1 at the left, 10 000 just before the right end, then no limit.
///
/// Rounded to two digits: nobody wants 398.1 steps per second.
pub fn speed_at(position: f64) -> f32 {
    if position >= SPEED_MAX {
        return f32::INFINITY;
    }
    let speed = 10.0_f64.powf(4.0 * position.clamp(0.0, SPEED_MAX) / SPEED_MAX);
    let unit = decade(speed) / 10.0;
    ((speed / unit).round() * unit).max(1.0) as f32
}

/// The position of the speed slider that nobody has moved: 400 steps a second.
const SPEED_DEFAULT: f64 = 65.0;

/// Whether the first epochs of a run go slowly enough to be followed: where nobody has asked for a speed.
pub fn starts_slowly(position: f64) -> bool {
    position == SPEED_DEFAULT
}

/// Where the browser keeps the position of the speed slider.
pub const SPEED_KEY: &str = "relu-lab/speed";

/// The position of the speed slider as the user left it.
pub fn stored_speed() -> f64 {
    let (stored, _) = stored(SPEED_KEY);
    stored.get_untracked().parse().unwrap_or(SPEED_DEFAULT).clamp(0.0, SPEED_MAX)
}

/// The distance of two values on a slider: a round hundredth of the range, or less.
pub fn notch(min: f32, max: f32) -> f64 {
    decade(f64::from(max - min) / 100.0)
}

/// The power of ten at or below a positive number.
fn decade(x: f64) -> f64 {
    10.0_f64.powf(x.log10().floor())
}

/// A speed in words.
pub fn speed_words(speed: f32) -> String {
    if speed.is_finite() { format!("{speed} steps per second") } else { "as fast as it goes".to_owned() }
}

/// The usual learning rates: what is offered, and the notches of the keys.
pub const LEARNING_RATES: [f32; 13] = [0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0, 3.0, 5.0, 10.0];

/// The same as they are written.
pub const LEARNING_RATE_TEXTS: [&str; 13] =
    ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "0.6", "1", "3", "5", "10"];

/// The next usual learning rate above (`up`) or below; the same if there is none.
pub fn next_learning_rate(now: f32, up: bool) -> f32 {
    let mut rates = LEARNING_RATES.into_iter();
    if up { rates.find(|&rate| rate > now * 1.0001) } else { rates.rfind(|&rate| rate < now * 0.9999) }.unwrap_or(now)
}

/// The usual batch sizes, as they are written.
pub const BATCH_SIZES: [&str; 7] = ["1", "4", "8", "16", "32", "64", "full"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learning_rates_are_written_as_they_are() {
        assert_eq!(LEARNING_RATES.map(|rate| rate.to_string()), LEARNING_RATE_TEXTS);
    }

    #[test]
    fn notches_are_round_and_fine() {
        assert!((notch(0.0, 1.0) - 0.01).abs() < 1e-9);
        assert!((notch(0.0, 10.0) - 0.1).abs() < 1e-9);
        assert!((notch(-3.0, 2.0) - 0.01).abs() < 1e-9);
    }

    #[test]
    fn speed_runs_from_one_to_no_limit() {
        assert_eq!(speed_at(0.0), 1.0);
        assert_eq!(speed_at(65.0), 400.0);
        assert_eq!(speed_at(50.0), 100.0);
        assert_eq!(speed_at(100.0), f32::INFINITY);
        for position in 0..=100 {
            let speed = speed_at(f64::from(position));
            if position > 0 {
                assert!(speed >= speed_at(f64::from(position - 1)));
            }
        }
    }

    #[test]
    fn learning_rate_goes_notch_by_notch() {
        assert_eq!(next_learning_rate(0.1, true), 0.3);
        assert_eq!(next_learning_rate(0.1, false), 0.03);
        assert_eq!(next_learning_rate(0.2, true), 0.3);
        assert_eq!(next_learning_rate(0.2, false), 0.1);
        assert_eq!(next_learning_rate(10.0, true), 10.0);
        assert_eq!(next_learning_rate(0.000_1, false), 0.000_1);
    }
}
