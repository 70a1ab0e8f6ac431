//! Marks of our own: lines, areas, texts and symbols in device pixels, beside the charts and for pictures without axes.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{self, Color, FontFamily, FontStyle, RGBAColor, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingErrorKind};

use crate::nn::math::sin_cos;
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::{Dash, Marker};
use crate::plot::subpixel::{DrawError, SUBPIXELS, SubpixelBackend};
use crate::plot::theme::{FONT, LABEL, SMALL, Theme};

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

/// The height of a line over the size of its text.
const LEADING: f32 = 1.25;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
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

impl TextStyle {
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

    /// The width of a text in device pixels, on the large side: fonts differ by 12 %.
    pub fn width(self, text: &str, theme: &Theme) -> f32 {
        let em = theme.px(self.size * theme.text);
        em * text.chars().map(advance).sum::<f32>() * if self.bold { 1.06 } else { 1.0 }
    }

    /// The height of a line of it, in device pixels.
    pub fn line_height(self, theme: &Theme) -> f32 {
        theme.px(self.size * theme.text * LEADING)
    }

    /// A text in lines that are no wider than this in device pixels; a single word may be.
    pub fn lines(self, text: &str, width: f32, theme: &Theme) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), theme) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// The same for plotters, `vertical` the anchor.
    pub(super) fn to_plotters(self, theme: &Theme, vertical: VPos) -> style::TextStyle<'static> {
        let font = match (self.bold, self.italic) {
            (true, _) => FontStyle::Bold,
            (false, true) => FontStyle::Italic,
            (false, false) => FontStyle::Normal,
        };
        let horizontal = match self.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let size = f64::from(theme.px(self.size * theme.text)) * f64::from(SUBPIXELS);
        let mut style = style::TextStyle::from((FontFamily::Name(FONT), size, font));
        style.color = rgba(self.colour.into()).to_backend_color();
        style.pos(Pos::new(horizontal, vertical))
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

    /// The height of a line of text of this size in CSS pixels, in device pixels.
    pub fn line_height(&self, size: f32) -> f32 {
        self.theme.px(size * self.theme.text * LEADING)
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

    /// A text, its vertical middle at `at`.
    pub fn text(&mut self, text: &str, at: Xy, look: TextStyle) {
        self.anchored(text, at, look, VPos::Center);
    }

    /// A text with another part of it at the height of `at`.
    pub(super) fn anchored(&mut self, text: &str, at: Xy, look: TextStyle, vertical: VPos) {
        let style = look.to_plotters(self.theme, vertical);
        self.draw(|backend| backend.draw_text(text, &style, units(at)));
    }

    /// A text on a plate of the page's colour: readable on top of lines.
    pub fn text_on_plate(&mut self, text: &str, at: Xy, look: TextStyle) {
        let plate = self.text_box(text, at, look).grown(self.px(2.0));
        let bg = self.theme.palette.bg;
        self.rect(plate, bg);
        self.text(text, at, look);
    }

    /// The width of a text, on the large side: fonts differ by 12 %.
    pub fn text_width(&self, text: &str, look: TextStyle) -> f32 {
        look.width(text, self.theme)
    }

    /// The widest of some texts.
    pub fn widest<'t>(&self, look: TextStyle, texts: impl IntoIterator<Item = &'t str>) -> f32 {
        texts.into_iter().map(|text| self.text_width(text, look)).fold(0.0, f32::max)
    }

    /// Where a text would stand.
    pub fn text_box(&self, text: &str, at: Xy, look: TextStyle) -> Rect {
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

    /// A marker of a family with a rim of the page's colour; the size is half its height in CSS pixels.
    pub fn marker(&mut self, at: Xy, marker: Marker, size: f32, colour: Rgb) {
        let bg = self.theme.palette.bg;
        for (size, colour) in [(size + 1.5, bg), (size, colour)] {
            let r = self.px(size);
            match marker {
                Marker::Circle => self.disc(at, r, colour),
                Marker::Square => self.rect(Rect::square(at, 1.8 * r), colour),
                Marker::Triangle => {
                    let (dx, dy) = (1.1 * r, 0.9 * r);
                    self.polygon(&[(at.0, at.1 - 1.15 * r), (at.0 + dx, at.1 + dy), (at.0 - dx, at.1 + dy)], colour);
                }
                Marker::Diamond => {
                    let r = 1.2 * r;
                    self.polygon(&[(at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r), (at.0 - r, at.1)], colour);
                }
            }
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
                let (sin, cos) = sin_cos((from + 15.0 * f32::from(i)).to_radians());
                points.push((x + r * cos, y + r * sin));
            }
        }
        points.push(points[0]);
        points
    }
}

fn rgba(Ink { colour, alpha }: Ink) -> RGBAColor {
    // Three decimals are plenty, and short in SVG.
    let alpha = (f64::from(alpha.clamp(0.0, 1.0)) * 1000.0).round() / 1000.0;
    RGBAColor(colour.0, colour.1, colour.2, alpha)
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
