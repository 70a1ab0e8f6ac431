//! One experiment, from what to run to what a frame shows. Knows no browser.
//!
//! In the order in which data flows: a [`spec::Spec`] says what to run, [`session::Session`] runs it, the
//! measuring modules look at it, and a [`snapshot::Snapshot`] is what they saw.

pub mod notice;
pub mod stream;

pub mod spec;

pub mod field;

pub mod json;
pub mod query;

pub mod presets;

pub mod session;
pub mod state;

pub mod intervention;
pub mod timeline;

pub mod pace;

pub mod bench;

pub mod autopsy;
pub mod diagnostics;
pub mod evaluation;
pub mod health;
pub mod history;
pub mod measuring;
pub mod pictures;
pub mod watch;

pub mod snapshot;

// removed once plot and app name these items where they are
#[doc(hidden)]
pub use crate::data::features as feature;
#[doc(hidden)]
pub mod data {
    pub use crate::data::sets::*;
    pub use crate::data::shapes::Point;
}
#[doc(hidden)]
#[allow(missing_docs)]
pub mod samples {
    use crate::data::shapes::Point;
    use crate::train::snapshot::Points;
    use crate::train::spec::Spec;

    pub fn points_of(spec: &Spec) -> (Vec<Point>, usize) {
        spec.points()
    }

    pub fn points_for_snapshot(points: &[Point], train: usize) -> Points {
        Points::new(points, train)
    }
}
