//! What every unit of a layer answers to one input: a row of tiles, wrapped where it ends, each in the colour of its activation.

use crate::plot::geometry::Rect;
use crate::plot::pen::Pen;
use crate::plot::subpixel::DrawError;
use crate::train::snapshot::UnitHealth;

/// From a tile to the next, in CSS pixels.
const PITCH: f32 = 16.0;
/// Between two tiles.
const GAP: f32 = 2.0;

/// Tiles in a row of this width in CSS pixels: at least 1.
fn columns(width: f32) -> usize {
    ((width + GAP) / PITCH).floor().max(1.0) as usize
}

/// The height of so many tiles in rows of this width, both in CSS pixels; one row of a width that is not known yet.
pub fn height(width: f32, units: usize) -> f32 {
    let rows = if width < 1.0 { 1 } else { units.div_ceil(columns(width)).max(1) };
    rows as f32 * PITCH - GAP
}

/// Draws the tiles. Orange is positive, blue negative, in shares of the largest |a| of the layer; a tile without colour is an a of 0.
/// Dead units are crossed out.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, width: f32, answers: &[f32], health: &[UnitHealth]) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let largest = answers.iter().map(|a| a.abs()).filter(|a| a.is_finite()).fold(0.0, f32::max).max(f32::MIN_POSITIVE);
    let columns = columns(width);
    for (unit, &a) in answers.iter().enumerate() {
        let (column, row) = ((unit % columns) as f32, (unit / columns) as f32);
        let tile = Rect::new(column * PITCH, row * PITCH, PITCH - GAP, PITCH - GAP).to_device(pen.theme.scale);
        let colour = match a {
            0.0 => palette.bg,
            a if a.is_finite() => pen.theme.diverging.at(a / largest),
            _ => palette.danger,
        };
        pen.rect(tile, if a > 0.0 { palette.ink2 } else { palette.line });
        pen.rect(tile.grown(-pen.px(1.0).round().max(1.0)), colour);
        if health.get(unit) == Some(&UnitHealth::Dead) {
            pen.cross(tile.centre(), 8.0, 1.5, palette.ink);
        }
    }
    pen.result()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Theme, svg};

    #[test]
    fn tiles_wrap_and_every_unit_has_one() {
        assert_eq!((height(0.0, 64), height(160.0, 10), height(160.0, 11)), (14.0, 14.0, 30.0));
        assert_eq!(height(5.0, 3), 46.0);
        let theme = Theme::new(false, 1.0);
        let answers = [0.0, 1.0, -2.0, f32::NAN, f32::INFINITY];
        let health = [UnitHealth::Dead];
        let text = svg((40.0, 46.0), &theme, |pen| draw(pen, 40.0, &answers, &health)).unwrap();
        assert_eq!(text.matches("<rect").count(), 2 * answers.len(), "{text}");
    }
}
