//! Activation functions and their derivatives; under them where the data of a unit sit.

use crate::nn::activation::Activation;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour::{self, Marker};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::pen::{Align, Pen, Type};
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

/// The largest |f'| that counts as no gradient: 0 for functions that have such a zone, else [`SMALL_SLOPE`].
fn no_gradient(activation: &Activation) -> f32 {
    let flat = |i: &u8| activation.derivative(f32::from(*i) * 0.25 - 6.0) == 0.0;
    // Two neighbours: a single 0 is the extremum of a smooth function.
    let zone = (0..48u8).any(|i| flat(&i) && flat(&(i + 1)));
    if zone { 0.0 } else { SMALL_SLOPE }
}

/// A jump of a function: where, and the values just before, there and just after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Jump {
    pub(super) x: f32,
    before: f32,
    there: f32,
    after: f32,
}

/// The samples of a function with its jumps.
pub(super) struct Sampled {
    points: Vec<(f32, f32)>,
    pub(super) jumps: Vec<Jump>,
}

impl Sampled {
    pub(super) fn new(f: impl Fn(f32) -> f32, lo: f32, hi: f32) -> Self {
        const STEPS: usize = 240;
        let x = |i: usize| lo + (hi - lo) * i as f32 / STEPS as f32;
        let (mut points, mut jumps) = (vec![(lo, f(lo))], Vec::new());
        for i in 1..=STEPS {
            let ((x0, y0), (x1, y1)) = (points[points.len() - 1], (x(i), f(x(i))));
            if let Some(jump) = jump(&f, (x0, y0), (x1, y1)) {
                points.push((jump.x, jump.before));
                points.push((f32::NAN, f32::NAN));
                points.push((jump.x, jump.after));
                jumps.push(jump);
            }
            points.push((x1, y1));
        }
        Self { points, jumps }
    }

    pub(super) fn finite(&self) -> impl Iterator<Item = f32> + '_ {
        self.points.iter().map(|(_, y)| *y).filter(|y| y.is_finite())
    }

    /// The curve between the ends of the vertical axis, interrupted outside.
    pub(super) fn clipped(&self, axes: &Axes) -> Vec<Xy> {
        let Scale { lo, hi, .. } = axes.y;
        let mut line = Vec::new();
        let crossing = |(x0, y0): (f32, f32), (x1, y1): (f32, f32), edge: f32| {
            let t = (edge - y0) / (y1 - y0);
            axes.at(x0 + (x1 - x0) * t, edge)
        };
        for (i, &point) in self.points.iter().enumerate() {
            let inside = (lo..=hi).contains(&point.1);
            let before = i.checked_sub(1).map(|i| self.points[i]).filter(|p| p.1.is_finite() && point.1.is_finite());
            if let Some(before) = before {
                let was_inside = (lo..=hi).contains(&before.1);
                if was_inside != inside {
                    let outer = if inside { before.1 } else { point.1 };
                    line.push(crossing(before, point, if outer > hi { hi } else { lo }));
                }
            }
            line.push(if inside { axes.at(point.0, point.1) } else { (f32::NAN, f32::NAN) });
        }
        line
    }
}

/// The jump between two neighbouring samples, if there is one: halving the distance does not make it smaller.
fn jump(f: &impl Fn(f32) -> f32, (x0, y0): (f32, f32), (x1, y1): (f32, f32)) -> Option<Jump> {
    let size = (y1 - y0).abs();
    if size.is_nan() || size < 0.004 {
        return None;
    }
    let (mut lo, mut hi) = (x0, x1);
    for _ in 0..40 {
        let middle = f32::midpoint(lo, hi);
        if (f(middle) - f(lo)).abs() > (f(hi) - f(middle)).abs() {
            hi = middle;
        } else {
            lo = middle;
        }
    }
    let (before, after) = (f(lo), f(hi));
    if (after - before).abs() < 0.7 * size {
        return None;
    }
    // Tables have their jumps at round numbers.
    let round = (f64::from(hi) * 4.0).round() as f32 / 4.0;
    let x = if (round - hi).abs() < 1e-3 { round } else { hi };
    Some(Jump { x, before, there: f(x), after })
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
    let highest = shown.iter().flat_map(|s| s.finite()).fold(0.0, f32::max);
    let lowest = shown.iter().flat_map(|s| s.finite()).fold(0.0, f32::min);
    // What grows without end is cut off: the kink must stay visible.
    let most = if figure.show == Show::Both { 2.2 } else { 3.1 };
    let y = Scale::linear(lowest.max(-1.3) - 0.06, highest.clamp(1.0, most) + 0.08);

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
    axis::draw_y(pen, &axes, &y.ticks(rows), format::tick);
    pen.horizontal(plot.x, plot.right(), axes.y(0.0), 1.0, palette.edge);
    if (lo..=hi).contains(&0.0) {
        pen.vertical(axes.x(0.0), plot.y, plot.bottom(), 1.0, palette.edge);
    }
    if let Some(detail) = figure.detail {
        draw_histogram(pen, figure, detail, &axes);
    }
    let most_ticks = (plot.width / pen.px(38.0 * pen.theme.text)) as usize;
    let name = Type::small(palette.ink2).italic();
    axis::draw_x(pen, &axes, &axes.x.ticks(most_ticks.clamp(3, 9)), format::tick, name, figure.name);

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
    if labelled {
        let ends: Vec<EndLabel> = ends.into_iter().flatten().collect();
        let bounds = Rect { width: pen.area().right() - plot.x, ..plot };
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
    let flat = |i: &usize| function.derivative(x(*i)).abs() <= limit;
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
            if figure.show == Show::Slope && limit == 0.0 && !named && fits {
                let at = (from + pen.px(6.0), axes.plot.y + pen.line_height(SMALL) * 0.7);
                pen.text_on_plate(&text, at, look);
                named = true;
            }
        }
        start += length.max(1);
    }
}

/// The data of a unit as bars: empty where no gradient passes, and in words how many that are.
fn draw_histogram(pen: &mut Pen, figure: &Curves, detail: &UnitDetail, axes: &Axes) {
    let palette = pen.theme.palette;
    let limit = no_gradient(&detail.activation);
    let (lo, hi) = detail.z_range;
    let tallest = detail.counts.iter().copied().max().unwrap_or(0);
    if tallest > 0 && lo.is_finite() && hi.is_finite() {
        let floor = axes.y(0.0);
        let height = 0.55 * (floor - axes.plot.y);
        let width = (hi - lo) / detail.counts.len() as f32;
        let mut top = None;
        for (i, &count) in detail.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = (lo + width * i as f32, lo + width * (i + 1) as f32);
            let (left, right) = (axes.x(from).round(), axes.x(to).round().max(axes.x(from).round() + 2.0));
            // Even a single point is seen.
            let rise = (height * count as f32 / tallest as f32).max(pen.px(1.5)).round();
            let bar = Rect::new(left, (floor - rise).round(), right - left, rise);
            let passes = detail.activation.derivative(f32::midpoint(from, to)).abs() > limit;
            if passes {
                pen.rect(Rect { width: (bar.width - pen.px(1.0)).max(1.0), ..bar }, palette.acc);
            } else {
                pen.rect(bar, palette.ink2);
                pen.rect(bar.grown(-pen.px(1.0).round().max(1.0)), palette.bg);
            }
            if count == tallest && top.is_none() {
                top = Some((bar, count));
            }
        }
        if let Some((bar, count)) = top {
            let text = format!("{count} pts");
            let look = Type::small(palette.ink2);
            let width = pen.text_width(&text, look);
            let at = bar.centre().0.clamp(axes.plot.x + width / 2.0, axes.plot.right() - width / 2.0);
            pen.text_on_plate(&text, (at, bar.y - pen.line_height(SMALL) * 0.6), look.align(Align::Centre));
        }
    }
    draw_counts(pen, figure, detail, axes, limit);
}

/// How many points have no gradient at the left, how many have one at the right.
fn draw_counts(pen: &mut Pen, figure: &Curves, detail: &UnitDetail, axes: &Axes, limit: f32) {
    let palette = pen.theme.palette;
    let (none, rest) = count_texts(figure.functions.first().unwrap_or(&detail.activation), detail, limit);
    let y = axes.plot.y - pen.line_height(SMALL) * 0.65;
    let gone = if limit == 0.0 { detail.zero_gradient } else { detail.small_gradient };
    let bold = |on: bool| {
        let look = Type::small(if on { palette.ink } else { palette.ink2 });
        if on { look.bold() } else { look }
    };
    let (left, right) = (bold(gone > 0), bold(gone < detail.points).align(Align::Right));
    let end = pen.area().right() - pen.px(2.0);
    pen.text(&none, (axes.plot.x, y), left);
    let free = end - axes.plot.x - pen.text_width(&none, left) - pen.px(8.0);
    if pen.text_width(&rest, right) <= free {
        pen.text(&rest, (end, y), right);
    }
}

/// `f′ = 0: 174 pts` and `f′ = 1: 76 pts`, or with limits where the function has no such values.
fn count_texts(function: &Activation, detail: &UnitDetail, limit: f32) -> (String, String) {
    let points = detail.points;
    if limit > 0.0 {
        let gone = detail.small_gradient;
        return (format!("|f′| < 0.01: {gone} pts"), format!("|f′| ≥ 0.01: {} pts", points.saturating_sub(gone)));
    }
    let gone = detail.zero_gradient;
    let mut slopes = (0..=64u8).map(|i| function.derivative(f32::from(i) * 0.25 - 8.0)).filter(|s| *s != 0.0);
    let first = slopes.next();
    let relation = match first {
        Some(slope) if slopes.all(|other| other == slope) => format!("= {}", format::tick(slope)),
        _ => "≠ 0".to_owned(),
    };
    (format!("f′ = 0: {gone} pts"), format!("f′ {relation}: {} pts", points.saturating_sub(gone)))
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
    fn jumps_of_slopes_are_found_where_they_are() {
        let of = |id: &str| {
            let f = function(id);
            Sampled::new(|x| f.derivative(x), -3.3, 4.1).jumps
        };
        assert_eq!(of("relu"), [Jump { x: 0.0, before: 0.0, there: 0.0, after: 1.0 }]);
        assert_eq!(of("leaky_relu(0.1)"), [Jump { x: 0.0, before: 0.1, there: 0.1, after: 1.0 }]);
        assert!(of("tanh").is_empty() && of("sigmoid").is_empty() && of("identity").is_empty());
    }

    #[test]
    fn zones_without_gradient_are_exact_where_the_function_is() {
        assert_eq!(no_gradient(&function("relu")), 0.0);
        for id in ["leaky_relu", "tanh", "sigmoid", "elu", "identity"] {
            assert_eq!(no_gradient(&function(id)), SMALL_SLOPE, "{id}");
        }
    }
}
