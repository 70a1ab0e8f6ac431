//! What can be done to a run without starting it again. Each leaves a mark on the time plots
//! which says what was done and which dead units came back.

use crate::nn::batch_norm::BatchNorm;
use crate::nn::linear::Linear;
use crate::nn::optimizer::OptimizerState;
use crate::nn::workspace::Workspace;
use crate::train::event::{Change, Intervention, Mark};
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
            for layer in 0..next.hidden.len() {
                session.state.network.layers[layer].set_activation(next.activation(layer));
            }
            session.spec = next;
        });
    }

    /// Draws the incoming weights of every dead unit anew from the experiment's initialiser and sets its outgoing
    /// weights to 0, so that the network's answer does not change (`ReDo`, Sokar et al. 2023). Biases become 0.
    ///
    /// What the optimizer remembers is forgotten: it belonged to other weights.
    pub fn reinitialise_dead(&mut self) {
        let dead = self.health.dead();
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
            session.state.optimizer = OptimizerState::new();
        });
    }

    /// Adds to the biases of some hidden units. Units that are not there are passed over.
    pub fn add_to_bias(&mut self, units: &[UnitId], amount: f32) {
        if units.is_empty() || !amount.is_finite() {
            return;
        }
        self.intervene(Intervention::BiasAdded { units: units.len() as u32, amount }, |session| {
            for id in units {
                let layer = session.state.network.layers.get_mut(id.layer as usize);
                if let Some(bias) = layer.and_then(|layer| layer.linear.bias.get_mut(id.unit as usize)) {
                    *bias += amount;
                }
            }
        });
    }

    /// Sets one weight of a unit (`input`: which) or its bias (`None`). Does nothing for a number that is not finite.
    pub fn set_number(&mut self, id: UnitId, input: Option<u32>, value: f32) {
        if !value.is_finite() {
            return;
        }
        self.intervene(Intervention::NumberSet { id, input, value }, |session| {
            let Some(layer) = session.state.network.layers.get_mut(id.layer as usize) else { return };
            let linear = &mut layer.linear;
            let number = match input {
                None => linear.bias.get_mut(id.unit as usize),
                Some(input) if (input as usize) < linear.fan_in => {
                    linear.weight.get_mut(id.unit as usize * linear.fan_in + input as usize)
                }
                Some(_) => None,
            };
            if let Some(number) = number {
                *number = value;
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
            let mut workspace = Workspace::new();
            for index in 0..session.state.network.layers.len() - 1 {
                let network = &mut session.state.network;
                let units = network.layers[index].linear.fan_out;
                network.evaluate(&session.train.inputs, &mut workspace);
                let mut batch_norm = BatchNorm::new(units);
                for unit in 0..units {
                    let (mean, variance) = moments(workspace.z(index).unit(unit));
                    (batch_norm.running_mean[unit], batch_norm.running_var[unit]) = (mean, variance);
                }
                network.layers[index].batch_norm = Some(batch_norm);
            }
            session.state.optimizer = OptimizerState::new();
        });
    }

    /// Does something to the state between two steps, marks it, and notes who came back.
    fn intervene(&mut self, intervention: Intervention, action: impl FnOnce(&mut Self)) {
        if self.divergence().is_some() {
            self.back_to_finite();
        }
        // What happened until now is looked at first, so that it is not put down to the intervention.
        self.evaluate();
        self.check_health();
        let dead = self.health.dead();
        action(self);
        self.forget_measurements();
        self.set_checkpoint();
        self.evaluate();
        self.check_health();
        let still_dead = self.health.dead();
        let revived = dead.into_iter().filter(|id| !still_dead.contains(id)).collect();
        self.marks.push(Mark { epoch: self.state.epoch_fraction(), step: self.state.step, intervention, revived });
    }
}

/// Population mean and unbiased variance, as batch norm's running statistics are.
fn moments(values: &[f32]) -> (f32, f32) {
    let count = values.len().max(2) as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len().max(1) as f64;
    let squares: f64 = values.iter().map(|&v| (f64::from(v) - mean) * (f64::from(v) - mean)).sum();
    (mean as f32, (squares / (count - 1.0)) as f32)
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
