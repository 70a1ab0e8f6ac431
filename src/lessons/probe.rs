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

/// Decimal logarithm of what is left of the gradient after [`DEPTH`] layers of [`WIDTH`] units.
pub fn gradient_left(activation: &str, initialisation: &str, seed: u32) -> f64 {
    let activation: Activation = activation.parse().unwrap_or_default();
    measured::gradient_left(&activation, initialisation, DEPTH, WIDTH, seed)
}

/// By how much the gradient grows from layer to layer, from the last hidden layer back to the first, in a net of so many
/// `ReLU` layers with He's weights and batch norm, as wide as its batch: the geometric mean.
pub fn batch_norm_growth(depth: usize, width: usize, seed: u32) -> f64 {
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
    (norm(0) / norm(depth - 1)).powf(1.0 / (depth - 1) as f64)
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
