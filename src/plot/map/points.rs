//! The data on the map: a mark a point, in the colour of its class or value.

use super::{Map, MapKind, place};
use crate::plot::class::{class_colour, draw_mark};
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::Pen;

/// The points: training points filled, test points as rings.
pub(super) fn draw(pen: &mut Pen, plot: Rect, map: &Map) {
    let points = &map.snapshot.points;
    let train = points.train as usize;
    let scale = pen.theme.diverging.clone();
    let count = points.target.classes().unwrap_or(0);
    for (i, y) in points.target.numbers().into_iter().enumerate() {
        if i >= train && !map.options.test_points {
            break;
        }
        let class = points.target.class(i).filter(|_| map.kind != MapKind::Value);
        let colour = class.map_or_else(|| scale.at(y), |class| class_colour(pen.theme.palette, class, count));
        let (x1, x2) = points.place(i);
        let at = place(plot, x1, x2);
        match class {
            _ if map.options.small => pen.disc(at, pen.px(1.5), colour),
            Some(class) if count > 2 => draw_mark(pen, at, class, pen.theme.mark(3.0), colour, i >= train),
            _ => draw_point(pen, at, colour, i >= train, map.options.mark_signs && class == Some(1)),
        }
    }
}

/// A disc of one of two classes or of a value; class 1 as a triangle where colours alone do not tell.
pub(super) fn draw_point(pen: &mut Pen, at: Xy, colour: Rgb, test: bool, triangle: bool) {
    let bg = pen.theme.palette.bg;
    if triangle {
        let px = |css: f32| pen.px(pen.theme.mark(css));
        let (rim, inside, hole) = (px(4.5) + pen.px(2.0), px(4.5), px(1.8));
        let corners = |r: f32| [(at.0, at.1 - r), (at.0 + 0.87 * r, at.1 + 0.5 * r), (at.0 - 0.87 * r, at.1 + 0.5 * r)];
        pen.polygon(&corners(rim), bg);
        pen.polygon(&corners(inside), colour);
        if test {
            pen.polygon(&corners(hole), bg);
        }
        return;
    }
    let radius = pen.px(pen.theme.mark(3.0));
    pen.disc(at, radius + pen.px(1.0), bg);
    pen.disc(at, radius, colour);
    if test {
        pen.disc(at, pen.px(pen.theme.mark(1.6)), bg);
    }
}
