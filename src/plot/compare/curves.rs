//! Loss over the epochs: the median of each value with the middle half of its runs as a band, or every single run.

use crate::compare::summary::Condition;
use crate::plot::axis::{Axes, Axis};
use crate::plot::chart::{self, Chart};
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::looks::Look;
use crate::plot::loss::loss_scale;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{LABEL, SMALL};
use crate::train::snapshot::Status;

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct LossCurves<'a> {
    /// The values, in the plan's order.
    pub conditions: &'a [Condition],
    /// How they look, one each.
    pub looks: &'a [Look],
    /// Loss over the test set, else over the training set.
    pub test: bool,
    /// Every run as a thin line, in place of the bands.
    pub singles: bool,
    /// Whether the loss axis is logarithmic.
    pub log: bool,
    /// The loss over the training set that counts as solved.
    pub target: f32,
    /// Epochs of every run.
    pub budget: u32,
    /// The epoch whose numbers are read off.
    pub cursor: Option<f32>,
    /// What stands in the plot while no run has ended.
    pub placeholder: &'a str,
    /// A line above the plot, for a picture that stands alone; empty on the page.
    pub title: &'a str,
}

/// Draws the figure. Hands back its axes: where an epoch is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &LossCurves) -> Result<Axes, DrawError> {
    let palette = pen.theme.palette;
    let bands = || figure.conditions.iter().map(|condition| condition.band(figure.test));
    let finite = |value: f64| value.is_finite().then_some(value as f32);
    let start = bands().filter_map(|band| finite(band.quartiles.first()?.median)).fold(0.0, f32::max);
    let (mut lowest, mut highest) = (f32::INFINITY, None::<f32>);
    for band in bands() {
        for quartiles in &band.quartiles {
            lowest = finite(quartiles.low).filter(|low| *low > 0.0).map_or(lowest, |low| lowest.min(low));
            highest =
                finite(quartiles.median).map(|median| highest.map_or(median, |so_far| so_far.max(median))).or(highest);
        }
    }
    lowest = if figure.target > 0.0 { lowest.min(figure.target) } else { lowest };
    // Without any run the plot is that of a loss which begins at 1.
    let start = if start > 0.0 { start } else { 1.0 };
    let highest = highest.unwrap_or(1.0).max(figure.target);
    let scale = loss_scale(start, highest, lowest, figure.log);

    let look = TextStyle::label(palette.ink).bold();
    let marker_room = pen.px(16.0);
    let with_values = pen.area().width >= pen.px(420.0);
    let mut ends: Vec<(Look, EndLabel)> = Vec::new();
    for (condition, look) in figure.conditions.iter().zip(figure.looks) {
        let band = condition.band(figure.test);
        let last = band.epochs.iter().zip(&band.quartiles).rfind(|(_, q)| q.median.is_finite());
        if let Some((epoch, quartiles)) = last {
            let loss = quartiles.median as f32;
            let value = if with_values { format::significant(loss, 3) } else { String::new() };
            let text = condition.name.clone();
            ends.push((*look, EndLabel { end: (*epoch as f32, loss), text, value, colour: look.colour }));
        }
    }
    // Reserved for all names from the start, so that the plot does not shrink when the first run ends.
    let value = if with_values { "0.00000" } else { "" };
    let widest = |name: &str| {
        let label = EndLabel { end: (0.0, 0.0), text: name.to_owned(), value: value.to_owned(), colour: palette.ink };
        labels::width(pen, &label, look)
    };
    let margin = figure.conditions.iter().map(|condition| widest(&condition.name)).fold(0.0, f32::max) + marker_room;
    let margin = margin.min(pen.area().width * 0.45);

    let title = TextStyle::label(palette.ink).bold();
    let top = if figure.title.is_empty() { 0.0 } else { pen.line_height(LABEL) + pen.px(6.0) };
    if !figure.title.is_empty() {
        pen.text(figure.title, (pen.px(2.0), pen.line_height(LABEL) / 2.0), title);
    }
    let ticks = scale.ticks(chart::rows(pen, chart::plot_rect(pen, 0.0, margin).height - top));
    let plot = chart::plot_rect(pen, chart::tick_width(pen, &ticks, "0.01"), margin);
    let plot = Rect::new(plot.x, plot.y + top, plot.width, plot.height - top).to_device(1.0);
    let epochs = epochs::epoch_axis(pen, plot.width, figure.budget.max(1) as f32);
    let axes = Axes { plot, x: epochs.scale };
    let mut chart = Chart::new(pen, plot, epochs.axis(pen, plot), Axis::new(scale, ticks))?;
    let (x_text, y_text) = (|v: &f32| format::epoch_tick(*v), |v: &f32| format::tick(*v));
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&x_text).y_label_formatter(&y_text).draw()?;
    epochs.draw_name(pen, plot);

    for (condition, look) in figure.conditions.iter().zip(figure.looks) {
        if figure.singles {
            draw_singles(pen, &mut chart, condition, look, figure.test)?;
        } else {
            draw_band(pen, &mut chart, condition, look, figure.test)?;
        }
    }
    for (condition, look) in figure.conditions.iter().zip(figure.looks) {
        draw_median(pen, &mut chart, condition, look, figure.test)?;
    }
    let mut taken = Vec::new();
    if !figure.test {
        taken.push(draw_target(pen, &mut chart, &axes, figure.target)?);
    }
    if ends.is_empty() {
        let look = TextStyle::label(palette.ink2).align(Align::Centre);
        pen.text_on_plate(figure.placeholder, plot.centre(), look);
    }
    for (_, label) in &mut ends {
        label.end = chart.at(label.end.0, label.end.1);
    }
    let places = draw_ends(pen, plot, ends, look, marker_room);
    taken.extend(places);
    if let Some(epoch) = figure.cursor {
        epochs::draw_cursor(pen, &axes, epoch, &taken);
        for (condition, look) in figure.conditions.iter().zip(figure.looks) {
            let place = condition.band(figure.test).at(epoch);
            if let Some(place) = place.filter(|place| place.quartiles.median.is_finite()) {
                let at = chart.at(place.epoch as f32, place.quartiles.median as f32);
                pen.marker(at, look.marker, 4.0, look.colour);
            }
        }
    }
    Ok(axes)
}

/// The median, interrupted where it is not finite.
fn draw_median(
    pen: &mut Pen,
    chart: &mut Chart,
    condition: &Condition,
    look: &Look,
    test: bool,
) -> Result<(), DrawError> {
    let band = condition.band(test);
    let line: Vec<Xy> = band.epochs.iter().zip(&band.quartiles).map(|(e, q)| (*e as f32, q.median as f32)).collect();
    chart.line(pen, &line, 2.0, look.dash, look.colour)?;
    if let Some(only) = line.first().filter(|(_, loss)| line.len() == 1 && loss.is_finite()) {
        pen.disc(chart.at(only.0, only.1), pen.px(3.0), look.colour);
    }
    Ok(())
}

/// The middle half, as far as both of its sides are finite.
fn draw_band(pen: &Pen, chart: &mut Chart, condition: &Condition, look: &Look, test: bool) -> Result<(), DrawError> {
    let band = condition.band(test);
    let places = band.epochs.iter().zip(&band.quartiles).map(|(e, q)| (*e as f32, q.low as f32, q.high as f32));
    chart.band(pen, &places.collect::<Vec<_>>(), look.colour.alpha(0.13))
}

/// Every run as a thin line; one that diverged ends at a cross.
fn draw_singles(
    pen: &mut Pen,
    chart: &mut Chart,
    condition: &Condition,
    look: &Look,
    test: bool,
) -> Result<(), DrawError> {
    for (_, run) in &condition.runs {
        let loss = |record: &(u32, f32, f32)| if test { record.2 } else { record.1 };
        let line: Vec<Xy> = run.curve.iter().map(|record| (record.0 as f32, loss(record))).collect();
        chart.line(pen, &line, 1.0, None, look.colour.alpha(0.4))?;
        let end = line.iter().rfind(|(_, loss)| loss.is_finite());
        if let (Some(end), Status::Diverged) = (end, run.status) {
            pen.cross(chart.at(end.0, end.1), 8.0, 2.0, pen.theme.palette.danger);
        }
    }
    Ok(())
}

/// The target as a dotted line with its value. Hands back where the words are.
fn draw_target(pen: &mut Pen, chart: &mut Chart, axes: &Axes, target: f32) -> Result<Rect, DrawError> {
    let palette = pen.theme.palette;
    chart.line(pen, &[(axes.x.lo, target), (axes.x.hi, target)], 1.0, Some((2.0, 3.0)), palette.ink2)?;
    let text = format!("target {target}");
    let look = TextStyle::small(palette.ink2);
    let (half, y) = (pen.line_height(SMALL) / 2.0, chart.at(axes.x.lo, target).1);
    let above = y - half - pen.px(2.0);
    let at = (axes.plot.x + pen.px(6.0), if above - half < axes.plot.y { y + half + pen.px(2.0) } else { above });
    pen.text_on_plate(&text, at, look);
    Ok(pen.text_box(&text, at, look))
}

/// The names at the ends of the lines, each with its marker.
fn draw_ends(pen: &mut Pen, plot: Rect, ends: Vec<(Look, EndLabel)>, look: TextStyle, room: f32) -> Vec<Rect> {
    let bounds = Rect::new(plot.x, plot.y, pen.area().width - plot.x, plot.height + pen.px(4.0));
    let (looks, mut labels): (Vec<Look>, Vec<EndLabel>) = ends.into_iter().unzip();
    for label in &mut labels {
        let end = label.end;
        // All names stand in one column right of the plot, with space for the marker before them.
        label.end = (plot.right() + room - pen.px(6.0), end.1);
        if end.0 < plot.right() - 1.0 {
            pen.path(&[end, (plot.right(), end.1)], 1.0, label.colour.alpha(0.5));
        }
    }
    let before: Vec<f32> = labels.iter().map(|label| label.end.1).collect();
    let height = pen.line_height(look.size) * 0.95;
    let heights =
        labels::spread(&before, height, bounds.y, bounds.bottom().max(bounds.y + height * before.len() as f32));
    for ((label, y), look) in labels.iter_mut().zip(&heights).zip(&looks) {
        pen.path(&[(plot.right(), label.end.1), (plot.right() + pen.px(7.0), *y)], 1.0, label.colour);
        pen.marker((plot.right() + pen.px(10.0), *y), look.marker, 4.0, look.colour);
        label.end.1 = *y;
    }
    labels::draw(pen, &labels, look, bounds, plot)
}
