//! One run: forward, backward, diagnose, update, again and again.
//!
//! What a session does is a function of its spec and of the number of steps alone. Looking at it
//! ([`Session::snapshot`]) trains nothing, changes nothing and draws no random number.

use rand_chacha::ChaCha8Rng;

use crate::nn::network::{Architecture, Gradients, Mode, Network, NonFinite};
use crate::nn::optimizer::OptimizerState;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::data::{Task, shuffle};
use crate::train::evaluation::{Evaluation, GradientFlow, Measurer};
use crate::train::health::HealthLog;
use crate::train::history::{History, Record};
use crate::train::pictures::Painter;
use crate::train::samples::{Samples, Stream, points_for_snapshot, points_of};
use crate::train::snapshot::{Divergence, LINKS_SHOWN, LayerSnapshot, Points, Snapshot, Status, UnitDetail, UnitId};
use crate::train::spec::Spec;

/// A run of an experiment.
pub struct Session {
    spec: Spec,
    points: Points,
    train: Samples,
    test: Samples,
    state: State,
    batch: Samples,
    workspace: Workspace,
    gradients: Gradients,
    before: Vec<Vec<f32>>,
    measurer: Measurer,
    evaluation: Evaluation,
    evaluated_at: Option<u64>,
    painter: Painter,
    history: History,
    health: HealthLog,
    update_ratios: Vec<f32>,
    divergence: Option<Divergence>,
    /// The state at the end of the last epoch: where a diverged run can go back to.
    checkpoint: State,
}

/// All that training changes: two sessions with equal states go on equally.
#[derive(Debug, Clone)]
struct State {
    network: Network,
    optimizer: OptimizerState,
    order: Vec<u32>,
    order_rng: ChaCha8Rng,
    /// The next place in `order`; 0 at an epoch's start.
    position: usize,
    epoch: u32,
    step: u64,
}

impl Session {
    /// The start of a run.
    pub fn new(spec: Spec) -> Self {
        let (points, train_count) = points_of(&spec);
        let inputs = spec.inputs();
        let (train, test) =
            (Samples::new(&points[..train_count], &inputs), Samples::new(&points[train_count..], &inputs));
        let architecture = Architecture {
            inputs: inputs.len(),
            hidden: spec.hidden.iter().enumerate().map(|(i, &units)| (units as usize, spec.activation(i))).collect(),
            outputs: spec.outputs(),
            output_activation: spec.output,
            batch_norm: spec.batch_norm,
        };
        let network = Network::new(&architecture, &spec.init, &spec.bias, &mut Stream::Weights.rng(spec.seed));
        let state = State {
            optimizer: OptimizerState::new(),
            order: (0..train_count as u32).collect(),
            order_rng: Stream::Order.rng(spec.seed),
            position: 0,
            epoch: 0,
            step: 0,
            network,
        };
        let mut session = Self {
            points: points_for_snapshot(&points, train_count),
            batch: Samples { inputs: Tensor::default(), targets: Tensor::default() },
            workspace: Workspace::default(),
            gradients: Gradients::default(),
            before: state.network.layers.iter().map(|layer| layer.linear.weight.clone()).collect(),
            measurer: Measurer::default(),
            evaluation: Evaluation::default(),
            evaluated_at: None,
            painter: Painter::new(&spec, &state.network),
            history: History::default(),
            health: HealthLog::new(&state.network),
            update_ratios: vec![0.0; state.network.layers.len()],
            divergence: None,
            checkpoint: state.clone(),
            spec,
            train,
            test,
            state,
        };
        session.end_epoch();
        session
    }

    /// What is being run, with all changes since.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.state.network
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.state.step
    }

    /// Whole epochs done.
    pub fn epoch(&self) -> u32 {
        self.state.epoch
    }

    /// Position on the epoch axis: whole epochs and the share of the running one.
    pub fn epoch_fraction(&self) -> f32 {
        self.state.epoch as f32 + self.state.position as f32 / self.state.order.len() as f32
    }

    fn has_classes(&self) -> bool {
        self.spec.data.row().task == Task::Classification
    }

    /// Whether the last step ended an epoch, or none was taken.
    pub fn is_between_epochs(&self) -> bool {
        self.state.position == 0
    }

    /// Whether it can take no more steps, and why.
    pub fn ended(&self) -> Option<Status> {
        if self.divergence.is_some() {
            Some(Status::Diverged)
        } else if self.spec.epochs.is_some_and(|epochs| self.state.epoch >= epochs) {
            Some(Status::Finished)
        } else {
            None
        }
    }

    /// Takes one step with the next mini-batch. Does nothing once the run has ended.
    ///
    /// # Errors
    /// The first number that is not finite; the run has then ended.
    pub fn step(&mut self) -> Result<(), Divergence> {
        if self.ended().is_some() {
            return Ok(());
        }
        self.next_batch();
        let state = &mut self.state;

        state.network.forward(&self.batch.inputs, &mut self.workspace, Mode::Train);
        let loss = self.workspace.loss(&self.spec.resolved_loss(), &self.batch.targets);
        state.network.backward(&self.batch.inputs, &mut self.workspace, &mut self.gradients);
        if let Some(place) = non_finite(&self.workspace, loss, &state.network, &self.gradients) {
            return Err(self.diverge(place));
        }

        add_l1(&mut self.gradients, &state.network, self.spec.l1);
        if let Some(max_norm) = self.spec.clip {
            clip_norm(&mut self.gradients, max_norm);
        }
        for (before, layer) in self.before.iter_mut().zip(&state.network.layers) {
            before.copy_from_slice(&layer.linear.weight);
        }
        state.optimizer.step(&self.spec.optimizer, &mut state.network, &self.gradients, self.spec.learning_rate);
        if let Some((layer, NonFinite::Weight)) = state.network.first_non_finite(&self.gradients) {
            return Err(self.diverge((layer, "weights")));
        }

        state.step += 1;
        state.position += self.batch.targets.samples();
        if state.position >= state.order.len() {
            state.position = 0;
            state.epoch += 1;
            self.end_epoch();
        }
        Ok(())
    }

    /// Takes the steps that are left of the running epoch, or a whole one.
    pub fn step_epoch(&mut self) {
        let epoch = self.state.epoch;
        while self.state.epoch == epoch && self.ended().is_none() {
            // A divergence ends the loop: it is kept, and told with the next snapshot.
            let _ = self.step();
        }
    }

    /// Goes on with the settings of `spec` that can change while training; the rest of `spec` is ignored.
    ///
    /// The optimizer keeps its state unless it becomes another optimizer. New activations take over the weights as they are.
    pub fn change(&mut self, spec: &Spec) {
        let mut next = spec.clone();
        (next.data, next.samples, next.noise, next.train_share) =
            (self.spec.data, self.spec.samples, self.spec.noise, self.spec.train_share);
        (next.init, next.bias, next.batch_norm, next.output) =
            (self.spec.init, self.spec.bias, self.spec.batch_norm, self.spec.output);
        (next.loss, next.seed) = (self.spec.loss, self.spec.seed);
        next.features.clone_from(&self.spec.features);
        next.hidden.clone_from(&self.spec.hidden);
        next.reconcile();
        if next.optimizer.id() != self.spec.optimizer.id() {
            self.state.optimizer = OptimizerState::new();
        }
        for layer in 0..next.hidden.len() {
            if next.activation(layer) != self.state.network.layers[layer].activation {
                self.state.network.layers[layer].set_activation(next.activation(layer));
            }
        }
        self.spec = next;
        self.evaluated_at = None;
    }

    /// Goes back to the end of the last epoch whose numbers were all finite.
    pub fn back_to_finite(&mut self) {
        let (learning_rate, optimizer) = (self.spec.learning_rate, self.spec.optimizer);
        self.state = self.checkpoint.clone();
        (self.spec.learning_rate, self.spec.optimizer) = (learning_rate, optimizer);
        self.divergence = None;
        self.history.truncate(self.state.epoch);
        self.health.truncate(self.state.step);
        self.evaluated_at = None;
    }

    /// How the run stands. `playing` and `steps_per_second` are the clock's; `shown`: the unit looked at.
    pub fn snapshot(&mut self, playing: bool, steps_per_second: f32, shown: Option<UnitId>) -> Snapshot {
        self.evaluate();
        if !playing {
            self.check_health();
        }
        let shown = shown.filter(|id| {
            self.state.network.layers.get(id.layer as usize).is_some_and(|l| (id.unit as usize) < l.linear.fan_out)
        });
        let flow = self.measurer.gradient_flow(&self.state.network, &self.train, &self.spec.resolved_loss());
        let layers = self.layer_snapshots(&flow);
        let status = self.ended().unwrap_or(match (playing, self.state.step) {
            (true, _) => Status::Training,
            (false, 0) => Status::Ready,
            (false, _) => Status::Paused,
        });
        Snapshot {
            status,
            epoch: self.state.epoch,
            epoch_fraction: self.epoch_fraction(),
            step: self.state.step,
            steps_per_second,
            train_loss: self.evaluation.train_loss,
            test_loss: self.evaluation.test_loss,
            train_accuracy: self.evaluation.train_accuracy,
            test_accuracy: self.evaluation.test_accuracy,
            fingerprint: self.state.network.fingerprint(),
            layers,
            points: self.points.clone(),
            pictures: self.painter.paint(&self.state.network, shown),
            unit: shown.and_then(|id| self.unit_detail(id)),
            history: self.history.clone(),
            deaths: self.health.deaths().to_vec(),
            divergence: self.divergence.clone(),
        }
    }
}

impl Session {
    /// Fills the batch with the next samples of the epoch's order; a new epoch draws a fresh permutation first.
    fn next_batch(&mut self) {
        let state = &mut self.state;
        if state.position == 0 {
            shuffle(&mut state.order_rng, &mut state.order);
        }
        let end = (state.position + self.spec.batch_size() as usize).min(state.order.len());
        let indices = &state.order[state.position..end];
        self.batch.inputs.gather(&self.train.inputs, indices);
        self.batch.targets.gather(&self.train.targets, indices);
    }

    /// Measures losses and health with the weights as they are now, unless that was done at this step.
    fn evaluate(&mut self) {
        if self.evaluated_at == Some(self.state.step) || self.divergence.is_some() {
            return;
        }
        let loss = self.spec.resolved_loss();
        self.evaluation =
            self.measurer.evaluate(&self.state.network, &self.train, &self.test, &loss, self.has_classes());
        self.evaluated_at = Some(self.state.step);
    }

    /// Looks for deaths and revivals: at the end of every epoch, and at every frame while stepping.
    /// Not at the frames in between: when those come is the machine's affair, and a death's epoch is not.
    fn check_health(&mut self) {
        if self.divergence.is_none() {
            let (workspace, fraction) = (self.measurer.train_workspace(), self.epoch_fraction());
            self.health.check(&self.state.network, workspace, self.state.epoch, fraction, self.state.step);
        }
    }

    fn end_epoch(&mut self) {
        self.evaluate();
        self.check_health();
        if self.history.is_due(self.state.epoch) {
            let flow = self.measurer.gradient_flow(&self.state.network, &self.train, &self.spec.resolved_loss());
            self.update_ratios();
            self.history.push(Record {
                epoch: self.state.epoch,
                train_loss: self.evaluation.train_loss.into(),
                test_loss: self.evaluation.test_loss.into(),
                train_accuracy: self.evaluation.train_accuracy.unwrap_or(f32::NAN),
                test_accuracy: self.evaluation.test_accuracy.unwrap_or(f32::NAN),
                gradient_norm: flow.norms,
                update_ratio: self.update_ratios.clone(),
                alive: self.health.alive(),
            });
        } else {
            self.history.pass(self.evaluation.train_loss, self.evaluation.test_loss);
        }
        self.checkpoint.clone_from(&self.state);
    }

    /// |dw| / |w| of the last step, one a layer.
    fn update_ratios(&mut self) {
        for ((ratio, before), layer) in self.update_ratios.iter_mut().zip(&self.before).zip(&self.state.network.layers)
        {
            let (mut moved, mut size) = (0.0_f64, 0.0_f64);
            for (&old, &new) in before.iter().zip(&layer.linear.weight) {
                moved += f64::from(new - old) * f64::from(new - old);
                size += f64::from(old) * f64::from(old);
            }
            *ratio = if size > 0.0 { libm::sqrt(moved / size) as f32 } else { 0.0 };
        }
    }

    fn diverge(&mut self, (layer, what): (usize, &str)) -> Divergence {
        let is_hidden = layer < self.spec.hidden.len();
        let divergence = Divergence {
            step: self.state.step + 1,
            epoch: self.state.epoch,
            layer: if is_hidden { format!("Hidden {}", layer + 1) } else { "Output".to_owned() },
            what: what.to_owned(),
            last_finite_epoch: self.checkpoint.epoch,
        };
        self.divergence = Some(divergence.clone());
        divergence
    }

    fn layer_snapshots(&mut self, flow: &GradientFlow) -> Vec<LayerSnapshot> {
        self.update_ratios();
        let layers = &self.state.network.layers;
        let links: usize = layers.iter().map(|layer| layer.linear.weight.len()).sum();
        let stats = self.measurer.unit_stats(&self.state.network);
        let mut snapshots = Vec::with_capacity(layers.len());
        for (index, (layer, stats)) in layers.iter().zip(stats).enumerate() {
            let shows_links = links <= LINKS_SHOWN;
            snapshots.push(LayerSnapshot {
                activation: layer.activation,
                fan_in: layer.linear.fan_in as u32,
                weights: if shows_links { layer.linear.weight.clone() } else { Vec::new() },
                weight_gradients: if shows_links { flow.weights[index].clone() } else { Vec::new() },
                bias: layer.linear.bias.clone(),
                health: stats.health,
                active_fraction: stats.active_fraction,
                dormant_score: stats.dormant_score,
                died_at: self.health.died_at(index, layer.linear.fan_out),
                gradient_norm: flow.norms[index],
                update_ratio: self.update_ratios[index],
            });
        }
        snapshots
    }

    fn unit_detail(&self, id: UnitId) -> Option<UnitDetail> {
        let layer = self.state.network.layers.get(id.layer as usize)?;
        Some(self.measurer.unit_detail(id, layer))
    }
}

/// The place where this step stopped being finite: forward the first layer whose outputs are not finite, then the loss,
/// then, backward, the first layer whose gradient is not.
fn non_finite(
    workspace: &Workspace,
    loss: f32,
    network: &Network,
    gradients: &Gradients,
) -> Option<(usize, &'static str)> {
    let last = network.layers.len() - 1;
    if !loss.is_finite() {
        return Some(workspace.first_non_finite().map_or((last, "loss"), |layer| (layer, "outputs")));
    }
    let layer = match network.first_non_finite(gradients)? {
        (layer, NonFinite::Gradient) => layer,
        (layer, NonFinite::Weight) => return Some((layer, "weights")),
    };
    Some((layer, "gradient"))
}

fn add_l1(gradients: &mut Gradients, network: &Network, strength: f32) {
    if strength > 0.0 {
        for (gradients, layer) in gradients.layers.iter_mut().zip(&network.layers) {
            for (gradient, weight) in gradients.weight.iter_mut().zip(&layer.linear.weight) {
                *gradient += strength
                    * if *weight > 0.0 {
                        1.0
                    } else if *weight < 0.0 {
                        -1.0
                    } else {
                        0.0
                    };
            }
        }
    }
}

fn clip_norm(gradients: &mut Gradients, max_norm: f32) {
    let coefficient = max_norm / (gradients.norm() + 1e-6);
    if coefficient < 1.0 {
        gradients.for_each_mut(|values| values.iter_mut().for_each(|value| *value *= coefficient));
    }
}
