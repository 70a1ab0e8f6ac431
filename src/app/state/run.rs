//! How the run stands: what the worker has reported.

use std::sync::Arc;

use reactive_stores::Store;

use relu_lab::train::snapshot::{LayerSnapshot, Snapshot, Status, UnitHealth};

/// What the run is doing, as far as the page knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunStatus {
    /// There is no frame yet.
    #[default]
    Loading,
    /// What the worker said last.
    Known(Status),
    /// There is no worker, or it does not answer.
    Stopped,
}

impl RunStatus {
    /// The word in `data-value`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Known(status) => status.id(),
            Self::Stopped => "stopped",
        }
    }
}

/// Why nothing comes from the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// It is no more, or never was: the reason.
    Gone(String),
    /// The data could not be loaded: the reason, and what to do.
    NoData(String),
    /// The run is on own data that are not here: of so many points in a file, or of none yet.
    NoOwnData(Option<u32>),
    /// It has not said a word for so many seconds.
    Silent(u32),
}

impl Trouble {
    /// Whether the worker is well, and what is missing are data.
    pub fn is_about_data(&self) -> bool {
        matches!(self, Self::NoData(_) | Self::NoOwnData(_))
    }
}

/// How the run stands.
#[derive(Debug, Clone, Store)]
pub struct Run {
    /// The latest frame of the current run.
    pub frame: Arc<Snapshot>,
    /// The latest frame, at most twice a second while training: a screen reader cannot follow every frame.
    pub described: Arc<Snapshot>,
    /// Whether the user wants it to train.
    pub playing: bool,
    /// How much of the way back is done, from 0 to 1, while it takes its time.
    pub going_back: Option<f32>,
    /// Position of the speed slider.
    pub speed: f64,
    /// What it is doing.
    pub status: RunStatus,
    /// Whether the worker is up.
    pub connected: bool,
    /// What is wrong with the worker.
    pub trouble: Option<Trouble>,
}

impl Run {
    /// Before the first frame; `speed`: the position of its slider.
    pub fn new(speed: f64) -> Self {
        let empty = Arc::new(Snapshot::default());
        Self {
            frame: Arc::clone(&empty),
            described: empty,
            playing: false,
            going_back: None,
            speed,
            status: RunStatus::default(),
            connected: false,
            trouble: None,
        }
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

/// Whether an output is dead.
pub fn output_is_dead(snapshot: &Snapshot) -> bool {
    snapshot.layers.last().is_some_and(|layer| layer.count(UnitHealth::Dead) > 0)
}

/// The hidden layers of a frame.
pub fn hidden(snapshot: &Snapshot) -> &[LayerSnapshot] {
    let count = snapshot.layers.len().saturating_sub(1);
    &snapshot.layers[..count]
}
