//! How numbers are spread in the layers, in a sentence: for those who do not see the histograms and bands.

use relu_lab::plot::format;
use relu_lab::plot::histograms::ROWS;
use relu_lab::plot::spread::course;
use relu_lab::train::history::Moments;
use relu_lab::train::snapshot::{Distribution, LayerSnapshot, Snapshot};

/// The histograms: mean and standard deviation of each quantity in each layer.
pub fn histograms(snapshot: &Snapshot) -> String {
    let hidden = snapshot.layers.len().saturating_sub(1);
    let layer = |(index, layer): (usize, &LayerSnapshot)| {
        let Distribution { z, a, d_a } = layer.distribution.as_ref()?;
        let flat = match layer.saturated_fraction {
            0.0 => String::new(),
            share => format!(" with |f′| < 0.01 on {}", format::percent(share, 1)),
        };
        Some(format!(
            "{}: z {} ± {}{flat}, a {} ± {}, gradient ± {}",
            format::layer_long(index, hidden),
            format::short(z.mean),
            format::short(z.std),
            format::short(a.mean),
            format::short(a.std),
            format::short(d_a.std),
        ))
    };
    let layers: Vec<String> = snapshot.layers.iter().enumerate().filter_map(layer).collect();
    format!(
        "Histograms of pre-activations z, outputs a and gradients, as mean ± standard deviation. {}.",
        layers.join("; ")
    )
}

/// The spread over time: where each layer began and where it is.
pub fn spread(snapshot: &Snapshot) -> String {
    let hidden = snapshot.layers.len().saturating_sub(1);
    let text = |m: &Moments| format!("{} ± {}", format::short(m.mean), format::short(m.std));
    let quantity = |layer: usize, row: usize| {
        let course = course(snapshot, row, layer);
        let (first, last) = (course.first()?, course.last()?);
        Some(format!("{} {}, then {}", ROWS[row], text(&first.1), text(&last.1)))
    };
    let layers = (0..=hidden).filter_map(|layer| {
        let quantities: Vec<String> = (0..ROWS.len()).filter_map(|row| quantity(layer, row)).collect();
        (!quantities.is_empty()).then(|| format!("{}: {}", format::layer_long(layer, hidden), quantities.join("; ")))
    });
    let layers: Vec<String> = layers.collect();
    format!(
        "Mean ± standard deviation of pre-activations z, outputs a and gradients at the start and now. {}.",
        layers.join(". ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::history::{History, Record, Spread};
    use relu_lab::train::snapshot::Histogram;

    #[test]
    fn histograms_are_told_by_mean_and_standard_deviation() {
        let z = Histogram { range: (-0.5, 2.0), counts: vec![1, 1], mean: 0.0, std: 1.0 };
        let distribution = Some(Distribution { z, ..Distribution::default() });
        let layers = vec![LayerSnapshot { distribution, ..LayerSnapshot::default() }, LayerSnapshot::default()];
        let text = histograms(&Snapshot { layers, ..Snapshot::default() });
        assert!(text.contains("Hidden 1: z 0 ± 1.0"), "{text}");
    }

    #[test]
    fn the_spread_is_told_from_its_start_to_now() {
        let record = |epoch, std| {
            let spread = Spread { z: Moments { mean: 0.5, std }, ..Spread::default() };
            Record { epoch, spread: vec![spread], ..Record::default() }
        };
        let records = [record(0, 1.0), record(2, 3.0)].map(Into::into).to_vec();
        let snapshot = Snapshot { history: History { records, ..History::default() }, ..Snapshot::default() };
        let text = spread(&snapshot);
        assert!(text.contains("z 0.50 ± 1.0, then 0.50 ± 3.0"), "{text}");
    }
}
