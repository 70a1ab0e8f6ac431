//! What the screen is like: light or dark, its pixel ratio, the size of text, touch, how many columns there is room for.
//!
//! Edges: the browser's media queries, its storage (the theme that was picked), the root's font size, and the document's
//! attribute for style sheets.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos_use::{use_device_pixel_ratio, use_media_query};

use relu_lab::plot::{Style, Theme};

use crate::state::present::Present;

use super::storage::stored;

/// Where there is room for one column only; the same width as in the style sheets.
pub const PHONE: &str = "(max-width: 767px)";

/// The screen.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Whether it is dark now.
    pub dark: Memo<bool>,
    /// How figures look on it. It is made once for all figures: its colour scale takes a while to compute.
    pub theme: Memo<Arc<Theme>>,
    /// Whether fingers point at it.
    pub is_touch: Memo<bool>,
    /// Whether the system paints everything in a few colours of the user's choice.
    pub has_forced_colours: Memo<bool>,
    /// Whether there is room for one column only; the same width as in the style sheets.
    pub is_phone: Memo<bool>,
    /// Whether there is no room for everything on one screen; the same width as in the style sheets.
    pub is_narrow: Memo<bool>,
    picked: WriteSignal<String>,
}

/// Looks at the screen and goes on watching it.
pub fn use_screen() -> Screen {
    let present = expect_context::<Present>();
    // `light`, `dark`, or empty until one was picked; index.html reads it too, before the first paint.
    let (stored, picked) = stored("relu-lab/theme");
    let system_dark = media("(prefers-color-scheme: dark)");
    let pixel_ratio = use_device_pixel_ratio();
    let has_forced_colours = media("(forced-colors: active)");
    let dark = Memo::new(move |_| match stored.read().as_str() {
        // The page's background is the system's.
        _ if has_forced_colours.get() => system_dark.get(),
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
    let text = RwSignal::new(text_size());
    window_event_listener(ev::resize, move |_| {
        let now = text_size();
        if text.get_untracked() != now {
            text.set(now);
        }
    });
    let theme = Memo::new(move |_| {
        let theme = Theme::new(dark.get(), pixel_ratio.get() as f32);
        // The size of text follows the mode at once, and the window later.
        text.track();
        let style = if present.is_on() { Style::PROJECTOR } else { Style::SCREEN };
        Arc::new(Theme { text: text_size(), style, ..theme })
    });
    Screen {
        dark,
        theme,
        is_touch: media("(pointer: coarse)"),
        has_forced_colours,
        is_phone: media(PHONE),
        is_narrow: media("(max-width: 1279px)"),
        picked,
    }
}

/// Whether a media query holds, now and later.
///
/// `use_media_query` says `false` until the page is up, and tells what follows also when nothing has changed: what is shown would be
/// built for another screen first, and once more for the same.
fn media(query: &'static str) -> Memo<bool> {
    let later = use_media_query(query);
    Memo::new(move |before: Option<&bool>| {
        let now = later.get();
        if before.is_some() { now } else { matches(query) }
    })
}

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}

/// Whether the system asks for as little movement as possible.
pub fn prefers_reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// The size of text in figures, relative to the normal one: that of the page, which follows the screen and the browser's own
/// setting.
fn text_size() -> f32 {
    let size = || {
        let style = window().get_computed_style(&document().document_element()?).ok()??;
        style.get_property_value("font-size").ok()?.trim_end_matches("px").parse::<f32>().ok()
    };
    (size().unwrap_or(16.0) / 16.0).clamp(0.75, 2.5)
}

impl Screen {
    /// Picks the other of light and dark.
    pub fn toggle_theme(self) {
        let theme = if self.dark.get_untracked() { "light" } else { "dark" };
        self.picked.set(theme.to_owned());
    }
}
