//! What the page tells: notices that stay, a toast that goes away by itself, news for screen readers.

use std::time::Duration;

use leptos::prelude::*;

use relu_lab::train::notice::Notice;
use relu_lab::train::spec::Spec;

use crate::hooks::clipboard;
use crate::hooks::hash_route::{Route, current_address, current_hash};
use crate::page::Page;

use super::earlier_runs::with_notices;

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(6);

/// A short message that goes away by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// The settings that Undo goes back to.
    pub undo: Option<Spec>,
    /// The one slider that made it, while it moves.
    pub sliding: Option<&'static str>,
}

/// A handle to all messages.
#[derive(Clone, Copy)]
pub struct Messages {
    /// What could not be taken as it was written.
    pub notices: RwSignal<Vec<Notice>>,
    /// The message that is shown for a while.
    pub toast: RwSignal<Option<Toast>>,
    /// News for screen readers.
    pub news: RwSignal<String>,
    hiding: StoredValue<Option<TimeoutHandle>>,
}

impl Messages {
    /// No messages yet, but for these notices.
    pub fn new(notices: Vec<Notice>) -> Self {
        Self {
            notices: RwSignal::new(notices),
            toast: RwSignal::new(None),
            news: RwSignal::new(String::new()),
            hiding: StoredValue::new(None),
        }
    }

    /// Adds notices; of two about one key the later one stays.
    pub fn note(self, new: Vec<Notice>) {
        if !new.is_empty() {
            self.notices.update(|notices| *notices = with_notices(std::mem::take(notices), new));
        }
    }

    /// Takes the notices about a key away.
    pub fn forget(self, key: &str) {
        self.notices.update(|notices| notices.retain(|notice| notice.key != key));
    }

    /// Shows a message for a while.
    pub fn tell(self, text: impl Into<String>) {
        self.show(Toast { text: text.into(), undo: None, sliding: None });
    }

    /// Shows a toast for a while.
    pub fn show(self, toast: Toast) {
        self.toast.set(Some(toast));
        self.release_toast();
    }

    /// Copies the link to what is shown.
    pub fn share(self) {
        let refused = "The browser did not allow copying. The link is the page's address.";
        let done = match Route::of(&current_hash()).shows() {
            Page::Train => "Link copied. It holds the whole setup and the seed.",
            _ => "Link copied. It holds everything that is set here.",
        };
        self.copy(&current_address(), done, refused);
    }

    /// Copies a text, and says whether the browser allowed it.
    pub fn copy(self, text: &str, done: &'static str, refused: &'static str) {
        clipboard::copy(text, move |copied| self.tell(if copied { done } else { refused }));
    }

    /// Lets the toast stay until [`Messages::release_toast`]: the pointer or the focus is on it.
    pub fn hold_toast(self) {
        if let Some(timer) = self.hiding.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Lets the toast stay from now on for its whole time.
    pub fn release_toast(self) {
        self.hold_toast();
        let timer = set_timeout_with_handle(move || self.toast.set(None), TOAST);
        self.hiding.set_value(timer.ok());
    }
}
