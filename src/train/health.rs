//! Who died when, and who came back: the log that the checks at the end of every epoch write.

use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::dead_unit_scan::{DeadUnitScan, Gone};
use crate::train::diagnostics::passes;
use crate::train::event::{Cause, Death};
use crate::train::state::State;
use crate::train::unit::{UnitHealth, UnitId};

/// The latest deaths and revivals that are kept.
const KEPT: usize = 256;

/// Which units are gone, since when, and every death and revival so far.
#[derive(Debug, Clone, Default)]
pub struct HealthLog {
    /// `[hidden layer][unit]`: how the last check found it, if a gradient no longer passes.
    gone: Gone,
    /// `[hidden layer][unit]`: epoch of the check that found it dead.
    died_at: Vec<Vec<Option<u32>>>,
    deaths: Vec<Death>,
    /// Steps of checks that found deaths which nobody has looked into yet, oldest first.
    unexplained: Vec<u64>,
}

impl HealthLog {
    /// A log for a network at its start.
    pub fn new(network: &Network) -> Self {
        let hidden = &network.layers[..network.layers.len() - 1];
        Self {
            gone: hidden.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            died_at: hidden.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            deaths: Vec::new(),
            unexplained: Vec::new(),
        }
    }

    /// Looks at every hidden unit on every point; returns whether one died since the last check.
    /// `workspace`: z and a over the training set, with the weights as they are now.
    pub fn check(&mut self, state: &State, workspace: &Workspace) -> bool {
        self.look(&state.network, workspace);
        self.compare(state)
    }

    /// The same on as few points as will do: finds every death, and a return some epochs late. See [`DeadUnitScan`].
    pub fn check_subset(&mut self, state: &State, watch: &mut DeadUnitScan) -> bool {
        watch.look(&state.network, &mut self.gone, state.epoch);
        self.compare(state)
    }

    /// Logs who died and who came back since the last look.
    fn compare(&mut self, state: &State) -> bool {
        let mut died = false;
        for layer in 0..self.gone.len() {
            for unit in 0..self.gone[layer].len() {
                let is_dead = self.gone[layer][unit] == Some(UnitHealth::Dead);
                let was_dead = self.died_at[layer][unit].is_some();
                if is_dead != was_dead {
                    self.died_at[layer][unit] = is_dead.then_some(state.epoch);
                    let id = UnitId { layer: layer as u32, unit: unit as u32 };
                    let epoch = state.epoch_fraction();
                    self.deaths.push(Death { id, epoch, step: state.step, revived: was_dead, cause: None });
                    died |= is_dead;
                }
            }
        }
        let surplus = self.deaths.len().saturating_sub(KEPT);
        self.deaths.drain(..surplus);
        // What is dead at the start was born so: no step killed it.
        if died && state.step > 0 {
            self.unexplained.push(state.step);
            let oldest = self.deaths[0].step;
            self.unexplained.retain(|step| *step >= oldest);
        }
        died
    }

    fn look(&mut self, network: &Network, workspace: &Workspace) {
        for (layer, units) in self.gone.iter_mut().enumerate() {
            let activation = network.layers[layer].activation.with_learned(network.layers[layer].slope);
            for (unit, found) in units.iter_mut().enumerate() {
                *found = passes(&activation, workspace.z(layer).unit(unit), workspace.a(layer).unit(unit)).err();
            }
        }
    }

    /// Steps of checks whose deaths have no cause yet, latest first.
    pub fn unexplained(&self) -> Vec<u64> {
        self.unexplained.iter().rev().copied().collect()
    }

    /// The units that the check at this step found dead, oldest first.
    pub fn died_at_step(&self, step: u64) -> Vec<UnitId> {
        self.deaths.iter().filter(|death| death.step == step && !death.revived).map(|death| death.id).collect()
    }

    /// Notes what killed the units that the check at this step found dead, asked for in the order of
    /// [`HealthLog::died_at_step`].
    pub fn explain(&mut self, step: u64, mut cause: impl FnMut(UnitId) -> Option<Cause>) {
        for death in self.deaths.iter_mut().filter(|death| death.step == step && !death.revived) {
            death.cause = cause(death.id);
        }
        self.unexplained.retain(|unexplained| *unexplained != step);
    }

    /// Forgets what happened after a state that the run went back to.
    pub fn restore(&mut self, state: &State, workspace: &Workspace) {
        self.deaths.retain(|death| death.step <= state.step);
        self.unexplained.retain(|step| *step <= state.step);
        self.look(&state.network, workspace);
        for (layer, units) in self.died_at.iter_mut().enumerate() {
            for (unit, died_at) in units.iter_mut().enumerate() {
                let id = UnitId { layer: layer as u32, unit: unit as u32 };
                let epoch = self.deaths.iter().rev().find(|d| d.id == id).map_or(state.epoch, |d| d.epoch as u32);
                *died_at = (self.gone[layer][unit] == Some(UnitHealth::Dead)).then_some(epoch);
            }
        }
    }

    /// The units that the last check found dead.
    pub fn dead(&self) -> Vec<UnitId> {
        let mut dead = Vec::new();
        for (layer, units) in (0..).zip(&self.gone) {
            let units = (0..).zip(units).filter(|(_, gone)| **gone == Some(UnitHealth::Dead));
            dead.extend(units.map(|(unit, _)| UnitId { layer, unit }));
        }
        dead
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
