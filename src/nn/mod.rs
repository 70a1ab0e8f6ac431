//! The mathematics: numbers in, numbers out. Knows no experiment, no clock and no browser.
//!
//! - [`math`], [`random`], [`sums`]: functions, random draws and sums that give the same bits on every machine.
//! - [`choice`]: tables of things to choose from; [`activation`], [`init`], [`loss`] and [`optimizer`] are such tables.
//! - [`tensor`], [`linear`], [`batch_norm`], [`layer`], [`network`], [`gradients`], [`workspace`]: data and layers, `forward` with its `backward` under it.
//!
//! Letters of shapes and formulas: `a` activations, `z` pre-activations, `d_x` the gradient of the loss with respect to `x`,
//! `o` outputs and `i` inputs of a layer, `s` samples.
//!
//! The order of every sum is fixed in the source, nothing is fused, no platform's `libm` is called:
//! a native run and a run in any browser end with bit-identical weights.

pub mod math;
pub mod random;
pub mod tensor;

pub mod sums;

pub mod finite;

pub mod choice;

pub mod activation;
pub mod loss;

mod matmul;

pub mod batch_norm;
pub mod linear;

pub mod init;

pub mod gradients;
pub mod workspace;

pub mod layer;

pub mod network;

pub mod optimizer;
