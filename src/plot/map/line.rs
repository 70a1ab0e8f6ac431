//! One-dimensional data: the answer as a curve over the input.

use super::overlay::draw_not_a_number;
use super::points::draw_point;
use super::{Layout, Map, MapKind};
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{self, Chart, NamedAxis};
use crate::plot::format;
use crate::plot::geometry::Xy;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::train::snapshot::UnitHealth;

/// Draws the curve with axes and points.
pub fn draw(pen: &mut Pen, layout: &Layout, map: &Map) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let plot = layout.plot.to_device(pen.theme.scale);
    let (points, values) = (&map.snapshot.points, &map.maps().map[..]);
    let unit = matches!(map.kind, MapKind::Unit { .. });
    let y_of_points = points.target.numbers();
    let shown_y: &[f32] = if unit { &[] } else { &y_of_points };
    let (mut lowest, mut highest) = (0.0_f32, 0.0_f32);
    for value in [values, shown_y].into_iter().flatten().filter(|v| v.is_finite()) {
        (lowest, highest) = (lowest.min(*value), highest.max(*value));
    }
    // A net that is far off at first must not flatten the data.
    let bound = if unit { f32::INFINITY } else { 3.0 };
    let (lowest, highest) = (lowest.max(-bound), highest.min(bound));
    let pad = if highest > lowest { 0.05 * (highest - lowest) } else { 0.5 };
    let with_axes = !map.options.small;
    let y = Scale::linear(lowest - pad, highest + pad);
    // The name stands at the end.
    let ticks: &[f32] = if pen.theme.ticks(4) < 4 { &[-1.0, 0.0] } else { &[-1.0, -0.5, 0.0, 0.5] };
    let below = NamedAxis {
        scale: Scale::linear(-1.0, 1.0),
        ticks: if with_axes { ticks.to_vec() } else { Vec::new() },
        text: &format::tick,
        name: if with_axes { "x₁" } else { "" },
        look: TextStyle::small(palette.ink2).italic(),
    };
    let ticks = if with_axes { y.ticks(chart::rows(pen, plot.height)) } else { Vec::new() };
    let mut chart = Chart::new(pen, plot, below.axis(pen, plot), Axis::new(y, ticks))?;
    let text = |v: &f32| format::tick(*v);
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&text).y_label_formatter(&text).draw()?;
    below.draw_name(pen, plot);
    pen.horizontal(plot.x, plot.right(), chart.at(0.0, 0.0).1, 1.0, palette.edge);
    if map.health() == UnitHealth::Dead {
        pen.hatch(plot, 6.0, 1.0, palette.line);
    }
    let at_x = |x: f32| {
        let place = (x.midpoint(1.0) * values.len() as f32 - 0.5).clamp(0.0, values.len().saturating_sub(1) as f32);
        let (near, share) = (place as usize, place.fract());
        let value = values.get(near).copied().unwrap_or(0.0);
        value + (values.get(near + 1).copied().unwrap_or(value) - value) * share
    };
    for (i, &y) in y_of_points.iter().enumerate() {
        let (x1, _) = points.place(i);
        let test = i >= points.train as usize;
        if test && !map.options.test_points {
            break;
        }
        // Of a unit there is nothing to compare with: the points say where on the curve the data are.
        let y = if unit { at_x(x1) } else { y };
        if map.options.small {
            pen.disc(chart.at(x1, y), pen.px(1.5), palette.edge);
        } else {
            draw_point(pen, chart.at(x1, y), palette.edge, test, false);
        }
    }
    let count = values.len().max(1) as f32;
    let line: Vec<Xy> = values.iter().enumerate().map(|(i, v)| ((2 * i + 1) as f32 / count - 1.0, *v)).collect();
    chart.line(pen, &line, 2.5, None, palette.ink)?;
    if map.is_not_a_number() {
        let danger = palette.danger;
        pen.hatch(plot, 6.0, 1.0, danger.alpha(0.6));
        draw_not_a_number(pen, plot);
    }
    pen.result()
}
