//! A table of all units, for keyboards, screen readers, and who wants the numbers.

use crate::components::dialog::Overlay;
use crate::components::term::{Said, Term};
use crate::pages::train::words::health_word;
use crate::state::run::hidden;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::format;
use relu_lab::train::snapshot::{LayerSnapshot, UnitHealth, UnitId};

/// The table, over the page.
#[component]
pub fn Units() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let open = display.unit_table();
    let rows = move || open.get().then(|| run.described().with(|frame| rows(hidden(frame))));
    view! {
        <Overlay id="units" title="All units" close="Close all units" open=open>
            <table>
                <caption class="caption">
                    "Over the training set, with the weights as they are now. Press a unit to pin it. States: "
                    <Said text="alive, rare, saturated, stuck, dead" words=&["alive", "rare", "saturated", "stuck", "dead"] /> "."
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"Unit"</th>
                        <th scope="col">"State"</th>
                        <th scope="col"><Term id="z">"a > 0"</Term></th>
                        <th scope="col"><Term id="slope">"f′ = 0"</Term></th>
                        <th scope="col"><Term id="dormancy">"Dormancy"</Term></th>
                        <th scope="col"><Term id="died">"Died at epoch"</Term></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Overlay>
    }
}

fn rows(layers: &[LayerSnapshot]) -> impl IntoView + use<> {
    let display = expect_context::<Store<Display>>();
    let row = |layer: usize, unit: usize| {
        let id = UnitId { layer: layer as u32, unit: unit as u32 };
        let [state, active, flat, dormancy, died] = cells(&layers[layer], unit);
        let is_gone = matches!(layers[layer].health.get(unit), Some(UnitHealth::Dead | UnitHealth::Stuck));
        let pin = move |_: leptos::ev::MouseEvent| {
            display.pinned().set(Some(id));
            display.unit_table().set(false);
        };
        view! {
            <tr class:gone=is_gone>
                <th scope="row"><button type="button" class="quiet" on:click=pin>{id.name()}</button></th>
                <td>{state}</td>
                <td>{active}</td>
                <td>{flat}</td>
                <td>{dormancy}</td>
                <td>{died}</td>
            </tr>
        }
    };
    let all =
        layers.iter().enumerate().flat_map(|(layer, snapshot)| (0..snapshot.units()).map(move |unit| (layer, unit)));
    all.map(|(layer, unit)| row(layer, unit)).collect_view()
}

/// State, active share, share with f′ = 0, dormancy score, epoch of the death.
fn cells(layer: &LayerSnapshot, unit: usize) -> [String; 5] {
    let health = layer.health.get(unit).copied().unwrap_or_default();
    let number = |values: &[f32]| values.get(unit).copied().unwrap_or(f32::NAN);
    let died = layer.died_at.get(unit).copied().flatten();
    [
        health_word(health).to_owned(),
        share(number(&layer.active_fraction)),
        share(number(&layer.zero_gradient_fraction)),
        format::not_hidden(number(&layer.dormant_score), 2),
        died.map_or_else(|| "–".to_owned(), |epoch| format::count(epoch.into())),
    ]
}

/// A share of points; all and none are said only of all and none.
fn share(share: f32) -> String {
    match share {
        0.0 => "0 %".to_owned(),
        1.0 => "100 %".to_owned(),
        share => format!("{} %", format::decimals((100.0 * share).clamp(0.1, 99.9), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_unit_passes_nothing() {
        let layer = LayerSnapshot {
            health: vec![UnitHealth::Dead, UnitHealth::Alive],
            active_fraction: vec![0.0, 0.5],
            zero_gradient_fraction: vec![1.0, 0.452],
            dormant_score: vec![0.0, 1.0],
            died_at: vec![Some(36), None],
            bias: vec![0.0, 0.0],
            ..LayerSnapshot::default()
        };
        assert_eq!(cells(&layer, 0)[0..1], ["dead"]);
        assert_eq!(cells(&layer, 0)[2..], ["100 %", "0.00", "36"]);
        assert_eq!(cells(&layer, 1)[2..], ["45.2 %", "1.00", "–"]);
    }
}
