//! What the page knows, one store a concern; [`trainer::Trainer`] is what the user can do.
//!
//! | context | what it holds |
//! | --- | --- |
//! | `Store<Experiment>` | what is set |
//! | `Store<Run>` | how the run stands: the latest frame |
//! | `Store<Display>` | what is shown and how |
//! | [`Messages`] | notices, toast, news |
//! | [`Present`](present::Present) | whether the page is shown on a projector, and how |
//! | [`Trainer`] | what the user can do |
//!
//! Stores have a signal for each field: whoever reads `experiment.spec().learning_rate()` runs again when that changes, and
//! not for anything else. Whatever follows from them is derived, never stored.

pub mod connection;
pub mod display;
pub mod earlier_runs;
pub mod experiment;
pub mod files;
pub mod first_view;
pub mod interventions;
pub mod messages;
pub mod opening;
pub mod own;
pub mod present;
pub mod run;
pub mod scale;
pub mod settings;
pub mod trainer;
pub mod view;
pub mod way_back;

pub use display::{Display, DisplayStoreFields};
pub use experiment::{Experiment, ExperimentStoreFields};
pub use messages::Messages;
pub use run::{Run, RunStoreFields};
pub use settings::Settings;
pub use trainer::Trainer;
