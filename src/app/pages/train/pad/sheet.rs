//! The sheet that is drawn on, with mouse, pen, finger or keys.

use crate::components::figure::{Figure, Paint};
use crate::state::{Display, DisplayStoreFields};
use leptos::ev;
use leptos::prelude::*;
use reactive_stores::Store;
use wasm_bindgen::JsCast;

use relu_lab::data::drawing::{Drawing, Place, SIDE};
use relu_lab::plot::pad;

/// The sheet.
#[component]
pub fn Sheet() -> impl IntoView {
    let drawing = expect_context::<Store<Display>>().drawing();
    // The pointer that draws; a second finger does nothing.
    let pointer = RwSignal::new(None::<i32>);
    // The pixel of the keyboard, shown once a key has moved or set something, until the sheet is left or drawn on.
    let cursor = RwSignal::new(3 * SIDE + 3);
    let by_keys = RwSignal::new(false);
    let paint = move || -> Paint {
        let drawing = drawing.get();
        let cursor = by_keys.get().then(|| cursor.get());
        Box::new(move |surface| {
            let side = surface.width.min(surface.height);
            surface.put(&pad::paper(side, &drawing, &surface.theme));
            surface.draw(|pen| pad::draw(pen, side, &drawing, cursor));
        })
    };
    let down = move |event: ev::PointerEvent| {
        if pointer.get_untracked().is_some() || event.button() != 0 {
            return;
        }
        let Some((element, place)) = place(&event) else { return };
        // Without it a stroke ends at the edge, which is no harm.
        let _ = element.set_pointer_capture(event.pointer_id());
        pointer.set(Some(event.pointer_id()));
        by_keys.set(false);
        drawing.update(|drawing| drawing.begin_stroke(place));
    };
    let is_drawing = move |event: &ev::PointerEvent| pointer.get_untracked() == Some(event.pointer_id());
    let moved = move |event: ev::PointerEvent| {
        if let Some((_, place)) = place(&event).filter(|_| is_drawing(&event)) {
            drawing.update(|drawing| drawing.continue_stroke(place));
        }
    };
    let up = move |event: ev::PointerEvent| {
        if is_drawing(&event) {
            pointer.set(None);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let pixel = cursor.get_untracked();
        match event.key().as_str() {
            " " => drawing.update(|drawing| drawing.set_pixel(pixel, 1.0)),
            "Delete" | "Backspace" => drawing.update(|drawing| drawing.set_pixel(pixel, 0.0)),
            key => match next(pixel, key) {
                Some(next) => cursor.set(next),
                None => return,
            },
        }
        event.prevent_default();
        by_keys.set(true);
    };
    let spoken = move || {
        let pixel = cursor.get();
        let ink = drawing.with(|drawing| drawing.image()[pixel]);
        let words =
            || format!("Row {}, column {}: ink {}/16", pixel / SIDE + 1, pixel % SIDE + 1, (16.0 * ink).round());
        by_keys.get().then(words)
    };
    let words = Signal::derive(move || {
        let is_empty = drawing.with(Drawing::is_empty);
        if is_empty { "The sheet, empty." } else { "The sheet, as it is drawn." }.to_owned()
    });
    view! {
        <figure class="pad-sheet" aria-label="Drawing pad">
            <Figure label=words paint=paint />
            <div
                class="pad-touch"
                tabindex="0"
                role="application"
                aria-label="Drawing pad"
                aria-describedby="pad-keys"
                data-testid="pad-sheet"
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=up
                on:keydown=key
                on:blur=move |_| by_keys.set(false)
            ></div>
            <p class="unseen" role="status" data-testid="pad-cursor">{spoken}</p>
        </figure>
    }
}

/// Where on the sheet an event is, and the sheet's element.
fn place(event: &ev::PointerEvent) -> Option<(web_sys::Element, Place)> {
    let element: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let rect = element.get_bounding_client_rect();
    let share = |at: i32, from: f64, size: f64| ((f64::from(at) - from) / size) as f32;
    let place =
        (share(event.client_x(), rect.left(), rect.width()), share(event.client_y(), rect.top(), rect.height()));
    Some((element, place))
}

/// The pixel that an arrow key leads to; it stops at the edges.
fn next(pixel: usize, key: &str) -> Option<usize> {
    let (row, column) = (pixel / SIDE, pixel % SIDE);
    Some(match key {
        "ArrowUp" => row.saturating_sub(1) * SIDE + column,
        "ArrowDown" => (row + 1).min(SIDE - 1) * SIDE + column,
        "ArrowLeft" => row * SIDE + column.saturating_sub(1),
        "ArrowRight" => row * SIDE + (column + 1).min(SIDE - 1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn arrows_stop_at_the_edges() {
        assert_eq!((next(0, "ArrowUp"), next(0, "ArrowLeft"), next(63, "ArrowRight")), (Some(0), Some(0), Some(63)));
        assert_eq!((next(9, "ArrowDown"), next(9, "ArrowRight"), next(9, "x")), (Some(17), Some(10), None));
    }
}
