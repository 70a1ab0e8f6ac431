//! The three matrix products of a linear layer, tiled for SIMD registers.
//!
//! All operands are unit-major with rows padded to whole SIMD vectors. Products are computed in register tiles of 4 rows by 8 columns (4 at
//! the end of a row), so that every number loaded is used 4 or 8 times. Every sum has a fixed order, that of the plain loop (or, for the
//! weights of narrow layers, one sum per lane over every fourth sample, then these), whatever tile computes it: same bits on every machine.
//!
//! Wide layers are multiplied from packed copies of their operands ([`packing`]), narrow ones and remainders without ([`unpacked`],
//! [`dot_products`]). An activation that works in place is fused into the product as its [`epilogue`].

mod dot_products;
mod epilogue;
mod packing;
mod unpacked;

use self::dot_products::{dot_products, sums_of_rows};
use self::epilogue::Epilogue;
pub use self::packing::PackingBuffers;
use self::packing::{LeftOperand, ROWS};
use self::unpacked::{columns_times_matrix, row_times_matrix, rows_times_matrix};
use super::activation::InPlace;
use super::tensor::{LANES, Tensor};

/// Operands of a layer whose input and output both have at least this many units are packed.
const MIN_PACKED_UNITS: usize = 4 * LANES;

/// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up; then the `fused` activation in place.
pub(super) fn forward(
    weight: &[f32],
    bias: &[f32],
    a: &Tensor,
    z: &mut Tensor,
    fused: Option<InPlace>,
    packing: &mut PackingBuffers,
) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        return;
    }
    let epilogue = Epilogue::forward(fused);
    let mut done = 0;
    if fan_in >= MIN_PACKED_UNITS && bias.len() >= MIN_PACKED_UNITS {
        packing.pack_right(a);
        packing.multiply(LeftOperand::Rows(weight, fan_in), Some(bias), z.data_mut(), stride, epilogue);
        done = bias.len() / ROWS * ROWS;
    }
    for first in (done..bias.len()).step_by(4) {
        let left = &weight[first * fan_in..];
        let (bias, z) = (&bias[first..], &mut z.data_mut()[first * stride..]);
        match bias.len() {
            1 => row_times_matrix(left, bias[0], a, z, epilogue),
            2 => rows_times_matrix::<2>(left, bias, a, z, 0, epilogue),
            3 => rows_times_matrix::<3>(left, bias, a, z, 0, epilogue),
            _ => rows_times_matrix::<4>(left, bias, a, z, 0, epilogue),
        }
    }
}

/// `d_a[i][s] = Σ_o w[o][i] d_z[o][s]`, the sum from `o = 0` up; then back through the `fused` activation that made `a` in place.
pub(super) fn backward_input(
    weight: &[f32],
    d_z: &Tensor,
    d_a: &mut Tensor,
    fused: Option<(InPlace, &Tensor)>,
    packing: &mut PackingBuffers,
) {
    let (fan_in, stride) = (d_a.units(), d_z.stride());
    if stride == 0 {
        return;
    }
    let epilogue = Epilogue::backward(fused);
    let mut done = 0;
    if fan_in >= MIN_PACKED_UNITS && d_z.units() >= MIN_PACKED_UNITS {
        packing.pack_right(d_z);
        packing.multiply(LeftOperand::Transposed(weight, fan_in), None, d_a.data_mut(), stride, epilogue);
        done = fan_in / ROWS * ROWS;
    }
    for first in (done..fan_in).step_by(4) {
        let (weight, d_a) = (&weight[first..], &mut d_a.data_mut()[first * stride..]);
        let epilogue = epilogue.skip(first * stride);
        match fan_in - first {
            1 => columns_times_matrix::<1>(weight, fan_in, d_z, d_a, epilogue),
            2 => columns_times_matrix::<2>(weight, fan_in, d_z, d_a, epilogue),
            3 => columns_times_matrix::<3>(weight, fan_in, d_z, d_a, epilogue),
            _ => columns_times_matrix::<4>(weight, fan_in, d_z, d_a, epilogue),
        }
    }
}

/// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]`; for whole fours of the outputs of wide layers the sum from `s = 0` up,
/// for all others 4 sums over every fourth sample each, then the sum of these.
pub(super) fn backward_weight(d_z: &Tensor, a: &Tensor, d_weight: &mut [f32], packing: &mut PackingBuffers) {
    let (fan_out, fan_in, stride) = (d_z.units(), a.units(), a.stride());
    if stride == 0 {
        d_weight.fill(0.0);
        return;
    }
    let mut done = 0;
    if fan_in >= MIN_PACKED_UNITS && fan_out >= MIN_PACKED_UNITS {
        packing.pack_right_transposed(a);
        packing.multiply(LeftOperand::Rows(d_z.data(), stride), None, d_weight, fan_in, Epilogue::Identity);
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

/// `d_b[o] = Σ_s d_z[o][s]`: 4 sums over every fourth sample each, then the sum of these.
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
