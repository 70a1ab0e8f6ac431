//! The lessons, a file a chapter, in the order of the story.

pub mod depth;
pub mod dying;
pub mod noise;
pub mod normalisation;
pub mod output;
pub mod pytorch;
pub mod speed;
pub mod what_relu_is;
