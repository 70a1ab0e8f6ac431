//! A new version of the page: it is there, and is loaded when somebody asks for it.
//!
//! Edge: `src/app/offline.js` looks for it and keeps it beside the version that runs.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Lets the new version take over and loads the page again. There since the event `newversion`.
    #[wasm_bindgen(js_name = loadNewVersion, catch)]
    fn load_new_version() -> Result<(), JsValue>;
}

/// What is known of a new version: a context.
#[derive(Clone, Copy)]
pub struct NewVersion {
    /// Whether one is there that nobody has put off.
    pub is_told: RwSignal<bool>,
}

impl NewVersion {
    /// Listens for a new version from now on.
    pub fn listen() -> Self {
        let is_told = RwSignal::new(false);
        window_event_listener_untyped("newversion", move |_| is_told.set(true));
        Self { is_told }
    }

    /// Loads it: the page starts again with what its address says.
    pub fn load() {
        // It is missing only where the event came from somebody else.
        let _ = load_new_version();
    }

    /// Says no more of it until the page is loaded again.
    pub fn put_off(self) {
        self.is_told.set(false);
    }
}
