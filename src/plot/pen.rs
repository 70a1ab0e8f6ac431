//! The pen: lines, areas and text in device pixels, on whatever backend.
//!
//! Figures are written against one object-safe trait with fractional coordinates; [`draw`] puts it on a `plotters`
//! backend, which knows whole pixels only. So the code of a figure exists once, however many backends there are.

mod backend;
mod dashes;

use backend::{OnBackend, Surface};
use dashes::dashes;
use plotters::prelude::DrawingBackend;

use crate::nn::math::sin_cos_called;
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy, simplified};
use crate::plot::theme::{LABEL, SMALL, Theme};

/// The backend could not draw.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("a figure could not be drawn: {0}")]
pub struct DrawError(String);

/// Draws a figure and hands back what it says about itself, such as where its axes are.
///
/// # Errors
/// [`DrawError`] with the backend's first error; what comes after it is not drawn.
pub fn draw<B: DrawingBackend, R>(
    backend: &mut B,
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> R,
) -> Result<R, DrawError> {
    let mut surface = OnBackend { backend, error: None };
    let result = figure(&mut Pen { surface: &mut surface, theme });
    if surface.error.is_none() {
        let presented = surface.backend.present();
        surface.check(presented);
    }
    surface.error.map_or(Ok(result), |error| Err(DrawError(error)))
}

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

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// It begins there.
    #[default]
    Left,
    /// Its middle is there.
    Centre,
    /// It ends there.
    Right,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Size in CSS pixels.
    pub size: f32,
    /// Colour.
    pub colour: Rgb,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic; a text is not both.
    pub italic: bool,
    /// Where it stands.
    pub align: Align,
}

impl Type {
    /// Ticks and captions.
    pub fn small(colour: Rgb) -> Self {
        Self { size: SMALL, colour, bold: false, italic: false, align: Align::Left }
    }

    /// Labels.
    pub fn label(colour: Rgb) -> Self {
        Self { size: LABEL, ..Self::small(colour) }
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same in italics.
    #[must_use]
    pub fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    /// The same, standing otherwise.
    #[must_use]
    pub fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// Draws marks of a theme on a backend. Coordinates and lengths are device pixels unless they say CSS.
pub struct Pen<'a> {
    surface: &'a mut dyn Surface,
    /// How things look.
    pub theme: &'a Theme,
}

impl Pen<'_> {
    /// The whole canvas.
    pub fn area(&self) -> Rect {
        let (width, height) = self.surface.size();
        Rect::new(0.0, 0.0, width, height)
    }

    /// CSS pixels in device pixels.
    pub fn px(&self, css: f32) -> f32 {
        self.theme.px(css)
    }

    /// The height of a line of text of this size in CSS pixels, in device pixels.
    pub fn line_height(&self, size: f32) -> f32 {
        self.theme.px(size * self.theme.text * 1.25)
    }

    /// A line through points, its width in CSS pixels. It is interrupted where a point is not finite.
    pub fn path(&mut self, points: &[Xy], width: f32, ink: impl Into<Ink>) {
        let ink = ink.into();
        for piece in points.split(|(x, y)| !(x.is_finite() && y.is_finite())).filter(|piece| piece.len() > 1) {
            // Points close to each other wobble when a backend rounds them: the fewer, the smoother.
            self.stroke(&simplified(piece, 0.3), width, ink);
        }
    }

    /// A line through exactly these points, which are finite; its width in CSS pixels.
    pub fn stroke(&mut self, points: &[Xy], width: f32, ink: impl Into<Ink>) {
        let width = self.px(width);
        self.surface.path(points, width, ink.into());
    }

    /// A dashed line; dash and gap in CSS pixels.
    pub fn dashed(&mut self, points: &[Xy], width: f32, (on, off): (f32, f32), ink: impl Into<Ink>) {
        let ink = ink.into();
        for dash in dashes(points, self.px(on), self.px(off)) {
            self.path(&dash, width, ink);
        }
    }

    /// Dashes on each piece of a line that is interrupted where a point is not finite.
    pub fn pieces_dashed(&mut self, points: &[Xy], width: f32, dash: (f32, f32), ink: impl Into<Ink>) {
        let ink = ink.into();
        for piece in points.split(|(x, y)| !(x.is_finite() && y.is_finite())).filter(|piece| piece.len() > 1) {
            self.dashed(piece, width, dash, ink);
        }
    }

    /// A line with this dash, if any.
    pub fn styled(&mut self, points: &[Xy], width: f32, dash: Option<(f32, f32)>, ink: impl Into<Ink>) {
        match dash {
            Some(dash) => self.dashed(points, width, dash, ink),
            None => self.path(points, width, ink),
        }
    }

    /// A thin dashed line in one stroke: cheap enough for hundreds of them.
    ///
    /// It is one polygon: along the line and back, apart in the dashes and on each other in the gaps.
    pub fn dotted(&mut self, points: &[Xy], width: f32, (on, off): (f32, f32), ink: impl Into<Ink>) {
        let Some((first, last)) = points.first().zip(points.last()) else { return };
        let width = self.px(width).max(1.0).round();
        let steep = (last.1 - first.1).abs() > (last.0 - first.0).abs();
        let shift = if steep { (width, 0.0) } else { (0.0, width) };
        let dashes = dashes(points, self.px(on), self.px(off));
        let mut outline: Vec<Xy> = dashes.concat();
        for dash in dashes.iter().rev() {
            outline.push(*dash.last().unwrap_or(first));
            outline.extend(dash.iter().rev().map(|(x, y)| (x + shift.0, y + shift.1)));
            outline.push(*dash.first().unwrap_or(first));
        }
        self.polygon(&outline, ink);
    }

    /// A filled area. Not drawn if a corner is not finite.
    pub fn polygon(&mut self, points: &[Xy], ink: impl Into<Ink>) {
        if points.len() > 2 && points.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
            self.surface.polygon(points, ink.into());
        }
    }

    /// A filled rectangle, its edges on whole pixels.
    pub fn rect(&mut self, rect: Rect, ink: impl Into<Ink>) {
        self.surface.rect(rect, ink.into());
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
        if centre.0.is_finite() && centre.1.is_finite() {
            self.surface.disc(centre, radius, ink.into());
        }
    }

    /// A text, its vertical middle at `at`.
    pub fn text(&mut self, text: &str, at: Xy, look: Type) {
        let size = self.px(look.size * self.theme.text);
        self.surface.text(text, at, size * self.theme.font_divisor, look);
    }

    /// A text on a plate of the page's colour: readable on top of lines.
    pub fn text_on_plate(&mut self, text: &str, at: Xy, look: Type) {
        let plate = self.text_box(text, at, look).grown(self.px(2.0));
        let bg = self.theme.palette.bg;
        self.rect(plate, bg);
        self.text(text, at, look);
    }

    /// The width of a text, on the large side: fonts differ by 12 %.
    pub fn text_width(&self, text: &str, look: Type) -> f32 {
        let em = self.px(look.size * self.theme.text);
        em * text.chars().map(advance).sum::<f32>() * if look.bold { 1.06 } else { 1.0 }
    }

    /// Where a text would stand.
    pub fn text_box(&self, text: &str, at: Xy, look: Type) -> Rect {
        let (width, height) = (self.text_width(text, look), self.line_height(look.size));
        let left = match look.align {
            Align::Left => at.0,
            Align::Centre => at.0 - width / 2.0,
            Align::Right => at.0 - width,
        };
        Rect::new(left, at.1 - height / 2.0, width, height)
    }

    /// Strokes at 45 degrees inside a rectangle; period and width in CSS pixels.
    pub fn hatch(&mut self, rect: Rect, period: f32, width: f32, ink: impl Into<Ink>) {
        let ink = ink.into();
        let step = self.px(period) * std::f32::consts::SQRT_2;
        let mut offset = step;
        while offset < rect.width + rect.height {
            // The stroke x - rect.x + y - rect.y = offset, cut to the rectangle.
            let start = (rect.x + (offset - rect.height).max(0.0), rect.y + offset.min(rect.height));
            let end = (rect.x + offset.min(rect.width), rect.y + (offset - rect.width).max(0.0));
            self.path(&[start, end], width, ink);
            offset += step;
        }
    }

    /// The mark of a death: a cross of this size in CSS pixels, with a halo of the page's colour.
    pub fn cross(&mut self, centre: Xy, size: f32, width: f32, ink: impl Into<Ink>) {
        let (ink, bg) = (ink.into(), self.theme.palette.bg);
        let r = self.px(size) / 2.0;
        let strokes = |r: f32| {
            [
                [(centre.0 - r, centre.1 - r), (centre.0 + r, centre.1 + r)],
                [(centre.0 - r, centre.1 + r), (centre.0 + r, centre.1 - r)],
            ]
        };
        for stroke in strokes(r + self.px(1.0)) {
            self.path(&stroke, width + 2.5, bg);
        }
        for stroke in strokes(r) {
            self.path(&stroke, width, ink);
        }
    }

    /// The corners of a rectangle with round corners; the radius in CSS pixels. Closed.
    pub fn rounded(&self, rect: Rect, radius: f32) -> Vec<Xy> {
        let r = self.px(radius).min(rect.width / 2.0).min(rect.height / 2.0);
        let corners = [
            (rect.right() - r, rect.y + r, -90.0),
            (rect.right() - r, rect.bottom() - r, 0.0),
            (rect.x + r, rect.bottom() - r, 90.0),
            (rect.x + r, rect.y + r, 180.0),
        ];
        let mut points: Vec<Xy> = Vec::with_capacity(29);
        for (x, y, from) in corners {
            for i in 0..=6u8 {
                let (sin, cos) = sin_cos_called((from + 15.0 * f32::from(i)).to_radians());
                points.push((x + r * cos, y + r * sin));
            }
        }
        points.push(points[0]);
        points
    }
}

/// Advance of a character in em, after the wider ones of the usual fonts.
fn advance(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '′' | '·' => 0.31,
        ' ' | '.' | ',' | ':' | ';' | '!' => 0.34,
        '\u{2009}' => 0.2,
        't' | 'f' | 'r' | '(' | ')' | '[' | ']' | '/' | '₁' | '₂' | '²' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' => 0.95,
        '−' | '+' | '=' | '<' | '>' | '≠' | '≥' => 0.8,
        'A'..='Z' => 0.7,
        _ => 0.62,
    }
}
