//! Who is alive, told from as few points as possible: the check at the end of every epoch at full speed.
//!
//! One point through which a gradient passes shows that a unit is alive, but only all points show that it is gone.
//! So the training set is cut into parts, and a check looks at one of them, in turn. A unit that was alive and is silent
//! there is tried on the point that last showed it alive, then on all the others: a death is found in the epoch
//! in which it happens. A unit that was gone and stays silent is taken to be gone still: its return is found
//! [`PARTS`] epochs later at the latest.
//!
//! With batch norm a unit's answer to a point depends on all points of the batch, and no part says anything for sure: then
//! every check looks at the whole training set.

use crate::nn::network::Network;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::diagnostics::passes;
use crate::train::unit::UnitHealth;

/// The most parts a training set is cut into.
pub const PARTS: usize = 16;
/// The fewest points of a part: with fewer, a pass costs more than its points.
const FEWEST: usize = 32;

/// `[layer][unit]`, the output layer last: what a check found, if a gradient no longer passes.
pub type Gone = Vec<Vec<Option<UnitHealth>>>;

/// Looks at every unit on every point. `workspace`: z and a of training over the training set.
pub fn look(network: &Network, workspace: &Workspace, gone: &mut Gone) {
    for (layer, units) in gone.iter_mut().enumerate() {
        let activation = network.layers[layer].activation.with_learned(network.layers[layer].slope);
        for (unit, found) in units.iter_mut().enumerate() {
            *found = passes(&activation, workspace.z(layer).unit(unit), workspace.a(layer).unit(unit)).err();
        }
    }
}

/// Looks for the living.
#[derive(Debug)]
pub struct DeadUnitScan {
    inputs: Tensor,
    /// The points of each part.
    parts: Vec<Vec<u32>>,
    part_inputs: Vec<Tensor>,
    /// `[layer][unit]`: the point that last showed the unit alive.
    seen_at: Vec<Vec<u32>>,
    /// The units that no point has shown alive yet in this check.
    silent: Vec<Silent>,
    /// The points that last showed some of them alive.
    witnesses: Vec<u32>,
    witness_inputs: Tensor,
    workspace: Workspace,
}

#[derive(Debug, Clone, Copy)]
struct Silent {
    layer: usize,
    unit: usize,
    /// What it is if all points agree.
    found: UnitHealth,
}

impl DeadUnitScan {
    /// `inputs`: the training set, `[feature][point]`.
    pub fn new(inputs: &Tensor) -> Self {
        let points: Vec<u32> = (0..inputs.samples() as u32).collect();
        let parts: Vec<Vec<u32>> =
            points.chunks(points.len().div_ceil(PARTS).max(FEWEST)).map(<[u32]>::to_vec).collect();
        let part_inputs = parts.iter().map(|part| {
            let mut tensor = Tensor::default();
            tensor.gather(inputs, part);
            tensor
        });
        Self {
            part_inputs: part_inputs.collect(),
            inputs: inputs.clone(),
            parts,
            seen_at: Vec::new(),
            silent: Vec::new(),
            witnesses: Vec::new(),
            witness_inputs: Tensor::default(),
            workspace: Workspace::default(),
        }
    }

    /// Brings `gone` up to date with the weights as they are now.
    pub fn look(&mut self, network: &Network, gone: &mut Gone, epoch: u32) {
        if network.has_batch_norm() {
            network.training_values(&self.inputs, &mut self.workspace);
            look(network, &self.workspace, gone);
            return;
        }
        self.seen_at.resize_with(gone.len(), Vec::new);
        self.silent.clear();
        for (layer, units) in gone.iter().enumerate() {
            self.seen_at[layer].resize(units.len(), 0);
            let silent = |unit| Silent { layer, unit, found: UnitHealth::Dead };
            self.silent.extend((0..units.len()).map(silent));
        }
        let first = epoch as usize % self.parts.len().max(1);
        self.look_at(first, network, gone);
        if !self.misses_one(gone) {
            return;
        }
        self.look_at_witnesses(network, gone);
        for part in (0..self.parts.len()).filter(|part| *part != first) {
            if !self.misses_one(gone) {
                return;
            }
            self.look_at(part, network, gone);
        }
        for silent in &self.silent {
            gone[silent.layer][silent.unit] = Some(silent.found);
        }
    }

    /// Whether a unit is silent that was alive.
    fn misses_one(&self, gone: &Gone) -> bool {
        self.silent.iter().any(|silent| gone[silent.layer][silent.unit].is_none())
    }

    fn look_at(&mut self, part: usize, network: &Network, gone: &mut Gone) {
        let Some((inputs, points)) = self.part_inputs.get(part).zip(self.parts.get(part)) else { return };
        network.evaluate(inputs, &mut self.workspace);
        retain_silent(&mut self.silent, network, &self.workspace, &mut |silent, point| {
            gone[silent.layer][silent.unit] = None;
            self.seen_at[silent.layer][silent.unit] = points[point];
        });
    }

    fn look_at_witnesses(&mut self, network: &Network, gone: &mut Gone) {
        let missed = self.silent.iter().filter(|silent| gone[silent.layer][silent.unit].is_none());
        self.witnesses.clear();
        self.witnesses.extend(missed.map(|silent| self.seen_at[silent.layer][silent.unit]));
        self.witness_inputs.gather(&self.inputs, &self.witnesses);
        network.evaluate(&self.witness_inputs, &mut self.workspace);
        retain_silent(&mut self.silent, network, &self.workspace, &mut |silent, point| {
            gone[silent.layer][silent.unit] = None;
            self.seen_at[silent.layer][silent.unit] = self.witnesses[point];
        });
    }
}

/// Lets go of the units that a point of the last pass shows alive, and tells them with that point.
fn retain_silent(
    silent: &mut Vec<Silent>,
    network: &Network,
    workspace: &Workspace,
    is_alive: &mut dyn FnMut(&Silent, usize),
) {
    silent.retain_mut(|unit| {
        let layer = &network.layers[unit.layer];
        let activation = layer.activation.with_learned(layer.slope);
        let (z, a) = (workspace.z(unit.layer).unit(unit.unit), workspace.a(unit.layer).unit(unit.unit));
        match passes(&activation, z, a) {
            Ok(point) => {
                is_alive(unit, point);
                return false;
            }
            Err(kind) if unit.found == UnitHealth::Dead || kind == UnitHealth::NotFinite => unit.found = kind,
            Err(_) => {}
        }
        true
    });
}
