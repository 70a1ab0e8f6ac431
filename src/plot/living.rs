//! Living units over the epochs: a lane a layer, a cross where a unit dies, an arrow where one comes back.

use crate::nn::math::sin_cos_called;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, Type};
use crate::plot::theme::SMALL;
use crate::train::snapshot::{Snapshot, Status, UnitId};

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Living<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
    /// A unit whose death is named.
    pub pinned: Option<UnitId>,
}

/// More layers than this are rows of colour instead of lanes.
const MOST_LANES: usize = 4;

impl Living<'_> {
    fn hidden(&self) -> usize {
        self.snapshot.layers.len().saturating_sub(1)
    }

    fn units(&self, layer: usize) -> usize {
        self.snapshot.layers.get(layer).map_or(0, crate::train::snapshot::LayerSnapshot::units)
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

    fn count_text(&self, layer: usize) -> String {
        let alive = self.snapshot.layers.get(layer).map_or(0, crate::train::snapshot::LayerSnapshot::alive);
        format!("{alive}/{}", self.units(layer))
    }
}

/// Draws the figure. Hands back its axes: where an epoch is.
pub fn draw(pen: &mut Pen, figure: &Living) -> Axes {
    let palette = pen.theme.palette;
    let hidden = figure.hidden();
    let last = figure.snapshot.history.records.last().map_or(0.0, |record| record.epoch as f32);
    let end = axis::epoch_end(last.max(figure.snapshot.epoch_fraction));
    let look = Type::small(palette.ink3);
    let counts: Vec<String> = (0..hidden).map(|layer| figure.count_text(layer)).collect();
    let lanes = hidden <= MOST_LANES;
    let names = if lanes { 0.0 } else { pen.text_width("H32", look.bold()) };
    let most_units = (0..hidden).map(|layer| figure.units(layer)).max().unwrap_or(0).to_string();
    let left = if lanes { pen.text_width(&most_units, look) } else { names };
    let right = axis::widest(pen, look, counts.iter().map(String::as_str)).max(pen.text_width("epoch", look));
    let plot = axis::plot_rect(pen, left, right);
    let axes = Axes { plot, x: Scale::linear(0.0, end), y: Scale::linear(0.0, 1.0) };
    axis::draw_epochs(pen, &axes);
    if hidden == 0 {
        pen.text_on_plate("no hidden layers", plot.centre(), Type::label(palette.ink2).align(Align::Centre));
        return axes;
    }
    if lanes {
        draw_lanes(pen, figure, &axes, &counts);
    } else {
        draw_rows(pen, figure, &axes, &counts);
    }
    for mark in &figure.snapshot.marks {
        if (0.0..=axes.x.hi).contains(&mark.epoch) {
            let x = axes.x(mark.epoch);
            pen.dashed(&[(x, plot.y), (x, plot.bottom())], 1.0, (4.0, 3.0), palette.ink3);
        }
    }
    if let Some(epoch) = figure.cursor {
        // Its number stands in the loss plot; here the lanes need the space.
        if (0.0..=axes.x.hi).contains(&epoch) {
            pen.vertical(axes.x(epoch), plot.y, plot.bottom(), 1.5, palette.ink3);
        }
    }
    if lanes {
        draw_events(pen, figure, &axes);
    }
    if figure.snapshot.status == Status::Ready && figure.snapshot.step == 0 {
        axis::draw_hint(pen, plot);
    }
    axes
}

/// The rectangle of a lane.
fn lane(pen: &Pen, plot: Rect, layer: usize, count: usize) -> Rect {
    let pitch = (plot.height + pen.line_height(SMALL) * 0.6) / count as f32;
    let top = plot.y + pitch * layer as f32;
    Rect::new(plot.x, top, plot.width, pitch - pen.line_height(SMALL)).to_device(1.0)
}

/// Height of a count in a lane.
fn lane_y(lane: Rect, alive: f32, units: usize) -> f32 {
    lane.bottom() - lane.height * (alive / units.max(1) as f32).clamp(0.0, 1.0)
}

fn draw_lanes(pen: &mut Pen, figure: &Living, axes: &Axes, counts: &[String]) {
    let palette = pen.theme.palette;
    let half = pen.line_height(SMALL) / 2.0;
    for (layer, count) in counts.iter().enumerate() {
        let place = lane(pen, axes.plot, layer, counts.len());
        let colour = colour::layer(palette, layer, counts.len());
        let units = figure.units(layer);
        pen.horizontal(place.x, place.right(), place.bottom(), 1.0, palette.line);
        let tick = Type::small(palette.ink3).align(Align::Right);
        let x = place.x - pen.px(6.0);
        let top = place.y.max(half);
        pen.text(&units.to_string(), (x, top), tick);
        if place.bottom() - top >= 2.0 * half {
            pen.text("0", (x, place.bottom()), tick);
        }
        let mut line: Vec<Xy> = Vec::new();
        for (epoch, alive) in figure.steps(layer) {
            let (x, y) = (axes.x(epoch), lane_y(place, alive, units));
            if let Some(last) = line.last().copied().filter(|last| last.1 != y) {
                line.push((x, last.1));
            }
            // Of level stretches only the ends are needed.
            if line.len() > 1 && line[line.len() - 2].1 == y {
                line.pop();
            }
            line.push((x, y));
        }
        if let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) {
            let floor = [(last.0, place.bottom()), (first.0, place.bottom())];
            let area: Vec<Xy> = [&line[..], &floor[..]].concat();
            pen.polygon(&area, colour.alpha(0.15));
        }
        pen.path(&line, 2.0, colour);
        let (x, middle) = (place.right() + pen.px(8.0), place.centre().1);
        let name = format::layer_short(layer, counts.len());
        if place.height >= 3.2 * half {
            pen.text(&name, (x, middle - half), Type::small(palette.ink).bold());
            pen.text(count, (x, middle + half), Type::small(palette.ink3));
        } else {
            pen.text(count, (x, middle), Type::small(palette.ink2));
            pen.text_on_plate(&name, (place.x + pen.px(4.0), middle), Type::small(palette.ink).bold());
        }
    }
}

/// Crosses for deaths and arrows for returns, at the floor of the lane.
fn draw_events(pen: &mut Pen, figure: &Living, axes: &Axes) {
    let palette = pen.theme.palette;
    let hidden = figure.hidden();
    let mut label = None;
    for event in &figure.snapshot.deaths {
        let layer = event.id.layer as usize;
        if layer >= hidden || !(0.0..=axes.x.hi).contains(&event.epoch) {
            continue;
        }
        let place = lane(pen, axes.plot, layer, hidden);
        let at = (axes.x(event.epoch), place.bottom() - pen.px(6.0).min(place.height / 2.0));
        if event.revived {
            draw_return(pen, at);
        } else {
            pen.cross(at, 7.0, 1.75, palette.ink);
        }
        if figure.pinned == Some(event.id) && !event.revived {
            let name = format::unit_short(layer, event.id.unit as usize, hidden);
            label = Some((at, format!("{name} at {}", format::tick(event.epoch.round()))));
        }
    }
    if let Some((at, text)) = label {
        let look = Type::small(palette.ink);
        let gap = pen.px(7.0);
        let fits = at.0 + gap + pen.text_width(&text, look) < axes.plot.right();
        let (x, align) = if fits { (at.0 + gap, Align::Left) } else { (at.0 - gap, Align::Right) };
        // Inside its lane even where that is low.
        let y = at.1.min(axes.plot.bottom() - pen.line_height(SMALL) / 2.0);
        pen.text_on_plate(&text, (x, y), look.align(align));
    }
}

/// A small arrow that turns back up.
fn draw_return(pen: &mut Pen, at: Xy) {
    let palette = pen.theme.palette;
    let (acc, bg) = (palette.acc, palette.bg);
    let px = pen.px(1.0);
    pen.disc(at, 5.5 * px, bg);
    let arc: Vec<Xy> = (0u8..=6)
        .map(|i| {
            let (sin, cos) = sin_cos_called((f32::from(i) * 40.0 - 30.0).to_radians());
            (at.0 + 3.5 * px * cos, at.1 + 3.5 * px * sin)
        })
        .collect();
    pen.path(&arc, 1.5, acc);
    let tip = arc[0];
    pen.polygon(&[(tip.0 - 3.0 * px, tip.1), (tip.0 + 3.0 * px, tip.1), (tip.0, tip.1 - 4.0 * px)], acc);
}

/// Many layers: a row each, darker where more units live, with the number at the end where there is space.
fn draw_rows(pen: &mut Pen, figure: &Living, axes: &Axes, counts: &[String]) {
    let palette = pen.theme.palette;
    let rows = counts.len();
    let height = axes.plot.height / rows as f32;
    let named = crate::plot::labels::thinned(rows, (axes.plot.height / pen.line_height(SMALL)) as usize);
    for (layer, count) in counts.iter().enumerate() {
        let top = axes.plot.y + height * layer as f32;
        let gap = if height >= pen.px(6.0) { pen.px(1.0) } else { 0.0 };
        let units = figure.units(layer).max(1) as f32;
        let steps = figure.steps(layer);
        let mut start = 0;
        while start < steps.len() {
            let alive = steps[start].1;
            let length = steps[start..].iter().take_while(|(_, a)| *a == alive).count();
            let from = axes.x(if start == 0 { 0.0 } else { steps[start - 1].0 });
            let to = axes.x(steps[start + length - 1].0).max(from + 1.0);
            let cell = Rect::new(from, top, to - from, height - gap);
            // A layer without a living unit cuts the net: it must not look like an empty row.
            let share = alive / units;
            let fill = if share == 0.0 { palette.ink } else { palette.bg3.mix(palette.acc, share) };
            pen.rect(cell, fill);
            start += length;
        }
        if named.contains(&layer) {
            let middle = top + height / 2.0;
            let name = format::layer_short(layer, rows);
            pen.text(&name, (axes.plot.x - pen.px(6.0), middle), Type::small(palette.ink3).align(Align::Right));
            pen.text(count, (axes.plot.right() + pen.px(8.0), middle), Type::small(palette.ink2));
        }
    }
}
