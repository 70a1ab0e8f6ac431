//! Products of narrow layers without packing: register tiles of up to 4 rows by 8 columns (4 at the end of a row).
//!
//! No `chunks_exact`: it divides to find the number of chunks, which takes longer than a tile of a tiny layer.

use std::ops::{AddAssign, Mul};

use wide::{f32x4, f32x8};

use super::super::activation::in_place::Rectify;
use super::super::tensor::Tensor;
use super::epilogue::Epilogue;

/// A SIMD vector of `W` numbers of a row: samples of one unit, or units of one sample.
trait Vector<const W: usize>:
    Rectify + From<f32> + From<[f32; W]> + Into<[f32; W]> + Mul<Output = Self> + AddAssign
{
}

impl Vector<4> for f32x4 {}
impl Vector<8> for f32x8 {}

/// `out[r][c] = bias[r] + Σ_k left[r][k] right[k][c]` for `R` rows from column `at` on, the sum from `k = 0` up; then the epilogue.
///
/// Rows of `left` are as long as `right` has rows.
pub(super) fn rows_times_matrix<const R: usize>(
    left: &[f32],
    bias: &[f32],
    right: &Tensor,
    out: &mut [f32],
    mut at: usize,
    epilogue: Epilogue,
) {
    let (terms, stride, right) = (right.units(), right.stride(), right.data());
    let left: [&[f32]; R] = std::array::from_fn(|r| &left[r * terms..][..terms]);
    let bias: [f32; R] = std::array::from_fn(|r| bias[r]);
    while at + 8 <= stride {
        let sums = tile::<f32x8, 8, R>(&left, &bias, &right[at..], stride);
        store(epilogue.apply(sums, stride, at), out, stride, at);
        at += 8;
    }
    if at < stride {
        let sums = tile::<f32x4, 4, R>(&left, &bias, &right[at..], stride);
        store(epilogue.apply(sums, stride, at), out, stride, at);
    }
}

/// [`rows_times_matrix`] for one row: 32 columns at a time, to hide the latency of the additions.
pub(super) fn row_times_matrix(left: &[f32], bias: f32, right: &Tensor, out: &mut [f32], epilogue: Epilogue) {
    let (terms, stride) = (right.units(), right.stride());
    let left = &left[..terms];
    let whole = stride / 32 * 32;
    for at in (0..whole).step_by(32) {
        let mut sums = [f32x8::splat(bias); 4];
        for (&left, right) in left.iter().zip(right.data()[at..].array_windows::<32>().step_by(stride)) {
            for (sum, right) in sums.iter_mut().zip(right.as_chunks::<8>().0) {
                *sum += f32x8::splat(left) * f32x8::new(*right);
            }
        }
        for (c, sum) in sums.into_iter().enumerate() {
            store(epilogue.apply([sum], stride, at + 8 * c), out, stride, at + 8 * c);
        }
    }
    rows_times_matrix::<1>(left, &[bias], right, out, whole, epilogue);
}

/// The sums of [`rows_times_matrix`] for the first `W` columns of `right`, whose rows lie `stride` apart.
#[inline(always)]
fn tile<V: Vector<W>, const W: usize, const R: usize>(
    left: &[&[f32]; R],
    bias: &[f32; R],
    right: &[f32],
    stride: usize,
) -> [V; R] {
    let mut sums = bias.map(V::from);
    for (k, right) in (0..left[0].len()).zip(right.array_windows::<W>().step_by(stride)) {
        let right = V::from(*right);
        for r in 0..R {
            sums[r] += V::from(left[r][k]) * right;
        }
    }
    sums
}

/// `out[r][c] = Σ_k left[k][r] right[k][c]` for the first `R` columns of `left`, whose rows lie `left_stride` apart;
/// the sum from `k = 0` up; then the epilogue.
pub(super) fn columns_times_matrix<const R: usize>(
    left: &[f32],
    left_stride: usize,
    right: &Tensor,
    out: &mut [f32],
    epilogue: Epilogue,
) {
    let stride = right.stride();
    let mut at = 0;
    while at + 8 <= stride {
        let sums = transposed_tile::<f32x8, 8, R>(left, left_stride, &right.data()[at..], stride);
        store(epilogue.apply(sums, stride, at), out, stride, at);
        at += 8;
    }
    if at < stride {
        let sums = transposed_tile::<f32x4, 4, R>(left, left_stride, &right.data()[at..], stride);
        store(epilogue.apply(sums, stride, at), out, stride, at);
    }
}

/// The sums of [`columns_times_matrix`] for the first `W` columns of `right`, whose rows lie `stride` apart.
#[inline(always)]
fn transposed_tile<V: Vector<W>, const W: usize, const R: usize>(
    left: &[f32],
    left_stride: usize,
    right: &[f32],
    stride: usize,
) -> [V; R] {
    let mut sums = [V::from(0.0); R];
    let left = left.array_windows::<R>().step_by(left_stride);
    for (left, right) in left.zip(right.array_windows::<W>().step_by(stride)) {
        let right = V::from(*right);
        for r in 0..R {
            sums[r] += V::from(left[r]) * right;
        }
    }
    sums
}

/// Writes a tile to rows of `columns` numbers, from their column `at` on.
#[inline(always)]
fn store<V: Vector<W>, const W: usize, const R: usize>(sums: [V; R], out: &mut [f32], columns: usize, at: usize) {
    for (r, sums) in sums.into_iter().enumerate() {
        let sums: [f32; W] = sums.into();
        out[r * columns + at..][..W].copy_from_slice(&sums);
    }
}
