//! Several functions and, below, their slopes over the same axis, with the place that is read off in both.

use crate::nn::activation::Activation;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour;
use crate::plot::curve::sampled::Sampled;
use crate::plot::curve::{draw_ends, draw_marker};
use crate::plot::format;
use crate::plot::geometry::Rect;
use crate::plot::pen::{Align, Pen, Type};
use crate::plot::theme::{LABEL, SMALL};

/// Left of the plots there is so much room for numbers, in CSS pixels.
pub const LEFT: f32 = 38.0;
/// Right of the plots.
pub const RIGHT: f32 = 12.0;

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Explorer<'a> {
    /// The functions, six at most.
    pub functions: &'a [Activation],
    /// The place that is read off.
    pub probe: f32,
    /// The part of the axis that is shown.
    pub range: (f32, f32),
}

/// Draws the figure.
pub fn draw(pen: &mut Pen, figure: &Explorer) {
    let palette = pen.theme.palette;
    let (value_rect, slope_rect) = places(pen);
    let (lo, hi) = figure.range;
    let x = Scale::linear(lo, hi);
    let looks = colour::looks(palette, figure.functions);
    let values: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.value(x), lo, hi)).collect();
    let slopes: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.derivative(x), lo, hi)).collect();
    let middle = figure.functions.first().map_or(0.0, |f| f.value(f32::midpoint(lo, hi)));
    let value_axes = Axes { plot: value_rect, x, y: value_scale(&values, middle, hi - lo) };
    let slope_axes = Axes { plot: slope_rect, x, y: slope_scale(&slopes) };

    draw_zones(pen, figure, &slope_axes);
    for axes in [&value_axes, &slope_axes] {
        let ticks = axes.y.ticks(axis::rows(pen, axes.plot.height));
        axis::draw_y(pen, axes, &ticks, &format::tick);
        if (axes.y.lo..=axes.y.hi).contains(&0.0) {
            pen.horizontal(axes.plot.x, axes.plot.right(), axes.y(0.0), 1.0, palette.edge);
        }
        if (lo..=hi).contains(&0.0) {
            pen.vertical(axes.x(0.0), axes.plot.y, axes.plot.bottom(), 1.0, palette.edge);
        }
    }
    let most = (slope_rect.width / pen.px(44.0 * pen.theme.text)) as usize;
    let ticks = x.ticks(most.clamp(3, 11));
    axis::draw_x(pen, &slope_axes, &ticks, &format::tick, Type::small(palette.ink2).italic(), "x");

    let probe_shown = (lo..=hi).contains(&figure.probe);
    if probe_shown {
        let at = value_axes.x(figure.probe);
        pen.vertical(at, value_rect.y, slope_rect.bottom() + pen.px(4.0), 2.0, palette.ink);
    }
    // The first function is drawn last, on top.
    for (i, look) in looks.iter().enumerate().rev() {
        pen.pieces_dashed(&slopes[i].clipped(&slope_axes), 2.5, (7.0, 5.0), look.colour);
        draw_ends(pen, &slopes[i].jumps, &slope_axes, look.colour);
        pen.path(&values[i].clipped(&value_axes), 2.5, look.colour);
        draw_ends(pen, &values[i].jumps, &value_axes, look.colour);
    }
    for (function, look) in figure.functions.iter().zip(&looks).rev().filter(|_| probe_shown) {
        let marks = [(&value_axes, function.value(figure.probe)), (&slope_axes, function.derivative(figure.probe))];
        for (axes, y) in marks.into_iter().filter(|(axes, y)| (axes.y.lo..=axes.y.hi).contains(y)) {
            draw_marker(pen, axes.at(figure.probe, y), look.marker, 5.0, look.colour);
        }
    }
    let title = Type::label(palette.ink).bold();
    let line = pen.line_height(LABEL);
    pen.text_on_plate("f(x), output", (value_rect.x + pen.px(8.0), value_rect.y + line * 0.6), title);
    pen.text("f′(x), slope", (slope_rect.x + pen.px(8.0), slope_rect.y - line * 0.65), title);
}

/// Where the two plots are, in device pixels.
fn places(pen: &Pen) -> (Rect, Rect) {
    let area = pen.area();
    let (left, right, top) = (pen.px(LEFT), pen.px(RIGHT), pen.px(6.0));
    let (between, bottom) = (pen.line_height(LABEL) * 1.5, pen.line_height(SMALL) + pen.px(6.0));
    let width = (area.width - left - right).max(pen.px(20.0));
    let height = (area.height - top - between - bottom).max(pen.px(20.0));
    let value = Rect::new(left, top, width, height * 0.6);
    let slope = Rect::new(left, value.bottom() + between, width, height * 0.4);
    (value.to_device(1.0), slope.to_device(1.0))
}

/// The vertical axis of the functions: as much of them as leaves kinks visible, 0 in sight if the curves reach it.
fn value_scale(values: &[Sampled], middle: f32, width: f32) -> Scale {
    let (low, high) = Sampled::span(values, (f32::INFINITY, f32::NEG_INFINITY));
    let most = 0.55 * width;
    let (mut lo, mut hi) = (low, high);
    if hi - lo > most {
        if low <= 0.0 && high >= 0.0 {
            lo = low.max(-0.3 * most);
            hi = high.min(lo + most);
            lo = low.max(hi - most);
        } else {
            let centre = middle.clamp(low, high);
            (lo, hi) = (low.max(centre - most / 2.0), high.min(centre + most / 2.0));
        }
    }
    let space = (0.04 * (hi - lo)).max(0.01 * width).max(1e-4);
    Scale::linear(lo - space, hi + space)
}

/// The vertical axis of the slopes: 0 and 1 are always on it, and what grows without end is cut off.
fn slope_scale(slopes: &[Sampled]) -> Scale {
    let (low, high) = Sampled::span(slopes, (0.0, 1.0));
    Scale::linear(low.max(-1.2) - 0.12, high.min(2.2) + 0.12)
}

/// Hatches where a function has no slope at all, and names the functions that have none there.
fn draw_zones(pen: &mut Pen, figure: &Explorer, axes: &Axes) {
    const STEPS: usize = 400;
    let palette = pen.theme.palette;
    let x = |i: usize| axes.x.value(i as f32 / STEPS as f32);
    // A single 0 is the extremum of a smooth function.
    let flat = |f: &Activation, i: usize| {
        f.derivative(x(i)) == 0.0 && (f.derivative(x(i + 1)) == 0.0 || (i > 0 && f.derivative(x(i - 1)) == 0.0))
    };
    let mut start = 0;
    while start < STEPS {
        let length = (start..=STEPS).take_while(|&i| figure.functions.iter().any(|f| flat(f, i))).count();
        if length > 2 {
            let (from, to) = (axes.x(x(start)), axes.x(x((start + length - 1).min(STEPS))));
            let zone = Rect::new(from, axes.plot.y, to - from, axes.plot.height);
            pen.hatch(zone, 6.0, 1.0, palette.line);
            name_zone(pen, figure, zone, &|f| (start..start + length).any(|i| flat(f, i)));
        }
        start += length.max(1);
    }
}

/// Writes into a zone which functions have no slope in it.
fn name_zone(pen: &mut Pen, figure: &Explorer, zone: Rect, is_flat: &dyn Fn(&Activation) -> bool) {
    let names: Vec<&str> = figure.functions.iter().filter(|f| is_flat(f)).map(Activation::name).collect();
    let look = Type::small(pen.theme.palette.ink2);
    let room = zone.width - pen.px(12.0);
    let texts =
        [format!("{}: no slope", names.join(", ")), format!("{} functions: no slope", names.len()), "f′ = 0".into()];
    let Some(text) = texts.iter().find(|text| pen.text_width(text, look) < room) else { return };
    let y = zone.y + pen.line_height(SMALL) * 0.7;
    pen.text_on_plate(text, (zone.x + pen.px(6.0), y), look.align(Align::Left));
}

/// What the figure shows, in words.
pub fn describe(figure: &Explorer) -> String {
    let (lo, hi) = figure.range;
    let at = |f: &Activation| {
        let (value, slope) = (f.value(figure.probe), f.derivative(figure.probe));
        format!("{}: f = {}, f′ = {}", f.name(), format::decimals(value, 3), format::decimals(slope, 3))
    };
    let values: Vec<String> = figure.functions.iter().map(at).collect();
    format!(
        "Functions and, below, their slopes for x from {} to {}. At x = {}: {}.",
        format::tick(lo),
        format::tick(hi),
        format::tick(figure.probe),
        values.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(ids: &[&str], lo: f32, hi: f32) -> Scale {
        let functions: Vec<Activation> = ids.iter().map(|id| id.parse().expect("an activation")).collect();
        let values: Vec<Sampled> = functions.iter().map(|f| Sampled::new(|x| f.value(x), lo, hi)).collect();
        value_scale(&values, functions[0].value(f32::midpoint(lo, hi)), hi - lo)
    }

    #[test]
    fn the_axis_keeps_zero_and_the_kink_in_sight() {
        let usual = scale(&["relu", "leaky_relu(0.1)", "gelu", "sigmoid"], -4.0, 4.0);
        assert!(usual.lo < -0.2 && usual.lo > -1.6 && usual.hi > 2.5 && usual.hi < 5.0, "{usual:?}");
        let bounded = scale(&["sigmoid"], -4.0, 4.0);
        assert!(bounded.lo > -0.2 && bounded.hi < 1.2, "{bounded:?}");
        let far = scale(&["relu"], 20.0, 22.0);
        assert!(far.lo > 19.0 && far.hi < 23.0, "{far:?}");
        let near = scale(&["tanh"], -0.05, 0.05);
        assert!(near.lo < -0.015 && near.hi > 0.035 && near.hi < 0.06, "{near:?}");
    }

    #[test]
    fn words_say_what_is_read_off() {
        let functions = ["relu".parse().expect("a row")];
        let text = describe(&Explorer { functions: &functions, probe: -1.2, range: (-4.0, 4.0) });
        assert!(text.contains("x from −4 to 4") && text.contains("At x = −1.2: ReLU: f = 0.000, f′ = 0.000"), "{text}");
    }
}
