//! The sentences of the page: what the core gives as numbers and enums, said to a person.
//!
//! - [`events`]: deaths and their causes, interventions, a divergence.
//! - [`health`]: how units are doing.
//! - [`figures`], [`distributions`] and [`space`]: each figure in a sentence.
//! - [`images`]: what one is taken for, and what excites a unit.

pub mod cursor;
pub mod distributions;
pub mod events;
pub mod figures;
pub mod files;
pub mod health;
pub mod images;
pub mod space;

use crate::state::run::RunStatus;
use relu_lab::train::snapshot::{Status, UnitHealth};

/// What the run is doing.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Ready => "ready",
        Status::Training => "training",
        Status::Paused => "paused",
        Status::Finished => "finished",
        Status::Diverged => "diverged",
    }
}

/// What the run is doing, as far as the page knows.
pub fn run_status_word(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Loading => "loading",
        RunStatus::Known(status) => status_word(status),
        RunStatus::Stopped => "stopped",
    }
}

/// How a unit is doing.
pub fn health_word(health: UnitHealth) -> &'static str {
    match health {
        UnitHealth::Alive => "alive",
        UnitHealth::Rare => "rare",
        UnitHealth::Saturated => "saturated",
        UnitHealth::Stuck => "stuck",
        UnitHealth::Dead => "dead",
        UnitHealth::NotFinite => "NaN",
    }
}

#[cfg(test)]
mod tests {
    use relu_lab::train::session::Session;
    use relu_lab::train::snapshot::Snapshot;
    use relu_lab::train::spec::Spec;

    /// What a frame shows after so many epochs.
    pub fn trained(query: &str, epochs: u32) -> Snapshot {
        let mut session = Session::new(Spec::from_query(query).0);
        for _ in 0..epochs {
            session.step_epoch();
        }
        session.snapshot(epochs > 0, 0.0, None)
    }
}
