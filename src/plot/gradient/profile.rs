//! The layers at this moment, from the first one to the output.

use super::Gradient;
use super::frame::{Decades, draw_frame, plot_rect};
use super::zone::name_zone;
use crate::plot::axis::Scale;
use crate::plot::chart::NamedAxis;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;

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
