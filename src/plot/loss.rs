//! Training and test loss over the epochs, with the training loss of earlier runs.
//!
//! The epoch axis follows the run that is shown: an earlier one that is more than twice as long is cut where the axis
//! ends, and its label says so. Before the first step the axis shows the earlier runs whole.

use crate::nn::activation::Activation;
use crate::plot::axis::{Axes, Axis, Scale, decade, epoch_end};
use crate::plot::chart::{self, Chart};
use crate::plot::colour::Rgb;
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::looks::{Dash, Look, looks};
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::train::history::{History, Range, Record};
use crate::train::snapshot::Snapshot;

/// A run that ended before the one that is shown. Its training loss stays as a thin line.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRun {
    /// What tells it from the others, such as `ReLU`.
    pub label: String,
    /// Gives the line its colour and dash.
    pub activation: Activation,
    /// Its curves.
    pub history: History,
}

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Loss<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// Earlier runs, oldest first.
    pub past: &'a [PastRun],
    /// Whether the loss axis is logarithmic.
    pub log: bool,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
}

/// One line: places in data, and the range of each.
struct Line {
    points: Vec<(f32, Range)>,
}

impl Line {
    /// The same up to the end of an epoch axis, and whether something was cut.
    fn cut(mut self, end: f32) -> (Self, bool) {
        let whole = self.points.len();
        self.points.retain(|(x, _)| *x <= end);
        let is_cut = self.points.len() < whole;
        (self, is_cut)
    }

    /// The finite start of a curve, and the live tip.
    fn new(history: &History, loss: impl Fn(&Record) -> Range, tip: Option<(f32, f32)>) -> Self {
        let records = history.records.iter().map(|record| (record.epoch as f32, loss(record)));
        let mut points: Vec<_> = records.take_while(|(_, range)| range.last.is_finite()).collect();
        let whole = points.len() == history.records.len();
        let after_last = |x: f32| points.last().is_none_or(|(last, _)| x > *last);
        if let Some((x, loss)) = tip.filter(|(x, loss)| whole && loss.is_finite() && after_last(*x)) {
            points.push((x, loss.into()));
        }
        Self { points }
    }

    fn end(&self) -> Option<(f32, f32)> {
        self.points.last().map(|(x, range)| (*x, range.last))
    }

    fn draw(&self, pen: &mut Pen, chart: &mut Chart, width: f32, dash: Dash, colour: Rgb) -> Result<(), DrawError> {
        if self.points.iter().any(|(_, range)| range.max > range.min) {
            let band: Vec<_> = self.points.iter().map(|(x, range)| (*x, range.min, range.max)).collect();
            chart.band(pen, &band, colour.alpha(0.18))?;
        }
        let line: Vec<Xy> = self.points.iter().map(|(x, range)| (*x, range.last)).collect();
        chart.line(pen, &line, width, dash, colour)?;
        if let [(x, loss)] = line[..] {
            // A line of one point would be invisible.
            pen.disc(chart.at(x, loss), pen.px(2.5), colour);
        }
        Ok(())
    }
}

/// The scale that shows all these values.
fn scale(lines: &[&Line], log: bool) -> Scale {
    let start = lines.iter().filter_map(|line| line.points.first()).map(|(_, r)| r.last).fold(0.0, f32::max);
    let (mut highest, mut lowest) = (0.0_f32, f32::INFINITY);
    for line in lines {
        for (_, range) in &line.points {
            highest = if range.max.is_finite() { highest.max(range.max) } else { highest };
            lowest = if range.min > 0.0 { lowest.min(range.min) } else { lowest };
        }
    }
    loss_scale(start, highest, lowest, log)
}

/// The scale that shows losses from `lowest` (the smallest that is not 0) to `highest`, the largest one at the start
/// being `start`. Rare leaps far above the start are cut off: they would hide the rest.
pub fn loss_scale(start: f32, highest: f32, lowest: f32, log: bool) -> Scale {
    if log {
        let top = highest.min(start.max(1e-6) * 1e3);
        let top = if top > 0.0 { top } else { 1.0 };
        let lowest = lowest.min(top).max(top * 1e-8);
        // Ends at 1, 2 or 5 times a power of ten, and at least two decades: small wiggles must not look large.
        let hi = [1.0, 2.0, 5.0, 10.0].map(|m| m * decade(f64::from(top)));
        let hi = hi.into_iter().find(|hi| *hi >= f64::from(top) * 0.999).unwrap_or(10.0);
        let lo = decade(f64::from(lowest)).min(hi / 99.0);
        Scale::log(lo as f32, hi as f32)
    } else {
        let top = highest.min(start.max(1e-6) * 4.0);
        let step = Scale::linear(0.0, top).ticks(4).get(1).copied().unwrap_or(1.0);
        Scale::linear(0.0, if top > 0.0 { (top / step - 1e-3).ceil() * step } else { 1.0 })
    }
}

/// Draws the figure. Hands back its axes: where an epoch is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Loss) -> Result<Axes, DrawError> {
    let Loss { snapshot, past, log, cursor } = *figure;
    let palette = pen.theme.palette;
    // Before the first frame there is no net, and no loss of it.
    let tip = |loss: f32| (!snapshot.layers.is_empty()).then_some((snapshot.epoch_fraction, loss));
    let train = Line::new(&snapshot.history, |record| record.train_loss, tip(snapshot.train_loss));
    let test = Line::new(&snapshot.history, |record| record.test_loss, tip(snapshot.test_loss));
    let earlier: Vec<Line> = past.iter().map(|run| Line::new(&run.history, |r| r.train_loss, None)).collect();
    let activations: Vec<Activation> = past.iter().map(|run| run.activation).collect();
    let looks = told_apart(looks(palette, &activations));
    let last = last_shown(snapshot, &[&train, &test], &earlier);
    let axis_end = epoch_end(last);
    let earlier: Vec<(Line, bool)> = earlier.into_iter().map(|line| line.cut(axis_end)).collect();
    let all: Vec<&Line> = earlier.iter().map(|(line, _)| line).chain([&train, &test]).collect();
    let scale = scale(&all, log);

    let look = TextStyle::small(palette.ink).bold();
    let with_values = pen.area().width >= pen.px(260.0);
    // At places in data until the chart is there.
    let mut ends: Vec<EndLabel> = Vec::new();
    let value = |loss| if with_values { format::loss(loss) } else { String::new() };
    for (text, line, colour) in [("test", &test, palette.acc), ("train", &train, palette.ink3)] {
        ends.extend(line.end().map(|end| EndLabel { end, text: text.to_owned(), value: value(end.1), colour }));
    }
    for ((run, (line, is_cut)), look) in past.iter().zip(&earlier).zip(&looks) {
        let text = if *is_cut { format!("{} …", run.label) } else { run.label.clone() };
        let label = |end: (f32, f32)| EndLabel { end, text, value: value(end.1), colour: look.colour };
        ends.extend(line.end().map(label));
    }
    let stopped = snapshot.divergence.as_ref().map_or(String::new(), |d| stop_text(d.epoch));
    // Reserved from the start, so that the plot does not shrink when the first labels come.
    let reserved = if with_values { "train 0.0000" } else { "train" };
    let widths = ends.iter().map(|label| labels::width(pen, label, look));
    let right = widths.fold(pen.widest(look, [reserved, &stopped]), f32::max).min(pen.area().width * 0.4);

    let ticks = scale.ticks(chart::rows(pen, chart::plot_rect(pen, 0.0, right).height));
    let plot = chart::plot_rect(pen, chart::tick_width(pen, &ticks, "0.01"), right);
    let epochs = epochs::growing_axis(pen, plot.width, last);
    let axes = Axes { plot, x: epochs.scale };
    let mut chart = Chart::new(pen, plot, epochs.axis(pen, plot), Axis::new(scale, ticks))?;
    let (x_text, y_text) = (|v: &f32| format::epoch_tick(*v), |v: &f32| format::tick(*v));
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&x_text).y_label_formatter(&y_text).draw()?;
    epochs.draw_name(pen, plot);

    for ((line, _), look) in earlier.iter().zip(&looks) {
        line.draw(pen, &mut chart, 1.25, look.dash, look.colour)?;
    }
    train.draw(pen, &mut chart, 2.0, None, palette.ink3)?;
    test.draw(pen, &mut chart, 2.5, None, palette.acc)?;
    for label in &mut ends {
        label.end = chart.at(label.end.0, label.end.1);
    }
    if let Some(divergence) = &snapshot.divergence {
        let end = train.end().or(test.end()).unwrap_or((divergence.epoch as f32, scale.hi));
        ends.insert(0, draw_divergence(pen, plot, chart.at(end.0, end.1), divergence.epoch));
    }
    let has_hint = snapshot.divergence.is_none() && epochs::is_before_first_step(snapshot) && past.is_empty();
    let bounds = Rect::new(plot.x, 0.0, pen.area().width - plot.x, plot.bottom() + pen.px(2.0));
    let mut places = labels::draw(pen, &ends, look, bounds, plot);
    places.extend(has_hint.then(|| epochs::hint_box(pen, plot)));
    let places = epochs::draw_marks(pen, &axes, snapshot, places);
    if has_hint {
        epochs::draw_hint(pen, plot);
    }
    if let Some(epoch) = cursor {
        epochs::draw_cursor(pen, &axes, epoch, &places);
    }
    Ok(axes)
}

/// Runs of one function have its colour; their dashes tell them apart.
fn told_apart(mut looks: Vec<Look>) -> Vec<Look> {
    const DASHES: [Dash; 3] = [None, Some((6.0, 2.0)), Some((2.0, 2.0))];
    for i in 1..looks.len() {
        let same = |dash: Dash| looks[..i].iter().any(|other| other.colour == looks[i].colour && other.dash == dash);
        if same(looks[i].dash) {
            looks[i].dash = DASHES.into_iter().find(|dash| !same(*dash)).unwrap_or(looks[i].dash);
        }
    }
    looks
}

/// The last epoch that the axis has to show.
fn last_shown(snapshot: &Snapshot, now: &[&Line], earlier: &[Line]) -> f32 {
    let end = |line: &Line| line.end().map_or(0.0, |(x, _)| x);
    let last = now.iter().map(|line| end(line)).fold(0.0, f32::max);
    let ready = epochs::is_before_first_step(snapshot);
    let shown = earlier.iter().map(end).filter(|end| ready || *end <= 2.0 * last);
    shown.fold(last, f32::max)
}

fn stop_text(epoch: u32) -> String {
    format!("NaN at {}", format::epoch_tick(epoch as f32))
}

/// The line ends at a cross; from there a dotted line goes down. Hands back the label for it.
fn draw_divergence(pen: &mut Pen, plot: Rect, end: Xy, epoch: u32) -> EndLabel {
    let danger = pen.theme.palette.danger;
    pen.dashed(&[end, (end.0, plot.bottom())], 1.5, (2.0, 2.0), danger);
    pen.cross(end, 9.0, 2.5, danger);
    let middle = end.1.midpoint(plot.bottom());
    EndLabel { end: (end.0, middle), text: stop_text(epoch), value: String::new(), colour: danger }
}
