//! The page on paper: title, setup and link, then the figures in their order, each whole and light, and the tables.
//! It is made when the browser is about to print, and gone afterwards.
//!
//! Lessons print as they are: their sheets are made for paper.
//!
//! Edge: the browser's print events. They leave no time for anything that is not done at once.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use relu_lab::plot::picture::Caption;

use crate::page::Page;

use super::{Entry, Pictures, WIDTH, painted, theme};

/// What of a page is on paper beside its figures, as selectors.
fn tables(page: Page) -> &'static [&'static str] {
    match page {
        Page::Train => &[".train .results", ".train .deaths"],
        Page::Compare => &[".verdict-words", ".results-panel .comparison", ".rates .comparison"],
        Page::Activations => &[".activations .readout"],
        Page::Lessons => &[],
    }
}

/// The sheet; empty but while it is printed.
#[component]
pub fn PrintSheet() -> impl IntoView {
    let pictures = expect_context::<Pictures>();
    let node = NodeRef::<html::Div>::new();
    window_event_listener(ev::beforeprint, move |_| {
        if let Some(sheet) = node.get_untracked() {
            fill(&sheet, pictures);
        }
    });
    window_event_listener(ev::afterprint, move |_| {
        if let Some(sheet) = node.get_untracked() {
            sheet.set_text_content(None);
            // It was there: an attribute can be taken away.
            let _ = sheet.remove_attribute("role");
        }
    });
    view! { <div node_ref=node class="print-sheet" data-testid="print-sheet"></div> }
}

/// An element with a text at the end of another.
fn add(parent: &Element, tag: &str, class: &str, text: &str) -> Option<HtmlElement> {
    let element = document().create_element(tag).ok()?.unchecked_into::<HtmlElement>();
    element.set_class_name(class);
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

fn fill(sheet: &Element, pictures: Pictures) {
    sheet.set_text_content(None);
    let page = pictures.page.get_untracked();
    if page == Page::Lessons {
        return;
    }
    // All that is left of the page on paper, and so in a file of the print dialog.
    let _ = sheet.set_attribute("role", "main");
    let about = pictures.about();
    add(sheet, "h1", "", &format!("ReLU Lab: {}", about.title));
    for text in &about.setup {
        add(sheet, "p", "print-setup", text);
    }
    add(sheet, "p", "print-link", &about.link);
    for selector in tables(page) {
        // As it stands on the page; what can be pressed in it is left out by the style sheet.
        let Some(table) = document().query_selector(selector).ok().flatten() else { continue };
        if table.text_content().is_none_or(|text| text.trim().is_empty()) {
            continue;
        }
        if let Ok(copy) = table.clone_node_with_deep(true)
            && let Some(place) = add(sheet, "div", "print-table", "")
        {
            let _ = place.append_child(&copy);
        }
    }
    for entry in pictures.entries() {
        put(sheet, &entry);
    }
}

/// A figure with its title and how it is read.
fn put(sheet: &Element, entry: &Entry) -> Option<()> {
    let (words, theme) = (entry.words(), theme());
    let caption = Caption { title: String::new(), notes: Vec::new(), link: String::new(), ..words.caption.clone() };
    let framed = caption.around((WIDTH, (entry.picture.height)(&theme)), &theme);
    let surface = painted(&framed, &Arc::clone(&theme), entry.paint())?;
    let canvas = surface.into_canvas()?;
    // Wider than high: less of a page is enough.
    let is_low = framed.size.1 < 0.5 * framed.size.0;
    let figure = add(sheet, "figure", if is_low { "print-figure low" } else { "print-figure" }, "")?;
    add(&figure, "h2", "", &words.caption.title);
    canvas.set_attribute("role", "img").ok()?;
    canvas.set_attribute("aria-label", &words.caption.title).ok()?;
    figure.append_child(&canvas).ok()?;
    if !words.caption.notes.is_empty() {
        add(&figure, "figcaption", "", &words.caption.notes.join(" "));
    }
    Some(())
}
