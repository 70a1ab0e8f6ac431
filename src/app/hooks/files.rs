//! Files that the browser saves, and files that it reads.
//!
//! Edge: files.

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// Lets the browser save a text as a file.
pub fn save_text(name: &str, kind: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

/// Lets the browser save bytes as a file.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

/// Reads a file that the user has chosen or dropped.
pub fn read(file: &File, then: impl FnOnce(Result<Vec<u8>, &'static str>) + 'static) {
    let promise = file.array_buffer();
    leptos::task::spawn_local(async move {
        // It fails for a folder, and for a file that was moved away meanwhile.
        let read = JsFuture::from(promise).await;
        then(read.map(|buffer| Uint8Array::new(&buffer).to_vec()).map_err(|_| "the browser could not read this file."));
    });
}

/// Lets the browser save a file.
pub fn save_blob(name: &str, blob: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    save(name, &address);
    // The browser has begun to read it by then.
    set_timeout(move || _ = Url::revoke_object_url(&address), std::time::Duration::from_mins(1));
}

/// Lets the browser save what is at an address as a file.
fn save(name: &str, address: &str) {
    let anchor = document().create_element("a").ok().map(JsCast::unchecked_into::<HtmlAnchorElement>);
    if let Some(anchor) = anchor {
        anchor.set_href(address);
        anchor.set_download(name);
        anchor.click();
    }
}
