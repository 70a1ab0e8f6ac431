//! Search for numbers that are infinite or NaN.

use serde::{Deserialize, Serialize};
use wide::f32x4;

use super::math::zero_if_finite;
use super::tensor::LANES;

/// What of a layer has a number that is infinite or NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotFinite {
    /// The outputs a, in a forward pass.
    Outputs,
    /// The loss of the outputs, which are finite themselves.
    Loss,
    /// The gradient of weights or biases.
    Gradient,
    /// Weights or biases after an update.
    Weights,
}

/// Whether all numbers of several slices are finite: collected without a branch, asked once at the end.
#[derive(Default)]
pub(super) struct FiniteCheck {
    /// A bit is set in a lane as soon as a number in it was not finite.
    lanes: f32x4,
    /// The same for the numbers behind the last whole vector of a slice.
    remainder: u32,
}

impl FiniteCheck {
    /// Adds a slice.
    #[inline(always)]
    pub fn add(&mut self, values: &[f32]) {
        let (blocks, remainder) = values.as_chunks::<LANES>();
        for block in blocks {
            self.add_vector(f32x4::new(*block));
        }
        for value in remainder {
            self.add_scalar(*value);
        }
    }

    /// Adds a SIMD vector.
    #[inline(always)]
    pub fn add_vector(&mut self, values: f32x4) {
        self.lanes |= zero_if_finite(values);
    }

    /// Adds one number.
    #[inline(always)]
    pub fn add_scalar(&mut self, value: f32) {
        self.remainder |= zero_if_finite(value).to_bits();
    }

    /// Whether all numbers added so far are finite.
    pub fn all_finite(&self) -> bool {
        self.remainder == 0 && self.lanes.to_array() == [0.0; LANES]
    }
}

/// The first layer with a number that is not finite; `add` adds the numbers of a layer.
///
/// The usual answer is none, so that all layers share one check; only if that fails is each of them checked by itself.
#[inline(always)]
pub(super) fn first_non_finite<L>(layers: &[L], add: impl Fn(&L, &mut FiniteCheck)) -> Option<usize> {
    let mut all = FiniteCheck::default();
    for layer in layers {
        add(layer, &mut all);
    }
    let is_finite = |layer| {
        let mut check = FiniteCheck::default();
        add(layer, &mut check);
        check.all_finite()
    };
    if all.all_finite() { None } else { layers.iter().position(|layer| !is_finite(layer)) }
}
