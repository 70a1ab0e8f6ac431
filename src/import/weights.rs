//! The weights of a multilayer perceptron that was trained elsewhere, as a file of `safetensors` with the names of a `state_dict`.
//!
//! A module is all tensors whose names differ only behind the last point; modules are taken in the [natural order](super::natural) of
//! their names, as `nn.Sequential` and `nn.ModuleList` number them. What a module is, its tensors say: a weight of two dimensions is
//! a linear layer (`[out, in]`, with a bias), running statistics make a batch norm, a single weight is the slope of a `PReLU`.
//! Activations have no tensors: which they are, the user has to say.

use std::sync::Arc;

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

use super::natural;
use super::numbers;
use crate::nn::batch_norm::BatchNorm;
use crate::nn::linear::Linear;
use crate::train::spec::{MAX_LAYERS, MAX_UNITS};
use crate::train::start::{LayerWeights, Weights};

pub use super::error::WeightsError;

/// A tensor of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// Its name.
    pub name: String,
    /// What it holds: `F32`.
    pub kind: String,
    /// Its shape.
    pub shape: Vec<usize>,
}

/// A multilayer perceptron in a file: everything but its activations.
#[derive(Debug, Clone, PartialEq)]
pub struct Mlp {
    /// The tensors, in the order in which they are taken.
    pub tensors: Vec<Tensor>,
    /// Their numbers.
    pub weights: Arc<Weights>,
    /// The names of the linear layers' weights.
    pub names: Vec<String>,
}

impl Mlp {
    /// Reads a file.
    ///
    /// # Errors
    /// [`WeightsError`], the first thing that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| WeightsError::NotSafetensors(error.to_string()))?;
        let mut named: Vec<(&str, TensorView)> = file.iter().collect();
        named.sort_by(|(a, _), (b, _)| {
            let ((a_module, a_part), (b_module, b_part)) = (split(a), split(b));
            natural::compare(a_module, b_module)
                .then_with(|| (a_module, rank(a_part), a).cmp(&(b_module, rank(b_part), b)))
        });
        let tensors = named.iter().map(|(name, view)| Tensor {
            name: (*name).to_owned(),
            kind: format!("{:?}", view.dtype()),
            shape: view.shape().to_vec(),
        });
        let tensors = tensors.collect();

        let mut layers = Layers::default();
        for module in named.chunk_by(|(a, _), (b, _)| split(a).0 == split(b).0) {
            layers.add(&Module::of(module)?)?;
        }
        layers.check()?;
        let Layers { names, layers } = layers;
        Ok(Self { tensors, weights: Arc::new(Weights { layers }), names })
    }

    /// Number of inputs.
    pub fn inputs(&self) -> usize {
        self.weights.layers.first().map_or(0, |layer| layer.linear.fan_in)
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.weights.layers.last().map_or(0, |layer| layer.linear.fan_out)
    }

    /// The hidden layers.
    pub fn hidden(&self) -> &[LayerWeights] {
        let count = self.weights.layers.len().saturating_sub(1);
        &self.weights.layers[..count]
    }

    /// Whether the hidden layers have batch norms.
    pub fn has_batch_norm(&self) -> bool {
        self.hidden().iter().any(|layer| layer.batch_norm.is_some())
    }
}

/// Module and part of a name: `layers.0` and `weight`.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// The order in which a person reads the tensors of a module.
fn rank(part: &str) -> usize {
    PARTS.iter().position(|known| *known == part).unwrap_or(PARTS.len())
}

/// The tensors that a module can have. The last one is a count, which nothing here depends on.
const PARTS: [&str; 5] = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];

/// The tensors of a module.
#[derive(Default)]
struct Module<'a> {
    /// Name and tensor of each of [`PARTS`].
    parts: [Option<(&'a str, &'a TensorView<'a>)>; 5],
}

impl<'a> Module<'a> {
    fn of(tensors: &'a [(&'a str, TensorView<'a>)]) -> Result<Self, WeightsError> {
        let mut module = Self::default();
        for (name, view) in tensors {
            let unknown = || WeightsError::Unknown { name: (*name).to_owned(), shape: view.shape().to_vec() };
            let place = rank(split(name).1);
            *module.parts.get_mut(place).ok_or_else(unknown)? = Some((*name, view));
        }
        Ok(module)
    }

    /// A tensor that has to be there because another one is.
    fn part(&self, place: usize) -> Result<Part<'a>, WeightsError> {
        let part = |(name, view): (&'a str, &'a TensorView<'a>)| Part { name, view };
        let missing = || {
            let (name, view) = self.parts.iter().flatten().next()?;
            let module = split(name).0;
            let missing =
                if module.is_empty() { PARTS[place].to_owned() } else { format!("{module}.{}", PARTS[place]) };
            Some(WeightsError::Missing { missing, name: (*name).to_owned(), shape: view.shape().to_vec() })
        };
        self.parts[place].map(part).ok_or_else(|| missing().unwrap_or(WeightsError::Empty))
    }
}

/// A tensor and its name.
struct Part<'a> {
    name: &'a str,
    view: &'a TensorView<'a>,
}

impl Part<'_> {
    fn shape(&self) -> Vec<usize> {
        self.view.shape().to_vec()
    }

    /// Its numbers, all of them finite.
    fn numbers(&self) -> Result<Vec<f32>, WeightsError> {
        let name = self.name.to_owned();
        let Some(numbers) = numbers::read(self.view.dtype(), self.view.data()) else {
            let kind = format!("{:?}", self.view.dtype());
            return Err(WeightsError::Kind { name, shape: self.shape(), kind });
        };
        match numbers.iter().position(|number| !number.is_finite()) {
            None => Ok(numbers),
            Some(at) => Err(WeightsError::NotFinite { name, place: self.place(at), value: numbers[at] }),
        }
    }

    /// Its numbers, one for each unit of a layer.
    fn per_unit(&self, units: usize, of: &str) -> Result<Vec<f32>, WeightsError> {
        if self.view.shape() == [units] {
            return self.numbers();
        }
        Err(WeightsError::Length { name: self.name.to_owned(), shape: self.shape(), units, of: of.to_owned() })
    }

    /// Where a number stands, from its place among all of them.
    fn place(&self, at: usize) -> Vec<usize> {
        match *self.view.shape() {
            [_, inputs] => vec![at / inputs, at % inputs],
            _ => vec![at],
        }
    }
}

/// The layers that have been read.
#[derive(Default)]
struct Layers {
    /// The names of their weights.
    names: Vec<String>,
    layers: Vec<LayerWeights>,
}

impl Layers {
    fn add(&mut self, module: &Module) -> Result<(), WeightsError> {
        let weight = module.part(0)?;
        let has = |place: usize| module.parts[place].is_some();
        let is_norm = (2..PARTS.len()).any(has);
        match *weight.view.shape() {
            [outputs, inputs] if !is_norm => self.add_linear(module, &weight, [outputs, inputs]),
            // A bias and no statistics: a layer norm, say.
            [_] if is_norm || has(1) => self.add_norm(module, &weight),
            [1] => self.add_slope(&weight),
            [_] => Err(WeightsError::Slopes { name: weight.name.to_owned(), shape: weight.shape() }),
            _ => Err(WeightsError::Dimensions { name: weight.name.to_owned(), shape: weight.shape() }),
        }
    }

    fn add_linear(&mut self, module: &Module, weight: &Part, shape: [usize; 2]) -> Result<(), WeightsError> {
        let name = weight.name.to_owned();
        if let (Some(before), Some(layer)) = (self.names.last(), self.layers.last())
            && layer.linear.fan_out != shape[1]
        {
            let before_shape = [layer.linear.fan_out, layer.linear.fan_in];
            return Err(WeightsError::Chain { name, shape, before: before.clone(), before_shape });
        }
        let [fan_out, fan_in] = shape;
        let bias = module.part(1)?.per_unit(fan_out, &name)?;
        let linear = Linear { weight: weight.numbers()?, bias, fan_in, fan_out };
        self.layers.push(LayerWeights { linear, batch_norm: None, slope: None });
        self.names.push(name);
        Ok(())
    }

    fn add_norm(&mut self, module: &Module, weight: &Part) -> Result<(), WeightsError> {
        let (bias, mean, variance) = (module.part(1)?, module.part(2)?, module.part(3)?);
        let layer = self.layers.last_mut().filter(|layer| layer.batch_norm.is_none() && layer.slope.is_none());
        let (Some(layer), Some(of)) = (layer, self.names.last()) else { return Err(misplaced(weight)) };
        let units = layer.linear.fan_out;
        let norm = BatchNorm {
            weight: weight.per_unit(units, of)?,
            bias: bias.per_unit(units, of)?,
            running_mean: mean.per_unit(units, of)?,
            running_var: variance.per_unit(units, of)?,
        };
        if let Some(at) = norm.running_var.iter().position(|variance| *variance < 0.0) {
            let (name, value) = (variance.name.to_owned(), norm.running_var[at]);
            return Err(WeightsError::Variance { name, place: vec![at], value });
        }
        layer.batch_norm = Some(norm);
        Ok(())
    }

    fn add_slope(&mut self, weight: &Part) -> Result<(), WeightsError> {
        let layer = self.layers.last_mut().filter(|layer| layer.slope.is_none());
        let layer = layer.ok_or_else(|| misplaced(weight))?;
        layer.slope = weight.numbers()?.first().copied();
        Ok(())
    }

    /// What can be said only of all layers together.
    fn check(&self) -> Result<(), WeightsError> {
        let Some((output, hidden)) = self.layers.split_last() else { return Err(WeightsError::Empty) };
        if hidden.len() > MAX_LAYERS {
            return Err(WeightsError::Layers { layers: hidden.len() });
        }
        let shape = |layer: &LayerWeights| [layer.linear.fan_out, layer.linear.fan_in];
        let named = || hidden.iter().zip(&self.names);
        if let Some((layer, name)) =
            named().find(|(layer, _)| !(1..=MAX_UNITS as usize).contains(&layer.linear.fan_out))
        {
            return Err(WeightsError::Units { name: name.clone(), shape: shape(layer) });
        }
        let without = named().find(|(layer, _)| layer.batch_norm.is_none());
        if let Some((layer, name)) = without.filter(|_| hidden.iter().any(|layer| layer.batch_norm.is_some())) {
            return Err(WeightsError::SomeBatchNorms { name: name.clone(), shape: shape(layer) });
        }
        if output.batch_norm.is_some() || output.slope.is_some() {
            let name = self.names.last().cloned().unwrap_or_default();
            return Err(WeightsError::AfterOutput { name, shape: shape(output) });
        }
        Ok(())
    }
}

fn misplaced(weight: &Part) -> WeightsError {
    WeightsError::Place { name: weight.name.to_owned(), shape: weight.shape() }
}
