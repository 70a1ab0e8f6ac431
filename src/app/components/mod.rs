//! Controls and figures that several pages use.

pub mod blank;
pub mod dialog;
pub mod explanation;
pub mod fields;
pub mod figure;
pub mod icons;
pub mod term;
