//! A plot with the names of its axes: that of the vertical one above, that of the horizontal one below its numbers.

use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::geometry::Rect;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;

/// What stands around the data.
pub struct Frame<'a> {
    /// The place of all of it.
    pub area: Rect,
    /// The horizontal axis.
    pub x: Scale,
    /// Its name; may be empty.
    pub x_name: &'a str,
    /// The text of a tick.
    pub x_text: &'a dyn Fn(f32) -> String,
    /// The vertical axis.
    pub y: Scale,
    /// Its name; may be empty.
    pub y_name: &'a str,
    /// The text of a tick.
    pub y_text: &'a dyn Fn(f32) -> String,
    /// Whether ticks are whole numbers only: on x, on y.
    pub whole: (bool, bool),
}

impl Frame<'_> {
    /// Draws axes and names. Hands back the chart and the place of the data.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn draw<'p>(&self, pen: &mut Pen<'p>) -> Result<(Chart<'p>, Rect), DrawError> {
        let palette = pen.theme.palette;
        let name = TextStyle::small(palette.ink2);
        let line = pen.line_height(SMALL);
        let wrapped = |text: &str, pen: &Pen| match text {
            "" => Vec::new(),
            text => name.lines(text, self.area.width - pen.px(4.0), pen.theme),
        };
        let (above, below) = (wrapped(self.y_name, pen), wrapped(self.x_name, pen));
        let top = self.area.y + above.len() as f32 * line + pen.px(3.0) + line / 2.0;
        let bottom = self.area.bottom() - below.len() as f32 * line - line - pen.px(6.0);
        let height = (bottom - top).max(pen.px(24.0));
        let rows = chart::rows(pen, height);
        let y_ticks = if self.whole.1 { self.y.whole_ticks(rows) } else { self.y.ticks(rows) };
        let tick = TextStyle::small(palette.ink3);
        let widest = y_ticks.iter().map(|v| pen.text_width(&(self.y_text)(*v), tick)).fold(0.0, f32::max);
        let left = self.area.x + widest + pen.px(6.0);
        let plot = Rect::new(left, top, self.area.right() - left - pen.px(12.0), height).to_device(1.0);
        let columns = ((plot.width / (pen.px(52.0) * pen.theme.text)) as usize).clamp(2, 7);
        let ticks = if self.whole.0 { self.x.whole_ticks(columns) } else { self.x.ticks(columns) };
        let axis = NamedAxis { scale: self.x, ticks, text: self.x_text, name: "", look: name };
        let mut chart = Chart::new(pen, plot, axis.axis(pen, plot), Axis::new(self.y, y_ticks))?;
        let (x_text, y_text) = (|v: &f32| (self.x_text)(*v), |v: &f32| (self.y_text)(*v));
        chart.mesh(pen).disable_x_mesh().x_label_formatter(&x_text).y_label_formatter(&y_text).draw()?;
        for (i, text) in above.iter().enumerate() {
            pen.text(text, (self.area.x + pen.px(2.0), self.area.y + line * (i as f32 + 0.5)), name);
        }
        for (i, text) in below.iter().rev().enumerate() {
            let at = (self.area.right() - pen.px(2.0), self.area.bottom() - line * (i as f32 + 0.5) - pen.px(1.0));
            pen.text(text, at, name.align(Align::Right));
        }
        Ok((chart, plot))
    }
}

/// A linear scale around values, with some space at both ends; 0 is an end if all values lie on one side of it and not far off.
pub fn around(values: impl Iterator<Item = f32>) -> Scale {
    let (mut lo, mut hi) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in values.filter(|value| value.is_finite()) {
        (lo, hi) = (lo.min(value), hi.max(value));
    }
    if lo > hi {
        return Scale::linear(0.0, 1.0);
    }
    let from_zero = lo >= 0.0 && lo < 0.8 * hi;
    if lo == hi {
        return if lo == 0.0 {
            Scale::linear(0.0, 1.0)
        } else {
            Scale::linear(lo.min(0.0), lo.max(0.0) * 1.25 + 1e-30)
        };
    }
    let pad = 0.06 * (hi - lo);
    Scale::linear(if from_zero { 0.0 } else { lo - pad }, hi + pad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_hold_all_values_and_zero_where_it_is_near() {
        let of = |values: &[f32]| around(values.iter().copied());
        for values in [&[0.0, 1.0][..], &[0.97, 1.2], &[-3.0, 2.0], &[5.0], &[-5.0], &[0.0, 0.0], &[1e-9]] {
            let scale = of(values);
            assert!(values.iter().all(|value| scale.contains(*value)) && scale.lo < scale.hi, "{values:?}: {scale:?}");
        }
        assert_eq!(of(&[2.0, 10.0]).lo, 0.0);
        assert!(of(&[0.97, 1.2]).lo > 0.9);
        assert_eq!((of(&[]).lo, of(&[f32::NAN, f32::INFINITY]).hi), (0.0, 1.0));
    }
}
