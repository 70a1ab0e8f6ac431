//! Axes: scales, ticks and how they are drawn. Every plot uses these, so every plot has numbers and names.

use crate::nn::shown::{decade, exp, ln, log10};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, Type};
use crate::plot::theme::SMALL;
use crate::train::snapshot::Mark;

/// From values to a share of an axis.
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

    /// 0 at the start, 1 at the end; values beyond are put on the nearer end. NaN stays NaN.
    pub fn share(&self, value: f32) -> f32 {
        let share = if self.log {
            // In f64: the logarithm of the smallest f32 over the smallest one is no problem there.
            let log = |v: f32| ln(f64::from(v.max(f32::MIN_POSITIVE)));
            if value.is_nan() {
                return f32::NAN;
            }
            ((log(value) - log(self.lo)) / (log(self.hi) - log(self.lo))) as f32
        } else {
            (value - self.lo) / (self.hi - self.lo)
        };
        share.clamp(0.0, 1.0)
    }

    /// The value at a share.
    pub fn value(&self, share: f32) -> f32 {
        if self.log {
            let (lo, hi) = (ln(f64::from(self.lo)), ln(f64::from(self.hi)));
            exp(lo + (hi - lo) * f64::from(share)) as f32
        } else {
            self.lo + (self.hi - self.lo) * share
        }
    }

    /// At most `most` round values between the ends, and at least one.
    pub fn ticks(&self, most: usize) -> Vec<f32> {
        if self.log { log_ticks(self.lo, self.hi, most) } else { linear_ticks(self.lo, self.hi, most, 0.0) }
    }
}

/// At most `most` multiples of 1, 2 or 5 times a power of ten, at least `min_step` apart.
pub fn linear_ticks(lo: f32, hi: f32, most: usize, min_step: f32) -> Vec<f32> {
    let (lo, hi) = (f64::from(lo), f64::from(hi));
    let most = most.max(2);
    let raw = ((hi - lo) / most as f64).max(f64::from(min_step)).max(1e-30);
    let power = decade(raw);
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0].map(|m| m * power);
    let count = |step: f64| ((hi / step + 1e-6).floor() - (lo / step - 1e-6).ceil() + 1.0).max(0.0) as usize;
    let fits = |step: &&f64| **step >= f64::from(min_step) * 0.999 && count(**step) <= most;
    let step = steps.iter().find(fits).copied().unwrap_or(50.0 * power);
    let first = (lo / step - 1e-6).ceil();
    (0..count(step)).map(|i| ((first + i as f64) * step) as f32).collect()
}

/// Powers of ten, every k-th if there are too many; with less than two of them, multiples by 2 and 5 too.
fn log_ticks(lo: f32, hi: f32, most: usize) -> Vec<f32> {
    let power = |exponent: i32| 10f64.powi(exponent) as f32;
    let first = (log10(f64::from(lo)) - 1e-6).ceil() as i32;
    let last = (log10(f64::from(hi)) + 1e-6).floor() as i32;
    if last - first >= 1 {
        let decades = (last - first + 1) as usize;
        let step = decades.div_ceil(most.max(2)) as i32;
        return (0..(decades as i32 + step - 1) / step).map(|i| power(last - i * step)).collect();
    }
    let mut ticks = Vec::new();
    for exponent in first - 1..=last + 1 {
        ticks.extend([1.0, 2.0, 5.0].map(|m| m * power(exponent)));
    }
    ticks.retain(|v| *v >= lo * 0.999 && *v <= hi * 1.001);
    ticks
}

/// The end of an epoch axis that shows `epoch`: it moves in steps, so that ticks stay calm.
pub fn epoch_end(epoch: f32) -> f32 {
    let epoch = f64::from(epoch.max(10.0));
    let step = (decade(epoch) / 5.0).max(1.0);
    ((epoch / step - 1e-6).ceil() * step) as f32
}

/// A plot: its rectangle and what its sides mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axes {
    /// Where the data are drawn, in device pixels.
    pub plot: Rect,
    /// From left to right.
    pub x: Scale,
    /// From bottom to top.
    pub y: Scale,
}

impl Axes {
    /// The place of a value on the horizontal axis.
    pub fn x(&self, value: f32) -> f32 {
        self.plot.x + self.plot.width * self.x.share(value)
    }

    /// The place of a value on the vertical axis.
    pub fn y(&self, value: f32) -> f32 {
        self.plot.bottom() - self.plot.height * self.y.share(value)
    }

    /// The place of a pair of values.
    pub fn at(&self, x: f32, y: f32) -> Xy {
        (self.x(x), self.y(y))
    }

    /// The value on the horizontal axis at a place in device pixels: what a mouse points at.
    pub fn value_at(&self, x: f32) -> f32 {
        self.x.value(((x - self.plot.x) / self.plot.width.max(1.0)).clamp(0.0, 1.0))
    }
}

/// The place left for data between the texts around a plot, in device pixels.
///
/// `left` and `right`: the widest texts there; space for half a line is left above, for a line of ticks below.
pub fn plot_rect(pen: &Pen, left: f32, right: f32) -> Rect {
    let area = pen.area();
    let line = pen.line_height(SMALL);
    let gap = pen.px(6.0);
    let left = if left > 0.0 { left + gap } else { gap };
    let right = if right > 0.0 { right + gap + pen.px(2.0) } else { gap };
    let (top, bottom) = (line / 2.0 + pen.px(1.0), line + pen.px(5.0));
    let width = (area.width - left - right).max(pen.px(8.0));
    let plot = Rect::new(left, top, width, (area.height - top - bottom).max(pen.px(8.0)));
    plot.to_device(1.0)
}

/// The widest of some texts.
pub fn widest<'t>(pen: &Pen, look: Type, texts: impl IntoIterator<Item = &'t str>) -> f32 {
    texts.into_iter().map(|text| pen.text_width(text, look)).fold(0.0, f32::max)
}

/// How many ticks a vertical axis has space for.
pub fn rows(pen: &Pen, height: f32) -> usize {
    ((height / (pen.line_height(SMALL) * 1.3)) as usize).clamp(2, 6)
}

/// Draws grid lines with their numbers at the left; numbers that would touch an earlier one are left out.
pub fn draw_y(pen: &mut Pen, axes: &Axes, ticks: &[f32], text: &dyn Fn(f32) -> String) {
    let palette = pen.theme.palette;
    let look = Type::small(palette.ink3).align(Align::Right);
    let (mut taken, line) = (Vec::<f32>::new(), pen.line_height(SMALL));
    for &tick in ticks {
        let y = axes.y(tick);
        pen.horizontal(axes.plot.x, axes.plot.right(), y, 1.0, palette.line);
        if taken.iter().all(|other| (other - y).abs() >= line) {
            pen.text(&text(tick), (axes.plot.x - pen.px(6.0), y), look);
            taken.push(y);
        }
    }
}

/// Draws numbers below the plot and the axis' name at the right end of the figure; numbers that would touch it or each other are left out.
pub fn draw_x(pen: &mut Pen, axes: &Axes, ticks: &[f32], text: &dyn Fn(f32) -> String, name: Type, word: &str) {
    let palette = pen.theme.palette;
    let y = axes.plot.bottom() + pen.px(3.0) + pen.line_height(SMALL) / 2.0;
    let name_at = (pen.area().right() - pen.px(2.0), y);
    let name = name.align(Align::Right);
    let gap = pen.px(6.0);
    let named = (!word.is_empty()).then(|| pen.text_box(word, name_at, name).grown(gap / 2.0));
    let mut taken: Vec<Rect> = named.into_iter().collect();
    let area = pen.area();
    let look = Type::small(palette.ink3).align(Align::Centre);
    for &tick in ticks {
        let label = text(tick);
        let mut at = (axes.x(tick), y);
        let half = pen.text_width(&label, look) / 2.0;
        at.0 = at.0.clamp(half, (area.width - half).max(half));
        let place = pen.text_box(&label, at, look).grown(gap / 2.0);
        if taken.iter().all(|other| !other.overlaps(&place)) {
            pen.text(&label, at, look);
            taken.push(place);
        }
    }
    if !word.is_empty() {
        pen.text(word, name_at, name);
    }
}

/// The scale and the ticks of an epoch axis that ends at `end`.
pub fn epoch_ticks(pen: &Pen, width: f32, end: f32) -> Vec<f32> {
    let most = (width / (pen.px(44.0) * pen.theme.text)) as usize;
    linear_ticks(0.0, end, most.clamp(2, 7), 1.0)
}

/// Draws an epoch axis below a plot.
pub fn draw_epochs(pen: &mut Pen, axes: &Axes) {
    let ticks = epoch_ticks(pen, axes.plot.width, axes.x.hi);
    let name = Type::small(pen.theme.palette.ink2);
    draw_x(pen, axes, &ticks, &format::epoch_tick, name, "epoch");
}

/// Draws what to do to see something here: on a plot without data.
pub fn draw_hint(pen: &mut Pen, plot: Rect) {
    let look = Type::label(pen.theme.palette.ink2).align(Align::Centre);
    let text = "Press Play or Space";
    let half = pen.text_width(text, look) / 2.0 + pen.px(2.0);
    let (x, y) = plot.centre();
    // Beside the numbers of the axis, whatever the width.
    let x = x.max(plot.x + half).min(pen.area().right() - half);
    pen.text_on_plate(text, (x, y), look);
}

/// Draws a dashed line where the user changed a run, and what was changed where it covers none of `taken`.
///
/// The latest changes are named first. Hands back all places that are taken then.
pub fn draw_marks(pen: &mut Pen, axes: &Axes, marks: &[Mark], mut taken: Vec<Rect>) -> Vec<Rect> {
    let palette = pen.theme.palette;
    let shown = marks.iter().filter(|mark| (axes.x.lo..=axes.x.hi).contains(&mark.epoch));
    for mark in shown.clone() {
        let x = axes.x(mark.epoch);
        pen.dashed(&[(x, axes.plot.y), (x, axes.plot.bottom())], 1.0, (4.0, 3.0), palette.ink3);
    }
    let (line, gap) = (pen.line_height(SMALL), pen.px(4.0));
    for mark in shown.rev() {
        let x = axes.x(mark.epoch);
        // The lowest three rows, in each to the right of the line and to its left.
        let mut places = (0..6u8).map(|place| {
            let y = axes.plot.bottom() - line * (f32::from(place / 2) + 0.7);
            let (x, align) = if place % 2 == 0 { (x + gap, Align::Left) } else { (x - gap, Align::Right) };
            ((x, y), Type::small(palette.ink2).align(align))
        });
        let free = |(at, look): &(Xy, Type)| {
            let place = pen.text_box(&mark.label, *at, *look);
            let inside = place.x >= axes.plot.x && place.right() <= axes.plot.right() && place.y >= axes.plot.y;
            inside && taken.iter().all(|other| !other.overlaps(&place))
        };
        if let Some((at, look)) = places.find(free) {
            pen.text_on_plate(&mark.label, at, look);
            taken.push(pen.text_box(&mark.label, at, look).grown(gap / 2.0));
        }
    }
    taken
}

/// Draws the line that marks one epoch in all plots over time, with its number where it covers none of `taken`.
pub fn draw_cursor(pen: &mut Pen, axes: &Axes, epoch: f32, taken: &[Rect]) {
    if !(axes.x.lo..=axes.x.hi).contains(&epoch) {
        return;
    }
    let palette = pen.theme.palette;
    let x = axes.x(epoch);
    pen.vertical(x, axes.plot.y, axes.plot.bottom(), 1.5, palette.ink3);
    let text = format::tick(epoch.round());
    let gap = pen.px(5.0);
    let half = pen.line_height(SMALL) / 2.0;
    let right = ((x + gap, axes.plot.y + half), Align::Left);
    let left = ((x - gap, axes.plot.y + half), Align::Right);
    let low = |((x, _), align): (Xy, Align)| ((x, axes.plot.bottom() - half), align);
    for (at, align) in [right, left, low(right), low(left)] {
        let look = Type::small(palette.ink2).align(align);
        let place = pen.text_box(&text, at, look);
        let inside = place.x >= axes.plot.x && place.right() <= axes.plot.right();
        if inside && taken.iter().all(|other| !other.overlaps(&place)) {
            pen.text_on_plate(&text, at, look);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_ticks_are_round_and_few() {
        assert_eq!(linear_ticks(0.0, 140.0, 4, 1.0), [0.0, 50.0, 100.0]);
        assert_eq!(linear_ticks(-1.0, 1.0, 3, 0.0), [-1.0, 0.0, 1.0]);
        assert_eq!(linear_ticks(0.0, 10.0, 50, 1.0).len(), 11);
        for hi in [1e-6, 0.3, 1.0, 7.0, 99.0, 12_345.0, 1e9] {
            for most in 2..8 {
                let ticks = linear_ticks(0.0, hi, most, 0.0);
                assert!((1..=most).contains(&ticks.len()), "{hi} {most}: {ticks:?}");
            }
        }
    }

    #[test]
    fn log_ticks_are_decades() {
        let close = |got: &[f32], want: &[f32]| {
            got.len() == want.len() && got.iter().zip(want).all(|(g, w)| (g / w - 1.0).abs() < 1e-5)
        };
        assert!(close(&Scale::log(0.01, 1.0).ticks(5), &[1.0, 0.1, 0.01]));
        assert!(close(&Scale::log(1e-7, 10.0).ticks(5), &[10.0, 0.1, 1e-3, 1e-5, 1e-7]));
        assert!(!Scale::log(0.3, 0.9).ticks(5).is_empty());
        assert!(Scale::log(1e-38, 10.0).ticks(5).len() <= 5);
    }

    #[test]
    fn scales_take_anything() {
        for scale in
            [Scale::linear(0.0, 0.0), Scale::linear(f32::NAN, 1.0), Scale::log(0.0, 0.0), Scale::log(1e-38, 1.0)]
        {
            for value in [0.0, -1.0, 1e-38, 1e38, f32::INFINITY, f32::NEG_INFINITY] {
                assert!((0.0..=1.0).contains(&scale.share(value)), "{scale:?} {value}");
            }
            assert!(scale.share(f32::NAN).is_nan());
            assert!(scale.value(0.5).is_finite());
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
