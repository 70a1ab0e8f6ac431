//! How much gradient reaches each layer: over the epochs, and through the layers at this moment.
//!
//! The axis is logarithmic and has the same range for every run, so that a vanished gradient looks vanished.
//! A gradient of exactly 0 has its own line below the axis, with its own tick: it is no missing value.

use crate::nn::shown::decade;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour::{self, Rgb};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::pen::{Align, Pen, Type};
use crate::plot::theme::SMALL;
use crate::train::history::Record;
use crate::train::snapshot::{Snapshot, Status};

/// What is drawn of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantity {
    /// L2 norm of the full-batch gradient of the layer's weights.
    #[default]
    Norm,
    /// |dw| / |w| of the last step.
    UpdateRatio,
}

/// What the figures show.
#[derive(Debug, Clone, Copy)]
pub struct Gradient<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// What is drawn of each layer.
    pub quantity: Quantity,
    /// Whether the range grows down by whole decades to the smallest value there is.
    pub extended: bool,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
}

/// The range of every run.
const LOWEST: f32 = 1e-7;
const HIGHEST: f32 = 10.0;
/// Gradients below this are called vanished.
const VANISHED: f32 = 1e-5;
/// An update ratio that usually works.
const GUIDE: f32 = 1e-3;

/// An axis of decades with a line for 0 below it.
struct Decades {
    axes: Axes,
    zero: f32,
}

impl Decades {
    /// `left_texts` are beside the axis at least; `right`: the widest text right of the plot.
    fn new(pen: &Pen, figure: &Gradient, x: Scale, right: f32) -> Self {
        let y = Scale::log(figure.lowest(), HIGHEST);
        let look = Type::small(pen.theme.palette.ink3);
        let left = axis::widest(pen, look, ["1e−7", if figure.extended { "1e−38" } else { "" }]);
        let mut plot = axis::plot_rect(pen, left, right);
        let zero = plot.bottom();
        plot.height -= pen.line_height(SMALL).min(plot.height / 3.0).round();
        Self { axes: Axes { plot, x, y }, zero }
    }

    fn at(&self, x: f32, value: f32) -> Xy {
        let y = if value == 0.0 { self.zero } else { self.axes.y(value) };
        (self.axes.x(x), if value.is_finite() { y } else { f32::NAN })
    }

    /// The plot with the line for 0.
    fn whole(&self) -> Rect {
        Rect { height: self.zero - self.axes.plot.y, ..self.axes.plot }
    }

    /// Hands back where there is text.
    fn draw(&self, pen: &mut Pen, figure: &Gradient) -> Option<Rect> {
        let palette = pen.theme.palette;
        let plot = self.axes.plot;
        let mut word = None;
        match figure.quantity {
            Quantity::Norm => {
                let top = self.axes.y(VANISHED);
                let zone = Rect::new(plot.x, top, plot.width, self.zero - top);
                pen.hatch(zone, 6.0, 1.0, palette.line);
                let look = Type::small(palette.ink2).align(Align::Centre);
                let at = (plot.centre().0, f32::midpoint(top, plot.bottom()));
                pen.text_on_plate("vanished", at, look);
                word = Some(pen.text_box("vanished", at, look));
            }
            Quantity::UpdateRatio => {
                let y = self.axes.y(GUIDE);
                pen.dashed(&[(plot.x, y), (plot.right(), y)], 1.0, (4.0, 3.0), palette.edge);
            }
        }
        let mut ticks = self.axes.y.ticks(axis::rows(pen, plot.height));
        if figure.quantity == Quantity::UpdateRatio && !figure.extended {
            ticks = vec![HIGHEST, 0.1, GUIDE, 1e-5, LOWEST];
        }
        axis::draw_y(pen, &self.axes, &ticks, &|v| if v < 0.01 { format::scientific(v, 0) } else { format::tick(v) });
        pen.horizontal(plot.x - pen.px(4.0), plot.right(), self.zero, 1.0, palette.edge);
        let look = Type::small(palette.ink3).align(Align::Right);
        pen.text("0", (plot.x - pen.px(6.0), self.zero), look);
        word
    }
}

impl Gradient<'_> {
    fn values<'r>(&self, record: &'r Record) -> &'r [f32] {
        match self.quantity {
            Quantity::Norm => &record.gradient_norm,
            Quantity::UpdateRatio => &record.update_ratio,
        }
    }

    /// The value of each layer now.
    fn now(&self) -> Vec<f32> {
        let layers = self.snapshot.layers.iter();
        match self.quantity {
            Quantity::Norm => layers.map(|layer| layer.gradient_norm).collect(),
            Quantity::UpdateRatio => layers.map(|layer| layer.update_ratio).collect(),
        }
    }

    fn lowest(&self) -> f32 {
        if !self.extended {
            return LOWEST;
        }
        let least = |values: &[f32], least: f32| values.iter().copied().filter(|v| *v > 0.0).fold(least, f32::min);
        let records = &self.snapshot.history.records;
        let smallest =
            records.iter().fold(least(&self.now(), LOWEST), |so_far, record| least(self.values(record), so_far));
        decade(f64::from(smallest)).max(1e-38) as f32
    }

    fn look(&self, pen: &Pen, layer: usize) -> (Rgb, f32, Option<(f32, f32)>) {
        let palette = pen.theme.palette;
        let hidden = self.snapshot.layers.len().saturating_sub(1);
        if layer >= hidden {
            return (palette.ink3, 2.0, Some((2.0, 3.0)));
        }
        let width = if layer == 0 { 2.75 } else { 2.0 };
        let dash = (layer == 1 && hidden <= 3).then_some((7.0, 3.0));
        (colour::layer(palette, layer, hidden), width, dash)
    }
}

/// Draws a line a layer over the epochs. Hands back the axes: where an epoch is.
pub fn draw(pen: &mut Pen, figure: &Gradient) -> Axes {
    let palette = pen.theme.palette;
    let snapshot = figure.snapshot;
    let layers = snapshot.layers.len();
    let hidden = layers.saturating_sub(1);
    let now = figure.now();
    let last = snapshot.history.records.last().map_or(0.0, |record| record.epoch as f32);
    let end = axis::epoch_end(last.max(snapshot.epoch_fraction));
    let look = Type::small(palette.ink).bold();
    let right = pen.text_width("epoch", Type::small(palette.ink2)).max(pen.text_width("H32 = 0", look)) + pen.px(4.0);
    let decades = Decades::new(pen, figure, Scale::linear(0.0, end), right);
    let word = decades.draw(pen, figure);
    axis::draw_epochs(pen, &Axes { plot: decades.whole(), ..decades.axes });
    let mut ends = Vec::new();
    // From the output back, so that the first layer, which matters most, is on top.
    for layer in (0..layers).rev() {
        let (colour, width, dash) = figure.look(pen, layer);
        let records = snapshot.history.records.iter();
        let values = records.filter_map(|r| Some((r.epoch as f32, *figure.values(r).get(layer)?)));
        let mut points: Vec<(f32, f32)> = values.take_while(|(_, value)| value.is_finite()).collect();
        let tip = (snapshot.epoch_fraction, now[layer]);
        if tip.1.is_finite() && points.last().is_none_or(|point| tip.0 > point.0) {
            points.push(tip);
        }
        let line: Vec<Xy> = points.iter().map(|(x, value)| decades.at(*x, *value)).collect();
        pen.styled(&line, width, dash, colour);
        if let [point] = line[..] {
            pen.disc(point, pen.px(2.5), colour);
        }
        if let Some(((_, value), at)) = points.last().zip(line.last()) {
            let name = format::layer_short(layer, hidden);
            let text = if *value == 0.0 { format!("{name} = 0") } else { name };
            ends.insert(0, EndLabel { end: *at, text, value: String::new(), colour });
        }
    }
    let bounds = Rect { width: pen.area().right() - decades.axes.plot.x, ..decades.whole() }.grown(pen.px(6.0));
    let most = (bounds.height / pen.line_height(look.size)) as usize;
    let shown: Vec<EndLabel> = labels::thinned(ends.len(), most).into_iter().map(|i| ends[i].clone()).collect();
    let bounds = Rect { width: bounds.width - pen.px(6.0), ..bounds };
    let ready = snapshot.status == Status::Ready && snapshot.step == 0;
    // Before the first step all ends are at one place, where the hint stands: the profile names them then.
    let shown = if ready { &[][..] } else { &shown };
    let mut places = labels::draw(pen, shown, look, bounds, decades.whole());
    let axes = Axes { plot: decades.whole(), ..decades.axes };
    places.extend(word);
    let places = axis::draw_marks(pen, &axes, &snapshot.marks, places);
    if let Some(epoch) = figure.cursor {
        axis::draw_cursor(pen, &axes, epoch, &places);
    }
    if ready {
        axis::draw_hint(pen, Rect { height: decades.axes.plot.height * 0.7, ..decades.axes.plot });
    }
    axes
}

/// Draws the value of each layer at this moment, from the first layer to the output.
pub fn draw_profile(pen: &mut Pen, figure: &Gradient) {
    let palette = pen.theme.palette;
    let now = figure.now();
    let hidden = now.len().saturating_sub(1);
    let x = Scale::linear(-0.5, (now.len().max(1) - 1) as f32 + 0.5);
    let decades = Decades::new(pen, figure, x, 0.0);
    decades.draw(pen, figure);
    let whole = decades.whole();
    let most = (whole.width / pen.px(30.0 * pen.theme.text)) as usize;
    let ticks: Vec<f32> = labels::thinned(now.len(), most.max(2)).into_iter().map(|i| i as f32).collect();
    let axes = Axes { plot: whole, ..decades.axes };
    let text = |layer: f32| format::layer_short(layer as usize, hidden);
    axis::draw_x(pen, &axes, &ticks, &text, Type::small(palette.ink2), "");
    let line: Vec<Xy> = now.iter().enumerate().map(|(i, value)| decades.at(i as f32, *value)).collect();
    pen.path(&line, 2.0, palette.layers[1]);
    for (layer, (at, value)) in line.iter().zip(&now).enumerate() {
        let (colour, ..) = figure.look(pen, layer);
        if *value == 0.0 {
            // Open: there is a unit here, but no gradient.
            pen.disc(*at, pen.px(5.0), colour);
            pen.disc(*at, pen.px(3.0), palette.bg);
        } else if value.is_finite() {
            pen.disc(*at, pen.px(if now.len() > 16 { 3.0 } else { 4.0 }), colour);
        } else {
            let at = (decades.axes.x(layer as f32), decades.axes.plot.y + pen.px(6.0));
            pen.text("NaN", at, Type::small(palette.danger).bold().align(Align::Centre));
        }
    }
}
