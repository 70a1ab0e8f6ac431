//! Snapshots to draw: a small net with made-up weights, everything that hangs together computed from them.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use relu_lab::data::sets::{DataSet, Task};
use relu_lab::nn::activation::Activation;
use relu_lab::train::history::{History, Range, Record};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{
    ActivationMaps, Death, Divergence, LayerMaps, LayerSnapshot, NotFinite, Origin, Points, Snapshot, Status,
    UnitDetail, UnitHealth, UnitId,
};
use relu_lab::train::spec::Spec;

/// Numbers in [-1, 1] that look random and are always the same.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

pub fn unit(layer: u32, unit: u32) -> UnitId {
    UnitId { layer, unit }
}

pub fn activation(id: &str) -> Activation {
    id.parse().expect("an activation")
}

pub struct Net {
    pub layers: Vec<(Vec<f32>, Vec<f32>)>,
    pub inputs: usize,
    pub activation: Activation,
}

impl Net {
    pub fn new(inputs: usize, widths: &[u32], activation: Activation, seed: u64) -> Self {
        let mut numbers = Numbers::new(seed);
        let mut fan_in = inputs;
        let mut layers = Vec::new();
        for width in widths.iter().copied().chain([1]) {
            let bound = 2.2 / (fan_in as f32).sqrt();
            let weights = (0..fan_in * width as usize).map(|_| bound * numbers.next()).collect();
            let bias = (0..width).map(|_| 0.4 * numbers.next()).collect();
            layers.push((weights, bias));
            fan_in = width as usize;
        }
        Self { layers, inputs, activation }
    }

    /// z of every layer.
    pub fn forward(&self, input: &[f32]) -> Vec<Vec<f32>> {
        let mut a = input.to_vec();
        let mut all = Vec::new();
        for (weights, bias) in &self.layers {
            let z: Vec<f32> = weights
                .chunks_exact(a.len())
                .zip(bias)
                .map(|(w, b)| b + w.iter().zip(&a).map(|(w, a)| w * a).sum::<f32>())
                .collect();
            a = z.iter().map(|z| self.activation.value(*z)).collect();
            all.push(z);
        }
        all
    }

    fn answer(&self, z: &[Vec<f32>], layer: usize, unit: usize) -> f32 {
        let z = z[layer][unit];
        if layer + 1 == self.layers.len() { z } else { self.activation.value(z) }
    }
}

fn percentile(mut values: Vec<f32>) -> f32 {
    values.retain(|v| v.is_finite());
    values.sort_by(f32::total_cmp);
    values.get(values.len() * 95 / 100).copied().unwrap_or(1.0).max(1e-6)
}

fn quantised(v: f32, scale: f32) -> i8 {
    if v.is_nan() { i8::MIN } else { (v / scale * 127.0).clamp(-127.0, 127.0) as i8 }
}

pub fn points(data: &str, count: u32) -> Points {
    let data: DataSet = data.parse().expect("a data set");
    let generated = data.row().generate(&mut ChaCha8Rng::seed_from_u64(7), 0.08, count, 3);
    Points { train: count / 2, ..generated }
}

/// A snapshot of `net` on `data`, looking at `shown`.
pub fn snapshot(data: &str, net: &Net, shown: Option<UnitId>) -> Snapshot {
    let points = points(data, if net.layers.len() > 30 { 40 } else { 400 });
    let row: DataSet = data.parse().expect("a data set");
    let dimensions = row.row().dimensions;
    let classes = row.row().task == Task::Classification;
    let input = |x1: f32, x2: f32| if net.inputs == 1 { vec![x1] } else { vec![x1, x2] };
    let forwards: Vec<Vec<Vec<f32>>> =
        (0..points.train as usize).map(|i| points.place(i)).map(|(x1, x2)| net.forward(&input(x1, x2))).collect();
    // Large nets would take seconds.
    let large = net.layers.iter().map(|layer| layer.0.len()).sum::<usize>() > 20_000;
    let (side, map_side) = if large { (6, 8) } else { (24usize, 96usize) };
    let place = |i: usize, side: usize| (2 * i + 1) as f32 / side as f32 - 1.0;
    let rows = |side: usize| if dimensions == 1 { 1 } else { side };
    let grid = |side: usize| -> Vec<Vec<Vec<f32>>> {
        let at = |i: usize| net.forward(&input(place(i % side, side), -place(i / side, side)));
        (0..rows(side) * side).map(at).collect()
    };
    let small = grid(side);
    let big = grid(map_side);
    let mut layers = Vec::new();
    let mut pictures = Vec::new();
    for (l, (weights, bias)) in net.layers.iter().enumerate() {
        let last = l + 1 == net.layers.len();
        let health = (0..bias.len()).map(|u| {
            let active = forwards.iter().filter(|z| net.answer(z, l, u) > 0.0).count();
            let flat = forwards.iter().filter(|z| net.activation.derivative(z[l][u]) == 0.0).count();
            let small = forwards.iter().filter(|z| net.activation.derivative(z[l][u]).abs() < 0.01).count();
            match () {
                () if last => UnitHealth::Alive,
                () if flat == forwards.len() && active == 0 => UnitHealth::Dead,
                () if small == forwards.len() => UnitHealth::Saturated,
                () if net.activation.row().can_be_zero && active * 20 < forwards.len() => UnitHealth::Rare,
                () => UnitHealth::Alive,
            }
        });
        let health: Vec<UnitHealth> = health.collect();
        let answers = |u: usize| small.iter().map(move |z| net.answer(z, l, u));
        let scale = percentile((0..bias.len()).flat_map(answers).map(f32::abs).collect());
        let pixels = (0..bias.len()).flat_map(answers).map(|v| quantised(v, scale)).collect();
        pictures.push(LayerMaps { scale, pixels });
        layers.push(LayerSnapshot {
            activation: net.activation,
            fan_in: (weights.len() / bias.len()) as u32,
            weight_gradients: weights.iter().map(|w| w * 0.01 * (l + 1) as f32).collect(),
            weights: weights.clone(),
            bias: bias.clone(),
            died_at: health.iter().map(|h| (*h == UnitHealth::Dead).then_some(36)).collect(),
            active_fraction: vec![0.5; bias.len()],
            dormant_score: vec![1.0; bias.len()],
            health,
            gradient_norm: 0.02 * (l + 1) as f32,
            update_ratio: 0.001,
            ..LayerSnapshot::default()
        });
    }
    let map: Vec<f32> = big
        .iter()
        .map(|z| match shown {
            Some(id) => net.answer(z, id.layer as usize, id.unit as usize),
            None => 4.0 * z[z.len() - 1][0],
        })
        .collect();
    let map_scale = percentile(map.iter().map(|v| v.abs()).collect());
    let unit = shown.map(|id| detail(net, &forwards, id));
    Snapshot {
        status: Status::Training,
        epoch: 137,
        epoch_fraction: 137.4,
        step: 1100,
        steps_per_second: 400.0,
        train_loss: 0.021,
        test_loss: 0.126,
        train_accuracy: classes.then_some(0.992),
        test_accuracy: classes.then_some(0.973),
        fingerprint: 1,
        layers,
        points: points.into(),
        maps: ActivationMaps {
            classes: None,
            dimensions,
            side: side as u32,
            layers: pictures,
            features: Vec::new(),
            shown,
            map_side: map_side as u32,
            map,
            map_scale,
        },
        unit,
        history: history(&net.layers.iter().map(|l| l.1.len() as u16).collect::<Vec<_>>(), 137, 1, 3),
        deaths: deaths(shown),
        divergence: None,
        ..Snapshot::default()
    }
}

/// One unit that came back, and the death of the one that is shown.
fn deaths(shown: Option<UnitId>) -> Vec<Death> {
    let event = |id, epoch, step, revived| Death { id, epoch, step, revived, origin: Origin::Step, cause: None };
    vec![
        event(unit(1, 0), 12.0, 100, false),
        event(unit_or_first(shown), 36.0, 300, false),
        event(unit(1, 0), 60.0, 500, true),
    ]
}

fn unit_or_first(shown: Option<UnitId>) -> UnitId {
    shown.unwrap_or(unit(0, 0))
}

fn detail(net: &Net, forwards: &[Vec<Vec<f32>>], id: UnitId) -> UnitDetail {
    let z: Vec<f32> = forwards.iter().map(|z| z[id.layer as usize][id.unit as usize]).collect();
    let (lo, hi) = z.iter().fold((f32::MAX, f32::MIN), |(lo, hi), z| (lo.min(*z), hi.max(*z)));
    let mut counts = vec![0; 24];
    for z in &z {
        counts[(((z - lo) / (hi - lo).max(1e-6) * 24.0) as usize).min(23)] += 1;
    }
    let slope = |z: &&f32| net.activation.derivative(**z);
    let (weights, bias) = &net.layers[id.layer as usize];
    let fan_in = weights.len() / bias.len();
    UnitDetail {
        id,
        activation: net.activation,
        slope: None,
        z_range: (lo, hi),
        counts,
        zero_gradient: z.iter().filter(|z| slope(z) == 0.0).count() as u32,
        small_gradient: z.iter().filter(|z| slope(z).abs() < 0.01).count() as u32,
        active: z.iter().filter(|z| net.activation.value(**z) > 0.0).count() as u32,
        points: z.len() as u32,
        weights: weights[id.unit as usize * fan_in..][..fan_in].to_vec(),
        bias: bias[id.unit as usize],
        batch_norm: None,
    }
}

/// Curves of a net with these widths (output last) up to an epoch.
pub fn history(widths: &[u16], epochs: u32, stride: u32, seed: u64) -> History {
    let mut numbers = Numbers::new(seed);
    let mut records = Vec::new();
    for epoch in (0..=epochs).step_by(stride as usize) {
        let t = epoch as f32 / 12.0;
        let spike = if numbers.next() > 0.9 { 2.5 } else { 1.0 };
        let train = (0.7 * libm::expf(-t * 0.35) + 0.02) * (1.0 + 0.3 * numbers.next()) * spike;
        let test = (0.6 * libm::expf(-t * 0.5) + 0.12) * (1.0 + 0.2 * numbers.next());
        let range = |v: f32| if stride > 1 { Range { last: v, min: v * 0.6, max: v * 2.0 } } else { Range::from(v) };
        let hidden = &widths[..widths.len() - 1];
        records.push(Arc::new(Record {
            epoch,
            train_loss: range(train),
            test_loss: range(test),
            train_accuracy: 0.9,
            test_accuracy: 0.9,
            gradient_norm: (0..widths.len())
                .map(|l| 0.1 * (1.0 + 0.4 * numbers.next()) / (1.0 + 0.2 * l as f32))
                .collect(),
            update_ratio: (0..widths.len()).map(|_| 2e-3 * (1.0 + 0.5 * numbers.next())).collect(),
            alive: hidden.iter().map(|w| w - (u16::from(epoch > 12) + u16::from(epoch > 36)).min(*w)).collect(),
            spread: Vec::new(),
        }));
    }
    History { records, stride, passed: None }
}

/// As `snapshot`, stopped by a number that was not finite.
pub fn diverged(mut snapshot: Snapshot) -> Snapshot {
    snapshot.status = Status::Diverged;
    snapshot.train_loss = f32::NAN;
    snapshot.test_loss = f32::NAN;
    snapshot.epoch = 42;
    snapshot.epoch_fraction = 42.3;
    snapshot.history.records.retain(|record| record.epoch < 42);
    snapshot.maps.map.fill(f32::NAN);
    for layer in &mut snapshot.maps.layers {
        layer.pixels.fill(i8::MIN);
    }
    for layer in &mut snapshot.layers {
        layer.health.fill(UnitHealth::NotFinite);
        layer.weights.fill(f32::NAN);
        layer.gradient_norm = f32::NAN;
    }
    snapshot.divergence = Some(Divergence {
        step: 340,
        epoch: 42,
        layer: 1,
        is_output: false,
        what: NotFinite::Weights,
        last_finite_epoch: 41,
    });
    snapshot
}

/// As `snapshot`, before its first step.
pub fn not_run(mut snapshot: Snapshot) -> Snapshot {
    snapshot.status = Status::Ready;
    (snapshot.epoch, snapshot.epoch_fraction, snapshot.step) = (0, 0.0, 0);
    snapshot.history.records.truncate(1);
    snapshot.deaths.clear();
    snapshot
}

/// What a net really answers after some epochs.
pub fn trained(query: &str, epochs: u32) -> Snapshot {
    let (spec, notices) = Spec::from_query(query);
    assert_eq!(notices, vec![], "{query}");
    let mut session = Session::new(spec);
    (0..epochs).for_each(|_| session.step_epoch());
    session.snapshot(false, 0.0, None)
}
