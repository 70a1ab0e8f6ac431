//! Everything over the pixels of the big picture: lines, points, axes.

use super::hinges::hinge_line;
use super::{Layout, Map, MapKind, bar, line, place, points};
use crate::plot::boundary;
use crate::plot::contour;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;

/// Draws everything over the pixels: line, points, axes.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_overlay(pen: &mut Pen, layout: &Layout, map: &Map) -> Result<(), DrawError> {
    match map.maps().dimensions {
        1 => return line::draw(pen, layout, map),
        // More dimensions than the map has.
        3.. => return pen.result(),
        _ => {}
    }
    let plot = layout.plot.to_device(pen.theme.scale);
    let palette = pen.theme.palette;
    for hinge in &map.options.hinges {
        if let Some(line) = hinge_line(hinge, plot) {
            let (width, dash) = if hinge.dead { (1.0, Some((2.0, 4.0))) } else { (1.0, Some((6.0, 3.0))) };
            pen.styled(&line, width, dash, palette.ink2);
        }
    }
    for line in contours(map) {
        let line: Vec<Xy> =
            line.into_iter().map(|(x, y)| (plot.x + x * plot.width, plot.y + y * plot.height)).collect();
        let width = pen.theme.curve(if map.options.small { 1.5 } else { 2.0 });
        pen.path(&line, width, palette.ink);
    }
    if !map.grid().is_whole() {
        let frame = pen.rounded(plot, 4.0);
        pen.dashed(&frame, 1.0, (4.0, 3.0), palette.edge);
    }
    points::draw(pen, plot, map);
    if !map.options.small {
        draw_axes(pen, plot);
    }
    bar::draw(pen, layout, map);
    if map.is_not_a_number() {
        draw_not_a_number(pen, plot);
    }
    pen.result()
}

fn contours(map: &Map) -> Vec<Vec<Xy>> {
    if let Some((grid, _)) = map.class_grid() {
        return boundary::lines(grid);
    }
    let Some(level) = map.kind.level() else { return Vec::new() };
    let grid = map.grid();
    let flat = match map.kind {
        MapKind::Unit { flat, .. } => flat,
        // A logit that comes out of a ReLU is exactly 0, and so not class 1, on the whole flat side.
        MapKind::Probability => map.snapshot.spec.output.row().can_be_zero,
        MapKind::ClassValue | MapKind::Value | MapKind::Classes { .. } => false,
    };
    if flat { contour::hinges(grid, level) } else { contour::lines(grid, level) }
}

pub(super) fn draw_not_a_number(pen: &mut Pen, plot: Rect) {
    let look = TextStyle { size: 18.0, ..TextStyle::label(pen.theme.palette.danger) }.bold().align(Align::Centre);
    let plate = pen.text_box("NaN", plot.centre(), look).grown(pen.px(6.0));
    let bg = pen.theme.palette.bg;
    pen.rect(plate, bg);
    pen.text("NaN", plot.centre(), look);
}

fn draw_axes(pen: &mut Pen, plot: Rect) {
    let palette = pen.theme.palette;
    let area = pen.area();
    let half = pen.line_height(SMALL) / 2.0;
    let tick = TextStyle::small(palette.ink3);
    let name = TextStyle::small(palette.ink2).italic();
    let (left, below) = (plot.x - pen.px(6.0), plot.bottom() + pen.px(3.0) + half);
    for value in [-1.0, 0.0, 1.0] {
        let text = format::tick(value);
        let at = place(plot, value, value);
        let width = pen.text_width(&text, tick) / 2.0;
        pen.text(&text, (at.0.clamp(width, area.width - width), below), tick.align(Align::Centre));
        pen.text(&text, (left, at.1.clamp(half, area.height - half)), tick.align(Align::Right));
    }
    let named = place(plot, 0.5, 0.5);
    pen.text("x₁", (named.0, below), name.align(Align::Centre));
    pen.text("x₂", (left, named.1), name.align(Align::Right));
}
