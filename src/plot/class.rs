//! How classes are told from each other: a colour and a shape each, so that neither has to do it alone.
//!
//! Two classes have the ends of the diverging scale, as everywhere on the page. Of more, the first two keep these colours.

use crate::plot::colour::Rgb;
use crate::plot::geometry::Xy;
use crate::plot::palette::Palette;
use crate::plot::pen::Pen;

/// The outline of a mark of about radius 1: its corners, x to the right and y down; without corners it is a disc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassShape {
    /// The shape in a word.
    pub name: &'static str,
    /// The corners in order.
    pub corners: &'static [Xy],
}

/// The shape of each class, in order. They differ in outline, not only in how they are turned, as far as ten can.
pub const SHAPES: [ClassShape; 10] = [
    ClassShape { name: "disc", corners: &[] },
    ClassShape { name: "triangle", corners: &[(0.0, -1.25), (1.15, 0.8), (-1.15, 0.8)] },
    ClassShape { name: "square", corners: &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)] },
    ClassShape { name: "diamond", corners: &[(0.0, -1.35), (1.0, 0.0), (0.0, 1.35), (-1.0, 0.0)] },
    ClassShape {
        name: "plus",
        corners: &[
            (-0.42, -1.25),
            (0.42, -1.25),
            (0.42, -0.42),
            (1.25, -0.42),
            (1.25, 0.42),
            (0.42, 0.42),
            (0.42, 1.25),
            (-0.42, 1.25),
            (-0.42, 0.42),
            (-1.25, 0.42),
            (-1.25, -0.42),
            (-0.42, -0.42),
        ],
    },
    ClassShape { name: "triangle down", corners: &[(0.0, 1.25), (1.15, -0.8), (-1.15, -0.8)] },
    ClassShape {
        name: "cross",
        corners: &[
            (0.0, -0.58),
            (0.64, -1.22),
            (1.22, -0.64),
            (0.58, 0.0),
            (1.22, 0.64),
            (0.64, 1.22),
            (0.0, 0.58),
            (-0.64, 1.22),
            (-1.22, 0.64),
            (-0.58, 0.0),
            (-1.22, -0.64),
            (-0.64, -1.22),
        ],
    },
    ClassShape {
        name: "hourglass",
        corners: &[(-1.05, -1.15), (1.05, -1.15), (0.28, 0.0), (1.05, 1.15), (-1.05, 1.15), (-0.28, 0.0)],
    },
    ClassShape { name: "bar", corners: &[(-1.4, -0.5), (1.4, -0.5), (1.4, 0.5), (-1.4, 0.5)] },
    ClassShape {
        name: "star",
        corners: &[
            (0.0, -1.4),
            (0.36, -0.5),
            (1.33, -0.43),
            (0.59, 0.19),
            (0.82, 1.13),
            (0.0, 0.62),
            (-0.82, 1.13),
            (-0.59, 0.19),
            (-1.33, -0.43),
            (-0.36, -0.5),
        ],
    },
];

/// The colour of a class of so many.
pub fn class_colour(palette: &Palette, class: usize, count: usize) -> Rgb {
    let [cool, _, warm] = palette.diverging;
    match (class, count) {
        (0, ..=2) => cool,
        (_, ..=2) => warm,
        _ => palette.classes[class % palette.classes.len()],
    }
}

/// The colour of a class on the map, where points must stay on top: at most half of it, and nothing where the net knows no more
/// than by chance. `probability`: of the class, from 1/`count` to 1.
pub fn class_on_map(palette: &Palette, class: usize, count: usize, probability: f32) -> Rgb {
    let chance = 1.0 / count.max(1) as f32;
    let surplus = ((probability - chance) / (1.0 - chance)).clamp(0.0, 1.0);
    // As the diverging scale has it for two classes.
    let share = f64::from((0.5 * surplus).max(0.06)).powf(0.85) as f32;
    palette.diverging[1].mix(class_colour(palette, class, count), share)
}

/// Draws the mark of a class in its colour with a rim of the page's; the radius in CSS pixels. `hollow`: of a test point.
pub fn draw_mark(pen: &mut Pen, at: Xy, class: usize, radius: f32, colour: Rgb, hollow: bool) {
    let (bg, r) = (pen.theme.palette.bg, pen.px(radius));
    let corners = SHAPES[class % SHAPES.len()].corners;
    if corners.is_empty() {
        pen.disc(at, r + pen.px(1.0), bg);
        pen.disc(at, r, colour);
    } else {
        let mut outline: Vec<Xy> = corners.iter().map(|(x, y)| (at.0 + r * x, at.1 + r * y)).collect();
        outline.push(outline[0]);
        pen.path(&outline, 2.0, bg);
        pen.polygon(&outline, colour);
    }
    if hollow {
        // In the middle of a triangle, which is not that of its box.
        let middle = |of: fn(&Xy) -> f32| corners.iter().map(of).sum::<f32>() / corners.len().max(1) as f32;
        pen.disc((at.0 + r * middle(|c| c.0), at.1 + r * middle(|c| c.1)), 0.45 * r, bg);
    }
}
