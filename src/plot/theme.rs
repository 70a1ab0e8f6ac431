//! How figures look on a screen: palette, size of text, device pixels.

use crate::plot::diverging::Diverging;
use crate::plot::palette::{DARK, LIGHT, Palette};

/// The font of everything but code and formulas.
pub const FONT: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif";
/// Ticks and captions, in CSS pixels: nothing is smaller.
pub const SMALL: f32 = 12.0;
/// Labels, in CSS pixels.
pub const LABEL: f32 = 13.0;

/// How figures look: the colours, and how many device pixels a CSS pixel has.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Whether the page is dark.
    pub dark: bool,
    /// Device pixels to a CSS pixel: any positive number, 0.9 and 1.25 included.
    pub scale: f32,
    /// The size of text, relative to the normal one: 1.5 for the projector.
    pub text: f32,
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
        Self { dark, scale, text: 1.0, palette, diverging }
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
