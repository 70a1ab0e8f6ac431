//! A snapshot that does not tell which units died: for a class that is to find out by itself.

use std::sync::Arc;

use crate::train::history::Record;
use crate::train::snapshot::{LayerSnapshot, Snapshot, UnitHealth};

/// The same snapshot with every death taken out: dead and stuck units count as alive, now and at every epoch before, and nothing
/// says when or how one died. What units answer, their weights, gradients and losses stay as they are.
pub fn without_deaths(snapshot: &Snapshot) -> Snapshot {
    let layers: Vec<LayerSnapshot> = snapshot.layers.iter().map(layer_without_deaths).collect();
    let hidden = layers.len().saturating_sub(1);
    let units: Vec<u16> =
        layers[..hidden].iter().map(|layer| u16::try_from(layer.units()).unwrap_or(u16::MAX)).collect();
    let mut history = snapshot.history.clone();
    for record in &mut history.records {
        // A layer that was wider once stays so wide as it was at its fullest.
        if record.alive.iter().zip(&units).any(|(alive, units)| alive < units) {
            let alive = record.alive.iter().zip(&units).map(|(alive, units)| *alive.max(units)).collect();
            *record = Arc::new(Record { alive, ..Record::clone(record) });
        }
    }
    Snapshot { layers, history, deaths: Vec::new(), ..snapshot.clone() }
}

fn layer_without_deaths(layer: &LayerSnapshot) -> LayerSnapshot {
    let veiled = |health: &UnitHealth| match health {
        UnitHealth::Dead | UnitHealth::Stuck => UnitHealth::Alive,
        other => *other,
    };
    LayerSnapshot {
        health: layer.health.iter().map(veiled).collect(),
        health_in_use: layer.health_in_use.iter().map(veiled).collect(),
        // Below a layer that is dead nobody gets a gradient: that would tell.
        gets_gradient: vec![true; layer.gets_gradient.len()],
        died_at: vec![None; layer.died_at.len()],
        died_by: vec![None; layer.died_by.len()],
        ..layer.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::session::Session;
    use crate::train::spec::Spec;

    #[test]
    fn nothing_tells_of_deaths_and_all_else_stays() {
        // Biases of −3: nearly every unit is dead from the start.
        let mut session = Session::new(Spec::from_query("hidden=8,8&bias=constant(-3)&lr=0.3").0);
        (0..6).for_each(|_| session.step_epoch());
        let told = session.snapshot(false, 0.0, None);
        let dead = |snapshot: &Snapshot| -> usize { snapshot.layers.iter().map(|l| l.count(UnitHealth::Dead)).sum() };
        assert!(dead(&told) > 0, "nobody died");
        let veiled = without_deaths(&told);
        assert_eq!(dead(&veiled), 0);
        assert!(veiled.deaths.is_empty());
        for layer in &veiled.layers {
            assert_eq!(layer.alive(), layer.units());
            assert!(layer.died_at.iter().all(Option::is_none) && layer.died_by.iter().all(Option::is_none));
            assert!(layer.gets_gradient.iter().all(|gets| *gets));
        }
        assert!(veiled.history.records.iter().all(|record| record.alive == [8, 8]));
        let rest = |snapshot: &Snapshot| {
            let weights: Vec<_> = snapshot.layers.iter().map(|layer| layer.weights.clone()).collect();
            (weights, snapshot.train_loss, snapshot.epoch, snapshot.maps.layers.clone())
        };
        assert!(rest(&told) == rest(&veiled));
    }
}
