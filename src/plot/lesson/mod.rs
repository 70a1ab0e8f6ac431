//! The figure of a lesson: what was measured in each arm, what theory says of it, and where to look.
//!
//! - `looks`: how arms are told apart.
//! - `dots`: panels with a row for each arm and a dot for each seed.
//! - `lines`: all arms in one plot.
//! - `histogram`: how often which value occurs.
//! - `panels`: a small plot for each arm: maps of answers, curves with what they are held against.
//! - `frame`, `key`: what these have in common: axes with their names, and the names of arms where the ends of lines have no room.
//! - `pointer`: the one mark that says where to look.

mod dots;
mod frame;
mod histogram;
mod key;
mod lines;
mod looks;
mod panels;
mod pointer;

pub use looks::looks;

use crate::lessons::Lesson;
use crate::lessons::figure::Figure;
use crate::lessons::measured::Measured;
use crate::plot::geometry::Rect;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::raster::Raster;
use crate::plot::subpixel::DrawError;
use crate::plot::theme::Theme;

/// What the figure shows.
#[derive(Clone, Copy)]
pub struct LessonFigure<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// What was measured so far.
    pub measured: &'a Measured,
    /// What stands in the plot before the first outcome.
    pub waiting: &'a str,
    /// What stands at the pointer; empty for none.
    pub pointer: &'a str,
}

/// The height that the figure needs at a width, both in CSS pixels; `None` for grids and code, which are no drawings.
///
/// It does not depend on what was measured: nothing moves when outcomes come in.
pub fn height(lesson: &Lesson, width: f32, theme: &Theme) -> Option<f32> {
    let device = theme.px(width);
    match lesson.figure {
        Figure::Dots(panels) => Some(dots::layout(lesson, panels, device, theme).height / theme.scale),
        Figure::Lines(_) | Figure::Curves { .. } => Some(lines::height(lesson, device, theme) / theme.scale),
        Figure::Histogram(_) => Some((0.5 * width).clamp(210.0, 300.0)),
        Figure::Panels(axes) => Some(panels::layout(lesson, &axes, device, theme).height / theme.scale),
        Figure::Grid(_) | Figure::Code(_) => None,
    }
}

/// The pixels of the figure at this width in CSS pixels, to be put before the rest is drawn.
pub fn rasters(figure: &LessonFigure, width: f32, theme: &Theme) -> Vec<Raster> {
    match figure.lesson.figure {
        Figure::Panels(axes) => panels::rasters(figure, &axes, theme.px(width), theme),
        _ => Vec::new(),
    }
}

/// Draws the figure; nothing for grids and code.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &LessonFigure) -> Result<(), DrawError> {
    match &figure.lesson.figure {
        Figure::Dots(panels) => dots::draw(pen, figure, panels)?,
        Figure::Lines(axes) => lines::draw(pen, figure, axes)?,
        Figure::Curves { theory } => lines::draw_losses(pen, figure, *theory)?,
        Figure::Histogram(axes) => histogram::draw(pen, figure, axes)?,
        Figure::Panels(axes) => panels::draw(pen, figure, axes)?,
        Figure::Grid(_) | Figure::Code(_) => {}
    }
    pen.result()
}

impl LessonFigure<'_> {
    /// Whether there is no outcome yet.
    fn is_empty(&self) -> bool {
        (0..self.lesson.experiment.arms.len()).all(|arm| self.measured.outcomes(arm).is_empty())
    }

    /// Draws what there is to do first, where there is no outcome yet.
    fn draw_waiting(&self, pen: &mut Pen, plot: Rect) {
        if self.is_empty() && !self.waiting.is_empty() {
            let look = TextStyle::label(pen.theme.palette.ink2).align(Align::Centre);
            pen.text_on_plate(self.waiting, plot.centre(), look);
        }
    }
}
