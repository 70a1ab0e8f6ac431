//! Networks and samples as files of `safetensors`.
//!
//! Weights have the names of `nn.Sequential.state_dict()`, so that `load_state_dict` takes a file as it is:
//! `0.weight` `[out, in]`, `0.bias`, and so on, with the places of modules as numbers.

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, serialize};

use super::repeated::Repeated;
use crate::data::samples::Samples;
use crate::nn::network::Network;
use crate::nn::tensor::Tensor;

/// A tensor under its name, its numbers as little-endian bytes.
struct Named {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Named {
    fn float(name: impl Into<String>, shape: &[usize], numbers: &[f32]) -> Self {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        Self { name: name.into(), dtype: Dtype::F32, shape: shape.to_vec(), bytes }
    }

    fn whole(name: impl Into<String>, shape: &[usize], numbers: impl Iterator<Item = i64>) -> Self {
        let bytes = numbers.flat_map(i64::to_le_bytes).collect();
        Self { name: name.into(), dtype: Dtype::I64, shape: shape.to_vec(), bytes }
    }
}

/// The note by which a file is known as one of the lab's.
pub const NOTE: (&str, &str) = ("made_by", "ReLU Lab");

fn file(tensors: &[Named]) -> Result<Vec<u8>, SafeTensorError> {
    let mut views = Vec::with_capacity(tensors.len());
    for Named { name, dtype, shape, bytes } in tensors {
        views.push((name, TensorView::new(*dtype, shape.clone(), bytes)?));
    }
    serialize(views, Some(std::iter::once((NOTE.0.to_owned(), NOTE.1.to_owned())).collect()))
}

/// The weights of a network after so many steps; the steps are what batch norms call `num_batches_tracked`.
///
/// # Errors
/// What the library says; for tensors like these it has nothing to say.
pub fn weights(network: &Network, steps: u64) -> Result<Vec<u8>, SafeTensorError> {
    let mut tensors = Vec::new();
    let mut place = 0;
    for layer in &network.layers {
        let linear = &layer.linear;
        tensors.push(Named::float(format!("{place}.weight"), &[linear.fan_out, linear.fan_in], &linear.weight));
        tensors.push(Named::float(format!("{place}.bias"), &[linear.fan_out], &linear.bias));
        place += 1;
        if let Some(norm) = &layer.batch_norm {
            for (name, numbers) in [
                ("weight", &norm.weight),
                ("bias", &norm.bias),
                ("running_mean", &norm.running_mean),
                ("running_var", &norm.running_var),
            ] {
                tensors.push(Named::float(format!("{place}.{name}"), &[numbers.len()], numbers));
            }
            tensors.push(Named::whole(format!("{place}.num_batches_tracked"), &[], std::iter::once(steps as i64)));
            place += 1;
        }
        if let Some(slope) = layer.slope {
            tensors.push(Named::float(format!("{place}.weight"), &[1], &[slope]));
        }
        place += 1;
    }
    file(&tensors)
}

/// `X` `[point, input]`, `y`, the rows of the sets `train` and `test`, and `order` `[epoch, place]`: the rows of the training set
/// in the order of each epoch; and `batch_loss` `[step]`. `classes`: whether y is to be a class number, `[point]`; else it is a float, `[point, 1]`.
///
/// # Errors
/// What the library says; for tensors like these it has nothing to say.
pub fn data(train: &Samples, test: &Samples, repeated: &Repeated, classes: bool) -> Result<Vec<u8>, SafeTensorError> {
    let Repeated { order, batch_loss, .. } = repeated;
    let (first, rest) = (train.targets.samples(), test.targets.samples());
    let mut inputs = rows(&train.inputs);
    inputs.extend(rows(&test.inputs));
    let targets = [train.targets.unit(0), test.targets.unit(0)].concat();
    let points = first + rest;
    let whole = |range: std::ops::Range<usize>| range.map(|row| row as i64);
    file(&[
        Named::float("X", &[points, train.inputs.units()], &inputs),
        if classes {
            Named::whole("y", &[points], targets.iter().map(|&class| class as i64))
        } else {
            Named::float("y", &[points, 1], &targets)
        },
        Named::whole("train", &[first], whole(0..first)),
        Named::whole("test", &[rest], whole(first..points)),
        Named::float("batch_loss", &[batch_loss.len()], batch_loss),
        // A data set has 2000 points at most, and this is the largest tensor by far.
        Named {
            name: "order".to_owned(),
            dtype: Dtype::I16,
            shape: vec![order.len(), first],
            bytes: order.iter().flatten().flat_map(|&row| (row as i16).to_le_bytes()).collect(),
        },
    ])
}

/// The numbers of a tensor `[unit][sample]` sample by sample.
fn rows(tensor: &Tensor) -> Vec<f32> {
    let samples = 0..tensor.samples();
    samples.flat_map(|sample| (0..tensor.units()).map(move |unit| tensor.unit(unit)[sample])).collect()
}
