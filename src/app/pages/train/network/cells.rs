//! The elements over the tiles, and what a pointer or a key does to them.

use crate::state::{DisplayStoreFields, ExperimentStoreFields, RunStoreFields};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use relu_lab::data::features::{FEATURES, Feature};
use relu_lab::plot::format;
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::network::{Hit, LayoutMode, NetworkLayout};
use relu_lab::train::snapshot::UnitId;
use relu_lab::train::spec::Spec;

use super::Panel;
use super::words::{unit_name, unit_words};
use crate::state::present::Present;

/// The features and units themselves: a grid for the keyboard and for screen readers, one stop for the Tab key.
#[component]
pub fn Cells(
    /// The panel.
    panel: Panel,
) -> impl IntoView {
    let rows = move || {
        let shape = panel.shape.get();
        let hidden = shape.widths.len();
        let features = shape.features.iter().enumerate().map(|(i, feature)| feature_cell(panel, i, *feature));
        let image = shape.pixels.map(|pixels| {
            let label = if shape.has_images {
                format!("Input, an image of {pixels} pixels: the first training image is shown")
            } else {
                format!("{pixels} inputs")
            };
            let label = Signal::stored(label);
            cell(panel, Hit::Feature(0), label, Signal::stored(false))
        });
        let features = row_view("Features".to_owned(), (image, features.collect_view()));
        let widths = shape.widths.iter().copied().chain(std::iter::once(shape.outputs as u32));
        let layers = widths.enumerate().map(|(layer, units)| {
            let cells = (0..units).map(|unit| unit_cell(panel, UnitId { layer: layer as u32, unit })).collect_view();
            row_view(format::layer_long(layer, hidden), cells)
        });
        (features, layers.collect_view())
    };
    view! {
        <div
            class="cells"
            role="grid"
            aria-label="Units"
            on:pointermove=move |event| panel.point(&event)
            on:pointerleave=move |_| panel.display.hovered().set(None)
            on:click=move |event| panel.press(&event)
            on:keydown=move |event| panel.key(&event)
            on:focusin=move |event| panel.focused(&event)
            on:focusout=move |_| {
                panel.has_focus.set(false);
                panel.display.hovered().set(None);
            }
        >
            {rows}
        </div>
    }
}

fn row_view(name: String, cells: impl IntoView + 'static) -> impl IntoView {
    view! { <div role="row" aria-label=name>{cells}</div> }
}

fn cell(panel: Panel, hit: Hit, label: Signal<String>, selected: Signal<bool>) -> impl IntoView {
    let place = move || {
        let rect = panel.layout.with(|layout| match hit {
            Hit::Feature(index) => layout.features.get(index).copied(),
            Hit::Unit(id) => layout.tile(id),
        });
        rect.unwrap_or_default()
    };
    let px = move |side: fn(&Rect) -> f32| move || format!("{}px", side(&place()));
    view! {
        <button
            type="button"
            role="gridcell"
            class="cell"
            style:left=px(|place| place.x)
            style:top=px(|place| place.y)
            style:width=px(|place| place.width)
            style:height=px(|place| place.height)
            data-cell=name_of(hit)
            tabindex=move || if panel.focus.get() == hit { "0" } else { "-1" }
            aria-label=label
            aria-selected=move || selected.get().to_string()
        ></button>
    }
}

fn feature_cell(panel: Panel, index: usize, feature: Feature) -> impl IntoView {
    let is_on = move || panel.shape.with(|shape| shape.inputs.contains(&feature));
    let label = move || format!("Feature {}, {}", feature.name(), if is_on() { "on" } else { "off" });
    cell(panel, Hit::Feature(index), Signal::derive(label), Signal::derive(is_on))
}

fn unit_cell(panel: Panel, id: UnitId) -> impl IntoView {
    let present = expect_context::<Present>();
    let label = move || {
        let words = if present.hides_deaths() { unit_name } else { unit_words };
        panel.run.described().with(|frame| words(frame, id))
    };
    let selected = move || panel.display.pinned().get() == Some(id);
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

impl Panel {
    /// The pointer is somewhere over the panel.
    fn point(self, event: &ev::PointerEvent) {
        // A finger does not hover: it presses.
        if event.pointer_type() == "touch" {
            return;
        }
        let place = event
            .current_target()
            .map(|target| target.unchecked_into::<web_sys::Element>().get_bounding_client_rect())
            .map(|rect| (event.client_x() as f32 - rect.left() as f32, event.client_y() as f32 - rect.top() as f32));
        let hit = place.and_then(|place| self.layout.with_untracked(|layout| layout.hit(place)));
        let unit = if let Some(Hit::Unit(id)) = hit { Some(id) } else { None };
        if self.display.hovered().get_untracked() != unit {
            self.display.hovered().set(unit);
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
        self.display.pinned().update(|pinned| *pinned = (is_hidden && *pinned != Some(id)).then_some(id));
    }

    fn toggle_feature(self, index: usize) {
        let Some(feature) = self.shape.with_untracked(|shape| shape.features.get(index).copied()) else { return };
        let mut features = self.experiment.spec().with_untracked(Spec::inputs);
        if features.contains(&feature) {
            features.retain(|other| *other != feature);
        } else {
            features.push(feature);
            // In the order of the table, as everywhere.
            features = FEATURES.iter().map(Feature::of).filter(|feature| features.contains(feature)).collect();
        }
        if features.is_empty() {
            self.messages.tell("The network needs at least one feature.");
        } else {
            self.trainer.change(|spec| spec.features = features);
        }
    }

    fn focused(self, event: &ev::FocusEvent) {
        let Some(hit) = cell_of(event) else { return };
        self.focus.set(hit);
        self.has_focus.set(true);
        if let Hit::Unit(id) = hit {
            self.display.hovered().set(Some(id));
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
        if let Some(element) = element.map(JsCast::unchecked_into::<web_sys::HtmlElement>) {
            // An element that is there can be focused.
            let _ = element.focus();
        }
    }
}

/// The cell that an arrow key leads to. In rows, layers lie below each other.
fn neighbour(layout: &NetworkLayout, from: Hit, right: i32, down: i32) -> Hit {
    let (right, down) = if layout.mode == LayoutMode::Rows { (down, right) } else { (right, down) };
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
    let target: web_sys::Element = event.target()?.unchecked_into();
    cell_named(&target.get_attribute("data-cell")?)
}

#[cfg(test)]
mod tests {
    use super::{Hit, NetworkLayout, UnitId, cell_named, name_of, neighbour};

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
