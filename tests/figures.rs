//! Figures as SVG text: axes with numbers and names, labels that stay inside and apart, and nothing that panics.

#[path = "figures/fixtures.rs"]
mod fixtures;

#[path = "figures/gallery.rs"]
mod gallery;
