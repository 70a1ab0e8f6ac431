//! Snapshot to picture, on any `plotters` backend. Knows no browser.
//!
//! A figure is a function from what it shows and a [`pen::Pen`] to marks: `draw(pen, &figure)`, which ends with [`pen::Pen::result`]. Ordinary charts are charts
//! of plotters ([`chart::Chart`]) with labels and symbols of the pen beside them; the network and the maps are the pen's
//! alone. [`draw()`] makes the pen from a backend, a canvas in the page; [`svg()`] draws into a text, for exports and
//! tests. Pictures made of pixels ([`raster::Raster`]) are buffers of RGBA which the page puts under the marks.
//!
//! Layouts (where is what) are in CSS pixels, as mouse positions are; rasters and marks are in device pixels,
//! `theme.scale` of them to a CSS pixel.

pub mod colour;
pub mod palette;

pub mod class;
pub mod diverging;
pub mod looks;

pub mod theme;

pub mod format;
pub mod geometry;

pub mod subpixel;

pub mod pen;

pub mod draw;

pub mod axis;
pub mod boundary;
pub mod chart;
pub mod contour;
pub mod epochs;
pub mod image;
pub mod labels;
pub mod raster;

pub mod compare;
pub mod curve;
pub mod explorer;
pub mod gain;
pub mod gradient;
pub mod histograms;
pub mod lesson;
pub mod living;
pub mod loss;
pub mod map;
pub mod network;
pub mod pad;
pub mod picture;
pub mod predicted;
pub mod responses;
pub mod space;
pub mod spread;
pub mod thumbnail;

pub use draw::{draw, svg};
pub use subpixel::{DrawError, SUBPIXELS};
pub use theme::{Style, Theme};
