//! Random draws that have the same bits on every machine.
//!
//! `rand_distr` calls whatever `exp` and `ln` the feature flags of the whole build select, the platform's among them;
//! these few functions use `libm` and exactly rounded operations only.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The generator `ChaCha8` with the seed as its key and the stream as its nonce: streams of one seed are independent.
pub fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// A draw from N(0, 1) (Marsaglia's polar method, 1964; the second number of the pair is not kept, so that a draw has no memory).
pub fn normal(rng: &mut ChaCha8Rng) -> f32 {
    loop {
        let u = 2.0 * rng.random::<f64>() - 1.0;
        let v = 2.0 * rng.random::<f64>() - 1.0;
        let square = u * u + v * v;
        if square > 0.0 && square < 1.0 {
            return (u * (-2.0 * libm::log(square) / square).sqrt()) as f32;
        }
    }
}

/// A draw from U(0, 1), as `torch.rand`.
pub fn standard_uniform(rng: &mut ChaCha8Rng) -> f32 {
    rng.random()
}

/// A draw from the integers 0 to `last`, both included. A u32 and not a usize: the draw must not depend on the width of a pointer.
pub fn uniform_integer(rng: &mut ChaCha8Rng, last: u32) -> u32 {
    rng.random_range(0..=last)
}

/// A uniformly random permutation in place (Fisher-Yates, from the end).
pub fn shuffle(rng: &mut ChaCha8Rng, indices: &mut [u32]) {
    for last in (1..indices.len()).rev() {
        indices.swap(last, uniform_integer(rng, last as u32) as usize);
    }
}

/// A draw from U(-bound, bound).
pub fn uniform(rng: &mut ChaCha8Rng, bound: f32) -> f32 {
    (2.0 * standard_uniform(rng) - 1.0) * bound
}

/// A draw from Beta(2, 1), whose distribution function is x² on [0, 1].
pub fn beta_2_1(rng: &mut ChaCha8Rng) -> f32 {
    standard_uniform(rng).sqrt()
}
