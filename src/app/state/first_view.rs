//! What somebody sees who comes for the first time: a calm page, and one line that says what to do.
//!
//! The calm view leaves out what a beginner does not need. It is for who comes to the bare address for the first time, until they
//! follow a link or ask for all controls, and for who asks for it; then a link that sets something which it does not show opens all
//! controls for this visit. Edge: the browser's storage.

use leptos::prelude::*;

use relu_lab::lessons::preset::{Relation, presets};
use relu_lab::train::field::FIELDS;
use relu_lab::train::spec::Spec;

use crate::hooks::hash_route::{Route, current_hash, stored_query};
use crate::hooks::storage::stored;
use crate::page::Page;

/// Where the browser keeps which controls are shown: `all` or `calm` if that was asked for, `first` since a first visit, `seen` once
/// that has led to all controls, else nothing.
const CONTROLS_KEY: &str = "relu-lab/controls";
/// Where the browser keeps that the first line was closed: `closed`, or nothing.
const WELCOME_KEY: &str = "relu-lab/welcome";

/// Settings that the calm view shows. Its captions tell of those that a preset sets.
const SHOWN: [&str; 4] = ["data", "act", "hidden", "features"];

/// What is remembered of somebody.
#[derive(Debug, Clone, Default)]
struct Known {
    /// Which controls they asked for.
    controls: String,
    /// Whether they closed the first line.
    welcome: String,
    /// The experiment that they left.
    query: String,
}

/// What is shown at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstView {
    /// Whether the page leaves out what a beginner does not need.
    pub calm: bool,
    /// Whether it says what to do first.
    pub welcome: bool,
}

/// What is remembered of visits. It is a context, as it lives as long as the page.
#[derive(Clone, Copy)]
pub struct Visits {
    controls: Signal<String>,
    keep_controls: WriteSignal<String>,
    keep_welcome: WriteSignal<String>,
}

impl Visits {
    /// Reads what is remembered, and says what is shown at first by that and by the address.
    pub fn open() -> (Self, FirstView) {
        let (controls, keep_controls) = stored(CONTROLS_KEY);
        let (welcome, keep_welcome) = stored(WELCOME_KEY);
        let known = Known {
            controls: controls.get_untracked(),
            welcome: welcome.get_untracked(),
            query: stored_query(Page::Train),
        };
        let first_view = FirstView::of(&current_hash(), &known);
        if known.controls.is_empty() && first_view.calm {
            // Before anything else is stored: a page that is left at once must not look like one that was used before there was a calm
            // view, which is known by an experiment without this.
            keep_controls.set("first".to_owned());
        }
        (Self { controls, keep_controls, keep_welcome }, first_view)
    }

    /// Remembers what a first visit leads to.
    pub fn follow(self, calm: impl Fn() -> bool + 'static) {
        // Edge: storage.
        Effect::new(move |_| {
            if !calm() && self.controls.get_untracked() == "first" {
                self.keep_controls.set("seen".to_owned());
            }
        });
    }

    /// Remembers which controls are asked for.
    pub fn keep_controls(self, calm: bool) {
        self.keep_controls.set(if calm { "calm" } else { "all" }.to_owned());
    }

    /// Remembers that the first line was closed.
    pub fn close_welcome(self) {
        self.keep_welcome.set("closed".to_owned());
    }
}

impl FirstView {
    fn of(hash: &str, known: &Known) -> Self {
        let route = Route::of(hash);
        let is_bare = route.page.is_empty();
        let calm = match known.controls.as_str() {
            // Loaded again, the address is what the page itself wrote there.
            "first" => is_bare || route.shows() != Page::Train || route.query == known.query,
            "calm" if route.shows() == Page::Train && !route.query.is_empty() => {
                let spec = |query: &str| Spec::from_query(query).0;
                !needs_all(&spec(&known.query), &spec(route.query))
            }
            "calm" => true,
            // Who has been here before there was a calm view goes on as they are used to.
            "" => is_bare && known.query.is_empty(),
            _ => false,
        };
        let is_first = matches!(known.controls.as_str(), "" | "first");
        Self { calm, welcome: is_bare && calm && is_first && known.welcome.is_empty() }
    }
}

/// Whether somebody who goes from one experiment to another by a link needs controls that the calm view leaves out.
pub fn needs_all(before: &Spec, next: &Spec) -> bool {
    let is_told = presets().any(|preset| matches!(preset.relation(next), Some(Relation::Same | Relation::Next(_))));
    let hidden = FIELDS.iter().filter(|field| !SHOWN.contains(&field.key));
    !is_told && hidden.into_iter().any(|field| (field.get)(before) != (field.get)(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::lessons::preset::first_run_query;

    fn view(hash: &str, controls: &str, query: &str) -> (bool, bool) {
        let known = Known { controls: controls.to_owned(), query: query.to_owned(), ..Known::default() };
        let FirstView { calm, welcome } = FirstView::of(hash, &known);
        (calm, welcome)
    }

    #[test]
    fn the_first_visit_is_calm_and_links_show_what_they_set() {
        for bare in ["", "#", "#/"] {
            assert_eq!(view(bare, "", ""), (true, true));
            assert_eq!(view(bare, "first", first_run_query()), (true, true));
            assert_eq!(view(bare, "calm", first_run_query()), (true, false));
            assert_eq!(view(bare, "seen", ""), (false, false));
            assert_eq!(view(bare, "all", first_run_query()), (false, false));
            // Somebody who was here before.
            assert_eq!(view(bare, "", "lr=1"), (false, false));
        }
        for link in ["#/train", "#/train?lr=0.3", "#/compare"] {
            assert_eq!(view(link, "", ""), (false, false), "{link}");
            assert_eq!(view(link, "first", first_run_query()), (link == "#/compare", false), "{link}");
            assert_eq!(view(link, "seen", first_run_query()), (false, false), "{link}");
        }
        // Loaded again: the address is what the page itself wrote there.
        let first = format!("#/train?{}", first_run_query());
        assert_eq!(view(&first, "first", first_run_query()), (true, false));
        assert_eq!(view(&first, "calm", first_run_query()), (true, false));
        assert_eq!(view("#/train?lr=0.3", "calm", "lr=0.3"), (true, false));
        assert_eq!(view("#/train", "calm", "lr=0.3"), (true, false));
        assert_eq!(view("#/train?data=xor&act=tanh", "calm", ""), (true, false));
        // From elsewhere.
        assert_eq!(view("#/train?lr=0.3", "calm", ""), (false, false));
    }

    #[test]
    fn the_first_line_stays_closed() {
        let known = Known { controls: "first".to_owned(), welcome: "closed".to_owned(), ..Known::default() };
        assert_eq!(FirstView::of("", &known), FirstView { calm: true, welcome: false });
    }

    #[test]
    fn what_a_caption_tells_needs_no_control() {
        let spec = |query: &str| Spec::from_query(query).0;
        assert!(!needs_all(&spec(""), &spec(first_run_query())));
        assert!(!needs_all(&spec(""), &spec("hidden=16,16&data=moons&features=x1")));
        assert!(needs_all(&spec(""), &spec("opt=adam")));
        assert!(!needs_all(&spec("opt=adam"), &spec("opt=adam&data=xor")));
    }
}
