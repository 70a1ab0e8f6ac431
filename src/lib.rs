//! ReLU Lab: a page that trains a small neural network live, so that people can see what activation functions do.
//!
//! The modules stand in the order in which data flows:
//!
//! ```text
//! spec ──▶ train (worker) ──▶ frame ──▶ state ──▶ views
//!          uses nn                               use plot
//! ```
//!
//! - [`link`]: the address of a page and its settings, read and written; [`order`]: things by their numbers.
//! - [`nn`]: the mathematics, numbers in, numbers out.
//! - [`data`]: where samples come from: sets of points, their features, tensors of them.
//! - [`train`]: one experiment, from its [`train::spec::Spec`] to a [`train::snapshot::Snapshot`].
//! - [`export`]: a run as files that other programs read, `PyTorch` above all.
//! - [`import`]: files that a run can begin with: an experiment, the weights of a network trained elsewhere.
//! - [`compare`]: many experiments, one thing varied, and what can be concluded.
//! - [`explore`]: one function without a net: its properties, its gain through layers, tensors through it.
//! - [`lessons`]: claims that are often read, each with an experiment and a rule that judges it.
//! - [`protocol`]: what the page and the worker say to each other; [`runner`]: the worker's work, by any clock.
//! - [`plot`]: snapshot to picture, on any `plotters` backend.
//!
//! The page itself, with the worker that trains, is the package `relu-lab-app` in `src/app`.

pub use relu_lab_nn as nn;

pub mod link;

pub mod order;

pub mod data;

pub mod train;

pub mod export;

pub mod import;

pub mod compare;
pub mod explore;

pub mod lessons;

pub mod protocol;

pub mod runner;

#[allow(clippy::disallowed_methods, reason = "pictures are for the eye: their last bit may differ between machines")]
pub mod plot;
