//! Faults of the layout: what overlaps, is cut off, covered, beyond the screen or empty.

use std::fmt;

use serde_json::Value;

use crate::page::Page;

/// So much in CSS pixels is no fault.
const TOLERANCE: f64 = 1.5;

/// Something that is not where it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// `sideways`, `heads`, `cut`, `covered`, `overlap`, `empty`, `stale`, `map` or `small`; layout.js says what they mean.
    pub what: String,
    /// Which element, or where.
    pub place: String,
    /// By so many CSS pixels; for `empty` the share of the screen in percent.
    pub by: f64,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, place, by } = self;
        write!(f, "{what} by {by}: {place}")
    }
}

impl Page {
    /// The faults of the layout, once everything is painted.
    pub fn layout_faults(&self) -> Vec<Fault> {
        if self.faults_now().is_empty() {
            return Vec::new();
        }
        self.wait_until_painted();
        self.faults_now()
    }

    fn faults_now(&self) -> Vec<Fault> {
        let answer = self.script(include_str!("layout.js"), vec![TOLERANCE.into()]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fault = |row: &Value| Fault {
            what: text(&row["what"]),
            place: text(&row["where"]),
            by: row["by"].as_f64().unwrap_or(f64::NAN),
        };
        answer.as_array().into_iter().flatten().map(fault).collect()
    }
}
