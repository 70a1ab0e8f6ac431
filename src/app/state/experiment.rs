//! What is set: the experiment of the Train page.

use reactive_stores::Store;

use relu_lab::lessons::preset::{Preset, presets};
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

/// The preset that `spec` belongs to: still the one of before while its caption speaks of `spec`, else the one that
/// `spec` is.
pub fn preset_of(before: Option<&'static Preset>, spec: &Spec) -> Option<&'static Preset> {
    let is_it = |preset: &&Preset| preset.spec() == *spec;
    before.filter(|preset| preset.relation(spec).is_some()).or_else(|| presets().find(is_it))
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
        let preset = preset_of(None, &spec);
        Self { spec, on_switch: OnSwitch::default(), preset, earlier: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::lessons::preset::preset;

    #[test]
    fn a_preset_keeps_its_caption_while_somebody_follows_it() {
        let of = |before: Option<&str>, query: &str| {
            preset_of(before.and_then(preset), &Spec::from_query(query).0).map(|preset| preset.id)
        };
        let rescue = preset("batch_norm_rescues").map_or("", |preset| preset.query);
        assert_eq!(of(None, rescue), Some("batch_norm_rescues"));
        // What it suggests, and another activation.
        assert_eq!(of(Some("batch_norm_rescues"), &format!("{rescue}&bn=off")), Some("batch_norm_rescues"));
        assert_eq!(of(Some("batch_norm_rescues"), &format!("{rescue}&act=tanh&seed=3")), Some("batch_norm_rescues"));
        // Another experiment has no caption, or its own.
        assert_eq!(of(Some("batch_norm_rescues"), "data=xor"), None);
        assert_eq!(of(Some("batch_norm_rescues"), "hidden=16"), Some("healthy"));
        assert_eq!(of(None, ""), None);
    }
}
