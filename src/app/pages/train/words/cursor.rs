//! What was measured at an epoch, for the cursor of each plot over time.

use relu_lab::plot::{format, labels};
use relu_lab::train::history::Record;
use relu_lab::train::snapshot::{LayerSnapshot, Snapshot};

/// So many layers of a deep net are told.
const LAYERS: usize = 5;

/// What a plot over time shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Living units of each hidden layer.
    Alive,
    /// L2 norm of each layer's weight gradient.
    Gradient,
    /// |Δw| / |w| of each layer.
    UpdateRatio,
    /// Training and test loss.
    Loss,
}

impl Reading {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alive => "living units",
            Self::Gradient => "gradient norm",
            Self::UpdateRatio => "update ratio",
            Self::Loss => "loss",
        }
    }
}

/// What was measured at an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The epoch; where nothing was measured then, with the last one before it at which it was.
    pub title: String,
    /// Names and values.
    pub rows: Vec<(String, String)>,
}

impl Read {
    /// The same as a sentence.
    pub fn words(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("{}: {}", self.title, rows.join(", "))
    }
}

/// Reads off what a run showed at an epoch.
pub fn read(frame: &Snapshot, what: Reading, epoch: u32) -> Read {
    let records = &frame.history.records;
    let after = records.partition_point(|record| record.epoch <= epoch);
    let Some(record) = after.checked_sub(1).and_then(|index| records.get(index)) else {
        return Read { title: format!("Epoch {epoch}"), rows: Vec::new() };
    };
    let title = if record.epoch == epoch {
        format!("Epoch {epoch}")
    } else {
        // At full speed and in long runs not every epoch is measured.
        format!("Epoch {epoch}, as of {}", record.epoch)
    };
    Read { title, rows: rows(frame, record, what) }
}

fn rows(frame: &Snapshot, record: &Record, what: Reading) -> Vec<(String, String)> {
    let hidden = frame.layers.len().saturating_sub(1);
    let of_layers = |values: &[f32]| {
        let shown = labels::thinned(values.len(), LAYERS).into_iter();
        shown.map(|layer| (format::layer_short(layer, hidden), format::gradient(values[layer]))).collect()
    };
    match what {
        Reading::Loss => [("test", record.test_loss), ("train", record.train_loss)]
            .map(|(name, loss)| (name.to_owned(), format::loss(loss.last)))
            .to_vec(),
        Reading::Gradient => of_layers(&record.gradient_norm),
        Reading::UpdateRatio => of_layers(&record.update_ratio),
        Reading::Alive => {
            let units = |layer: usize| frame.layers.get(layer).map_or(0, LayerSnapshot::units);
            let shown = labels::thinned(record.alive.len(), LAYERS).into_iter();
            let row = |layer: usize| {
                (format::layer_short(layer, hidden), format!("{}/{}", record.alive[layer], units(layer)))
            };
            shown.map(row).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::measuring::Measuring;
    use relu_lab::train::session::Session;
    use relu_lab::train::spec::Spec;

    #[test]
    fn what_is_read_off_is_what_was_measured_at_that_epoch() {
        let mut session = Session::new(Spec::from_query("hidden=5,4").0);
        (0..7).for_each(|_| session.step_epoch());
        let then = session.snapshot(false, 0.0, None);
        (0..5).for_each(|_| session.step_epoch());
        let now = session.snapshot(false, 0.0, None);
        let loss = read(&now, Reading::Loss, 7);
        let told = [("test", then.test_loss), ("train", then.train_loss)];
        assert_eq!(loss.rows, told.map(|(name, value)| (name.to_owned(), format::loss(value))));
        assert_eq!(loss.words(), format!("Epoch 7: test {}, train {}", loss.rows[0].1, loss.rows[1].1));
        let gradient = read(&now, Reading::Gradient, 7);
        assert_eq!(gradient.rows[0], ("H1".to_owned(), format::gradient(then.layers[0].gradient_norm)));
        assert_eq!((gradient.rows.len(), gradient.rows[2].0.as_str()), (3, "Out"));
        assert_eq!(read(&now, Reading::Alive, 7).rows[1], ("H2".to_owned(), format!("{}/4", then.layers[1].alive())));
    }

    #[test]
    fn an_epoch_that_was_not_measured_says_which_was() {
        let mut session = Session::new(Spec::from_query("hidden=4").0);
        session.set_measuring(Measuring::Sparse);
        (0..40).for_each(|_| session.step_epoch());
        let frame = session.snapshot(true, 0.0, None);
        assert_eq!(read(&frame, Reading::Loss, 36).title, "Epoch 36, as of 32");
        assert_eq!(read(&frame, Reading::Loss, 32).title, "Epoch 32");
        assert!(read(&Snapshot::default(), Reading::Loss, 0).rows.is_empty());
    }

    #[test]
    fn of_a_deep_net_some_layers_are_told() {
        let query = format!("hidden={}", vec!["3"; 20].join(","));
        let frame = Session::new(Spec::from_query(&query).0).snapshot(false, 0.0, None);
        assert_eq!(read(&frame, Reading::Alive, 0).rows.len(), LAYERS);
    }
}
