//! Epochs to the target as a distribution: one mark a seed, and those that never got there on their own.

use crate::compare::summary::Condition;
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart};
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Look;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{LABEL, SMALL};

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Arrivals<'a> {
    /// The values, in the plan's order.
    pub conditions: &'a [Condition],
    /// How they look, one each.
    pub looks: &'a [Look],
    /// Epochs of every run.
    pub budget: u32,
    /// The seed that is looked at: its marks have a ring.
    pub seed: Option<u32>,
    /// What stands in the plot while no run has ended.
    pub placeholder: &'a str,
    /// A line above the plot, for a picture that stands alone; empty on the page.
    pub title: &'a str,
}

/// A mark: where it is in device pixels, the value and the seed.
pub type Mark = (Xy, usize, u32);

/// Draws the figure. Hands back where the marks are.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Arrivals) -> Result<Vec<Mark>, DrawError> {
    let palette = pen.theme.palette;
    let bold = TextStyle::label(palette.ink).bold();
    let (line, gap) = (pen.line_height(SMALL), pen.px(8.0));
    let names = pen.widest(bold, figure.conditions.iter().map(|c| c.name.as_str())) + pen.px(18.0);
    let names = names.min(pen.area().width * 0.4);
    let never_words = "not reached";
    let never = pen.text_width(never_words, TextStyle::small(palette.ink2)).max(pen.px(72.0));
    let title = if figure.title.is_empty() { 0.0 } else { pen.line_height(LABEL) + pen.px(6.0) };
    if !figure.title.is_empty() {
        pen.text(figure.title, (pen.px(2.0), pen.line_height(LABEL) / 2.0), bold);
    }
    let whole = chart::plot_rect(pen, names, never + gap);
    let top = title + line * 0.6;
    let plot = Rect::new(whole.x, whole.y + top, whole.width, whole.height - top).to_device(1.0);
    let epochs = epochs::epoch_axis(pen, plot.width, figure.budget.max(1) as f32);
    // Rows are counted from the bottom up to the top.
    let rows = figure.conditions.len().max(1);
    let y = Axis::new(Scale::linear(0.0, rows as f32), Vec::new());
    let mut chart = Chart::new(pen, plot, epochs.axis(pen, plot), y)?;
    // Here the lines are those of the epochs: there are no ticks of rows.
    let text = |v: &f32| format::epoch_tick(*v);
    chart.mesh(pen).x_label_formatter(&text).draw()?;
    // The axis' name is at the right end, below the column of those that never got there.
    epochs.draw_name(pen, plot);
    let column = Rect::new(plot.right() + gap, plot.y, never, plot.height);
    let head = TextStyle::small(palette.ink2).align(Align::Centre);
    pen.text(never_words, (column.centre().0, plot.y - line * 0.55), head);
    pen.vertical(column.x, plot.y, plot.bottom(), 1.0, palette.line);

    let mut marks = Vec::new();
    let height = plot.height / rows as f32;
    for (value, (condition, look)) in figure.conditions.iter().zip(figure.looks).enumerate() {
        let row = Rect::new(plot.x, plot.y + height * value as f32, plot.width, height);
        let y = row.centre().1;
        pen.horizontal(plot.x - names, column.right(), row.bottom(), 1.0, palette.line);
        pen.marker((plot.x - names + pen.px(4.0), y), look.marker, 4.0, look.colour);
        pen.text(&condition.name, (plot.x - names + pen.px(14.0), y), TextStyle { colour: look.colour, ..bold });
        draw_row(pen, &chart, row, condition, look, |at, seed| marks.push((at, value, seed)));
        draw_never(pen, column, row, condition, look, |at, seed| marks.push((at, value, seed)));
    }
    for (at, _, _) in marks.iter().filter(|(_, _, seed)| Some(*seed) == figure.seed) {
        let ring = pen.rounded(Rect::square(*at, pen.px(13.0)), 6.5);
        pen.path(&ring, 1.5, palette.ink);
    }
    if figure.conditions.iter().all(|condition| condition.runs.is_empty()) {
        pen.text_on_plate(figure.placeholder, plot.centre(), TextStyle::label(palette.ink2).align(Align::Centre));
    }
    pen.result()?;
    Ok(marks)
}

/// The middle half as a bar, the median as a stroke, and a mark for every seed that got there.
fn draw_row(
    pen: &mut Pen,
    chart: &Chart,
    row: Rect,
    condition: &Condition,
    look: &Look,
    mut mark: impl FnMut(Xy, u32),
) {
    let y = row.centre().1;
    let x = |epochs: f64| chart.at(epochs as f32, 0.0).0;
    if let Some(quartiles) = condition.epochs_to_target.filter(|q| q.low.is_finite()) {
        let (low, high) = (x(quartiles.low), x(quartiles.high));
        let thick = (row.height * 0.7).min(pen.px(22.0));
        pen.rect(Rect::new(low, y - thick / 2.0, (high - low).max(1.0), thick), look.colour.alpha(0.15));
        if quartiles.median.is_finite() {
            pen.vertical(x(quartiles.median), y - thick / 2.0, y + thick / 2.0, 2.0, look.colour);
        }
    }
    // Marks that would cover each other are stacked, to both sides in turn.
    let (size, mut placed) = (pen.px(7.0), Vec::<Xy>::new());
    let most = ((row.height / 2.0 - size / 2.0) / size).max(0.0) as usize;
    for (seed, run) in &condition.runs {
        let Some(epoch) = run.epochs_to_target else { continue };
        let at_x = chart.at(epoch as f32, 0.0).0;
        let steps = (0..=2 * most).map(|i| if i % 2 == 1 { -(i.div_ceil(2) as f32) } else { (i / 2) as f32 });
        let free = |at: &Xy| placed.iter().all(|other| (other.0 - at.0).hypot(other.1 - at.1) >= size * 0.95);
        let at = steps.map(|step| (at_x, y + step * size)).find(free).unwrap_or((at_x, y));
        placed.push(at);
        pen.marker(at, look.marker, 3.0, look.colour);
        mark(at, *seed);
    }
}

/// A cross for every seed that ended without getting there: a red one for those that diverged.
fn draw_never(
    pen: &mut Pen,
    column: Rect,
    row: Rect,
    condition: &Condition,
    look: &Look,
    mut mark: impl FnMut(Xy, u32),
) {
    let missing: Vec<_> = condition.runs.iter().filter(|(_, run)| run.is_over() && !run.is_solved()).collect();
    let pad = pen.px(8.0);
    let (width, height) = (column.width - 2.0 * pad, (row.height - pad).max(1.0));
    // As many columns as give the crosses equal distances, and at least one row.
    let lines = ((missing.len() as f32 * height / width.max(1.0)).sqrt().ceil()).clamp(1.0, 4.0);
    let per_line = (missing.len() as f32 / lines).ceil().max(1.0);
    let step = (width / per_line).min(pen.px(10.0));
    let down = (height / lines).min(pen.px(10.0));
    for (index, (seed, run)) in missing.into_iter().enumerate() {
        let (line, place) = ((index as f32 / per_line).floor(), index as f32 % per_line);
        let y = row.centre().1 + (line - (lines - 1.0) / 2.0) * down;
        let at = (column.x + pad + (place + 0.5) * step, y);
        let diverged = run.has_diverged();
        pen.cross(at, 5.5, 1.5, if diverged { pen.theme.palette.danger } else { look.colour });
        mark(at, *seed);
    }
}

/// The mark nearest to a place in device pixels, if one is within `reach`.
pub fn nearest(marks: &[Mark], place: Xy, reach: f32) -> Option<(usize, u32)> {
    let distance = |mark: &Mark| (mark.0.0 - place.0).hypot(mark.0.1 - place.1);
    let mark = marks.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    (distance(mark) <= reach).then_some((mark.1, mark.2))
}
