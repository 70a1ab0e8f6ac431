//! Activation functions and their derivatives; under them where the data of a unit sit.

mod histogram;
pub(super) mod sampled;

use sampled::{Jump, Sampled};

use crate::nn::activation::Activation;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour::{self, Marker};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::pen::{Pen, Type};
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
pub struct Curves<'a> {
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
pub fn draw(pen: &mut Pen, figure: &Curves) -> Axes {
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

    let tick = Type::small(palette.ink3);
    let labelled = figure.show == Show::Both && figure.functions.len() == 1;
    let right = if labelled { pen.text_width("f′", Type::label(palette.ink)) } else { pen.px(4.0) };
    let rows = axis::rows(pen, pen.area().height * 0.7);
    let texts: Vec<String> = y.ticks(rows).into_iter().map(format::tick).collect();
    let left = axis::widest(pen, tick, texts.iter().map(String::as_str)).max(pen.text_width("−1", tick));
    let mut plot = axis::plot_rect(pen, left, right);
    if figure.detail.is_some() {
        // A line for the counts.
        let line = pen.line_height(SMALL).round();
        plot.y += line;
        plot.height -= line;
    }
    let axes = Axes { plot, x: Scale::linear(lo, hi), y };

    if figure.show != Show::Value {
        draw_zones(pen, figure, &axes);
    }
    axis::draw_y(pen, &axes, &y.ticks(rows), &format::tick);
    pen.horizontal(plot.x, plot.right(), axes.y(0.0), 1.0, palette.edge);
    if (lo..=hi).contains(&0.0) {
        pen.vertical(axes.x(0.0), plot.y, plot.bottom(), 1.0, palette.edge);
    }
    let tallest = figure.detail.and_then(|detail| histogram::draw(pen, figure, detail, &axes));
    let most_ticks = (plot.width / pen.px(38.0 * pen.theme.text)) as usize;
    let name = Type::small(palette.ink2).italic();
    axis::draw_x(pen, &axes, &axes.x.ticks(most_ticks.clamp(5, 9)), &format::tick, name, figure.name);

    let looks = colour::looks(palette, figure.functions);
    let mut ends = Vec::new();
    // The first function is drawn last, on top.
    for (i, look) in looks.iter().enumerate().rev() {
        if figure.show != Show::Value {
            let line = slopes[i].clipped(&axes);
            pen.pieces_dashed(&line, 2.5, (7.0, 5.0), look.colour);
            if figure.ends {
                draw_ends(pen, &slopes[i].jumps, &axes, look.colour);
            }
            ends.push(end_label("f′", &line, look.colour));
        }
        if figure.show != Show::Slope {
            let line = values[i].clipped(&axes);
            pen.path(&line, 2.5, look.colour);
            if figure.ends {
                draw_ends(pen, &values[i].jumps, &axes, look.colour);
            }
            ends.push(end_label("f", &line, look.colour));
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
        labels::draw(pen, &ends, Type::label(palette.ink).italic(), bounds, Rect::default());
    }
    if let Some(x) = figure.probe {
        draw_probe(pen, figure, &axes, x, &looks);
    }
    axes
}

/// The range asked for, widened to the data.
fn x_range(figure: &Curves) -> (f32, f32) {
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

fn end_label(text: &str, line: &[Xy], colour: colour::Rgb) -> Option<EndLabel> {
    let end = line.iter().rev().find(|(x, _)| x.is_finite())?;
    Some(EndLabel { end: *end, text: text.to_owned(), value: String::new(), colour })
}

/// Hatches where the first function passes no gradient.
fn draw_zones(pen: &mut Pen, figure: &Curves, axes: &Axes) {
    const STEPS: usize = 300;
    let Some(function) = figure.functions.first() else { return };
    let palette = pen.theme.palette;
    let limit = no_gradient(function);
    let x = |i: usize| axes.x.value(i as f32 / STEPS as f32);
    let flat = |i: &usize| limit.holds(function.derivative(x(*i)));
    let mut start = 0;
    let mut named = false;
    while start < STEPS {
        let length = (start..=STEPS).take_while(flat).count();
        if length > 2 {
            let (from, to) = (axes.x(x(start)), axes.x(x((start + length - 1).min(STEPS))));
            let zone = Rect::new(from, axes.plot.y, to - from, axes.plot.height);
            pen.hatch(zone, 6.0, 1.0, palette.line);
            if to < axes.plot.right() - 1.0 {
                let edge = [(to, axes.plot.y), (to, axes.plot.bottom())];
                pen.dashed(&edge, 1.0, (2.0, 3.0), palette.edge);
            }
            let text = format!("{}: no gradient", function.name());
            let look = Type::small(palette.ink2);
            let fits = pen.text_width(&text, look) + pen.px(12.0) < zone.width;
            if figure.show == Show::Slope && limit == Flat::Zero && !named && fits {
                let at = (from + pen.px(6.0), axes.plot.y + pen.line_height(SMALL) * 0.7);
                pen.text_on_plate(&text, at, look);
                named = true;
            }
        }
        start += length.max(1);
    }
}

/// The ends at jumps: filled where the value belongs to the curve, open where it does not.
pub(super) fn draw_ends(pen: &mut Pen, jumps: &[Jump], axes: &Axes, colour: colour::Rgb) {
    let bg = pen.theme.palette.bg;
    for jump in jumps {
        for end in [jump.before, jump.after] {
            if !(axes.y.lo..=axes.y.hi).contains(&end) {
                continue;
            }
            let at = axes.at(jump.x, end);
            pen.disc(at, pen.px(4.0), colour);
            if (end - jump.there).abs() > 1e-6 {
                pen.disc(at, pen.px(2.5), bg);
            }
        }
    }
}

/// A line through the place that is read off, and a marker of the family on each curve.
fn draw_probe(pen: &mut Pen, figure: &Curves, axes: &Axes, x: f32, looks: &[colour::Look]) {
    if !(axes.x.lo..=axes.x.hi).contains(&x) {
        return;
    }
    let ink = pen.theme.palette.ink;
    pen.vertical(axes.x(x), axes.plot.y, axes.plot.bottom(), 2.0, ink);
    for (function, look) in figure.functions.iter().zip(looks).rev() {
        let values = match figure.show {
            Show::Value => vec![function.value(x)],
            Show::Slope => vec![function.derivative(x)],
            Show::Both => vec![function.derivative(x), function.value(x)],
        };
        for y in values.into_iter().filter(|y| (axes.y.lo..=axes.y.hi).contains(y)) {
            draw_marker(pen, axes.at(x, y), look.marker, 5.0, look.colour);
        }
    }
}

/// A marker of a family with a rim of the page's colour; the size is half its height in CSS pixels.
pub fn draw_marker(pen: &mut Pen, at: Xy, marker: Marker, size: f32, colour: colour::Rgb) {
    let bg = pen.theme.palette.bg;
    for (size, colour) in [(size + 1.5, bg), (size, colour)] {
        let r = pen.px(size);
        match marker {
            Marker::Circle => pen.disc(at, r, colour),
            Marker::Square => pen.rect(Rect::square(at, 1.8 * r), colour),
            Marker::Triangle => {
                let (dx, dy) = (1.1 * r, 0.9 * r);
                pen.polygon(&[(at.0, at.1 - 1.15 * r), (at.0 + dx, at.1 + dy), (at.0 - dx, at.1 + dy)], colour);
            }
            Marker::Diamond => {
                let r = 1.2 * r;
                pen.polygon(&[(at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r), (at.0 - r, at.1)], colour);
            }
        }
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
