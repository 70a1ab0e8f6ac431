//! Who died when, and who came back: the log that the checks at the end of every epoch write.

use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::diagnostics::gone;
use crate::train::snapshot::{Death, UnitHealth, UnitId};

/// The latest deaths and revivals that are kept.
const KEPT: usize = 256;

/// Which units are gone, since when, and every death and revival so far.
#[derive(Debug, Clone, Default)]
pub struct HealthLog {
    /// `[hidden layer][unit]`: how the last check found it, if a gradient no longer passes.
    gone: Vec<Vec<Option<UnitHealth>>>,
    /// `[hidden layer][unit]`: epoch of the check that found it dead.
    died_at: Vec<Vec<Option<u32>>>,
    deaths: Vec<Death>,
}

impl HealthLog {
    /// A log for a network at its start.
    pub fn new(network: &Network) -> Self {
        let hidden = &network.layers[..network.layers.len() - 1];
        Self {
            gone: hidden.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            died_at: hidden.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            deaths: Vec::new(),
        }
    }

    /// Looks at every hidden unit. `workspace`: z and a over the training set, with the weights as they are now.
    pub fn check(&mut self, network: &Network, workspace: &Workspace, epoch: u32, epoch_fraction: f32, step: u64) {
        for layer in 0..self.gone.len() {
            let activation = network.layers[layer].activation.with_learned(network.layers[layer].slope);
            for unit in 0..self.gone[layer].len() {
                let now = gone(&activation, workspace.z(layer).unit(unit), workspace.a(layer).unit(unit));
                self.gone[layer][unit] = now;
                let is_dead = now == Some(UnitHealth::Dead);
                let was_dead = self.died_at[layer][unit].is_some();
                if is_dead != was_dead {
                    self.died_at[layer][unit] = is_dead.then_some(epoch);
                    let id = UnitId { layer: layer as u32, unit: unit as u32 };
                    self.deaths.push(Death { id, epoch: epoch_fraction, step, revived: was_dead });
                }
            }
        }
        let surplus = self.deaths.len().saturating_sub(KEPT);
        self.deaths.drain(..surplus);
    }

    /// Forgets what happened after this step.
    pub fn truncate(&mut self, step: u64) {
        self.deaths.retain(|death| death.step <= step);
    }

    /// Deaths and revivals, oldest first.
    pub fn deaths(&self) -> &[Death] {
        &self.deaths
    }

    /// One a unit: the epoch of the check that found it dead. All `None` for the output layer.
    pub fn died_at(&self, layer: usize, units: usize) -> Vec<Option<u32>> {
        self.died_at.get(layer).cloned().unwrap_or_else(|| vec![None; units])
    }

    /// Units through which a gradient passes, one number a hidden layer.
    pub fn alive(&self) -> Vec<u16> {
        self.gone.iter().map(|layer| layer.iter().filter(|gone| gone.is_none()).count() as u16).collect()
    }
}
