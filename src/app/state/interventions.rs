//! What the user can do about units that die, and what the page says when it is done.

use crate::pages::train::words::{self, events};
use leptos::prelude::*;
use reactive_stores::Patch;

use relu_lab::lessons::preset::{Next, Preset, SeenIn};
use relu_lab::protocol::Command;
use relu_lab::train::snapshot::{Death, Mark, Snapshot, Status, UnitHealth, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;

use crate::hooks::hash_route::Commit;

use super::Trainer;
use super::display::{DisplayStoreFields, GradientView, Strip};
use super::experiment::ExperimentStoreFields;
use super::run::{RunStoreFields, dead_total, hidden, output_is_dead};

/// An intervention whose frame has not come yet: the activations and batch norm of that frame are what is then set.
#[derive(Debug, Clone, PartialEq)]
pub enum Pending {
    /// The frame with batch norm.
    BatchNorm,
    /// The frame before a unit died: its name, and the step of the check that found it dead.
    Before(String, u64),
    /// The frame at the end of this epoch.
    Epoch(u32),
    /// The frame in which a unit has died.
    Death,
    /// The frame that is finite again, and the learning rate with which it goes on if that was changed.
    Finite(Option<f32>),
}

/// What is added to the bias of a dead unit.
pub const BIAS_STEP: f32 = 0.5;

impl Trainer {
    /// Loads a preset: paused at its start, with the figure in sight that shows what it claims.
    pub fn load_preset(self, preset: &'static Preset) {
        self.messages.notices.set(Vec::new());
        self.run.playing().set(false);
        self.show(preset.seen_in);
        self.load(preset, preset.spec());
    }

    /// Begins a run of what a preset suggests next, or of the preset again, with the seed as it is; it goes on at once
    /// if it was playing.
    pub fn load_next(self, preset: &'static Preset, next: Option<&'static Next>) {
        let seed = self.experiment.spec().get_untracked().seed;
        let spec = next.map_or_else(|| preset.spec(), |next| preset.spec_of(next));
        self.load(preset, Spec { seed, ..spec });
    }

    fn load(self, preset: &'static Preset, mut next: Spec) {
        self.keep_locked_seed(&mut next);
        self.archive(&next);
        self.leave_file();
        self.leave_opening(&next);
        self.experiment.spec().patch(next);
        self.experiment.preset().set(Some(preset));
        self.route.write(Commit::Discrete);
        self.start_run();
    }

    /// Shows the figure that a preset speaks of.
    pub(super) fn show(self, figure: SeenIn) {
        self.display.strip().set(match figure {
            SeenIn::Loss => Strip::Loss,
            SeenIn::Living => Strip::Living,
            SeenIn::OutputGradient => Strip::Gradient,
        });
        if figure == SeenIn::OutputGradient {
            self.display.gradient().set(GradientView::OutputGradient);
        }
    }

    /// Back to just before a unit died.
    pub fn back_before(self, death: &Death) {
        self.run.playing().set(false);
        self.display.hovered().set(None);
        let hidden = hidden(&self.frame()).len() as u32;
        self.display.pinned().set(Some(death.id).filter(|id| id.layer < hidden));
        self.expect(Pending::Before(words::health::name(&self.frame(), death.id), death.step));
        self.send(&Command::BackBefore(death.id, death.step));
    }

    /// New incoming weights for all dead units.
    pub fn reinitialise_dead(self) {
        self.expect_mark();
        self.send(&Command::ReinitialiseDead);
    }

    /// Lifts all dead units, a dead output too.
    pub fn lift_dead(self) {
        let dead = dead_units(&self.frame());
        self.expect_mark();
        self.send(&Command::AddToBias(dead, BIAS_STEP));
    }

    /// Clips the gradient, or no longer.
    pub fn toggle_clip(self) {
        self.expect_mark();
        self.change(|spec| spec.clip = if spec.clip.is_some() { None } else { Some(1.0) });
    }

    /// Puts batch norm into the running network.
    pub fn batch_norm_on(self) {
        self.expect_mark();
        self.expect(Pending::BatchNorm);
        self.send(&Command::BatchNormOn);
    }

    /// Sets a number of a unit.
    pub fn set_number(self, id: UnitId, number: UnitNumber, value: f32) {
        self.send(&Command::SetNumber(id, number, value));
    }

    // ---- Divergence ----

    /// Back to the last epoch whose numbers are all finite.
    pub fn back_to_finite(self) {
        self.go_back(None);
    }

    fn go_back(self, learning_rate: Option<f32>) {
        self.run.playing().set(false);
        self.expect(Pending::Finite(learning_rate));
        self.send(&Command::BackToFinite);
    }

    /// On with half the learning rate; a diverged run first goes back to where its numbers were finite.
    pub fn halve_learning_rate(self) {
        let now = self.experiment.spec().get_untracked().learning_rate;
        let half = (now / 2.0).max(1e-5);
        if self.frame().divergence.is_some() {
            self.go_back(Some(half));
        } else {
            self.expect_mark();
        }
        self.change(|spec| spec.learning_rate = half);
    }

    // ---- What came of it ----

    pub(super) fn expect(self, pending: Pending) {
        self.inner.update_value(|inner| inner.pending = Some(pending));
    }

    pub(super) fn settle(self) {
        self.inner.update_value(|inner| inner.pending = None);
    }

    /// The next intervention is told even if it revives nobody.
    fn expect_mark(self) {
        self.inner.update_value(|inner| inner.expects_mark = true);
    }

    /// Takes from a frame what interventions have changed, and says what came of them.
    pub fn follow_interventions(self, frame: &Snapshot) {
        match self.inner.with_value(|inner| inner.pending.clone()) {
            Some(Pending::BatchNorm) if frame.spec.batch_norm => self.adopt(frame),
            Some(Pending::Finite(rate)) if frame.divergence.is_none() => {
                self.adopt(frame);
                self.messages.tell(events::back(frame, rate));
            }
            Some(Pending::Before(name, step)) if is_before(frame, &name, step) => {
                self.adopt(frame);
                self.messages.tell(events::back_before(frame, &name, dead_total(frame)));
            }
            _ => {}
        }
        let (known, expected) = self.inner.with_value(|inner| (inner.known_marks, inner.expects_mark));
        if frame.marks.len() != known {
            if let Some(mark) = frame.marks.get(known..).and_then(<[Mark]>::last)
                && (expected || !mark.revived.is_empty())
            {
                let dead = dead_total(frame) + usize::from(output_is_dead(frame));
                self.messages.tell(events::mark(mark, dead, hidden(frame).len()));
            }
            self.inner.update_value(|inner| (inner.known_marks, inner.expects_mark) = (frame.marks.len(), false));
        }
    }

    /// Activations and batch norm are the run's: page and worker agree again.
    fn adopt(self, frame: &Snapshot) {
        self.settle();
        let now = self.experiment.spec().get_untracked();
        let (activations, batch_norm) = (frame.spec.activations.clone(), frame.spec.batch_norm);
        if now.activations != activations || now.batch_norm != batch_norm {
            self.set_spec(Spec { activations, batch_norm, ..now });
            self.route.write(Commit::Discrete);
        }
    }
}

/// Whether the run is back before the death of the unit with this name at this step: by a step, or at the same step before
/// what the user did.
fn is_before(frame: &Snapshot, name: &str, step: u64) -> bool {
    let still = frame.deaths.iter().any(|death| death.step == step && words::health::name(frame, death.id) == name);
    frame.step < step || (frame.step == step && frame.status == Status::Paused && !still)
}

/// The dead units of a frame, a dead output included.
pub fn dead_units(frame: &Snapshot) -> Vec<UnitId> {
    let layers = frame.layers.iter().enumerate();
    let dead = layers.flat_map(|(layer, snapshot)| {
        let units = snapshot.health.iter().enumerate().filter(|(_, health)| **health == UnitHealth::Dead);
        units.map(move |(unit, _)| UnitId { layer: layer as u32, unit: unit as u32 })
    });
    dead.collect()
}
