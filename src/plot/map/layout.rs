//! Where the picture, its axes and its colour bar are.

use crate::plot::geometry::Rect;
use crate::plot::theme::{SMALL, Theme};

/// Where the parts of the figure are, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The picture, a square: x1 from -1 to 1, x2 from 1 to -1; or the plot of a curve.
    pub plot: Rect,
    /// The colour bar, if there is space and use for one.
    pub bar: Option<Rect>,
}

/// Places the parts in a figure of this size in CSS pixels, for data of 1 or 2 dimensions.
pub fn layout(width: f32, height: f32, dimensions: u8, theme: &Theme) -> Layout {
    layout_of(width, height, dimensions, false, theme)
}

/// The same. `is_key`: whether the key of several classes stands in the place of the colour bar, and is always wanted.
pub fn layout_of(width: f32, height: f32, dimensions: u8, is_key: bool, theme: &Theme) -> Layout {
    let line = SMALL * theme.text * 1.25;
    let with_bar = dimensions > 1 && width >= 260.0 && (theme.style.details || is_key);
    let left = line * if dimensions > 1 { 1.7 } else { 2.6 };
    // Numbers of classes are shorter than values.
    let beside = if theme.style.details { 3.0 } else { 1.6 };
    let right = if with_bar { 20.0 + beside * line } else { theme.mark(4.0) };
    let (top, bottom) = (if dimensions > 1 { 2.0 } else { line / 2.0 + 1.0 }, line + 5.0);
    let (across, down) = ((width - left - right).max(8.0), (height - top - bottom).max(8.0));
    let plot = if dimensions > 1 {
        // One unit is as long in both directions.
        let side = across.min(down);
        Rect::new(left + (across - side) / 2.0, top, side, side)
    } else {
        Rect::new(left, top, across, down)
    };
    let bar = with_bar.then(|| Rect::new(plot.right() + 10.0, plot.y, 10.0, plot.height));
    Layout { plot, bar }
}

impl Layout {
    /// A picture without anything around it.
    pub fn bare(width: f32, height: f32) -> Self {
        Self { plot: Rect::new(0.0, 0.0, width, height), bar: None }
    }
}
