//! Activation functions and their derivatives; under them where the data of a unit sit.

mod histogram;
pub(super) mod sampled;

use sampled::{Jump, Sampled};

use crate::nn::activation::Activation;
use crate::plot::axis::{Axes, Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::colour::Rgb;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::looks::{self, Look};
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::snapshot::UnitDetail;

/// Which curves are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// f, solid.
    Value,
    /// f', dashed.
    Slope,
    /// Both.
    #[default]
    Both,
}

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct FunctionCurves<'a> {
    /// The functions, six at most.
    pub functions: &'a [Activation],
    /// Which of their curves.
    pub show: Show,
    /// Where the data of a unit of the first function sit, as a histogram.
    pub detail: Option<&'a UnitDetail>,
    /// The place that is read off, with a marker on each curve.
    pub probe: Option<f32>,
    /// Whether the ends at jumps are marked: filled where the value belongs to the curve.
    pub ends: bool,
    /// The shown part of the horizontal axis, widened to the data of `detail`.
    pub range: (f32, f32),
    /// The name of the horizontal axis: `z` for a unit, `x` in general.
    pub name: &'a str,
}

/// Below this a slope counts as small.
const SMALL_SLOPE: f32 = 0.01;

/// Which slopes count as none: exactly 0 for functions that have such a zone, else all below [`SMALL_SLOPE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flat {
    Zero,
    Small,
}

impl Flat {
    fn holds(self, slope: f32) -> bool {
        match self {
            Self::Zero => slope == 0.0,
            Self::Small => slope.abs() < SMALL_SLOPE,
        }
    }
}

fn no_gradient(activation: &Activation) -> Flat {
    let flat = |i: &u8| activation.derivative(f32::from(*i) * 0.25 - 6.0) == 0.0;
    // Two neighbours: a single 0 is the extremum of a smooth function.
    let zone = (0..48u8).any(|i| flat(&i) && flat(&(i + 1)));
    if zone { Flat::Zero } else { Flat::Small }
}

/// Draws the figure. Hands back its axes.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &FunctionCurves) -> Result<Axes, DrawError> {
    let palette = pen.theme.palette;
    let (lo, hi) = x_range(figure);
    let values: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.value(x), lo, hi)).collect();
    let slopes: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.derivative(x), lo, hi)).collect();
    let shown: Vec<&Sampled> = match figure.show {
        Show::Value => values.iter().collect(),
        Show::Slope => slopes.iter().collect(),
        Show::Both => values.iter().chain(&slopes).collect(),
    };
    let (lowest, highest) = Sampled::span(shown.iter().copied(), (0.0, 0.0));
    // What grows without end is cut off: the kink must stay visible.
    let (most, above) = match figure.show {
        Show::Value => (3.1, 0.08),
        // Space for the name of the zone without gradient.
        Show::Slope => (3.1, 0.3),
        Show::Both => (2.2, 0.08),
    };
    let y = Scale::linear(lowest.max(-1.3) - 0.06, highest.clamp(1.0, most) + above);

    let labelled = figure.show == Show::Both && figure.functions.len() == 1;
    let right = if labelled { pen.text_width("f′", TextStyle::label(palette.ink)) } else { pen.px(4.0) };
    let ticks = y.ticks(chart::rows(pen, pen.area().height * 0.7));
    let mut plot = chart::plot_rect(pen, chart::tick_width(pen, &ticks, "−1"), right);
    if figure.detail.is_some() {
        // A line for the counts.
        let line = pen.line_height(SMALL).round();
        plot.y += line;
        plot.height -= line;
    }
    let x = Scale::linear(lo, hi);
    let most = (plot.width / pen.px(38.0 * pen.theme.text)) as usize;
    let below = NamedAxis {
        scale: x,
        ticks: x.ticks(pen.theme.ticks(most.clamp(5, 9))),
        text: &format::tick,
        name: figure.name,
        look: TextStyle::small(palette.ink2).italic(),
    };
    let mut chart = Chart::new(pen, plot, below.axis(pen, plot), Axis::new(y, ticks))?;
    let text = |v: &f32| format::tick(*v);
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&text).y_label_formatter(&text).draw()?;
    below.draw_name(pen, plot);
    if figure.show != Show::Value {
        draw_zones(pen, figure, &chart, plot, x);
    }
    draw_zero_lines(pen, &chart, plot, x, y);
    let tallest = figure.detail.and_then(|detail| histogram::draw(pen, figure, detail, &chart, plot));

    let looks = looks::looks(palette, figure.functions);
    let mut ends = Vec::new();
    // The first function is drawn last, on top.
    for (i, look) in looks.iter().enumerate().rev() {
        if figure.show != Show::Value {
            let line = slopes[i].clipped(y);
            chart.line(pen, &line, 2.5, Some((7.0, 5.0)), look.colour)?;
            if figure.ends {
                draw_ends(pen, &slopes[i].jumps, &chart, y, look.colour);
            }
            ends.push(end_label("f′", &line, &chart, look.colour));
        }
        if figure.show != Show::Slope {
            let line = values[i].clipped(y);
            chart.line(pen, &line, 2.5, None, look.colour)?;
            if figure.ends {
                draw_ends(pen, &values[i].jumps, &chart, y, look.colour);
            }
            ends.push(end_label("f", &line, &chart, look.colour));
        }
    }
    if let Some((at, count)) = tallest {
        histogram::draw_tallest(pen, at, count, plot);
    }
    if labelled {
        let ends: Vec<EndLabel> = ends.into_iter().flatten().collect();
        // Above the plot there may be the counts.
        let above = if figure.detail.is_some() { 0.0 } else { pen.line_height(SMALL) / 2.0 };
        let bounds = Rect::new(plot.x, plot.y - above, pen.area().right() - plot.x, plot.height + 2.0 * above);
        labels::draw(pen, &ends, TextStyle::label(palette.ink).italic(), bounds, Rect::default());
    }
    if let Some(at) = figure.probe.filter(|at| x.contains(*at)) {
        pen.vertical(chart.at(at, 0.0).0, plot.y, plot.bottom(), 2.0, palette.ink);
        for (function, look) in figure.functions.iter().zip(&looks).rev() {
            let values = match figure.show {
                Show::Value => vec![function.value(at)],
                Show::Slope => vec![function.derivative(at)],
                Show::Both => vec![function.derivative(at), function.value(at)],
            };
            draw_probe(pen, &chart, y, at, &values, look);
        }
    }
    pen.result()?;
    Ok(Axes { plot, x })
}

/// The axes through 0, where it is in sight.
pub(super) fn draw_zero_lines(pen: &mut Pen, chart: &Chart, plot: Rect, x: Scale, y: Scale) {
    let edge = pen.theme.palette.edge;
    if y.contains(0.0) {
        pen.horizontal(plot.x, plot.right(), chart.at(x.lo, 0.0).1, 1.0, edge);
    }
    if x.contains(0.0) {
        pen.vertical(chart.at(0.0, y.lo).0, plot.y, plot.bottom(), 1.0, edge);
    }
}

/// The range asked for, widened to the data.
fn x_range(figure: &FunctionCurves) -> (f32, f32) {
    let (lo, hi) = figure.range;
    let data = figure.detail.map(|detail| detail.z_range).filter(|(lo, hi)| lo.is_finite() && hi.is_finite());
    let Some((data_lo, data_hi)) = data else { return (lo, hi) };
    // Whole numbers, so that the axis is calm while the data move.
    let whole = |v: f32| {
        let step = if v.abs() > 20.0 { 10.0 } else { 1.0 };
        (v / step).signum() * (v.abs() / step).ceil() * step
    };
    (whole(data_lo).min(lo), whole(data_hi).max(hi))
}

fn end_label(text: &str, line: &[Xy], chart: &Chart, colour: Rgb) -> Option<EndLabel> {
    let end = line.iter().rev().find(|(x, _)| x.is_finite())?;
    Some(EndLabel { end: chart.at(end.0, end.1), text: text.to_owned(), value: String::new(), colour })
}

/// Hatches where the first function passes no gradient.
fn draw_zones(pen: &mut Pen, figure: &FunctionCurves, chart: &Chart, plot: Rect, range: Scale) {
    const STEPS: usize = 300;
    let Some(function) = figure.functions.first() else { return };
    let palette = pen.theme.palette;
    let limit = no_gradient(function);
    let x = |i: usize| range.lo + (range.hi - range.lo) * i as f32 / STEPS as f32;
    let mut named = false;
    for (from, to) in flat_stretches(STEPS, |i| limit.holds(function.derivative(x(i)))) {
        let (from, to) = (chart.at(x(from), 0.0).0, chart.at(x(to), 0.0).0);
        let zone = Rect::new(from, plot.y, to - from, plot.height);
        pen.hatch(zone, 6.0, 1.0, palette.line);
        if to < plot.right() - 1.0 {
            pen.dashed(&[(to, plot.y), (to, plot.bottom())], 1.0, (2.0, 3.0), palette.edge);
        }
        let text = format!("{}: no gradient", function.name());
        let look = TextStyle::small(palette.ink2);
        let fits = pen.text_width(&text, look) + pen.px(12.0) < zone.width;
        if figure.show == Show::Slope && limit == Flat::Zero && !named && fits {
            let at = (from + pen.px(6.0), plot.y + pen.line_height(SMALL) * 0.7);
            pen.text_on_plate(&text, at, look);
            named = true;
        }
    }
}

/// The first and the last place of each stretch of more than two places from 0 to `steps` that are all flat.
pub(super) fn flat_stretches(steps: usize, is_flat: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    let mut start = 0;
    while start < steps {
        let length = (start..=steps).take_while(|&i| is_flat(i)).count();
        if length > 2 {
            stretches.push((start, start + length - 1));
        }
        start += length.max(1);
    }
    stretches
}

/// The ends at jumps: filled where the value belongs to the curve, open where it does not.
pub(super) fn draw_ends(pen: &mut Pen, jumps: &[Jump], chart: &Chart, y: Scale, colour: Rgb) {
    let bg = pen.theme.palette.bg;
    for jump in jumps {
        for end in [jump.before, jump.after].into_iter().filter(|end| y.contains(*end)) {
            let at = chart.at(jump.x, end);
            pen.disc(at, pen.px(4.0), colour);
            if (end - jump.there).abs() > 1e-6 {
                pen.disc(at, pen.px(2.5), bg);
            }
        }
    }
}

/// A marker of the family on each curve at the place that is read off.
pub(super) fn draw_probe(pen: &mut Pen, chart: &Chart, y: Scale, at: f32, values: &[f32], look: &Look) {
    for value in values.iter().filter(|value| y.contains(**value)) {
        pen.marker(chart.at(at, *value), look.marker, 5.0, look.colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(id: &str) -> Activation {
        id.parse().expect("an activation")
    }

    #[test]
    fn zones_without_gradient_are_exact_where_the_function_is() {
        assert_eq!(no_gradient(&function("relu")), Flat::Zero);
        for id in ["leaky_relu", "tanh", "sigmoid", "elu", "identity"] {
            assert_eq!(no_gradient(&function(id)), Flat::Small, "{id}");
        }
        assert!(!Flat::Small.holds(function("leaky_relu").derivative(-1.0)), "its slope is 0.01, not less");
    }
}
