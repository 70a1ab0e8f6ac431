//! The frame of the figures of gradients: an axis of decades with a line for 0, and what values mean.

use super::{GUIDE, Gradient, HIGHEST, LOWEST, Quantity, VANISHED};
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::format;
use crate::plot::geometry::Rect;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;

/// The vertical axis: decades, and below them a row that ends at the line for 0.
pub(super) struct Decades {
    scale: Scale,
    ticks: Vec<f32>,
    pub lowest: f32,
    pub highest: f32,
}

impl Decades {
    pub fn new(pen: &Pen, figure: &Gradient, plot: Rect) -> Self {
        let (lowest, highest) = (figure.lowest(), figure.highest());
        let row = pen.line_height(SMALL).min(plot.height / 3.0);
        let decades = (f64::from(highest) / f64::from(lowest)).log10();
        // As many decades more as give the row the height of a line.
        let below = decades * f64::from(row / (plot.height - row));
        let floor = f64::from(lowest) * 10f64.powf(-below);
        let is_usual = (lowest, highest) == (LOWEST, HIGHEST);
        // That of 0 comes to them.
        let few = pen.theme.ticks(usize::MAX) < 4;
        let mut ticks = if few && is_usual {
            vec![if figure.quantity == Quantity::UpdateRatio { GUIDE } else { VANISHED }, HIGHEST]
        } else if few {
            Scale::log(lowest, highest).ticks(2)
        } else if figure.quantity == Quantity::UpdateRatio && is_usual {
            vec![LOWEST, 1e-5, GUIDE, 0.1, HIGHEST]
        } else {
            Scale::log(lowest, highest).ticks(chart::rows(pen, plot.height - row))
        };
        ticks.insert(0, 0.0);
        let scale = Scale { lo: (floor as f32).max(f32::from_bits(1)), hi: highest, log: true };
        Self { scale, ticks, lowest, highest }
    }

    /// A value as it is drawn: only an exact 0 comes below the lowest decade.
    pub fn shown(&self, value: f32) -> f32 {
        if value == 0.0 { self.scale.lo } else { value.clamp(self.lowest, self.highest) }
    }
}

/// The text of a tick: `1e−7`, `0.1`, `0`, `1e6`.
fn tick_text(value: f32) -> String {
    if value != 0.0 && !(0.01..1e4).contains(&value) { format::scientific(value, 0) } else { format::tick(value) }
}

/// The place of the plot, beside the widest numbers.
pub(super) fn plot_rect(pen: &Pen, figure: &Gradient, right: f32) -> Rect {
    let look = TextStyle::small(pen.theme.palette.ink3);
    let wide = if figure.lowest() < 1e-9 || figure.highest() > 1e9 { "1e−38" } else { "" };
    let left = pen.widest(look, ["1e−7", wide]);
    chart::plot_rect(pen, left, right)
}

/// Draws axes, the line for 0 and what values mean.
pub(super) fn draw_frame<'a>(
    pen: &mut Pen<'a>,
    figure: &Gradient,
    plot: Rect,
    decades: &Decades,
    x: &NamedAxis,
) -> Result<Chart<'a>, DrawError> {
    let palette = pen.theme.palette;
    let y = Axis::new(decades.scale, decades.ticks.clone());
    let mut chart = Chart::new(pen, plot, x.axis(pen, plot), y)?;
    chart
        .mesh(pen)
        .disable_x_mesh()
        .x_label_formatter(&|v| (x.text)(*v))
        .y_label_formatter(&|v| tick_text(*v))
        .draw()?;
    x.draw_name(pen, plot);
    let guide = match figure.quantity {
        Quantity::Norm => {
            let top = chart.at(0.0, VANISHED).1;
            pen.hatch(Rect::new(plot.x, top, plot.width, plot.bottom() - top), 6.0, 1.0, palette.line);
            None
        }
        Quantity::UpdateRatio => Some(GUIDE),
        // What arrives at the layers below is compared with what the last hidden layer is given.
        Quantity::OutputGradient => {
            let now = figure.now();
            now.len().checked_sub(2).map(|last| decades.shown(now[last])).filter(|value| value.is_finite())
        }
    };
    if let Some(guide) = guide {
        chart.line(pen, &[(x.scale.lo, guide), (x.scale.hi, guide)], 1.0, Some((4.0, 3.0)), palette.edge)?;
    }
    pen.horizontal(plot.x - pen.px(4.0), plot.right(), plot.bottom(), 1.0, palette.edge);
    Ok(chart)
}
