//! How pre-activations, outputs and gradients spread out or close up while a net learns, as Glorot and Bengio (2010,
//! figures 2 and 3) drew it: for each layer the mean and a band of one standard deviation over the epochs.

use crate::plot::axis::{Axis, Scale, epoch_end};
use crate::plot::chart::Chart;
use crate::plot::epochs::last_epoch;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::histograms::grid;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::train::history::{Moments, Spread};
use crate::train::snapshot::Snapshot;

/// The quantities of [`ROWS`](crate::plot::histograms::ROWS).
const OF: [fn(&Spread) -> Moments; 3] = [|s| s.z, |s| s.a, |s| s.d_a];

/// A quantity of a layer (which of [`ROWS`](crate::plot::histograms::ROWS)) over time: epochs, means and standard deviations.
pub fn course(snapshot: &Snapshot, row: usize, layer: usize) -> Vec<(f32, Moments)> {
    let records = snapshot.history.records.iter();
    records.filter_map(|record| Some((record.epoch as f32, OF[row](record.spread.get(layer)?)))).collect()
}

/// The farthest that a band of this quantity reaches, over all layers and epochs.
fn reach(snapshot: &Snapshot, row: usize) -> f32 {
    let mut end = 0.0_f32;
    for spread in snapshot.history.records.iter().map(|record| &record.spread) {
        let ends = spread.iter().map(|spread| OF[row](spread)).map(|Moments { mean, std }| mean.abs() + std);
        end = ends.filter(|end| end.is_finite()).fold(end, f32::max);
    }
    if end > 0.0 { end } else { 1.0 }
}

/// Draws the figure: a row for each quantity with one range for all layers, a column for each layer.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw(pen: &mut Pen, snapshot: &Snapshot) -> Result<(), DrawError> {
    let ends = [0, 1, 2].map(|row| reach(snapshot, row));
    let last = epoch_end(last_epoch(snapshot));
    // The axis of every cell, in words: there is no room for ticks.
    let corner = format!("ep. 0–{last}");
    grid(pen, snapshot.layers.len(), &corner, ends, |pen, row, layer, cell| {
        draw_cell(pen, cell, &course(snapshot, row, layer), ends[row], last)
    })
}

fn draw_cell(pen: &mut Pen, cell: Rect, course: &[(f32, Moments)], end: f32, last: f32) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    pen.rect(cell, palette.bg2);
    pen.horizontal(cell.x, cell.right(), cell.centre().1, 1.0, palette.edge);
    if course.len() < 2 {
        pen.text_on_plate("–", cell.centre(), TextStyle::small(palette.ink2).align(Align::Centre));
        return Ok(());
    }
    let (x, y) = (Scale::linear(0.0, last), Scale::linear(-end, end));
    let mut chart = Chart::new(pen, cell, Axis::new(x, Vec::new()), Axis::new(y, Vec::new()))?;
    let finite = course.iter().take_while(|(_, m)| m.mean.is_finite() && m.std.is_finite());
    let (band, mean): (Vec<_>, Vec<Xy>) =
        finite.map(|(epoch, m)| ((*epoch, m.mean - m.std, m.mean + m.std), (*epoch, m.mean))).unzip();
    chart.band(pen, &band, palette.acc.alpha(0.35))?;
    chart.line(pen, &mean, 1.5, None, palette.acc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::history::{History, Record};

    fn record(epoch: u32, std: f32) -> Record {
        let spread = Spread { z: Moments { mean: 0.5, std }, ..Spread::default() };
        Record { epoch, spread: vec![spread; 2], ..Record::default() }
    }

    #[test]
    fn records_without_a_spread_are_passed_over_and_the_widest_band_fits() {
        let records =
            [record(0, 1.0), Record { epoch: 1, ..Record::default() }, record(2, 3.0)].map(Into::into).to_vec();
        let snapshot = Snapshot { history: History { records, ..History::default() }, ..Snapshot::default() };
        assert_eq!(course(&snapshot, 0, 1).iter().map(|(epoch, _)| *epoch).collect::<Vec<_>>(), [0.0, 2.0]);
        assert_eq!(reach(&snapshot, 0), 3.5);
        assert_eq!(reach(&snapshot, 2), 1.0);
    }
}
