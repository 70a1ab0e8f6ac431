//! What is open over the page or beside it: Esc closes what was opened last, a press elsewhere closes a menu, and the focus goes
//! into it and afterwards back to where it was.
//!
//! Dialogs (`<dialog>`) are not among them: there the browser does all of this.
//! Edges: the document's focus, presses anywhere.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What can have the focus, except what is reached with arrow keys, and words: what opens does not begin by explaining one.
const FOCUSABLE: &str = "button:not(.term), input, select, textarea, summary, a[href]";

/// What kind of thing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is in the way of what lies below: a press outside closes it.
    Menu,
    /// It stands beside the rest, or has a backdrop of its own.
    Panel,
}

/// Something that is open.
#[derive(Clone)]
struct Entry {
    /// The id of its element; the `aria-controls` of what opens it.
    id: &'static str,
    kind: Kind,
    close: Callback<()>,
    /// What had the focus before.
    before: Option<HtmlElement>,
}

/// Everything that is open, what was opened last at the end. It is a context.
#[derive(Clone, Copy)]
pub struct Opened(StoredValue<Vec<Entry>, LocalStorage>);

impl Opened {
    /// Nothing is open; a press anywhere is looked at for as long as the page lives.
    pub fn new() -> Self {
        let opened = Self(StoredValue::new_local(Vec::new()));
        window_event_listener(ev::pointerdown, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let is_outside = |entry: &Entry| {
                let own = format!("#{id}, [aria-controls={id}]", id = entry.id);
                target.as_ref().is_none_or(|target| target.closest(&own).ok().flatten().is_none())
            };
            let entries = opened.0.get_value();
            for entry in entries.iter().filter(|entry| entry.kind == Kind::Menu && is_outside(entry)) {
                entry.close.run(());
            }
        });
        opened
    }

    /// Closes what was opened last; `false` if nothing is open.
    pub fn close_last(self) -> bool {
        let last = self.0.with_value(|entries| entries.last().map(|entry| entry.close));
        last.inspect(|close| close.run(())).is_some()
    }

    fn opens(self, id: &'static str, kind: Kind, close: Callback<()>) {
        let before = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
        self.0.update_value(|entries| entries.push(Entry { id, kind, close, before }));
        // Once it is there.
        request_animation_frame(move || {
            let Some(panel) = document().get_element_by_id(id) else { return };
            let Ok(all) = panel.query_selector_all(FOCUSABLE) else { return };
            let elements = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<HtmlElement>().ok());
            if let Some(first) = elements.into_iter().find(|element| element.offset_parent().is_some()) {
                // An element that is in sight can have the focus.
                let _ = first.focus();
            }
        });
    }

    fn closes(self, id: &'static str) {
        let mut gone = None;
        self.0.update_value(|entries| {
            if let Some(place) = entries.iter().position(|entry| entry.id == id) {
                gone = Some(entries.remove(place));
            }
        });
        let Some(before) = gone.and_then(|entry| entry.before) else { return };
        // Before the browser takes the focus from what is no longer in sight.
        let is_inside = move |element: &Element| element.closest(&format!("#{id}")).ok().flatten().is_some();
        let had_focus = document().active_element().is_none_or(|e| e.tag_name() == "BODY" || is_inside(&e));
        request_animation_frame(move || {
            // Only if nothing else was chosen meanwhile.
            let is_free = document().active_element().is_none_or(|e| e.tag_name() == "BODY" || is_inside(&e));
            if had_focus && is_free {
                let _ = before.focus();
            }
        });
    }
}

/// Keeps the book of something with the id `id` that is open while `open` says so, until the component that calls it is gone.
pub fn use_opened(
    id: &'static str,
    kind: Kind,
    open: impl Fn() -> bool + 'static,
    close: impl Fn() + Send + Sync + 'static,
) {
    let opened = expect_context::<Opened>();
    let close = Callback::new(move |()| close());
    // Edge: the focus.
    Effect::new(move |was: Option<bool>| {
        let is = open();
        match (was.unwrap_or(false), is) {
            (false, true) => opened.opens(id, kind, close),
            (true, false) => opened.closes(id),
            _ => {}
        }
        is
    });
    on_cleanup(move || {
        if opened.0.with_value(|entries| entries.iter().any(|entry| entry.id == id)) {
            close.run(());
            opened.closes(id);
        }
    });
}
