//! The properties of a function, found by looking at its formula: nothing here knows a function's name.

use crate::explore::mean_field::gaussian_mean;
use crate::explore::pieces::{Break, End, Join, Pieces};
use crate::nn::activation::Activation;

/// What a function is like.
///
/// Of the function itself, not of its float32 values: that these round to a constant far out is no property of the function.
/// Jumps are the exception: one that float32 cannot tell from none is none.
#[allow(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
#[derive(Debug, Clone, PartialEq)]
pub struct Properties {
    /// Infimum of the values.
    pub low: End,
    /// Supremum of the values.
    pub high: End,
    /// f(0).
    pub at_zero: f32,
    /// f'(0), by `PyTorch`'s convention at a kink.
    pub slope_at_zero: f32,
    /// E f(z) for z ~ N(0, 1).
    pub gaussian_mean: f32,
    /// Whether that mean is 0.
    pub is_zero_centred: bool,
    /// Supremum of |f'|.
    pub largest_slope: End,
    /// Stretches on which f' is exactly 0; an end is infinite if it goes on.
    pub flat: Vec<(f64, f64)>,
    /// Whether f' goes to 0 far to the left.
    pub saturates_left: bool,
    /// Whether f' goes to 0 far to the right.
    pub saturates_right: bool,
    /// Whether there is a stretch with f = 0 and f' = 0: a unit whose data all lie there is dead.
    pub can_die: bool,
    /// Places where f or f' jumps.
    pub breaks: Vec<Break>,
    /// Whether f never falls.
    pub monotone: bool,
}

/// The places where f or f' jumps, and those where the derivative that is taken is that of neither side.
pub fn breaks(activation: &Activation) -> Vec<Break> {
    let mut joins = Pieces::of(activation).map(|pieces| pieces.joins()).unwrap_or_default();
    let is_taken =
        |join: &Break| (join.slope.there - join.slope.before).abs() < 1e-9 * join.slope.before.abs().max(1.0);
    joins.retain(|join| join.join != Join::Smooth || !is_taken(join));
    joins
}

impl Properties {
    /// Looks at a function. `None` if its formula could not be read; a test sees to it that all can.
    pub fn of(activation: &Activation) -> Option<Self> {
        let pieces = Pieces::of(activation)?;
        let f = |x: f32| activation.value(x);
        let (low, high) = pieces.values();
        let (steepest_fall, steepest_rise) = pieces.slopes();
        let largest_slope = if -steepest_fall.at > steepest_rise.at { steepest_fall } else { steepest_rise };
        let (mean, size) = (gaussian_mean(|z| f64::from(f(z as f32))), gaussian_mean(|z| f64::from(f(z as f32).abs())));
        let flat = pieces.flat();
        let breaks: Vec<Break> = pieces.joins().into_iter().filter(|join| join.join != Join::Smooth).collect();
        let falls = |jump: &Break| {
            jump.join == Join::Jump && (jump.value.there < jump.value.before || jump.value.after < jump.value.there)
        };
        let saturates = |side: f64| pieces.slope_far_out(side) == Some(0.0);
        Some(Self {
            low,
            high,
            at_zero: f(0.0),
            slope_at_zero: activation.derivative(0.0),
            gaussian_mean: mean as f32,
            is_zero_centred: mean.abs() <= 1e-6 * size,
            largest_slope: End { at: largest_slope.at.abs(), taken: largest_slope.taken },
            can_die: flat.iter().any(|(_, value)| *value == 0.0),
            flat: flat.into_iter().map(|(stretch, _)| stretch).collect(),
            saturates_left: saturates(-1.0),
            saturates_right: saturates(1.0),
            monotone: steepest_fall.at >= -1e-12 && !breaks.iter().any(falls),
            breaks,
        })
    }

    /// Whether neither f nor f' jumps.
    pub fn is_smooth(&self) -> bool {
        self.breaks.is_empty()
    }
}
