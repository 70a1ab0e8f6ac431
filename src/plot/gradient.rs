//! How much gradient reaches each layer: over the epochs, and through the layers at this moment.
//!
//! The axis is logarithmic and has the same range for every run, so that a vanished gradient looks vanished; it grows up
//! by whole decades to what is larger. A gradient of exactly 0 has its own line below the lowest decade, with its own
//! tick: it is no missing value. A layer whose value is not finite is named so.

mod frame;
mod over_epochs;
mod profile;
mod zone;

pub use over_epochs::draw;
pub use profile::draw_profile;

use crate::plot::axis::decade;
use crate::plot::colour::Rgb;
use crate::plot::looks::{self, Dash};
use crate::plot::pen::Pen;
use crate::train::history::Record;
use crate::train::snapshot::Snapshot;

/// What is drawn of each layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantity {
    /// L2 norm of the full-batch gradient of the layer's weights.
    #[default]
    Norm,
    /// |dw| / |w| of the last step.
    UpdateRatio,
    /// Root mean square of ∂L/∂a over the layer's units and the training points: what the layer above hands down. In a
    /// ReLU net without biases it tells layers apart where the norm of ∂L/∂W does not: there the product of W and
    /// ∂L/∂W is the same in all layers.
    OutputGradient,
}

/// What the figures show.
#[derive(Debug, Clone, Copy)]
pub struct Gradient<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// What is drawn of each layer.
    pub quantity: Quantity,
    /// Whether the range grows down by whole decades to the smallest value there is; that of
    /// [`Quantity::OutputGradient`], which has no usual size, always does.
    pub extended: bool,
    /// The epoch that is marked in all plots over time.
    pub cursor: Option<f32>,
}

/// The range of every run, at least.
const LOWEST: f32 = 1e-7;
const HIGHEST: f32 = 10.0;
/// Gradients below this are called vanished.
const VANISHED: f32 = 1e-5;
/// An update ratio that usually works.
const GUIDE: f32 = 1e-3;

impl Gradient<'_> {
    /// The value of a layer at the end of an epoch, if it was measured then.
    fn value(&self, record: &Record, layer: usize) -> Option<f32> {
        match self.quantity {
            Quantity::Norm => record.gradient_norm.get(layer).copied(),
            Quantity::UpdateRatio => record.update_ratio.get(layer).copied(),
            Quantity::OutputGradient => record.spread.get(layer).map(|spread| spread.d_a.rms()),
        }
    }

    /// Every value that is shown, finite or not.
    fn all(&self) -> impl Iterator<Item = f32> {
        let layers = self.snapshot.layers.len();
        let records = self.snapshot.history.records.iter();
        let past = records.flat_map(move |record| (0..layers).filter_map(|layer| self.value(record, layer)));
        self.now().into_iter().chain(past)
    }

    /// The value of each layer now.
    fn now(&self) -> Vec<f32> {
        let layers = self.snapshot.layers.iter();
        match self.quantity {
            Quantity::Norm => layers.map(|layer| layer.gradient_norm).collect(),
            Quantity::UpdateRatio => layers.map(|layer| layer.update_ratio).collect(),
            Quantity::OutputGradient => layers.map(|layer| layer.output_gradient_rms).collect(),
        }
    }

    fn lowest(&self) -> f32 {
        if !self.extended && self.quantity != Quantity::OutputGradient {
            return LOWEST;
        }
        let smallest = self.all().filter(|v| *v > 0.0).fold(LOWEST, f32::min);
        decade(f64::from(smallest)).max(1e-38) as f32
    }

    fn highest(&self) -> f32 {
        let largest = self.all().filter(|v| v.is_finite()).fold(HIGHEST, f32::max);
        let below = decade(f64::from(largest));
        // A whole decade above what is not one itself.
        (if below >= f64::from(largest) * 0.999 { below } else { 10.0 * below }).min(1e38) as f32
    }

    fn look(&self, pen: &Pen, layer: usize) -> (Rgb, f32, Dash) {
        let palette = pen.theme.palette;
        let hidden = self.snapshot.layers.len().saturating_sub(1);
        if layer >= hidden {
            return (palette.ink3, 2.0, Some((2.0, 3.0)));
        }
        let width = if layer == 0 { 2.75 } else { 2.0 };
        let dash = (layer == 1 && hidden <= 3).then_some((7.0, 3.0));
        (looks::layer(palette, layer, hidden), width, dash)
    }
}
