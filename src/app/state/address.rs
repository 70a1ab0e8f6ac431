//! The address bar, and links.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::hooks::hash_route::{self as url, Commit, Route};
use crate::hooks::screen::{keys, store};
use relu_lab::nn::activation::Activation;
use relu_lab::train::spec::Spec;

use super::{Lab, is_train};

impl Lab {
    pub(crate) fn write_address(self, commit: Commit) {
        let query = self.spec.with_untracked(Spec::to_query);
        store(keys::SPEC, &query);
        let hash = Route { page: "train", query: &query }.hash();
        let step = self.inner.try_update_value(|inner| inner.address.step(&hash, commit)).flatten();
        if let Some(how) = step.filter(|_| is_train(&url::current_hash())) {
            url::write(&hash, how);
        }
    }

    /// Applies what the address bar says: after Back, Forward, or an edit by hand.
    pub fn follow_address(self, hash: &str) {
        if !self.inner.with_value(|inner| inner.address.left(hash)) {
            return;
        }
        let route = Route::of(hash);
        // A bare address names no experiment: what is set stays.
        let (next, notices) =
            if route.page.is_empty() { (self.spec.get_untracked(), Vec::new()) } else { Spec::from_query(route.query) };
        self.notices.set(notices);
        // What the address says is written back as the page would: without what could not be taken.
        self.inner.update_value(|inner| {
            inner.address.step(hash, Commit::Silent);
        });
        if self.spec.with_untracked(|spec| *spec == next) {
            self.write_address(Commit::Silent);
        } else {
            self.apply(next, Commit::Silent);
        }
    }

    /// The address of this experiment on the Train page.
    pub fn address(self) -> String {
        Route { page: "train", query: &self.spec.with(Spec::to_query) }.hash()
    }

    /// Goes to the Train page with this function in all hidden layers; everything else stays as it was set last.
    pub fn train_with(self, activation: Activation) {
        let mut spec = self.spec.get_untracked();
        spec.activations = vec![activation];
        let hash = Route { page: "train", query: &spec.to_query() }.hash();
        // The page follows the address.
        let _ = window().location().set_hash(&hash);
    }

    /// Copies the link to what is shown.
    pub fn share(self) {
        let address = url::current_address();
        let refused = "The browser did not allow copying. The link is the page's address.";
        if is_train(&url::current_hash()) {
            self.copy(&address, "Link copied. It holds the whole setup and the seed.", refused);
        } else {
            self.copy(&address, "Link copied. It holds everything that is set here.", refused);
        }
    }

    /// Copies a text, and says whether the browser allowed it.
    pub fn copy(self, text: &str, done: &'static str, refused: &'static str) {
        let clipboard = window().navigator().clipboard();
        // There is none where the page does not come over a secure connection.
        let promise = (!clipboard.is_undefined()).then(|| clipboard.write_text(text));
        leptos::task::spawn_local(async move {
            let copied = match promise {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            self.tell(if copied { done } else { refused });
        });
    }
}
