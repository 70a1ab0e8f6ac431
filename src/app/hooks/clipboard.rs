//! The clipboard.
//!
//! Edge: the browser's clipboard.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Copies a text, and then says whether the browser allowed it.
pub fn copy(text: &str, then: impl FnOnce(bool) + 'static) {
    let clipboard = window().navigator().clipboard();
    // There is none where the page does not come over a secure connection.
    let promise = (!clipboard.is_undefined()).then(|| clipboard.write_text(text));
    leptos::task::spawn_local(async move {
        then(match promise {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        });
    });
}
