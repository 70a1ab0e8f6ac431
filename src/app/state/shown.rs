//! What is shown and how: nothing of it reaches the run.

use leptos::prelude::*;

/// What switching the activation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnSwitch {
    /// The same data, order and initial draws, from step 0.
    #[default]
    Restart,
    /// Training goes on through the new function.
    KeepWeights,
}

/// What the links of the network show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// Weights.
    #[default]
    Weight,
    /// Gradients of the weights.
    Gradient,
}

/// The figure that is shown where there is room for one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strip {
    /// Living units.
    Living,
    /// Gradient norms.
    Gradient,
    /// The unit on the curve.
    Curve,
    /// Loss.
    #[default]
    Loss,
}

/// What is shown and how: nothing of it reaches the run.
#[derive(Clone, Copy)]
pub struct View {
    /// What the links show.
    pub links: RwSignal<Links>,
    /// Whether the map shows test points.
    pub test_points: RwSignal<bool>,
    /// Whether the map shows where units of the first layer bend.
    pub hinges: RwSignal<bool>,
    /// Whether the map shows classes instead of shades.
    pub classes_only: RwSignal<bool>,
    /// Whether the loss axis is logarithmic.
    pub log_loss: RwSignal<bool>,
    /// The one figure shown where there is no room for four.
    pub strip: RwSignal<Strip>,
    /// The group of settings that is open as a sheet, on small screens.
    pub sheet: RwSignal<Option<&'static str>>,
    /// Whether the rest of the activations is shown.
    pub more_activations: RwSignal<bool>,
    /// Whether the dialog with all settings is open.
    pub more_settings: RwSignal<bool>,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
    /// Whether single keys do something.
    pub shortcuts: RwSignal<bool>,
}
