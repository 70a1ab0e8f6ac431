//! The state of the Activations page, and what can be done to it.

use std::ops::Deref;

use leptos::prelude::*;

use crate::hooks::hash_route::{self as url, Address, Commit, Route};
use crate::hooks::screen::Screen;
use crate::state::Lab;
use relu_lab::explore::mean_field::SCHEMES;
use relu_lab::explore::measured::Gain;
use relu_lab::explore::setup::Setup;
use relu_lab::nn::activation::Activation;
use relu_lab::plot::colour::{self, Look};
use relu_lab::protocol::Command;

/// Random nets that are measured beside the theory.
const NETS: u32 = 6;
/// The most gains that are remembered: what was seen before comes back at once.
const REMEMBERED: usize = 48;

/// What was asked of the worker: function, initialisation, depth.
type Asked = (Activation, u32, u32);

/// A handle to the page's state.
#[derive(Clone, Copy)]
pub struct Explore(&'static State);

impl Deref for Explore {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// The page's state.
pub struct State {
    /// What is shown.
    pub setup: RwSignal<Setup>,
    /// Whether the rest of the functions is shown.
    pub more: RwSignal<bool>,
    /// The functions that are shown: changes less often than the rest.
    pub functions: Memo<Vec<Activation>>,
    /// The functions with their looks in the present theme.
    pub looks: Memo<Vec<(Activation, Look)>>,
    /// Gains that were found, the latest last.
    gains: RwSignal<Vec<(Asked, Gain)>>,
    lab: Lab,
    /// What the worker has not answered yet.
    asked: RwSignal<Option<Asked>>,
    address: RwSignal<Address>,
}

impl Explore {
    /// What the link says if it is one to this page.
    pub fn new(lab: Lab, screen: Screen) -> Self {
        let setup = RwSignal::new(Setup::default());
        let functions = Memo::new(move |_| setup.with(|setup| setup.functions.clone()));
        let looks = Memo::new(move |_| {
            let functions = functions.get();
            let looks = colour::looks(screen.theme.get().0.palette, &functions);
            functions.into_iter().zip(looks).collect()
        });
        let state = State {
            setup,
            functions,
            looks,
            more: RwSignal::new(false),
            gains: RwSignal::new(Vec::new()),
            lab,
            asked: RwSignal::new(None),
            address: RwSignal::new(Address::default()),
        };
        // It lives as long as the page.
        let explore = Self(Box::leak(Box::new(state)));
        let hash = url::current_hash();
        if Route::of(&hash).page == PAGE {
            explore.follow_address();
        }
        // Edge: the worker's answers.
        Effect::new(move |_| {
            let Some((activation, scheme, depth, gain)) = lab.gain.get() else { return };
            explore.asked.set(None);
            explore.gains.update(|gains| {
                gains.push(((activation, scheme, depth), gain));
                let surplus = gains.len().saturating_sub(REMEMBERED);
                gains.drain(..surplus);
            });
        });
        // A worker that was started again has forgotten what it was asked.
        Effect::new(move |_| {
            if !lab.listens.get() {
                explore.asked.set(None);
            }
        });
        explore
    }

    // ---- What is derived ----

    /// The functions with their gains as far as they are known.
    pub fn known_gains(self) -> Vec<(Activation, Option<Gain>)> {
        let wanted = self.wanted();
        self.gains.with(|gains| {
            let known = |asked: &Asked| gains.iter().find(|(other, _)| other == asked).map(|(_, gain)| gain.clone());
            wanted.iter().map(|asked| (asked.0, known(asked))).collect()
        })
    }

    fn wanted(self) -> Vec<Asked> {
        self.setup.with(|setup| {
            setup.functions.iter().map(|function| (*function, setup.scheme as u32, setup.depth as u32)).collect()
        })
    }

    /// Asks the worker for the next gain that is shown and not known, one at a time: while a slider moves, the latest counts.
    pub fn ask_for_gains(self) {
        let missing = self
            .gains
            .with(|gains| self.wanted().into_iter().find(|asked| gains.iter().all(|(other, _)| other != asked)));
        let Some(asked) = missing.filter(|_| self.lab.listens.get()) else { return };
        if self.asked.get_untracked().is_none() {
            self.asked.set(Some(asked));
            let (activation, scheme, depth) = asked;
            self.lab.send(&Command::MeasureGain { activation, scheme, depth, nets: NETS });
        }
    }

    /// The name of the initialisation.
    pub fn scheme_name(self) -> &'static str {
        self.setup.with(|setup| SCHEMES.get(setup.scheme).map_or("", |scheme| scheme.name))
    }

    // ---- Changes ----

    /// Changes what is shown.
    pub fn change(self, commit: Commit, change: impl FnOnce(&mut Setup)) {
        let mut next = self.setup.get_untracked();
        change(&mut next);
        self.apply(next, commit);
    }

    /// Changes what is shown, with an entry of its own in the browser's history.
    pub fn set(self, change: impl FnOnce(&mut Setup)) {
        self.change(Commit::Discrete, change);
    }

    /// Changes what is shown while something slides: one entry for the whole movement.
    pub fn slide(self, what: &'static str, change: impl FnOnce(&mut Setup)) {
        self.change(Commit::Sliding(what), change);
    }

    fn apply(self, next: Setup, commit: Commit) {
        if self.setup.with_untracked(|now| *now != next) {
            self.setup.set(next);
            self.write_address(commit);
        }
    }

    // ---- The address ----

    /// The address that says what is shown.
    pub fn address(self) -> String {
        Route { page: PAGE, query: &self.setup.with(Setup::to_query) }.hash()
    }

    fn write_address(self, commit: Commit) {
        let hash = untrack(|| self.address());
        let step = self.address.try_update(|address| address.step(&hash, commit)).flatten();
        if let Some(how) = step {
            url::write(&hash, how);
        }
    }

    /// Shows what the address bar says now.
    pub fn follow_address(self) {
        let hash = url::current_hash();
        if !self.address.with_untracked(|address| address.left(&hash)) {
            return;
        }
        self.address.update(|address| _ = address.step(&hash, Commit::Silent));
        // The browser writes some characters of a hash otherwise than they were given: what counts is what it says.
        let (setup, notices) = Setup::from_query(Route::of(&hash).query);
        self.lab.notices.set(notices);
        if self.setup.with_untracked(|now| *now != setup) {
            self.setup.set(setup);
        }
        self.write_address(Commit::Silent);
    }
}

/// The page's name in the address.
const PAGE: &str = "activations";
