//! The drawing pad: what was drawn as it was drawn, over the pixels that the image will have.

use crate::data::drawing::{Drawing, SIDE, STROKE};
use crate::plot::geometry::Rect;
use crate::plot::image;
use crate::plot::pen::Pen;
use crate::plot::raster::Raster;
use crate::plot::subpixel::DrawError;
use crate::plot::theme::Theme;

/// Dots along a side of the bitmap that is made of it.
const DOTS: f32 = 32.0;

/// The paper, with the pixels that were set; `side` in CSS pixels.
pub fn paper(side: f32, drawing: &Drawing, theme: &Theme) -> Raster {
    let place = Rect::new(0.0, 0.0, side, side).to_device(theme.scale);
    match drawing.pixels() {
        Some(pixels) => image::ink(place, pixels, theme),
        None => Raster::filled(place, theme.palette.bg2),
    }
}

/// The lines between pixels, the strokes, and a frame around the pixel at which the keyboard is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, side: f32, drawing: &Drawing, cursor: Option<usize>) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let (side, cell) = (pen.px(side), pen.px(side) / SIDE as f32);
    for line in 1..SIDE {
        let at = line as f32 * cell;
        pen.vertical(at, 0.0, side, 1.0, palette.line);
        pen.horizontal(0.0, side, at, 1.0, palette.line);
    }
    let thickness = STROKE / DOTS * side;
    for stroke in drawing.strokes() {
        let places: Vec<_> = stroke.iter().map(|(x, y)| (x * side, y * side)).collect();
        pen.path(&places, thickness / pen.px(1.0), palette.ink);
        // Round ends, and round corners on any backend.
        for place in &places {
            pen.disc(*place, thickness / 2.0, palette.ink);
        }
    }
    if let Some(pixel) = cursor {
        let (column, row) = ((pixel % SIDE) as f32, (pixel / SIDE) as f32);
        let frame = Rect::new(column * cell, row * cell, cell, cell).grown(-pen.px(1.5));
        let (right, bottom) = (frame.right(), frame.bottom());
        let corners = [
            (frame.x, frame.y),
            (right, frame.y),
            (right, bottom),
            (frame.x, bottom),
            (frame.x, frame.y - pen.px(1.0)),
        ];
        pen.path(&corners, 5.0, palette.bg);
        pen.path(&corners, 2.5, palette.acc);
    }
    pen.result()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::svg;

    #[test]
    fn strokes_lie_where_they_are_drawn() {
        let mut drawing = Drawing::default();
        drawing.begin_stroke((0.25, 0.5));
        drawing.continue_stroke((0.75, 0.5));
        let theme = Theme::new(true, 1.0);
        let text = svg((160.0, 160.0), &theme, |pen| draw(pen, 160.0, &drawing, Some(63))).unwrap();
        assert_eq!(text.matches("<circle").count(), 2, "{text}");
        assert_eq!(paper(160.0, &drawing, &theme).width, 160);
    }
}
