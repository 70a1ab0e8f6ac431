//! What the screen is like: light or dark, its pixel ratio, and what was picked and kept in the browser's storage.
//!
//! Edges: the browser's colour scheme and its storage.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use relu_lab::plot::Theme;

/// Names under which the browser keeps what was set.
pub mod keys {
    /// The last experiment, as a query.
    pub const SPEC: &str = "relu-lab/spec";
    /// The last comparison, as a query.
    pub const PLAN: &str = "relu-lab/plan";
    /// `light` or `dark`, once picked.
    pub const THEME: &str = "relu-lab/theme";
    /// Position of the speed slider.
    pub const SPEED: &str = "relu-lab/speed";
    /// `off` if single keys do nothing.
    pub const SHORTCUTS: &str = "relu-lab/shortcuts";
}

/// What was kept under this name; nothing if the browser keeps nothing.
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value. A browser that refuses only forgets it at the next visit.
pub fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// A theme that is made once and shared by all figures: its colour scale takes a while to compute.
#[derive(Debug, Clone)]
pub struct SharedTheme(pub Arc<Theme>);

impl PartialEq for SharedTheme {
    fn eq(&self, other: &Self) -> bool {
        (self.0.dark, self.0.scale) == (other.0.dark, other.0.scale)
    }
}

/// The screen.
#[derive(Clone, Copy)]
pub struct Screen {
    system_is_dark: RwSignal<bool>,
    picked_dark: RwSignal<Option<bool>>,
    /// How figures look on this screen.
    pub theme: Memo<SharedTheme>,
    /// Whether fingers point at it.
    pub is_touch: bool,
}

impl Screen {
    /// Looks at the screen and goes on watching it.
    pub fn watch() -> Self {
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        let system_is_dark = RwSignal::new(query.as_ref().is_some_and(web_sys::MediaQueryList::matches));
        if let Some(query) = query {
            let target = query.clone();
            let on_change = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| system_is_dark.set(target.matches()));
            query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
            // The page watches as long as it lives.
            on_change.forget();
        }
        let pixel_ratio = RwSignal::new(window().device_pixel_ratio());
        // Zooming, or moving to another screen.
        window_event_listener(leptos::ev::resize, move |_| {
            let now = window().device_pixel_ratio();
            if pixel_ratio.get_untracked() != now {
                pixel_ratio.set(now);
            }
        });
        let picked_dark = RwSignal::new(match stored(keys::THEME).as_deref() {
            Some("dark") => Some(true),
            Some("light") => Some(false),
            _ => None,
        });
        // Edge: the document's theme, for the style sheets.
        Effect::new(move |_| {
            let Some(root) = document().document_element() else { return };
            let _ = match picked_dark.get() {
                Some(dark) => root.set_attribute("data-theme", if dark { "dark" } else { "light" }),
                None => root.remove_attribute("data-theme"),
            };
        });
        let theme = Memo::new(move |_| {
            let dark = picked_dark.get().unwrap_or_else(|| system_is_dark.get());
            SharedTheme(Arc::new(Theme::new(dark, pixel_ratio.get() as f32)))
        });
        let coarse = window().match_media("(pointer: coarse)").ok().flatten();
        let is_touch = coarse.is_some_and(|query| query.matches());
        Self { system_is_dark, picked_dark, theme, is_touch }
    }

    /// Picks the other of light and dark.
    pub fn toggle_theme(self) {
        let dark = !self.picked_dark.get_untracked().unwrap_or_else(|| self.system_is_dark.get_untracked());
        self.picked_dark.set(Some(dark));
        store(keys::THEME, if dark { "dark" } else { "light" });
    }
}
