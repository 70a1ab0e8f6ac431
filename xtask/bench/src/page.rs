//! The Train page at full speed with every panel open, against the same training with nothing drawn.

use anyhow::Result;
use browser_tests::Frames;
use relu_lab::train::bench::Workload;

use crate::lab::Lab;

/// How long the page is looked at, and how long the worker trains alone.
const MILLIS: u64 = 3000;

/// What one look gave.
pub struct Look {
    /// Samples per second while the page draws.
    pub with_page: f64,
    /// Samples per second with the same diagnostics, but no frame.
    pub alone: f64,
    /// How the frames came meanwhile.
    pub frames: Frames,
}

/// Looks at the page, then lets the worker train alone; both from the start of the run.
pub fn measure(lab: &Lab, workload: &Workload) -> Result<Look> {
    lab.shown.go(&format!("#/train?{}", workload.query));
    lab.shown.train_with_every_panel_open();
    let frames = Frames::of(&lab.shown, MILLIS);
    lab.shown.button("Pause").click();
    let spec = workload.spec();
    let samples_per_step = f64::from(spec.train_count()) / f64::from(spec.train_count().div_ceil(spec.batch_size()));
    let alone = lab.session(&spec, MILLIS)?.checked()?.per_second();
    Ok(Look { with_page: frames.steps_per_second * samples_per_step, alone, frames })
}
