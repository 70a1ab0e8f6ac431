//! Pictures made of pixels: what the page paints under the marks of a figure.

use crate::plot::colour::Rgb;
use crate::plot::diverging::Diverging;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::theme::Theme;

/// A picture at a place on a canvas, in device pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, alpha of each pixel, row by row; alpha is not multiplied in.
    pub rgba: Vec<u8>,
}

/// From values to colours, for many values: a table.
#[derive(Debug, Clone)]
pub struct Lookup {
    lo: f32,
    per_unit: f32,
    colours: Vec<Rgb>,
    zero: Rgb,
}

impl Lookup {
    /// The colours of `colour` over [-`end`, `end`]; `zero` is the colour of exactly 0.
    pub fn new(end: f32, zero: Rgb, colour: impl Fn(f32) -> Rgb) -> Self {
        const ENTRIES: usize = 1024;
        let end = if end.is_finite() && end > 0.0 { end } else { 1.0 };
        let value = |i: usize| end * ((2 * i + 1) as f32 / ENTRIES as f32 - 1.0);
        let colours = (0..ENTRIES).map(|i| colour(value(i))).collect();
        Self { lo: -end, per_unit: ENTRIES as f32 / (2.0 * end), colours, zero }
    }

    /// The diverging scale in full, for values that end at ±1.
    pub fn tiles(scale: &Diverging) -> Self {
        Self::new(1.0, scale.at(0.0), |v| scale.at(v))
    }

    fn at(&self, value: f32) -> Rgb {
        if value == 0.0 {
            return self.zero;
        }
        let last = self.colours.len() - 1;
        self.colours[(((value - self.lo) * self.per_unit) as usize).min(last)]
    }
}

/// Values at the centres of equal cells, row by row from the top.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// The values.
    pub values: &'a [f32],
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Grid<'_> {
    /// Whether there is a value for every cell, and a cell.
    pub fn is_whole(&self) -> bool {
        !self.values.is_empty() && self.values.len() == self.columns * self.rows
    }
}

/// For each of `pixels` pixels over `cells` cells: the two nearest cells, and the share of the second.
pub(super) fn neighbours(pixels: u32, cells: usize) -> Vec<(usize, usize, f32)> {
    (0..pixels)
        .map(|i| {
            let place = ((i as f32 + 0.5) / pixels as f32 * cells as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
            let first = place as usize;
            (first, (first + 1).min(cells - 1), place - first as f32)
        })
        .collect()
}

impl Raster {
    /// A picture of one colour at a place in device pixels.
    pub fn filled(place: Rect, colour: Rgb) -> Self {
        let (width, height) = (place.width.max(1.0) as u32, place.height.max(1.0) as u32);
        let pixel = [colour.0, colour.1, colour.2, 255];
        let rgba = pixel.repeat((width * height) as usize);
        Self { x: place.x.max(0.0) as u32, y: place.y.max(0.0) as u32, width, height, rgba }
    }

    /// A picture of values, smooth between them. What is not finite gets a double hatch.
    pub fn heat(place: Rect, grid: Grid, lookup: &Lookup, theme: &Theme) -> Self {
        let mut raster = Self::filled(place, theme.palette.bg);
        if !grid.is_whole() {
            return raster;
        }
        let columns = neighbours(raster.width, grid.columns);
        let rows = neighbours(raster.height, grid.rows);
        let hatch = Hatch::not_a_number(theme);
        let mut mixed = vec![0.0; grid.columns];
        for ((y, pixels), (above, below, share)) in
            raster.rgba.chunks_exact_mut(4 * raster.width as usize).enumerate().zip(rows)
        {
            let row = |row: usize| &grid.values[row * grid.columns..][..grid.columns];
            for ((mixed, a), b) in mixed.iter_mut().zip(row(above)).zip(row(below)) {
                *mixed = a + (b - a) * share;
            }
            for ((x, pixel), (left, right, share)) in pixels.chunks_exact_mut(4).enumerate().zip(&columns) {
                let value = mixed[*left] + (mixed[*right] - mixed[*left]) * share;
                let colour = if value.is_finite() { lookup.at(value) } else { hatch.pixel(theme.palette.bg, x, y) };
                pixel[..3].copy_from_slice(&[colour.0, colour.1, colour.2]);
            }
        }
        raster
    }

    /// Draws a hatch over the picture.
    pub fn hatch(&mut self, hatch: &Hatch) {
        let width = self.width as usize;
        for (i, pixel) in self.rgba.chunks_exact_mut(4).enumerate() {
            let colour = hatch.pixel(Rgb(pixel[0], pixel[1], pixel[2]), i % width, i / width);
            pixel[..3].copy_from_slice(&[colour.0, colour.1, colour.2]);
        }
    }

    /// Mixes the picture with a colour: 1 leaves nothing of the picture.
    pub fn fade(&mut self, to: Rgb, share: f32) {
        for pixel in self.rgba.chunks_exact_mut(4) {
            for (channel, to) in pixel.iter_mut().zip([to.0, to.1, to.2]) {
                *channel = blend(*channel, to, share);
            }
        }
    }

    /// Makes the corners round, the radius in device pixels: outside it nothing is painted.
    pub fn round(&mut self, radius: f32) {
        let (width, height) = (self.width as f32, self.height as f32);
        let radius = radius.min(width / 2.0).min(height / 2.0);
        let reach = radius.ceil() as usize;
        let columns = self.width as usize;
        for y in 0..self.height as usize {
            let near_y = y < reach || y + reach >= self.height as usize;
            if !near_y {
                continue;
            }
            for x in (0..reach).chain(columns.saturating_sub(reach)..columns) {
                let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                let dx = (radius - px).max(px - (width - radius)).max(0.0);
                let dy = (radius - py).max(py - (height - radius)).max(0.0);
                let cover = (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
                self.rgba[4 * (y * columns + x) + 3] = (255.0 * cover) as u8;
            }
        }
    }

    /// Draws a frame inside the edge, for corners that are round with this radius; all in device pixels.
    pub fn outline(&mut self, radius: f32, line: f32, colour: Rgb) {
        let (width, height) = (self.width as f32, self.height as f32);
        let radius = radius.min(width / 2.0).min(height / 2.0);
        for y in 0..self.height {
            for x in 0..self.width {
                let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                // Distance from the edge, inwards.
                let (dx, dy) = (px.min(width - px), py.min(height - py));
                let depth =
                    if dx < radius && dy < radius { radius - (radius - dx).hypot(radius - dy) } else { dx.min(dy) };
                let cover = line + 0.5 - depth;
                if cover > 0.0 {
                    self.cover(x, y, colour, cover);
                }
            }
        }
    }

    /// Draws a line through points with smooth edges; everything in device pixels, from the picture's corner.
    pub fn line(&mut self, points: &[Xy], width: f32, colour: Rgb) {
        let half = width / 2.0;
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            if ![x0, y0, x1, y1].iter().all(|v| v.is_finite()) {
                continue;
            }
            let range = |a: f32, b: f32, end: u32| {
                let from = (a.min(b) - half - 1.0).max(0.0) as u32;
                from..((a.max(b) + half + 2.0).max(0.0) as u32).min(end)
            };
            let (dx, dy) = (x1 - x0, y1 - y0);
            let squared = (dx * dx + dy * dy).max(1e-12);
            for y in range(y0, y1, self.height) {
                for x in range(x0, x1, self.width) {
                    let (px, py) = (x as f32 + 0.5 - x0, y as f32 + 0.5 - y0);
                    let t = ((px * dx + py * dy) / squared).clamp(0.0, 1.0);
                    let distance = (px - t * dx).hypot(py - t * dy);
                    self.cover(x, y, colour, half + 0.5 - distance);
                }
            }
        }
    }

    /// Draws a disc with a smooth edge; everything in device pixels, from the picture's corner.
    pub fn disc(&mut self, centre: Xy, radius: f32, colour: Rgb) {
        self.line(&[centre, centre], 2.0 * radius, colour);
    }

    fn cover(&mut self, x: u32, y: u32, colour: Rgb, cover: f32) {
        let at = 4 * (y * self.width + x) as usize;
        for (channel, to) in self.rgba[at..at + 3].iter_mut().zip([colour.0, colour.1, colour.2]) {
            *channel = blend(*channel, to, cover.clamp(0.0, 1.0));
        }
    }
}

fn blend(from: u8, to: u8, share: f32) -> u8 {
    (f32::from(from) + (f32::from(to) - f32::from(from)) * share + 0.5) as u8
}

/// Strokes at 45 degrees, in both directions for what is not a number.
#[derive(Debug, Clone, Copy)]
pub struct Hatch {
    colour: Rgb,
    /// Distance of the strokes and their width, in device pixels.
    period: f32,
    width: f32,
    both: bool,
}

impl Hatch {
    /// The hatch of dead units.
    pub fn dead(theme: &Theme) -> Self {
        Self { colour: theme.palette.edge, period: theme.px(6.0), width: theme.px(1.25), both: false }
    }

    /// A dead unit's hatch over a big picture: lighter, for points lie on it.
    pub fn dead_map(theme: &Theme) -> Self {
        let colour = theme.palette.edge.mix(theme.palette.diverging[1], 0.35);
        Self { colour, period: theme.px(9.0), width: theme.px(1.0), both: false }
    }

    /// The double hatch of what is not a number.
    pub fn not_a_number(theme: &Theme) -> Self {
        let colour = theme.palette.danger.mix(theme.palette.bg, 0.3);
        Self { colour, period: theme.px(6.0), width: theme.px(1.0), both: true }
    }

    pub(super) fn pixel(&self, below: Rgb, x: usize, y: usize) -> Rgb {
        let cover = |along: f32| {
            let along = along * std::f32::consts::FRAC_1_SQRT_2;
            let along = along - (along / self.period).floor() * self.period;
            let distance = along.min(self.period - along);
            (self.width / 2.0 + 0.5 - distance).clamp(0.0, 1.0)
        };
        let (x, y) = (x as f32, y as f32);
        let mut share = cover(x + y);
        if self.both {
            share = share.max(cover(x - y));
        }
        if share == 0.0 {
            return below;
        }
        let mix = |from, to| blend(from, to, share);
        Rgb(mix(below.0, self.colour.0), mix(below.1, self.colour.1), mix(below.2, self.colour.2))
    }
}

#[cfg(test)]
pub(in crate::plot) mod tests {
    use super::*;

    /// The colour of a pixel.
    pub(in crate::plot) fn pixel(raster: &Raster, x: u32, y: u32) -> Rgb {
        let at = 4 * (y * raster.width + x) as usize;
        Rgb(raster.rgba[at], raster.rgba[at + 1], raster.rgba[at + 2])
    }

    #[test]
    fn heat_is_smooth_between_cells_and_exact_at_zero() {
        let theme = Theme::new(false, 1.0);
        let lookup = Lookup::tiles(&theme.diverging);
        let place = Rect::new(3.0, 4.0, 40.0, 20.0);
        let values = [0.0, 0.0, 1.0, 1.0];
        let raster = Raster::heat(place, Grid { values: &values, columns: 4, rows: 1 }, &lookup, &theme);
        assert_eq!((raster.x, raster.y, raster.rgba.len()), (3, 4, 40 * 20 * 4));
        assert_eq!(pixel(&raster, 0, 0), theme.diverging.at(0.0));
        assert_eq!(pixel(&raster, 39, 19), theme.diverging.at(1.0));
        let between = pixel(&raster, 20, 10);
        assert!(between != theme.diverging.at(0.0) && between != theme.diverging.at(1.0));
    }

    #[test]
    fn what_is_not_finite_is_hatched() {
        let theme = Theme::new(true, 2.0);
        let lookup = Lookup::tiles(&theme.diverging);
        let place = Rect::new(0.0, 0.0, 60.0, 60.0);
        for bad in [f32::NAN, f32::INFINITY] {
            let values = [bad, 0.5];
            let raster = Raster::heat(place, Grid { values: &values, columns: 2, rows: 1 }, &lookup, &theme);
            let hatch = theme.palette.danger.mix(theme.palette.bg, 0.3);
            assert!((0..30).any(|x| pixel(&raster, x, 0) == hatch), "{bad}");
        }
    }

    #[test]
    fn corners_are_round() {
        let mut raster = Raster::filled(Rect::new(0.0, 0.0, 20.0, 20.0), Rgb(1, 2, 3));
        raster.round(6.0);
        let alpha = |x: usize, y: usize| raster.rgba[4 * (y * 20 + x) + 3];
        assert_eq!([alpha(0, 0), alpha(19, 19), alpha(10, 0), alpha(0, 10), alpha(10, 10)], [0, 0, 255, 255, 255]);
    }

    #[test]
    fn a_grid_that_is_not_whole_paints_nothing() {
        let theme = Theme::new(false, 1.0);
        let lookup = Lookup::tiles(&theme.diverging);
        let place = Rect::new(0.0, 0.0, 8.0, 8.0);
        let raster = Raster::heat(place, Grid { values: &[1.0], columns: 2, rows: 2 }, &lookup, &theme);
        assert_eq!(pixel(&raster, 3, 3), theme.palette.bg);
    }
}
