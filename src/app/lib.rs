//! The page and its worker: one program, started by the page and again by each of its workers.
//!
//! - [`app`]: the component that is everything, with the bar of pages.
//! - [`pages`]: one folder a page, one file a panel.
//! - [`share`]: the dialog that makes links and embeds; [`embed`]: what an embed has in place of the header.
//! - [`components`]: controls and figures that several pages use.
//! - [`state`]: what is set, what is shown, and what the user can do.
//! - [`hooks`]: the edges to the browser: worker, address bar, keys, screen.
//! - [`words`]: sentences that every page can show.
//! - [`glossary`]: the words of the field, which explain themselves where they stand.
//! - [`worker`]: the other side: commands in, frames out.

#![allow(rustdoc::private_intra_doc_links, reason = "a map for who reads the source: only `main` is public")]

mod app;
mod components;
mod embed;
mod glossary;
mod help;
mod hooks;
mod keyboard;
mod page;
mod pages;
mod pictures;
mod share;
mod state;
mod words;
mod worker;

use leptos::prelude::*;

/// Starts the page, or the worker where this runs as one.
pub fn main() {
    console_error_panic_hook::set_once();
    if worker::is_worker() {
        worker::start();
        return;
    }
    if let Some(place) = document().get_element_by_id("app") {
        // What the document showed until now is an outline of the page.
        place.set_inner_html("");
        mount_to(wasm_bindgen::JsCast::unchecked_into(place), app::App).forget();
    }
}
