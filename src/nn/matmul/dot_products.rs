//! Sums over the samples of a batch without packing: 4 sums over every fourth sample each (one per SIMD lane), then the sum of these.

use wide::f32x4;

use super::super::tensor::LANES;

/// `d_weight[o][i] = Σ_s d_z[o][s] a[i][s]` for a tile of `O` outputs by `I` inputs; rows of the operands have `stride` samples, those of
/// `d_weight` have `fan_in` weights.
pub(super) fn dot_products<const O: usize, const I: usize>(
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

/// The sums of the first `R` rows of a matrix; several at a time, to hide the latency of the additions.
pub(super) fn sums_of_rows<const R: usize>(matrix: &[f32], stride: usize, out: &mut [f32]) {
    let count = stride / LANES;
    let blocks = matrix.as_chunks::<LANES>().0;
    let rows: [&[[f32; LANES]]; R] = std::array::from_fn(|r| &blocks[r * count..][..count]);
    let mut sums = [f32x4::ZERO; R];
    for s in 0..count {
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum += f32x4::new(row[s]);
        }
    }
    store_sums(sums, out);
}

/// Reduces each vector to the sum of its lanes and stores these.
#[inline(always)]
fn store_sums<const R: usize>(sums: [f32x4; R], out: &mut [f32]) {
    let lanes = std::array::from_fn(|r| if r < R { sums[r] } else { f32x4::ZERO });
    let [a, b, c, d] = f32x4::transpose(lanes);
    out[..R].copy_from_slice(&((a + c) + (b + d)).to_array()[..R]);
}
