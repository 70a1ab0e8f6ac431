//! The address bar: `#/train?lr=0.3&seed=7`. It holds the experiment; Back and Forward walk through what was tried.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

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
pub enum Move {
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
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (page, query) = path.split_once('?').unwrap_or((path, ""));
        Self { page: page.trim_end_matches('/'), query }
    }

    /// The hash that says this route.
    pub fn hash(self) -> String {
        if self.query.is_empty() { format!("#/{}", self.page) } else { format!("#/{}?{}", self.page, self.query) }
    }
}

/// What stands in the address bar, and which slider put it there.
#[derive(Debug, Clone, Default)]
pub struct Address {
    hash: String,
    sliding: Option<&'static str>,
}

impl Address {
    /// Notes that this hash is to stand there, and says how; `None` if it does already.
    pub fn step(&mut self, hash: &str, commit: Commit) -> Option<Move> {
        let goes_on = matches!((commit, self.sliding), (Commit::Sliding(now), Some(before)) if now == before);
        self.sliding = if let Commit::Sliding(key) = commit { Some(key) } else { None };
        if self.hash == hash {
            return None;
        }
        hash.clone_into(&mut self.hash);
        Some(if goes_on || commit == Commit::Silent { Move::Replace } else { Move::Push })
    }

    /// Whether the browser shows another hash than the one that was put there: the user went back, forward, or typed.
    pub fn left(&self, hash: &str) -> bool {
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

/// Makes the browser show this hash, without an event.
pub fn write(hash: &str, how: Move) {
    let Ok(history) = window().history() else { return };
    // A browser may refuse, as some do for more than 100 entries in 30 seconds; the next change tries again.
    let _ = match how {
        Move::Push => history.push_state_with_url(&JsValue::NULL, "", Some(hash)),
        Move::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(hash)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_a_page_and_a_query() {
        for (hash, page, query) in [
            ("", "", ""),
            ("#", "", ""),
            ("#/train", "train", ""),
            ("#/train/", "train", ""),
            ("#train?lr=1", "train", "lr=1"),
            ("#/train?lr=1&act=leaky_relu(0.2)", "train", "lr=1&act=leaky_relu(0.2)"),
            ("#/compare?", "compare", ""),
        ] {
            assert_eq!(Route::of(hash), Route { page, query }, "{hash}");
        }
        assert_eq!(Route::of("#/train?lr=1").hash(), "#/train?lr=1");
        assert_eq!(Route::of("#/train?").hash(), "#/train");
    }

    #[test]
    fn a_slider_makes_one_entry_and_a_discrete_change_one_each() {
        let mut address = Address::default();
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
