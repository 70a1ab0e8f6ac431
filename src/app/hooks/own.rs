//! Own data in the browser: what was used last is kept over a reload; files and drops become text.
//!
//! Edges: the browser's storage, files, drops on the page.

use std::sync::Arc;

use js_sys::Uint8Array;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use relu_lab::data::own::code::CodeError;
use relu_lab::data::own::problem::Problem;
use relu_lab::data::own::records::text_of;
use relu_lab::data::own::{Own, OwnData};
use relu_lab::train::spec::Spec;

/// Where the browser keeps the data that were used last.
const STORAGE_KEY: &str = "relu-lab/own";

/// The data that were used last, if the browser has kept them.
pub fn stored() -> Option<Arc<OwnData>> {
    let text = window().local_storage().ok()??.get_item(STORAGE_KEY).ok()??;
    let own: Result<Own, CodeError> = Own::from_code(&text);
    match own {
        Ok(Own::Here(data)) => Some(data),
        _ => None,
    }
}

/// Keeps data over a reload; `false` if the browser refuses.
pub fn keep(data: &OwnData) -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.set_item(STORAGE_KEY, &data.to_text()).is_ok())
}

/// Gives an experiment on own data the data that the browser has kept, if they are what it lacks.
pub fn attach(spec: &mut Spec) {
    if !spec.data.row().is_own() || !spec.lacks_data() {
        return;
    }
    let wanted = spec.own.as_ref().map(Own::hash);
    if let Some(data) = stored().filter(|data| wanted.is_none_or(|hash| hash == data.hash())) {
        spec.own = Some(Own::Here(data));
        // So many points fit every other setting.
        spec.reconcile();
    }
}

/// What became of a file: its text, and what was noticed.
pub type FileText = Result<(String, Option<Problem>), Problem>;

/// Reads a file as text, and hands it over.
pub fn read(file: &File, then: impl FnOnce(FileText) + 'static) {
    let promise = file.array_buffer();
    leptos::task::spawn_local(async move {
        // A file that has gone meanwhile is an empty one.
        let bytes =
            JsFuture::from(promise).await.map_or_else(|_| Vec::new(), |buffer| Uint8Array::new(&buffer).to_vec());
        then(text_of(&bytes));
    });
}

/// Endings of the names of files that are tables.
const ENDINGS: [&str; 8] = [".csv", ".tsv", ".tab", ".txt", ".dat", ".xls", ".xlsx", ".ods"];

/// The first table among the files of a drop.
pub fn dropped(event: &ev::DragEvent) -> Option<File> {
    let files = event.data_transfer()?.files()?;
    let is_table = |file: &File| {
        let name = file.name().to_lowercase();
        ENDINGS.iter().any(|ending| name.ends_with(ending))
    };
    (0..files.length()).filter_map(|index| files.get(index)).find(is_table)
}

/// Hands over every table that is dropped anywhere on the page, for as long as it lives.
pub fn listen(take: impl Fn(File) + 'static) {
    window_event_listener(ev::dragover, |event| {
        let types = event.data_transfer().map(|transfer| transfer.types());
        // Without this the browser would go to the file.
        if types.is_some_and(|types| types.includes(&"Files".into(), 0)) {
            event.prevent_default();
        }
    });
    window_event_listener(ev::drop, move |event| {
        if let Some(file) = dropped(&event) {
            event.prevent_default();
            take(file);
        }
    });
}
