//! How the run stands: what the worker has reported.

use std::sync::Arc;

use reactive_stores::Store;

use relu_lab::train::snapshot::{LayerSnapshot, Snapshot, UnitHealth};

/// How the run stands.
#[derive(Debug, Clone, Store)]
pub struct Run {
    /// The latest frame of the current run.
    pub frame: Arc<Snapshot>,
    /// The latest frame, at most twice a second while training: a screen reader cannot follow every frame.
    pub described: Arc<Snapshot>,
    /// Whether the user wants it to train.
    pub playing: bool,
    /// Position of the speed slider.
    pub speed: f64,
    /// Whether the worker is up.
    pub connected: bool,
    /// Why there is no worker.
    pub trouble: Option<String>,
}

impl Run {
    /// Before the first frame.
    pub fn new(speed: f64) -> Self {
        let empty = Arc::new(Snapshot::default());
        Self { frame: Arc::clone(&empty), described: empty, playing: false, speed, connected: false, trouble: None }
    }
}

/// Hidden units of a frame.
pub fn units_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(LayerSnapshot::units).sum()
}

/// Dead hidden units of a frame.
pub fn dead_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(|layer| layer.count(UnitHealth::Dead)).sum()
}

/// Living hidden units of a frame.
pub fn alive_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(LayerSnapshot::alive).sum()
}

/// The hidden layers of a frame.
pub fn hidden(snapshot: &Snapshot) -> &[LayerSnapshot] {
    let count = snapshot.layers.len().saturating_sub(1);
    &snapshot.layers[..count]
}
