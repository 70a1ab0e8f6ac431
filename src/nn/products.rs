//! The three matrix products of a linear layer, tiled for SIMD registers.
//!
//! All operands lie unit-major with rows padded to whole SIMD vectors. A tile's sums stay in registers: 4 rows by 8 columns (4 at the end of
//! a row), so that every number loaded serves 4 or 8 of them. The order of every sum is the one of the plain loop (or, for the weights of
//! narrow layers, that of 4 lanes of samples), so it does not depend on the tile that computes it.
//!
//! Wide layers are multiplied from copies of their operands, see [`panels`]; here is what is too small for that, and what they leave over.

mod panels;

use std::ops::{AddAssign, Mul};

use wide::{f32x4, f32x8};

pub use self::panels::Panels;
use self::panels::{Finish, Left, ROWS};
use super::activation::in_place::{InPlace, Rectify};
use super::tensor::{LANES, Tensor};

/// From this width of its input and its output on, a layer is worth the copies that [`panels`] make.
const WIDE: usize = 4 * LANES;

/// `W` neighbours in a row: samples of one unit, or units of one sample.
trait Vector<const W: usize>:
    Rectify + From<f32> + From<[f32; W]> + Into<[f32; W]> + Mul<Output = Self> + AddAssign
{
}

impl Vector<4> for f32x4 {}
impl Vector<8> for f32x8 {}

/// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up; `then` what follows in place.
pub(super) fn forward(
    weight: &[f32],
    bias: &[f32],
    a: &Tensor,
    z: &mut Tensor,
    then: Option<InPlace>,
    panels: &mut Panels,
) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        return;
    }
    let is_relu = then == Some(InPlace::Relu);
    let mut done = 0;
    if fan_in >= WIDE && bias.len() >= WIDE {
        let finish = if is_relu { Finish::Relu } else { Finish::Keep };
        panels.take_columns(a);
        panels.multiply(Left::Rows(weight, fan_in), Some(bias), z.data_mut(), stride, finish);
        done = bias.len() / ROWS * ROWS;
    }
    for first in (done..bias.len()).step_by(4) {
        let left = &weight[first * fan_in..];
        let (bias, z) = (&bias[first..], &mut z.data_mut()[first * stride..]);
        match bias.len() {
            1 => row_times_matrix(left, bias[0], a, z, is_relu),
            2 => rows_times_matrix::<2>(left, bias, a, z, 0, is_relu),
            3 => rows_times_matrix::<3>(left, bias, a, z, 0, is_relu),
            _ => rows_times_matrix::<4>(left, bias, a, z, 0, is_relu),
        }
    }
}

/// `out[r][c] = start[r] + Σ_k left[r][k] right[k][c]` for `R` rows, the sum from `k = 0` up.
///
/// Rows of `left` are as long as `right` has rows.
fn rows_times_matrix<const R: usize>(
    left: &[f32],
    start: &[f32],
    right: &Tensor,
    out: &mut [f32],
    mut at: usize,
    is_relu: bool,
) {
    let (terms, stride, right) = (right.units(), right.stride(), right.data());
    let left: [&[f32]; R] = std::array::from_fn(|r| &left[r * terms..][..terms]);
    let start: [f32; R] = std::array::from_fn(|r| start[r]);
    while at + 8 <= stride {
        store(relu_if(is_relu, tile::<f32x8, 8, R>(&left, &start, &right[at..], stride)), out, stride, at);
        at += 8;
    }
    if at < stride {
        store(relu_if(is_relu, tile::<f32x4, 4, R>(&left, &start, &right[at..], stride)), out, stride, at);
    }
}

/// [`rows_times_matrix`] for one row: 32 columns at a time, as fewer sums would wait for each other.
fn row_times_matrix(left: &[f32], start: f32, right: &Tensor, out: &mut [f32], is_relu: bool) {
    let (terms, stride) = (right.units(), right.stride());
    let left = &left[..terms];
    let whole = stride / 32 * 32;
    for at in (0..whole).step_by(32) {
        let mut sums = [f32x8::splat(start); 4];
        for (&left, right) in left.iter().zip(right.data()[at..].array_windows::<32>().step_by(stride)) {
            for (sum, right) in sums.iter_mut().zip(right.as_chunks::<8>().0) {
                *sum += f32x8::splat(left) * f32x8::new(*right);
            }
        }
        for (c, sum) in relu_if(is_relu, sums).into_iter().enumerate() {
            out[at + 8 * c..][..8].copy_from_slice(&sum.to_array());
        }
    }
    rows_times_matrix::<1>(left, &[start], right, out, whole, is_relu);
}

#[inline(always)]
fn relu_if<V: Rectify, const R: usize>(is_relu: bool, sums: [V; R]) -> [V; R] {
    if is_relu { sums.map(V::relu) } else { sums }
}

/// The sums of [`rows_times_matrix`] for the first `W` columns of `right`, whose rows lie `stride` apart.
///
/// No iterators over chunks: they divide before they begin, which takes longer than the tile of a tiny layer.
#[inline(always)]
fn tile<V: Vector<W>, const W: usize, const R: usize>(
    left: &[&[f32]; R],
    start: &[f32; R],
    right: &[f32],
    stride: usize,
) -> [V; R] {
    let mut sums = start.map(V::from);
    for (k, right) in (0..left[0].len()).zip(right.array_windows::<W>().step_by(stride)) {
        let right = V::from(*right);
        for r in 0..R {
            sums[r] += V::from(left[r][k]) * right;
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

/// `d_a[i][s] = Σ_o w[o][i] d_z[o][s]`, the sum from `o = 0` up; `then` back through the function that made `a` in place.
pub(super) fn backward_input(
    weight: &[f32],
    d_z: &Tensor,
    d_a: &mut Tensor,
    then: Option<(InPlace, &Tensor)>,
    panels: &mut Panels,
) {
    let (fan_in, stride) = (d_a.units(), d_z.stride());
    if stride == 0 {
        return;
    }
    let gate = match then {
        Some((InPlace::Relu, a)) => Some(a.data()),
        _ => None,
    };
    let mut done = 0;
    if fan_in >= WIDE && d_z.units() >= WIDE {
        let finish = gate.map_or(Finish::Keep, Finish::Gate);
        panels.take_columns(d_z);
        panels.multiply(Left::Columns(weight, fan_in), None, d_a.data_mut(), stride, finish);
        done = fan_in / ROWS * ROWS;
    }
    for first in (done..fan_in).step_by(4) {
        let (weight, d_a) = (&weight[first..], &mut d_a.data_mut()[first * stride..]);
        let gate = gate.map(|a| &a[first * stride..]);
        match fan_in - first {
            1 => columns_times_matrix::<1>(weight, fan_in, d_z, d_a, gate),
            2 => columns_times_matrix::<2>(weight, fan_in, d_z, d_a, gate),
            3 => columns_times_matrix::<3>(weight, fan_in, d_z, d_a, gate),
            _ => columns_times_matrix::<4>(weight, fan_in, d_z, d_a, gate),
        }
    }
}

/// `out[r][c] = Σ_k left[k][r] right[k][c]` for the first `R` columns of `left`, whose rows lie `left_stride` apart;
/// the sum from `k = 0` up.
fn columns_times_matrix<const R: usize>(
    left: &[f32],
    left_stride: usize,
    right: &Tensor,
    out: &mut [f32],
    gate: Option<&[f32]>,
) {
    let stride = right.stride();
    let mut at = 0;
    while at + 8 <= stride {
        let sums = transposed_tile::<f32x8, 8, R>(left, left_stride, &right.data()[at..], stride);
        store(gated_if(gate, stride, at, sums), out, stride, at);
        at += 8;
    }
    if at < stride {
        let sums = transposed_tile::<f32x4, 4, R>(left, left_stride, &right.data()[at..], stride);
        store(gated_if(gate, stride, at, sums), out, stride, at);
    }
}

#[inline(always)]
fn gated_if<V: Vector<W>, const W: usize, const R: usize>(
    gate: Option<&[f32]>,
    columns: usize,
    at: usize,
    mut sums: [V; R],
) -> [V; R] {
    if let Some(a) = gate {
        for (r, sums) in sums.iter_mut().enumerate() {
            let a: &[f32; W] = a[r * columns + at..].first_chunk().unwrap_or(&[0.0; W]);
            *sums = sums.gated(V::from(*a));
        }
    }
    sums
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

/// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]`; for whole fours of the outputs of wide layers the sum from `s = 0` up,
/// for all others 4 sums over every fourth sample, then these.
pub(super) fn backward_weight(d_z: &Tensor, a: &Tensor, d_weight: &mut [f32], panels: &mut Panels) {
    let (fan_out, fan_in, stride) = (d_z.units(), a.units(), a.stride());
    if stride == 0 {
        d_weight.fill(0.0);
        return;
    }
    let mut done = 0;
    if fan_in >= WIDE && fan_out >= WIDE {
        panels.take_rows(a);
        panels.multiply(Left::Rows(d_z.data(), stride), None, d_weight, fan_in, Finish::Keep);
        done = fan_out / ROWS * ROWS;
    }
    for o in (done..fan_out).step_by(2) {
        for i in (0..fan_in).step_by(4) {
            let (d_z, a) = (&d_z.data()[o * stride..], &a.data()[i * stride..]);
            let d_weight = &mut d_weight[o * fan_in + i..];
            match ((fan_out - o).min(2), (fan_in - i).min(4)) {
                (1, 1) => dot_products::<1, 1>(d_z, a, stride, d_weight, fan_in),
                (1, 2) => dot_products::<1, 2>(d_z, a, stride, d_weight, fan_in),
                (1, 3) => dot_products::<1, 3>(d_z, a, stride, d_weight, fan_in),
                (1, _) => dot_products::<1, 4>(d_z, a, stride, d_weight, fan_in),
                (_, 1) => dot_products::<2, 1>(d_z, a, stride, d_weight, fan_in),
                (_, 2) => dot_products::<2, 2>(d_z, a, stride, d_weight, fan_in),
                (_, 3) => dot_products::<2, 3>(d_z, a, stride, d_weight, fan_in),
                _ => dot_products::<2, 4>(d_z, a, stride, d_weight, fan_in),
            }
        }
    }
}

/// `O` outputs by `I` inputs, over rows of `stride` samples; `d_weight` begins with the first of them, its rows lie `fan_in` apart.
fn dot_products<const O: usize, const I: usize>(
    d_z: &[f32],
    a: &[f32],
    stride: usize,
    d_weight: &mut [f32],
    fan_in: usize,
) {
    let count = stride / LANES;
    let (d_z, a) = (d_z.as_chunks::<LANES>().0, a.as_chunks::<LANES>().0);
    let d_z: [&[[f32; LANES]]; O] = std::array::from_fn(|o| &d_z[o * count..][..count]);
    let a: [&[[f32; LANES]]; I] = std::array::from_fn(|i| &a[i * count..][..count]);
    let mut sums = [[f32x4::ZERO; I]; O];
    for s in 0..count {
        let d_z: [f32x4; O] = std::array::from_fn(|o| f32x4::new(d_z[o][s]));
        for i in 0..I {
            let a = f32x4::new(a[i][s]);
            for o in 0..O {
                sums[o][i] += d_z[o] * a;
            }
        }
    }
    for (o, sums) in sums.iter().enumerate() {
        store_sums(*sums, &mut d_weight[o * fan_in..]);
    }
}

/// `d_b[o] = Σ_s d_z[o][s]`: 4 sums over every fourth sample, then these.
pub(super) fn backward_bias(d_z: &Tensor, d_bias: &mut [f32]) {
    let stride = d_z.stride();
    for first in (0..d_bias.len()).step_by(4) {
        let (d_z, d_bias) = (&d_z.data()[first * stride..], &mut d_bias[first..]);
        match d_bias.len() {
            1 => sums_of_rows::<1>(d_z, stride, d_bias),
            2 => sums_of_rows::<2>(d_z, stride, d_bias),
            3 => sums_of_rows::<3>(d_z, stride, d_bias),
            _ => sums_of_rows::<4>(d_z, stride, d_bias),
        }
    }
}

/// The first `R` rows of [`backward_bias`]: several, as the additions of one sum wait for each other.
fn sums_of_rows<const R: usize>(matrix: &[f32], stride: usize, out: &mut [f32]) {
    let count = stride / LANES;
    let blocks = matrix.as_chunks::<LANES>().0;
    let rows: [&[[f32; LANES]]; R] = std::array::from_fn(|r| &blocks[r * count..][..count]);
    let mut sums = [f32x4::ZERO; R];
    for s in 0..count {
        for r in 0..R {
            sums[r] += f32x4::new(rows[r][s]);
        }
    }
    store_sums(sums, out);
}

/// Writes one number for each row: its lanes together.
#[inline(always)]
fn store_sums<const R: usize>(sums: [f32x4; R], out: &mut [f32]) {
    let lanes = std::array::from_fn(|r| if r < R { sums[r] } else { f32x4::ZERO });
    let [a, b, c, d] = f32x4::transpose(lanes);
    out[..R].copy_from_slice(&((a + c) + (b + d)).to_array()[..R]);
}
