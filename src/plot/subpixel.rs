//! Fractions of a pixel on `plotters` backends, whose coordinates are whole numbers.
//!
//! A figure is drawn on a [`SubpixelBackend`]: eight units to a device pixel. Whoever owns the real output scales it back by
//! as much: a canvas through the transform of its context, SVG through its `viewBox` ([`svg`](crate::plot::svg)). So a curve has vertices
//! between pixels and looks smooth, while areas and lines that are parallel to an axis stay crisp: their edges are
//! put on whole pixels here.

use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::DrawingBackend;
use plotters::style::TextStyle;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};

/// Units of a figure's backend to a device pixel.
pub const SUBPIXELS: u32 = 8;

/// The backend could not draw.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("a figure could not be drawn: {0}")]
pub struct DrawError(String);

impl DrawError {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl From<DrawingAreaErrorKind<DrawError>> for DrawError {
    fn from(error: DrawingAreaErrorKind<DrawError>) -> Self {
        Self::of(error)
    }
}

impl From<DrawingErrorKind<DrawError>> for DrawError {
    fn from(error: DrawingErrorKind<DrawError>) -> Self {
        Self::of(error)
    }
}

/// A colour and the width of lines.
#[derive(Clone, Copy)]
struct Stroke {
    color: BackendColor,
    width: u32,
}

impl Stroke {
    fn of(style: &impl BackendStyle) -> Self {
        Self { color: style.color(), width: style.stroke_width() }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// What figures need of a backend, without type parameters: so that figures have none either.
trait Output {
    fn rect(&mut self, from: BackendCoord, to: BackendCoord, style: Stroke, filled: bool) -> Result<(), DrawError>;
    fn path(&mut self, points: &[BackendCoord], style: Stroke) -> Result<(), DrawError>;
    fn polygon(&mut self, points: &[BackendCoord], style: Stroke) -> Result<(), DrawError>;
    fn circle(&mut self, centre: BackendCoord, radius: u32, style: Stroke, filled: bool) -> Result<(), DrawError>;
    fn text(&mut self, text: &str, style: &TextStyle<'_>, at: BackendCoord) -> Result<(), DrawError>;
    fn finish(&mut self) -> Result<(), DrawError>;
}

impl<B: DrawingBackend> Output for B {
    fn rect(&mut self, from: BackendCoord, to: BackendCoord, style: Stroke, filled: bool) -> Result<(), DrawError> {
        self.draw_rect(from, to, &style, filled).map_err(DrawError::of)
    }

    fn path(&mut self, points: &[BackendCoord], style: Stroke) -> Result<(), DrawError> {
        self.draw_path(points.iter().copied(), &style).map_err(DrawError::of)
    }

    fn polygon(&mut self, points: &[BackendCoord], style: Stroke) -> Result<(), DrawError> {
        self.fill_polygon(points.iter().copied(), &style).map_err(DrawError::of)
    }

    fn circle(&mut self, centre: BackendCoord, radius: u32, style: Stroke, filled: bool) -> Result<(), DrawError> {
        self.draw_circle(centre, radius, &style, filled).map_err(DrawError::of)
    }

    fn text(&mut self, text: &str, style: &TextStyle<'_>, at: BackendCoord) -> Result<(), DrawError> {
        self.draw_text(text, style, at).map_err(DrawError::of)
    }

    fn finish(&mut self) -> Result<(), DrawError> {
        self.present().map_err(DrawError::of)
    }
}

/// A backend with [`SUBPIXELS`] units to a device pixel, on whatever output.
pub struct SubpixelBackend<'a> {
    output: &'a mut dyn Output,
    size: (u32, u32),
    font_scale: f64,
}

impl<'a> SubpixelBackend<'a> {
    /// On a backend whose unit is `1 / SUBPIXELS` of a device pixel; `size` is in device pixels.
    ///
    /// `font_scale`: what the backend divides font sizes by.
    pub fn new<B: DrawingBackend>(backend: &'a mut B, size: (u32, u32), font_scale: f64) -> Self {
        Self { output: backend, size: (size.0 * SUBPIXELS, size.1 * SUBPIXELS), font_scale }
    }
}

/// The nearest edge of a device pixel.
fn pixel_edge(units: i32) -> i32 {
    let unit = SUBPIXELS as i32;
    (units + unit / 2).div_euclid(unit) * unit
}

type Drawn = Result<(), DrawingErrorKind<DrawError>>;

impl DrawingBackend for SubpixelBackend<'_> {
    type ErrorType = DrawError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.output.finish().map_err(DrawingErrorKind::DrawingError)
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    /// Parallel to an axis it is a rectangle on whole pixels, at least one wide.
    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let width = pixel_edge(style.stroke_width() as i32).max(SUBPIXELS as i32);
        let (start, end) = ((from.0.min(to.0), from.1.min(to.1)), (from.0.max(to.0), from.1.max(to.1)));
        if from.1 == to.1 {
            let top = pixel_edge(from.1 - width / 2);
            self.draw_rect((start.0, top), (end.0 + 1, top + width), style, true)
        } else if from.0 == to.0 {
            let left = pixel_edge(from.0 - width / 2);
            self.draw_rect((left, start.1), (left + width, end.1 + 1), style, true)
        } else {
            self.draw_path([from, to], style)
        }
    }

    /// Its edges lie on whole pixels; nothing is left of what is narrower than half a pixel.
    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, filled: bool) -> Drawn {
        let from = (pixel_edge(a.0.min(b.0)), pixel_edge(a.1.min(b.1)));
        let to = (pixel_edge(a.0.max(b.0)), pixel_edge(a.1.max(b.1)));
        if to.0 == from.0 || to.1 == from.1 {
            return Ok(());
        }
        self.output.rect(from, to, Stroke::of(style), filled).map_err(DrawingErrorKind::DrawingError)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        self.output.path(&points, Stroke::of(style)).map_err(DrawingErrorKind::DrawingError)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        self.output.polygon(&points, Stroke::of(style)).map_err(DrawingErrorKind::DrawingError)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, filled: bool) -> Drawn {
        self.output.circle(centre, radius, Stroke::of(style), filled).map_err(DrawingErrorKind::DrawingError)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let mut scaled = TextStyle::from((style.family(), style.size() * self.font_scale, style.style()));
        scaled.color = style.color();
        scaled.pos = style.anchor();
        self.output.text(text, &scaled, at).map_err(DrawingErrorKind::DrawingError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lie_on_whole_pixels() {
        for (units, edge) in [(0, 0), (3, 0), (4, 8), (11, 8), (12, 16), (-3, 0), (-5, -8)] {
            assert_eq!(pixel_edge(units), edge, "{units}");
        }
    }
}
