//! The page: what is seen and what can be done with it.
//!
//! [`state::Lab`] holds everything that can change and is the only one to decide; components read it and call it.
//! Effects stand only at the edges: the worker ([`link`]), canvases ([`canvas`]), the address bar ([`url`]),
//! the browser's storage and its colour scheme ([`screen`]).
//!
//! A component without properties is a function; one with properties is a `#[component]` of Leptos's, which gives it their
//! names and costs code in each place where it is used. Neither reads a signal but in the closures and memos that it makes.

#![allow(non_snake_case, reason = "components are written as their tags are")]

pub mod activations;
pub mod app;
pub mod call;
pub mod canvas;
pub mod compare;
pub mod controls;
pub mod dialog;
pub mod dom;
pub mod help;
pub mod here;
pub mod icons;
pub mod keys;
pub mod link;
pub mod runs;
pub mod scale;
pub mod screen;
pub mod signal;
pub mod state;
pub mod train;
pub mod url;

use std::time::Duration;

use call::{Act, Read, boxed};
use dom::Reference;
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// An effect: keeps something outside of the page's state up to date with it.
///
/// All effects go through here, so that their code exists once and not once for each closure.
pub fn edge(action: impl Fn() + 'static) {
    effect(boxed(action));
}

fn effect(action: Box<dyn Read<()>>) {
    Effect::new(move || action.read());
}

/// Does something before the next frame is painted; a hidden page waits with it.
///
/// Leptos's own is code for each closure, and so is its timer: on the page there is one of each.
pub fn before_next_frame(action: impl FnOnce() + 'static) {
    let action: Box<dyn FnOnce()> = Box::new(action);
    request_animation_frame(action);
}

/// Does something after a while.
pub fn after(wait: Duration, action: impl FnOnce() + 'static) {
    let action: Box<dyn FnOnce()> = Box::new(action);
    set_timeout(action, wait);
}

/// Gives a button the focus when it appears; when it goes, what had the focus before gets it back.
pub fn takes_focus(button: Reference) {
    let before = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    edge(move || {
        if let Some(button) = button.get::<web_sys::HtmlElement>() {
            // An element that cannot have the focus leaves it where it was.
            let _ = button.focus();
        }
    });
    let before = StoredValue::new_local(before);
    on_cleanup(move || {
        let Some(Some(before)) = before.try_get_value() else { return };
        before_next_frame(move || {
            // Only if nothing else was chosen meanwhile: what had the focus is gone.
            if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
                let _ = before.focus();
            }
        });
    });
}

/// Listens to an event of the window for as long as the page lives.
pub fn on_window(event: &str, action: impl Fn(&web_sys::Event) + 'static) {
    listen_on_window(event, Box::new(action));
}

fn listen_on_window(event: &str, action: Box<dyn for<'a> Act<&'a web_sys::Event>>) {
    let action = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| action.act(&event));
    // It fails only for events that do not exist.
    let _ = window().add_event_listener_with_callback(event, action.as_ref().unchecked_ref());
    action.forget();
}

/// Puts the page in the place of what the document showed until now.
#[inline(never)]
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else { return };
    place.set_inner_html("");
    mount_to_renderer(&place, app::App).forget();
}
