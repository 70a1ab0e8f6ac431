//! Where samples come from, in the order in which data flows: [`points`], those of the [`sets`], which are drawn at random as [`shapes`]
//! say or read ([`digits`], and a [`drawing`] like them; the user's [`own`]), their [`features`], and the [`samples`] (tensors) that a
//! network is trained on. Knows no experiment and no network.

pub mod points;

pub mod digits;
pub mod drawing;
pub mod own;
pub mod shapes;

pub mod sets;

pub mod features;

pub mod samples;
