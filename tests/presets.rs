//! Every preset is tested for what it claims to show, over at least ten seeds.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::train::presets::{PRESETS, preset};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Histogram, LayerSnapshot, Snapshot, Status, UnitHealth};
use relu_lab::train::spec::Spec;

const SEEDS: u32 = 12;
const LN_2: f32 = std::f32::consts::LN_2;

fn spec(id: &str, more: &str) -> Spec {
    let query = format!("{}&{more}", preset(id).unwrap().query);
    let (spec, notices) = Spec::from_query(&query);
    assert!(notices.is_empty(), "{id}: {notices:?}");
    spec
}

/// The preset after some epochs, once for each seed.
fn runs(id: &str, more: &str, epochs: u32) -> Vec<Snapshot> {
    let run = |seed| {
        let mut session = Session::new(Spec { seed, ..spec(id, more) });
        while session.state().epoch < epochs && session.ended().is_none() {
            session.step_epoch();
        }
        session.snapshot(false, 0.0, None)
    };
    (1..=SEEDS).map(run).collect()
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let values: Vec<_> = values.collect();
    values.iter().sum::<f32>() / values.len() as f32
}

fn dead_share(snapshot: &Snapshot) -> f32 {
    let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
    let dead: usize = hidden.iter().map(|layer| layer.count(UnitHealth::Dead)).sum();
    dead as f32 / hidden.iter().map(LayerSnapshot::units).sum::<usize>() as f32
}

/// Root mean square of the gradient of a layer's outputs.
fn gradient_rms(layer: &LayerSnapshot) -> f32 {
    let Histogram { mean, std, .. } = layer.distribution.as_ref().unwrap().d_a;
    (mean * mean + std * std).sqrt()
}

/// Decades by which the gradient of the outputs grows from the last hidden layer to the first.
fn decades(snapshot: &Snapshot) -> f32 {
    let hidden = &snapshot.layers[..snapshot.layers.len() - 1];
    (gradient_rms(&hidden[0]) / gradient_rms(&hidden[hidden.len() - 1])).log10()
}

#[test]
fn every_preset_can_be_read_and_run() {
    for preset in PRESETS {
        let mut session = Session::new(spec(preset.id, ""));
        session.step_epoch();
        assert!(preset.claim.ends_with('.') && !preset.name.is_empty());
    }
}

#[test]
fn healthy() {
    let runs = runs("healthy", "", 100);
    let dead = mean(runs.iter().map(dead_share));
    let accuracy = mean(runs.iter().filter_map(|run| run.train_accuracy));
    let active = mean(runs.iter().flat_map(|run| run.layers[0].active_fraction.iter().copied()));
    println!("healthy: {dead:.3} dead, accuracy {accuracy:.3}, active share in layer 1 {active:.2}");
    assert!(dead < 0.10 && accuracy > 0.95 && (0.3..0.7).contains(&active));
}

#[test]
fn learning_rate_too_high() {
    let share = |lr: &str| mean(runs("learning_rate_too_high", &format!("lr={lr}"), 150).iter().map(dead_share));
    let ladder: Vec<_> =
        ["0.03", "0.1", "0.3", "1", "3", "4", "5", "6", "8", "10", "30"].map(|lr| (lr, share(lr))).into();
    println!("dead share by learning rate: {ladder:.2?}");
    let at = |lr: &str| ladder.iter().find(|(l, _)| *l == lr).unwrap().1;
    assert!(at("1") < 0.10, "{ladder:?}");
    assert!(at("10") > 0.70, "{ladder:?}");
    assert!(at("1") < at("3") && at("3") < at("5"), "{ladder:?}");
}

#[test]
fn bias_minus_three() {
    let relu = runs("bias_minus_three", "", 600);
    let leaky = runs("bias_minus_three", "act=leaky_relu", 600);
    let stuck = relu.iter().filter(|run| (run.train_loss - LN_2).abs() < 0.02).count();
    let recovered = leaky.iter().filter(|run| run.train_loss < 0.6).count();
    println!("biases at -3: ReLU at ln 2 in {stuck}/{SEEDS}, Leaky ReLU below 0.6 in {recovered}/{SEEDS}");
    println!("  losses {:.3?} and {:.3?}", losses(&relu), losses(&leaky));
    assert!(stuck >= 9 && recovered >= 9);
}

fn losses(runs: &[Snapshot]) -> Vec<f32> {
    runs.iter().map(|run| run.train_loss).collect()
}

#[test]
fn born_dead() {
    let constant = |seed| {
        let mut session = Session::new(Spec { seed, ..spec("born_dead", "") });
        let map = session.snapshot(false, 0.0, None).maps.map;
        map.iter().all(|&answer| answer == map[0])
    };
    let nets = 400;
    let share = (1..=nets).filter(|&seed| constant(seed)).count() as f32 / nets as f32;
    // Four standard errors around .880 (facts: Monte Carlo, 200 000 nets).
    let error = 4.0 * (0.88_f32 * 0.12 / nets as f32).sqrt();
    println!("born dead: {share:.3} of {nets} nets, expected .880 ± {error:.3}");
    assert!((share - 0.88).abs() < error);
}

#[test]
fn vanishing_sigmoid() {
    let runs = runs("vanishing_sigmoid", "", 150);
    let stuck = runs.iter().filter(|run| (run.train_loss - LN_2).abs() < 0.02).count();
    let ratio = mean(runs_at_start("vanishing_sigmoid").iter().map(decades));
    println!("vanishing sigmoid: stuck at ln 2 in {stuck}/{SEEDS}, {ratio:.2} decades at the start");
    assert!(stuck >= 11 && ratio < -5.0);
}

fn runs_at_start(id: &str) -> Vec<Snapshot> {
    runs(id, "", 0)
}

#[test]
fn initialisation_decides_over_twenty_layers() {
    let per_20 = |id: &str| mean(runs_at_start(id).iter().map(decades)) * 20.0 / 19.0;
    let (default, he, exploding) = (per_20("default_init_vanishes"), per_20("he_init_keeps"), per_20("exploding"));
    println!(
        "decades over 20 layers: default {default:.2} (-7.78), He {he:.2} (0), variance 4/fan_in {exploding:.2} (+3.01)"
    );
    assert!((default + 7.78).abs() < 0.5 && he.abs() < 0.4 && (exploding - 3.01).abs() < 0.4);
}

#[test]
fn batch_norm_rescues() {
    let with = runs("batch_norm_rescues", "", 60);
    let without = runs("batch_norm_rescues", "bn=off", 60);
    let learnt = |runs: &[Snapshot]| runs.iter().filter(|run| run.train_loss < 0.2).count();
    println!("batch norm: below 0.2 in {}/{SEEDS} with, {}/{SEEDS} without", learnt(&with), learnt(&without));
    println!("  losses {:.3?} and {:.3?}", losses(&with), losses(&without));
    assert!(learnt(&with) >= 10 && learnt(&without) <= 4);
}

#[test]
fn batch_norm_explodes() {
    let runs = runs_at_start("batch_norm_explodes");
    let depth = runs[0].layers.len() - 1;
    let factor = |from: usize, to: usize| {
        let log = |run: &Snapshot| (gradient_rms(&run.layers[from]) / gradient_rms(&run.layers[to])).log10();
        10.0_f64.powf(f64::from(mean(runs.iter().map(log))) / (to - from) as f64)
    };
    // Mean field counts on independent directions; near two-dimensional inputs there are too few of them.
    let (deep, all) = (factor(depth / 2, depth - 1), factor(0, depth - 1));
    println!(
        "batch norm at the start: gradient x {deep:.3} a layer in the upper half (theory 1.211), {all:.3} over all"
    );
    assert!((1.17..1.27).contains(&deep) && all > deep);
}

#[test]
fn leaky_diverges() {
    let runs = runs("leaky_diverges", "", 300);
    let diverged = runs.iter().filter(|run| run.status == Status::Diverged).count();
    println!("Leaky ReLU at lr 30: diverged in {diverged}/{SEEDS}");
    assert!(diverged >= 9);
}
