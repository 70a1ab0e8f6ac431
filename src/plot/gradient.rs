//! How much gradient reaches each layer: over the epochs, and through the layers at this moment.
//!
//! The axis is logarithmic and has the same range for every run, so that a vanished gradient looks vanished; it grows up
//! by whole decades to what is larger. A gradient of exactly 0 has its own line below the lowest decade, with its own
//! tick: it is no missing value. A layer whose value is not finite is named so.

use crate::plot::axis::{Axes, Axis, Scale, decade};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::colour::Rgb;
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::looks::{self, Dash};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::history::Record;
use crate::train::snapshot::Snapshot;

/// What is drawn of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantity {
    /// L2 norm of the full-batch gradient of the layer's weights.
    #[default]
    Norm,
    /// |dw| / |w| of the last step.
    UpdateRatio,
    /// Root mean square of ∂L/∂a over the layer's units and the training points: what the layer above hands down. In a
    /// ReLU net without biases it tells layers apart where the norm of ∂L/∂W does not: there the product of W and
    /// ∂L/∂W is the same in all layers.
    OutputGradient,
}

/// What the figures show.
#[derive(Debug, Clone, Copy)]
pub struct Gradient<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// What is drawn of each layer.
    pub quantity: Quantity,
    /// Whether the range grows down by whole decades to the smallest value there is; that of
    /// [`Quantity::OutputGradient`], which has no usual size, always does.
    pub extended: bool,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
}

/// The range of every run, at least.
const LOWEST: f32 = 1e-7;
const HIGHEST: f32 = 10.0;
/// Gradients below this are called vanished.
const VANISHED: f32 = 1e-5;
/// An update ratio that usually works.
const GUIDE: f32 = 1e-3;

/// The vertical axis: decades, and below them a row that ends at the line for 0.
struct Decades {
    scale: Scale,
    ticks: Vec<f32>,
    lowest: f32,
    highest: f32,
}

impl Decades {
    fn new(pen: &Pen, figure: &Gradient, plot: Rect) -> Self {
        let (lowest, highest) = (figure.lowest(), figure.highest());
        let row = pen.line_height(SMALL).min(plot.height / 3.0);
        let decades = (f64::from(highest) / f64::from(lowest)).log10();
        // As many decades more as give the row the height of a line.
        let below = decades * f64::from(row / (plot.height - row));
        let floor = f64::from(lowest) * 10f64.powf(-below);
        let is_usual = (lowest, highest) == (LOWEST, HIGHEST);
        // That of 0 comes to them.
        let few = pen.theme.ticks(usize::MAX) < 4;
        let mut ticks = if few && is_usual {
            vec![if figure.quantity == Quantity::UpdateRatio { GUIDE } else { VANISHED }, HIGHEST]
        } else if few {
            Scale::log(lowest, highest).ticks(2)
        } else if figure.quantity == Quantity::UpdateRatio && is_usual {
            vec![LOWEST, 1e-5, GUIDE, 0.1, HIGHEST]
        } else {
            Scale::log(lowest, highest).ticks(chart::rows(pen, plot.height - row))
        };
        ticks.insert(0, 0.0);
        let scale = Scale { lo: (floor as f32).max(f32::from_bits(1)), hi: highest, log: true };
        Self { scale, ticks, lowest, highest }
    }

    /// A value as it is drawn: only an exact 0 comes below the lowest decade.
    fn shown(&self, value: f32) -> f32 {
        if value == 0.0 { self.scale.lo } else { value.clamp(self.lowest, self.highest) }
    }
}

/// The text of a tick: `1e−7`, `0.1`, `0`, `1e6`.
fn tick_text(value: f32) -> String {
    if value != 0.0 && !(0.01..1e4).contains(&value) { format::scientific(value, 0) } else { format::tick(value) }
}

/// The place of the plot, beside the widest numbers.
fn plot_rect(pen: &Pen, figure: &Gradient, right: f32) -> Rect {
    let look = TextStyle::small(pen.theme.palette.ink3);
    let wide = if figure.lowest() < 1e-9 || figure.highest() > 1e9 { "1e−38" } else { "" };
    let left = pen.widest(look, ["1e−7", wide]);
    chart::plot_rect(pen, left, right)
}

/// Draws axes, the line for 0 and what values mean.
fn draw_frame<'a>(
    pen: &mut Pen<'a>,
    figure: &Gradient,
    plot: Rect,
    decades: &Decades,
    x: &NamedAxis,
) -> Result<Chart<'a>, DrawError> {
    let palette = pen.theme.palette;
    let y = Axis::new(decades.scale, decades.ticks.clone());
    let mut chart = Chart::new(pen, plot, x.axis(pen, plot), y)?;
    chart
        .mesh(pen)
        .disable_x_mesh()
        .x_label_formatter(&|v| (x.text)(*v))
        .y_label_formatter(&|v| tick_text(*v))
        .draw()?;
    x.draw_name(pen, plot);
    let guide = match figure.quantity {
        Quantity::Norm => {
            let top = chart.at(0.0, VANISHED).1;
            pen.hatch(Rect::new(plot.x, top, plot.width, plot.bottom() - top), 6.0, 1.0, palette.line);
            None
        }
        Quantity::UpdateRatio => Some(GUIDE),
        // What arrives at the layers below is compared with what the last hidden layer is given.
        Quantity::OutputGradient => {
            let now = figure.now();
            now.len().checked_sub(2).map(|last| decades.shown(now[last])).filter(|value| value.is_finite())
        }
    };
    if let Some(guide) = guide {
        chart.line(pen, &[(x.scale.lo, guide), (x.scale.hi, guide)], 1.0, Some((4.0, 3.0)), palette.edge)?;
    }
    pen.horizontal(plot.x - pen.px(4.0), plot.right(), plot.bottom(), 1.0, palette.edge);
    Ok(chart)
}

/// Names the zone of vanished gradients, over the lines: where none of them passes if there is such a place.
///
/// `lines`: in device pixels. `taken`: where there is text. Hands back where the name is.
fn name_zone(
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

impl Gradient<'_> {
    /// The value of a layer at the end of an epoch, if it was measured then.
    fn value(&self, record: &Record, layer: usize) -> Option<f32> {
        match self.quantity {
            Quantity::Norm => record.gradient_norm.get(layer).copied(),
            Quantity::UpdateRatio => record.update_ratio.get(layer).copied(),
            Quantity::OutputGradient => record.spread.get(layer).map(|spread| spread.d_a.rms()),
        }
    }

    /// Every value that is shown, finite or not.
    fn all(&self) -> impl Iterator<Item = f32> {
        let layers = self.snapshot.layers.len();
        let records = self.snapshot.history.records.iter();
        let past = records.flat_map(move |record| (0..layers).filter_map(|layer| self.value(record, layer)));
        self.now().into_iter().chain(past)
    }

    /// The value of each layer now.
    fn now(&self) -> Vec<f32> {
        let layers = self.snapshot.layers.iter();
        match self.quantity {
            Quantity::Norm => layers.map(|layer| layer.gradient_norm).collect(),
            Quantity::UpdateRatio => layers.map(|layer| layer.update_ratio).collect(),
            Quantity::OutputGradient => layers.map(|layer| layer.output_gradient_rms).collect(),
        }
    }

    fn lowest(&self) -> f32 {
        if !self.extended && self.quantity != Quantity::OutputGradient {
            return LOWEST;
        }
        let smallest = self.all().filter(|v| *v > 0.0).fold(LOWEST, f32::min);
        decade(f64::from(smallest)).max(1e-38) as f32
    }

    fn highest(&self) -> f32 {
        let largest = self.all().filter(|v| v.is_finite()).fold(HIGHEST, f32::max);
        let below = decade(f64::from(largest));
        // A whole decade above what is not one itself.
        (if below >= f64::from(largest) * 0.999 { below } else { 10.0 * below }).min(1e38) as f32
    }

    fn look(&self, pen: &Pen, layer: usize) -> (Rgb, f32, Dash) {
        let palette = pen.theme.palette;
        let hidden = self.snapshot.layers.len().saturating_sub(1);
        if layer >= hidden {
            return (palette.ink3, 2.0, Some((2.0, 3.0)));
        }
        let width = if layer == 0 { 2.75 } else { 2.0 };
        let dash = (layer == 1 && hidden <= 3).then_some((7.0, 3.0));
        (looks::layer(palette, layer, hidden), width, dash)
    }
}

/// Draws a line a layer over the epochs. Hands back the axes: where an epoch is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Gradient) -> Result<Axes, DrawError> {
    let palette = pen.theme.palette;
    let snapshot = figure.snapshot;
    let layers = snapshot.layers.len();
    let hidden = layers.saturating_sub(1);
    let now = figure.now();
    let look = TextStyle::small(palette.ink).bold();
    let right = pen.text_width("epoch", TextStyle::small(palette.ink2)).max(pen.widest(look, ["H32 = 0", "H32 NaN"]));
    let plot = plot_rect(pen, figure, right + pen.px(4.0));
    let decades = Decades::new(pen, figure, plot);
    let epochs = epochs::growing_axis(pen, plot.width, epochs::last_epoch(snapshot));
    let axes = Axes { plot, x: epochs.scale };
    let mut chart = draw_frame(pen, figure, plot, &decades, &epochs)?;
    let (mut ends, mut lines) = (Vec::new(), Vec::new());
    // From the output back, so that the first layer, which matters most, is on top.
    for layer in (0..layers).rev() {
        let (colour, width, dash) = figure.look(pen, layer);
        let records = snapshot.history.records.iter();
        let values = records.filter_map(|r| Some((r.epoch as f32, figure.value(r, layer)?)));
        let mut points: Vec<Xy> = values.take_while(|(_, value)| value.is_finite()).collect();
        let tip = (snapshot.epoch_fraction, now[layer]);
        if tip.1.is_finite() && points.last().is_none_or(|point| tip.0 > point.0) {
            points.push(tip);
        }
        let name = format::layer_short(layer, hidden);
        let Some(&(_, last)) = points.last() else {
            // No line, but a layer: its name stands where the largest values are.
            let end = chart.at(snapshot.epoch_fraction, decades.highest);
            ends.insert(0, EndLabel { end, text: format!("{name} NaN"), value: String::new(), colour: palette.danger });
            continue;
        };
        for point in &mut points {
            point.1 = decades.shown(point.1);
        }
        chart.line(pen, &points, width, dash, colour)?;
        let line: Vec<Xy> = points.iter().map(|point| chart.at(point.0, point.1)).collect();
        let end = line[line.len() - 1];
        if points.len() == 1 {
            pen.disc(end, pen.px(2.5), colour);
        }
        lines.push(line);
        let (text, colour) = match (now[layer].is_finite(), last) {
            (false, _) => (format!("{name} NaN"), palette.danger),
            (true, 0.0) => (format!("{name} = 0"), colour),
            (true, _) => (name, colour),
        };
        ends.insert(0, EndLabel { end, text, value: String::new(), colour });
    }
    let bounds = Rect { width: pen.area().right() - plot.x, ..plot }.grown(pen.px(6.0));
    let bounds = Rect { width: bounds.width - pen.px(6.0), ..bounds };
    let most = (bounds.height / pen.line_height(look.size)) as usize;
    let shown: Vec<EndLabel> = labels::thinned(ends.len(), most).into_iter().map(|i| ends[i].clone()).collect();
    let ready = epochs::is_before_first_step(snapshot);
    // Before the first step all ends are at one place, where the hint stands: the profile names them then.
    let shown = if ready { &[][..] } else { &shown };
    let mut places = labels::draw(pen, shown, look, bounds, plot);
    let hint = ready.then_some(Rect { height: plot.height * 0.62, ..plot });
    places.extend(hint.map(|place| epochs::hint_box(pen, place)));
    places.extend(name_zone(pen, figure, &chart, &decades, plot, (&lines, &places)));
    let places = epochs::draw_marks(pen, &axes, snapshot, places);
    if let Some(place) = hint {
        epochs::draw_hint(pen, place);
    }
    if let Some(epoch) = figure.cursor {
        epochs::draw_cursor(pen, &axes, epoch, &places);
    }
    Ok(axes)
}

/// Draws the value of each layer at this moment, from the first layer to the output.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_profile(pen: &mut Pen, figure: &Gradient) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let now = figure.now();
    let hidden = now.len().saturating_sub(1);
    // Room for half of the last name, which is close to the end where there are many layers.
    let half = pen.text_width("Out", TextStyle::small(palette.ink3)) / 2.0 - pen.px(8.0);
    let plot = plot_rect(pen, figure, if now.len() > 8 { half.max(pen.px(1.0)) } else { 0.0 });
    let decades = Decades::new(pen, figure, plot);
    let most = (plot.width / pen.px(30.0 * pen.theme.text)) as usize;
    let layers = NamedAxis {
        scale: Scale::linear(-0.5, (now.len().max(1) - 1) as f32 + 0.5),
        ticks: labels::thinned(now.len(), most.max(2)).into_iter().map(|i| i as f32).collect(),
        text: &|layer| format::layer_short(layer as usize, hidden),
        name: "",
        look: TextStyle::small(palette.ink2),
    };
    let mut chart = draw_frame(pen, figure, plot, &decades, &layers)?;
    let points = now.iter().enumerate();
    let points: Vec<Xy> =
        points.map(|(i, v)| (i as f32, if v.is_finite() { decades.shown(*v) } else { f32::NAN })).collect();
    chart.line(pen, &points, 2.0, None, palette.layers[1])?;
    let mut taken = Vec::new();
    for (layer, ((x, y), value)) in points.iter().zip(&now).enumerate() {
        let (colour, ..) = figure.look(pen, layer);
        let at = chart.at(*x, *y);
        if *value == 0.0 {
            // Open: there is a unit here, but no gradient.
            pen.disc(at, pen.px(5.0), colour);
            pen.disc(at, pen.px(3.0), palette.bg);
        } else if value.is_finite() {
            pen.disc(at, pen.px(if now.len() > 16 { 3.0 } else { 4.0 }), colour);
        } else {
            let look = TextStyle::small(palette.danger).bold().align(Align::Centre);
            let at = (at.0, plot.y + pen.px(6.0));
            let place = pen.text_box("NaN", at, look).grown(pen.px(6.0));
            // Where layers stand close, not every one has space for its own.
            if taken.iter().all(|other: &Rect| !other.overlaps(&place)) {
                pen.text("NaN", at, look);
                taken.push(place);
            }
        }
    }
    let line: Vec<Xy> = points.iter().filter(|point| point.1.is_finite()).map(|p| chart.at(p.0, p.1)).collect();
    name_zone(pen, figure, &chart, &decades, plot, (&[line], &taken));
    pen.result()
}
