//! Files that are dropped anywhere on the page. Without this the browser would leave the page and show the file.
//!
//! Edge: the window's drag events.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use crate::state::Trainer;

/// Takes files that are dropped, and says so while one is dragged over the page.
#[component]
pub fn DropArea() -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let is_over = RwSignal::new(false);
    let has_files =
        |event: &DragEvent| event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"));
    let over = window_event_listener(ev::dragover, move |event| {
        // Whoever has a place of their own for files has taken it.
        if has_files(&event) && !event.default_prevented() {
            event.prevent_default();
            if !is_over.get_untracked() {
                is_over.set(true);
            }
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // To nowhere: out of the window.
        if event.related_target().is_none() {
            is_over.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        is_over.set(false);
        if !has_files(&event) || event.default_prevented() {
            return;
        }
        event.prevent_default();
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            trainer.bring(&file);
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
    });
    let hint = move || {
        is_over.get().then(|| {
            view! { <div class="drop-hint" role="status">"Drop an experiment (.json) or weights (.safetensors)"</div> }
        })
    };
    view! { {hint} }
}
