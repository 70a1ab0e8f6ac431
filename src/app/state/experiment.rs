//! What is set: the experiment of the Train page.

use reactive_stores::Store;

use relu_lab::train::presets::{PRESETS, Preset};
use relu_lab::train::spec::Spec;

use super::earlier_runs::EarlierRun;

/// What switching the activation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnSwitch {
    /// The same data, order and initial draws, from step 0.
    #[default]
    Restart,
    /// Training goes on through the new function.
    KeepWeights,
}

/// What is set. Changes go through [`Trainer`](super::Trainer), which also tells the worker.
#[derive(Debug, Clone, Store)]
pub struct Experiment {
    /// Every setting, a field each.
    pub spec: Spec,
    /// What switching the activation does.
    pub on_switch: OnSwitch,
    /// The preset that was loaded, until another experiment begins.
    pub preset: Option<&'static Preset>,
    /// Earlier runs, oldest first: their loss curves stay.
    pub earlier: Vec<EarlierRun>,
}

impl Experiment {
    /// At the start, with the preset that these settings are.
    pub fn new(spec: Spec) -> Self {
        let preset = PRESETS.iter().find(|preset| Spec::from_query(preset.query).0 == spec);
        Self { spec, on_switch: OnSwitch::default(), preset, earlier: Vec::new() }
    }
}
