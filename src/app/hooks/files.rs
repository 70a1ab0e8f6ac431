//! Files that the browser saves.
//!
//! Edge: files.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Lets the browser save a text as a file.
pub fn save_text(name: &str, kind: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    save(name, &address);
    // The browser has begun to read it by then.
    set_timeout(move || _ = Url::revoke_object_url(&address), std::time::Duration::from_mins(1));
}

/// Lets the browser save what is at an address as a file.
pub fn save(name: &str, address: &str) {
    let anchor = document().create_element("a").ok().map(JsCast::unchecked_into::<HtmlAnchorElement>);
    if let Some(anchor) = anchor {
        anchor.set_href(address);
        anchor.set_download(name);
        anchor.click();
    }
}
