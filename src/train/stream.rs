//! The random streams of an experiment: data, first weights, sample order and interventions do not influence each other.

use rand_chacha::ChaCha8Rng;

use crate::nn::random::stream;

/// The independent random streams that come from one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// The points and their split.
    Data = 0,
    /// The first weights and biases.
    Weights = 1,
    /// The order of the samples in each epoch.
    Order = 2,
    /// New weights for dead units, when the user asks for them.
    Interventions = 3,
}

impl Stream {
    /// This stream of a seed: `ChaCha8` with the seed as its key and the stream as its nonce.
    pub fn rng(self, seed: u32) -> ChaCha8Rng {
        stream(u64::from(seed), self as u64)
    }
}
