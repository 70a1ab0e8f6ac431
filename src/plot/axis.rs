//! Axes: plotters' linear and logarithmic coordinates behind one type, with the ticks that there is space for.

use std::ops::Range;

use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::ranged1d::{BoldPoints, DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf32;

use crate::plot::geometry::Rect;

/// The values at the ends of an axis, and what lies between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Value at the start: left or bottom.
    pub lo: f32,
    /// Value at the end: right or top.
    pub hi: f32,
    /// Whether equal steps are equal factors; both ends are then positive.
    pub log: bool,
}

impl Scale {
    /// Equal steps are equal differences. An empty or broken range becomes one around its start.
    pub fn linear(lo: f32, hi: f32) -> Self {
        let lo = if lo.is_finite() { lo } else { 0.0 };
        let hi = if hi.is_finite() && hi > lo { hi } else { lo + 1.0 };
        Self { lo, hi, log: false }
    }

    /// Equal steps are equal factors. An empty or broken range becomes a decade.
    pub fn log(lo: f32, hi: f32) -> Self {
        let lo = if lo.is_finite() { lo.max(f32::MIN_POSITIVE) } else { f32::MIN_POSITIVE };
        let hi = if hi.is_finite() && hi > lo { hi } else { lo * 10.0 };
        Self { lo, hi, log: true }
    }

    /// Whether a value lies between the ends.
    pub fn contains(&self, value: f32) -> bool {
        (self.lo..=self.hi).contains(&value)
    }

    /// About `most` round values between the ends; of a logarithmic scale powers of ten.
    pub fn ticks(&self, most: usize) -> Vec<f32> {
        if self.log {
            // A little wider, so that rounding does not lose a decade at an end.
            let (lo, hi) = (f64::from(self.lo) * (1.0 - 1e-6), f64::from(self.hi) * (1.0 + 1e-6));
            let decades = LogCoord::from((lo..hi).log_scale()).key_points(BoldPoints(most));
            decades.into_iter().map(|value| value as f32).collect()
        } else {
            // Steps are added up: what should be 0 is a rounding error beside it.
            let rounding = (self.hi - self.lo) * 1e-6;
            let ticks = RangedCoordf32::from(self.lo..self.hi).key_points(BoldPoints(most));
            ticks.into_iter().map(|tick| if tick.abs() < rounding { 0.0 } else { tick }).collect()
        }
    }

    /// Those ticks that are whole numbers.
    pub fn whole_ticks(&self, most: usize) -> Vec<f32> {
        let mut ticks = self.ticks(most);
        ticks.retain(|tick| tick.fract() == 0.0);
        ticks
    }
}

/// A coordinate of plotters that takes every number: values beyond an end are drawn at that end.
pub struct Axis {
    scale: Scale,
    mapped: Mapped,
    ticks: Vec<f32>,
}

enum Mapped {
    Linear(RangedCoordf32),
    Log(LogCoord<f32>),
}

impl Axis {
    /// An axis with a mesh line and a number at each of these values.
    pub fn new(scale: Scale, ticks: Vec<f32>) -> Self {
        let mapped = if scale.log {
            Mapped::Log((scale.lo..scale.hi).log_scale().into())
        } else {
            Mapped::Linear((scale.lo..scale.hi).into())
        };
        Self { scale, mapped, ticks }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f32;

    fn map(&self, value: &f32, limit: (i32, i32)) -> i32 {
        let value = value.clamp(self.scale.lo, self.scale.hi);
        match &self.mapped {
            Mapped::Linear(coordinate) => coordinate.map(&value, limit),
            Mapped::Log(coordinate) => coordinate.map(&value, limit),
        }
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f32> {
        // No light lines between the ticks.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f32> {
        self.scale.lo..self.scale.hi
    }
}

/// The power of ten at or below a positive number.
pub fn decade(value: f64) -> f64 {
    10f64.powf(value.log10().floor())
}

/// The end of an epoch axis that shows `epoch`: it moves in steps, so that ticks stay calm.
pub fn epoch_end(epoch: f32) -> f32 {
    let epoch = f64::from(epoch.max(10.0));
    let step = (decade(epoch) / 5.0).max(1.0);
    ((epoch / step - 1e-6).ceil() * step) as f32
}

/// Where a figure has its plot and what its horizontal axis means: for pointers over it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axes {
    /// Where the data are drawn, in device pixels.
    pub plot: Rect,
    /// From left to right; linear.
    pub x: Scale,
}

impl Axes {
    /// The place of a value on the horizontal axis, in device pixels.
    pub fn x(&self, value: f32) -> f32 {
        self.plot.x + self.plot.width * ((value - self.x.lo) / (self.x.hi - self.x.lo)).clamp(0.0, 1.0)
    }

    /// The value on the horizontal axis at a place in device pixels: what a mouse points at.
    pub fn value_at(&self, x: f32) -> f32 {
        let share = ((x - self.plot.x) / self.plot.width.max(1.0)).clamp(0.0, 1.0);
        self.x.lo + (self.x.hi - self.x.lo) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: &[f32], want: &[f32]) -> bool {
        got.len() == want.len() && got.iter().zip(want).all(|(g, w)| (g - w).abs() <= 1e-5 * w.abs())
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(Scale::linear(-1.0, 1.0).ticks(3), [-1.0, 0.0, 1.0]);
        assert_eq!(Scale::linear(0.0, 140.0).whole_ticks(3), [0.0, 50.0, 100.0]);
        assert_eq!(Scale::linear(0.0, 1.0).whole_ticks(7), [0.0, 1.0]);
        assert!(close(&Scale::log(0.01, 1.0).ticks(5), &[0.01, 0.1, 1.0]));
        assert!(close(&Scale::log(1e-7, 10.0).ticks(5), &[1e-7, 1e-5, 1e-3, 0.1, 10.0]));
        for hi in [0.15, 0.3, 0.6, 0.7, 1.2, 2.3] {
            let ticks = Scale::linear(-hi, hi).ticks(7);
            assert!(ticks.contains(&0.0) && ticks.iter().all(|t| *t == 0.0 || t.abs() > 0.01), "{hi}: {ticks:?}");
        }
        for hi in [1e-6, 0.3, 1.0, 7.0, 99.0, 12_345.0, 1e9] {
            for most in 2..8 {
                let ticks = Scale::linear(0.0, hi).ticks(most);
                assert!((1..=most).contains(&ticks.len()), "{hi} {most}: {ticks:?}");
            }
        }
    }

    #[test]
    fn axes_take_anything() {
        for scale in
            [Scale::linear(0.0, 0.0), Scale::linear(f32::NAN, 1.0), Scale::log(0.0, 0.0), Scale::log(1e-38, 1.0)]
        {
            let axis = Axis::new(scale, Vec::new());
            for value in [0.0, -1.0, 1e-38, 1e38, f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
                assert!((-1000..=1000).contains(&axis.map(&value, (-1000, 1000))), "{scale:?} {value}");
            }
        }
    }

    #[test]
    fn epoch_axis_ends_in_steps() {
        assert_eq!(epoch_end(0.0), 10.0);
        assert_eq!(epoch_end(137.0), 140.0);
        assert_eq!(epoch_end(140.0), 140.0);
        assert_eq!(epoch_end(10_001.0), 12_000.0);
    }
}
