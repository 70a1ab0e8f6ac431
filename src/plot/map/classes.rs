//! The map of several classes: each pixel in the colour of the most probable class, paler where that is less sure; and the key to it.

use crate::plot::boundary::ClassGrid;
use crate::plot::class::{class_colour, class_on_map, draw_mark};
use crate::plot::colour::Rgb;
use crate::plot::geometry::Rect;
use crate::plot::labels;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::raster::{Hatch, Raster, neighbours};
use crate::plot::theme::{SMALL, Theme};

/// Shades of a class, from a guess to certainty.
const SHADES: usize = 64;

/// The pixels. Between the centres of cells the lead of a class falls evenly to 0 where that of its neighbour has come up, as the
/// [lines](crate::plot::boundary::lines) have it; the probability goes evenly from one to the other. What is not finite gets a double hatch.
pub(super) fn picture(
    place: Rect,
    grid: &ClassGrid,
    probability: &[f32],
    count: usize,
    classes_only: bool,
    theme: &Theme,
) -> Raster {
    let mut raster = Raster::filled(place, theme.palette.bg);
    if !grid.is_whole() || probability.len() != grid.class.len() {
        return raster;
    }
    let shades: Vec<[Rgb; SHADES]> = (0..count)
        .map(|class| std::array::from_fn(|i| class_on_map(theme.palette, class, count, i as f32 / (SHADES - 1) as f32)))
        .collect();
    let hatch = Hatch::not_a_number(theme);
    let (columns, rows) = (neighbours(raster.width, grid.columns), neighbours(raster.height, grid.rows));
    let width = 4 * raster.width as usize;
    for ((y, pixels), (above, below, down)) in raster.rgba.chunks_exact_mut(width).enumerate().zip(rows) {
        for ((x, pixel), &(left, right, across)) in pixels.chunks_exact_mut(4).enumerate().zip(&columns) {
            let near = Neighbours {
                cells: [(above, left), (above, right), (below, left), (below, right)]
                    .map(|(r, c)| r * grid.columns + c),
                weights: [(1.0 - down) * (1.0 - across), (1.0 - down) * across, down * (1.0 - across), down * across],
            };
            let sure = if classes_only { 1.0 } else { near.mixed(|cell| probability[cell]) };
            let finite = near.cells.iter().all(|&cell| grid.lead[cell].is_finite());
            let shade = (sure * (SHADES - 1) as f32 + 0.5) as usize;
            let colour = match shades.get(near.class(grid)).map(|shades| shades[shade.min(SHADES - 1)]) {
                Some(colour) if finite => colour,
                _ => hatch.pixel(theme.palette.bg, x, y),
            };
            pixel[..3].copy_from_slice(&[colour.0, colour.1, colour.2]);
        }
    }
    raster
}

/// The four cells whose centres are around a pixel, and how much of each it has.
struct Neighbours {
    cells: [usize; 4],
    weights: [f32; 4],
}

impl Neighbours {
    fn mixed(&self, of: impl Fn(usize) -> f32) -> f32 {
        self.cells.iter().zip(self.weights).map(|(&cell, weight)| weight * of(cell)).sum()
    }

    /// The class whose mixed lead is largest; in a cell of another class it is behind by the lead of that one.
    fn class(&self, grid: &ClassGrid) -> usize {
        let classes = self.cells.map(|cell| grid.class[cell]);
        let [mut best, others @ ..] = classes;
        if others.iter().any(|class| *class != best) {
            let lead = |class: u8| {
                self.mixed(|cell| if grid.class[cell] == class { grid.lead[cell] } else { -grid.lead[cell] })
            };
            let mut largest = lead(best);
            for class in others {
                let lead = lead(class);
                if lead > largest {
                    (best, largest) = (class, lead);
                }
            }
        }
        usize::from(best)
    }
}

/// The key in place of a colour bar: the mark and the number of each class, from the top.
pub(super) fn draw_key(pen: &mut Pen, bar: Rect, count: usize) {
    let step = (bar.height / count.max(1) as f32).min(pen.px(24.0));
    let look = TextStyle::small(pen.theme.palette.ink3);
    let fitting = (step * count as f32 / pen.line_height(SMALL)).max(1.0) as usize;
    let named = labels::thinned(count, fitting);
    for class in 0..count {
        let y = bar.y + step * (class as f32 + 0.5);
        let colour = class_colour(pen.theme.palette, class, count);
        draw_mark(pen, (bar.centre().0, y), class, pen.theme.mark(4.0), colour, false);
        if named.contains(&class) {
            pen.text(&class.to_string(), (bar.right() + pen.px(4.0), y), look);
        }
    }
}
