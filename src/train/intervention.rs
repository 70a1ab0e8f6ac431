//! What can be done to a run without starting it again. Each leaves a labelled mark on the time plots,
//! and the mark says which dead units came back.

use crate::nn::batch_norm::BatchNorm;
use crate::nn::linear::Linear;
use crate::nn::optimizer::OptimizerState;
use crate::nn::workspace::Workspace;
use crate::train::session::Session;
use crate::train::snapshot::{Mark, UnitId};
use crate::train::spec::Spec;
use crate::train::stream::Stream;

impl Session {
    /// Goes on with the settings of `spec` that can change while training; the rest of `spec` is ignored.
    ///
    /// The optimizer keeps what it remembers unless it becomes another optimizer.
    /// New activations take over the weights as they are.
    pub fn change(&mut self, spec: &Spec) {
        let mut next = self.spec.clone();
        next.activations.clone_from(&spec.activations);
        (next.optimizer, next.learning_rate) = (spec.optimizer, spec.learning_rate);
        (next.l1, next.clip, next.batch, next.epochs) = (spec.l1, spec.clip, spec.batch, spec.epochs);
        next.reconcile();
        if next == self.spec {
            return;
        }
        let label = changes(&self.spec, &next);
        self.intervene(label, |session| {
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
        let label = format!("{} re-initialised", counted(dead.len()));
        self.intervene(label, |session| {
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
        self.intervene(format!("bias {amount:+} on {}", counted(units.len())), |session| {
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
        let name = input.map_or_else(|| "bias".to_owned(), |input| format!("weight {}", input + 1));
        self.intervene(format!("{name} of {} set to {value}", id.name()), |session| {
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
        self.intervene("batch norm on".to_owned(), |session| {
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
    fn intervene(&mut self, label: String, action: impl FnOnce(&mut Self)) {
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
        self.marks.push(Mark { epoch: self.state.epoch_fraction(), step: self.state.step, label, revived });
    }
}

/// Population mean and unbiased variance, as batch norm's running statistics are.
fn moments(values: &[f32]) -> (f32, f32) {
    let count = values.len().max(2) as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len().max(1) as f64;
    let squares: f64 = values.iter().map(|&v| (f64::from(v) - mean) * (f64::from(v) - mean)).sum();
    (mean as f32, (squares / (count - 1.0)) as f32)
}

fn counted(units: usize) -> String {
    if units == 1 { "1 unit".to_owned() } else { format!("{units} units") }
}

/// What changed between two specs, for a mark: `lr 0.5, Tanh`.
fn changes(from: &Spec, to: &Spec) -> String {
    let mut words = Vec::new();
    if from.activations != to.activations {
        let names: Vec<_> = to.activations.iter().map(crate::nn::choice::Choice::name).collect();
        words.push(names.join(", "));
    }
    if from.learning_rate != to.learning_rate {
        words.push(format!("lr {}", to.learning_rate));
    }
    if from.optimizer != to.optimizer {
        words.push(to.optimizer.to_string());
    }
    if from.batch != to.batch {
        words.push(to.batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}")));
    }
    if from.clip != to.clip {
        words.push(to.clip.map_or_else(|| "no clipping".to_owned(), |clip| format!("clip {clip}")));
    }
    if from.l1 != to.l1 {
        words.push(format!("L1 {}", to.l1));
    }
    if words.is_empty() { "settings".to_owned() } else { words.join(", ") }
}
