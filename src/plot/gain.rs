//! What is left of the gradient, or of the outputs, after so many layers: theory as lines, random nets as dots.

use crate::explore::measured::Gain;
use crate::nn::activation::Activation;
use crate::nn::shown::pow10;
use crate::plot::axis::{self, Axes, Scale};
use crate::plot::colour;
use crate::plot::curve::draw_marker;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels;
use crate::plot::pen::{Pen, Type};

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Gains<'a> {
    /// The functions, and their gains as far as they are known by now.
    pub functions: &'a [(Activation, Option<Gain>)],
    /// Whether the outputs are shown instead of the gradient.
    pub outputs: bool,
    /// Layers.
    pub depth: usize,
}

impl Gains<'_> {
    fn lines<'g>(&self, gain: &'g Gain) -> (&'g [f32], &'g [f32]) {
        if self.outputs {
            (&gain.output_theory, &gain.output_measured)
        } else {
            (&gain.gradient_theory, &gain.gradient_measured)
        }
    }

    /// The decades that are shown: one at least on both sides of 1, all there are of a figure that ends somewhere.
    fn decades(&self) -> (f32, f32) {
        let (mut lo, mut hi) = (-1.0_f32, 0.0_f32);
        for gain in self.functions.iter().filter_map(|(_, gain)| gain.as_ref()) {
            let (theory, measured) = self.lines(gain);
            for line in [theory, measured] {
                for value in line.iter().filter(|v| v.is_finite()) {
                    (lo, hi) = (lo.min(*value), hi.max(*value));
                }
            }
        }
        // Twenty decades up are enough to see an explosion.
        ((lo - 0.05).floor(), (hi + 0.05).ceil().clamp(1.0, 20.0))
    }
}

/// Draws the figure.
pub fn draw(pen: &mut Pen, figure: &Gains) {
    let palette = pen.theme.palette;
    let (lo, hi) = figure.decades();
    let y = Scale::linear(lo, hi);
    let functions: Vec<Activation> = figure.functions.iter().map(|(function, _)| *function).collect();
    let looks = colour::looks(palette, &functions);
    let label = Type::label(palette.ink).bold();
    let names = functions.iter().map(Activation::name);
    let right = axis::widest(pen, label, names) + pen.px(18.0);
    let left = axis::widest(pen, Type::small(palette.ink3), ["1e−40"]);
    let area = pen.area();
    let plot = axis::plot_rect(pen, left, right.min(area.width * 0.4));
    let axes = Axes { plot, x: Scale::linear(0.0, figure.depth as f32), y };
    // Whole decades.
    let ticks = axis::linear_ticks(lo, hi, axis::rows(pen, plot.height), 1.0);
    axis::draw_y(pen, &axes, &ticks, &power);
    if (lo..=hi).contains(&0.0) {
        pen.horizontal(plot.x, plot.right(), axes.y(0.0), 1.0, palette.edge);
    }
    let steps = axis::linear_ticks(0.0, axes.x.hi, 5, 1.0);
    axis::draw_x(pen, &axes, &steps, &format::tick, Type::small(palette.ink2), "layers");

    let mut ends = Vec::new();
    for ((function, gain), look) in figure.functions.iter().zip(&looks).rev() {
        let Some(gain) = gain else { continue };
        let (theory, measured) = figure.lines(gain);
        let line: Vec<Xy> = theory.iter().enumerate().map(|(layer, log)| place(&axes, layer, *log)).collect();
        // Dashes mean the derivative, as in the plots of f and f′.
        pen.styled(&line, 2.0, (!figure.outputs).then_some((7.0, 4.0)), look.colour);
        let every = measured.len().div_ceil(12).max(1);
        for (layer, log) in measured.iter().enumerate().skip(every).step_by(every) {
            let at = place(&axes, layer, *log);
            pen.disc(at, pen.px(3.5), palette.bg);
            pen.disc(at, pen.px(2.5), look.colour);
        }
        if let Some((x, y)) = line.iter().rev().find(|(_, y)| y.is_finite()) {
            ends.push((*x, *y, function.name(), *look));
        }
    }
    // Names at the ends, spread so that they do not touch, each with its marker.
    let height = pen.line_height(label.size);
    let wanted: Vec<f32> = ends.iter().map(|end| end.1).collect();
    let bounds = Rect::new(plot.right(), 0.0, area.right() - plot.right(), plot.bottom() + pen.px(3.0));
    for ((x, y, name, look), at) in ends.iter().zip(labels::spread(&wanted, height, bounds.y, bounds.bottom())) {
        let marker = (bounds.x + pen.px(14.0), at);
        if *x >= plot.right() - 1.0 {
            pen.path(&[(*x, *y), (marker.0 - pen.px(6.0), at)], 1.0, look.colour);
        } else {
            // The line left the range of numbers before the last layer.
            pen.cross((*x, *y), 8.0, 2.0, look.colour);
        }
        draw_marker(pen, marker, look.marker, 4.5, look.colour);
        pen.text(name, (marker.0 + pen.px(9.0), at), Type { colour: look.colour, ..label });
    }
}

/// Where a value stands: an exact 0 on the floor, what is no number nowhere, what is too large at the top.
fn place(axes: &Axes, layer: usize, log: f32) -> Xy {
    let y = if log.is_nan() || log == f32::INFINITY { f32::NAN } else { axes.y(log) };
    (axes.x(layer as f32), y)
}

/// The text of a power of ten.
fn power(exponent: f32) -> String {
    match exponent as i32 {
        0 => "1".to_owned(),
        1 => "10".to_owned(),
        exponent => format!("1e{}", format::tick(exponent as f32)),
    }
}

/// A value given by its decimal logarithm, as text: `1`, `0.19`, `2.6e−13`.
pub fn value(log: f32) -> String {
    if log == f32::NEG_INFINITY {
        return "0".to_owned();
    }
    if !log.is_finite() {
        return "not finite".to_owned();
    }
    if (-2.0..3.0).contains(&log) {
        return format::short(pow10(f64::from(log)) as f32);
    }
    let exponent = log.floor();
    format!("{:.1}e{}", pow10(f64::from(log - exponent)) as f32, format::tick(exponent)).replace(".0e", "e")
}

/// What the figure shows, in words.
pub fn describe(figure: &Gains, scheme: &str) -> String {
    let what = if figure.outputs { "Size of the outputs" } else { "Gradient left" };
    let last = |line: &[f32]| line.last().map_or_else(|| "–".to_owned(), |log| value(*log));
    let at = |(function, gain): &(Activation, Option<Gain>)| match gain {
        Some(gain) => {
            let (theory, measured) = figure.lines(gain);
            format!("{} {} (measured {})", function.name(), last(theory), last(measured))
        }
        None => format!("{} not computed yet", function.name()),
    };
    let all: Vec<String> = figure.functions.iter().map(at).collect();
    format!("{what} after {} layers with {scheme} initialisation, wide nets: {}.", figure.depth, all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_far_from_one_have_a_text() {
        assert_eq!(value(0.0), "1.0");
        assert_eq!(value(-43.0), "1e−43");
        assert_eq!(value(-12.585), "2.6e−13");
        assert_eq!(value(f32::NEG_INFINITY), "0");
        assert_eq!(value(f32::NAN), "not finite");
        assert_eq!(power(0.0), "1");
        assert_eq!(power(-12.0), "1e−12");
    }

    #[test]
    fn the_axis_holds_all_decades() {
        let gain = Gain {
            gradient_theory: vec![0.0, -20.0, f32::NEG_INFINITY],
            gradient_measured: vec![0.0, -21.5, f32::NAN],
            output_theory: vec![0.0, 400.0],
            output_measured: vec![0.0, f32::INFINITY],
            nets: 1,
        };
        let functions = [("relu".parse().expect("a row"), Some(gain))];
        let figure = |outputs| Gains { functions: &functions, outputs, depth: 2 };
        assert_eq!(figure(false).decades(), (-22.0, 1.0));
        assert_eq!(figure(true).decades(), (-2.0, 20.0));
    }
}
