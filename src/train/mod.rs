//! One experiment, from what to run to what a frame shows. Knows no browser.
//!
//! In the order in which data flows: a [`spec::Spec`] says what to run, [`session::Session`] runs it, the
//! measuring modules look at it, and a [`snapshot::Snapshot`] is what they saw.

pub mod notice;
pub mod stream;

pub mod output;
pub mod spec;

pub mod field;

pub mod json;
pub mod query;

pub mod schema;

pub mod standing;

pub mod unit;

pub mod event;

pub mod start;

pub mod session;
pub mod state;

pub mod checkpoints;
pub mod intervention;
pub mod way_back;

pub mod going_back;

pub mod pace;

pub mod bench;

pub mod activation_maps;
pub mod autopsy;
pub mod dead_unit_scan;
pub mod diagnostics;
pub mod evaluation;
pub mod fit;
pub mod health;
pub mod history;
pub mod images;
pub mod measuring;
pub mod units;

pub mod eigen;
pub mod space;

pub mod snapshot;
pub mod veil;
