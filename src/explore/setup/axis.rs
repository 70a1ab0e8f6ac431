//! The part of the axis that the Activations page shows, and the probe in it: round numbers, so that links stay short.

use super::Setup;
use crate::nn::choice::parse_f32;

/// How far out the curves can be looked at.
pub const FAR: f32 = 100.0;

/// The narrowest part of the axis that can be shown.
pub const NARROWEST: f32 = 0.1;

impl Setup {
    /// Shows `factor` times as much of the axis; `fixed` stays at its place.
    pub fn zoom_by(&mut self, factor: f32, fixed: f32) {
        let (lo, hi) = self.zoom;
        let width = ((hi - lo) * factor).clamp(NARROWEST, 2.0 * FAR);
        let share = ((fixed - lo) / (hi - lo)).clamp(0.0, 1.0);
        let start = fixed - share * width;
        self.show(start, width);
    }

    /// Moves the part of the axis that is shown.
    pub fn pan_by(&mut self, distance: f32) {
        self.show(self.zoom.0 + distance, self.zoom.1 - self.zoom.0);
    }

    fn show(&mut self, start: f32, width: f32) {
        // Three digits more than can be seen: links stay short.
        let unit = 10.0_f64.powf(f64::from(width).log10().floor() - 3.0) as f32;
        let rounded = |value: f32| (value / unit).round() * unit;
        let start = start.clamp(-FAR, FAR - width);
        self.zoom = (short(rounded(start), unit), short(rounded(start + width), unit));
        self.settle();
    }

    /// What an arrow key moves the probe by: a round number, about a hundred and fiftieth of what is shown.
    pub fn notch(&self) -> f32 {
        let width = self.zoom.1 - self.zoom.0;
        let power = 10.0_f64.powf(f64::from(width / 100.0).log10().floor()) as f32;
        if width / 100.0 >= 5.0 * power { power * 5.0 } else { power }
    }

    /// Puts the probe at the nearest tenth of a notch.
    pub fn set_x(&mut self, x: f32) {
        let unit = self.notch() / 10.0;
        self.x = short((x / unit).round() * unit, unit);
        self.settle();
    }
}

/// The decimal number nearest to a multiple of `unit`, without the rounding of binary fractions in its last digits.
fn short(value: f32, unit: f32) -> f32 {
    let decimals = (-(f64::from(unit).log10() + 0.01).floor()).clamp(0.0, 9.0) as usize;
    let text = format!("{value:.decimals$}");
    let value = parse_f32(&text).unwrap_or(value);
    if value == 0.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_and_probe_stay_in_range_and_short() {
        let mut setup = Setup::default();
        setup.zoom_by(0.5, 0.0);
        assert_eq!((setup.zoom, setup.x), ((-2.0, 2.0), -1.2));
        setup.pan_by(1.5);
        assert_eq!((setup.zoom, setup.x), ((-0.5, 3.5), -0.5));
        for _ in 0..30 {
            setup.zoom_by(2.0, 0.0);
        }
        assert_eq!(setup.zoom, (-100.0, 100.0));
        for _ in 0..40 {
            setup.zoom_by(0.5, 1.0 / 3.0);
        }
        let (lo, hi) = setup.zoom;
        assert!(lo < 1.0 / 3.0 && hi > 1.0 / 3.0 && (hi - lo - NARROWEST).abs() < 1e-3, "{lo} {hi}");
        assert!(lo.to_string().len() < 9, "{lo}");
        setup = Setup::default();
        assert!((setup.notch() - 0.05).abs() < 1e-6);
        setup.set_x(-1.2 + setup.notch());
        assert_eq!(setup.x.to_string(), "-1.15");
    }
}
