//! What leaves the lab: files that other programs read.
//!
//! - [`curves`]: the curves of a run as CSV.
//! - [`torch`]: a run as a program for `PyTorch`, with its data and weights.

pub mod curves;

pub mod torch;
