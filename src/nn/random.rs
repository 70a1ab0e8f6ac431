//! Draws that are the same on every machine.
//!
//! `rand_distr` calls whatever `exp` and `ln` the feature flags of the whole build select, the platform's among them;
//! these few functions use `libm` and exactly rounded operations only.

use rand::{Rng, RngExt};

/// A draw from N(0, 1) (Marsaglia's polar method, 1964; the second number of the pair is not kept, so that a draw has no memory).
pub fn normal<R: Rng + ?Sized>(rng: &mut R) -> f32 {
    loop {
        let u = 2.0 * rng.random::<f64>() - 1.0;
        let v = 2.0 * rng.random::<f64>() - 1.0;
        let square = u * u + v * v;
        if square > 0.0 && square < 1.0 {
            return (u * (-2.0 * libm::log(square) / square).sqrt()) as f32;
        }
    }
}

/// A draw from U(-bound, bound).
pub fn uniform<R: Rng + ?Sized>(rng: &mut R, bound: f32) -> f32 {
    (2.0 * rng.random::<f32>() - 1.0) * bound
}

/// A draw from Beta(2, 1), whose distribution function is x² on [0, 1].
pub fn beta_2_1<R: Rng + ?Sized>(rng: &mut R) -> f32 {
    rng.random::<f32>().sqrt()
}
