//! Numbers as images, for data whose inputs are the pixels of one: the ink of a sample, the incoming weights of a unit.

use crate::plot::geometry::Rect;
use crate::plot::pen::Pen;
use crate::plot::raster::{Grid, Hatch, Lookup, Raster};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::Theme;

/// The weights of one unit as values in [-1, 1]: each over the largest |weight| of the unit, so that 0 stays 0 and the sign stays.
/// All 0 if there is no weight but 0. What is not finite stays so, and counts for nothing in the others.
pub fn normalised(weights: &[f32]) -> Vec<f32> {
    let largest = weights.iter().map(|w| w.abs()).filter(|w| w.is_finite()).fold(0.0, f32::max);
    // A division by the smallest numbers overflows.
    weights.iter().map(|&w| if w == 0.0 { 0.0 } else { w / largest.max(f32::MIN_POSITIVE) }).collect()
}

/// The incoming weights of a unit as a square image in the diverging colours, row by row from the top left, at a place in device
/// pixels; weights that are no square stand side by side. See [`normalised`].
pub fn weights(place: Rect, weights: &[f32], theme: &Theme) -> Raster {
    let side = weights.len().isqrt();
    let (columns, rows) = if side * side == weights.len() { (side, side) } else { (weights.len(), 1) };
    let lookup = Lookup::tiles(&theme.diverging);
    Raster::heat(place, Grid { values: &normalised(weights), columns, rows }, &lookup, theme)
}

/// A square image, from 0 (paper) to 1 (ink), row by row from the top left, at a place in device pixels.
pub fn ink(place: Rect, pixels: &[f32], theme: &Theme) -> Raster {
    let side = pixels.len().isqrt();
    Raster::heat(place, Grid { values: pixels, columns: side, rows: side }, &ink_lookup(theme), theme)
}

/// The image of a dead unit, which nothing excites: empty, with the hatch of the dead; [`draw_dead_mark`] goes on top.
pub fn dead(place: Rect, theme: &Theme) -> Raster {
    let mut raster = Raster::filled(place, theme.palette.bg2);
    raster.hatch(&Hatch::dead(theme));
    raster
}

/// The cross over [`dead`].
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_dead_mark(pen: &mut Pen, place: Rect) -> Result<(), DrawError> {
    let side = place.width / pen.px(1.0);
    pen.cross(place.centre(), side * 0.3, (side / 24.0).clamp(1.0, 4.0), pen.theme.palette.ink);
    pen.result()
}

/// The colours of ink on paper.
pub(super) fn ink_lookup(theme: &Theme) -> Lookup {
    let palette = theme.palette;
    Lookup::new(1.0, palette.bg2, |ink| palette.bg2.mix(palette.ink, ink.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::raster::tests::pixel;

    #[test]
    fn weights_are_over_the_largest_of_their_unit() {
        assert_eq!(normalised(&[0.0, -2.0, 0.5, 1.0]), [0.0, -1.0, 0.25, 0.5]);
        assert_eq!(normalised(&[0.0; 4]), [0.0; 4]);
        assert_eq!(normalised(&[]), Vec::<f32>::new());
        let broken = normalised(&[f32::NAN, 2.0, f32::INFINITY, -1.0]);
        assert!(broken[0].is_nan() && broken[2].is_infinite());
        assert_eq!((broken[1], broken[3]), (1.0, -0.5));
        assert!(normalised(&[1e-45, -1e-45]).iter().all(|w| w.is_finite()));
    }

    #[test]
    fn an_image_of_weights_stands_upright_in_the_colours_of_the_scale() {
        for theme in [Theme::new(false, 1.0), Theme::new(true, 2.0)] {
            let mut values = vec![0.0; 64];
            // The top right pixel, and the bottom left one.
            (values[7], values[56]) = (3.0, -3.0);
            let raster = weights(Rect::new(0.0, 0.0, 64.0, 64.0), &values, &theme);
            let at = |v: f32| theme.diverging.at(v);
            assert_eq!((pixel(&raster, 63, 0), pixel(&raster, 0, 63)), (at(1.0), at(-1.0)));
            assert_eq!((pixel(&raster, 0, 0), pixel(&raster, 32, 32)), (at(0.0), at(0.0)));
            // A thousandth of them gives the same picture: every unit has its own scale.
            for weight in &mut values {
                *weight *= 1e-3;
            }
            assert_eq!(weights(Rect::new(0.0, 0.0, 64.0, 64.0), &values, &theme), raster);
        }
    }

    #[test]
    fn ink_is_dark_on_paper_and_light_in_the_dark_theme() {
        for theme in [Theme::new(false, 1.0), Theme::new(true, 1.0)] {
            let raster = ink(Rect::new(0.0, 0.0, 8.0, 8.0), &[1.0, 0.0, 0.0, 0.0], &theme);
            assert_eq!(pixel(&raster, 7, 7), theme.palette.bg2);
            assert_ne!(pixel(&raster, 0, 0), theme.palette.bg2);
        }
        // No square: nothing is drawn, and nothing breaks.
        let theme = Theme::new(false, 1.0);
        let raster = ink(Rect::new(0.0, 0.0, 8.0, 8.0), &[1.0; 3], &theme);
        assert_eq!(pixel(&raster, 0, 0), theme.palette.bg);
    }
}
