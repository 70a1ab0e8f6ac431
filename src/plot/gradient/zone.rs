//! The name of the zone of vanished gradients, at a place where it is readable.

use super::frame::Decades;
use super::{Gradient, Quantity, VANISHED};
use crate::plot::chart::Chart;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::theme::SMALL;

/// Names the zone of vanished gradients, over the lines: where none of them passes if there is such a place.
///
/// `lines`: in device pixels. `taken`: where there is text. Hands back where the name is.
pub(super) fn name_zone(
    pen: &mut Pen,
    figure: &Gradient,
    chart: &Chart,
    decades: &Decades,
    plot: Rect,
    (lines, taken): (&[Vec<Xy>], &[Rect]),
) -> Option<Rect> {
    if figure.quantity != Quantity::Norm {
        return None;
    }
    let (top, bottom) = (chart.at(0.0, VANISHED).1, chart.at(0.0, decades.lowest).1);
    let look = TextStyle::small(pen.theme.palette.ink2).align(Align::Centre);
    let half = pen.text_width("vanished", look) / 2.0 + pen.px(3.0);
    let row = pen.line_height(SMALL) / 2.0;
    let middle = f32::midpoint(top, bottom);
    let heights = [middle, (top + row).min(middle), (bottom - row).max(middle)];
    let free = plot.width - 2.0 * half;
    let places = [0.5, 0.25, 0.75, 0.0, 1.0].into_iter().flat_map(|share| {
        let x = if free > 0.0 { plot.x + half + free * share } else { plot.centre().0 };
        heights.map(|y| (x, y))
    });
    let mut places = places.map(|at| (at, pen.text_box("vanished", at, look)));
    let covers = |place: &Rect| {
        taken.iter().any(|other| other.overlaps(place)) || lines.iter().any(|line| passes(line, place.grown(2.0)))
    };
    // A line may pass behind the plate of the name; over another text it would not be read.
    let is_readable = |place: &Rect| !taken.iter().any(|other| other.overlaps(place));
    let free = places.clone().find(|(_, place)| !covers(place));
    let (at, place) = free.or_else(|| places.find(|(_, place)| is_readable(place)))?;
    pen.text_on_plate("vanished", at, look);
    Some(place)
}

/// Whether a line passes through a rectangle.
fn passes(line: &[Xy], place: Rect) -> bool {
    let inside = |(x, y): Xy| x >= place.x && x <= place.right() && y >= place.y && y <= place.bottom();
    line.iter().copied().any(inside)
        || line.windows(2).any(|pair| {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            // Places along the piece are as close as the rectangle is low.
            let steps = (((x1 - x0).abs() + (y1 - y0).abs()) / (place.height / 2.0).max(1.0)).min(256.0) as u16;
            (1..=steps).any(|i| {
                let share = f32::from(i) / f32::from(steps + 1);
                inside((x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))
            })
        })
}
