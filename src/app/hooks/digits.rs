//! The file of the digits: fetched when a set that needs it is chosen, from where the page came from.
//!
//! Edge: the network. The bytes are kept, as every worker needs them too: those that listen get them at once, later ones before
//! their first command (see [`super::worker`]).

use std::cell::RefCell;

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use relu_lab::data::digits;
use relu_lab::protocol::Command;

use super::worker::send_to_all;

/// Where the file lies, relative to the page: it never changes, so its name needs no hash.
const ADDRESS: &str = "digits.bin";

thread_local! {
    static BYTES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// The bytes of the file, once they are here.
pub fn bytes() -> Option<Vec<u8>> {
    BYTES.with_borrow(Clone::clone)
}

/// How far it is with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Nobody has asked for it, or it could not be loaded.
    Away,
    /// It is on its way.
    Loading,
    /// It is here, and every worker has it.
    Here,
}

/// What is done when the file is here, or cannot be had; the error says what to do.
type Then = Box<dyn FnOnce(Result<(), String>)>;

/// A handle to the file: a context.
#[derive(Clone, Copy)]
pub struct DigitsFile {
    /// How far it is.
    pub state: RwSignal<FileState>,
    waiting: StoredValue<Vec<(&'static str, Then)>, LocalStorage>,
}

impl DigitsFile {
    /// The file is not here yet.
    pub fn new() -> Self {
        Self { state: RwSignal::new(FileState::Away), waiting: StoredValue::new_local(Vec::new()) }
    }

    /// Asks for the file, if it is not on its way already. Of those who wait under one name, the last one is told.
    pub fn want(self, name: &'static str, then: impl FnOnce(Result<(), String>) + 'static) {
        if self.state.get_untracked() == FileState::Here {
            return then(Ok(()));
        }
        self.waiting.update_value(|waiting| {
            waiting.retain(|(other, _)| *other != name);
            waiting.push((name, Box::new(then)));
        });
        if self.state.get_untracked() == FileState::Away {
            self.state.set(FileState::Loading);
            leptos::task::spawn_local(async move { self.arrived(fetch().await) });
        }
    }

    fn arrived(self, bytes: Result<Vec<u8>, String>) {
        let outcome = bytes.and_then(|bytes| {
            digits::provide(&bytes).map_err(|error| error.to_string())?;
            send_to_all(&Command::Provide(bytes.clone()));
            BYTES.set(Some(bytes));
            Ok(())
        });
        self.state.set(if outcome.is_ok() { FileState::Here } else { FileState::Away });
        let outcome = outcome
            .map_err(|why| format!("the digits could not be loaded ({why}); check the connection and try again"));
        for (_, then) in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            then(outcome.clone());
        }
    }
}

async fn fetch() -> Result<Vec<u8>, String> {
    let refused = |_: JsValue| "no answer".to_owned();
    let response: Response = JsFuture::from(window().fetch_with_str(ADDRESS)).await.map_err(refused)?.unchecked_into();
    if !response.ok() {
        return Err(format!("the server answers {}", response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(refused)?).await.map_err(refused)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
