//! Where samples come from, in the order in which data flows: [`sets`] of points drawn at random as [`shapes`] say, their [`features`],
//! and the [`samples`] (tensors) that a network is trained on. Knows no experiment and no network.

pub mod shapes;

pub mod sets;

pub mod features;

pub mod samples;
