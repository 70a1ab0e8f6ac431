//! The space view: the outputs of a layer in two dimensions, the grid of the plane as the layer bends it, and the points on it.

use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::class::{class_colour, draw_mark};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::snapshot::{Points, Snapshot};
use crate::train::space::{LINES, SpaceAxes, SpaceView};

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Space<'a> {
    /// The run, with the view of a layer in it.
    pub snapshot: &'a Snapshot,
}

/// The names of the axes: the units themselves, or two directions among them.
pub fn names(view: &SpaceView, hidden: usize) -> [String; 2] {
    match (view.axes, view.layer.checked_sub(1)) {
        (SpaceAxes::Components, _) => ["direction 1", "direction 2"].map(str::to_owned),
        (SpaceAxes::Units, None) => ["input 1", "input 2"].map(str::to_owned),
        (SpaceAxes::Units, Some(layer)) => [0, 1].map(|unit| format::unit_short(layer as usize, unit, hidden)),
    }
}

/// Draws the figure.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Space) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let Some(view) = &figure.snapshot.space else { return pen.result() };
    let points = &figure.snapshot.points;
    let area = pen.area();
    if !view.is_finite {
        let look = TextStyle { size: 18.0, ..TextStyle::label(palette.danger) }.bold().align(Align::Centre);
        pen.hatch(area, 6.0, 1.0, palette.danger.alpha(0.6));
        pen.text_on_plate("NaN", area.centre(), look);
        return pen.result();
    }
    let key = if area.width >= pen.px(260.0) { key_width(pen, points) } else { 0.0 };
    let ((middle_x, middle_y), half) = view.window;
    // Ticks of the square; the numbers' own width decides how much of the figure is left for it.
    let square = Scale::linear(middle_y - half, middle_y + half);
    let left = chart::tick_width(pen, &square.ticks(4), "−0.5");
    let plot = chart::plot_rect(pen, left, key);
    // A distance is as long in both directions: the longer side shows more.
    let per_pixel = 2.0 * half / plot.width.min(plot.height);
    let around = |middle: f32, pixels: f32| {
        let half = per_pixel * pixels / 2.0;
        Scale::linear(middle - half, middle + half)
    };
    let (x, y) = (around(middle_x, plot.width), around(middle_y, plot.height));
    let [name_x, name_y] = names(view, figure.snapshot.layers.len().saturating_sub(1));
    let look = TextStyle::small(palette.ink2).italic();
    let below = NamedAxis { scale: x, ticks: x.ticks(5), text: &format::tick, name: &name_x, look };
    let rows = chart::rows(pen, plot.height).min(5);
    let mut chart = Chart::new(pen, plot, below.axis(pen, plot), Axis::new(y, y.ticks(rows)))?;
    let text = |v: &f32| format::tick(*v);
    chart.mesh(pen).x_label_formatter(&text).y_label_formatter(&text).draw()?;
    below.draw_name(pen, plot);
    draw_grid(pen, &chart, view);
    draw_points(pen, &chart, view, points);
    if view.dimensions > 1 {
        let at = (plot.x + pen.px(4.0), plot.y + pen.line_height(SMALL) / 2.0);
        pen.text_on_plate(&name_y, at, look);
    }
    if key > 0.0 {
        draw_key(pen, plot, points);
    }
    pen.result()
}

/// The lines of the grid; its edge and its middle lines are stronger, so that one sees what became of the square.
fn draw_grid(pen: &mut Pen, chart: &Chart, view: &SpaceView) {
    let palette = pen.theme.palette;
    for (index, line) in view.lines.iter().enumerate() {
        let line: Vec<Xy> = line.iter().map(|&(x, y)| chart.at(x, y)).collect();
        let place = index % LINES;
        if view.lines.len() == 1 {
            pen.path(&line, 2.0, palette.edge);
        } else if place == 0 || place == LINES - 1 {
            pen.path(&line, 1.5, palette.ink3);
        } else if place == LINES / 2 {
            pen.path(&line, 1.5, palette.edge);
        } else {
            pen.path(&line, 1.0, palette.edge.alpha(0.6));
        }
    }
}

fn draw_points(pen: &mut Pen, chart: &Chart, view: &SpaceView, points: &Points) {
    let scale = pen.theme.diverging.clone();
    let (classes, values) = (points.target.classes(), points.target.numbers());
    for (i, (&(x, y), value)) in view.points.iter().zip(values).enumerate() {
        let at = chart.at(x, y);
        if let (Some(count), Some(class)) = (classes, points.target.class(i)) {
            draw_mark(pen, at, class, 3.0, class_colour(pen.theme.palette, class, count), false);
        } else {
            let bg = pen.theme.palette.bg;
            pen.disc(at, pen.px(4.0), bg);
            pen.disc(at, pen.px(3.0), scale.at(value));
        }
    }
}

/// The values at the ends of the key and between, from the top.
const VALUES: [f32; 3] = [1.0, 0.0, -1.0];

fn key_width(pen: &Pen, points: &Points) -> f32 {
    let look = TextStyle::small(pen.theme.palette.ink3);
    match points.target.classes() {
        Some(_) => pen.px(14.0) + pen.text_width("0", look),
        None => pen.px(14.0) + pen.text_width("−1", look),
    }
}

/// What marks and colours mean, at the right: a mark a class, or the scale of values.
fn draw_key(pen: &mut Pen, plot: Rect, points: &Points) {
    let palette = pen.theme.palette;
    let look = TextStyle::small(palette.ink3);
    let (left, line) = (plot.right() + pen.px(6.0), pen.line_height(SMALL));
    if let Some(count) = points.target.classes() {
        let step = (plot.height / count.max(1) as f32).min(1.5 * line);
        for class in 0..count {
            let y = plot.y + step * (class as f32 + 0.5);
            draw_mark(pen, (left + pen.px(5.0), y), class, 3.5, class_colour(palette, class, count), false);
            pen.text(&class.to_string(), (left + pen.px(14.0), y), look);
        }
        return;
    }
    let scale = pen.theme.diverging.clone();
    let (steps, width) = (32_u8, pen.px(8.0));
    for i in 0..steps {
        let (from, to) = (f32::from(i) / f32::from(steps), f32::from(i + 1) / f32::from(steps));
        let rect = Rect::new(left, plot.y + plot.height * from, width, plot.height * (to - from)).to_device(1.0);
        pen.rect(rect, scale.at(1.0 - from - to));
    }
    for (i, value) in VALUES.iter().enumerate() {
        let y = plot.y + plot.height * i as f32 / 2.0;
        let y = y.clamp(plot.y + line / 2.0, plot.bottom() - line / 2.0);
        pen.text(&format::tick(*value), (left + pen.px(11.0), y), look);
    }
}
