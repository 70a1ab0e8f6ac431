//! The three matrix products of a linear layer, tiled for SIMD registers.
//!
//! All operands lie unit-major with rows padded to whole SIMD blocks. A tile's sums stay in registers: 4 rows by 8 columns, so that every
//! number loaded serves 4 or 8 of them. The order of every sum is the one of the plain loop (or, for narrow layers' weights,
//! that of 4 lanes of samples), so it does not depend on the tile that computes it.

use wide::{f32x4, f32x8};

use super::tensor::{LANES, Tensor};

/// Neighbours in a row: samples of one unit, or units of one sample.
type Block = [f32; LANES];

/// From this width of its input on, the gradient of a layer's weights is computed from the transposed input.
const WIDE: usize = LANES;

/// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up.
pub(super) fn forward(weight: &[f32], bias: &[f32], a: &Tensor, z: &mut Tensor) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        return;
    }
    let a = a.data().as_chunks().0;
    let rows = weight.chunks(4 * fan_in).zip(bias.chunks(4));
    for ((weight, bias), z) in rows.zip(z.data_mut().chunks_mut(4 * stride)) {
        match bias.len() {
            4 => rows_times_matrix::<4>(weight, fan_in, bias, a, z, stride),
            3 => rows_times_matrix::<3>(weight, fan_in, bias, a, z, stride),
            2 => rows_times_matrix::<2>(weight, fan_in, bias, a, z, stride),
            _ => rows_times_matrix::<1>(weight, fan_in, bias, a, z, stride),
        }
    }
}

/// `out[r][c] = start[r] + Σ_k left[r][k] right[k][c]` for `R` rows, the sum from `k = 0` up.
///
/// Rows of `left` lie `left.len() / R` apart and count for their first `terms` numbers; rows of `out` are `columns` long,
/// rows of `right` the same, rounded up to whole blocks.
fn rows_times_matrix<const R: usize>(
    left: &[f32],
    terms: usize,
    start: &[f32],
    right: &[Block],
    out: &mut [f32],
    columns: usize,
) {
    let left_stride = left.len() / R;
    let left: [&[f32]; R] = std::array::from_fn(|r| &left[r * left_stride..][..terms]);
    let start: [f32x8; R] = std::array::from_fn(|r| f32x8::splat(start[r]));
    let blocks = columns.div_ceil(LANES);
    for block in 0..blocks {
        let mut sums = start;
        for (k, right) in (0..terms).zip(right[block..].iter().step_by(blocks)) {
            let right = f32x8::new(*right);
            for r in 0..R {
                sums[r] += f32x8::splat(left[r][k]) * right;
            }
        }
        for (sums, out) in sums.iter().zip(out.chunks_exact_mut(columns)) {
            let out = &mut out[block * LANES..];
            match out.first_chunk_mut() {
                Some(out) => *out = sums.to_array(),
                None => out.copy_from_slice(&sums.to_array()[..out.len()]),
            }
        }
    }
}

/// `d_a[i][s] = Σ_o w[o][i] d_z[o][s]`, the sum from `o = 0` up.
pub(super) fn backward_input(weight: &[f32], d_z: &Tensor, d_a: &mut Tensor) {
    let (fan_in, stride) = (d_a.units(), d_z.stride());
    if stride == 0 {
        return;
    }
    let d_z = d_z.data().as_chunks().0;
    for (tile, d_a) in d_a.data_mut().chunks_mut(4 * stride).enumerate() {
        let weight = &weight[4 * tile..];
        match d_a.len() / stride {
            4 => backward_input_tile::<4>(weight, fan_in, d_z, d_a),
            3 => backward_input_tile::<3>(weight, fan_in, d_z, d_a),
            2 => backward_input_tile::<2>(weight, fan_in, d_z, d_a),
            _ => backward_input_tile::<1>(weight, fan_in, d_z, d_a),
        }
    }
}

/// `U` units of the input; `weight` begins with the first of them.
fn backward_input_tile<const U: usize>(weight: &[f32], fan_in: usize, d_z: &[Block], d_a: &mut [f32]) {
    let d_a = d_a.as_chunks_mut().0;
    let blocks = d_a.len() / U;
    for block in 0..blocks {
        let mut sums = [f32x8::ZERO; U];
        let weights = weight.array_windows::<U>().step_by(fan_in);
        for (weight, d_z) in weights.zip(d_z[block..].iter().step_by(blocks)) {
            let d_z = f32x8::new(*d_z);
            for u in 0..U {
                sums[u] += f32x8::splat(weight[u]) * d_z;
            }
        }
        for u in 0..U {
            d_a[u * blocks + block] = sums[u].to_array();
        }
    }
}

/// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]`; for wide layers the sum from `s = 0` up, for narrow ones 4 sums over every fourth sample, then these.
pub(super) fn backward_weight(d_z: &Tensor, a: &Tensor, d_weight: &mut [f32], transposed: &mut Tensor) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        d_weight.fill(0.0);
    } else if fan_in < WIDE {
        for (d_weight, d_z) in d_weight.chunks_mut(2 * fan_in).zip(d_z.data().chunks(2 * stride)) {
            for (tile, a) in a.data().chunks(4 * stride).enumerate() {
                let d_weight = &mut d_weight[4 * tile..];
                match (d_z.len() / stride, a.len() / stride) {
                    (2, 4) => dot_products::<2, 4>(d_z, a, d_weight, fan_in),
                    (2, 3) => dot_products::<2, 3>(d_z, a, d_weight, fan_in),
                    (2, 2) => dot_products::<2, 2>(d_z, a, d_weight, fan_in),
                    (2, _) => dot_products::<2, 1>(d_z, a, d_weight, fan_in),
                    (_, 4) => dot_products::<1, 4>(d_z, a, d_weight, fan_in),
                    (_, 3) => dot_products::<1, 3>(d_z, a, d_weight, fan_in),
                    (_, 2) => dot_products::<1, 2>(d_z, a, d_weight, fan_in),
                    _ => dot_products::<1, 1>(d_z, a, d_weight, fan_in),
                }
            }
        }
    } else {
        transpose(a, transposed);
        let a = transposed.data().as_chunks().0;
        let samples = d_z.samples();
        for (d_weight, d_z) in d_weight.chunks_mut(4 * fan_in).zip(d_z.data().chunks(4 * stride)) {
            match d_z.len() / stride {
                4 => rows_times_matrix::<4>(d_z, samples, &[0.0; 4], a, d_weight, fan_in),
                3 => rows_times_matrix::<3>(d_z, samples, &[0.0; 3], a, d_weight, fan_in),
                2 => rows_times_matrix::<2>(d_z, samples, &[0.0; 2], a, d_weight, fan_in),
                _ => rows_times_matrix::<1>(d_z, samples, &[0.0; 1], a, d_weight, fan_in),
            }
        }
    }
}

/// `to[s][u] = from[u][s]`, in squares of 4.
fn transpose(from: &Tensor, to: &mut Tensor) {
    to.resize(from.samples(), from.units());
    let (from_stride, to_stride) = (from.stride(), to.stride());
    for (four, from) in from.data().chunks(4 * from_stride).enumerate() {
        let rows: [&[[f32; 4]]; 4] = std::array::from_fn(|r| from.get(r * from_stride..).unwrap_or(&[]).as_chunks().0);
        for (column, to) in to.data_mut().chunks_mut(4 * to_stride).enumerate() {
            let square = rows.map(|row| row.get(column).map_or(f32x4::ZERO, |four| f32x4::new(*four)));
            for (to, column) in to.chunks_exact_mut(to_stride).zip(f32x4::transpose(square)) {
                to[4 * four..][..4].copy_from_slice(&column.to_array());
            }
        }
    }
}

/// `O` outputs by `I` inputs; `d_weight` begins with the first of them, its rows lie `fan_in` apart.
fn dot_products<const O: usize, const I: usize>(d_z: &[f32], a: &[f32], d_weight: &mut [f32], fan_in: usize) {
    let d_z = d_z.as_chunks::<4>().0;
    let a = a.as_chunks::<4>().0;
    let count = d_z.len() / O;
    let d_z: [&[[f32; 4]]; O] = std::array::from_fn(|o| &d_z[o * count..][..count]);
    let a: [&[[f32; 4]]; I] = std::array::from_fn(|i| &a[i * count..][..count]);
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
    for (sums, d_weight) in sums.iter().zip(d_weight.chunks_mut(fan_in)) {
        let lanes = std::array::from_fn(|i| if i < I { sums[i] } else { f32x4::ZERO });
        let [a, b, c, d] = f32x4::transpose(lanes);
        d_weight[..I].copy_from_slice(&((a + c) + (b + d)).to_array()[..I]);
    }
}

/// `d_b[o] = Σ_s d_z[o][s]`, in the order of [`backward_weight`].
pub(super) fn backward_bias(d_z: &Tensor, d_bias: &mut [f32]) {
    for (o, d_bias) in d_bias.iter_mut().enumerate() {
        let blocks = d_z.padded(o).as_chunks().0;
        *d_bias = add_lanes(blocks.iter().fold(f32x4::ZERO, |sum, &block| sum + f32x4::new(block)));
    }
}

fn add_lanes(sum: f32x4) -> f32 {
    let [a, b, c, d] = sum.to_array();
    (a + c) + (b + d)
}
