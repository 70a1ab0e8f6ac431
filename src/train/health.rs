//! Who died when, and who came back: the log that the checks at the end of every epoch write.

use crate::nn::network::Network;
use crate::nn::workspace::Workspace;
use crate::train::dead_unit_scan::{DeadUnitScan, Gone, look};
use crate::train::event::{Cause, Death, Origin};
use crate::train::state::State;
use crate::train::unit::{UnitHealth, UnitId};

/// The latest deaths and revivals that are kept.
const KEPT: usize = 256;

/// Which units are gone, since when, and every death and revival so far. Hidden layers, then the output layer.
#[derive(Debug, Clone, Default)]
pub struct HealthLog {
    /// `[layer][unit]`: how the last check found it, if a gradient no longer passes.
    gone: Gone,
    /// `[layer][unit]`: epoch of the check that found it dead, and how that came.
    died: Vec<Vec<Option<(u32, Origin)>>>,
    deaths: Vec<Death>,
    /// Steps of checks that found deaths which nobody has looked into yet, oldest first.
    unexplained: Vec<u64>,
    /// How often a check has found that training killed somebody since the check before.
    deadly_checks: u64,
}

impl HealthLog {
    /// A log for a network at its start.
    pub fn new(network: &Network) -> Self {
        Self {
            gone: network.layers.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            died: network.layers.iter().map(|layer| vec![None; layer.linear.fan_out]).collect(),
            deaths: Vec::new(),
            unexplained: Vec::new(),
            deadly_checks: 0,
        }
    }

    /// Looks at every unit on every point; returns whether one died since the last check.
    /// `workspace`: z and a of training over the training set, with the weights as they are now.
    /// `origin`: how what is new came about.
    pub fn check(&mut self, state: &State, workspace: &Workspace, origin: Origin) -> bool {
        look(&state.network, workspace, &mut self.gone);
        self.compare(state, origin)
    }

    /// The same on as few points as will do: finds every death, and a return some epochs late. See [`DeadUnitScan`].
    pub fn check_subset(&mut self, state: &State, watch: &mut DeadUnitScan) -> bool {
        watch.look(&state.network, &mut self.gone, state.epoch);
        self.compare(state, Origin::Step)
    }

    /// Logs who died and who came back since the last look.
    fn compare(&mut self, state: &State, origin: Origin) -> bool {
        let mut has_died = false;
        for (layer, (gone, died)) in self.gone.iter().zip(&mut self.died).enumerate() {
            for (unit, (gone, died)) in gone.iter().zip(died).enumerate() {
                let (is_dead, was_dead) = (*gone == Some(UnitHealth::Dead), died.is_some());
                if is_dead != was_dead {
                    *died = is_dead.then_some((state.epoch, origin));
                    let id = UnitId { layer: layer as u32, unit: unit as u32 };
                    let epoch = state.epoch_fraction();
                    self.deaths.push(Death { id, epoch, step: state.step, revived: was_dead, origin, cause: None });
                    has_died |= is_dead;
                }
            }
        }
        let surplus = self.deaths.len().saturating_sub(KEPT);
        self.deaths.drain(..surplus);
        // No step killed what was born dead or what the user killed.
        if has_died && origin == Origin::Step {
            self.deadly_checks += 1;
            self.unexplained.push(state.step);
            let oldest = self.deaths[0].step;
            self.unexplained.retain(|step| *step >= oldest);
        }
        has_died
    }

    /// Steps of checks whose deaths have no cause yet, latest first.
    pub fn unexplained(&self) -> Vec<u64> {
        self.unexplained.iter().rev().copied().collect()
    }

    /// How many checks have found so far that training had killed somebody since the check before.
    pub fn deadly_checks(&self) -> u64 {
        self.deadly_checks
    }

    /// The units that training had killed when the check at this step found them dead, oldest first.
    pub fn died_at_step(&self, step: u64) -> Vec<UnitId> {
        self.deaths.iter().filter(|death| is_by_step(death, step)).map(|death| death.id).collect()
    }

    /// Notes what killed the units of [`HealthLog::died_at_step`], asked for in that order.
    pub fn explain(&mut self, step: u64, mut cause: impl FnMut(UnitId) -> Option<Cause>) {
        for death in self.deaths.iter_mut().filter(|death| is_by_step(death, step)) {
            death.cause = cause(death.id);
        }
        self.unexplained.retain(|unexplained| *unexplained != step);
    }

    /// Forgets what happened after a state that the run went back to. `marks`: how many interventions there had been.
    pub fn restore(&mut self, state: &State, marks: usize, workspace: &Workspace) {
        let is_before = |death: &Death| {
            let undone = matches!(death.origin, Origin::Intervention { mark } if mark as usize >= marks);
            death.step <= state.step && !undone
        };
        self.deaths.retain(is_before);
        self.unexplained.retain(|step| *step <= state.step);
        look(&state.network, workspace, &mut self.gone);
        for (layer, units) in self.died.iter_mut().enumerate() {
            for (unit, died) in units.iter_mut().enumerate() {
                let id = UnitId { layer: layer as u32, unit: unit as u32 };
                let last = self.deaths.iter().rev().find(|d| d.id == id).filter(|death| !death.revived);
                // The death of a unit may be so long ago that it is no longer in the list.
                let known = last.map(|death| (death.epoch as u32, death.origin));
                let earlier = died.filter(|(epoch, _)| *epoch <= state.epoch);
                let now = known.or(earlier).unwrap_or((state.epoch, Origin::Step));
                *died = (self.gone[layer][unit] == Some(UnitHealth::Dead)).then_some(now);
            }
        }
    }

    /// The units that the last check found dead, those of the output layer included.
    pub fn dead(&self) -> Vec<UnitId> {
        let mut dead = Vec::new();
        for (layer, units) in (0..).zip(&self.gone) {
            let units = (0..).zip(units).filter(|(_, gone)| **gone == Some(UnitHealth::Dead));
            dead.extend(units.map(|(unit, _)| UnitId { layer, unit }));
        }
        dead
    }

    /// The hidden units among [`HealthLog::dead`].
    pub fn dead_hidden(&self) -> Vec<UnitId> {
        let hidden = self.gone.len().saturating_sub(1) as u32;
        self.dead().into_iter().filter(|id| id.layer < hidden).collect()
    }

    /// Deaths and revivals, oldest first.
    pub fn deaths(&self) -> &[Death] {
        &self.deaths
    }

    /// One a unit: the epoch of the check that found it dead, and how it died, if it is dead now.
    pub fn died(&self, layer: usize) -> &[Option<(u32, Origin)>] {
        self.died.get(layer).map_or(&[], Vec::as_slice)
    }

    /// Units through which a gradient passes, one number a hidden layer.
    pub fn alive(&self) -> Vec<u16> {
        let hidden = &self.gone[..self.gone.len().saturating_sub(1)];
        hidden.iter().map(|layer| layer.iter().filter(|gone| gone.is_none()).count() as u16).collect()
    }
}

fn is_by_step(death: &Death, step: u64) -> bool {
    death.step == step && !death.revived && death.origin == Origin::Step
}
