//! Generated inputs for everything that reads: links, JSON, tensors, codes, messages and files.
//!
//! A [`Target`] reads bytes as the page or the command line would and checks what must hold of every input: no panic, and what
//! was read can be written and read again. [`inputs`] makes the bytes: entries of `fuzz/corpus/<target>/` and changed copies of
//! them. `tests/targets.rs` runs all of it on stable Rust, with a limit on time and memory for each input. Another reader is
//! another row of [`TARGETS`] with a folder of examples.

pub mod inputs;
pub mod targets;

pub use targets::{TARGETS, Target};
