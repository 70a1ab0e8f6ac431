//! One experiment, from what to run to what a frame shows. Knows no browser.

pub mod spec;

pub mod data;
pub mod feature;
pub mod field;
pub mod history;
pub mod snapshot;
