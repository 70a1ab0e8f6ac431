//! Unit health against `dead.json` (schema in `tests/golden/README.md`), and against a naive loop for every activation.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::PathBuf;

use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::nn::init::{BiasInit, Init};
use relu_lab::nn::network::{Architecture, Network};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::train::diagnostics::{UnitStats, dormant_scores, passes};
use relu_lab::train::snapshot::UnitHealth;
use relu_lab::train::stream::Stream;
use serde_json::Value;

const TOLERANCE: f64 = 1e-5;

fn folder() -> PathBuf {
    std::env::var_os("GOLDEN_DIR").map_or_else(|| "tests/golden".into(), PathBuf::from)
}

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

fn rows(value: &Value) -> Vec<Vec<f32>> {
    value.as_array().unwrap().iter().map(floats).collect()
}

/// A matrix `[sample][feature]` as a tensor `[feature][sample]`.
fn tensor(samples: &[Vec<f32>]) -> Tensor {
    let units: Vec<Vec<f32>> = (0..samples[0].len()).map(|i| samples.iter().map(|s| s[i]).collect()).collect();
    Tensor::from_units(&units)
}

fn network(case: &Value) -> Network {
    let sizes: Vec<usize> = case["sizes"].as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize).collect();
    let activation = golden_activation(&case["activation"]);
    let architecture = Architecture {
        inputs: sizes[0],
        hidden: sizes[1..sizes.len() - 1].iter().map(|&units| (units, activation)).collect(),
        outputs: sizes[sizes.len() - 1],
        output_activation: Activation::from_id("identity").unwrap(),
        batch_norm: false,
    };
    let mut network = Network::new(&architecture, &Init::default(), &BiasInit::default(), &mut Stream::Weights.rng(1));
    for (layer, init) in network.layers.iter_mut().zip(case["init"].as_array().unwrap()) {
        layer.linear.weight = rows(&init["weight"]).concat();
        layer.linear.bias = floats(&init["bias"]);
    }
    network
}

fn golden_activation(value: &Value) -> Activation {
    let name = value["name"].as_str().unwrap();
    let parameters: Vec<(String, String)> = value["params"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let parameters: Vec<(&str, &str)> = parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    Activation::from_torch(name, &parameters).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn golden_unit_health() {
    let text = std::fs::read_to_string(folder().join("dead.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let (mut units, mut largest) = (0, 0.0_f64);
    for (index, case) in file["dead"].as_array().unwrap().iter().enumerate() {
        let network = network(case);
        let mut workspace = Workspace::new();
        network.evaluate(&tensor(&rows(&case["x"])), &mut workspace);
        for (layer, expected) in case["layers"].as_array().unwrap().iter().enumerate() {
            let activation = network.layers[layer].activation.with_learned(network.layers[layer].slope);
            let (z, a) = (workspace.z(layer), workspace.a(layer));
            let stats: Vec<_> = (0..z.units()).map(|u| UnitStats::measure(&activation, z.unit(u), a.unit(u))).collect();
            let scores = dormant_scores(&stats.iter().map(|s| s.mean_abs).collect::<Vec<_>>());
            assert_eq!(stats.len(), expected["dead"].as_array().unwrap().len());
            for (unit, (stats, score)) in stats.iter().zip(scores).enumerate() {
                let place = format!("case {index} ({}), layer {layer}, unit {unit}", case["activation"]);
                let truth = |key: &str| expected[key][unit].as_bool().unwrap();
                let zero_gradient = stats.zero_gradient == stats.points;
                assert_eq!(zero_gradient, truth("zero_gradient"), "{place}: zero_gradient");
                assert_eq!(zero_gradient && stats.zero == stats.points, truth("dead"), "{place}: dead");
                assert_eq!(stats.small_gradient == stats.points, truth("saturated"), "{place}: saturated");
                let found = passes(&activation, z.unit(unit), a.unit(unit)).err();
                assert_eq!(found == Some(UnitHealth::Dead), truth("dead"), "{place}: the quick check");
                let points = f64::from(stats.points);
                for (key, value) in [
                    ("active_fraction", f64::from(stats.active) / points),
                    ("zero_fraction", f64::from(stats.zero) / points),
                    ("dormant_score", f64::from(score)),
                    ("mean", f64::from(stats.mean)),
                    ("std", f64::from(stats.std)),
                ] {
                    let error = (value - expected[key][unit].as_f64().unwrap()).abs();
                    largest = largest.max(error);
                    assert!(error <= TOLERANCE, "{place}: {key} is {value}, PyTorch says {}", expected[key][unit]);
                }
                units += 1;
            }
        }
    }
    println!("dead.json: {units} units, largest error {largest:.2e} (allowed {TOLERANCE:.0e})");
    assert!(units > 0, "no unit in the file");
}

#[test]
fn health_agrees_with_a_naive_loop_for_every_activation() {
    for row in ActivationRow::table() {
        for seed in 0..6 {
            let architecture = Architecture {
                inputs: 2,
                hidden: vec![(6, Activation::of(row)), (5, Activation::of(row))],
                outputs: 1,
                output_activation: Activation::from_id("identity").unwrap(),
                batch_norm: false,
            };
            let rng = &mut Stream::Weights.rng(seed);
            let mut network = Network::new(&architecture, &Init::default(), &BiasInit::default(), rng);
            // Large shifts both ways, so that every state occurs for some function.
            for (unit, bias) in network.layers[0].linear.bias.iter_mut().enumerate() {
                *bias = [-60.0, -4.0, 0.0, 0.5, 4.0, 60.0][unit];
            }
            let points: Vec<Vec<f32>> =
                (0..40).map(|i| vec![(i % 8) as f32 / 4.0 - 1.0, (i / 8) as f32 / 2.0 - 1.0]).collect();
            let mut workspace = Workspace::new();
            network.evaluate(&tensor(&points), &mut workspace);
            for layer in 0..2 {
                let activation = network.layers[layer].activation;
                for unit in 0..network.layers[layer].linear.fan_out {
                    let (z, a) = (workspace.z(layer).unit(unit), workspace.a(layer).unit(unit));
                    let slopes: Vec<f32> = z.iter().map(|&z| activation.derivative(z)).collect();
                    let flat = slopes.iter().all(|&s| s == 0.0);
                    let dead = flat && a.iter().all(|&a| a == 0.0);
                    let saturated = slopes.iter().all(|s| s.abs() < 0.01);
                    let few = a.iter().filter(|&&a| a > 0.0).count() * 20 < a.len();
                    let expected = if dead {
                        UnitHealth::Dead
                    } else if flat {
                        UnitHealth::Stuck
                    } else if saturated {
                        UnitHealth::Saturated
                    } else if few && row.can_be_zero {
                        UnitHealth::Rare
                    } else {
                        UnitHealth::Alive
                    };
                    let found = UnitStats::measure(&activation, z, a).health(row.can_be_zero);
                    assert_eq!(found, expected, "{}, seed {seed}, layer {layer}, unit {unit}", row.id());
                }
            }
        }
    }
}

#[test]
fn a_number_that_is_not_finite_is_never_dead() {
    let relu = Activation::default();
    for z in [[f32::NAN, -1.0], [-1.0, f32::NAN], [f32::NEG_INFINITY, -1.0]] {
        let a: Vec<f32> = z.iter().map(|&z| relu.value(z)).collect();
        assert_eq!(UnitStats::measure(&relu, &z, &a).health(true), UnitHealth::NotFinite, "{z:?}");
        assert_eq!(passes(&relu, &z, &a).err(), Some(UnitHealth::NotFinite), "{z:?}");
    }
}
