//! What the screen is like: light or dark, its pixel ratio, touch.
//!
//! Edges: the browser's colour scheme, its storage (the theme that was picked) and the document's attribute for style sheets.

use std::sync::Arc;

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos_use::storage::use_local_storage;
use leptos_use::{use_device_pixel_ratio, use_media_query, use_preferred_dark};

use relu_lab::plot::Theme;

/// The screen.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Whether it is dark now.
    pub dark: Signal<bool>,
    /// How figures look on it. It is made once for all figures: its colour scale takes a while to compute.
    pub theme: Memo<Arc<Theme>>,
    /// Whether fingers point at it.
    pub is_touch: Signal<bool>,
    picked: WriteSignal<String>,
}

/// Looks at the screen and goes on watching it.
pub fn use_screen() -> Screen {
    // `light`, `dark`, or empty until one was picked; index.html reads it too, before the first paint.
    let (stored, picked, _) = use_local_storage::<String, FromToStringCodec>("relu-lab/theme");
    let system_dark = use_preferred_dark();
    let pixel_ratio = use_device_pixel_ratio();
    let dark = Signal::derive(move || match stored.read().as_str() {
        "dark" => true,
        "light" => false,
        _ => system_dark.get(),
    });
    // Edge: the document's theme, for the style sheets.
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        let _ = match stored.read().as_str() {
            theme @ ("dark" | "light") => root.set_attribute("data-theme", theme),
            _ => root.remove_attribute("data-theme"),
        };
    });
    let theme = Memo::new(move |_| Arc::new(Theme::new(dark.get(), pixel_ratio.get() as f32)));
    Screen { dark, theme, is_touch: use_media_query("(pointer: coarse)"), picked }
}

impl Screen {
    /// Picks the other of light and dark.
    pub fn toggle_theme(self) {
        let theme = if self.dark.get_untracked() { "light" } else { "dark" };
        self.picked.set(theme.to_owned());
    }
}
