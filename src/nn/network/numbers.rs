//! All numbers of a network in one list: how weights travel from one program to another.

use super::super::layer::Layer;
use super::{Architecture, Network};

/// A list of numbers that is longer or shorter than that of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the network has {expected} numbers, not {got}")]
pub struct CountError {
    /// How many numbers the network has.
    pub expected: usize,
    /// How many were given.
    pub got: usize,
}

impl Architecture {
    /// How many numbers [`Network::numbers`] gives of such a network.
    pub fn number_count(&self) -> usize {
        let mut count = 0;
        let mut fan_in = self.inputs;
        for (units, activation) in &self.hidden {
            let norm = if self.batch_norm { 4 * units } else { 0 };
            count += fan_in * units + units + norm + usize::from(activation.initial_slope().is_some());
            fan_in = *units;
        }
        count + fan_in * self.outputs + self.outputs + usize::from(self.output_activation.initial_slope().is_some())
    }
}

impl Network {
    /// Everything that the answers of the network depend on, layer by layer: weights `[out][in]` row by row, biases, batch norm's
    /// weight, bias, running mean and running variance, a learned slope.
    pub fn numbers(&self) -> Vec<f32> {
        let mut numbers = Vec::new();
        for layer in &self.layers {
            numbers.extend(&layer.linear.weight);
            numbers.extend(&layer.linear.bias);
            if let Some(norm) = &layer.batch_norm {
                for part in [&norm.weight, &norm.bias, &norm.running_mean, &norm.running_var] {
                    numbers.extend(part);
                }
            }
            numbers.extend(layer.slope);
        }
        numbers
    }

    /// Takes numbers in the order of [`Network::numbers`].
    ///
    /// # Errors
    /// [`CountError`]; the network stays as it was.
    pub fn set_numbers(&mut self, numbers: &[f32]) -> Result<(), CountError> {
        let expected = self.layers.iter_mut().flat_map(parts).map(|part| part.len()).sum();
        if numbers.len() != expected {
            return Err(CountError { expected, got: numbers.len() });
        }
        let mut rest = numbers;
        for part in self.layers.iter_mut().flat_map(parts) {
            let (first, others) = rest.split_at(part.len());
            part.copy_from_slice(first);
            rest = others;
        }
        Ok(())
    }
}

/// The numbers of a layer, in the order of [`Network::numbers`].
fn parts(layer: &mut Layer) -> Vec<&mut [f32]> {
    let mut parts = vec![&mut layer.linear.weight[..], &mut layer.linear.bias[..]];
    if let Some(norm) = &mut layer.batch_norm {
        let norm = [&mut norm.weight, &mut norm.bias, &mut norm.running_mean, &mut norm.running_var];
        parts.extend(norm.map(|part| &mut part[..]));
    }
    parts.extend(layer.slope.as_mut().map(std::slice::from_mut));
    parts
}
