//! The parameters as they were before a step.

use super::super::network::{Gradients, Network};

/// All parameters of a network before its last step: how far it moved them, and how to undo it.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// In the order of [`Network::for_each_parameter`].
    parts: Vec<Vec<f32>>,
}

impl Before {
    /// Copies all parameters.
    pub(super) fn take(&mut self, network: &Network) {
        let mut index = 0;
        network.for_each_parameter(|parameters| {
            self.part(index, parameters.len()).copy_from_slice(parameters);
            index += 1;
        });
    }

    /// Room for a part of the parameters of this length.
    #[inline(always)]
    pub(super) fn part(&mut self, index: usize, length: usize) -> &mut [f32] {
        if self.parts.get(index).is_none_or(|part| part.len() != length) {
            self.lay_out(index, length);
        }
        &mut self.parts[index]
    }

    #[cold]
    #[inline(never)]
    fn lay_out(&mut self, index: usize, length: usize) {
        self.parts.resize_with(self.parts.len().max(index + 1), Vec::new);
        self.parts[index].resize(length, 0.0);
    }

    /// Undoes the step that took these gradients.
    pub fn restore(&self, network: &mut Network, gradients: &Gradients) {
        let mut parts = self.parts.iter();
        network.for_each_parameter_mut(gradients, |parameters, _| {
            if let Some(part) = parts.next() {
                parameters.copy_from_slice(part);
            }
        });
    }

    /// The weights of each layer, if the network has still the same layout.
    pub fn weights<'a>(&'a self, network: &'a Network) -> impl Iterator<Item = Option<&'a [f32]>> {
        let mut next = 0;
        network.layers.iter().map(move |layer| {
            let part = self.parts.get(next).filter(|part| part.len() == layer.linear.weight.len());
            next += 2 + 2 * usize::from(layer.batch_norm.is_some()) + usize::from(layer.slope.is_some());
            part.map(Vec::as_slice)
        })
    }
}
