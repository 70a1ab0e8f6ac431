//! One function, without a net: what its properties are, what it does to a gradient through many layers,
//! and what `torch` does with a tensor that goes through it. Knows no browser.

pub mod formula;
pub mod mean_field;
pub mod measured;
pub mod pieces;
pub mod properties;

pub mod console;
pub mod programs;
pub mod tape;
pub mod tensor_print;
pub mod tensor_text;

pub mod setup;
