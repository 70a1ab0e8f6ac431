//! Names, numbers and buttons over the layers of the network.

use crate::state::{ExperimentStoreFields, RunStoreFields};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use crate::components::fields::reading;
use crate::components::icons;
use crate::components::term::Term;
use crate::hooks::screen::Screen;
use crate::pages::train::words::health_word;
use crate::state::present::Present;
use relu_lab::nn::loss::Meaning;
use relu_lab::plot::geometry::Rect;
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
    let theme = expect_context::<Screen>().theme;
    let present = expect_context::<Present>();
    let heads = move || {
        let count = count.get();
        let heads = (0..count + 2).map(|place| {
            let head = move || panel.layout.with(|layout| layout.heads.get(place).copied()).unwrap_or_default();
            let px = move |side: fn(&Rect) -> f32| move || format!("{}px", side(&head()));
            // How much of it there is room for; the style sheet decides how that looks.
            let class = move || {
                let (width, mode) =
                    panel.layout.with(|layout| (layout.heads.get(place).map_or(0.0, |head| head.width), layout.mode));
                let units = place.checked_sub(1).and_then(|layer| panel.shape.with(|s| s.widths.get(layer).copied()));
                head_class(mode, width / theme.with(|theme| theme.text), place, units, present.is_on())
            };
            let inside = match place.checked_sub(1) {
                None => EitherOf3::A(features_head(panel)),
                Some(layer) if layer < count => EitherOf3::B(layer_head(panel, layer)),
                Some(_) => EitherOf3::C(output_head(panel)),
            };
            view! {
                <div
                    class=class
                    style:left=px(|head| head.x)
                    style:top=px(|head| head.y)
                    style:width=px(|head| head.width)
                    style:height=px(|head| head.height)
                >
                    {inside}
                </div>
            }
        });
        heads.collect_view()
    };
    view! { {heads} }
}

/// What of a head is shown in `width` pixels at normal size of text, as classes: how its name is written, whether it has
/// buttons, and how its second line tells the state. `units` are those of a hidden layer, the head at `place`.
///
/// `presents`: for a projector, without buttons and signs.
///
/// Letters count as wide as in the widest of usual fonts: heads of neighbours never touch.
fn head_class(mode: LayoutMode, width: f32, place: usize, units: Option<u32>, presents: bool) -> String {
    const BOLD: f32 = 9.2;
    const SMALL: f32 = 8.4;
    let Some(units) = units else {
        // "Features" over "2 of 7 on", "Output" over "2 logits"; with tiles "In 2 of 7 on" in one line.
        return match (mode, width as u32) {
            (LayoutMode::Rows, _) => "head row",
            // The first column has its names at its left, and so more room.
            (LayoutMode::Links, 66..) if place > 0 => "head links long alive",
            (LayoutMode::Links, 76..) => "head links long alive",
            (LayoutMode::Links, _) => "head links bare",
            (LayoutMode::Tiles, 98..) => "head tiles count",
            (LayoutMode::Tiles, _) => "head tiles bare",
        }
        .to_owned();
    };
    let digits = |number: u32| number.to_string().len() as f32;
    let layer = place as u32;
    let (long, short, count) = (7.0 + digits(layer), 1.0 + digits(layer), 1.0 + 2.0 * digits(units));
    let units = if presents || units as usize > MOST_PIPS { 1e3 } else { units as f32 };
    match mode {
        LayoutMode::Rows => "head row".to_owned(),
        LayoutMode::Links => {
            let beside = if presents { 56.0 } else { 0.0 };
            let name = match width + beside {
                w if w >= 64.0 + BOLD * long => "long",
                w if w >= 56.0 + BOLD * short => "short",
                w if w >= 44.0 + BOLD * short => "short narrow",
                _ => "short bare",
            };
            let state = match width {
                w if w >= 8.0 * units + 54.0 + BOLD * count => "alive pips",
                w if units >= 1e3 && w >= 48.0 + BOLD * count => "alive",
                w if w >= 8.0 * units + 6.0 + BOLD * count => "pips",
                w if w >= 5.0 * units + 6.0 + BOLD * count => "pips thin",
                w if w >= BOLD * count => "count",
                w if w >= SMALL * count => "count small",
                _ => "",
            };
            format!("head links {name} {state}")
        }
        LayoutMode::Tiles => {
            let state = match width {
                w if w >= BOLD * (short + count) + 58.0 => "count buttons",
                w if w >= BOLD * (short + count) + 6.0 => "count",
                w if w >= SMALL * (short + count) + 4.0 => "count small",
                w if w >= SMALL * short => "small",
                _ => "nameless",
            };
            format!("head tiles {state}")
        }
    }
}

fn features_head(panel: Panel) -> impl IntoView {
    let on = move || {
        panel.shape.with(|shape| match shape.pixels {
            Some(inputs) if !shape.has_images => format!("{inputs} inputs"),
            Some(pixels) => format!("{pixels} pixels"),
            None => format!("{} of {} on", shape.inputs.len(), shape.features.len()),
        })
    };
    plain_head("Features", "In", on)
}

fn output_head(panel: Panel) -> impl IntoView {
    let what = move || {
        panel.experiment.spec().with(|spec| match (spec.meaning(), spec.output.id()) {
            (Some(Meaning::Logits), _) => format!("{} logits", spec.outputs()),
            (Some(Meaning::Logit), "identity") => "logit".to_owned(),
            (_, "identity") => "value".to_owned(),
            (_, id) => id.to_owned(),
        })
    };
    let health = Memo::new(move |_| {
        panel.run.frame().with(|frame| frame.layers.last().map_or_else(Vec::new, |layer| layer.health.clone()))
    });
    let gone = move || health.with(|health| health.iter().find(|health| **health != UnitHealth::Alive).copied());
    let word = move || health_word(gone().unwrap_or_default());
    let is_logit = Memo::new(move |_| what() == "logit");
    let what = move || {
        if is_logit.get() { Either::Left(view! { <Term id="logit">"logit"</Term> }) } else { Either::Right(what) }
    };
    let state = move || gone().map(|_| format!(" · {}", word()));
    view! {
        <div class="head-name">
            <strong class="long">"Output"</strong>
            <strong class="short">"Out"</strong>
        </div>
        <div class="head-state" data-testid="output-state" data-value=word>{what} {state}</div>
    }
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
    let present = expect_context::<Present>();
    let alive = reading(format!("layer-{}-alive", layer + 1), move |frame: &Snapshot| {
        frame.layers.get(layer).map_or_else(Default::default, |layer| {
            if present.hides_deaths() {
                return (String::new(), format!("?/{}", layer.units()));
            }
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
        <div class="head-state" class:cut=all_gone title="Units that are neither dead nor stuck; square: alive, half: rare, cross: dead or stuck">
            {move || health.with(|health| pips(health))}
            <span class="alive-word">"alive "</span>
            // As wide as the widest number that it can be: what stands beside it does not move.
            <span class="alive-count" style:min-width=move || format!("{}ch", 1 + 2 * units().to_string().len())>{alive}</span>
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
    fn heads_show_what_there_is_room_for() {
        let links = |width, place, units| head_class(LayoutMode::Links, width, place, Some(units), false);
        assert_eq!(links(210.0, 1, 8), "head links long alive pips");
        // Sixteen signs are wider than eight.
        assert_eq!(links(210.0, 1, 16), "head links long pips");
        assert_eq!(links(140.0, 2, 16), "head links long pips thin");
        assert_eq!(links(70.0, 9, 16), "head links short narrow count");
        assert_eq!(links(48.0, 12, 16), "head links short bare count");
        assert_eq!(links(30.0, 12, 16), "head links short bare ");
        let tiles = |width, place, units| head_class(LayoutMode::Tiles, width, place, Some(units), false);
        assert_eq!(tiles(600.0, 1, 32), "head tiles count buttons");
        assert_eq!(tiles(80.0, 16, 32), "head tiles count");
        assert_eq!(tiles(72.0, 16, 48), "head tiles count small");
        assert_eq!(tiles(40.0, 16, 48), "head tiles small");
        // A projector shows no buttons and no signs.
        assert_eq!(head_class(LayoutMode::Links, 130.0, 1, Some(8), true), "head links long alive");
        assert_eq!(head_class(LayoutMode::Tiles, 60.0, 0, None, false), "head tiles bare");
    }

    #[test]
    fn a_layer_that_is_not_finite_is_not_cut() {
        let (dead, stuck, nan) = (UnitHealth::Dead, UnitHealth::Stuck, UnitHealth::NotFinite);
        assert!(is_cut(&[dead, stuck]) && !is_nan(&[dead, stuck]));
        assert!(is_nan(&[nan, nan]) && !is_cut(&[nan, nan]));
        assert!(!is_cut(&[dead, nan]) && !is_nan(&[dead, nan]) && !is_cut(&[]) && !is_nan(&[]));
    }
}
