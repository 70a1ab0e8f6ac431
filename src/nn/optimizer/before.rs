//! The parameters as they were before a step.

use super::super::network::{Gradients, Network};

/// All parameters of a network before its last step: how far it moved them, and how to undo it.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// In the order of [`Network::for_each_parameter`].
    parts: Vec<Vec<f32>>,
}

impl Before {
    /// Gives it the layout of a network; what it holds is only then right where it had this layout already.
    pub(super) fn resize_for(&mut self, network: &Network) {
        let mut count = 0;
        network.for_each_parameter(|parameters| {
            if self.parts.len() == count {
                self.parts.push(Vec::new());
            }
            if self.parts[count].len() != parameters.len() {
                self.parts[count].resize(parameters.len(), 0.0);
            }
            count += 1;
        });
        self.parts.truncate(count);
    }

    /// Copies all parameters.
    pub(super) fn take(&mut self, network: &Network) {
        self.resize_for(network);
        let mut parts = self.parts.iter_mut();
        network.for_each_parameter(|parameters| {
            if let Some(part) = parts.next() {
                part.copy_from_slice(parameters);
            }
        });
    }

    /// Room for each part of the parameters.
    pub(super) fn parts_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.parts.iter_mut().map(Vec::as_mut_slice)
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
