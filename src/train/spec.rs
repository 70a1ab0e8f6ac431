//! What to run. One plain struct says everything: the same spec gives the same run everywhere.
//!
//! A spec has three spellings: this struct, [JSON](crate::train::json), and the [query of a link](crate::train::query).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::data::features::{self, Feature};
use crate::data::own::scaling::Scaling;
use crate::data::own::{Own, Shape};
use crate::data::points::Points;
use crate::data::sets::{DataSet, Task, USUAL_CLASSES};
use crate::nn::activation::Activation;
use crate::nn::init::{BiasInit, Init};
use crate::nn::loss::{Loss, Meaning};
use crate::nn::network::Architecture;
use crate::nn::optimizer::Optimizer;
use crate::train::notice::{Notice, Problem};
use crate::train::stream::Stream;

/// The most hidden layers.
pub const MAX_LAYERS: usize = 32;
/// The most units in a layer.
pub const MAX_UNITS: u32 = 128;

/// One experiment.
///
/// With the feature `stores` each field can be subscribed to alone. Types that are not numbers need `patch(...)` for it: how one
/// value takes another's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "stores", derive(reactive_stores::Store, reactive_stores::Patch))]
pub struct Spec {
    /// Where the points come from.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub data: DataSet,
    /// The user's own points, for the set of these.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub own: Option<Own>,
    /// How own points are scaled.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub scaling: Scaling,
    /// Number of classes, for data that have a choice of it; see [`Spec::class_count`].
    pub classes: u32,
    /// Number of points, training and test together.
    pub samples: u32,
    /// Standard deviation of the noise, in units of the square [-1, 1]².
    pub noise: f32,
    /// Share of the points that is trained on; the rest is the test set.
    pub train_share: f32,
    /// Inputs of the network.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub features: Vec<Feature>,
    /// Units of each hidden layer.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub hidden: Vec<u32>,
    /// One function for all hidden layers, or one for each.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub activations: Vec<Activation>,
    /// Function of the output layer: identity, relu, sigmoid or tanh.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub output: Activation,
    /// What is minimised; `None` follows data and output: see [`Spec::resolved_loss`].
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub loss: Option<Loss>,
    /// First weights.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub init: Init,
    /// First biases.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub bias: BiasInit,
    /// Whether each hidden layer has a `BatchNorm1d` between the linear map and the activation.
    pub batch_norm: bool,
    /// How the weights are moved.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub optimizer: Optimizer,
    /// Step size.
    pub learning_rate: f32,
    /// Strength of the L1 penalty on the weights.
    pub l1: f32,
    /// Largest norm of the whole gradient (`clip_grad_norm_`); `None`: not clipped.
    pub clip: Option<f32>,
    /// Points per step; `None`: the whole training set.
    pub batch: Option<u32>,
    /// Stop after so many epochs; `None`: never.
    pub epochs: Option<u32>,
    /// Start of the three random streams: data, initial weights, sample order.
    pub seed: u32,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            data: DataSet::default(),
            own: None,
            scaling: Scaling::None,
            classes: USUAL_CLASSES,
            samples: 500,
            noise: 0.05,
            train_share: 0.5,
            features: features::first_two(),
            hidden: vec![8, 8],
            activations: vec![Activation::default()],
            output: Activation::from_id("identity").unwrap_or_default(),
            loss: None,
            init: Init::default(),
            bias: BiasInit::default(),
            batch_norm: false,
            optimizer: Optimizer::default(),
            learning_rate: 0.1,
            l1: 0.0,
            clip: None,
            batch: Some(32),
            epochs: None,
            seed: 1,
        }
    }
}

impl Spec {
    /// Makes settings agree that bound each other, and says what was changed.
    pub fn reconcile(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let mut notice = |key: &str, value: &str, correction| notices.push(Notice::new(key, value, correction));
        if !self.data.row().is_own() {
            self.own = None;
            let asked = std::mem::take(&mut self.scaling);
            if asked != Scaling::None {
                notice("scale", asked.id(), Problem::OnlyOwnDataAreScaled.into());
            }
        }
        if self.data.row().is_own() {
            // All of them are used, as they are.
            let usual = Self::default();
            (self.samples, self.noise) = (self.own_shape().map_or(usual.samples, |shape| shape.points), usual.noise);
        }
        if self.classes != USUAL_CLASSES && !self.data.row().has_choice_of_classes() {
            let asked = std::mem::replace(&mut self.classes, USUAL_CLASSES);
            if self.class_count() != Some(asked) {
                let problem = Problem::NoChoiceOfClasses { data: self.data.name(), classes: self.class_count() };
                notice("classes", &asked.to_string(), problem.into());
            }
        }
        if self.activations.len() > 1 && self.activations.len() != self.hidden.len() {
            let asked = join(&self.activations);
            let last = self.activations[self.activations.len() - 1];
            self.activations.resize(self.hidden.len().max(1), last);
            let layers = self.hidden.len();
            notice("act", &asked, Problem::NotOnePerLayer { layers }.into());
        }
        if self.activations.windows(2).all(|pair| pair[0] == pair[1]) {
            self.activations.truncate(1);
        }
        if let Some(points) = self.data.row().points().filter(|&points| points < self.samples) {
            let asked = std::mem::replace(&mut self.samples, points);
            let problem = Problem::DataHasPoints { data: self.data.name(), points };
            notice("n", &asked.to_string(), problem.instead(&points));
        }
        let train = self.train_count();
        // The default of 32 is no wish: with fewer points it silently means all of them.
        let usual = Self::default().batch;
        if let Some(batch) = self.batch.filter(|&batch| batch > self.samples && self.batch != usual) {
            self.batch = None;
            let problem = Problem::BatchAbovePoints { points: self.samples };
            notice("batch", &batch.to_string(), problem.instead("full"));
        }
        if self.batch_norm {
            let asked = self.batch_size();
            while self.batch_size() == 1 || train % self.batch_size() == 1 {
                self.batch = if self.batch_size() < train { Some(self.batch_size() + 1) } else { None };
                if self.batch.is_none() {
                    break;
                }
            }
            if self.batch_size() != asked {
                notice("batch", &asked.to_string(), Problem::BatchNormNeedsTwo.instead(&self.batch_size()));
            }
        }
        if let Some(loss) = self.loss.filter(|loss| loss.id() != "mse" && self.task() == Task::Regression) {
            self.loss = None;
            let problem = Problem::LossNeedsClasses { data: self.data.name() };
            notice("loss", &loss.to_string(), problem.instead("mse"));
        }
        if let Some(loss) = self.loss.filter(|loss| self.agreeing(*loss) != *loss) {
            self.loss = None;
            let problem = if let Some(classes) = self.class_count().filter(|&classes| classes > 2) {
                Problem::LossNeedsTwoClasses { classes }
            } else if loss.id() == "bce" {
                Problem::SigmoidTwice
            } else {
                Problem::LossNeedsProbability { output: self.output_row().word }
            };
            notice("loss", &loss.to_string(), problem.instead(&self.resolved_loss()));
        }
        if self.optimizer.parameter("nesterov") == Some(1.0)
            && (self.optimizer.parameter("momentum") == Some(0.0) || self.optimizer.parameter("dampening") != Some(0.0))
        {
            let asked = self.optimizer.to_string();
            self.optimizer = self.optimizer.with("nesterov", 0.0).unwrap_or(self.optimizer);
            notice("opt", &asked, Problem::NesterovNeedsMomentum.instead(&self.optimizer));
        }
        notices
    }

    /// Number of training points, at least 1; at least 1 point is left for the test.
    pub fn train_count(&self) -> u32 {
        let samples = self.data.row().points().map_or(self.samples, |points| points.min(self.samples));
        let count = (samples as f32 * self.train_share + 0.5) as u32;
        count.clamp(1, samples.max(2) - 1)
    }

    /// Points per step.
    pub fn batch_size(&self) -> u32 {
        self.batch.unwrap_or(u32::MAX).min(self.train_count())
    }

    /// What is minimised. Unless it is chosen: for values the squared error; for two classes binary cross-entropy,
    /// of the probability that a sigmoid output is (`nn.BCELoss`), or from the logit that any other output is taken for; for more
    /// classes cross-entropy over one logit each, and there is no other.
    ///
    /// Binary cross-entropy is one loss with two spellings, and the output decides which: from logits it would apply a sigmoid to
    /// the sigmoid, and of a number that is no probability it does not exist.
    pub fn resolved_loss(&self) -> Loss {
        let usual = || if self.task() == Task::Classification { "bce" } else { "mse" };
        let loss = self.loss.unwrap_or_else(|| Loss::from_id(usual()).unwrap_or_default());
        self.agreeing(loss)
    }

    /// This loss, in the spelling that the output asks for.
    fn agreeing(&self, loss: Loss) -> Loss {
        let id = match (loss.id(), self.output.id()) {
            _ if self.class_count().is_some_and(|classes| classes > 2) => "ce",
            ("bce" | "bce_probability", "sigmoid") => "bce_probability",
            ("bce_probability", _) => "bce",
            (id, _) => id,
        };
        Loss::from_id(id).unwrap_or_default()
    }

    /// Number of classes; `None` where a value is predicted.
    pub fn class_count(&self) -> Option<u32> {
        match self.own_shape() {
            Some(shape) => shape.classes.map(u32::from),
            None => self.data.row().class_count(self.classes),
        }
    }

    /// How large the user's own data are; `None` of other data, and where there are none yet.
    pub fn own_shape(&self) -> Option<Shape> {
        self.own.as_ref().filter(|_| self.data.row().is_own()).map(Own::shape)
    }

    /// Whether a class or a value is learned.
    pub fn task(&self) -> Task {
        match self.own_shape() {
            Some(Shape { classes: None, .. }) => Task::Regression,
            _ => self.data.row().task,
        }
    }

    /// Numbers a point.
    pub fn dimensions(&self) -> u8 {
        self.own_shape().map_or(self.data.row().dimensions, Shape::dimensions)
    }

    /// Whether the points are in a file that nobody has given: then [`Spec::points`] has placeholders.
    pub fn lacks_data(&self) -> bool {
        let lacks_own = self.data.row().is_own() && !matches!(self.own, Some(Own::Here(_)));
        lacks_own || self.data.row().is_missing()
    }

    /// Number of outputs: one logit, probability or value, or one logit for each class under cross-entropy.
    pub fn outputs(&self) -> usize {
        match self.class_count() {
            Some(classes) if self.resolved_loss().row().meaning == Meaning::Logits => classes as usize,
            _ => 1,
        }
    }

    /// The function of a hidden layer.
    pub fn activation(&self, layer: usize) -> Activation {
        self.activations.get(layer).or(self.activations.first()).copied().unwrap_or_default()
    }

    /// The points, training points first ([`Spec::train_count`]); placeholders where their file
    /// [is missing](Spec::lacks_data).
    pub fn points(&self) -> Points {
        let rng = &mut Stream::Data.rng(self.seed);
        let points = match &self.own {
            Some(own) if self.data.row().is_own() => own.points(rng),
            _ => self.data.row().generate(rng, self.noise, self.samples, self.classes),
        };
        let mut points = Points { train: self.train_count(), ..points };
        if self.data.row().is_own() {
            self.scaling.apply(&mut points);
        }
        points
    }

    /// What the network is made of.
    pub fn architecture(&self) -> Architecture {
        let hidden = self.hidden.iter().enumerate().map(|(i, &units)| (units as usize, self.activation(i)));
        Architecture {
            inputs: self.input_count(),
            hidden: hidden.collect(),
            outputs: self.outputs(),
            output_activation: self.output,
            batch_norm: self.batch_norm,
        }
    }

    /// Number of inputs of the network: the features of the plane, or the numbers of a point where it has more than two.
    pub fn input_count(&self) -> usize {
        let dimensions = usize::from(self.dimensions());
        if dimensions > 2 { dimensions } else { self.inputs().len() }
    }

    /// The features that exist for the data: those of the second coordinate are left out for one-dimensional data,
    /// and there are none of data with more than two dimensions.
    pub fn inputs(&self) -> Vec<Feature> {
        let dimensions = self.dimensions();
        if dimensions > 2 {
            return Vec::new();
        }
        let mut inputs: Vec<_> = self.features.iter().copied().filter(|f| f.row().dimensions <= dimensions).collect();
        if inputs.is_empty() {
            inputs.push(Feature::default());
        }
        inputs
    }
}

/// Texts separated by commas.
pub fn join<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
