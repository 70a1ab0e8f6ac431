//! What the user can do about units that die, and what the page says when it is done.

use crate::protocol::Command;
use crate::train::presets::Preset;
use crate::train::snapshot::{Death, Mark, Snapshot, Status, UnitHealth, UnitId};
use crate::train::spec::Spec;
use crate::ui::runs::{EarlierRun, archived};
use crate::ui::state::{Lab, dead_total, hidden};
use crate::ui::train::health::state::{Awaited, GradientView};
use crate::ui::url::Commit;

/// What is added to the bias of a dead unit.
pub const BIAS_STEP: f32 = 0.5;

impl Lab {
    /// The unit that the worker measures in detail: the one looked at, or the output while it is inspected.
    pub fn measured_unit(self) -> Option<UnitId> {
        let output = || UnitId { layer: self.spec.with(|spec| spec.hidden.len() as u32), unit: 0 };
        self.looked_at().or_else(|| self.health.inspecting.get().then(output))
    }

    /// What the worker is to compute for the page.
    pub fn look(self) -> Command {
        let distributions = self.health.gradient.get() == GradientView::Histograms;
        Command::SetDetail { unit: self.measured_unit(), distributions }
    }

    /// Runs a preset from its start.
    pub fn load_preset(self, preset: &'static Preset) {
        let next = Spec::from_query(preset.query).0;
        let run = EarlierRun { spec: self.spec.get_untracked(), last: self.frame.get_untracked() };
        self.earlier.update(|earlier| *earlier = archived(std::mem::take(earlier), run, &next));
        self.notices.set(Vec::new());
        self.spec.set(next);
        self.write_address(Commit::Discrete);
        self.health.preset.set(Some(preset));
        self.playing.set(true);
        self.start_run();
    }

    /// Back to just before a unit died.
    pub fn back_before(self, death: &Death) {
        self.playing.set(false);
        self.hovered.set(None);
        self.pinned.set(Some(death.id));
        self.health.awaited.set(Some(Awaited::Before(death.id.name(), death.step)));
        self.send(&Command::BackBefore(death.id, death.step));
    }

    /// New incoming weights for all dead units.
    pub fn reinitialise_dead(self) {
        self.health.expect_mark();
        self.send(&Command::ReinitialiseDead);
    }

    /// Lifts all dead units.
    pub fn lift_dead(self) {
        let dead = self.frame.with_untracked(|frame| dead_units(frame));
        self.health.expect_mark();
        self.send(&Command::AddToBias(dead, BIAS_STEP));
    }

    /// Clips the gradient, or no longer.
    pub fn toggle_clip(self) {
        self.health.expect_mark();
        self.change(|spec| spec.clip = if spec.clip.is_some() { None } else { Some(1.0) });
    }

    /// Puts batch norm into the running network.
    pub fn batch_norm_on(self) {
        self.health.expect_mark();
        self.health.awaited.set(Some(Awaited::BatchNorm));
        self.send(&Command::BatchNormOn);
    }

    /// Sets a weight (which input) or the bias of a unit.
    pub fn set_number(self, id: UnitId, input: Option<u32>, value: f32) {
        self.send(&Command::SetNumber(id, input, value));
    }

    /// Takes from a frame what interventions have changed, and says what came of them.
    pub fn follow_interventions(self, frame: &Snapshot) {
        match self.health.awaited.get_untracked() {
            Some(Awaited::BatchNorm) if frame.spec.batch_norm => self.adopt(frame),
            Some(Awaited::Finite) if frame.divergence.is_none() => self.adopt(frame),
            Some(Awaited::Before(name, step)) if frame.step < step => {
                self.adopt(frame);
                self.tell(format!(
                    "Back at step {}, just before {name} died; {} dead here. Paused.",
                    frame.step,
                    dead_total(frame)
                ));
            }
            Some(Awaited::Before(name, _)) if frame.status == Status::Paused => {
                self.health.awaited.set(None);
                self.tell(format!("The state before {name} died is no longer kept. Paused."));
            }
            _ => {}
        }
        let (known, expected) = self.health.marks.get_untracked();
        if frame.marks.len() != known {
            if let Some(mark) = frame.marks.get(known..).and_then(<[Mark]>::last)
                && (expected || !mark.revived.is_empty())
            {
                self.tell(mark_words(mark, dead_total(frame)));
            }
            self.health.marks.set((frame.marks.len(), false));
        }
    }

    /// Activations and batch norm are the run's: page and worker agree again.
    fn adopt(self, frame: &Snapshot) {
        self.health.awaited.set(None);
        let now = self.spec.get_untracked();
        let (activations, batch_norm) = (frame.spec.activations.clone(), frame.spec.batch_norm);
        if now.activations != activations || now.batch_norm != batch_norm {
            self.spec.set(Spec { activations, batch_norm, ..now });
            self.write_address(Commit::Discrete);
        }
    }
}

/// The dead units of a frame.
pub fn dead_units(frame: &Snapshot) -> Vec<UnitId> {
    let layers = hidden(frame).iter().enumerate();
    let dead = layers.flat_map(|(layer, snapshot)| {
        let units = snapshot.health.iter().enumerate().filter(|(_, health)| **health == UnitHealth::Dead);
        units.map(move |(unit, _)| UnitId { layer: layer as u32, unit: unit as u32 })
    });
    dead.collect()
}

/// What an intervention was, and whom it brought back.
fn mark_words(mark: &Mark, dead: usize) -> String {
    const NAMED: usize = 4;
    let names: Vec<String> = mark.revived.iter().take(NAMED).map(|id| id.name()).collect();
    let more = mark.revived.len().saturating_sub(NAMED);
    let who = match (names.len(), more) {
        (0, _) if dead == 0 => String::new(),
        (0, _) => "; no dead unit came back at once".to_owned(),
        (_, 0) => format!("; back to life: {}", names.join(", ")),
        (_, more) => format!("; back to life: {} and {more} more", names.join(", ")),
    };
    let mut label = mark.label.clone();
    if let Some(first) = label.get(..1).map(str::to_ascii_uppercase) {
        label.replace_range(..1, &first);
    }
    format!("{label}{who}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_who_came_back() {
        let unit = |unit| UnitId { layer: 0, unit };
        let mark = |label: &str, units: u32| Mark {
            epoch: 1.0,
            step: 8,
            label: label.to_owned(),
            revived: (0..units).map(unit).collect(),
        };
        assert_eq!(mark_words(&mark("lr 0.05", 0), 0), "Lr 0.05.");
        assert_eq!(mark_words(&mark("lr 0.05", 0), 3), "Lr 0.05; no dead unit came back at once.");
        assert_eq!(
            mark_words(&mark("2 units re-initialised", 2), 0),
            "2 units re-initialised; back to life: H1·1, H1·2."
        );
        assert!(mark_words(&mark("6 units re-initialised", 6), 0).ends_with("H1·4 and 2 more."));
    }
}
