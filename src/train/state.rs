//! All that training changes, and the one step that changes it.

use rand_chacha::ChaCha8Rng;

use crate::data::samples::Samples;
use crate::nn::finite::NotFinite;
use crate::nn::gradients::Gradients;
use crate::nn::layer::{Layer, Mode};
use crate::nn::loss::Loss;
use crate::nn::network::Network;
use crate::nn::optimizer::{OptimizerState, PreviousParameters, add_l1, clip_grad_norm};
use crate::nn::random::shuffle;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::spec::Spec;
use crate::train::stream::Stream;

/// All that training changes: two runs whose states are equal go on equally.
#[derive(Debug, Clone)]
pub struct State {
    /// Weights, biases, batch norms, learned slopes.
    pub network: Network,
    /// What the optimizer remembers.
    pub optimizer: OptimizerState,
    /// What is made smaller; it is not changed while a run goes on, so that no step has to ask which it is.
    pub loss: Loss,
    /// The samples in the order of the running epoch.
    pub order: Vec<u32>,
    /// Draws the order of the next epoch.
    pub order_rng: ChaCha8Rng,
    /// The next place in `order`; 0 at an epoch's start.
    pub position: usize,
    /// Whole epochs done.
    pub epoch: u32,
    /// Steps done.
    pub step: u64,
}

impl State {
    /// The start of a run.
    pub fn new(spec: &Spec) -> Self {
        let architecture = spec.architecture();
        Self {
            network: Network::new(&architecture, &spec.init, &spec.bias, &mut Stream::Weights.rng(spec.seed)),
            optimizer: OptimizerState::new(),
            loss: spec.resolved_loss(),
            order: (0..spec.train_count()).collect(),
            order_rng: Stream::Order.rng(spec.seed),
            position: 0,
            epoch: 0,
            step: 0,
        }
    }

    /// Position on the epoch axis: whole epochs and the share of the running one.
    pub fn epoch_fraction(&self) -> f32 {
        self.epoch as f32 + self.position as f32 / self.order.len() as f32
    }

    /// Goes on with other settings that can change while training: the layers get their functions and keep their weights.
    pub fn take_settings(&mut self, spec: &Spec) {
        for layer in 0..spec.hidden.len() {
            self.network.layers[layer].set_activation(spec.activation(layer));
        }
    }

    /// Memory that one copy takes, roughly.
    pub fn bytes(&self) -> usize {
        // Weights, and at most three numbers a weight that an optimizer remembers.
        16 * self.network.parameter_count() + 4 * self.order.len() + 512
    }
}

/// The place where a step stopped being finite: a layer, and what of it.
pub type Place = (usize, NotFinite);

/// Takes steps; its buffers are kept from one step to the next.
#[derive(Debug, Default)]
pub struct Trainer {
    batch_inputs: Tensor,
    batch_targets: Tensor,
    workspace: Workspace,
    gradients: Gradients,
    previous: PreviousParameters,
}

impl Trainer {
    /// One step with the next mini-batch of a state: forward, backward, update.
    ///
    /// A new epoch begins with a fresh permutation; its last batch can be smaller, and its mean is over its own size.
    /// Returns whether the step ended an epoch.
    ///
    /// # Errors
    /// The place of the first number that is not finite. Its weights are finite if it was found before the update.
    pub fn step(&mut self, state: &mut State, spec: &Spec, train: &Samples) -> Result<bool, Place> {
        self.next_batch(state, spec, train);

        state.network.forward(&self.batch_inputs, &mut self.workspace, Mode::Train);
        let is_finite = self.workspace.loss_gradient(&state.loss, &self.batch_targets);
        state.network.backward(&self.batch_inputs, &mut self.workspace, &mut self.gradients);
        if !is_finite {
            let outputs = self.workspace.first_non_finite().map(|layer| (layer, NotFinite::Outputs));
            return Err(outputs.unwrap_or((state.network.layers.len() - 1, NotFinite::Loss)));
        }
        // What is done to gradients would spread a number that is not finite over all of them.
        if (spec.l1 > 0.0 || spec.clip.is_some())
            && let Some(layer) = self.gradients.first_non_finite()
        {
            return Err((layer, NotFinite::Gradient));
        }

        if spec.l1 > 0.0 {
            add_l1(&mut self.gradients, &state.network, spec.l1);
        }
        if let Some(max_norm) = spec.clip {
            clip_grad_norm(&mut self.gradients, max_norm);
        }
        let State { optimizer, network, .. } = state;
        optimizer.checked_step(&spec.optimizer, network, &self.gradients, spec.learning_rate, &mut self.previous)?;

        state.step += 1;
        state.position += self.batch_targets.samples();
        let ended = state.position >= state.order.len();
        if ended {
            state.position = 0;
            state.epoch += 1;
        }
        Ok(ended)
    }

    fn next_batch(&mut self, state: &mut State, spec: &Spec, train: &Samples) {
        if state.position == 0 {
            shuffle(&mut state.order_rng, &mut state.order);
        }
        let end = (state.position + spec.batch_size() as usize).min(state.order.len());
        let indices = &state.order[state.position..end];
        self.batch_inputs.gather(&train.inputs, indices);
        self.batch_targets.gather(&train.targets, indices);
    }

    /// The gradients of the last step, as they went into the update.
    pub fn gradients(&self) -> &Gradients {
        &self.gradients
    }

    /// |dw| / |w| of the last step, one a layer; 0 before the first step.
    pub fn update_ratios(&self, network: &Network) -> Vec<f32> {
        let ratio = |(layer, previous): (&Layer, Option<&[f32]>)| {
            let Some(previous) = previous else { return 0.0 };
            let (mut moved, mut size) = (0.0_f64, 0.0_f64);
            for (&old, &new) in previous.iter().zip(&layer.linear.weight) {
                moved += f64::from(new - old) * f64::from(new - old);
                size += f64::from(old) * f64::from(old);
            }
            if size > 0.0 { (moved / size).sqrt() as f32 } else { 0.0 }
        };
        network.layers.iter().zip(self.previous.weights(network)).map(ratio).collect()
    }
}
