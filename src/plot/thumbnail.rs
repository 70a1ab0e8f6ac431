//! Small pictures of things to choose: data sets from their real generators, functions as glyphs.

use crate::data::points::Points;
use crate::data::sets::{DataSet, Task, USUAL_CLASSES};
use crate::nn::activation::Activation;
use crate::nn::random::stream;
use crate::order::ascending;
use crate::plot::class::class_colour;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::image;
use crate::plot::raster::{Grid, Lookup, Raster};
use crate::plot::theme::Theme;

/// The picture of a data set, a square of so many CSS pixels.
pub fn data_set(data: &DataSet, side: f32, theme: &Theme) -> Raster {
    let place = Rect::new(0.0, 0.0, side, side).to_device(theme.scale);
    let mut raster = match (data.row().task, data.row().dimensions) {
        (Task::Classification, 3..) => sample(place, theme),
        (Task::Classification, _) => dots(data, place, theme),
        (Task::Regression, 1) => curve(data, place, theme),
        (Task::Regression, _) => surface(data, place, theme),
    };
    raster.round(theme.px(6.0));
    raster
}

fn points(data: &DataSet, noise: f32, count: u32) -> Points {
    data.row().generate(&mut stream(3, 0), noise, count, USUAL_CLASSES)
}

/// Some points in their classes' colours.
fn dots(data: &DataSet, place: Rect, theme: &Theme) -> Raster {
    let mut raster = Raster::filled(place, theme.palette.bg2);
    let (middle, reach) = (place.width / 2.0, place.width * 0.42);
    let points = points(data, 0.02, 72);
    let classes = points.target.classes().unwrap_or(2);
    for (i, class) in (0..points.len()).filter_map(|i| Some((i, points.target.class(i)?))) {
        let (x1, x2) = points.place(i);
        let at = (middle + reach * x1, middle - reach * x2);
        raster.disc(at, place.width * 0.035, class_colour(theme.palette, class, classes));
    }
    raster
}

/// The fourth of the digits, a 3: a picture that is there before their file (`assets/digits.md` says where they come from).
#[rustfmt::skip]
const SAMPLE: [u8; 64] = [
    0, 0, 7, 15, 13, 1, 0, 0,
    0, 8, 13, 6, 15, 4, 0, 0,
    0, 2, 1, 13, 13, 0, 0, 0,
    0, 0, 2, 15, 11, 1, 0, 0,
    0, 0, 0, 1, 12, 12, 1, 0,
    0, 0, 0, 0, 1, 10, 8, 0,
    0, 0, 8, 4, 5, 14, 9, 0,
    0, 0, 7, 13, 13, 9, 0, 0,
];

/// One image: several are not to be read in so little room.
fn sample(place: Rect, theme: &Theme) -> Raster {
    image::ink(place, &SAMPLE.map(|ink| f32::from(ink) / 16.0), theme)
}

/// The values, as the mean of many points in each cell.
fn surface(data: &DataSet, place: Rect, theme: &Theme) -> Raster {
    const SIDE: usize = 16;
    let mut sums = [(0.0f32, 0.0f32); SIDE * SIDE];
    let cell = |x: f32| ((x.midpoint(1.0) * SIDE as f32) as usize).min(SIDE - 1);
    let points = points(data, 0.0, 4000);
    for (i, y) in points.target.numbers().into_iter().enumerate() {
        let (x1, x2) = points.place(i);
        let sum = &mut sums[cell(-x2) * SIDE + cell(x1)];
        *sum = (sum.0 + y, sum.1 + 1.0);
    }
    let values: Vec<f32> = sums.iter().map(|(sum, count)| sum / count.max(1.0)).collect();
    let lookup = Lookup::tiles(&theme.diverging);
    Raster::heat(place, Grid { values: &values, columns: SIDE, rows: SIDE }, &lookup, theme)
}

/// The values over x, as a line.
fn curve(data: &DataSet, place: Rect, theme: &Theme) -> Raster {
    let points = points(data, 0.0, 120);
    let order = ascending(points.inputs[0].iter().copied());
    let y = points.target.numbers();
    let mut raster = Raster::filled(place, theme.palette.bg2);
    let (middle, reach) = (place.width / 2.0, place.width * 0.4);
    let at = |x: f32, y: f32| (middle + reach * x, middle - reach * y);
    let hair = theme.px(1.0).max(1.0);
    raster.line(&[at(-1.0, 0.0), at(1.0, 0.0)], hair, theme.palette.edge);
    let line: Vec<Xy> = order.into_iter().map(|index| at(points.place(index).0, y[index])).collect();
    raster.line(&line, theme.px(2.5), theme.palette.posink);
    raster
}

/// Width of a glyph.
pub const GLYPH_WIDTH: f32 = 34.0;
/// Height of a glyph.
pub const GLYPH_HEIGHT: f32 = 20.0;
/// The shown part of the horizontal axis, to both sides.
const GLYPH_REACH: f32 = 3.0;

/// The vertical axis of a glyph: the values at the bottom and at the top.
fn glyph_range(activation: &Activation) -> (f32, f32) {
    let values = (0..=60u8).map(|i| activation.value(f32::from(i) * 0.1 - GLYPH_REACH)).filter(|v| v.is_finite());
    let (lo, hi) = values.fold((0.0f32, 0.0f32), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let height = (hi - lo).max(0.5);
    // Space below the axis, so that a flat side at 0 does not lie on the border.
    (lo - height * if lo < -0.3 * height { 0.08 } else { 0.3 }, hi + height * 0.08)
}

fn glyph_place(activation: &Activation, x: f32, y: f32) -> Xy {
    let (lo, hi) = glyph_range(activation);
    let right = (x + GLYPH_REACH) / (2.0 * GLYPH_REACH) * (GLYPH_WIDTH - 2.0) + 1.0;
    (right, GLYPH_HEIGHT * (1.0 - ((y - lo) / (hi - lo)).clamp(0.0, 1.0)))
}

/// The curve of a function as the `d` of an SVG path, for a view box of 34 x 20.
pub fn activation_glyph(activation: &Activation) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for i in 0..=48u8 {
        let x = f32::from(i) / 48.0 * 2.0 * GLYPH_REACH - GLYPH_REACH;
        let y = activation.value(x);
        if y.is_finite() {
            let (right, down) = glyph_place(activation, x, y);
            let command = if path.is_empty() { "M" } else { "L" };
            // Writing to a String cannot fail.
            let _ = write!(path, "{command}{right:.1} {down:.1}");
        }
    }
    path
}

/// The axes through 0 behind the glyph of a function, as the `d` of an SVG path.
pub fn glyph_axes(activation: &Activation) -> String {
    let (x, y) = glyph_place(activation, 0.0, 0.0);
    format!("M1 {y:.1}H{:.1}M{x:.1} 0V{GLYPH_HEIGHT}", GLYPH_WIDTH - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::digits::Digits;
    use crate::data::sets::{DATA_SETS, DataSetRow};
    use crate::nn::choice::Row;

    #[test]
    fn the_sample_is_in_the_file() {
        let digits = Digits::read(include_bytes!("../../assets/digits.bin")).expect("the project's own file");
        assert_eq!(digits.class[3], 3);
        assert!(SAMPLE.iter().zip(&digits.pixels).all(|(ink, pixel)| f32::from(*ink) / 16.0 == pixel[3]));
    }

    #[test]
    fn every_data_set_has_a_picture_with_both_signs() {
        for scale in [0.9, 1.0, 2.0] {
            let theme = Theme::new(true, scale);
            for row in DATA_SETS {
                let raster = data_set(&DataSet::of(row), 48.0, &theme);
                let side = theme.backing(48.0);
                assert_eq!((raster.width, raster.height), (side, side), "{}", row.id);
                let mut colours: Vec<&[u8]> = raster.rgba.chunks_exact(4).collect();
                colours.sort_unstable();
                colours.dedup();
                assert!(colours.len() > 8, "{}: {} colours", row.id, colours.len());
            }
        }
        assert_eq!(DataSetRow::table().len(), DATA_SETS.len());
    }

    #[test]
    fn glyphs_stay_in_their_box() {
        for row in crate::nn::activation::ActivationRow::table() {
            let activation = Activation::of(row);
            let path = activation_glyph(&activation);
            let numbers: Vec<f32> = path.split(['M', 'L', ' ']).filter_map(|n| n.parse().ok()).collect();
            assert!(numbers.len() > 80, "{}: {path}", row.id());
            for pair in numbers.chunks_exact(2) {
                assert!((0.0..=GLYPH_WIDTH).contains(&pair[0]) && (0.0..=GLYPH_HEIGHT).contains(&pair[1]), "{path}");
            }
            assert!(glyph_axes(&activation).starts_with("M1 "));
        }
    }
}
