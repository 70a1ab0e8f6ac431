//! What there is to say of a unit: its name for the ear, and the tip beside its tile.

use crate::hooks::screen::Screen;
use crate::pages::train::words::health;
use crate::state::present::Present;
use crate::state::{DisplayStoreFields, RunStoreFields};
use leptos::prelude::*;

use relu_lab::plot::format;
use relu_lab::plot::network::LayoutMode;
use relu_lab::train::snapshot::{Origin, Snapshot, UnitHealth, UnitId};

use super::Panel;

/// `Hidden 2, unit 2`.
pub fn unit_name(frame: &Snapshot, id: UnitId) -> String {
    let hidden = frame.layers.len().saturating_sub(1);
    format!("{}, unit {}", format::layer_long(id.layer as usize, hidden), id.unit + 1)
}

/// `Hidden 2, unit 2, dead, died at epoch 36, 0 of 250 points`.
pub fn unit_words(frame: &Snapshot, id: UnitId) -> String {
    let hidden = frame.layers.len().saturating_sub(1);
    let layer = id.layer as usize;
    let name = unit_name(frame, id);
    if frame.layers.get(layer).is_none_or(|layer| layer.health.is_empty()) {
        return name;
    }
    let state = health::state(frame, id);
    match layer < hidden {
        true => format!("{name}, {state}, {} points", active_words(frame, id)),
        // Of an output only what is wrong is worth a word.
        false if state == "alive" => name,
        false => format!("{name}, {state}"),
    }
}

/// `76 of 250`: on how many training points the unit is active.
fn active_words(frame: &Snapshot, id: UnitId) -> String {
    let layer = frame.layers.get(id.layer as usize);
    let share = layer.and_then(|layer| layer.active_fraction.get(id.unit as usize)).copied().unwrap_or(0.0);
    let points = frame.points.train;
    format!("{} of {points}", (share * points as f32).round())
}

fn health_of(frame: &Snapshot, id: UnitId) -> UnitHealth {
    let layer = frame.layers.get(id.layer as usize);
    layer.and_then(|layer| layer.health.get(id.unit as usize)).copied().unwrap_or_default()
}

/// The tooltip of a hidden unit: the fact, then the count.
fn tip_words(frame: &Snapshot, id: UnitId) -> Option<(String, String)> {
    let layer = frame.layers.get(id.layer as usize)?;
    let health = layer.health.get(id.unit as usize)?;
    let name = health::name(frame, id);
    let died = layer.died_at.get(id.unit as usize).copied().flatten();
    let origin = layer.died_by.get(id.unit as usize).copied().flatten();
    let fact = match (health, died.zip(origin)) {
        (UnitHealth::Dead, Some((epoch, origin @ (Origin::Step | Origin::Intervention { .. })))) => {
            format!("{name} {}", health::death(frame, epoch, origin))
        }
        _ => format!("{name} is {}", health::state(frame, id)),
    };
    Some((fact, format!("a > 0 on {} points", active_words(frame, id))))
}

/// What there is to say of the unit that is looked at, beside its tile.
#[component]
pub fn Tip(
    /// The panel.
    panel: Panel,
) -> impl IntoView {
    /// The widest that the style sheet lets it be, and its distance from the tile, at normal size of text.
    const WIDTH: f32 = 264.0;
    let present = expect_context::<Present>();
    let theme = expect_context::<Screen>().theme;
    let tip = move || {
        if present.hides_deaths() {
            return None;
        }
        let width_of_tip = if present.is_on() { WIDTH * theme.with(|theme| theme.text) } else { WIDTH };
        let id = panel.trainer.looked_at()?;
        // A unit that is pinned and well would only have its links covered.
        let is_well = panel.run.frame().with(|frame| health_of(frame, id) == UnitHealth::Alive);
        if is_well && panel.display.hovered().get().is_none() {
            return None;
        }
        let (fact, count) = panel.run.frame().with(|frame| tip_words(frame, id))?;
        let (tile, width, mode) = panel.layout.with(|layout| (layout.tile(id), layout.width, layout.mode));
        let tile = tile?;
        let (class, x, y) = if mode == LayoutMode::Rows {
            (
                "tip below",
                tile.centre().0.clamp(width_of_tip / 2.0, (width - width_of_tip / 2.0).max(width_of_tip / 2.0)),
                tile.bottom() + 8.0,
            )
        } else if tile.right() + width_of_tip < width || tile.x < width_of_tip {
            ("tip right", tile.right() + 14.0, tile.centre().1)
        } else {
            ("tip left", tile.x - 14.0, tile.centre().1)
        };
        Some(view! {
            <div class=class style:left=format!("{x}px") style:top=format!("{y}px")>
                <strong>{fact}</strong>
                <span>{count}</span>
            </div>
        })
    };
    view! { {tip} }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Snapshot, UnitHealth, UnitId, tip_words, unit_words};
    use relu_lab::train::snapshot::{LayerSnapshot, Points};

    fn frame() -> Snapshot {
        let layer = LayerSnapshot {
            bias: vec![0.0; 2],
            health: vec![UnitHealth::Alive, UnitHealth::Dead],
            active_fraction: vec![0.304, 0.0],
            died_at: vec![None, Some(36)],
            died_by: vec![None, Some(Origin::Step)],
            ..LayerSnapshot::default()
        };
        let points = Points { train: 250, ..Points::default() }.into();
        Snapshot { points, layers: vec![layer, LayerSnapshot::default()], ..Snapshot::default() }
    }

    #[test]
    fn units_are_told_in_words() {
        let unit = |unit| UnitId { layer: 0, unit };
        assert_eq!(unit_words(&frame(), unit(1)), "Hidden 1, unit 2, dead, died at epoch 36, 0 of 250 points");
        assert_eq!(unit_words(&frame(), unit(0)), "Hidden 1, unit 1, alive, 76 of 250 points");
        assert_eq!(unit_words(&frame(), UnitId { layer: 1, unit: 0 }), "Output, unit 1");
        let (fact, count) = tip_words(&frame(), unit(1)).unwrap();
        assert_eq!((fact.as_str(), count.as_str()), ("H1·2 died at epoch 36", "a > 0 on 0 of 250 points"));
    }
}
