//! A line a layer over the epochs.

use super::Gradient;
use super::frame::{Decades, draw_frame, plot_rect};
use super::zone::name_zone;
use crate::plot::axis::Axes;
use crate::plot::epochs;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels::{self, EndLabel};
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;

/// Draws a line a layer over the epochs. Hands back the axes: where an epoch is.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, figure: &Gradient) -> Result<Axes, DrawError> {
    let palette = pen.theme.palette;
    let snapshot = figure.snapshot;
    let layers = snapshot.layers.len();
    let hidden = layers.saturating_sub(1);
    let now = figure.now();
    let look = TextStyle::small(palette.ink).bold();
    let right = pen.text_width("epoch", TextStyle::small(palette.ink2)).max(pen.widest(look, ["H32 = 0", "H32 NaN"]));
    let plot = plot_rect(pen, figure, right + pen.px(4.0));
    let decades = Decades::new(pen, figure, plot);
    let epochs = epochs::growing_axis(pen, plot.width, epochs::last_epoch(snapshot));
    let axes = Axes { plot, x: epochs.scale };
    let mut chart = draw_frame(pen, figure, plot, &decades, &epochs)?;
    let (mut ends, mut lines) = (Vec::new(), Vec::new());
    // From the output back, so that the first layer, which matters most, is on top.
    for layer in (0..layers).rev() {
        let (colour, width, dash) = figure.look(pen, layer);
        let records = snapshot.history.records.iter();
        let values = records.filter_map(|r| Some((r.epoch as f32, figure.value(r, layer)?)));
        let mut points: Vec<Xy> = values.take_while(|(_, value)| value.is_finite()).collect();
        let tip = (snapshot.epoch_fraction, now[layer]);
        if tip.1.is_finite() && points.last().is_none_or(|point| tip.0 > point.0) {
            points.push(tip);
        }
        let name = format::layer_short(layer, hidden);
        let Some(&(_, last)) = points.last() else {
            // No line, but a layer: its name stands where the largest values are.
            let end = chart.at(snapshot.epoch_fraction, decades.highest);
            ends.insert(0, EndLabel { end, text: format!("{name} NaN"), value: String::new(), colour: palette.danger });
            continue;
        };
        for point in &mut points {
            point.1 = decades.shown(point.1);
        }
        chart.line(pen, &points, width, dash, colour)?;
        let line: Vec<Xy> = points.iter().map(|point| chart.at(point.0, point.1)).collect();
        let end = line[line.len() - 1];
        if points.len() == 1 {
            pen.disc(end, pen.px(2.5), colour);
        }
        lines.push(line);
        let (text, colour) = match (now[layer].is_finite(), last) {
            (false, _) => (format!("{name} NaN"), palette.danger),
            (true, 0.0) => (format!("{name} = 0"), colour),
            (true, _) => (name, colour),
        };
        ends.insert(0, EndLabel { end, text, value: String::new(), colour });
    }
    let bounds = Rect { width: pen.area().right() - plot.x, ..plot }.grown(pen.px(6.0));
    let bounds = Rect { width: bounds.width - pen.px(6.0), ..bounds };
    let most = (bounds.height / pen.line_height(look.size)) as usize;
    let shown: Vec<EndLabel> = labels::thinned(ends.len(), most).into_iter().map(|i| ends[i].clone()).collect();
    let ready = epochs::is_before_first_step(snapshot);
    // Before the first step all ends are at one place, where the hint stands: the profile names them then.
    let shown = if ready { &[][..] } else { &shown };
    let mut places = labels::draw(pen, shown, look, bounds, plot);
    let hint = ready.then_some(Rect { height: plot.height * 0.62, ..plot });
    places.extend(hint.map(|place| epochs::hint_box(pen, place)));
    places.extend(name_zone(pen, figure, &chart, &decades, plot, (&lines, &places)));
    let places = epochs::draw_marks(pen, &axes, snapshot, places);
    if let Some(place) = hint {
        epochs::draw_hint(pen, place);
    }
    if let Some(epoch) = figure.cursor {
        epochs::draw_cursor(pen, &axes, epoch, &places);
    }
    Ok(axes)
}
