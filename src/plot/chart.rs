//! A chart of plotters in a rectangle of a figure: mesh, ticks and series in the look of the page.
//!
//! Text sizes, colours and margins come from the theme; what plotters cannot do (names at the right end of an axis, labels at
//! the ends of lines, hatches, symbols) is drawn by the pen at [`Chart::at`].

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition, MeshStyle};
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::Polygon;
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::colors::TRANSPARENT;
use plotters::style::text_anchor::VPos;

use crate::plot::axis::{Axis, Scale};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Dash;
use crate::plot::pen::{Align, Ink, Pen, TextStyle, finite_pieces};
use crate::plot::subpixel::{DrawError, SUBPIXELS, SubpixelBackend};
use crate::plot::theme::SMALL;

/// Distance of numbers from the plot at its left and below it, in CSS pixels.
const LEFT_GAP: f32 = 6.0;
const BELOW_GAP: f32 = 5.0;

/// The place left for data between the texts around a plot, in device pixels.
///
/// `left` and `right`: the widest texts there; space for half a line is left above, for a line of ticks below.
pub fn plot_rect(pen: &Pen, left: f32, right: f32) -> Rect {
    let area = pen.area();
    let line = pen.line_height(SMALL);
    let gap = pen.px(LEFT_GAP);
    let left = if left > 0.0 { left + gap } else { gap };
    let right = if right > 0.0 { right + gap + pen.px(2.0) } else { gap };
    let (top, bottom) = (line / 2.0 + pen.px(1.0), line + pen.px(5.0));
    let width = (area.width - left - right).max(pen.px(8.0));
    let plot = Rect::new(left, top, width, (area.height - top - bottom).max(pen.px(8.0)));
    plot.to_device(1.0)
}

/// How many ticks a vertical axis has space for.
pub fn rows(pen: &Pen, height: f32) -> usize {
    ((height / (pen.line_height(SMALL) * 1.3)) as usize).clamp(2, pen.theme.ticks(6))
}

/// The width of the numbers of a vertical axis, at least that of `least`.
pub fn tick_width(pen: &Pen, ticks: &[f32], least: &str) -> f32 {
    let texts: Vec<String> = ticks.iter().copied().map(format::tick).collect();
    let look = TextStyle::small(pen.theme.palette.ink3);
    pen.widest(look, texts.iter().map(String::as_str).chain([least]))
}

/// The horizontal axis of a plot and its name, which stands below at the right end of the figure.
pub struct NamedAxis<'n> {
    /// The values at the ends.
    pub scale: Scale,
    /// What is wanted as ticks.
    pub ticks: Vec<f32>,
    /// The text of a tick.
    pub text: &'n dyn Fn(f32) -> String,
    /// The name; may be empty.
    pub name: &'n str,
    /// How the name looks.
    pub look: TextStyle,
}

impl NamedAxis<'_> {
    fn name_at(pen: &Pen, plot: Rect) -> Xy {
        (pen.area().right() - pen.px(2.0), plot.bottom() + pen.px(BELOW_GAP))
    }

    /// The axis without the ticks whose numbers would touch the name, each other or the end of the figure.
    pub fn axis(&self, pen: &Pen, plot: Rect) -> Axis {
        let gap = pen.px(6.0);
        let name = pen.text_box(self.name, Self::name_at(pen, plot), self.look.align(Align::Right));
        let mut end = if self.name.is_empty() { pen.area().right() + gap } else { name.x };
        let look = TextStyle::small(pen.theme.palette.ink3);
        let mut kept = Vec::new();
        // From the first tick on each one stands right of the one before.
        let mut start = -gap;
        for &tick in &self.ticks {
            let share = (tick - self.scale.lo) / (self.scale.hi - self.scale.lo);
            let (middle, half) = (plot.x + plot.width * share, pen.text_width(&(self.text)(tick), look) / 2.0);
            end = end.min(pen.area().right() + gap);
            if middle - half >= start + gap && middle + half <= end - gap {
                kept.push(tick);
                start = middle + half;
            }
        }
        Axis::new(self.scale, kept)
    }

    /// Draws the name.
    pub fn draw_name(&self, pen: &mut Pen, plot: Rect) {
        if !self.name.is_empty() {
            pen.anchored(self.name, Self::name_at(pen, plot), self.look.align(Align::Right), VPos::Top);
        }
    }
}

/// A chart of plotters on a part of the canvas.
pub struct Chart<'a> {
    context: ChartContext<'a, SubpixelBackend<'a>, Cartesian2d<Axis, Axis>>,
}

impl<'a> Chart<'a> {
    /// A chart whose plotting area is `plot`; numbers stand left of it and below.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn new(pen: &Pen<'a>, plot: Rect, x: Axis, y: Axis) -> Result<Self, DrawError> {
        let root = DrawingArea::from(pen.backend());
        let area = pen.area();
        let units = |pixels: f32| (pixels * SUBPIXELS as f32).round() as i32;
        let context = ChartBuilder::on(&root)
            .margin_top(units(plot.y))
            .margin_right(units(area.right() - plot.right()))
            .set_label_area_size(LabelAreaPosition::Left, units(plot.x))
            .set_label_area_size(LabelAreaPosition::Bottom, units(area.bottom() - plot.bottom()))
            .build_cartesian_2d(x, y)?;
        Ok(Self { context })
    }

    /// A mesh in the look of the page: lines and numbers at the ticks. To be configured further, and drawn.
    pub fn mesh<'m>(&'m mut self, pen: &Pen) -> MeshStyle<'a, 'm, Axis, Axis, SubpixelBackend<'a>> {
        let palette = pen.theme.palette;
        let ticks = TextStyle::small(palette.ink3).to_plotters(pen.theme, VPos::Center);
        let mut mesh = self.context.configure_mesh();
        mesh.bold_line_style(pen.stroke(1.0, palette.line))
            .axis_style(TRANSPARENT)
            .label_style(ticks)
            // Numbers stand twice as far from the plot as ticks are long; the ticks themselves are transparent.
            .set_tick_mark_size(LabelAreaPosition::Left, pen.css(LEFT_GAP / 2.0))
            .set_tick_mark_size(LabelAreaPosition::Bottom, pen.css(BELOW_GAP / 2.0));
        mesh
    }

    /// A line through places in data, its width in CSS pixels. It is interrupted where a place is not finite.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn line(
        &mut self,
        pen: &Pen,
        points: &[Xy],
        width: f32,
        dash: Dash,
        ink: impl Into<Ink>,
    ) -> Result<(), DrawError> {
        let style = pen.stroke(pen.theme.curve(width), ink);
        for piece in finite_pieces(points) {
            let piece = piece.iter().copied();
            match dash {
                None => self.context.draw_series(LineSeries::new(piece, style))?,
                Some((on, off)) => {
                    self.context.draw_series(DashedLineSeries::new(piece, pen.css(on), pen.css(off), style))?
                }
            };
        }
        Ok(())
    }

    /// The area between two lines over the same places: each place with its lower and its upper value.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn band(&mut self, pen: &Pen, places: &[(f32, f32, f32)], ink: impl Into<Ink>) -> Result<(), DrawError> {
        let is_finite = |(x, low, high): &(f32, f32, f32)| x.is_finite() && low.is_finite() && high.is_finite();
        let style = pen.stroke(1.0, ink).filled();
        for piece in places.split(|place| !is_finite(place)).filter(|piece| piece.len() > 1) {
            let upper = piece.iter().map(|(x, _, high)| (*x, *high));
            let lower = piece.iter().rev().map(|(x, low, _)| (*x, *low));
            let outline: Vec<Xy> = upper.chain(lower).collect();
            self.context.draw_series([Polygon::new(outline, style)])?;
        }
        Ok(())
    }

    /// Where a value is, in device pixels.
    pub fn at(&self, x: f32, y: f32) -> Xy {
        let (x, y) = self.context.backend_coord(&(x, y));
        (x as f32 / SUBPIXELS as f32, y as f32 / SUBPIXELS as f32)
    }

    /// The chart itself, for series of other kinds.
    pub fn context(&mut self) -> &mut ChartContext<'a, SubpixelBackend<'a>, Cartesian2d<Axis, Axis>> {
        &mut self.context
    }
}
