//! Several functions and, below, their slopes over the same axis, with the place that is read off in both.

use crate::explore::pieces::Pieces;
use crate::nn::activation::Activation;
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::curve::sampled::Sampled;
use crate::plot::curve::{draw_ends, draw_probe, draw_zero_lines};
use crate::plot::format;
use crate::plot::geometry::Rect;
use crate::plot::looks;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
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
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Explorer) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let (value_rect, slope_rect) = places(pen);
    let (lo, hi) = figure.range;
    let x = Scale::linear(lo, hi);
    let looks = looks::looks(palette, figure.functions);
    let values: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.value(x), lo, hi)).collect();
    let slopes: Vec<Sampled> = figure.functions.iter().map(|f| Sampled::new(|x| f.derivative(x), lo, hi)).collect();
    let middle = figure.functions.first().map_or(0.0, |f| f.value(f32::midpoint(lo, hi)));
    let most = (slope_rect.width / pen.px(44.0 * pen.theme.text)) as usize;
    let below = NamedAxis {
        scale: x,
        ticks: x.ticks(pen.theme.ticks(most.clamp(3, 11))),
        text: &format::tick,
        name: "x",
        look: TextStyle::small(palette.ink2).italic(),
    };
    let (value_y, slope_y) = (value_scale(&values, middle, hi - lo), slope_scale(&slopes));
    let y = |pen: &Pen, scale: Scale, plot: Rect| Axis::new(scale, scale.ticks(chart::rows(pen, plot.height)));
    let mut value_chart = Chart::new(pen, value_rect, Axis::new(x, Vec::new()), y(pen, value_y, value_rect))?;
    let mut slope_chart = Chart::new(pen, slope_rect, below.axis(pen, slope_rect), y(pen, slope_y, slope_rect))?;
    let text = |v: &f32| format::tick(*v);
    for (chart, plot, y) in [(&mut value_chart, value_rect, value_y), (&mut slope_chart, slope_rect, slope_y)] {
        chart.mesh(pen).disable_x_mesh().x_label_formatter(&text).y_label_formatter(&text).draw()?;
        draw_zero_lines(pen, chart, plot, x, y);
    }
    below.draw_name(pen, slope_rect);
    draw_zones(pen, figure, &slope_chart, slope_rect, x);

    let probe = Some(figure.probe).filter(|probe| x.contains(*probe));
    if let Some(probe) = probe {
        let at = value_chart.at(probe, 0.0).0;
        pen.vertical(at, value_rect.y, slope_rect.bottom() + pen.px(4.0), 2.0, palette.ink);
    }
    // The first function is drawn last, on top.
    for (i, look) in looks.iter().enumerate().rev() {
        slope_chart.line(pen, &slopes[i].clipped(slope_y), 2.5, Some((7.0, 5.0)), look.colour)?;
        draw_ends(pen, &slopes[i].jumps, &slope_chart, slope_y, look.colour);
        value_chart.line(pen, &values[i].clipped(value_y), 2.5, None, look.colour)?;
        draw_ends(pen, &values[i].jumps, &value_chart, value_y, look.colour);
    }
    for (function, look) in figure.functions.iter().zip(&looks).rev() {
        if let Some(probe) = probe {
            draw_probe(pen, &value_chart, value_y, probe, &[function.value(probe)], look);
            draw_probe(pen, &slope_chart, slope_y, probe, &[function.derivative(probe)], look);
        }
    }
    let title = TextStyle::label(palette.ink).bold();
    let line = pen.line_height(LABEL);
    pen.text_on_plate("f(x), output", (value_rect.x + pen.px(8.0), value_rect.y + line * 0.6), title);
    pen.text("f′(x), slope", (slope_rect.x + pen.px(8.0), slope_rect.y - line * 0.65), title);
    pen.result()
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

/// Hatches where functions have no slope at all, and names them there. By their formulas: that a slope far out is too small for a
/// float32 is no property of a function.
fn draw_zones(pen: &mut Pen, figure: &Explorer, chart: &Chart, plot: Rect, range: Scale) {
    let flat = |f: &Activation| Pieces::of(f).map(|pieces| pieces.flat()).unwrap_or_default();
    let stretches: Vec<Vec<(f32, f32)>> = figure
        .functions
        .iter()
        .map(|f| flat(f).into_iter().map(|((a, b), _)| ((a as f32).max(range.lo), (b as f32).min(range.hi))).collect())
        .collect();
    // Zones that overlap are one.
    let mut zones: Vec<(f32, f32)> = Vec::new();
    for mut zone in stretches.iter().flatten().copied().filter(|(a, b)| a < b) {
        zones.retain(|other| {
            let overlaps = other.0 <= zone.1 && zone.0 <= other.1;
            if overlaps {
                zone = (zone.0.min(other.0), zone.1.max(other.1));
            }
            !overlaps
        });
        zones.push(zone);
    }
    for (from, to) in zones {
        let (left, right) = (chart.at(from, 0.0).0, chart.at(to, 0.0).0);
        let zone = Rect::new(left, plot.y, right - left, plot.height);
        pen.hatch(zone, 6.0, 1.0, pen.theme.palette.line);
        let is_flat = |i: usize| stretches[i].iter().any(|&(a, b)| a < to && b > from);
        name_zone(pen, figure, zone, is_flat);
    }
}

/// Writes into a zone which functions have no slope in it.
fn name_zone(pen: &mut Pen, figure: &Explorer, zone: Rect, is_flat: impl Fn(usize) -> bool) {
    let named = figure.functions.iter().enumerate().filter(|(i, _)| is_flat(*i));
    let names: Vec<&str> = named.map(|(_, function)| function.name()).collect();
    let look = TextStyle::small(pen.theme.palette.ink2);
    let room = zone.width - pen.px(12.0);
    let texts =
        [format!("{}: no slope", names.join(", ")), format!("{} functions: no slope", names.len()), "f′ = 0".into()];
    let Some(text) = texts.iter().find(|text| pen.text_width(text, look) < room) else { return };
    let y = zone.y + pen.line_height(SMALL) * 0.7;
    pen.text_on_plate(text, (zone.x + pen.px(6.0), y), look);
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
}
