//! The address bar: `#/train?lr=0.3&seed=7`. It holds what is set, and how the page is shown; Back and Forward walk through what was tried.
//!
//! [`use_hash_route`] keeps the address and the state of one page in step, both ways. Edge: the address bar, the history
//! and the browser's storage, where the last query of each page survives a reload.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use relu_lab::link;
use relu_lab::link::view::View;

use crate::page::Page;

use super::refused::Refused;
use super::storage::{is_embedded, stored};

/// How long after a refusal the address is written again.
const PUT_AGAIN: Duration = Duration::from_secs(1);
/// After so many refusals in a row it is told.
const TOLD_REFUSALS: u32 = 2;

/// How a change of settings goes into the browser's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// An entry of its own: Back undoes it.
    Discrete,
    /// One of many while a slider moves: one entry for the whole movement of this setting.
    Sliding(&'static str),
    /// No entry: the address only catches up with what is.
    Silent,
}

/// What to do with the browser's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// A new entry.
    Push,
    /// The entry that is there is overwritten.
    Replace,
}

/// The two parts of a hash: `#/train?lr=0.3` is `train` and `lr=0.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a> {
    /// The page's id; empty for the bare address.
    pub page: &'a str,
    /// The query behind it.
    pub query: &'a str,
}

impl<'a> Route<'a> {
    /// The route that a hash says.
    pub fn of(hash: &'a str) -> Self {
        let (page, query) = link::page_and_query(hash);
        Self { page, query }
    }

    /// The page that it shows.
    pub fn shows(self) -> Page {
        Page::of(self.page)
    }

    /// The hash that says this route.
    pub fn hash(self) -> String {
        link::hash(self.page, self.query)
    }
}

/// The address of one page: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct HashRoute {
    page: Page,
    query: Signal<String>,
    /// What the address says beside the settings.
    pub view: RwSignal<View>,
    written: StoredValue<Written>,
    stored: WriteSignal<String>,
}

/// The address of a page, of which `query` says what is set. [`HashRoute::on_change`] makes the page follow it.
pub fn use_hash_route(page: Page, query: Signal<String>) -> HashRoute {
    let (_, stored) = stored(storage_key(page));
    let hash = current_hash();
    let route = Route::of(&hash);
    let view = if route.shows() == page { view_of(route.query) } else { view_of("") };
    HashRoute { page, query, view: RwSignal::new(view), written: StoredValue::new(Written::default()), stored }
}

impl HashRoute {
    /// Hands on the query that the user brought about by Back, Forward or typing.
    pub fn on_change(self, follow: impl Fn(&str) + Clone + 'static) {
        let on_change = move || {
            let hash = current_hash();
            let route = Route::of(&hash);
            if route.shows() != self.page || !self.written.with_value(|written| written.left(&hash)) {
                return;
            }
            self.written.update_value(|written| {
                written.step(&hash, Commit::Silent);
            });
            // A bare address says nothing of what is set: it stays.
            if !route.page.is_empty() {
                self.view.set(view_of(route.query));
                follow(route.query);
            }
            // What the address says is written back as the page would: without what could not be taken.
            self.write(Commit::Silent);
        };
        // They come as one or both of these events.
        let on_pop = on_change.clone();
        window_event_listener(ev::hashchange, move |_| on_change());
        window_event_listener(ev::popstate, move |_| on_pop());
    }

    /// Writes what is set: into the address while the page is shown, and into the browser's storage.
    pub fn write(self, commit: Commit) {
        let query = self.query.get_untracked();
        let hash = Self::hash_of(self.page, &self.view.with_untracked(|view| view.with_settings(&query)));
        self.stored.set(query);
        let step = self.written.try_update_value(|written| written.step(&hash, commit)).flatten();
        if let Some(how) = step.filter(|_| Route::of(&current_hash()).shows() == self.page) {
            self.put(hash, how, 0);
        }
    }

    /// Makes the browser show a hash. While the browser refuses that, it is tried again, as long as the hash is to stand there.
    fn put(self, hash: String, how: Move, refusals: u32) {
        if put(&hash, how) {
            return Refused::Address.forget();
        }
        // Most refusals are over before anybody has to know.
        if refusals >= TOLD_REFUSALS {
            Refused::Address.note();
        }
        let again = move || {
            let is_wanted = self.written.try_with_value(|written| !written.left(&hash)).unwrap_or(false);
            if is_wanted && Route::of(&current_hash()).shows() == self.page {
                self.put(hash, how, refusals.saturating_add(1));
            }
        };
        set_timeout(again, PUT_AGAIN);
    }

    /// The link to what is set on the page.
    pub fn href(self) -> String {
        self.href_with(&self.view.read())
    }

    /// The link to what is set on the page, seen in another way.
    pub fn href_with(self, view: &View) -> String {
        Self::hash_of(self.page, &view.with_settings(&self.query.read()))
    }

    /// The link to a query of a page.
    pub fn hash_of(page: Page, query: &str) -> String {
        Route { page: page.id(), query }.hash()
    }
}

/// What a query says beside the settings. A page that is shown in another one stays so wherever it goes.
fn view_of(query: &str) -> View {
    let view = View::from_query(query).0;
    View { embed: is_embedded(), ..view }
}

/// The query to begin with: the address's if it is one of this page, else what was set last.
pub fn first_query(page: Page) -> Option<String> {
    let hash = current_hash();
    let route = Route::of(&hash);
    if route.shows() == page && (!route.query.is_empty() || is_own_address()) {
        return Some(route.query.to_owned());
    }
    Some(stored_query(page)).filter(|query| !query.is_empty())
}

/// What was set last on a page; empty if nothing is known of that.
pub fn stored_query(page: Page) -> String {
    let (stored, _) = stored(storage_key(page));
    stored.get_untracked()
}

/// Where the browser keeps the last query of a page.
fn storage_key(page: Page) -> &'static str {
    match page {
        Page::Train => "relu-lab/spec",
        Page::Compare => "relu-lab/plan",
        Page::Activations => "relu-lab/functions",
        Page::Lessons => "relu-lab/lesson",
    }
}

/// What stands in the address bar, and which slider put it there.
#[derive(Debug, Clone, Default)]
struct Written {
    hash: String,
    sliding: Option<&'static str>,
}

impl Written {
    /// Notes that this hash is to stand there, and says how; `None` if it does already.
    fn step(&mut self, hash: &str, commit: Commit) -> Option<Move> {
        let goes_on = matches!((commit, self.sliding), (Commit::Sliding(now), Some(before)) if now == before);
        self.sliding = if let Commit::Sliding(key) = commit { Some(key) } else { None };
        if self.hash == hash {
            return None;
        }
        hash.clone_into(&mut self.hash);
        Some(if goes_on || commit == Commit::Silent { Move::Replace } else { Move::Push })
    }

    /// Whether the browser shows another hash than the one that was put there: the user went back, forward, or typed.
    fn left(&self, hash: &str) -> bool {
        self.hash != hash
    }
}

/// The hash that the browser shows.
pub fn current_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The whole address, to be shared.
pub fn current_address() -> String {
    window().location().href().unwrap_or_default()
}

/// Makes the browser show this hash, without an event; `false` if it refuses, as some do for more than 100 entries in 10 seconds.
fn put(hash: &str, how: Move) -> bool {
    let Ok(history) = window().history() else { return true };
    let (before, own) = (current_hash(), JsValue::TRUE);
    let outcome = match how {
        Move::Push => history.push_state_with_url(&own, "", Some(hash)),
        Move::Replace => history.replace_state_with_url(&own, "", Some(hash)),
    };
    // Others ignore what is too much, and say nothing.
    outcome.is_ok() && (before == hash || current_hash() != before)
}

/// Whether the address was written by this tab's page: it is loaded again, and what it does not say is as usual. Without this, what was
/// set last in another tab would take its place.
fn is_own_address() -> bool {
    window().history().and_then(|history| history.state()).is_ok_and(|state| state.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_the_page_and_the_query_of_a_hash() {
        assert_eq!(Route::of("#/train?lr=1"), Route { page: "train", query: "lr=1" });
        assert_eq!(Route::of("#/train?lr=1").hash(), "#/train?lr=1");
        assert_eq!(Route::of("#/train?").hash(), "#/train");
    }

    #[test]
    fn a_slider_makes_one_entry_and_a_discrete_change_one_each() {
        let mut address = Written::default();
        let mut go = |hash: &str, commit| address.step(hash, commit);
        assert_eq!(go("#/train", Commit::Silent), Some(Move::Replace));
        assert_eq!(go("#/train?noise=0.1", Commit::Sliding("noise")), Some(Move::Push));
        assert_eq!(go("#/train?noise=0.2", Commit::Sliding("noise")), Some(Move::Replace));
        assert_eq!(go("#/train?noise=0.2&train=0.6", Commit::Sliding("train")), Some(Move::Push));
        assert_eq!(go("#/train?seed=2", Commit::Discrete), Some(Move::Push));
        assert_eq!(go("#/train?seed=2", Commit::Discrete), None);
        assert_eq!(go("#/train?noise=0.3", Commit::Sliding("noise")), Some(Move::Push));
        assert!(!address.left("#/train?noise=0.3"));
        assert!(address.left("#/train"));
    }
}
