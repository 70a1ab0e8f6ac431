//! Sums over samples in float64, in an order fixed here: one sum per lane, then the lanes.
//!
//! A single chain of additions would wait for each of them; so many chains keep a processor busy.

use super::tensor::LANES;

/// `Σ term(x)`.
#[inline(always)]
pub(super) fn sum(xs: &[f32], term: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (blocks, rest) = xs.as_chunks::<LANES>();
    for block in blocks {
        for (sum, &x) in sums.iter_mut().zip(block) {
            *sum += term(f64::from(x));
        }
    }
    for (sum, &x) in sums.iter_mut().zip(rest) {
        *sum += term(f64::from(x));
    }
    sums.iter().sum()
}

/// `Σ x` and `Σ x²`.
pub fn sum_and_squares(xs: &[f32]) -> (f64, f64) {
    let (mut sums, mut squares) = ([0.0; LANES], [0.0; LANES]);
    let (blocks, rest) = xs.as_chunks::<LANES>();
    for block in blocks {
        for lane in 0..LANES {
            let x = f64::from(block[lane]);
            sums[lane] += x;
            squares[lane] += x * x;
        }
    }
    for (lane, &x) in rest.iter().enumerate() {
        sums[lane] += f64::from(x);
        squares[lane] += f64::from(x) * f64::from(x);
    }
    (sums.iter().sum(), squares.iter().sum())
}

/// `Σ term(x, y)` over pairs.
#[inline(always)]
pub(super) fn sum_of_pairs(xs: &[f32], ys: &[f32], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let ((x_blocks, x_rest), (y_blocks, y_rest)) = (xs.as_chunks::<LANES>(), ys.as_chunks::<LANES>());
    for (xs, ys) in x_blocks.iter().zip(y_blocks) {
        for ((sum, &x), &y) in sums.iter_mut().zip(xs).zip(ys) {
            *sum += term(f64::from(x), f64::from(y));
        }
    }
    for ((sum, &x), &y) in sums.iter_mut().zip(x_rest).zip(y_rest) {
        *sum += term(f64::from(x), f64::from(y));
    }
    sums.iter().sum()
}
