//! How figures look on a screen: palette, size of text, device pixels.

use crate::plot::diverging::Diverging;
use crate::plot::palette::{DARK, LIGHT, Palette};

/// The font of everything but code and formulas.
pub const FONT: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif";
/// Ticks and captions, in CSS pixels: nothing is smaller.
pub const SMALL: f32 = 12.0;
/// Labels, in CSS pixels.
pub const LABEL: f32 = 13.0;

/// What a figure draws, and how large beside its text: for who sits before the screen, or in the last row of a room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The size of marks (points, crosses, links) relative to the normal one; a point has a radius of 3 CSS pixels then.
    pub marks: f32,
    /// The least width of a curve of data, in CSS pixels.
    pub curve: f32,
    /// The most ticks of an axis.
    pub ticks: usize,
    /// Whether there is what only a near eye sees: squares for biases, bars of colour beside maps.
    pub details: bool,
}

impl Style {
    /// For who sits before the screen.
    pub const SCREEN: Self = Self { marks: 1.0, curve: 0.0, ticks: usize::MAX, details: true };
    /// For the last row: points of radius 5, curves of 3.5 CSS pixels, at most three ticks.
    pub const PROJECTOR: Self = Self { marks: 5.0 / 3.0, curve: 3.5, ticks: 3, details: false };
}

/// How figures look: the colours, and how many device pixels a CSS pixel has.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Whether the page is dark.
    pub dark: bool,
    /// Device pixels to a CSS pixel: any positive number, 0.9 and 1.25 included.
    pub scale: f32,
    /// The size of text, relative to the normal one: 1.5 for the projector.
    pub text: f32,
    /// What is drawn, and how large.
    pub style: Style,
    /// The colours.
    pub palette: &'static Palette,
    /// The scale of signed values.
    pub diverging: Diverging,
}

impl Theme {
    /// The theme. A `scale` that is no positive number counts as 1.
    pub fn new(dark: bool, scale: f32) -> Self {
        let scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
        let palette = if dark { &DARK } else { &LIGHT };
        let diverging = Diverging::new(palette);
        Self { dark, scale, text: 1.0, style: Style::SCREEN, palette, diverging }
    }

    /// The width of a curve of data that is so wide on a usual screen; thinner lines, which are no data, stay as they are.
    pub fn curve(&self, css: f32) -> f32 {
        if css >= 2.0 { css.max(self.style.curve) } else { css }
    }

    /// How many ticks an axis has that could have so many.
    pub fn ticks(&self, most: usize) -> usize {
        most.min(self.style.ticks)
    }

    /// The size of a mark that is so large on a usual screen.
    pub fn mark(&self, css: f32) -> f32 {
        css * self.style.marks
    }

    /// CSS pixels in device pixels.
    pub fn px(&self, css: f32) -> f32 {
        css * self.scale
    }

    /// Device pixels of a canvas that is so many CSS pixels wide or high: at least 1.
    pub fn backing(&self, css: f32) -> u32 {
        (css * self.scale).round().max(1.0) as u32
    }
}
