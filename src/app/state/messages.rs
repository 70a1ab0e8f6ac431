//! What the page tells, and the ways out of a run that diverged.

use leptos::prelude::*;

use crate::state::runs::with_notices;
use relu_lab::protocol::Command;
use relu_lab::train::spec::Notice;

use super::{Lab, TOAST, Toast};

impl Lab {
    pub(super) fn note(self, new: Vec<Notice>) {
        if !new.is_empty() {
            self.notices.update(|notices| *notices = with_notices(std::mem::take(notices), new));
        }
    }

    /// Shows a message for a while.
    pub fn tell(self, text: impl Into<String>) {
        self.say(Toast { text: text.into(), undo: None, sliding: None });
    }

    pub(super) fn say(self, toast: Toast) {
        self.toast.set(Some(toast));
        self.keep_toast();
    }

    /// Lets the toast stay from now on for its whole time.
    pub fn keep_toast(self) {
        let number = self.hold_toast();
        let hide = move || {
            if self.inner.try_with_value(|inner| inner.toasts) == Some(number) {
                self.toast.set(None);
            }
        };
        set_timeout(hide, TOAST);
    }

    /// Lets the toast stay until [`Lab::keep_toast`]: the pointer or the focus is on it.
    pub fn hold_toast(self) -> u32 {
        self.inner
            .try_update_value(|inner| {
                inner.toasts = inner.toasts.wrapping_add(1);
                inner.toasts
            })
            .unwrap_or_default()
    }

    // ---- Divergence ----

    /// Back to the last epoch whose numbers are all finite.
    pub fn back_to_finite(self) {
        self.playing.set(false);
        self.health.expect_finite();
        self.send(&Command::BackToFinite);
    }

    /// On with half the learning rate; a diverged run first goes back to where its numbers were finite.
    pub fn halve_learning_rate(self) {
        if self.frame.with_untracked(|frame| frame.divergence.is_some()) {
            self.back_to_finite();
        }
        self.health.expect_mark();
        self.change(|spec| spec.learning_rate = (spec.learning_rate / 2.0).max(1e-5));
    }
}
