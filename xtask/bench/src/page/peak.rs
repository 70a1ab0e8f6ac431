//! As many multiplications and additions as a processor can do in WebAssembly's SIMD: compiled on its own, for the browser.
//!
//! Chains that do not wait for each other, as many as registers hold: each takes `x = x * 0.999 + 0.001`, and stays near 1.

use core::arch::wasm32::{f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat};
use core::hint::black_box;

const CHAINS: usize = 12;
const LANES: u32 = 4;

/// Floating-point operations of one round.
#[unsafe(no_mangle)]
pub extern "C" fn operations_per_round() -> u32 {
    2 * CHAINS as u32 * LANES
}

/// Takes so many rounds; the result depends on all of them.
#[unsafe(no_mangle)]
pub extern "C" fn multiply_and_add(rounds: u32) -> f32 {
    let (factor, summand) = (f32x4_splat(black_box(0.999)), f32x4_splat(black_box(0.001)));
    let mut chains: [_; CHAINS] = core::array::from_fn(|i| f32x4_splat(1.0 + i as f32));
    for _ in 0..rounds {
        chains = chains.map(|x| f32x4_add(f32x4_mul(x, factor), summand));
    }
    f32x4_extract_lane::<0>(chains.into_iter().fold(f32x4_splat(0.0), |sum, x| f32x4_add(sum, x)))
}
