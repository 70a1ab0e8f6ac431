//! What is shown and how: nothing of it reaches the run.

use reactive_stores::Store;

use relu_lab::data::drawing::Drawing;
use relu_lab::plot::network::LinkValue;
use relu_lab::train::snapshot::{SampleRequest, UnitId};

use super::first_view::FirstView;
use super::view::View;
use super::way_back::stored_pause;

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
    /// The epoch under the pointer, or chosen by keys, in the plots over time.
    pub hovered_epoch: Option<u32>,
    /// The epoch that is pinned there. It stays while training goes on, and when a run begins again.
    pub marked_epoch: Option<u32>,
    /// Whether a run pauses where a unit dies.
    pub pause_at_death: bool,
    /// What the panel of the map shows.
    pub view: View,
    /// The layer of the space view, if one was chosen: see [`SpaceView::layer`](relu_lab::train::space::SpaceView::layer).
    pub space_layer: Option<u32>,
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
    /// Which samples are listed under it, of images.
    pub samples: SampleRequest,
    /// Whether the drawing pad is open.
    pub pad: bool,
    /// What is drawn on it.
    pub drawing: Drawing,
    /// Whether the dialog that saves and opens files is open.
    pub files: bool,
    /// Whether the dialog with the figures of a page is open.
    pub pictures: bool,
    /// Whether what was brought in is shown.
    pub brought: bool,
    /// Whether the dialog of own data is open.
    pub own_data: bool,
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
            hovered_epoch: None,
            marked_epoch: None,
            pause_at_death: stored_pause(),
            view: View::default(),
            space_layer: None,
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
            samples: SampleRequest::default(),
            pad: false,
            drawing: Drawing::default(),
            files: false,
            pictures: false,
            brought: false,
            own_data: false,
            share: false,
            help: false,
            shortcuts,
            calm,
            welcome,
        }
    }
}
