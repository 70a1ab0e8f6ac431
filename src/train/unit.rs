//! A unit of the network, and how it is doing.

use serde::{Deserialize, Serialize};

/// The state of a unit over the whole training set, with the weights as they are now (z: pre-activation, a = f(z)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum UnitHealth {
    /// None of the below.
    #[default]
    Alive,
    /// a > 0 on fewer than 5 % of the points (only for functions that can be zero).
    Rare,
    /// |f'(z)| < 0.01 on every point.
    Saturated,
    /// f'(z) = 0 on every point, but a is not 0 on all of them.
    Stuck,
    /// f'(z) = 0 and a = 0 on every point.
    Dead,
    /// z is not finite on some point.
    NotFinite,
}

/// A unit of the network: `layer` counts the hidden layers from 0, the output layer comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitId {
    /// Index of the layer.
    pub layer: u32,
    /// Index of the unit in its layer.
    pub unit: u32,
}

impl UnitId {
    /// The name of a hidden unit on the page, counted from 1: `H2·3`.
    pub fn name(self) -> String {
        format!("H{}·{}", self.layer + 1, self.unit + 1)
    }
}
