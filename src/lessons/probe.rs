//! What several lessons measure: numbers of a run, and of nets that are never trained.

use crate::explore::measured;
use crate::nn::activation::Activation;
use crate::nn::gradients::Gradients;
use crate::nn::init::{BiasInit, Init};
use crate::nn::network::{Architecture, Network};
use crate::nn::random::{normal, stream};
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::measuring::Measuring;
use crate::train::session::Session;
use crate::train::snapshot::{LayerSnapshot, Status, UnitHealth};
use crate::train::spec::Spec;

/// Loss over the training set.
pub fn loss(session: &Session) -> f64 {
    session.evaluation().train_loss.into()
}

/// Share of the training points on the right side; NaN for regression.
pub fn accuracy(session: &Session) -> f64 {
    session.evaluation().train_accuracy.map_or(f64::NAN, f64::from)
}

/// 1 for a run that stopped at a number that is not finite, else 0.
pub fn diverged(session: &Session) -> f64 {
    f64::from(u8::from(session.ended() == Some(Status::Diverged)))
}

/// Share of the hidden units that are dead.
pub fn dead_share(session: &mut Session) -> f64 {
    let snapshot = session.snapshot(false, 0.0, None);
    let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
    let dead: usize = hidden.iter().map(|layer| layer.count(UnitHealth::Dead)).sum();
    dead as f64 / hidden.iter().map(LayerSnapshot::units).sum::<usize>().max(1) as f64
}

/// Median over the hidden units of the share of training points for which a unit gives 0.
pub fn silent_share(session: &mut Session) -> f64 {
    let snapshot = session.snapshot(false, 0.0, None);
    let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
    let silent: Vec<f64> =
        hidden.iter().flat_map(|layer| &layer.active_fraction).map(|&active| 1.0 - f64::from(active)).collect();
    crate::compare::statistics::median(&silent).unwrap_or(f64::NAN)
}

/// For every hidden unit the share of training points for which it gives 0, in no order.
pub fn silent_shares(session: &mut Session) -> Vec<(f32, f32)> {
    let snapshot = session.snapshot(false, 0.0, None);
    let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
    hidden.iter().flat_map(|layer| &layer.active_fraction).map(|active| (1.0 - active, 0.0)).collect()
}

/// The answers over the only input, from left to right.
pub fn answers(session: &mut Session) -> Vec<(f32, f32)> {
    let map = session.snapshot(false, 0.0, None).maps.map;
    let x = |i: usize| (2 * i + 1) as f32 / map.len() as f32 - 1.0;
    // One-dimensional data have one row.
    let is_line = session.spec().dimensions() == 1;
    map.iter().enumerate().filter(|_| is_line).map(|(i, &answer)| (x(i), answer)).collect()
}

/// The answers of one hidden layer of `ReLU` units over the only input: at both ends, and wherever a unit bends them.
pub fn bends(session: &mut Session) -> Vec<(f32, f32)> {
    let [hidden, output] = &session.state().network.layers[..] else { return Vec::new() };
    let units = || hidden.linear.weight.iter().zip(&hidden.linear.bias);
    let mut x: Vec<f32> = units().map(|(weight, bias)| -bias / weight).filter(|x| x.abs() < 1.0).collect();
    x.extend([-1.0, 1.0]);
    x.sort_by(f32::total_cmp);
    let answer = |x: f32| {
        let outputs = units().map(|(weight, bias)| hidden.activation.value(weight * x + bias));
        outputs.zip(&output.linear.weight).map(|(a, weight)| a * weight).sum::<f32>() + output.linear.bias[0]
    };
    x.into_iter().map(|x| (x, answer(x))).collect()
}

/// L2 norm of the full-batch gradient of the first layer's weights.
pub fn first_gradient(session: &mut Session) -> f64 {
    session.snapshot(false, 0.0, None).layers[0].gradient_norm.into()
}

/// A run, as in a link of Train, of which every epoch is looked at: by then its deaths are known. `look` ends it with a value.
pub fn run_until<T>(query: &str, seed: u32, epochs: u32, mut look: impl FnMut(&mut Session) -> Option<T>) -> Option<T> {
    let mut session = Session::new(Spec { seed, epochs: Some(epochs), ..Spec::from_query(query).0 });
    session.set_distributions(false);
    session.set_measuring(Measuring::Sparse);
    while session.ended().is_none() {
        session.step_epoch();
        if let Some(found) = look(&mut session) {
            return Some(found);
        }
    }
    None
}

/// Width of the nets through which a gradient is measured.
pub const WIDTH: usize = 48;
/// Their depth.
pub const DEPTH: usize = 20;

/// Decimal logarithms of what is left of the gradient after 0 to [`DEPTH`] layers of [`WIDTH`] units, going back.
fn gradient_going_back(activation: &str, initialisation: &str, seed: u32) -> Vec<f64> {
    let activation: Activation = activation.parse().unwrap_or_default();
    measured::gradient_going_back(&activation, initialisation, DEPTH, WIDTH, seed)
}

/// What is left after all of them.
pub fn gradient_left(activation: &str, initialisation: &str, seed: u32) -> f64 {
    gradient_going_back(activation, initialisation, seed)[DEPTH]
}

/// The same after every layer: layers, decimal logarithm.
pub fn gradient_line(activation: &str, initialisation: &str, seed: u32) -> Vec<(f32, f32)> {
    by_layers(&gradient_going_back(activation, initialisation, seed))
}

fn by_layers(logs: &[f64]) -> Vec<(f32, f32)> {
    logs.iter().enumerate().map(|(layers, &log)| (layers as f32, log as f32)).collect()
}

/// By how much the gradient grows from layer to layer with batch norm, going back: the geometric mean.
pub fn batch_norm_growth(depth: usize, width: usize, seed: u32) -> f64 {
    10.0_f64.powf(batch_norm_going_back(depth, width, seed)[depth - 1] / (depth - 1) as f64)
}

/// The gradient's norm with batch norm after so many layers: layers, decimal logarithm.
pub fn batch_norm_line(depth: usize, width: usize, seed: u32) -> Vec<(f32, f32)> {
    by_layers(&batch_norm_going_back(depth, width, seed))
}

/// Decimal logarithms of the gradient's norm at the outputs of the hidden layers over that of the last one, from the last one
/// back, in a net of so many `ReLU` layers with He's weights and batch norm, as wide as its batch.
fn batch_norm_going_back(depth: usize, width: usize, seed: u32) -> Vec<f64> {
    let relu = Activation::default();
    let architecture = Architecture {
        inputs: width,
        hidden: vec![(width, relu); depth],
        outputs: width,
        output_activation: Activation::from_id("identity").unwrap_or_default(),
        batch_norm: true,
    };
    let mut rng = stream(u64::from(seed), 0);
    let network = Network::new(&architecture, &Init::default(), &BiasInit::default(), &mut rng);
    let mut random = || {
        let rows: Vec<Vec<f32>> = (0..width).map(|_| (0..width).map(|_| normal(&mut rng)).collect()).collect();
        Tensor::from_units(&rows)
    };
    let (x, gradient) = (random(), random());
    let mut workspace = Workspace::new();
    network.measure(&x, &mut workspace);
    workspace.d_output_mut().clone_from(&gradient);
    network.backward(&x, &mut workspace, &mut Gradients::default());
    let norm = |layer: usize| {
        let d_a = workspace.d_a(layer);
        (0..d_a.units()).flat_map(|unit| d_a.unit(unit)).map(|&d| f64::from(d) * f64::from(d)).sum::<f64>().sqrt()
    };
    (0..depth).rev().map(|layer| (norm(layer) / norm(depth - 1)).log10()).collect()
}

/// How many of so many nets answer the same to every input in [-1, 1] at their start: one input, `hidden` layers of
/// `width` units, initialised as in a link. Batch norm takes the statistics of the inputs, as training does.
pub fn constant_share(query: &str, width: usize, hidden: usize, nets: u32, seed: u32) -> f64 {
    const POINTS: usize = 33;
    let (spec, _) = Spec::from_query(query);
    let architecture = Architecture {
        inputs: 1,
        hidden: vec![(width, spec.activation(0)); hidden],
        outputs: 1,
        output_activation: Activation::from_id("identity").unwrap_or_default(),
        batch_norm: spec.batch_norm,
    };
    let line: Vec<f32> = (0..POINTS).map(|i| i as f32 / (POINTS - 1) as f32 * 2.0 - 1.0).collect();
    let x = Tensor::from_units(&[line]);
    let mut workspace = Workspace::new();
    let mut is_constant = |net: &u32| {
        let mut rng = stream(u64::from(seed), u64::from(*net));
        let network = Network::new(&architecture, &spec.init, &spec.bias, &mut rng);
        network.measure(&x, &mut workspace);
        // By the last hidden layer, which no rounding makes unequal: where all its units are silent the net is constant.
        let last = workspace.a(hidden - 1);
        (0..width).all(|unit| last.unit(unit).iter().all(|&a| a == last.unit(unit)[0]))
    };
    (0..nets).filter(|net| is_constant(net)).count() as f64 / f64::from(nets)
}

/// First epoch at which the loss over the training set is at most `target`; infinite if that is in none of so many.
pub fn epochs_to(query: &str, seed: u32, epochs: u32, target: f32) -> f64 {
    let mut session = Session::new(Spec { seed, epochs: Some(epochs), ..Spec::from_query(query).0 });
    session.set_distributions(false);
    session.set_measuring(Measuring::Losses);
    while session.ended().is_none() {
        session.step_epoch();
        if session.evaluation().train_loss <= target {
            return f64::from(session.state().epoch);
        }
    }
    f64::INFINITY
}
