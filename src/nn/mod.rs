//! The mathematics: numbers in, numbers out. Knows no experiment, no clock and no browser.
//!
//! - [`choice`]: tables of things to choose from; [`activation`], [`init`], [`loss`] and [`optimizer`] are such tables.
//! - [`formula`]: formulas as text, to be drawn and evaluated. [`number`]: numbers read from text.
//! - [`tensor`], [`linear`], [`batch_norm`], [`network`], [`gradients`], [`workspace`]: data and layers, `forward` with its `backward` under it.
//! - [`math`], [`random`]: functions and draws that give the same bits on every machine. [`shown`]: functions that need not.
//!
//! This package is compiled to be fast. What need not be, as all that reads and writes text, is marked `inline`: it is then compiled with
//! whoever calls it, which is compiled to be small.
//!
//! The order of every sum is fixed in the source, nothing is fused, no platform's `libm` is called:
//! a native run and a run in any browser end with bit-identical weights.

pub mod choice;

pub mod formula;
pub mod math;
pub mod number;
pub mod random;
pub mod shown;
pub mod sums;
pub mod tensor;

pub mod activation;
pub mod init;
pub mod loss;
pub mod optimizer;

pub mod batch_norm;
pub mod gradients;
pub mod linear;
pub mod network;
mod products;
pub mod workspace;
