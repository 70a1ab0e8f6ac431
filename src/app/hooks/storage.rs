//! What the browser keeps from one visit to the next.
//!
//! Edge: the browser's storage. A page that is shown in another one keeps nothing and finds nothing: it has no say in how its reader's
//! own page looks, and browsers may refuse it the storage altogether.

use codee::string::FromToStringCodec;
use leptos::prelude::*;
use leptos_use::storage::{UseStorageOptions, use_local_storage_with_options};

use relu_lab::link::page_and_query;
use relu_lab::link::view::View;

use super::hash_route::current_hash;
use super::refused::Refused;

thread_local! {
    static EMBEDDED: bool = View::from_query(page_and_query(&current_hash()).1).0.embed;
}

/// Whether the page was opened to be shown in another one: `embed=1`. It stays so for as long as it lives.
pub fn is_embedded() -> bool {
    EMBEDDED.with(|embedded| *embedded)
}

/// A text that is kept under a key: what it is, empty at first, and the way to set it.
pub fn stored(key: &'static str) -> (Signal<String>, WriteSignal<String>) {
    if is_embedded() {
        let (text, set_text) = signal(String::new());
        return (text.into(), set_text);
    }
    let options = UseStorageOptions::default().on_error(|_| Refused::Storage.note());
    let (text, set_text, _) = use_local_storage_with_options::<String, FromToStringCodec>(key, options);
    (text, set_text)
}
