//! What all plots over time share: the epoch axis, the marks of what the user changed, the cursor, the hint.

use crate::plot::axis::{Axes, Scale, epoch_end};
use crate::plot::chart::NamedAxis;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::theme::SMALL;
use crate::train::snapshot::{Mark, Snapshot, Status};

/// The last epoch that a run has come to.
pub fn last_epoch(snapshot: &Snapshot) -> f32 {
    snapshot.epoch_fraction.max(snapshot.history.records.last().map_or(0.0, |record| record.epoch as f32))
}

/// An epoch axis from 0 to exactly `end`, for a plot of this width in device pixels.
pub fn epoch_axis(pen: &Pen, width: f32, end: f32) -> NamedAxis<'static> {
    let most = (width / (pen.px(44.0) * pen.theme.text)) as usize;
    let scale = Scale::linear(0.0, end);
    NamedAxis {
        scale,
        ticks: scale.whole_ticks(most.clamp(2, pen.theme.ticks(7))),
        text: &format::epoch_tick,
        name: "epoch",
        look: TextStyle::small(pen.theme.palette.ink2),
    }
}

/// An epoch axis that shows this epoch and ends at a round one.
pub fn growing_axis(pen: &Pen, width: f32, epoch: f32) -> NamedAxis<'static> {
    epoch_axis(pen, width, epoch_end(epoch))
}

/// Whether a run waits for its first step.
pub fn is_before_first_step(snapshot: &Snapshot) -> bool {
    snapshot.status == Status::Ready && snapshot.step == 0
}

/// What to do to see something here, and where that stands on a plot without data.
fn hint(pen: &Pen, plot: Rect) -> (&'static str, Xy, TextStyle) {
    let look = TextStyle::label(pen.theme.palette.ink2).align(Align::Centre);
    let text = "Press Play or Space";
    let half = pen.text_width(text, look) / 2.0 + pen.px(2.0);
    let (x, y) = plot.centre();
    // Beside the numbers of the axis, whatever the width.
    (text, (x.max(plot.x + half).min(pen.area().right() - half), y), look)
}

/// The place of the hint, to be kept free of other text.
pub fn hint_box(pen: &Pen, plot: Rect) -> Rect {
    let (text, at, look) = hint(pen, plot);
    pen.text_box(text, at, look).grown(pen.px(2.0))
}

/// Draws the hint: after the lines of marks, which may pass there.
pub fn draw_hint(pen: &mut Pen, plot: Rect) {
    let (text, at, look) = hint(pen, plot);
    pen.text_on_plate(text, at, look);
}

/// Draws a dashed line at each epoch where the user changed a run.
pub fn draw_mark_lines(pen: &mut Pen, axes: &Axes, marks: &[Mark]) {
    let ink = pen.theme.palette.ink3;
    for mark in marks.iter().filter(|mark| axes.x.contains(mark.epoch)) {
        let x = axes.x(mark.epoch);
        pen.dashed(&[(x, axes.plot.y), (x, axes.plot.bottom())], 1.0, (4.0, 3.0), ink);
    }
}

/// Draws the lines of marks, and beside them what was changed where it covers none of `taken`.
///
/// The latest changes are named first. Hands back all places that are taken then.
pub fn draw_marks(pen: &mut Pen, axes: &Axes, snapshot: &Snapshot, mut taken: Vec<Rect>) -> Vec<Rect> {
    let (marks, hidden) = (&snapshot.marks, snapshot.layers.len().saturating_sub(1));
    let palette = pen.theme.palette;
    draw_mark_lines(pen, axes, marks);
    let (line, gap) = (pen.line_height(SMALL), pen.px(4.0));
    for mark in marks.iter().filter(|mark| axes.x.contains(mark.epoch)).rev() {
        let x = axes.x(mark.epoch);
        // The lowest three rows, in each to the right of the line and to its left.
        let mut places = (0..6u8).map(|place| {
            let y = axes.plot.bottom() - line * (f32::from(place / 2) + 0.7);
            let (x, align) = if place % 2 == 0 { (x + gap, Align::Left) } else { (x - gap, Align::Right) };
            ((x, y), TextStyle::small(palette.ink2).align(align))
        });
        let label = format::intervention(&mark.intervention, hidden);
        let free = |(at, look): &(Xy, TextStyle)| {
            let place = pen.text_box(&label, *at, *look);
            let inside = place.x >= axes.plot.x && place.right() <= axes.plot.right() && place.y >= axes.plot.y;
            inside && taken.iter().all(|other| !other.overlaps(&place))
        };
        if let Some((at, look)) = places.find(free) {
            pen.text_on_plate(&label, at, look);
            taken.push(pen.text_box(&label, at, look).grown(gap / 2.0));
        }
    }
    taken
}

/// Draws the line that marks one epoch in all plots over time.
pub fn draw_cursor_line(pen: &mut Pen, axes: &Axes, epoch: f32) {
    if axes.x.contains(epoch) {
        let ink = pen.theme.palette.ink3;
        pen.vertical(axes.x(epoch), axes.plot.y, axes.plot.bottom(), 1.5, ink);
    }
}

/// Draws the line of the cursor with the number of its epoch where it covers none of `taken`.
pub fn draw_cursor(pen: &mut Pen, axes: &Axes, epoch: f32, taken: &[Rect]) {
    if !axes.x.contains(epoch) {
        return;
    }
    draw_cursor_line(pen, axes, epoch);
    let (x, text) = (axes.x(epoch), format::tick(epoch.round()));
    let (gap, half) = (pen.px(5.0), pen.line_height(SMALL) / 2.0);
    let right = ((x + gap, axes.plot.y + half), Align::Left);
    let left = ((x - gap, axes.plot.y + half), Align::Right);
    let low = |((x, _), align): (Xy, Align)| ((x, axes.plot.bottom() - half), align);
    for (at, align) in [right, left, low(right), low(left)] {
        let look = TextStyle::small(pen.theme.palette.ink2).align(align);
        let place = pen.text_box(&text, at, look);
        let inside = place.x >= axes.plot.x && place.right() <= axes.plot.right();
        if inside && taken.iter().all(|other| !other.overlaps(&place)) {
            pen.text_on_plate(&text, at, look);
            return;
        }
    }
}
