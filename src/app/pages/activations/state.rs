//! The state of the Activations page, and what can be done to it.

use leptos::prelude::*;
use reactive_stores::{Patch, Store};

use relu_lab::explore::mean_field::SCHEMES;
use relu_lab::explore::measured::Gain;
use relu_lab::explore::setup::{Setup, SetupStoreFields};
use relu_lab::link::view::View;
use relu_lab::nn::activation::Activation;
use relu_lab::plot::looks::{self, Look};
use relu_lab::protocol::Command;
use relu_lab::train::notice::Notice;

use crate::hooks::hash_route::{Commit, HashRoute, Route, current_hash, first_query, use_hash_route};
use crate::hooks::screen::Screen;
use crate::page::Page;
use crate::state::{Messages, Run, RunStoreFields, Trainer};

/// Random nets that are measured beside the theory.
const NETS: u32 = 6;
/// The most gains that are remembered: what was seen before comes back at once.
const REMEMBERED: usize = 48;

/// What was asked of the worker: function, initialisation, depth.
type Asked = (Activation, u32, u32);

/// What the page shows, and what can be done to it: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct Explore {
    /// The address of the page.
    pub route: HashRoute,
    /// What is shown, a field each.
    pub setup: Store<Setup>,
    /// Whether the rest of the functions is shown.
    pub more: RwSignal<bool>,
    /// The functions with their looks in the present theme.
    pub looks: Memo<Vec<(Activation, Look)>>,
    /// Gains that were found, the latest last.
    gains: RwSignal<Vec<(Asked, Gain)>>,
    /// What the worker has not answered yet.
    asked: RwSignal<Option<Asked>>,
    trainer: Trainer,
    run: Store<Run>,
}

/// What a link says to show, and what of it could not be taken, also of how the page is shown.
fn read(query: &str) -> (Setup, Vec<Notice>) {
    let (setup, mut notices) = Setup::from_query(query);
    notices.extend(View::from_query(query).1);
    (setup, notices)
}

impl Explore {
    /// What the link or else the last visit says.
    pub fn new(trainer: Trainer, run: Store<Run>, messages: Messages, screen: Screen) -> Self {
        let (setup, notices) = read(&first_query(Page::Activations).unwrap_or_default());
        if Route::of(&current_hash()).shows() == Page::Activations {
            messages.notices.set(notices);
        }
        let setup = Store::new(setup);
        let route = use_hash_route(Page::Activations, Signal::derive(move || setup.with(Setup::to_query)));
        let looks = Memo::new(move |_| {
            let functions = setup.functions().get();
            let looks = looks::looks(screen.theme.get().palette, &functions);
            functions.into_iter().zip(looks).collect()
        });
        let explore = Self {
            route,
            setup,
            more: RwSignal::new(false),
            looks,
            gains: RwSignal::new(Vec::new()),
            asked: RwSignal::new(None),
            trainer,
            run,
        };
        route.on_change(move |query| {
            let (next, notices) = read(query);
            messages.notices.set(notices);
            setup.patch(next);
        });
        route.write(Commit::Silent);
        // Edge: the worker's answers.
        Effect::new(move |_| {
            let Some((activation, scheme, depth, gain)) = trainer.gain.get() else { return };
            explore.asked.set(None);
            explore.gains.update(|gains| {
                gains.push(((activation, scheme, depth), gain));
                let surplus = gains.len().saturating_sub(REMEMBERED);
                gains.drain(..surplus);
            });
        });
        // A worker that was started again has forgotten what it was asked.
        Effect::new(move |_| {
            if !run.connected().get() {
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
        let Some(asked) = missing.filter(|_| self.run.connected().get()) else { return };
        if self.asked.get_untracked().is_none() {
            self.asked.set(Some(asked));
            let (activation, scheme, depth) = asked;
            self.trainer.send(&Command::MeasureGain { activation, scheme, depth, nets: NETS });
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
            self.setup.patch(next);
            self.route.write(commit);
        }
    }
}
