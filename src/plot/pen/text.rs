//! Texts of the pen: how they look, how wide they are, and where they stand.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{self, Color, FontFamily, FontStyle};

use super::{Pen, rgba, units};
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::subpixel::SUBPIXELS;
use crate::plot::theme::{FONT, LABEL, SMALL, Theme};

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
    pub(in crate::plot) fn to_plotters(self, theme: &Theme, vertical: VPos) -> style::TextStyle<'static> {
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

impl Pen<'_> {
    /// The height of a line of text of this size in CSS pixels, in device pixels.
    pub fn line_height(&self, size: f32) -> f32 {
        self.theme.px(size * self.theme.text * LEADING)
    }

    /// A text, its vertical middle at `at`.
    pub fn text(&mut self, text: &str, at: Xy, look: TextStyle) {
        self.anchored(text, at, look, VPos::Center);
    }

    /// A text with another part of it at the height of `at`.
    pub(in crate::plot) fn anchored(&mut self, text: &str, at: Xy, look: TextStyle, vertical: VPos) {
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
}
