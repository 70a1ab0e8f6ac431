//! A figure as a picture that stands alone: its title, the names of its axes, a key, the setup and the link around it.
//!
//! The frame knows nothing of the figure but its size; the figure is drawn into its place as it is on the page.

use std::fmt::Write as _;

use crate::plot::draw::{svg, svg_marks};
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Look;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::raster::Raster;
use crate::plot::subpixel::{DrawError, SUBPIXELS};
use crate::plot::theme::Theme;

/// Room around everything, in CSS pixels.
const MARGIN: f32 = 20.0;
/// Room between the parts, in CSS pixels.
const GAP: f32 = 8.0;
/// The size of the title, in CSS pixels.
const TITLE: f32 = 18.0;
/// A line of a key, and the room between two entries, in CSS pixels.
const SWATCH: f32 = 26.0;
const BETWEEN: f32 = 20.0;

/// What is written around a figure. What is empty takes no room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caption {
    /// What the figure is.
    pub title: String,
    /// The name of the vertical axis, with its unit; it stands over the figure at the left.
    pub up: String,
    /// The name of the horizontal axis, if the figure does not write it; it stands under the figure at the right.
    pub across: String,
    /// What lines of the figure stand for, where it has no names at them.
    pub key: Vec<(String, Look)>,
    /// How it is read and what was run, a paragraph each.
    pub notes: Vec<String>,
    /// Where it came from.
    pub link: String,
}

/// Where everything is, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Framed {
    /// The size of the picture.
    pub size: (f32, f32),
    /// The place of the figure.
    pub figure: Rect,
    texts: Vec<(String, Xy, TextStyle)>,
    swatches: Vec<(Xy, Look)>,
}

/// The lines of a text, none wider than `width` CSS pixels: a word that is wider is broken between characters.
fn lines(text: &str, look: TextStyle, width: f32, theme: &Theme) -> Vec<String> {
    let most = theme.px(width);
    let mut found = Vec::new();
    for line in look.lines(text, most, theme) {
        let mut part = String::new();
        for c in line.chars() {
            part.push(c);
            if look.width(&part, theme) > most && part.chars().count() > 1 {
                part.pop();
                found.push(std::mem::replace(&mut part, c.to_string()));
            }
        }
        found.push(part);
    }
    found
}

impl Caption {
    /// Places a figure of this size in CSS pixels with everything around it.
    pub fn around(&self, (width, height): (f32, f32), theme: &Theme) -> Framed {
        let palette = theme.palette;
        let title = TextStyle { size: TITLE, ..TextStyle::label(palette.ink).bold() };
        let label = TextStyle::label(palette.ink);
        let note = TextStyle::small(palette.ink2);
        let mut framed = Framed { size: (0.0, 0.0), figure: Rect::default(), texts: Vec::new(), swatches: Vec::new() };
        let mut top = MARGIN;
        framed.paragraph(&self.title, &mut top, title, width, theme);
        framed.key(&self.key, &mut top, label, width, theme);
        framed.paragraph(&self.up, &mut top, label, width, theme);
        framed.figure = Rect::new(MARGIN, top, width, height);
        top += height + GAP / 2.0;
        if !self.across.is_empty() {
            let line = label.line_height(theme) / theme.scale;
            let end = (MARGIN + width, top + line / 2.0);
            framed.texts.push((self.across.clone(), end, label.align(Align::Right)));
            top += line + GAP / 2.0;
        }
        top += GAP / 2.0;
        for text in self.notes.iter().chain([&self.link]) {
            framed.paragraph(text, &mut top, note, width, theme);
        }
        framed.size = ((width + 2.0 * MARGIN).ceil(), (top - GAP / 2.0 + MARGIN / 2.0).ceil());
        framed
    }
}

impl Framed {
    fn paragraph(&mut self, text: &str, top: &mut f32, look: TextStyle, width: f32, theme: &Theme) {
        if text.is_empty() {
            return;
        }
        let height = look.line_height(theme) / theme.scale;
        for line in lines(text, look, width, theme) {
            self.texts.push((line, (MARGIN, *top + height / 2.0), look));
            *top += height;
        }
        *top += GAP / 2.0;
    }

    /// One entry after the other, in as many rows as they take.
    fn key(&mut self, key: &[(String, Look)], top: &mut f32, look: TextStyle, width: f32, theme: &Theme) {
        if key.is_empty() {
            return;
        }
        let height = look.line_height(theme) / theme.scale * 1.2;
        let mut left = MARGIN;
        for (name, line) in key {
            let length = SWATCH + look.width(name, theme) / theme.scale;
            if left > MARGIN && left + length > MARGIN + width {
                (left, *top) = (MARGIN, *top + height);
            }
            let middle = *top + height / 2.0;
            self.swatches.push(((left, middle), *line));
            self.texts.push((name.clone(), (left + SWATCH, middle), look));
            left += length + BETWEEN;
        }
        *top += height + GAP / 2.0;
    }

    /// Draws everything but the figure.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn draw(&self, pen: &mut Pen) -> Result<(), DrawError> {
        let (ground, area, scale) = (pen.theme.palette.bg, pen.area(), pen.theme.scale);
        let at = |(x, y): Xy| (x * scale, y * scale);
        pen.rect(area, ground);
        for ((x, y), look) in &self.swatches {
            pen.path(&[at((*x, *y)), at((x + SWATCH - 6.0, *y))], 2.5, look.colour);
            pen.marker(at((x + (SWATCH - 6.0) / 2.0, *y)), look.marker, 4.0, look.colour);
        }
        for (text, place, look) in &self.texts {
            pen.text(text, at(*place), *look);
        }
        pen.result()
    }

    /// The whole picture as SVG.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn svg(&self, figure: &Drawing, theme: &Theme) -> Result<String, DrawError> {
        let frame = svg(self.size, theme, |pen| self.draw(pen))?;
        let outside = frame.trim_end().strip_suffix("</svg>").unwrap_or(&frame);
        let units = |css: f32| (css * theme.scale * SUBPIXELS as f32).round();
        let Rect { x, y, width, height } = self.figure;
        let (x, y, width, height) = (units(x), units(y), units(width), units(height));
        Ok(format!(
            "{outside}<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             stroke-linejoin=\"round\">\n{}</svg>\n</svg>\n",
            figure.text
        ))
    }
}

/// What is inside the SVG of a figure: pixels and marks in the order in which they were painted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    text: String,
}

impl Drawing {
    /// Adds a picture made of pixels. `address`: that of an image file of them, `data:image/png;base64,…`.
    pub fn put(&mut self, raster: &Raster, address: &str) {
        let Raster { x, y, width, height, .. } = raster;
        let [x, y, width, height] = [x, y, width, height].map(|pixels| pixels * SUBPIXELS);
        // Nothing that is written to memory fails.
        let _ = writeln!(
            self.text,
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" href=\"{address}\"/>"
        );
    }

    /// Adds marks, of a figure of this size in CSS pixels.
    ///
    /// # Errors
    /// [`DrawError`] of the backend.
    pub fn draw<R>(
        &mut self,
        size: (f32, f32),
        theme: &Theme,
        figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
    ) -> Result<R, DrawError> {
        let (inside, drawn) = svg_marks(size, theme, figure)?;
        self.text.push_str(&inside);
        Ok(drawn)
    }
}
