//! The three matrix products of a linear layer, tiled for SIMD registers.
//!
//! All operands lie unit-major with rows padded to whole SIMD blocks, so that there are tails over units only. A tile's sums stay in registers:
//! forward and input gradient take 4 units by 8 samples, every loaded sample serving 4 units; the weight gradient takes 2 by 4 dot products
//! over samples, every loaded vector serving 2 or 4 of them. The order of every sum is the one of the plain loop
//! (or, over samples, that of 4 lanes), so it does not depend on the tile that computes it.

use wide::{f32x4, f32x8};

use super::tensor::{LANES, Tensor};

/// A block of samples of one unit.
type Block = [f32; LANES];

/// `z[o][s] = b[o] + Σ_i w[o][i] a[i][s]`, the sum from `i = 0` up.
pub(super) fn forward(weight: &[f32], bias: &[f32], a: &Tensor, z: &mut Tensor) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        return;
    }
    let a = a.data().as_chunks().0;
    let mut z = z.data_mut().chunks_mut(4 * stride);
    let mut bias = bias.chunks(4);
    for weight in weight.chunks(4 * fan_in) {
        let (Some(z), Some(bias)) = (z.next(), bias.next()) else { return };
        match bias.len() {
            4 => forward_tile::<4>(weight, bias, a, z),
            3 => forward_tile::<3>(weight, bias, a, z),
            2 => forward_tile::<2>(weight, bias, a, z),
            _ => forward_tile::<1>(weight, bias, a, z),
        }
    }
}

/// `U` units of the output.
fn forward_tile<const U: usize>(weight: &[f32], bias: &[f32], a: &[Block], z: &mut [f32]) {
    let fan_in = weight.len() / U;
    let weight: [&[f32]; U] = std::array::from_fn(|u| &weight[u * fan_in..][..fan_in]);
    let bias: [f32x8; U] = std::array::from_fn(|u| f32x8::splat(bias[u]));
    let z = z.as_chunks_mut().0;
    let blocks = z.len() / U;
    for block in 0..blocks {
        let mut sums = bias;
        for (i, a) in (0..fan_in).zip(a[block..].iter().step_by(blocks)) {
            let a = f32x8::new(*a);
            for u in 0..U {
                sums[u] += f32x8::splat(weight[u][i]) * a;
            }
        }
        for u in 0..U {
            z[u * blocks + block] = sums[u].to_array();
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
        for (weight, d_z) in weight.chunks(fan_in).zip(d_z[block..].iter().step_by(blocks)) {
            let Some(weight) = weight.first_chunk::<U>() else { break };
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

/// `d_w[o][i] = Σ_s d_z[o][s] a[i][s]`: 4 sums over every fourth sample, then these.
pub(super) fn backward_weight(d_z: &Tensor, a: &Tensor, d_weight: &mut [f32]) {
    let (fan_in, stride) = (a.units(), a.stride());
    if stride == 0 {
        d_weight.fill(0.0);
        return;
    }
    for (d_weight, d_z) in d_weight.chunks_mut(2 * fan_in).zip(d_z.data().chunks(2 * stride)) {
        for (tile, a) in a.data().chunks(4 * stride).enumerate() {
            let d_weight = &mut d_weight[4 * tile..];
            match (d_z.len() / stride, a.len() / stride) {
                (2, 4) => backward_weight_tile::<2, 4>(d_z, a, d_weight, fan_in),
                (2, 3) => backward_weight_tile::<2, 3>(d_z, a, d_weight, fan_in),
                (2, 2) => backward_weight_tile::<2, 2>(d_z, a, d_weight, fan_in),
                (2, _) => backward_weight_tile::<2, 1>(d_z, a, d_weight, fan_in),
                (_, 4) => backward_weight_tile::<1, 4>(d_z, a, d_weight, fan_in),
                (_, 3) => backward_weight_tile::<1, 3>(d_z, a, d_weight, fan_in),
                (_, 2) => backward_weight_tile::<1, 2>(d_z, a, d_weight, fan_in),
                _ => backward_weight_tile::<1, 1>(d_z, a, d_weight, fan_in),
            }
        }
    }
}

/// `O` outputs by `I` inputs; `d_weight` begins with the first of them, its rows lie `fan_in` apart.
fn backward_weight_tile<const O: usize, const I: usize>(d_z: &[f32], a: &[f32], d_weight: &mut [f32], fan_in: usize) {
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
        for (sum, d_weight) in sums.iter().zip(d_weight) {
            *d_weight = add_lanes(*sum);
        }
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
