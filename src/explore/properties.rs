//! The properties of a function, found by looking at it: nothing here knows a function's name.

use crate::explore::mean_field::gaussian_mean;
use crate::nn::activation::Activation;

/// How far out the function is looked at; beyond it only its behaviour at ±[`FAR`] counts.
const EDGE: i32 = 12;
/// Steps per unit of x.
const PER_UNIT: i32 = 256;
/// A point far out, where a bounded function has reached its bound.
const FAR: f32 = 1e4;
/// Slopes below this are small.
const SMALL: f32 = 0.01;

/// What a function is like.
#[allow(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
#[derive(Debug, Clone, PartialEq)]
pub struct Properties {
    /// Smallest value, or minus infinity.
    pub low: f32,
    /// Largest value, or infinity.
    pub high: f32,
    /// Whether the smallest value is taken, not only approached.
    pub takes_low: bool,
    /// Whether the largest value is taken.
    pub takes_high: bool,
    /// f(0).
    pub at_zero: f32,
    /// f'(0), by `PyTorch`'s convention at a kink.
    pub slope_at_zero: f32,
    /// E f(z) for z ~ N(0, 1).
    pub gaussian_mean: f32,
    /// Largest |f'|.
    pub largest_slope: f32,
    /// Stretches on which f' is exactly 0; an end is infinite if it goes on.
    pub flat: Vec<(f32, f32)>,
    /// Whether f' becomes small far to the left.
    pub saturates_left: bool,
    /// Whether f' becomes small far to the right.
    pub saturates_right: bool,
    /// Whether there is a stretch with f = 0 and f' = 0: a unit whose data all lie there is dead.
    pub can_die: bool,
    /// Points where f' jumps.
    pub kinks: Vec<f32>,
    /// Whether f never falls.
    pub monotone: bool,
}

impl Properties {
    /// Looks at a function.
    pub fn of(activation: &Activation) -> Self {
        let f = |x: f32| activation.value(x);
        let df = |x: f32| activation.derivative(x);
        let grid: Vec<f32> = (-EDGE * PER_UNIT..=EDGE * PER_UNIT).map(|i| i as f32 / PER_UNIT as f32).collect();
        let values: Vec<f32> = grid.iter().map(|&x| f(x)).collect();
        let slopes: Vec<f32> = grid.iter().map(|&x| df(x)).collect();
        let saturates = |side: f32| df(side * FAR).abs() < SMALL && df(side * f32::from(EDGE as i16)).abs() < SMALL;
        let bound =
            |at_edge: f32, far: f32| if (far - at_edge).abs() > 1.0 { far.signum() * f32::INFINITY } else { far };
        let (left, right) = (bound(values[0], f(-FAR)), bound(values[values.len() - 1], f(FAR)));
        let inner = |pick: fn(f32, f32) -> f32| values.iter().copied().fold(f(0.0), pick);
        let flat = flat_stretches(&grid, &slopes);
        let (low, high) = (inner(f32::min).min(left).min(right), inner(f32::max).max(left).max(right));
        // Further out a smooth function rounds to the bound that it only approaches.
        let takes = |end: f32| grid.iter().zip(&values).any(|(x, value)| x.abs() <= 6.5 && *value == end);
        Self {
            low,
            high,
            takes_low: takes(low),
            takes_high: takes(high),
            at_zero: f(0.0),
            slope_at_zero: df(0.0),
            gaussian_mean: gaussian_mean(|z| f64::from(f(z as f32))) as f32,
            largest_slope: slopes.iter().map(|s| s.abs()).fold(0.0, f32::max),
            can_die: flat.iter().any(|&(a, b)| {
                let (a, b) = (a.max(-f32::from(EDGE as i16)), b.min(f32::from(EDGE as i16)));
                // Far out every bounded smooth function rounds to a constant: that is not a stretch of zeros.
                b > -8.0 && a < 8.0 && f(f32::midpoint(a, b)) == 0.0
            }),
            flat,
            saturates_left: saturates(-1.0),
            saturates_right: saturates(1.0),
            kinks: kinks(&grid, &slopes),
            monotone: values.windows(2).all(|pair| pair[1] >= pair[0] - 1e-6),
        }
    }

    /// Whether its mean under N(0, 1) is 0.
    pub fn is_zero_centred(&self) -> bool {
        self.gaussian_mean.abs() < 1e-4
    }

    /// Whether it has no kink.
    pub fn is_smooth(&self) -> bool {
        self.kinks.is_empty()
    }
}

/// Runs of at least a quarter on the grid with f' = 0. A run up to the edge of the grid is said to go on.
fn flat_stretches(grid: &[f32], slopes: &[f32]) -> Vec<(f32, f32)> {
    let mut stretches = Vec::new();
    let mut start = None;
    for (i, slope) in slopes.iter().chain([&1.0]).enumerate() {
        match (start, *slope == 0.0) {
            (None, true) => start = Some(i),
            (Some(from), false) => {
                if (i - from) as i32 * 4 > PER_UNIT {
                    let low = if from == 0 { f32::NEG_INFINITY } else { grid[from] };
                    let high = if i >= grid.len() { f32::INFINITY } else { grid[i - 1] };
                    stretches.push((low, high));
                }
                start = None;
            }
            _ => {}
        }
    }
    stretches
}

/// Places where the slope changes within a step by far more than on both sides of it: a jump, not a bend.
fn kinks(grid: &[f32], slopes: &[f32]) -> Vec<f32> {
    let change = |i: usize| (slopes[i + 1] - slopes[i]).abs();
    let is_jump = |i: usize| {
        let around = change(i - 2).max(change(i + 2)).max(1e-4);
        change(i) > 6.0 * around && change(i) > 0.005
    };
    let mut kinks: Vec<f32> = Vec::new();
    for i in 2..slopes.len() - 3 {
        // The jump lies at the grid point that takes one side's slope: the one that stands between different slopes.
        let x = if slopes[i + 1] == slopes[i + 2]
            || (slopes[i] - slopes[i - 1]).abs() > (slopes[i + 2] - slopes[i + 1]).abs()
        {
            grid[i]
        } else {
            grid[i + 1]
        };
        if is_jump(i) && kinks.last().is_none_or(|last| x - last > 0.02) {
            kinks.push(x);
        }
    }
    kinks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Properties {
        Properties::of(&text.parse().unwrap())
    }

    #[test]
    fn relu_and_its_relatives() {
        let relu = of("relu");
        assert_eq!((relu.low, relu.high, relu.at_zero, relu.slope_at_zero), (0.0, f32::INFINITY, 0.0, 0.0));
        assert_eq!(relu.flat, vec![(f32::NEG_INFINITY, 0.0)]);
        assert!(relu.takes_low && !relu.takes_high);
        assert!(relu.can_die && relu.monotone && !relu.is_smooth() && !relu.is_zero_centred());
        assert!((relu.gaussian_mean - 0.398_94).abs() < 1e-4);
        assert!(relu.saturates_left && !relu.saturates_right);
        let leaky = of("leaky_relu");
        assert!(!leaky.can_die && leaky.flat.is_empty() && leaky.low == f32::NEG_INFINITY && leaky.kinks.len() == 1);
        assert_eq!(of("relu6").kinks.len(), 2);
        assert!(of("hardtanh").flat.len() == 2 && !of("hardtanh").can_die);
    }

    #[test]
    fn smooth_and_saturating_ones() {
        let sigmoid = of("sigmoid");
        assert_eq!((sigmoid.low, sigmoid.high, sigmoid.largest_slope), (0.0, 1.0, 0.25));
        assert!(sigmoid.saturates_left && sigmoid.saturates_right && sigmoid.is_smooth() && !sigmoid.can_die);
        for id in ["sigmoid", "tanh", "softsign", "elu", "gaussian", "log_sigmoid"] {
            assert!(!of(id).takes_low || of(id).low.is_infinite(), "{id}");
        }
        assert!(of("gelu").takes_low && of("relu6").takes_high && of("gaussian").takes_high && !of("tanh").takes_high);
        let gelu = of("gelu");
        assert!((gelu.low + 0.169_97).abs() < 1e-4 && !gelu.monotone && gelu.is_smooth() && !gelu.can_die);
        assert!(of("tanh").is_zero_centred() && of("tanh").largest_slope == 1.0);
        assert!(of("softshrink").can_die && of("hardshrink").can_die);
        assert!(of("elu").is_smooth() && !of("selu").is_smooth());
    }

    #[test]
    fn can_die_agrees_with_the_table() {
        use crate::nn::activation::ActivationRow;
        use crate::nn::choice::Row;
        for row in ActivationRow::table() {
            assert_eq!(Properties::of(&Activation::of(row)).can_die, row.can_be_zero, "{}", row.id());
        }
    }
}
