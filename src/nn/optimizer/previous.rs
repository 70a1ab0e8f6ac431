//! The parameters as they were before a step.

use super::super::gradients::Gradients;
use super::super::network::Network;

/// All parameters of a network before its last step: how far it moved them, and how to undo it.
#[derive(Debug, Clone, Default)]
pub struct PreviousParameters {
    /// One for each slice that [`Network::for_each_parameter`] visits, in its order.
    slices: Vec<Vec<f32>>,
}

impl PreviousParameters {
    /// Copies all parameters.
    pub(super) fn save(&mut self, network: &Network) {
        let mut index = 0;
        network.for_each_parameter(|parameters| {
            self.slice_mut(index, parameters.len()).copy_from_slice(parameters);
            index += 1;
        });
    }

    /// Room for a slice of parameters of this length.
    #[inline(always)]
    pub(super) fn slice_mut(&mut self, index: usize, length: usize) -> &mut [f32] {
        if self.slices.get(index).is_none_or(|slice| slice.len() != length) {
            self.allocate(index, length);
        }
        &mut self.slices[index]
    }

    #[cold]
    fn allocate(&mut self, index: usize, length: usize) {
        self.slices.resize_with(self.slices.len().max(index + 1), Vec::new);
        self.slices[index].resize(length, 0.0);
    }

    /// Undoes the step that was taken with these gradients.
    pub fn restore(&self, network: &mut Network, gradients: &Gradients) {
        let mut slices = self.slices.iter();
        network.for_each_parameter_mut(gradients, |parameters, _| {
            if let Some(slice) = slices.next() {
                parameters.copy_from_slice(slice);
            }
        });
    }

    /// The weights of each layer, `[out][in]`; `None` for a layer whose shape has changed since.
    pub fn weights<'a>(&'a self, network: &'a Network) -> impl Iterator<Item = Option<&'a [f32]>> {
        let mut next = 0;
        network.layers.iter().map(move |layer| {
            let slice = self.slices.get(next).filter(|slice| slice.len() == layer.linear.weight.len());
            next += 2 + 2 * usize::from(layer.batch_norm.is_some()) + usize::from(layer.slope.is_some());
            slice.map(Vec::as_slice)
        })
    }
}
