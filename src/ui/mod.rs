//! The page: what is seen and what can be done with it.
//!
//! [`state::Lab`] holds everything that can change and is the only one to decide; components read it and call it.
//! Effects stand only at the edges: the worker ([`link`]), canvases ([`canvas`]), the address bar ([`url`]),
//! the browser's storage and its colour scheme ([`screen`]).

pub mod activations;
pub mod app;
pub mod canvas;
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

/// Puts the page in the place of what the document showed until now.
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else { return };
    place.set_inner_html("");
    mount_to(place.unchecked_into(), app::App).forget();
}
