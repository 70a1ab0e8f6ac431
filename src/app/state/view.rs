//! What the panel of the map shows: the map, or what takes its place.

use leptos::prelude::*;

use relu_lab::data::sets::Task;
use relu_lab::train::snapshot::Picture;
use relu_lab::train::spec::{Spec, SpecStoreFields};

use super::display::DisplayStoreFields;
use super::experiment::ExperimentStoreFields;
use super::trainer::Trainer;

/// What is chosen for the panel. It is kept when it means nothing for the data, and holds again for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The answer of the output or of a unit: over the plane, or what there is of it for other data.
    #[default]
    Answer,
    /// Predicted against true values.
    Predicted,
    /// The outputs of a layer in two dimensions.
    Space,
}

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A map over the plane, or a curve over the line.
    Map,
    /// The weights of a unit as an image, or what there is in its place.
    Images,
    /// The confusion matrix.
    Confusion,
    /// Predicted against true values.
    Predicted,
    /// The outputs of a layer in two dimensions.
    Space,
}

impl Trainer {
    /// What the panel of the map shows.
    pub fn shown(self) -> Shown {
        let of_data = |spec: &Spec| (spec.task(), spec.dimensions(), spec.data.row().has_images());
        let (task, dimensions, has_images) = self.experiment.spec().with(of_data);
        match (self.display.view().get(), task, dimensions) {
            (View::Space, ..) => Shown::Space,
            (View::Predicted, Task::Regression, _) => Shown::Predicted,
            (_, _, ..=2) => Shown::Map,
            // A unit of the first layer has weights to show, one further up the mean image of what excites it.
            _ if self.looked_at().is_some_and(|unit| unit.layer == 0 || has_images) => Shown::Images,
            (_, Task::Classification, _) => Shown::Confusion,
            (_, Task::Regression, _) => Shown::Predicted,
        }
    }

    /// The layer of the space view, counted as in [`SpaceView::layer`](relu_lab::train::space::SpaceView::layer): the chosen one, else the
    /// last hidden one.
    pub fn space_layer(self) -> u32 {
        let hidden = self.experiment.spec().hidden().with(Vec::len) as u32;
        self.display.space_layer().get().filter(|layer| *layer <= hidden + 1).unwrap_or(hidden)
    }

    /// What frames are to carry for the panel.
    pub(super) fn picture(self) -> Picture {
        match self.shown() {
            Shown::Space => Picture::Space(self.space_layer()),
            Shown::Predicted => Picture::Predicted,
            Shown::Map | Shown::Images | Shown::Confusion => Picture::Map,
        }
    }
}
