//! The page: what is seen and what can be done with it.
//!
//! [`state::Lab`] holds everything that can change and is the only one to decide; components read it and call it.
//! Effects stand only at the edges: the worker ([`link`]), canvases ([`canvas`]), the address bar ([`url`]),
//! the browser's storage and its colour scheme ([`screen`]).

pub mod activations;
pub mod app;
pub mod canvas;
pub mod compare;
pub mod controls;
pub mod help;
pub mod icons;
pub mod keys;
pub mod link;
pub mod runs;
pub mod scale;
pub mod screen;
pub mod state;
pub mod train;
pub mod url;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// An effect: keeps something outside of the page's state up to date with it.
///
/// All effects go through here, so that their code exists once and not once for each closure.
pub fn edge(action: impl Fn() + 'static) {
    let action: Box<dyn Fn()> = Box::new(action);
    Effect::new(action);
}

/// Listens to an event of the window for as long as the page lives.
pub fn on_window(event: &str, action: impl Fn(&web_sys::Event) + 'static) {
    let action = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| action(&event));
    // It fails only for events that do not exist.
    let _ = window().add_event_listener_with_callback(event, action.as_ref().unchecked_ref());
    action.forget();
}

/// Puts the page in the place of what the document showed until now.
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else { return };
    place.set_inner_html("");
    mount_to(place.unchecked_into(), app::App).forget();
}
