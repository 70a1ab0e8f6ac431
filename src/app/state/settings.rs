//! Changes of the experiment: each restarts the run, or not, and can be undone.

use crate::components::fields::Settings;
use crate::hooks::hash_route::Commit;
use crate::state::runs::{EarlierRun, archived, restart_message};
use leptos::prelude::*;
use relu_lab::nn::activation::Activation;
use relu_lab::protocol::Command;
use relu_lab::train::field;
use relu_lab::train::spec::{MAX_LAYERS, MAX_UNITS, Notice, Spec};

use super::{Lab, OnSwitch, Toast};

impl Lab {
    /// What the fields of the Train page, and the dialog with all settings, show and change.
    pub fn settings(self) -> Settings {
        let set =
            Callback::new(move |(key, value, commit): (&'static str, String, Commit)| self.set(key, &value, commit));
        Settings { prefix: "field", spec: self.spec.into(), set }
    }

    /// Takes a value that was typed or chosen for a setting; what is not allowed takes the nearest, and a notice says so.
    pub fn set(self, key: &'static str, value: &str, commit: Commit) {
        let Some(field) = field::field(key) else { return };
        let mut next = self.spec.get_untracked();
        let mut notices = Vec::new();
        if let Err(message) = (field.set)(&mut next, value) {
            notices.push(Notice { key: key.to_owned(), value: value.to_owned(), message });
        }
        notices.extend(next.reconcile());
        self.notices.update(|shown| shown.retain(|notice| notice.key != key));
        self.note(notices);
        self.apply(next, commit);
    }

    /// Changes settings in a way that is always allowed.
    pub fn change(self, change: impl FnOnce(&mut Spec)) {
        let mut next = self.spec.get_untracked();
        change(&mut next);
        self.note(next.reconcile());
        self.apply(next, Commit::Discrete);
    }

    /// Another function for all hidden layers.
    pub fn switch_activation(self, activation: Activation, commit: Commit) {
        let mut next = self.spec.get_untracked();
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
        let before = self.spec.get_untracked();
        if before == next {
            return;
        }
        let switched = before.activations != next.activations;
        let restart = before.restarts_for(&next) || (switched && self.on_switch.get_untracked() == OnSwitch::Restart);
        if restart {
            self.health.forget_preset(&before, &next);
            let run = EarlierRun { spec: before.clone(), last: self.frame.get_untracked() };
            self.earlier.update(|earlier| *earlier = archived(std::mem::take(earlier), run, &next));
        }
        self.spec.set(next.clone());
        self.write_address(commit);
        if restart {
            self.say_restart(before, &next, commit);
            self.start_run();
        } else {
            self.send(&Command::Change(next));
        }
    }

    pub(super) fn say_restart(self, before: Spec, next: &Spec, commit: Commit) {
        let sliding = if let Commit::Sliding(key) = commit { Some(key) } else { None };
        // While a slider moves, Undo goes back to where the movement began.
        let began = self.toast.with_untracked(|toast| {
            toast
                .as_ref()
                .filter(|toast| sliding.is_some() && toast.sliding == sliding)
                .and_then(|toast| toast.undo.clone())
        });
        let undo = began.unwrap_or(before);
        self.say(Toast { text: restart_message(&undo, next), undo: Some(undo), sliding });
    }

    /// Goes back to the settings before the change that the toast tells of.
    pub fn undo(self) {
        if let Some(spec) = self.toast.get_untracked().and_then(|toast| toast.undo) {
            self.apply(spec, Commit::Discrete);
            self.toast.set(None);
        }
    }
}
