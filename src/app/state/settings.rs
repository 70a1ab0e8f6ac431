//! Changes of the experiment: each restarts the run, or not, and can be undone.

use leptos::prelude::*;
use reactive_stores::{Field, Patch};

use relu_lab::nn::activation::Activation;
use relu_lab::protocol::Command;
use relu_lab::train::field;
use relu_lab::train::notice::Notice;
use relu_lab::train::spec::{MAX_LAYERS, MAX_UNITS, Spec};

use crate::hooks::hash_route::Commit;
use crate::hooks::own;

use super::Trainer;
use super::earlier_runs::{EarlierRun, archived, restart_message};
use super::experiment::{ExperimentStoreFields, OnSwitch, preset_of};
use super::messages::Toast;

/// What the fields of a page show and change: its experiment. Each page provides its own as a context.
#[derive(Clone, Copy)]
pub struct Settings {
    /// The beginning of the fields' ids: a dialog may have the same fields as the page below it.
    pub prefix: &'static str,
    /// What is set.
    pub spec: Field<Spec>,
    /// Takes a value that was typed or chosen for a key.
    pub set: Callback<(&'static str, String, Commit)>,
}

impl Settings {
    /// Takes a value that was typed or chosen.
    pub fn take(self, key: &'static str, value: String, commit: Commit) {
        self.set.run((key, value, commit));
    }
}

impl Trainer {
    /// What the fields of the Train page, and the dialog with all settings, show and change.
    pub fn settings(self) -> Settings {
        let set =
            Callback::new(move |(key, value, commit): (&'static str, String, Commit)| self.set(key, &value, commit));
        Settings { prefix: "field", spec: self.experiment.spec().into(), set }
    }

    /// Takes a value that was typed or chosen for a setting; what is not allowed takes the nearest, and a notice says so.
    pub fn set(self, key: &'static str, value: &str, commit: Commit) {
        let Some(field) = field::field(key) else { return };
        let mut next = self.experiment.spec().get_untracked();
        let mut notices = Vec::new();
        if let Err(correction) = (field.set)(&mut next, value) {
            notices.push(Notice::new(key, value, correction));
        }
        notices.extend(next.reconcile());
        own::attach(&mut next);
        self.keep_locked_seed(&mut next);
        self.messages.forget(key);
        self.messages.note(notices);
        self.apply(next, commit);
    }

    /// Changes settings in a way that is always allowed.
    pub fn change(self, change: impl FnOnce(&mut Spec)) {
        let mut next = self.experiment.spec().get_untracked();
        change(&mut next);
        self.messages.note(next.reconcile());
        self.keep_locked_seed(&mut next);
        self.apply(next, Commit::Discrete);
    }

    /// Another function for all hidden layers.
    pub fn switch_activation(self, activation: Activation, commit: Commit) {
        let mut next = self.experiment.spec().get_untracked();
        next.activations = vec![activation];
        self.apply(next, commit);
    }

    /// The number of hidden layers; a new one is as wide as the last.
    pub fn set_layers(self, count: usize) {
        self.change(|spec| {
            let width = spec.hidden.last().copied().unwrap_or(8);
            spec.hidden.resize(count.min(MAX_LAYERS), width);
            if spec.activations.len() > 1 {
                let last = spec.activations[spec.activations.len() - 1];
                spec.activations.resize(spec.hidden.len().max(1), last);
            }
        });
    }

    /// The number of units of a hidden layer.
    pub fn set_units(self, layer: usize, units: u32) {
        self.change(|spec| {
            if let Some(width) = spec.hidden.get_mut(layer) {
                *width = units.clamp(1, MAX_UNITS);
            }
        });
    }

    /// Makes `next` what is run: by going on with it where that is possible and wanted, else by starting again.
    pub(super) fn apply(self, next: Spec, commit: Commit) {
        let before = self.experiment.spec().get_untracked();
        if before == next {
            return;
        }
        let switched = before.activations != next.activations;
        // The file that a link lacked has come: its link stays as it was.
        let restart = before.restarts_for(&next)
            || before.lacks_data()
            || (switched && self.experiment.on_switch().get_untracked() == OnSwitch::Restart);
        if restart {
            self.archive(&next);
        }
        self.set_spec(next.clone());
        self.route.write(commit);
        if restart {
            self.say_restart(before, &next, commit);
            self.start_run();
        } else {
            self.send(&Command::Change(next));
        }
    }

    /// What is set is `next`; the caption of a preset stays while it speaks of that.
    pub(super) fn set_spec(self, next: Spec) {
        let now = self.experiment.preset().get_untracked();
        let preset = preset_of(now, &next);
        if preset.map(|preset| preset.id) != now.map(|preset| preset.id) {
            self.experiment.preset().set(preset);
        }
        self.leave_opening(&next);
        self.experiment.spec().patch(next);
    }

    /// Keeps the curves of the run that is over because one of `next` begins.
    pub(super) fn archive(self, next: &Spec) {
        let run = EarlierRun { spec: self.experiment.spec().get_untracked(), last: self.frame() };
        self.experiment.earlier().update(|earlier| *earlier = archived(std::mem::take(earlier), run, next));
    }

    fn say_restart(self, before: Spec, next: &Spec, commit: Commit) {
        let sliding = if let Commit::Sliding(key) = commit { Some(key) } else { None };
        // While a slider moves, Undo goes back to where the movement began.
        let began = self.messages.toast.with_untracked(|toast| {
            toast
                .as_ref()
                .filter(|toast| sliding.is_some() && toast.sliding == sliding)
                .and_then(|toast| toast.undo.clone())
        });
        if began.is_none() {
            self.remember_start();
        }
        let left = self.leave_file_for(&before, next).unwrap_or_default();
        let undo = began.unwrap_or(before);
        self.messages.show(Toast { text: restart_message(&undo, next) + &left, undo: Some(undo), sliding });
    }

    /// Goes back to the settings before the change that the toast tells of.
    pub fn undo(self) {
        if let Some(spec) = self.messages.toast.get_untracked().and_then(|toast| toast.undo) {
            let start_before = self.inner.try_update_value(|inner| inner.start_before.take()).flatten();
            self.apply(spec, Commit::Discrete);
            self.undo_start(start_before);
            self.messages.toast.set(None);
        }
    }
}
