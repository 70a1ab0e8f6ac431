//! One experiment.
