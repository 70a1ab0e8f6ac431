//! Where a run begins: at weights that are drawn from its seed, or at given ones.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::nn::batch_norm::BatchNorm;
use crate::nn::layer::Layer;
use crate::nn::linear::Linear;
use crate::nn::network::{CountError, Network};
use crate::train::spec::Spec;
use crate::train::state::State;

/// Where the first weights of a run come from. Data and the order of the samples always come from its spec.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Start {
    /// Drawn by the spec's initialiser from its seed.
    #[default]
    Drawn,
    /// Given.
    Weights(Arc<Weights>),
}

impl Start {
    /// Given weights, by the list of numbers that [`Network::numbers`] gives of such a network, as links carry it.
    ///
    /// # Errors
    /// As [`check_numbers`].
    pub fn of_numbers(spec: &Spec, numbers: &[f32]) -> Result<Self, StartError> {
        check_numbers(spec, numbers)?;
        let mut network = State::new(spec).network;
        network.set_numbers(numbers)?;
        Ok(Self::Weights(Arc::new(Weights::of(&network))))
    }

    /// Gives a network of this start's architecture its first weights; one whose weights are drawn has them already.
    ///
    /// # Errors
    /// [`StartError`]; the network is then as it was.
    pub fn put_into(&self, network: &mut Network) -> Result<(), StartError> {
        match self {
            Self::Drawn => Ok(()),
            Self::Weights(weights) => weights.put_into(network),
        }
    }
}

/// All learned numbers of a network, and the running statistics of its batch norms: hidden layers, then the output layer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Weights {
    /// In the order in which data flow.
    pub layers: Vec<LayerWeights>,
}

/// The numbers of a layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerWeights {
    /// Weights `[out][in]` and biases `[out]`.
    pub linear: Linear,
    /// Batch norm's weight, bias and running statistics, if it has one.
    pub batch_norm: Option<BatchNorm>,
    /// `PReLU`'s slope, if it has one.
    pub slope: Option<f32>,
}

/// Whether a run of this spec can start from these numbers: all that can be said without building its network.
///
/// # Errors
/// [`StartError::Count`] and [`StartError::NumberNotFinite`].
pub fn check_numbers(spec: &Spec, numbers: &[f32]) -> Result<(), StartError> {
    let (expected, got) = (spec.architecture().number_count(), numbers.len());
    if got != expected {
        return Err(CountError { expected, got }.into());
    }
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(place) => Err(StartError::NumberNotFinite(place)),
        None => Ok(()),
    }
}

/// Why weights are not those of a network. Layers are counted from 1, the output layer last.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StartError {
    /// A list of numbers is of another network.
    #[error(transparent)]
    Count(#[from] CountError),
    /// A number of a list is infinite or NaN: its place in it.
    #[error("number {} of them is infinite or NaN", .0 + 1)]
    NumberNotFinite(usize),
    /// The number of layers.
    #[error("the weights are of {found} layers, the network has {wanted}")]
    Layers {
        /// In the weights.
        found: usize,
        /// In the network.
        wanted: usize,
    },
    /// The shape of a linear layer.
    #[error("layer {layer}: the weights are [{}, {}], the network has [{}, {}]", found.0, found.1, wanted.0, wanted.1)]
    Shape {
        /// Which layer.
        layer: usize,
        /// Outputs and inputs of the weights.
        found: (usize, usize),
        /// Outputs and inputs of the network.
        wanted: (usize, usize),
    },
    /// There is a batch norm where the network has none.
    #[error("layer {layer}: the weights have a batch norm, the network has none")]
    BatchNorm {
        /// Which layer.
        layer: usize,
    },
    /// The lists are not as long as their shapes say.
    #[error("layer {layer}: there are not as many numbers as the shape says")]
    Incomplete {
        /// Which layer.
        layer: usize,
    },
    /// A number is infinite or NaN.
    #[error("layer {layer}: a number is not finite")]
    NotFinite {
        /// Which layer.
        layer: usize,
    },
}

impl Weights {
    /// Those of a network as they are now.
    pub fn of(network: &Network) -> Self {
        let layer = |Layer { linear, batch_norm, slope, .. }: &Layer| LayerWeights {
            linear: linear.clone(),
            batch_norm: batch_norm.clone(),
            slope: *slope,
        };
        Self { layers: network.layers.iter().map(layer).collect() }
    }

    /// Whether a network can take them. A batch norm of the network for which there are no numbers begins anew, a slope for which
    /// the network has no place is left out: so a batch norm can be put in, and another function be tried, with the same weights.
    ///
    /// # Errors
    /// [`StartError`], the first that is found.
    pub fn check(&self, network: &Network) -> Result<(), StartError> {
        let (found, wanted) = (self.layers.len(), network.layers.len());
        if found != wanted {
            return Err(StartError::Layers { found, wanted });
        }
        self.layers.iter().zip(&network.layers).enumerate().try_for_each(|(index, (weights, layer))| {
            let (own, other, index) = (&weights.linear, &layer.linear, index + 1);
            let (found, wanted) = ((own.fan_out, own.fan_in), (other.fan_out, other.fan_in));
            if found != wanted {
                return Err(StartError::Shape { layer: index, found, wanted });
            }
            if weights.batch_norm.is_some() && layer.batch_norm.is_none() {
                return Err(StartError::BatchNorm { layer: index });
            }
            weights.check(index)
        })
    }

    /// Puts them into a network in place of its own.
    ///
    /// # Errors
    /// [`StartError`]; the network is then as it was.
    pub fn put_into(&self, network: &mut Network) -> Result<(), StartError> {
        self.check(network)?;
        for (weights, layer) in self.layers.iter().zip(&mut network.layers) {
            layer.linear.clone_from(&weights.linear);
            if let (Some(own), Some(norm)) = (&weights.batch_norm, &mut layer.batch_norm) {
                norm.clone_from(own);
            }
            if let (Some(own), Some(slope)) = (weights.slope, &mut layer.slope) {
                *slope = own;
            }
        }
        Ok(())
    }
}

impl LayerWeights {
    /// Whether the lists are as long as the shape says, and all numbers finite.
    fn check(&self, layer: usize) -> Result<(), StartError> {
        let Linear { weight, bias, fan_in, fan_out } = &self.linear;
        let mut lists = vec![(weight, fan_in * fan_out), (bias, *fan_out)];
        if let Some(norm) = &self.batch_norm {
            lists
                .extend([&norm.weight, &norm.bias, &norm.running_mean, &norm.running_var].map(|list| (list, *fan_out)));
        }
        if lists.iter().any(|(list, length)| list.len() != *length) {
            return Err(StartError::Incomplete { layer });
        }
        let mut numbers = lists.iter().flat_map(|(list, _)| list.iter()).chain(&self.slope);
        if numbers.all(|number| number.is_finite()) { Ok(()) } else { Err(StartError::NotFinite { layer }) }
    }
}
