//! What there is to see where the inputs are the pixels of an image: what every unit answers to one image, which images are told
//! wrong, and the mean image of what excites a unit. Each only while somebody looks.

use serde::{Deserialize, Serialize};

use crate::data::samples::Samples;
use crate::nn::linear::{Linear, PackingBuffers};
use crate::nn::loss::{Loss, Meaning};
use crate::nn::math::{CONSTANTS, exp};
use crate::nn::network::Network;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::session::Session;

/// The longest list of samples.
pub const LISTED: usize = 24;

/// What somebody looks at.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImageRequest {
    /// An image whose [`Response`] is wanted: one number an input.
    pub image: Option<Vec<f32>>,
    /// Which samples are to be listed.
    pub samples: Option<SampleRequest>,
    /// Whether the mean images of what excites the units are wanted.
    pub means: bool,
}

/// Which samples are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// Those of the test set, or of the training set.
    pub test: bool,
    /// Those of a class that are taken for a class; `None`: all that are taken for a wrong one.
    pub cell: Option<(u8, u8)>,
}

impl Default for SampleRequest {
    fn default() -> Self {
        Self { test: true, cell: None }
    }
}

/// The answers to an [`ImageRequest`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImageViews {
    /// What the network in use answers to the image.
    pub response: Option<Response>,
    /// The samples asked for.
    pub samples: Option<SampleList>,
    /// `[layer][unit][pixel]`, 255 being 1: the mean image of what excites a unit, see [`mean_images`]. The first layer, whose weights
    /// are images themselves, has none.
    pub means: Vec<Vec<u8>>,
}

impl ImageViews {
    /// The mean image of what excites a unit, if the frame has it: numbers from 0 to 1.
    pub fn mean_of(&self, layer: usize, unit: usize, pixels: usize) -> Option<Vec<f32>> {
        let bytes = self.means.get(layer)?.get(unit * pixels..(unit + 1) * pixels).filter(|bytes| !bytes.is_empty())?;
        Some(bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect())
    }
}

/// What the network in use (batch norm with its running statistics) answers to one image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The image.
    pub image: Vec<f32>,
    /// a = f(z) of every unit, layer by layer, the logits last.
    pub layers: Vec<Vec<f32>>,
    /// The softmax of the logits, one number a class; empty unless the loss takes the outputs for logits.
    pub probabilities: Vec<f32>,
}

/// Some samples, and how many more there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleList {
    /// What was asked for.
    pub request: SampleRequest,
    /// How many samples there are.
    pub count: u32,
    /// At most [`LISTED`] of them: wrong ones by falling, right ones by rising probability of the answer.
    pub samples: Vec<ListedSample>,
}

/// One sample of a list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ListedSample {
    /// Its place among all points.
    pub point: u32,
    /// Its class.
    pub class: u8,
    /// The class that it is taken for.
    pub answer: u8,
    /// The probability of that class, by the softmax of the logits; NaN unless the loss takes the outputs for logits.
    pub probability: f32,
}

impl Session {
    /// Sets what snapshots say of images; nothing unless told.
    pub fn set_images(&mut self, request: ImageRequest) {
        self.images = request;
    }

    /// What was asked for, with the weights as they are now.
    pub(super) fn image_views(&self) -> ImageViews {
        let ImageRequest { image, samples, means } = &self.images;
        let (network, loss) = (&self.state.network, self.spec.resolved_loss());
        ImageViews {
            response: image.as_ref().and_then(|image| respond(network, &loss, image)),
            samples: samples.filter(|_| self.spec.class_count().is_some()).map(|request| {
                let set = if request.test { &self.test } else { &self.train };
                let first = if request.test { self.train.targets.samples() } else { 0 };
                list(request, self.measurer.output(request.test), set, first, &loss)
            }),
            means: if *means { mean_images(self.measurer.training(), &self.train.inputs, &loss) } else { Vec::new() },
        }
    }
}

/// What a network answers to an image; `None` if it takes another number of inputs.
pub fn respond(network: &Network, loss: &Loss, image: &[f32]) -> Option<Response> {
    network.layers.first().filter(|layer| layer.linear.fan_in == image.len())?;
    let columns: Vec<[f32; 1]> = image.iter().map(|pixel| [*pixel]).collect();
    let mut workspace = Workspace::new();
    network.evaluate(&Tensor::from_units(&columns), &mut workspace);
    let answers = |layer| {
        let a: &Tensor = workspace.a(layer);
        (0..a.units()).map(|unit| a.unit(unit)[0]).collect()
    };
    let probabilities = probabilities(loss, workspace.output(), 0);
    Some(Response { image: image.to_vec(), layers: (0..workspace.depth()).map(answers).collect(), probabilities })
}

/// `e^(z_k - m) / Σ_j e^(z_j - m)` with the largest logit m of a sample, for each class k; all NaN where a logit is. Empty unless the
/// loss takes the outputs for logits of classes.
fn probabilities(loss: &Loss, output: &Tensor, sample: usize) -> Vec<f32> {
    if loss.row().meaning != Meaning::Logits {
        return Vec::new();
    }
    let logits: Vec<f32> = (0..output.units()).map(|class| output.unit(class)[sample]).collect();
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| exp(&CONSTANTS, logit - largest)).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// The samples of a set that are asked for. `output`: what the network answers to the set; `first`: the place of its first sample.
fn list(request: SampleRequest, output: &Tensor, set: &Samples, first: usize, loss: &Loss) -> SampleList {
    let is_right = request.cell.is_some_and(|(class, answer)| class == answer);
    let classes = set.targets.unit(0).iter().map(|class| *class as u8).enumerate();
    let mut samples: Vec<ListedSample> = classes
        .map(|(sample, class)| (sample, class, loss.class(output, sample) as u8))
        .filter(|&(_, class, answer)| request.cell.map_or(class != answer, |cell| cell == (class, answer)))
        .map(|(sample, class, answer)| {
            let probability = probabilities(loss, output, sample).get(usize::from(answer)).copied().unwrap_or(f32::NAN);
            ListedSample { point: (first + sample) as u32, class, answer, probability }
        })
        .collect();
    samples.sort_by(|a, b| {
        let rising = a.probability.total_cmp(&b.probability);
        if is_right { rising } else { rising.reverse() }
    });
    let count = samples.len() as u32;
    samples.truncate(LISTED);
    SampleList { request, count, samples }
}

/// The mean of the inputs x over the training samples i, each weighted by how far it excites a unit:
/// `Σ_i w_i x_i / Σ_i w_i` with `w_i = max(a_i, 0)` for a hidden unit, and for an output the probability of its class (the softmax of
/// the logits; `max(a_i, 0)` where outputs are no logits). All 0 for a unit that nothing excites, such as a dead one.
///
/// `values`: z and a over the samples `x`. Shapes: `[layer][unit · inputs]`, in bytes: 255 is 1. Nothing for the first layer.
pub fn mean_images(values: &Workspace, x: &Tensor, loss: &Loss) -> Vec<Vec<u8>> {
    let last = values.depth().saturating_sub(1);
    let mut packing = PackingBuffers::default();
    let mut means = vec![Vec::new()];
    for layer in 1..values.depth() {
        let mut excitation = values.a(layer).clone();
        if layer == last && loss.row().meaning == Meaning::Logits {
            for sample in 0..excitation.samples() {
                let shares = probabilities(loss, values.a(layer), sample);
                shares.iter().enumerate().for_each(|(unit, share)| excitation.unit_mut(unit)[sample] = *share);
            }
        }
        // NaN excites nothing.
        excitation.data_mut().iter_mut().for_each(|a| *a = a.max(0.0));
        excitation.clear_padding();
        let (mut sums, mut totals) = (vec![0.0; excitation.units() * x.units()], vec![0.0; excitation.units()]);
        // The same products as those of a weight's gradient.
        Linear::backward_weight(&excitation, x, &mut sums, &mut totals, &mut packing);
        let mean = |(sums, total): (&[f32], &f32)| -> Vec<u8> {
            let share = if *total > 0.0 { 255.0 / total } else { 0.0 };
            sums.iter().map(|sum| (sum * share).round() as u8).collect()
        };
        means.push(sums.chunks_exact(x.units().max(1)).zip(&totals).flat_map(mean).collect());
    }
    means
}
