//! Measuring a network without touching it: losses, accuracies, gradient norms, unit statistics over whole sets of points.
//!
//! Losses and accuracies are those of the network in use (batch norm with its running statistics). Unit health and gradients
//! are those of training (batch norm with the statistics of the whole training set as one batch): a unit is dead where no
//! gradient passes in training. How the network in use has its units is told apart, where that can differ.

use crate::data::samples::Samples;
use crate::nn::gradients::{Gradients, LayerGradients};
use crate::nn::layer::Layer;
use crate::nn::loss::Loss;
use crate::nn::network::Network;
use crate::nn::sums::sum_and_squares;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::diagnostics::{UnitStats, dormant_scores, histogram, moments};
use crate::train::fit::{Fit, Fits};
use crate::train::history::Spread;
use crate::train::snapshot::{Confusion, Distribution, UnitBatchNorm, UnitDetail};
use crate::train::unit::{UnitHealth, UnitId};

/// Bins of the histogram of a unit's pre-activations.
const BINS: usize = 24;

/// Losses and accuracies over both sets.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evaluation {
    /// Mean loss over the training set.
    pub train_loss: f32,
    /// Mean loss over the test set.
    pub test_loss: f32,
    /// Share of training points on the right side; `None` for regression.
    pub train_accuracy: Option<f32>,
    /// Share of test points on the right side; `None` for regression.
    pub test_accuracy: Option<f32>,
}

/// The full-batch gradient of the loss with respect to the weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GradientFlow {
    /// L2 norm for each layer, before clipping.
    pub norms: Vec<f32>,
    /// The gradient itself, `[layer][unit][input]`.
    pub weights: Vec<Vec<f32>>,
}

/// The health of a layer's units and what it was told from, one number a unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LayerStats {
    /// State of the unit.
    pub health: Vec<UnitHealth>,
    /// The same in the network in use; empty without batch norm.
    pub health_in_use: Vec<UnitHealth>,
    /// Whether any of the loss's gradient reaches z on some point.
    pub gets_gradient: Vec<bool>,
    /// Share of points with a > 0.
    pub active_fraction: Vec<f32>,
    /// Share of points with f'(z) = 0.
    pub zero_gradient_fraction: Vec<f32>,
    /// Share of all pairs of a unit and a point with |f'(z)| < 0.01.
    pub saturated_fraction: f32,
    /// Mean |a| over the layer's mean |a|.
    pub dormant_score: Vec<f32>,
}

/// Measures networks; its buffers are kept from one measurement to the next.
#[derive(Debug, Default)]
pub struct Measurer {
    train: Workspace,
    test: Workspace,
    backward: Workspace,
    gradients: Gradients,
    has_batch_norm: bool,
}

impl Measurer {
    /// Losses and accuracies with the weights as they are now.
    pub fn evaluate(
        &mut self,
        network: &Network,
        train: &Samples,
        test: &Samples,
        loss: &Loss,
        classes: bool,
    ) -> Evaluation {
        let measure = |samples: &Samples, workspace: &mut Workspace| {
            network.evaluate(&samples.inputs, workspace);
            let output = workspace.output();
            let accuracy = classes.then(|| loss.accuracy(output, &samples.targets));
            (loss.value_and_gradient(output, &samples.targets, None), accuracy)
        };
        let (train_loss, train_accuracy) = measure(train, &mut self.train);
        let (test_loss, test_accuracy) = measure(test, &mut self.test);
        Evaluation { train_loss, test_loss, train_accuracy, test_accuracy }
    }

    /// What the network in use answers to the training or the test set, as of the last [`Measurer::evaluate`].
    pub fn output(&self, of_test: bool) -> &Tensor {
        if of_test { self.test.output() } else { self.train.output() }
    }

    /// How many points of each class are taken for each class, as of the last [`Measurer::evaluate`].
    pub fn confusion(&self, train: &Samples, test: &Samples, loss: &Loss, classes: u32) -> Confusion {
        let count = |samples: &Samples, workspace: &Workspace| {
            let mut matrix = vec![0; (classes * classes) as usize];
            for (sample, &class) in samples.targets.unit(0).iter().enumerate() {
                let answer = loss.class(workspace.output(), sample);
                matrix[class as usize * classes as usize + answer] += 1;
            }
            matrix
        };
        Confusion { classes, train: count(train, &self.train), test: count(test, &self.test) }
    }

    /// How well values are predicted, as of the last [`Measurer::evaluate`].
    pub fn fits(&self, train: &Samples, test: &Samples) -> Fits {
        let fit = |samples: &Samples, workspace: &Workspace| Fit::of(workspace.output(), &samples.targets);
        Fits { train: fit(train, &self.train), test: fit(test, &self.test) }
    }

    /// The predicted value of each training point, then of each test point, as of the last [`Measurer::evaluate`].
    pub fn predicted(&self) -> Vec<f32> {
        [&self.train, &self.test].into_iter().flat_map(|workspace| workspace.output().unit(0)).copied().collect()
    }

    /// z and a of every unit over the training set in the network in use, as of the last [`Measurer::evaluate`].
    pub fn in_use(&self) -> &Workspace {
        &self.train
    }

    /// Computes z and a of every unit over the training set as training sees them, where [`Measurer::evaluate`] has not.
    pub fn look(&mut self, network: &Network, train: &Samples) {
        self.has_batch_norm = network.has_batch_norm();
        if self.has_batch_norm {
            network.training_values(&train.inputs, &mut self.backward);
        }
    }

    /// z and a of every unit over the training set as training sees them, as of the last [`Measurer::evaluate`] and
    /// [`Measurer::look`].
    pub fn training(&self) -> &Workspace {
        if self.has_batch_norm { &self.backward } else { &self.train }
    }

    /// The gradient of the loss over all of `samples`, as training with one batch of them would see it.
    pub fn gradient_flow(&mut self, network: &Network, samples: &Samples, loss: &Loss) -> GradientFlow {
        network.measure(&samples.inputs, &mut self.backward);
        self.backward.loss(loss, &samples.targets);
        network.backward(&samples.inputs, &mut self.backward, &mut self.gradients);
        let layers = &self.gradients.layers;
        GradientFlow {
            norms: layers.iter().map(LayerGradients::weight_norm).collect(),
            weights: layers.iter().map(|layer| layer.weight.clone()).collect(),
        }
    }

    /// Statistics of every unit, layer by layer, as of the last [`Measurer::look`] and [`Measurer::gradient_flow`].
    pub fn unit_stats(&self, network: &Network) -> Vec<LayerStats> {
        let last = network.layers.len() - 1;
        network.layers.iter().enumerate().map(|(index, layer)| self.layer_stats(index, layer, index == last)).collect()
    }

    fn layer_stats(&self, index: usize, layer: &Layer, is_output: bool) -> LayerStats {
        let activation = layer.activation.with_learned(layer.slope);
        let can_be_zero = !is_output && activation.row().can_be_zero;
        let measured = |workspace: &Workspace| -> Vec<UnitStats> {
            let (z, a) = (workspace.z(index), workspace.a(index));
            (0..layer.linear.fan_out).map(|u| UnitStats::measure(&activation, z.unit(u), a.unit(u))).collect()
        };
        let health = |unit: &UnitStats| match unit.health(can_be_zero) {
            // A small slope of the output is no ill: the loss divides by it again. And a target may well be 0 mostly.
            UnitHealth::Saturated | UnitHealth::Rare if is_output => UnitHealth::Alive,
            health => health,
        };
        let units = measured(self.training());
        let in_use = if self.has_batch_norm { measured(&self.train) } else { Vec::new() };
        let mean_abs: Vec<_> = units.iter().map(|unit| unit.mean_abs).collect();
        let d_z = self.backward.d_z(index);
        let share = |count: u32, points: u32| count as f32 / points.max(1) as f32;
        LayerStats {
            health: units.iter().map(health).collect(),
            health_in_use: in_use.iter().map(health).collect(),
            gets_gradient: (0..d_z.units()).map(|unit| d_z.unit(unit).iter().any(|d| *d != 0.0)).collect(),
            active_fraction: units.iter().map(|unit| share(unit.active, unit.points)).collect(),
            zero_gradient_fraction: units.iter().map(|unit| share(unit.zero_gradient, unit.points)).collect(),
            saturated_fraction: share(
                units.iter().map(|unit| unit.small_gradient).sum(),
                units.iter().map(|unit| unit.points).sum(),
            ),
            dormant_score: dormant_scores(&mean_abs),
        }
    }

    /// How z, a and the gradient are spread over a layer's units and the training points, as of the last
    /// [`Measurer::gradient_flow`].
    pub fn distribution(&self, layer: usize) -> Distribution {
        let spread = |tensor: &Tensor| histogram(&rows(tensor), BINS, (0.0, 0.0));
        let workspace = &self.backward;
        Distribution { z: spread(workspace.z(layer)), a: spread(workspace.a(layer)), d_a: spread(workspace.d_a(layer)) }
    }

    /// Root mean square of ∂L/∂a over a layer's units and the points, as of the last [`Measurer::gradient_flow`].
    pub fn output_gradient_rms(&self, layer: usize) -> f32 {
        let tensor = self.backward.d_a(layer);
        let (mut squares, mut count) = (0.0, 0);
        for row in rows(tensor) {
            squares += sum_and_squares(row).1;
            count += row.len();
        }
        (squares / f64::from(count.max(1) as u32)).sqrt() as f32
    }

    /// Means and standard deviations of z, a and the gradient of each layer, as of the last [`Measurer::gradient_flow`].
    pub fn spread(&self) -> Vec<Spread> {
        let workspace = &self.backward;
        let all = |tensor: &Tensor| moments(&rows(tensor));
        let layer =
            |layer| Spread { z: all(workspace.z(layer)), a: all(workspace.a(layer)), d_a: all(workspace.d_a(layer)) };
        (0..workspace.depth()).map(layer).collect()
    }

    /// Where the training data sit on the curve of a unit, as of the last [`Measurer::look`].
    pub fn unit_detail(&self, id: UnitId, layer: &Layer) -> UnitDetail {
        let (index, unit) = (id.layer as usize, id.unit as usize);
        let activation = layer.activation.with_learned(layer.slope);
        let workspace = self.training();
        let z = workspace.z(index).unit(unit);
        let stats = UnitStats::measure(&activation, z, workspace.a(index).unit(unit));
        let histogram = histogram(&[z], BINS, (-1.0, 1.0));
        UnitDetail {
            id,
            activation: layer.activation,
            slope: layer.slope,
            z_range: histogram.range,
            counts: histogram.counts,
            zero_gradient: stats.zero_gradient,
            small_gradient: stats.small_gradient,
            active: stats.active,
            points: stats.points,
            weights: layer.linear.weight[unit * layer.linear.fan_in..][..layer.linear.fan_in].to_vec(),
            bias: layer.linear.bias[unit],
            batch_norm: layer.batch_norm.as_ref().map(|norm| {
                let (mean, var) = workspace.batch_statistics(index, unit).unwrap_or_default();
                UnitBatchNorm {
                    weight: norm.weight[unit],
                    bias: norm.bias[unit],
                    running_mean: norm.running_mean[unit],
                    running_var: norm.running_var[unit],
                    mean,
                    var,
                }
            }),
        }
    }
}

fn rows(tensor: &Tensor) -> Vec<&[f32]> {
    (0..tensor.units()).map(|unit| tensor.unit(unit)).collect()
}
