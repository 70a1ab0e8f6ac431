//! Marks of our own: lines, areas, texts and symbols in device pixels, beside the charts and for pictures without axes.
//!
//! Here are the lines and areas that a backend knows.

mod marks;
mod text;

pub use text::{Align, TextStyle};

use std::cell::RefCell;
use std::rc::Rc;

use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color, RGBAColor, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Dash;
use crate::plot::subpixel::{DrawError, SUBPIXELS, SubpixelBackend};
use crate::plot::theme::Theme;

/// A colour and how much of it covers what is below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// The colour.
    pub colour: Rgb,
    /// 0: nothing; 1: covers.
    pub alpha: f32,
}

impl From<Rgb> for Ink {
    fn from(colour: Rgb) -> Self {
        Self { colour, alpha: 1.0 }
    }
}

impl Rgb {
    /// This colour, letting through what is below.
    pub fn alpha(self, alpha: f32) -> Ink {
        Ink { colour: self, alpha }
    }
}

/// The place of a point on the backend.
fn units((x, y): Xy) -> BackendCoord {
    let scale = SUBPIXELS as f32;
    ((x * scale).round() as i32, (y * scale).round() as i32)
}

/// A length in device pixels, on the backend: at least one unit.
fn length(pixels: f32) -> u32 {
    (pixels * SUBPIXELS as f32).round().max(1.0) as u32
}

fn is_finite((x, y): Xy) -> bool {
    x.is_finite() && y.is_finite()
}

/// The pieces of a line that is interrupted where a point is not finite.
pub fn finite_pieces(points: &[Xy]) -> impl Iterator<Item = &[Xy]> {
    points.split(|point| !is_finite(*point)).filter(|piece| piece.len() > 1)
}

/// Draws marks of a theme on a backend. Coordinates and lengths are device pixels unless they say CSS.
///
/// Nothing is drawn after an error of the backend; [`result`](Pen::result) tells it.
pub struct Pen<'a> {
    backend: Rc<RefCell<SubpixelBackend<'a>>>,
    error: Option<DrawError>,
    /// How things look.
    pub theme: &'a Theme,
}

impl<'a> Pen<'a> {
    pub(super) fn new(backend: Rc<RefCell<SubpixelBackend<'a>>>, theme: &'a Theme) -> Self {
        Self { backend, error: None, theme }
    }

    /// What charts are built on.
    pub(super) fn backend(&self) -> &Rc<RefCell<SubpixelBackend<'a>>> {
        &self.backend
    }

    /// Whether everything was drawn so far.
    ///
    /// # Errors
    /// [`DrawError`] with the first error of the backend.
    pub fn result(&self) -> Result<(), DrawError> {
        self.error.clone().map_or(Ok(()), Err)
    }

    fn draw(&mut self, mark: impl FnOnce(&mut SubpixelBackend<'a>) -> Result<(), DrawingErrorKind<DrawError>>) {
        if self.error.is_none() {
            self.error = mark(&mut self.backend.borrow_mut()).err().map(DrawError::from);
        }
    }

    /// The whole canvas.
    pub fn area(&self) -> Rect {
        let (width, height) = self.backend.borrow().get_size();
        Rect::new(0.0, 0.0, width as f32 / SUBPIXELS as f32, height as f32 / SUBPIXELS as f32)
    }

    /// CSS pixels in device pixels.
    pub fn px(&self, css: f32) -> f32 {
        self.theme.px(css)
    }

    /// CSS pixels in units of the backend.
    pub(super) fn css(&self, css: f32) -> u32 {
        length(self.px(css))
    }

    /// How a line of this width in CSS pixels is drawn.
    pub(super) fn stroke(&self, width: f32, ink: impl Into<Ink>) -> ShapeStyle {
        ShapeStyle { color: rgba(ink.into()), filled: false, stroke_width: self.css(width) }
    }

    /// A line through points, its width in CSS pixels. It is interrupted where a point is not finite.
    pub fn path(&mut self, points: &[Xy], width: f32, ink: impl Into<Ink>) {
        let style = self.stroke(width, ink);
        for piece in finite_pieces(points) {
            self.draw(|backend| backend.draw_path(piece.iter().copied().map(units), &style));
        }
    }

    /// A dashed line; dash and gap in CSS pixels.
    pub fn dashed(&mut self, points: &[Xy], width: f32, (on, off): (f32, f32), ink: impl Into<Ink>) {
        let (style, on, off) = (self.stroke(width, ink), self.css(on), self.css(off));
        for piece in finite_pieces(points) {
            let dashes = DashedPathElement::new(std::iter::empty::<BackendCoord>(), on, off, style);
            self.draw(|backend| {
                let size = backend.get_size();
                dashes.draw(piece.iter().copied().map(units), backend, size)
            });
        }
    }

    /// A line with this dash, if any.
    pub fn styled(&mut self, points: &[Xy], width: f32, dash: Dash, ink: impl Into<Ink>) {
        match dash {
            Some(dash) => self.dashed(points, width, dash, ink),
            None => self.path(points, width, ink),
        }
    }

    /// A filled area. Not drawn if a corner is not finite.
    pub fn polygon(&mut self, points: &[Xy], ink: impl Into<Ink>) {
        if points.len() > 2 && points.iter().copied().all(is_finite) {
            let colour = rgba(ink.into()).to_backend_color();
            self.draw(|backend| backend.fill_polygon(points.iter().copied().map(units), &colour));
        }
    }

    /// A filled rectangle, its edges on whole pixels.
    pub fn rect(&mut self, rect: Rect, ink: impl Into<Ink>) {
        let colour = rgba(ink.into()).to_backend_color();
        let (from, to) = (units((rect.x, rect.y)), units((rect.right(), rect.bottom())));
        self.draw(|backend| backend.draw_rect(from, to, &colour, true));
    }

    /// A horizontal line, crisp, its width in CSS pixels.
    pub fn horizontal(&mut self, from: f32, to: f32, y: f32, width: f32, ink: impl Into<Ink>) {
        let width = self.px(width).round().max(1.0);
        self.rect(Rect::new(from, (y - width / 2.0).round(), to - from, width), ink);
    }

    /// A vertical line, crisp, its width in CSS pixels.
    pub fn vertical(&mut self, x: f32, from: f32, to: f32, width: f32, ink: impl Into<Ink>) {
        let width = self.px(width).round().max(1.0);
        self.rect(Rect::new((x - width / 2.0).round(), from, width, to - from), ink);
    }

    /// A filled disc.
    pub fn disc(&mut self, centre: Xy, radius: f32, ink: impl Into<Ink>) {
        if is_finite(centre) {
            let colour = rgba(ink.into()).to_backend_color();
            self.draw(|backend| backend.draw_circle(units(centre), length(radius), &colour, true));
        }
    }
}

fn rgba(Ink { colour, alpha }: Ink) -> RGBAColor {
    // Three decimals are plenty, and short in SVG.
    let alpha = (f64::from(alpha.clamp(0.0, 1.0)) * 1000.0).round() / 1000.0;
    RGBAColor(colour.0, colour.1, colour.2, alpha)
}
