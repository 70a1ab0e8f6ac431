//! Predicted against true values: a point on the diagonal is predicted as it is.

use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::format;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::snapshot::Snapshot;

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Predicted<'a> {
    /// The run, with the predicted values in it.
    pub snapshot: &'a Snapshot,
    /// Whether test points are shown, as rings.
    pub test_points: bool,
}

/// How far the axes go beyond the true values, over how far these are apart. It stays the same for the whole run: predictions that are
/// farther off are drawn at the edge.
const BEYOND: f32 = 0.25;

/// Draws the figure.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Predicted) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let Snapshot { points, predicted, .. } = figure.snapshot;
    let values = points.target.numbers();
    let (lowest, highest) =
        values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    let room = if highest > lowest { BEYOND * (highest - lowest) } else { 1.0 };
    let scale = Scale::linear(lowest - room, highest + room);
    let left = chart::tick_width(pen, &scale.ticks(5), "−0.5");
    let plot = chart::plot_rect(pen, left, 0.0);
    let look = TextStyle::small(palette.ink2).italic();
    let below = NamedAxis { scale, ticks: scale.ticks(5), text: &format::tick, name: "true value", look };
    let rows = chart::rows(pen, plot.height).min(5);
    let mut chart = Chart::new(pen, plot, below.axis(pen, plot), Axis::new(scale, scale.ticks(rows)))?;
    let text = |v: &f32| format::tick(*v);
    chart.mesh(pen).x_label_formatter(&text).y_label_formatter(&text).draw()?;
    below.draw_name(pen, plot);
    chart.line(pen, &[(scale.lo, scale.lo), (scale.hi, scale.hi)], 1.5, None, palette.ink)?;
    let train = points.train as usize;
    let bg = palette.bg;
    for (i, (&value, &predicted)) in values.iter().zip(predicted).enumerate() {
        let is_test = i >= train;
        if (is_test && !figure.test_points) || !predicted.is_finite() {
            continue;
        }
        let at = chart.at(value, predicted);
        pen.disc(at, pen.px(3.5), bg);
        pen.disc(at, pen.px(2.5), palette.acc);
        if is_test {
            pen.disc(at, pen.px(1.4), bg);
        }
    }
    let at = (plot.x + pen.px(4.0), plot.y + pen.line_height(SMALL) / 2.0);
    pen.text_on_plate("predicted value", at, look);
    if predicted.iter().any(|value| !value.is_finite()) {
        let look = TextStyle { size: 18.0, ..TextStyle::label(palette.danger) }.bold();
        pen.text_on_plate("NaN", plot.centre(), look.align(crate::plot::pen::Align::Centre));
    }
    pen.result()
}
