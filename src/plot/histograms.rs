//! How pre-activations, outputs and gradients are spread in each layer, as Glorot and Bengio drew them:
//! a row for each quantity with one range for all layers, a column for each layer.
//!
//! Where |f′(z)| < 0.01 the row of z is hatched, by the function of the layer itself with the slope it has learned; there
//! stands the share of its values that lie so.

use crate::nn::activation::Activation;
use crate::plot::curve::flat_stretches;
use crate::plot::format;
use crate::plot::geometry::Rect;
use crate::plot::labels;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::diagnostics::SMALL_GRADIENT;
use crate::train::snapshot::{Distribution, Histogram, Snapshot};

/// The quantities, a row each.
pub const ROWS: [&str; 3] = ["z", "a", "∂L/∂a"];

/// The histograms of [`ROWS`].
const OF: [fn(&Distribution) -> &Histogram; 3] = [|d| &d.z, |d| &d.a, |d| &d.d_a];

/// Draws the histograms as they are now.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, snapshot: &Snapshot) -> Result<(), DrawError> {
    let ends = OF.map(|of| range(snapshot, of));
    grid(pen, snapshot.layers.len(), "", ends, |pen, row, layer, cell| {
        let layer = &snapshot.layers[layer];
        if let Some(distribution) = &layer.distribution {
            let histogram = OF[row](distribution);
            let function = (row == 0).then(|| layer.activation.with_learned(layer.slope));
            if let Some(function) = &function {
                draw_saturation(pen, cell, function, ends[row]);
            }
            draw_cell(pen, cell, histogram, ends[row]);
            if function.is_some() {
                draw_share(pen, cell, layer.saturated_fraction);
            }
        }
        pen.result()
    })
}

/// Draws the names of rows and layers with the ends of the rows' ranges, and calls `cell` for each cell. `corner` stands
/// before the layers' names.
/// Layers for which there is no space are left out.
pub(super) fn grid(
    pen: &mut Pen,
    layers: usize,
    corner: &str,
    ends: [f32; 3],
    mut cell: impl FnMut(&mut Pen, usize, usize, Rect) -> Result<(), DrawError>,
) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let area = pen.area();
    if layers == 0 {
        return Ok(());
    }
    let (line, gap) = (pen.line_height(SMALL), pen.px(4.0));
    let look = TextStyle::small(palette.ink2);
    let names = pen.text_width("±8.8e−8", look).max(pen.text_width("∂L/∂a", look.bold()));
    let left = names.max(pen.text_width(corner, look)) + gap;
    let most = ((area.width - left) / pen.px(36.0 * pen.theme.text)).max(1.0) as usize;
    let shown = labels::thinned(layers, most.max(2));
    let width = (area.width - left) / shown.len() as f32;
    let height = (area.height - line) / ROWS.len() as f32;
    pen.text(corner, (0.0, line / 2.0), look);
    for (column, &layer) in shown.iter().enumerate() {
        let x = left + width * (column as f32 + 0.5);
        let name = format::layer_short(layer, layers - 1);
        pen.text(&name, (x, line / 2.0), look.align(Align::Centre));
    }
    for (row, (name, end)) in ROWS.iter().zip(ends).enumerate() {
        let top = line + height * row as f32;
        let middle = top + height / 2.0;
        pen.text(name, (0.0, middle - line / 2.0), TextStyle::small(palette.ink).bold());
        pen.text(&format!("±{}", format::short(end)), (0.0, middle + line / 2.0), look);
        for (column, &layer) in shown.iter().enumerate() {
            let x = left + width * column as f32;
            cell(pen, row, layer, Rect::new(x, top + gap, width - gap, height - 2.0 * gap))?;
        }
    }
    pen.result()
}

/// Hatches where the function's slope is below 0.01.
fn draw_saturation(pen: &mut Pen, cell: Rect, function: &Activation, end: f32) {
    const STEPS: usize = 128;
    let place = |step: usize| step as f32 / STEPS as f32;
    let is_flat = |step: usize| function.derivative(end * (2.0 * place(step) - 1.0)).abs() < SMALL_GRADIENT;
    for (from, to) in flat_stretches(STEPS, is_flat) {
        let (from, to) = (cell.x + cell.width * place(from), cell.x + cell.width * place(to));
        let ink = pen.theme.palette.line;
        pen.hatch(Rect { x: from, width: to - from, ..cell }, 5.0, 1.0, ink);
    }
}

/// The share in the upper left corner of the cell, where there is room.
fn draw_share(pen: &mut Pen, cell: Rect, share: f32) {
    if share == 0.0 {
        return;
    }
    let look = TextStyle::small(pen.theme.palette.ink);
    let text = format::percent(share, 0);
    if pen.text_width(&text, look) <= cell.width && cell.height >= 1.5 * pen.line_height(SMALL) {
        pen.text_on_plate(&text, (cell.x, cell.y + pen.line_height(SMALL) / 2.0), look);
    }
}

/// The largest |value| of a row: its range is symmetric and the same for all layers.
fn range(snapshot: &Snapshot, of: fn(&Distribution) -> &Histogram) -> f32 {
    let mut end = 0.0_f32;
    for histogram in snapshot.layers.iter().filter_map(|layer| layer.distribution.as_ref()).map(of) {
        // Where all values are the same number, the bins are around it by convention.
        let is_one = histogram.std == 0.0;
        let (lo, hi) = if is_one { (histogram.mean, histogram.mean) } else { histogram.range };
        for side in [lo.abs(), hi.abs()] {
            end = if side.is_finite() { end.max(side) } else { end };
        }
    }
    if end > 0.0 { end } else { 1.0 }
}

fn draw_cell(pen: &mut Pen, cell: Rect, histogram: &Histogram, end: f32) {
    let palette = pen.theme.palette;
    let centre = cell.centre();
    pen.horizontal(cell.x, cell.right(), cell.bottom(), 1.0, palette.edge);
    if histogram.std == 0.0 {
        // A gradient of exactly 0 everywhere is no missing histogram.
        let text = if histogram.mean == 0.0 { "all 0" } else { "one value" };
        let fits = pen.text_width(text, TextStyle::small(palette.ink)) <= cell.width;
        let look = TextStyle::small(palette.ink).align(Align::Centre);
        pen.text(if fits { text } else { "0" }, centre, look);
        return;
    }
    let (lo, hi) = histogram.range;
    let tallest = histogram.counts.iter().copied().max().unwrap_or(0);
    if tallest == 0 || !lo.is_finite() || !hi.is_finite() {
        pen.text("–", centre, TextStyle::small(palette.ink2).align(Align::Centre));
        return;
    }
    pen.vertical(centre.0, cell.y, cell.bottom(), 1.0, palette.line);
    let step = (hi - lo) / histogram.counts.len() as f32;
    let x = |value: f32| cell.x + cell.width * (0.5 + 0.5 * (value / end).clamp(-1.0, 1.0));
    for (bin, &count) in histogram.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (from, to) = (x(lo + step * bin as f32), x(lo + step * (bin + 1) as f32));
        let rise = (cell.height * count as f32 / tallest as f32).max(pen.px(1.0));
        // However narrow a bin is, it is seen.
        let bar = Rect::new(from, cell.bottom() - rise, (to - from).max(pen.px(1.0)), rise);
        pen.rect(bar, palette.acc);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::snapshot::LayerSnapshot;

    #[test]
    fn all_layers_share_a_range_and_zeros_have_none() {
        let histogram = |range, std| Histogram { range, counts: vec![1, 1], mean: 0.0, std };
        let layer = |range, std| LayerSnapshot {
            distribution: Some(Distribution { z: histogram(range, std), ..Distribution::default() }),
            ..LayerSnapshot::default()
        };
        let snapshot =
            Snapshot { layers: vec![layer((-0.5, 2.0), 1.0), layer((-9.0, 9.0), 0.0)], ..Snapshot::default() };
        assert_eq!(range(&snapshot, |d| &d.z), 2.0);
        assert_eq!(range(&snapshot, |d| &d.a), 1.0);
    }
}
