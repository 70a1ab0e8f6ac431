//! The health of units, measured over the whole training set with the weights as they are now.
//!
//! With z the pre-activation (after batch norm) and a = f(z):
//!
//! - **dead**: f'(z) = 0 and a = 0 on every point. No gradient passes: under SGD without momentum and penalties the unit's own
//!   weights stay as they are, and it comes back only if an earlier layer or a learned slope moves. (With batch norm, where z
//!   is normalised by the whole set, a mini-batch can still reach it: it is normalised by its own mean and variance.)
//! - **stuck**: f'(z) = 0 on every point, but a is not 0 on all of them.
//! - **saturated**: |f'(z)| < 0.01 on every point.
//! - **rare**: a > 0 on fewer than 5 % of them, for functions that can be zero.
//! - **dormant(tau)**: mean |a| over the layer's mean |a| is at most tau (Sokar et al. 2023, arXiv 2302.12902).
//!
//! Death is never told by |a| alone, nor on the picture's grid. A number that is not finite is its own state: it is never "dead".

use crate::nn::activation::Activation;
use crate::nn::sums::sum_and_squares;
use crate::train::history::Moments;
use crate::train::snapshot::Histogram;
use crate::train::unit::UnitHealth;

/// Below this |f'(z)| counts as small.
pub const SMALL_GRADIENT: f32 = 0.01;
/// Points whose f'(z) is computed at once.
const BLOCK: usize = 64;
/// The same for the first points.
const FIRST: usize = 8;
/// Units that answer on a smaller share of the points than this are rare.
pub const RARE: f32 = 0.05;

/// What is known of a unit over a set of points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UnitStats {
    /// Number of points.
    pub points: u32,
    /// Points where f'(z) = 0.
    pub zero_gradient: u32,
    /// Points where |f'(z)| < [`SMALL_GRADIENT`].
    pub small_gradient: u32,
    /// Points where a = 0.
    pub zero: u32,
    /// Points where a > 0.
    pub active: u32,
    /// Points where z is not finite.
    pub not_finite: u32,
    /// Mean of a.
    pub mean: f32,
    /// Standard deviation of a over the points (population).
    pub std: f32,
    /// Mean of |a|.
    pub mean_abs: f32,
}

impl UnitStats {
    /// Measures a unit. `z` and `a`: one number a point.
    pub fn measure(activation: &Activation, z: &[f32], a: &[f32]) -> Self {
        let mut stats = Self { points: z.len() as u32, ..Self::default() };
        let (mut sum, mut sum_abs) = (0.0_f64, 0.0_f64);
        let (mut again, mut slopes) = ([0.0; BLOCK], [0.0; BLOCK]);
        for (z, a) in z.chunks(BLOCK).zip(a.chunks(BLOCK)) {
            let slopes = &mut slopes[..z.len()];
            activation.forward_with_derivative(z, &mut again[..z.len()], slopes);
            for ((&z, &a), &slope) in z.iter().zip(a).zip(&*slopes) {
                stats.zero_gradient += u32::from(slope == 0.0);
                stats.small_gradient += u32::from(slope.abs() < SMALL_GRADIENT);
                stats.zero += u32::from(a == 0.0);
                stats.active += u32::from(a > 0.0);
                stats.not_finite += u32::from(!z.is_finite());
                sum += f64::from(a);
                sum_abs += f64::from(a.abs());
            }
        }
        let points = f64::from(stats.points.max(1));
        let mean = sum / points;
        let variance = a.iter().map(|&a| (f64::from(a) - mean) * (f64::from(a) - mean)).sum::<f64>() / points;
        stats.mean = mean as f32;
        stats.std = variance.sqrt() as f32;
        stats.mean_abs = (sum_abs / points) as f32;
        stats
    }

    /// The state these numbers mean. `can_be_zero`: see [`crate::nn::activation::ActivationRow::can_be_zero`].
    pub fn health(&self, can_be_zero: bool) -> UnitHealth {
        let share = self.active as f32 / self.points.max(1) as f32;
        if self.not_finite > 0 {
            UnitHealth::NotFinite
        } else if self.zero_gradient == self.points {
            if self.zero == self.points { UnitHealth::Dead } else { UnitHealth::Stuck }
        } else if self.small_gradient == self.points {
            UnitHealth::Saturated
        } else if can_be_zero && share < RARE {
            UnitHealth::Rare
        } else {
            UnitHealth::Alive
        }
    }
}

/// The first point through which a gradient passes. Leaves there, so that a check of living units costs next to nothing.
///
/// # Errors
/// There is none: the unit is dead, stuck or not finite on these points.
pub fn passes(activation: &Activation, z: &[f32], a: &[f32]) -> Result<usize, UnitHealth> {
    let mut zero = true;
    let mut point = 0;
    let (mut again, mut slopes) = ([0.0; BLOCK], [0.0; BLOCK]);
    while point < z.len() {
        // Most units answer on the first points; the others are looked at in larger steps.
        let count = (z.len() - point).min(if point == 0 { FIRST } else { BLOCK });
        let (z, a, slopes) = (&z[point..][..count], &a[point..][..count], &mut slopes[..count]);
        activation.forward_with_derivative(z, &mut again[..count], slopes);
        for (index, ((&z, &a), &slope)) in z.iter().zip(a).zip(&*slopes).enumerate() {
            if !z.is_finite() {
                return Err(UnitHealth::NotFinite);
            }
            if slope != 0.0 {
                return Ok(point + index);
            }
            zero &= a == 0.0;
        }
        point += count;
    }
    Err(if zero { UnitHealth::Dead } else { UnitHealth::Stuck })
}

/// Dormancy scores of a layer from its units' mean |a|: each over their mean, 0 where the layer is silent.
/// They sum to the number of units.
pub fn dormant_scores(mean_abs: &[f32]) -> Vec<f32> {
    let layer_mean = mean_abs.iter().map(|&m| f64::from(m)).sum::<f64>() / mean_abs.len().max(1) as f64;
    let score = |&m: &f32| if layer_mean > 0.0 { (f64::from(m) / layer_mean) as f32 } else { 0.0 };
    mean_abs.iter().map(score).collect()
}

/// Mean and standard deviation of the finite values of some rows.
pub fn moments(rows: &[&[f32]]) -> Moments {
    let (mut total, mut squares, mut count) = (0.0, 0.0, 0.0);
    for row in rows {
        let (mut row_total, mut row_squares) = sum_and_squares(row);
        let mut row_count = row.len();
        if !row_squares.is_finite() {
            // Rare, and slower: only the finite ones.
            let finite: Vec<f32> = row.iter().copied().filter(|v| v.is_finite()).collect();
            (row_total, row_squares) = sum_and_squares(&finite);
            row_count = finite.len();
        }
        (total, squares, count) = (total + row_total, squares + row_squares, count + row_count as f64);
    }
    let mean = total / count.max(1.0);
    let variance = (squares / count.max(1.0) - mean * mean).max(0.0);
    Moments { mean: mean as f32, std: variance.sqrt() as f32 }
}

/// Equal bins over the values of some rows; the range spans the finite ones and `at_least`.
pub fn histogram(rows: &[&[f32]], bins: usize, at_least: (f32, f32)) -> Histogram {
    let (mut low, mut high) = at_least;
    for &v in rows.iter().copied().flatten() {
        // An infinity is passed over, a NaN compares as neither.
        if v < low && v > f32::NEG_INFINITY {
            low = v;
        }
        if v > high && v < f32::INFINITY {
            high = v;
        }
    }
    let mut counts = vec![0; bins];
    let per_value = bins as f32 / (high - low);
    let last = bins - 1;
    for &v in rows.iter().copied().flatten().filter(|v| v.is_finite()) {
        let bin = if per_value.is_finite() { ((v - low) * per_value) as usize } else { bins / 2 };
        counts[bin.min(last)] += 1;
    }
    let Moments { mean, std } = moments(rows);
    Histogram { range: (low, high), counts, mean, std }
}
