//! What is left of the gradient, or of the outputs, after so many layers: theory as lines, random nets as dots.

use crate::explore::measured::{Gain, GainQuantity};
use crate::nn::activation::Activation;
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels;
use crate::plot::looks;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Gains<'a> {
    /// The functions, and their gains as far as they are known by now.
    pub functions: &'a [(Activation, Option<Gain>)],
    /// The gradient or the outputs.
    pub quantity: GainQuantity,
    /// Layers.
    pub depth: usize,
}

impl Gains<'_> {
    /// The decades that are shown: one at least on both sides of 1, all there are of a figure that ends somewhere.
    fn decades(&self) -> (f32, f32) {
        let (mut lo, mut hi) = (-1.0_f32, 0.0_f32);
        for gain in self.functions.iter().filter_map(|(_, gain)| gain.as_ref()) {
            let (theory, measured) = gain.lines(self.quantity);
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
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Gains) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let (lo, hi) = figure.decades();
    let functions: Vec<Activation> = figure.functions.iter().map(|(function, _)| *function).collect();
    let looks = looks::looks(palette, &functions);
    let label = TextStyle::label(palette.ink).bold();
    // Parameters are named where there is room.
    let room = pen.area().width * 0.4 - pen.px(18.0);
    let fitting = |function: &Activation| {
        let name = format::named(function);
        if pen.text_width(&name, label) <= room { name } else { function.name().to_owned() }
    };
    let names: Vec<String> = functions.iter().map(fitting).collect();
    let right = pen.widest(label, names.iter().map(String::as_str)) + pen.px(18.0);
    let left = pen.text_width("1e−40", TextStyle::small(palette.ink3));
    let area = pen.area();
    let plot = chart::plot_rect(pen, left, right.min(area.width * 0.4));
    // Powers of ten far beyond the range of f32: the axis holds their exponents.
    let y = Scale::linear(lo, hi);
    let x = Scale::linear(0.0, figure.depth as f32);
    let ticks = x.whole_ticks(pen.theme.ticks(5));
    let layers =
        NamedAxis { scale: x, ticks, text: &format::tick, name: "layers", look: TextStyle::small(palette.ink2) };
    let ticks = y.whole_ticks(chart::rows(pen, plot.height));
    let mut chart = Chart::new(pen, plot, layers.axis(pen, plot), Axis::new(y, ticks))?;
    chart
        .mesh(pen)
        .disable_x_mesh()
        .x_label_formatter(&|v| format::tick(*v))
        .y_label_formatter(&|v| power(*v))
        .draw()?;
    layers.draw_name(pen, plot);
    if y.contains(0.0) {
        pen.horizontal(plot.x, plot.right(), chart.at(0.0, 0.0).1, 1.0, palette.edge);
    }

    let mut ends = Vec::new();
    for (((_, gain), name), look) in figure.functions.iter().zip(&names).zip(&looks).rev() {
        let Some(gain) = gain else { continue };
        let (theory, measured) = gain.lines(figure.quantity);
        let line: Vec<Xy> = theory.iter().enumerate().map(|(layer, log)| place(layer, *log)).collect();
        // Dashes mean the derivative, as in the plots of f and f′.
        chart.line(pen, &line, 2.0, (figure.quantity == GainQuantity::Gradient).then_some((7.0, 4.0)), look.colour)?;
        let every = measured.len().div_ceil(12).max(1);
        for (layer, log) in measured.iter().enumerate().skip(every).step_by(every) {
            let (x, y) = place(layer, *log);
            if y.is_finite() {
                pen.disc(chart.at(x, y), pen.px(3.5), palette.bg);
                pen.disc(chart.at(x, y), pen.px(2.5), look.colour);
            }
        }
        if let Some((x, y)) = line.iter().rev().find(|(_, y)| y.is_finite()) {
            ends.push((chart.at(*x, *y), name.as_str(), *look));
        }
    }
    // Names at the ends, spread so that they do not touch, each with its marker.
    let height = pen.line_height(label.size);
    let wanted: Vec<f32> = ends.iter().map(|(end, ..)| end.1).collect();
    let bounds = Rect::new(plot.right(), 0.0, area.right() - plot.right(), plot.bottom() + pen.px(3.0));
    for ((end, name, look), at) in ends.iter().zip(labels::spread(&wanted, height, bounds.y, bounds.bottom())) {
        let marker = (bounds.x + pen.px(14.0), at);
        if end.0 >= plot.right() - 1.0 {
            pen.path(&[*end, (marker.0 - pen.px(6.0), at)], 1.0, look.colour);
        } else {
            // The line left the range of numbers before the last layer.
            pen.cross(*end, 8.0, 2.0, look.colour);
        }
        pen.marker(marker, look.marker, 4.5, look.colour);
        pen.text(name, (marker.0 + pen.px(9.0), at), TextStyle { colour: look.colour, ..label });
    }
    pen.result()
}

/// A place in data: an exact 0 on the floor, what is no number nowhere, what is too large at the top.
fn place(layer: usize, log: f32) -> Xy {
    let y = if log == f32::NEG_INFINITY { f32::MIN } else { log };
    (layer as f32, if y.is_finite() { y } else { f32::NAN })
}

/// The text of a power of ten.
fn power(exponent: f32) -> String {
    match exponent as i32 {
        0 => "1".to_owned(),
        1 => "10".to_owned(),
        exponent => format!("1e{}", format::tick(exponent as f32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_powers_of_ten() {
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
        let figure = |quantity| Gains { functions: &functions, quantity, depth: 2 };
        assert_eq!(figure(GainQuantity::Gradient).decades(), (-22.0, 1.0));
        assert_eq!(figure(GainQuantity::Output).decades(), (-2.0, 20.0));
    }
}
