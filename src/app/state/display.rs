//! What is shown and how: nothing of it reaches the run.

use reactive_stores::Store;

use relu_lab::plot::network::LinkValue;
use relu_lab::train::snapshot::UnitId;

use super::first_view::FirstView;

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
    /// Root mean square of ∂L/∂a from the first layer to the output, now.
    OutputGradient,
    /// How z, a and the gradient are spread in each layer, now.
    Histograms,
    /// Their mean and standard deviation over time.
    Spread,
}

/// What is shown and how.
#[derive(Debug, Clone, Store)]
#[allow(clippy::struct_excessive_bools, reason = "each is a check box or a dialog of its own")]
pub struct Display {
    /// The unit under the pointer or with the focus.
    pub hovered: Option<UnitId>,
    /// The unit that was clicked.
    pub pinned: Option<UnitId>,
    /// What the links show.
    pub links: LinkValue,
    /// Whether the map shows test points.
    pub test_points: bool,
    /// Whether the map shows where units of the first layer bend.
    pub hinges: bool,
    /// Whether the map shows classes instead of shades.
    pub classes_only: bool,
    /// Whether the loss axis is logarithmic.
    pub log_loss: bool,
    /// What the gradient plot shows.
    pub gradient: GradientView,
    /// The one figure shown where there is no room for four.
    pub strip: Strip,
    /// The group of settings that is open as a sheet, on small screens.
    pub sheet: Option<&'static str>,
    /// Whether the rest of the activations is shown.
    pub more_activations: bool,
    /// Whether the dialog with all settings is open.
    pub more_settings: bool,
    /// Whether the inspector is open.
    pub inspecting: bool,
    /// Whether the table of all units is open.
    pub unit_table: bool,
    /// Whether the confusion matrix is open.
    pub confusion: bool,
    /// Whether the dialog that makes links is open.
    pub share: bool,
    /// Whether the help is open.
    pub help: bool,
    /// Whether single keys do something.
    pub shortcuts: bool,
    /// Whether the page leaves out what a beginner does not need.
    pub calm: bool,
    /// Whether the page says what to do first.
    pub welcome: bool,
}

impl Display {
    /// As it is at first; `shortcuts` and the view as the user left them.
    pub fn new(shortcuts: bool, FirstView { calm, welcome }: FirstView) -> Self {
        Self {
            hovered: None,
            pinned: None,
            links: LinkValue::default(),
            test_points: true,
            hinges: false,
            classes_only: false,
            log_loss: true,
            gradient: GradientView::default(),
            strip: Strip::default(),
            sheet: None,
            more_activations: false,
            more_settings: false,
            inspecting: false,
            unit_table: false,
            confusion: false,
            share: false,
            help: false,
            shortcuts,
            calm,
            welcome,
        }
    }
}
