//! The pages, one folder each.

pub mod activations;
pub mod compare;
pub mod lessons;
pub mod train;
