//! The network: a canvas with links and tiles, and over it the elements that are hovered, focused and pressed.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::plot::network::{self, Hit, Mode, Network as NetworkFigure, NetworkLayout, draw_overlay, raster};
use crate::plot::{describe, format};
use crate::train::feature::{FEATURES, Feature};
use crate::train::snapshot::{Snapshot, UnitHealth, UnitId};
use crate::train::spec::{MAX_UNITS, Spec};
use crate::ui::canvas::{Figure, Paint};
use crate::ui::controls::reading;
use crate::ui::dom::{View, view};
use crate::ui::icons;
use crate::ui::screen::Screen;
use crate::ui::signal::{Memo, RwSignal, Signal};
use crate::ui::state::{Lab, Links};

/// Panels narrower than this show rows of tiles without links.
const NARROW: f32 = 600.0;
/// Layers of more units than this have no pips.
const MOST_PIPS: usize = 16;

/// What there is to be laid out.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    /// The features that the data have, on or off.
    features: Vec<Feature>,
    /// Those that are on.
    inputs: Vec<Feature>,
    /// Units of the hidden layers.
    widths: Vec<u32>,
    /// Units of the output layer.
    outputs: usize,
}

impl Shape {
    fn of(spec: &Spec) -> Self {
        let dimensions = spec.data.row().dimensions;
        let features = FEATURES.iter().filter(|row| row.dimensions <= dimensions).map(Feature::of).collect();
        Self { features, inputs: spec.inputs(), widths: spec.hidden.clone(), outputs: spec.outputs() }
    }

    fn layout(&self, (width, height): (f32, f32), touch: bool) -> NetworkLayout {
        let count = self.features.len();
        if width < NARROW {
            NetworkLayout::rows(count, &self.widths, self.outputs, width)
        } else {
            NetworkLayout::new(count, &self.widths, self.outputs, width, height, touch)
        }
    }
}

/// Everything that the parts of the panel share.
#[derive(Clone, Copy)]
struct Panel {
    lab: Lab,
    shape: Memo<Shape>,
    layout: Memo<NetworkLayout>,
    /// The cell that has the focus, or would get it.
    focus: RwSignal<Hit>,
    /// Whether it has it.
    has_focus: RwSignal<bool>,
}

/// The network panel.
#[component]
pub fn Network() -> View {
    let lab = expect_context::<Lab>();
    let touch = expect_context::<Screen>().is_touch;
    let size = RwSignal::new((0.0, 0.0));
    // What is drawn is the last frame; before there is one, what is set.
    let shape = Memo::new(move |_| {
        lab.frame.with(|frame| if frame.layers.is_empty() { lab.spec.with(Shape::of) } else { Shape::of(&frame.spec) })
    });
    let layout = Memo::new(move |_| shape.with(|shape| shape.layout(size.get(), touch)));
    let focus = RwSignal::new(Hit::Unit(UnitId { layer: 0, unit: 0 }));
    let panel = Panel { lab, shape, layout, focus, has_focus: RwSignal::new(false) };
    // In rows the panel is as high as they are; else the page says how high it is.
    let height = move || layout.with(|l| if l.mode == Mode::Rows { format!("{}px", l.height) } else { String::new() });
    let label = Signal::derive(move || {
        let inputs = shape.with(|shape| shape.inputs.len());
        lab.words.with(|frame| describe::network(frame, inputs))
    });
    view! {
        <section class="network" aria-label="Network">
            <div class="diagram" style:height=height>
                <Figure label=label paint=Box::new(move || paint(panel)) measured=size />
                <Heads panel=panel />
                <Cells panel=panel />
                <Tip panel=panel />
            </div>
        </section>
    }
}

fn paint(panel: Panel) -> Paint {
    let lab = panel.lab;
    let frame = lab.frame.get();
    let (shape, layout) = (panel.shape.get(), panel.layout.get());
    let links = match lab.view.links.get() {
        Links::Weight => network::Links::Weight,
        Links::Gradient => network::Links::Gradient,
    };
    let (hover, pinned) = (lab.hovered.get(), lab.pinned.get());
    let focus = match panel.focus.get() {
        Hit::Unit(id) if panel.has_focus.get() => Some(id),
        _ => None,
    };
    Box::new(move |surface| {
        let figure = NetworkFigure {
            snapshot: &frame,
            features: &shape.features,
            inputs: &shape.inputs,
            links,
            mark_signs: false,
            hover,
            pinned,
            focus,
        };
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        surface.draw(|pen| draw_overlay(pen, &layout, &figure));
    })
}

/// Names, numbers and buttons over the layers.
#[component]
fn Heads(
    /// The panel.
    panel: Panel,
) -> View {
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
                None => features_head(panel),
                Some(layer) if layer < count => layer_head(panel, layer),
                Some(_) => output_head(panel),
            };
            view! { <div class=class style=style>{inside}</div> }
        });
        heads.collect::<View>()
    };
    view! { {heads} }
}

/// Heads with buttons need more room than those of features and output.
fn head_class(mode: Mode, width: f32, has_buttons: bool) -> &'static str {
    match (mode, width as u32) {
        (Mode::Rows, _) => "head row",
        (Mode::Links, 56..) if !has_buttons => "head wide",
        (Mode::Links, 132..) => "head wide",
        (Mode::Links, 84..) => "head middle",
        (Mode::Links, 72..) => "head narrow",
        // Here two buttons and a name would run into those of the next layer; Settings has the widths as well.
        (Mode::Links, _) => "head narrow bare",
        (Mode::Tiles, 104..) => "head tiles wide",
        (Mode::Tiles, _) => "head tiles narrow",
    }
}

fn features_head(panel: Panel) -> View {
    let on = move || panel.shape.with(|shape| format!("{} of {} on", shape.inputs.len(), shape.features.len()));
    view! {
        <div class="head-name">
            <strong class="long">"Features"</strong>
            <strong class="short">"In"</strong>
        </div>
        <div class="head-state">{on}</div>
    }
}

fn output_head(panel: Panel) -> View {
    let what = move || {
        panel.lab.spec.with(|spec| match (spec.resolved_loss().id(), spec.output.id()) {
            ("ce", _) => "2 logits".to_owned(),
            ("bce", "identity") => "logit".to_owned(),
            (_, "identity") => "value".to_owned(),
            (_, id) => id.to_owned(),
        })
    };
    view! {
        <div class="head-name">
            <strong class="long">"Output"</strong>
            <strong class="short">"Out"</strong>
        </div>
        <div class="head-state">{what}</div>
    }
}

fn layer_head(panel: Panel, layer: usize) -> View {
    let lab = panel.lab;
    let units = move || lab.spec.with(|spec| spec.hidden.get(layer).copied().unwrap_or(1));
    let name = format!("Hidden {}", layer + 1);
    let button = |text: String, icon: icons::Icon, end: u32, by: i32| {
        view! {
            <button
                type="button"
                class="unit-button"
                aria-label=text.clone()
                title=text
                aria-disabled=move || (units() == end).to_string()
                on:click=move |_| lab.set_units(layer, units().saturating_add_signed(by))
            >
                {icon.view()}
            </button>
        }
    };
    let health = Memo::new(move |_| {
        lab.frame.with(|frame| frame.layers.get(layer).map(|layer| layer.health.clone()).unwrap_or_default())
    });
    let alive = reading(lab, format!("layer-{}-alive", layer + 1), move |frame: &Snapshot| {
        frame.layers.get(layer).map_or_else(Default::default, |layer| {
            (layer.alive().to_string(), format!("{}/{}", layer.alive(), layer.units()))
        })
    });
    let all_gone = move || {
        let gone = |h: &UnitHealth| matches!(h, UnitHealth::Dead | UnitHealth::Stuck | UnitHealth::NotFinite);
        health.with(|health| !health.is_empty() && health.iter().all(gone))
    };
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

/// One sign a unit: full for alive, half for rare, a cross for dead.
fn pips(health: &[UnitHealth]) -> View {
    if health.len() > MOST_PIPS {
        return View::Nothing;
    }
    let pip = |health: &UnitHealth| {
        let class = match health {
            UnitHealth::Alive | UnitHealth::Saturated => "pip",
            UnitHealth::Rare => "pip rare",
            UnitHealth::Dead | UnitHealth::Stuck | UnitHealth::NotFinite => "pip dead",
        };
        view! { <i class=class></i> }
    };
    view! { <span class="pips" aria-hidden="true">{health.iter().map(pip).collect::<View>()}</span> }
}

/// The features and units themselves: a grid for the keyboard and for screen readers, one stop for the Tab key.
#[component]
fn Cells(
    /// The panel.
    panel: Panel,
) -> View {
    let rows = move || {
        let shape = panel.shape.get();
        let hidden = shape.widths.len();
        let features = shape.features.iter().enumerate().map(|(i, feature)| feature_cell(panel, i, *feature));
        let features = row_view("Features".to_owned(), features.collect());
        let widths = shape.widths.iter().copied().chain(std::iter::once(shape.outputs as u32));
        let layers = widths.enumerate().map(|(layer, units)| {
            let cells = (0..units).map(|unit| unit_cell(panel, UnitId { layer: layer as u32, unit })).collect();
            row_view(format::layer_long(layer, hidden), cells)
        });
        std::iter::once(features).chain(layers).collect::<View>()
    };
    view! {
        <div
            class="cells"
            role="grid"
            aria-label="Units"
            on:pointermove=move |event| panel.point(&event)
            on:pointerleave=move |_| panel.lab.hovered.set(None)
            on:click=move |event| panel.press(&event)
            on:keydown=move |event| panel.key(&event)
            on:focusin=move |event| panel.focused(&event)
            on:focusout=move |_| {
                panel.has_focus.set(false);
                panel.lab.hovered.set(None);
            }
        >
            {rows}
        </div>
    }
}

fn row_view(name: String, cells: Vec<View>) -> View {
    view! { <div role="row" aria-label=name>{cells}</div> }
}

fn cell(panel: Panel, hit: Hit, label: Signal<String>, selected: Signal<bool>) -> View {
    let place = move || {
        let rect = panel.layout.with(|layout| match hit {
            Hit::Feature(index) => layout.features.get(index).copied(),
            Hit::Unit(id) => layout.tile(id),
        });
        let rect = rect.unwrap_or_default();
        format!("left:{}px;top:{}px;width:{}px;height:{}px", rect.x, rect.y, rect.width, rect.height)
    };
    view! {
        <button
            type="button"
            role="gridcell"
            class="cell"
            style=place
            data-cell=name_of(hit)
            tabindex=move || if panel.focus.get() == hit { "0" } else { "-1" }
            aria-label=label
            aria-selected=move || selected.get().to_string()
        ></button>
    }
}

fn feature_cell(panel: Panel, index: usize, feature: Feature) -> View {
    let is_on = move || panel.shape.with(|shape| shape.inputs.contains(&feature));
    let label = move || format!("Feature {}, {}", feature.name(), if is_on() { "on" } else { "off" });
    cell(panel, Hit::Feature(index), Signal::derive(label), Signal::derive(is_on))
}

fn unit_cell(panel: Panel, id: UnitId) -> View {
    let label = move || panel.lab.words.with(|frame| unit_words(frame, id));
    let selected = move || panel.lab.pinned.get() == Some(id);
    cell(panel, Hit::Unit(id), Signal::derive(label), Signal::derive(selected))
}

/// `f2` or `u1-3`: what stands in `data-cell`.
fn name_of(hit: Hit) -> String {
    match hit {
        Hit::Feature(index) => format!("f{index}"),
        Hit::Unit(id) => format!("u{}-{}", id.layer, id.unit),
    }
}

fn cell_named(name: &str) -> Option<Hit> {
    if let Some(index) = name.strip_prefix('f') {
        return index.parse().ok().map(Hit::Feature);
    }
    let (layer, unit) = name.strip_prefix('u')?.split_once('-')?;
    Some(Hit::Unit(UnitId { layer: layer.parse().ok()?, unit: unit.parse().ok()? }))
}

/// `Hidden 2, unit 2, dead since epoch 36, 0 of 250 points`.
fn unit_words(frame: &Snapshot, id: UnitId) -> String {
    let hidden = frame.layers.len().saturating_sub(1);
    let (layer, unit) = (id.layer as usize, id.unit as usize);
    let name = format!("{}, unit {}", format::layer_long(layer, hidden), unit + 1);
    let Some(snapshot) = frame.layers.get(layer).filter(|_| layer < hidden) else { return name };
    let health = snapshot.health.get(unit).copied().unwrap_or_default();
    let since = match snapshot.died_at.get(unit).copied().flatten() {
        Some(0) => " from the start".to_owned(),
        Some(epoch) => format!(" since epoch {epoch}"),
        None => String::new(),
    };
    format!("{name}, {}{since}, {} points", health.word(), active_words(frame, id))
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
    let fact = match (health, layer.died_at.get(id.unit as usize).copied().flatten()) {
        (UnitHealth::Dead, Some(0)) => format!("{} is dead from the start", id.name()),
        (UnitHealth::Dead, Some(epoch)) => format!("{} died at epoch {epoch}", id.name()),
        (health, _) => format!("{} is {}", id.name(), health.word()),
    };
    Some((fact, format!("a > 0 on {} points", active_words(frame, id))))
}

impl Panel {
    /// The pointer is somewhere over the panel.
    fn point(self, event: &ev::PointerEvent) {
        // A finger does not hover: it presses.
        if event.pointer_type() == "touch" {
            return;
        }
        let place = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .map(|element| element.get_bounding_client_rect())
            .map(|rect| (event.client_x() as f32 - rect.left() as f32, event.client_y() as f32 - rect.top() as f32));
        let hit = place.and_then(|place| self.layout.with_untracked(|layout| layout.hit(place)));
        let unit = if let Some(Hit::Unit(id)) = hit { Some(id) } else { None };
        if self.lab.hovered.get_untracked() != unit {
            self.lab.hovered.set(unit);
        }
    }

    /// A cell was clicked, tapped, or pressed with Enter or Space.
    fn press(self, event: &ev::MouseEvent) {
        match cell_of(event) {
            Some(Hit::Feature(index)) => self.toggle_feature(index),
            Some(Hit::Unit(id)) => self.pin(id),
            None => {}
        }
    }

    /// Pins a hidden unit, or releases it; the output needs no pin.
    fn pin(self, id: UnitId) {
        let hidden = self.shape.with_untracked(|shape| shape.widths.len());
        let is_hidden = (id.layer as usize) < hidden;
        self.lab.pinned.update(|pinned| *pinned = (is_hidden && *pinned != Some(id)).then_some(id));
    }

    fn toggle_feature(self, index: usize) {
        let Some(feature) = self.shape.with_untracked(|shape| shape.features.get(index).copied()) else { return };
        let mut features = self.lab.spec.with_untracked(Spec::inputs);
        if features.contains(&feature) {
            features.retain(|other| *other != feature);
        } else {
            features.push(feature);
            // In the order of the table, as everywhere.
            features = FEATURES.iter().map(Feature::of).filter(|feature| features.contains(feature)).collect();
        }
        if features.is_empty() {
            self.lab.tell("The network needs at least one feature.");
        } else {
            self.lab.change(|spec| spec.features = features);
        }
    }

    fn focused(self, event: &ev::FocusEvent) {
        let Some(hit) = cell_of(event) else { return };
        self.focus.set(hit);
        self.has_focus.set(true);
        if let Hit::Unit(id) = hit {
            self.lab.hovered.set(Some(id));
        }
    }

    /// Arrows go from cell to cell.
    fn key(self, event: &ev::KeyboardEvent) {
        let (right, down) = match event.key().as_str() {
            "ArrowRight" => (1, 0),
            "ArrowLeft" => (-1, 0),
            "ArrowDown" => (0, 1),
            "ArrowUp" => (0, -1),
            _ => return,
        };
        event.prevent_default();
        let next = self.layout.with_untracked(|layout| neighbour(layout, self.focus.get_untracked(), right, down));
        self.focus.set(next);
        let selector = format!("[data-cell=\"{}\"]", name_of(next));
        let element = document().query_selector(&selector).ok().flatten();
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that is there can be focused.
            let _ = element.focus();
        }
    }
}

/// The cell that an arrow key leads to. In rows, layers lie below each other.
fn neighbour(layout: &NetworkLayout, from: Hit, right: i32, down: i32) -> Hit {
    let (right, down) = if layout.mode == Mode::Rows { (down, right) } else { (right, down) };
    match from {
        Hit::Feature(index) if right > 0 => {
            let unit = layout.layers.first().map_or(0, |tiles| index.min(tiles.len().saturating_sub(1)));
            Hit::Unit(UnitId { layer: 0, unit: unit as u32 })
        }
        Hit::Feature(index) => {
            Hit::Feature(index.saturating_add_signed(down as isize).min(layout.features.len().saturating_sub(1)))
        }
        Hit::Unit(id) if id.layer == 0 && right < 0 => {
            Hit::Feature((id.unit as usize).min(layout.features.len().saturating_sub(1)))
        }
        Hit::Unit(id) => Hit::Unit(layout.neighbour(id, right, down)),
    }
}

/// The cell that an event comes from.
fn cell_of(event: &web_sys::Event) -> Option<Hit> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    cell_named(&target.get_attribute("data-cell")?)
}

/// What there is to say of the unit that is looked at, beside its tile.
#[component]
fn Tip(
    /// The panel.
    panel: Panel,
) -> View {
    const WIDTH: f32 = 190.0;
    let tip = move || {
        let id = panel.lab.looked_at()?;
        // A unit that is pinned and well would only have its links covered.
        let is_well = panel.lab.frame.with(|frame| health_of(frame, id) == UnitHealth::Alive);
        if is_well && panel.lab.hovered.get().is_none() {
            return None;
        }
        let (fact, count) = panel.lab.frame.with(|frame| tip_words(frame, id))?;
        let (tile, width, mode) = panel.layout.with(|layout| (layout.tile(id), layout.width, layout.mode));
        let tile = tile?;
        let (class, x, y) = if mode == Mode::Rows {
            (
                "tip below",
                tile.centre().0.clamp(WIDTH / 2.0, (width - WIDTH / 2.0).max(WIDTH / 2.0)),
                tile.bottom() + 8.0,
            )
        } else if tile.right() + WIDTH < width {
            ("tip right", tile.right() + 14.0, tile.centre().1)
        } else {
            ("tip left", tile.x - 14.0, tile.centre().1)
        };
        Some(view! {
            <div class=class style=format!("left:{x}px;top:{y}px")>
                <strong>{fact}</strong>
                <span>{count}</span>
            </div>
        })
    };
    view! { {tip} }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::snapshot::LayerSnapshot;

    fn frame() -> Snapshot {
        let layer = LayerSnapshot {
            bias: vec![0.0; 2],
            health: vec![UnitHealth::Alive, UnitHealth::Dead],
            active_fraction: vec![0.304, 0.0],
            died_at: vec![None, Some(36)],
            ..LayerSnapshot::default()
        };
        let mut frame = Snapshot { layers: vec![layer, LayerSnapshot::default()], ..Snapshot::default() };
        frame.points.train = 250;
        frame
    }

    #[test]
    fn units_are_told_in_words() {
        let unit = |unit| UnitId { layer: 0, unit };
        assert_eq!(unit_words(&frame(), unit(1)), "Hidden 1, unit 2, dead since epoch 36, 0 of 250 points");
        assert_eq!(unit_words(&frame(), unit(0)), "Hidden 1, unit 1, alive, 76 of 250 points");
        assert_eq!(unit_words(&frame(), UnitId { layer: 1, unit: 0 }), "Output, unit 1");
        let (fact, count) = tip_words(&frame(), unit(1)).unwrap();
        assert_eq!((fact.as_str(), count.as_str()), ("H1·2 died at epoch 36", "a > 0 on 0 of 250 points"));
    }

    #[test]
    fn cells_are_named_and_found() {
        for hit in [Hit::Feature(3), Hit::Unit(UnitId { layer: 2, unit: 17 })] {
            assert_eq!(cell_named(&name_of(hit)), Some(hit));
        }
        assert_eq!(cell_named("x"), None);
    }

    #[test]
    fn arrows_walk_from_the_features_to_the_output_and_back() {
        let layout = NetworkLayout::new(7, &[3], 1, 774.0, 376.0, false);
        let unit = |layer, unit| Hit::Unit(UnitId { layer, unit });
        assert_eq!(neighbour(&layout, Hit::Feature(6), 1, 0), unit(0, 2));
        assert_eq!(neighbour(&layout, Hit::Feature(6), 0, 1), Hit::Feature(6));
        assert_eq!(neighbour(&layout, Hit::Feature(0), 0, -1), Hit::Feature(0));
        assert_eq!(neighbour(&layout, unit(0, 1), 1, 0), unit(1, 0));
        assert_eq!(neighbour(&layout, unit(0, 1), -1, 0), Hit::Feature(1));
        let rows = NetworkLayout::rows(7, &[3], 1, 358.0);
        assert_eq!(neighbour(&rows, unit(0, 1), 0, 1), unit(1, 0));
        assert_eq!(neighbour(&rows, unit(0, 1), 1, 0), unit(0, 2));
    }
}
