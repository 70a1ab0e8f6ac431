//! Names, numbers and buttons over the layers of the network.

use crate::state::{ExperimentStoreFields, RunStoreFields};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::components::fields::reading;
use crate::components::icons;
use relu_lab::plot::network::LayoutMode;
use relu_lab::train::snapshot::{Snapshot, UnitHealth};
use relu_lab::train::spec::MAX_UNITS;

use super::Panel;

/// Layers of more units than this have no pips.
const MOST_PIPS: usize = 16;

/// Names, numbers and buttons over the layers.
#[component]
pub fn Heads(
    /// The panel.
    panel: Panel,
) -> impl IntoView {
    let count = Memo::new(move |_| panel.shape.with(|shape| shape.widths.len()));
    let heads = move || {
        let count = count.get();
        let heads = (0..count + 2).map(|place| {
            let style = move || {
                let head = panel.layout.with(|layout| layout.heads.get(place).copied()).unwrap_or_default();
                format!("left:{}px;top:{}px;width:{}px;height:{}px", head.x, head.y, head.width, head.height)
            };
            // How much of it there is room for; the style sheet decides what that is.
            let class = move || {
                let (width, mode) =
                    panel.layout.with(|layout| (layout.heads.get(place).map_or(0.0, |head| head.width), layout.mode));
                head_class(mode, width, place > 0 && place <= count)
            };
            let inside = match place.checked_sub(1) {
                None => EitherOf3::A(features_head(panel)),
                Some(layer) if layer < count => EitherOf3::B(layer_head(panel, layer)),
                Some(_) => EitherOf3::C(output_head(panel)),
            };
            view! { <div class=class style=style>{inside}</div> }
        });
        heads.collect_view()
    };
    view! { {heads} }
}

/// Heads with buttons need more room than those of features and output.
fn head_class(mode: LayoutMode, width: f32, has_buttons: bool) -> &'static str {
    match (mode, width as u32) {
        (LayoutMode::Rows, _) => "head row",
        (LayoutMode::Links, 56..) if !has_buttons => "head wide",
        (LayoutMode::Links, 132..) => "head wide",
        (LayoutMode::Links, 84..) => "head middle",
        (LayoutMode::Links, 72..) => "head narrow",
        // Here two buttons and a name would run into those of the next layer; Settings has the widths as well.
        (LayoutMode::Links, _) => "head narrow bare",
        (LayoutMode::Tiles, 104..) => "head tiles wide",
        (LayoutMode::Tiles, _) => "head tiles narrow",
    }
}

fn features_head(panel: Panel) -> impl IntoView {
    let on = move || panel.shape.with(|shape| format!("{} of {} on", shape.inputs.len(), shape.features.len()));
    plain_head("Features", "In", on)
}

fn output_head(panel: Panel) -> impl IntoView {
    let what = move || {
        panel.experiment.spec().with(|spec| match (spec.resolved_loss().id(), spec.output.id()) {
            ("ce", _) => "2 logits".to_owned(),
            ("bce", "identity") => "logit".to_owned(),
            (_, "identity") => "value".to_owned(),
            (_, id) => id.to_owned(),
        })
    };
    plain_head("Output", "Out", what)
}

/// A head without buttons: its name, as long as there is room for, and what is below it.
fn plain_head(long: &'static str, short: &'static str, state: impl Fn() -> String + Send + 'static) -> impl IntoView {
    view! {
        <div class="head-name">
            <strong class="long">{long}</strong>
            <strong class="short">{short}</strong>
        </div>
        <div class="head-state">{state}</div>
    }
}

fn layer_head(panel: Panel, layer: usize) -> impl IntoView {
    let Panel { experiment, run, trainer, .. } = panel;
    let units = move || experiment.spec().with(|spec| spec.hidden.get(layer).copied().unwrap_or(1));
    let name = format!("Hidden {}", layer + 1);
    let button = |text: String, icon: icons::Icon, end: u32, by: i32| {
        view! {
            <button
                type="button"
                class="unit-button"
                aria-label=text.clone()
                title=text
                aria-disabled=move || (units() == end).to_string()
                on:click=move |_| trainer.set_units(layer, units().saturating_add_signed(by))
            >
                {icon.view()}
            </button>
        }
    };
    let health = Memo::new(move |_| {
        run.frame().with(|frame| frame.layers.get(layer).map(|layer| layer.health.clone()).unwrap_or_default())
    });
    let alive = reading(format!("layer-{}-alive", layer + 1), move |frame: &Snapshot| {
        frame.layers.get(layer).map_or_else(Default::default, |layer| {
            let text =
                if is_nan(&layer.health) { "NaN".to_owned() } else { format!("{}/{}", layer.alive(), layer.units()) };
            (layer.alive().to_string(), text)
        })
    });
    let all_gone = move || health.with(|health| is_cut(health));
    view! {
        <div class="head-name">
            {button(format!("Remove a unit from {name}"), icons::MINUS, 1, -1)}
            <strong class="long">{name.clone()}</strong>
            <strong class="short">{format!("H{}", layer + 1)}</strong>
            {button(format!("Add a unit to {name}"), icons::PLUS, MAX_UNITS, 1)}
        </div>
        <div class="head-state" class:cut=all_gone title="Units through which a gradient passes; square: alive, half: rare, cross: dead">
            {move || health.with(|health| pips(health))}
            <span class="alive-word">"alive "</span>
            {alive}
        </div>
    }
}

/// Whether a layer passes no gradient because each of its units is dead or stuck.
fn is_cut(health: &[UnitHealth]) -> bool {
    !health.is_empty() && health.iter().all(|h| matches!(h, UnitHealth::Dead | UnitHealth::Stuck))
}

/// Whether nothing is known of a layer any more: that is no death.
fn is_nan(health: &[UnitHealth]) -> bool {
    !health.is_empty() && health.iter().all(|h| *h == UnitHealth::NotFinite)
}

/// One sign a unit: full for alive, half for rare, a cross for dead.
fn pips(health: &[UnitHealth]) -> impl IntoView + use<> {
    if health.len() > MOST_PIPS || is_nan(health) {
        return None;
    }
    let pip = |health: &UnitHealth| {
        let class = match health {
            UnitHealth::Alive | UnitHealth::Saturated => "pip",
            UnitHealth::Rare => "pip rare",
            UnitHealth::Dead | UnitHealth::Stuck | UnitHealth::NotFinite => "pip dead",
        };
        view! { <i class=class></i> }
    };
    Some(view! { <span class="pips" aria-hidden="true">{health.iter().map(pip).collect_view()}</span> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_that_is_not_finite_is_not_cut() {
        let (dead, stuck, nan) = (UnitHealth::Dead, UnitHealth::Stuck, UnitHealth::NotFinite);
        assert!(is_cut(&[dead, stuck]) && !is_nan(&[dead, stuck]));
        assert!(is_nan(&[nan, nan]) && !is_cut(&[nan, nan]));
        assert!(!is_cut(&[dead, nan]) && !is_nan(&[dead, nan]) && !is_cut(&[]) && !is_nan(&[]));
    }
}
