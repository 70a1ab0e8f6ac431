//! What the address says of a run beside its settings: where it begins, what is pinned, whether its seed is locked.
//!
//! The view belongs to the address ([`HashRoute::view`](crate::hooks::hash_route::HashRoute)); what of it is of the experiment that was
//! linked goes when another one is set.

use leptos::prelude::*;

use relu_lab::link::view::View;
use relu_lab::protocol::Command;
use relu_lab::train::notice::Notice;
use relu_lab::train::spec::Spec;

use crate::hooks::screen::prefers_reduced_motion;

use super::Trainer;
use super::display::DisplayStoreFields;
use super::experiment::ExperimentStoreFields;
use super::present::Scene;
use super::run::RunStoreFields;

/// Said where the seed would change.
pub const LOCKED_SEED: &str = "This link has locked the seed.";

/// Where a link wants a run to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// At the end of this epoch.
    at: Option<u32>,
    /// Going on by itself.
    play: bool,
}

impl Trainer {
    /// Takes what the first address says.
    pub(super) fn open_view(self, (view, mut notices): (View, Vec<Notice>)) {
        // Of another page's address this page takes nothing.
        let mut view = View { embed: self.route.view.with_untracked(|own| own.embed), ..view };
        if self.route.view.with_untracked(|own| *own != view) {
            return;
        }
        notices.extend(self.experiment.spec().with_untracked(|spec| view.reconcile(spec)));
        self.messages.note(notices);
        self.take_view(view);
    }

    /// Takes what an address says that was come to by Back, Forward or an edit, with the experiment that it names; whether that needs a
    /// run of its own.
    pub(super) fn follow_view(self, (view, mut notices): (View, Vec<Notice>), next: &Spec) -> bool {
        let mut view = View { embed: self.route.view.with_untracked(|own| own.embed), ..view };
        notices.extend(view.reconcile(next));
        self.messages.note(notices);
        let is_other_start = self.started_from.with_value(|weights| *weights != view.weights);
        let starts_anew = view.at.is_some() || is_other_start;
        self.take_view(view);
        starts_anew
    }

    fn take_view(self, view: View) {
        let opening = Opening { at: view.at, play: view.play };
        self.inner.update_value(|inner| inner.opening = Some(opening));
        self.started_from.set_value(view.weights.clone());
        if view.unit.is_some() {
            self.display.pinned().set(view.unit);
        }
        if view.at.is_some() {
            self.display.marked_epoch().set(view.at);
        }
        if let Some(scene) = view.scene.and_then(|scene| Scene::numbered(scene as usize)) {
            self.present.enter(scene);
        }
        self.route.view.set(view);
    }

    /// Takes the run that has just been started to where the link wants it, once.
    pub(super) fn go_to_opening(self) {
        if !self.run.connected().get_untracked() {
            return;
        }
        let Some(Opening { at, play }) = self.inner.try_update_value(|inner| inner.opening.take()).flatten() else {
            return;
        };
        let play = play && !prefers_reduced_motion();
        if at.is_some() || play {
            self.run.playing().set(true);
        }
        match at {
            Some(epoch) => {
                self.inner.update_value(|inner| inner.goal = (!play).then_some(epoch));
                self.send(&Command::TrainTo { epoch, play });
            }
            None if play => self.send(&Command::Resume),
            None => {}
        }
    }

    /// Whether the run waits at the end of this epoch because the link wanted it there.
    pub(super) fn has_reached(self, epoch: u32) -> bool {
        let take = |inner: &mut super::trainer::Inner| inner.goal.take_if(|goal| epoch >= *goal).is_some();
        self.inner.try_update_value(take).unwrap_or_default()
    }

    /// Another experiment is set: where the link wanted its own to begin no longer counts. Weights stay a start where they fit and no
    /// other weights are asked for.
    pub(super) fn leave_opening(self, next: &Spec) {
        let before = self.experiment.spec().get_untracked();
        if before == *next {
            return;
        }
        let is_other_draw = (before.seed, &before.init, &before.bias) != (next.seed, &next.init, &next.bias);
        self.route.view.update(|view| {
            (view.at, view.play) = (None, false);
            if is_other_draw {
                view.weights = None;
            }
            // What no longer fits goes without a word: the user has just changed it.
            view.reconcile(next);
        });
        self.started_from.set_value(self.route.view.with_untracked(|view| view.weights.clone()));
    }

    /// Whether the link has locked the seed.
    pub fn has_locked_seed(self) -> bool {
        self.route.view.with(|view| view.lock_seed)
    }

    /// Keeps the seed of what is set if the link has locked it.
    pub(super) fn keep_locked_seed(self, next: &mut Spec) {
        if untrack(|| self.has_locked_seed()) {
            next.seed = self.experiment.spec().with_untracked(|spec| spec.seed);
        }
    }
}
