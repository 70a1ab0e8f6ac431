//! Units die: which one, when, why, and what brings it back. One file a part.

pub mod deaths;
pub mod gradient;
pub mod inspector;
pub mod numbers;
pub mod preset;
pub mod remedies;
pub mod units;
