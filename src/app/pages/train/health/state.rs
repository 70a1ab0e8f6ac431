//! What the health part of the page remembers.

use leptos::prelude::*;
use relu_lab::train::presets::{PRESETS, Preset};
use relu_lab::train::spec::Spec;

/// What the gradient plot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GradientView {
    /// Norm of each layer over time.
    #[default]
    Norm,
    /// Norm from the first layer to the output, now.
    Profile,
    /// |Δw| / |w| over time.
    UpdateRatio,
    /// How z, a and the gradient are spread in each layer, now.
    Histograms,
    /// Their mean and standard deviation over time.
    Spread,
}

/// A frame that is waited for: its activations and batch norm are what the page then says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Awaited {
    /// The one with batch norm.
    BatchNorm,
    /// The one before a unit died: its name, and the step of the check that found it dead.
    Before(String, u64),
    /// The one that is finite again.
    Finite,
}

/// Presets, deaths, interventions and the inspector.
#[derive(Clone, Copy)]
pub struct Health {
    /// The preset that was loaded, until another experiment begins.
    pub preset: RwSignal<Option<&'static Preset>>,
    /// Whether the inspector is open.
    pub inspecting: RwSignal<bool>,
    /// Whether the table of all units is open.
    pub unit_table: RwSignal<bool>,
    /// What the gradient plot shows.
    pub gradient: RwSignal<GradientView>,
    pub(super) awaited: RwSignal<Option<Awaited>>,
    /// How many marks of the run are known, and whether the next one is told in any case.
    pub(super) marks: RwSignal<(usize, bool)>,
}

impl Health {
    /// At the start, with the preset that these settings are.
    pub fn new(spec: &Spec) -> Self {
        Self {
            preset: RwSignal::new(PRESETS.iter().find(|preset| Spec::from_query(preset.query).0 == *spec)),
            inspecting: RwSignal::new(false),
            unit_table: RwSignal::new(false),
            gradient: RwSignal::new(GradientView::default()),
            awaited: RwSignal::new(None),
            marks: RwSignal::new((0, false)),
        }
    }

    /// Another run begins.
    pub fn begin(self) {
        self.awaited.set(None);
        self.marks.set((0, false));
    }

    /// A preset's claim goes for its experiment, and for the same one with other activations.
    pub fn forget_preset(self, before: &Spec, next: &Spec) {
        if !(Spec { activations: next.activations.clone(), ..before.clone() } == *next) {
            self.preset.set(None);
        }
    }

    /// The next intervention is told even if it revives nobody.
    pub fn expect_mark(self) {
        self.marks.update(|(_, expected)| *expected = true);
    }

    /// The run goes back to where its numbers were finite.
    pub fn expect_finite(self) {
        self.awaited.set(Some(Awaited::Finite));
    }
}
