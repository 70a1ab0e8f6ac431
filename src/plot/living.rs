//! Living units over the epochs: a lane a layer, a cross where a unit dies, an arrow where one comes back.

use plotters::element::Rectangle;
use plotters::series::AreaSeries;

use crate::nn::math::sin_cos;
use crate::plot::axis::{Axes, Axis, Scale};
use crate::plot::chart::{self, Chart};
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::snapshot::{LayerSnapshot, Snapshot, UnitHealth, UnitId};

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Living<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
    /// A unit whose death is named.
    pub pinned: Option<UnitId>,
    /// Whether the numbers of living units are told: not while a class guesses them.
    pub counted: bool,
}

/// More layers than this are rows of colour instead of lanes.
const MOST_LANES: usize = 4;

impl Living<'_> {
    fn hidden(&self) -> usize {
        self.snapshot.layers.len().saturating_sub(1)
    }

    fn units(&self, layer: usize) -> usize {
        self.snapshot.layers.get(layer).map_or(0, LayerSnapshot::units)
    }

    /// Epochs and living units of a layer, with the present at the end.
    fn steps(&self, layer: usize) -> Vec<(f32, f32)> {
        let records = self.snapshot.history.records.iter();
        let alive = records.filter_map(|r| Some((r.epoch as f32, f32::from(*r.alive.get(layer)?))));
        let mut steps: Vec<(f32, f32)> = alive.collect();
        if let Some(now) = self.snapshot.layers.get(layer) {
            let tip = (self.snapshot.epoch_fraction, now.alive() as f32);
            if steps.last().is_none_or(|(epoch, _)| tip.0 > *epoch) {
                steps.push(tip);
            }
        }
        steps
    }

    /// Whether no unit of a layer is finite any more: it is not dead, but there is nothing to say of it.
    fn is_nan(&self, layer: usize) -> bool {
        let health = self.snapshot.layers.get(layer).map(|layer| layer.health.as_slice()).unwrap_or_default();
        !health.is_empty() && health.iter().all(|health| *health == UnitHealth::NotFinite)
    }

    fn count_text(&self, layer: usize) -> String {
        if self.is_nan(layer) {
            return "NaN".to_owned();
        }
        if !self.counted {
            return format!("?/{}", self.units(layer));
        }
        let alive = self.snapshot.layers.get(layer).map_or(0, LayerSnapshot::alive);
        format!("{alive}/{}", self.units(layer))
    }
}

/// Draws the figure. Hands back its axes: where an epoch is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Living) -> Result<Axes, DrawError> {
    let palette = pen.theme.palette;
    let hidden = figure.hidden();
    let look = TextStyle::small(palette.ink3);
    let counts: Vec<String> = (0..hidden).map(|layer| figure.count_text(layer)).collect();
    let lanes = hidden <= MOST_LANES;
    let most_units = (0..hidden).map(|layer| figure.units(layer)).max().unwrap_or(0).to_string();
    let left = if lanes { pen.text_width(&most_units, look) } else { pen.text_width("H32", look.bold()) };
    let right = pen.widest(look, counts.iter().map(String::as_str).chain(["epoch"]));
    let plot = chart::plot_rect(pen, left, right);
    let epochs = epochs::growing_axis(pen, plot.width, epochs::last_epoch(figure.snapshot));
    let axes = Axes { plot, x: epochs.scale };
    let y = Axis::new(Scale::linear(0.0, hidden as f32), Vec::new());
    let mut chart = Chart::new(pen, plot, epochs.axis(pen, plot), y)?;
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&|v| format::epoch_tick(*v)).draw()?;
    epochs.draw_name(pen, plot);
    if hidden == 0 {
        pen.text_on_plate("no hidden layers", plot.centre(), TextStyle::label(palette.ink2).align(Align::Centre));
        return Ok(axes);
    }
    for (layer, count) in counts.iter().enumerate() {
        if lanes {
            draw_lane(pen, figure, &axes, layer, count)?;
        } else {
            draw_row(pen, figure, &mut chart, plot, layer)?;
        }
    }
    if !lanes {
        name_rows(pen, plot, &counts);
    }
    epochs::draw_mark_lines(pen, &axes, &figure.snapshot.marks);
    if let Some(epoch) = figure.cursor {
        // Its number stands in the loss plot; here the lanes need the space.
        epochs::draw_cursor_line(pen, &axes, epoch);
    }
    if lanes {
        draw_events(pen, figure, &axes);
    }
    if epochs::is_before_first_step(figure.snapshot) {
        epochs::draw_hint(pen, plot);
    }
    Ok(axes)
}

/// The rectangle of a lane.
fn lane(pen: &Pen, plot: Rect, layer: usize, count: usize) -> Rect {
    let pitch = (plot.height + pen.line_height(SMALL) * 0.6) / count as f32;
    let top = plot.y + pitch * layer as f32;
    Rect::new(plot.x, top, plot.width, pitch - pen.line_height(SMALL)).to_device(1.0)
}

/// A chart from 0 to the units of a layer.
fn draw_lane(pen: &mut Pen, figure: &Living, axes: &Axes, layer: usize, count: &str) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let half = pen.line_height(SMALL) / 2.0;
    let place = lane(pen, axes.plot, layer, figure.hidden());
    let colour = looks::layer(palette, layer, figure.hidden());
    let units = figure.units(layer).max(1) as f32;
    // Of a low lane only the number of units has space.
    let ticks = if place.height >= 2.0 * half { vec![0.0, units] } else { vec![units] };
    let x = Axis::new(axes.x, Vec::new());
    let mut chart = Chart::new(pen, place, x, Axis::new(Scale::linear(0.0, units), ticks))?;
    chart.mesh(pen).disable_x_mesh().y_label_formatter(&|v| format::tick(*v)).draw()?;
    let mut line: Vec<Xy> = Vec::new();
    for (epoch, alive) in figure.steps(layer) {
        if let Some(last) = line.last().copied().filter(|last| last.1 != alive) {
            line.push((epoch, last.1));
        }
        // Of level stretches only the ends are needed.
        if line.len() > 1 && line[line.len() - 2].1 == alive {
            line.pop();
        }
        line.push((epoch, alive));
    }
    let area = pen.stroke(1.0, colour.alpha(0.15)).filled();
    chart.context().draw_series(AreaSeries::new(line.iter().copied(), 0.0, area))?;
    chart.line(pen, &line, 2.0, None, colour)?;
    let (x, middle) = (place.right() + pen.px(8.0), place.centre().1);
    let name = format::layer_short(layer, figure.hidden());
    if place.height >= 3.2 * half {
        pen.text(&name, (x, middle - half), TextStyle::small(palette.ink).bold());
        pen.text(count, (x, middle + half), TextStyle::small(palette.ink3));
    } else {
        pen.text(count, (x, middle), TextStyle::small(palette.ink2));
        pen.text_on_plate(&name, (place.x + pen.px(4.0), middle), TextStyle::small(palette.ink).bold());
    }
    Ok(())
}

/// Crosses for deaths and arrows for returns, at the floor of the lane.
fn draw_events(pen: &mut Pen, figure: &Living, axes: &Axes) {
    let palette = pen.theme.palette;
    let hidden = figure.hidden();
    let mut label = None;
    for event in &figure.snapshot.deaths {
        let layer = event.id.layer as usize;
        if layer >= hidden || !axes.x.contains(event.epoch) {
            continue;
        }
        let place = lane(pen, axes.plot, layer, hidden);
        let at = (axes.x(event.epoch), place.bottom() - pen.px(6.0).min(place.height / 2.0));
        if event.revived {
            draw_return(pen, at);
        } else {
            let (size, width) = (pen.theme.mark(7.0), pen.theme.mark(1.75));
            pen.cross(at, size, width, palette.ink);
        }
        if figure.pinned == Some(event.id) && !event.revived {
            let name = format::unit_short(layer, event.id.unit as usize, hidden);
            label = Some((place, at, format!("{name} at {}", format::tick(event.epoch.round()))));
        }
    }
    if let Some((place, at, text)) = label {
        let look = TextStyle::small(palette.ink);
        let gap = pen.px(7.0);
        let fits = at.0 + gap + pen.text_width(&text, look) < axes.plot.right();
        let (x, align) = if fits { (at.0 + gap, Align::Left) } else { (at.0 - gap, Align::Right) };
        let line = pen.line_height(SMALL);
        // Over the marks of other units where its lane has the height, and inside it even where that is low.
        let lift = if place.height >= 3.0 * line { line } else { 0.0 };
        let y = (at.1 - lift).min(axes.plot.bottom() - line / 2.0);
        pen.text_on_plate(&text, (x, y), look.align(align));
    }
}

/// A small arrow that turns back up.
fn draw_return(pen: &mut Pen, at: Xy) {
    let palette = pen.theme.palette;
    let (acc, bg) = (palette.acc, palette.bg);
    let px = pen.px(pen.theme.mark(1.0));
    pen.disc(at, 5.5 * px, bg);
    let arc: Vec<Xy> = (0u8..=6)
        .map(|i| {
            let (sin, cos) = sin_cos((f32::from(i) * 40.0 - 30.0).to_radians());
            (at.0 + 3.5 * px * cos, at.1 + 3.5 * px * sin)
        })
        .collect();
    pen.path(&arc, 1.5, acc);
    let tip = arc[0];
    pen.polygon(&[(tip.0 - 3.0 * px, tip.1), (tip.0 + 3.0 * px, tip.1), (tip.0, tip.1 - 4.0 * px)], acc);
}

/// Many layers: a row each, darker where more units live.
fn draw_row(pen: &Pen, figure: &Living, chart: &mut Chart, plot: Rect, layer: usize) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let rows = figure.hidden();
    let units = figure.units(layer).max(1) as f32;
    // Rows are counted from the top; a line of the page shows between them if there is space.
    let top = (rows - layer) as f32;
    let gap = if plot.height / rows as f32 >= pen.px(6.0) { pen.px(1.0) * rows as f32 / plot.height } else { 0.0 };
    let steps = figure.steps(layer);
    let mut from = 0.0;
    for stretch in steps.chunk_by(|a, b| a.1 == b.1) {
        let (to, alive) = stretch[stretch.len() - 1];
        // A layer without a living unit cuts the net: it must not look like an empty row.
        let is_nan = alive == 0.0 && to == steps[steps.len() - 1].0 && figure.is_nan(layer);
        let fill = if is_nan {
            palette.danger
        } else if alive == 0.0 {
            palette.ink
        } else {
            palette.bg3.mix(palette.acc, alive / units)
        };
        let cell = Rectangle::new([(from, top), (to, top - 1.0 + gap)], pen.stroke(1.0, fill).filled());
        chart.context().draw_series([cell])?;
        from = to;
    }
    Ok(())
}

/// The names of rows and their living units: of every one, or every second, third or n-th if there is no space for all.
fn name_rows(pen: &mut Pen, plot: Rect, counts: &[String]) {
    let palette = pen.theme.palette;
    let height = plot.height / counts.len() as f32;
    let step = (pen.line_height(SMALL) / height).ceil().max(1.0) as usize;
    let mut rows: Vec<usize> = (0..counts.len()).step_by(step).collect();
    if let Some(last) = rows.last_mut().filter(|last| **last > 0) {
        *last = counts.len() - 1;
    }
    for layer in rows {
        let middle = plot.y + height * (layer as f32 + 0.5);
        let name = format::layer_short(layer, counts.len());
        pen.text(&name, (plot.x - pen.px(6.0), middle), TextStyle::small(palette.ink3).align(Align::Right));
        pen.text(&counts[layer], (plot.right() + pen.px(8.0), middle), TextStyle::small(palette.ink2));
    }
}
