//! What each figure of the page shows now, in a sentence: for those who do not see it.

use relu_lab::order::ascending;
use relu_lab::plot::gradient::Quantity;
use relu_lab::plot::map::MapKind;
use relu_lab::plot::{format, labels};
use relu_lab::train::snapshot::{LayerSnapshot, Snapshot, Status, UnitDetail, UnitHealth};
use relu_lab::train::standing::Standing;

use super::{health_word, status_word};

fn hidden(snapshot: &Snapshot) -> usize {
    snapshot.layers.len().saturating_sub(1)
}

fn list(parts: &[String]) -> String {
    match parts {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What stands with a figure that keeps back which units died.
pub const DEATHS_HIDDEN: &str = "Which units died is not told now.";

/// The loss figure: `Loss over 137 epochs: training 0.020, test 0.126; both have fallen from 0.700 and 0.690.`
pub fn loss(snapshot: &Snapshot, past: usize) -> String {
    if let Some(divergence) = &snapshot.divergence {
        return format!(
            "Loss over {} epochs: it stopped being a finite number at epoch {}.",
            snapshot.epoch, divergence.epoch
        );
    }
    let now = format!("training {}, test {}", format::loss(snapshot.train_loss), format::loss(snapshot.test_loss));
    let earlier = match past {
        0 => String::new(),
        1 => " The training loss of one earlier run is shown for comparison.".to_owned(),
        n => format!(" The training loss of {n} earlier runs is shown for comparison."),
    };
    match snapshot.history.records.first() {
        Some(first) if snapshot.step > 0 => {
            let start = (format::loss(first.train_loss.last), format::loss(first.test_loss.last));
            let epochs = snapshot.epoch;
            format!("Loss over {epochs} epochs: {now}; at the start it was {} and {}.{earlier}", start.0, start.1)
        }
        _ => format!("Loss before the first step: {now}. Press Play to train.{earlier}"),
    }
}

/// How two runs stand, by their training loss: `ReLU reached 0.05 by epoch 30, Tanh not by epoch 42.`
pub fn standing(standing: &Standing, [one, other]: [&str; 2]) -> String {
    let Standing { epoch, losses, level, reached } = *standing;
    let Some(level) = level else {
        let [a, b] = format::apart(losses, 3);
        return format!("Train at epoch {epoch}: {one} {a}, {other} {b}.");
    };
    let level = format::tick(level);
    match reached {
        [Some(a), Some(b)] if a == b => format!("{one} and {other} both reached {level} by epoch {a}."),
        [Some(a), Some(b)] if a < b => format!("{one} reached {level} by epoch {a}, {other} by epoch {b}."),
        [Some(a), Some(b)] => format!("{other} reached {level} by epoch {b}, {one} by epoch {a}."),
        [Some(a), None] => format!("{one} reached {level} by epoch {a}, {other} not by epoch {epoch}."),
        [None, Some(b)] => format!("{other} reached {level} by epoch {b}, {one} not by epoch {epoch}."),
        [None, None] => format!("Neither {one} nor {other} reached {level} by epoch {epoch}."),
    }
}

/// The gradient figure: the value of every layer, and which have vanished.
pub fn gradient(snapshot: &Snapshot, quantity: Quantity) -> String {
    let hidden = hidden(snapshot);
    let value = |layer: &LayerSnapshot| match quantity {
        Quantity::Norm => layer.gradient_norm,
        Quantity::UpdateRatio => layer.update_ratio,
        Quantity::OutputGradient => layer.output_gradient_rms,
    };
    let values: Vec<f32> = snapshot.layers.iter().map(value).collect();
    let name = match quantity {
        Quantity::Norm => "Gradient norm",
        Quantity::UpdateRatio => "Update to weight ratio",
        Quantity::OutputGradient => "Root mean square of ∂L/∂a",
    };
    if values.is_empty() {
        return format!("{name} of each layer: no data yet.");
    }
    let part = |i: usize| format!("{} {}", format::layer_long(i, hidden), format::gradient(values[i]));
    // The ends of a deep net say it all; a list of 32 numbers is no summary.
    let shown = labels::thinned(values.len(), 5);
    let parts: Vec<String> = shown.into_iter().map(part).collect();
    let which = |f: &dyn Fn(f32) -> bool| values[..hidden].iter().filter(|v| f(**v)).count();
    let vanished = which(&|v| v < 1e-5);
    let zero = which(&|v| v == 0.0);
    let note = match (quantity, vanished, zero) {
        (Quantity::UpdateRatio | Quantity::OutputGradient, ..) | (Quantity::Norm, 0, _) => String::new(),
        (_, vanished, 0) => format!(" It has vanished (below 1e−5) in {vanished} of {hidden} hidden layers."),
        (_, _, zero) => format!(" It is exactly 0 in {zero} of {hidden} hidden layers."),
    };
    format!("{name} of each layer: {}.{note}", list(&parts))
}

/// How much of the last hidden layer's ∂L/∂a arrives at the first: `H1:H20 2e−8`, as short as its place is narrow.
pub fn first_over_last(snapshot: &Snapshot) -> String {
    let hidden = hidden(snapshot);
    if hidden < 2 {
        return "log, now".to_owned();
    }
    let ratio = snapshot.layers[0].output_gradient_rms / snapshot.layers[hidden - 1].output_gradient_rms;
    let text = if (0.01..1000.0).contains(&ratio) { format::short(ratio) } else { format::scientific(ratio, 0) };
    format!("H1:H{hidden} {text}")
}

/// The figure of living units: how many live in each layer, and the last death.
pub fn living(snapshot: &Snapshot) -> String {
    let hidden = hidden(snapshot);
    let layers = &snapshot.layers[..hidden];
    let (alive, units) = layers.iter().fold((0, 0), |(a, u), layer| (a + layer.alive(), u + layer.units()));
    let short = |(i, layer): &(usize, &LayerSnapshot)| {
        format!("{} {} of {}", format::layer_long(*i, hidden), layer.alive(), layer.units())
    };
    let share = |layer: &LayerSnapshot| layer.alive() as f32 / layer.units().max(1) as f32;
    let order = ascending(layers.iter().map(share));
    let lacking: Vec<_> = order.into_iter().map(|index| (index, &layers[index])).collect();
    let lacking: Vec<_> = lacking.into_iter().filter(|(_, layer)| layer.alive() < layer.units()).collect();
    let few = lacking.len() <= 4;
    let worst: Vec<String> = lacking.iter().take(if few { 4 } else { 2 }).map(short).collect();
    let detail = match (few, worst.is_empty()) {
        (_, true) => String::new(),
        (true, _) => format!(": {}", list(&worst)),
        (false, _) => format!(", fewest in {}", list(&worst)),
    };
    let last = snapshot.deaths.iter().rev().find(|death| !death.revived);
    let death = last.map_or(String::new(), |death| {
        let name = format::unit_short(death.id.layer as usize, death.id.unit as usize, hidden);
        format!(" The last death was {name} at epoch {}.", format::tick(death.epoch.round()))
    });
    format!("{alive} of {units} hidden units live{detail}.{death}")
}

/// The map: what it shows, and for how much of the square.
pub fn map(snapshot: &Snapshot, kind: MapKind) -> String {
    let pictures = &snapshot.maps;
    let (points, train) = (snapshot.points.len(), snapshot.points.train as usize);
    let data = format!("{train} training and {} test points", points.saturating_sub(train));
    if pictures.map.is_empty() {
        return format!("Map without numbers yet, with {data}.");
    }
    if pictures.map.iter().any(|v| !v.is_finite()) {
        return format!("Map: the answer is not a finite number, with {data}.");
    }
    let share = |level: f32| {
        let above = pictures.map.iter().filter(|v| **v > level).count();
        (100.0 * above as f32 / pictures.map.len() as f32).round()
    };
    let end = |f: fn(f32, f32) -> f32| format::short(pictures.map.iter().copied().reduce(f).unwrap_or(0.0));
    let (lowest, highest) = (end(f32::min), end(f32::max));
    match kind {
        MapKind::Probability | MapKind::ClassValue => {
            let level = kind.level().unwrap_or_default();
            let right = snapshot.test_accuracy.map_or(String::new(), |accuracy| {
                format!("; {} of the test points are on the right side", format::accuracy(accuracy))
            });
            format!("Decision map: class 1 on {} % of the square, with {data}{right}.", share(level))
        }
        MapKind::Classes { count } => {
            let right = snapshot.test_accuracy.map_or(String::new(), |accuracy| {
                format!("; {} of the test points are in the area of their class", format::accuracy(accuracy))
            });
            let cells = pictures.classes.as_ref().map_or(&[][..], |classes| &classes.class);
            let share = |class: usize| {
                let own = cells.iter().filter(|cell| usize::from(**cell) == class).count();
                format!("{class} on {} %", (100.0 * own as f32 / cells.len().max(1) as f32).round())
            };
            let shares: Vec<String> = (0..count).map(share).collect();
            format!("Decision map: the most probable class is {} of the square, with {data}{right}.", list(&shares))
        }
        MapKind::Value => format!("Answer of the net from {lowest} to {highest} over the inputs, with {data}."),
        MapKind::Unit { level, .. } => {
            let hidden = hidden(snapshot);
            let name = pictures
                .shown
                .map_or("a unit".to_owned(), |id| format::unit_short(id.layer as usize, id.unit as usize, hidden));
            let health = pictures
                .shown
                .and_then(|id| snapshot.layers.get(id.layer as usize)?.health.get(id.unit as usize).copied());
            let state = match health {
                None | Some(UnitHealth::Alive) => String::new(),
                Some(health) => format!(" It is {}.", health_word(health)),
            };
            let above = share(level);
            format!(
                "Response of {name} from {lowest} to {highest}, above its hinge on {above} % of the inputs, with {data}.{state}"
            )
        }
    }
}

/// The curve of a unit: where its data sit.
pub fn curve(name: &str, detail: Option<&UnitDetail>) -> String {
    let Some(detail) = detail else {
        return format!("{name} and its derivative.");
    };
    let share = if detail.points > 0 { 100.0 * detail.zero_gradient as f32 / detail.points as f32 } else { 0.0 };
    format!(
        "{name} and its derivative with the training data of one unit: the slope is 0 on {} of {} points ({} %), below 0.01 on {}; z runs from {} to {}.",
        detail.zero_gradient,
        detail.points,
        share.round(),
        detail.small_gradient,
        format::short(detail.z_range.0),
        format::short(detail.z_range.1),
    )
}

/// The network's shape and where its run is, without its health: `Network 2-8-8-1, training at epoch 20`.
pub fn network_shape(snapshot: &Snapshot, inputs: usize) -> String {
    let widths: Vec<String> = snapshot.layers.iter().map(|layer| layer.units().to_string()).collect();
    let state = match snapshot.status {
        Status::Ready => "not trained yet".to_owned(),
        status => format!("{} at epoch {}", status_word(status), snapshot.epoch),
    };
    format!("Network {inputs}-{}, {state}", widths.join("-"))
}

/// The network: its layers, how it is doing, and the units that are not well.
pub fn network(snapshot: &Snapshot, inputs: usize) -> String {
    let hidden = hidden(snapshot);
    let kinds = [UnitHealth::Dead, UnitHealth::Stuck, UnitHealth::Saturated, UnitHealth::Rare, UnitHealth::NotFinite];
    let ill: Vec<String> = kinds
        .into_iter()
        .map(|health| (health, snapshot.layers[..hidden].iter().map(|layer| layer.count(health)).sum::<usize>()))
        .filter(|(_, count)| *count > 0)
        .map(|(health, count)| format!("{count} {}", health_word(health)))
        .collect();
    let units =
        if ill.is_empty() { "all hidden units live".to_owned() } else { format!("{} of its hidden units", list(&ill)) };
    let cut = super::health::cut(snapshot).map_or_else(String::new, |cut| format!(" {cut}"));
    format!("{}; {units}.{cut}", network_shape(snapshot, inputs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::train::words::tests::trained;

    #[test]
    fn every_figure_is_described_whatever_the_run() {
        for (query, epochs) in
            [("", 0), ("", 20), ("data=sine", 5), ("data=plane&act=identity&lr=50", 50), ("lr=5", 40)]
        {
            let run = trained(query, epochs);
            let sentences = [
                loss(&run, 2),
                gradient(&run, Quantity::Norm),
                gradient(&run, Quantity::UpdateRatio),
                gradient(&run, Quantity::OutputGradient),
                living(&run),
                map(&run, MapKind::Probability),
                map(&run, MapKind::Unit { level: 0.0, flat: true }),
                network(&run, 2),
                curve("ReLU", run.unit.as_ref()),
            ];
            for sentence in sentences {
                assert!(sentence.ends_with('.') && sentence.len() < 400, "{query}: {sentence}");
            }
        }
    }

    #[test]
    fn a_standing_names_who_was_first() {
        let told = |level, reached| {
            standing(&Standing { epoch: 42, losses: [0.0412, 0.09], level, reached }, ["ReLU", "Tanh"])
        };
        assert_eq!(told(Some(0.05), [Some(30), None]), "ReLU reached 0.05 by epoch 30, Tanh not by epoch 42.");
        assert_eq!(told(Some(0.05), [Some(30), Some(12)]), "Tanh reached 0.05 by epoch 12, ReLU by epoch 30.");
        assert_eq!(told(Some(0.05), [Some(30), Some(30)]), "ReLU and Tanh both reached 0.05 by epoch 30.");
        assert_eq!(told(None, [None, None]), "Train at epoch 42: ReLU 0.041, Tanh 0.090.");
    }

    #[test]
    fn figures_say_what_happened() {
        assert!(
            loss(&trained("", 0), 1)
                .ends_with("Press Play to train. The training loss of one earlier run is shown for comparison.")
        );
        assert!(loss(&trained("", 3), 0).starts_with("Loss over 3 epochs: training 0."));
        let stopped = trained("data=plane&act=identity&lr=50", 50);
        assert!(loss(&stopped, 0).contains("it stopped being a finite number at epoch"));
        let deadly = trained("lr=5&seed=2&opt=sgd(momentum=0.5)", 40);
        assert!(living(&deadly).contains("The last death was H"), "{}", living(&deadly));
    }
}
