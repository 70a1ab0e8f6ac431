//! What can be done to a run without starting it again. Each leaves a mark on the time plots
//! which says what was done and which dead units came back.

use crate::nn::batch_norm::BatchNorm;
use crate::nn::layer::Layer;
use crate::nn::linear::Linear;
use crate::nn::optimizer::OptimizerState;
use crate::nn::workspace::Workspace;
use crate::train::checkpoints::Checkpoint;
use crate::train::event::{Change, Intervention, Mark, Origin, UnitNumber};
use crate::train::field::FIELDS;
use crate::train::session::Session;
use crate::train::spec::Spec;
use crate::train::stream::Stream;
use crate::train::unit::UnitId;

impl Session {
    /// Goes on with the settings of `spec` that can change while training; the rest of `spec` is ignored.
    ///
    /// The optimizer keeps what it remembers unless it becomes another optimizer.
    /// New activations take over the weights as they are.
    pub fn change(&mut self, spec: &Spec) {
        let mut next = self.spec.clone();
        for field in FIELDS.iter().filter(|field| field.live) {
            // It cannot be refused: what a spec holds was set through this table.
            let _ = (field.set)(&mut next, &(field.get)(spec));
        }
        next.reconcile();
        if next == self.spec {
            return;
        }
        let changes = changes(&self.spec, &next);
        self.intervene(Intervention::Changed(changes), |session| {
            session.state.take_settings(&next);
            session.spec = next;
        });
    }

    /// Draws the incoming weights of every dead hidden unit anew from the experiment's initialiser and sets its outgoing
    /// weights to 0, so that the network's answer to the training points does not change (`ReDo`, Sokar et al. 2023): the unit
    /// was 0 on all of them. Elsewhere it may have answered. Biases become 0; a batch norm starts anew, with running statistics
    /// of the training set.
    ///
    /// What the optimizer remembers is forgotten: it belonged to other weights.
    pub fn reinitialise_dead(&mut self) {
        self.look_now();
        let dead = self.health.dead_hidden();
        if dead.is_empty() {
            return;
        }
        self.intervene(Intervention::Reinitialised { units: dead.len() as u32 }, |session| {
            let mut rng = Stream::Interventions.rng(session.spec.seed);
            rng.set_word_pos(u128::from(session.state.step) << 24);
            let layers = &mut session.state.network.layers;
            for index in 0..layers.len() - 1 {
                let linear = &mut layers[index].linear;
                let mut fresh = Linear::zeros(linear.fan_in, linear.fan_out);
                session.spec.init.fill(&mut fresh, &mut rng);
                for id in dead.iter().filter(|id| id.layer as usize == index) {
                    let (unit, fan_in) = (id.unit as usize, layers[index].linear.fan_in);
                    let row = unit * fan_in..(unit + 1) * fan_in;
                    layers[index].linear.weight[row.clone()].copy_from_slice(&fresh.weight[row]);
                    layers[index].linear.bias[unit] = 0.0;
                    if let Some(batch_norm) = &mut layers[index].batch_norm {
                        (batch_norm.weight[unit], batch_norm.bias[unit]) = (1.0, 0.0);
                    }
                    let above = &mut layers[index + 1].linear;
                    above.weight.iter_mut().skip(unit).step_by(above.fan_in).for_each(|weight| *weight = 0.0);
                }
            }
            session.take_running_statistics(&|layer, unit| dead.contains(&UnitId { layer, unit }));
            session.state.optimizer = OptimizerState::new();
        });
    }

    /// Adds to the biases of some units, which moves their z by as much: to the linear layer's bias, or, where there is a batch
    /// norm, to its bias β. The linear layer's would be of no use there: it is in the mean that the batch norm subtracts.
    /// Units that are not there are passed over.
    pub fn add_to_bias(&mut self, units: &[UnitId], amount: f32) {
        let layers = &self.state.network.layers;
        let is_there =
            |id: &&UnitId| layers.get(id.layer as usize).is_some_and(|l| (id.unit as usize) < l.linear.fan_out);
        let units: Vec<UnitId> = units.iter().filter(is_there).copied().collect();
        if units.is_empty() || !amount.is_finite() {
            return;
        }
        self.intervene(Intervention::BiasAdded { units: units.len() as u32, amount }, |session| {
            for id in units {
                let layer = &mut session.state.network.layers[id.layer as usize];
                let number = if layer.batch_norm.is_some() { UnitNumber::BatchNormBias } else { UnitNumber::Bias };
                if let Some(bias) = number_mut(layer, id.unit as usize, number) {
                    *bias += amount;
                }
            }
        });
    }

    /// Sets one number of a unit. Does nothing for a value that is not finite, and where there is no such number.
    pub fn set_number(&mut self, id: UnitId, number: UnitNumber, value: f32) {
        let layer = self.state.network.layers.get_mut(id.layer as usize);
        let is_there = layer.is_some_and(|layer| number_mut(layer, id.unit as usize, number).is_some());
        if !is_there || !value.is_finite() {
            return;
        }
        self.intervene(Intervention::NumberSet { id, number, value }, |session| {
            let layer = &mut session.state.network.layers[id.layer as usize];
            if let Some(place) = number_mut(layer, id.unit as usize, number) {
                *place = value;
            }
        });
    }

    /// Puts a batch norm between each linear map and its activation and goes on training.
    ///
    /// Its running statistics start at those of the training set, so that the network in use is normalised at once.
    pub fn batch_norm_on(&mut self) {
        if self.spec.batch_norm {
            return;
        }
        self.intervene(Intervention::BatchNormOn, |session| {
            session.spec.batch_norm = true;
            session.spec.reconcile();
            let layers = &mut session.state.network.layers;
            let hidden = layers.len() - 1;
            for layer in &mut layers[..hidden] {
                layer.batch_norm = Some(BatchNorm::new(layer.linear.fan_out));
            }
            session.take_running_statistics(&|_, _| true);
            session.state.optimizer = OptimizerState::new();
        });
    }

    /// Sets the running statistics of some units (layer, unit) to those of the training set with the weights as they are now.
    fn take_running_statistics(&mut self, is_wanted: &dyn Fn(u32, u32) -> bool) {
        if !self.state.network.has_batch_norm() {
            return;
        }
        let mut workspace = Workspace::new();
        self.state.network.training_values(&self.train.inputs, &mut workspace);
        let count = self.train.inputs.samples() as f32;
        for (index, layer) in self.state.network.layers.iter_mut().enumerate() {
            let Some(batch_norm) = &mut layer.batch_norm else { continue };
            for unit in (0..layer.linear.fan_out).filter(|&unit| is_wanted(index as u32, unit as u32)) {
                let Some((mean, variance)) = workspace.batch_statistics(index, unit) else { continue };
                batch_norm.running_mean[unit] = mean;
                batch_norm.running_var[unit] = variance * (count / (count - 1.0).max(1.0));
            }
        }
    }

    /// What happened until now is looked at first, so that it is not put down to an intervention.
    fn look_now(&mut self) {
        if self.divergence().is_some() {
            self.back_to_finite();
        }
        self.check_health();
    }

    /// Does something to the state between two steps, marks it, and notes who died of it and who came back.
    fn intervene(&mut self, intervention: Intervention, action: impl FnOnce(&mut Self)) {
        self.look_now();
        let dead = self.health.dead();
        let before = Checkpoint { state: self.state.clone(), spec: self.spec.clone(), marks: self.marks.len() };
        self.hold_update_ratios();
        action(self);
        let mark = Origin::Intervention { mark: self.marks.len() as u32 };
        let (epoch, step) = (self.state.epoch_fraction(), self.state.step);
        let is_settings = matches!(intervention, Intervention::Changed(_));
        self.way_back.intervened(&self.state, &self.spec, self.marks.len() + 1, is_settings);
        self.marks.push(Mark { epoch, step, intervention, revived: Vec::new() });
        self.forget_measurements();
        self.set_checkpoint();
        if self.check_health_after(mark) {
            self.checkpoints.keep(&before);
        }
        let still_dead = self.health.dead();
        if let Some(mark) = self.marks.last_mut() {
            mark.revived = dead.into_iter().filter(|id| !still_dead.contains(id)).collect();
        }
        self.amend_history(true);
    }
}

/// The place of a number of a unit, if there is one.
fn number_mut(layer: &mut Layer, unit: usize, number: UnitNumber) -> Option<&mut f32> {
    let linear = &mut layer.linear;
    match number {
        UnitNumber::Weight(input) if unit < linear.fan_out && (input as usize) < linear.fan_in => {
            linear.weight.get_mut(unit * linear.fan_in + input as usize)
        }
        UnitNumber::Weight(_) => None,
        UnitNumber::Bias => linear.bias.get_mut(unit),
        UnitNumber::BatchNormWeight => layer.batch_norm.as_mut()?.weight.get_mut(unit),
        UnitNumber::BatchNormBias => layer.batch_norm.as_mut()?.bias.get_mut(unit),
    }
}

/// The live settings that differ between two specs, as they are in the second.
fn changes(from: &Spec, to: &Spec) -> Vec<Change> {
    let changes = [
        (from.activations != to.activations).then(|| Change::Activations(to.activations.clone())),
        (from.learning_rate != to.learning_rate).then_some(Change::LearningRate(to.learning_rate)),
        (from.optimizer != to.optimizer).then_some(Change::Optimizer(to.optimizer)),
        (from.batch != to.batch).then_some(Change::Batch(to.batch)),
        (from.clip != to.clip).then_some(Change::Clip(to.clip)),
        (from.l1 != to.l1).then_some(Change::L1(to.l1)),
        (from.epochs != to.epochs).then_some(Change::Epochs(to.epochs)),
    ];
    changes.into_iter().flatten().collect()
}
