//! Files of the Train page: saved, brought in, and dropped on it.
//!
//! - [`save`]: the dialog that saves files of the run and opens others.
//! - [`brought`]: what is in a file that was opened or dropped, before it is taken.
//! - [`drop`]: files that are dropped anywhere on the page.
//! - [`begun`]: the notice while a run begins with weights from a file.

pub mod begun;
pub mod brought;
pub mod drop;
pub mod save;
