//! A picture of each kind as it was when somebody last looked at it: a change of any mark fails until it is accepted.
//!
//! `cargo test --test figures` shows the difference; `INSTA_UPDATE=always` accepts it. Look at the picture first: a snapshot is
//! SVG after a few lines, and the gallery shows it beside the others.

use std::sync::Arc;

use relu_lab::data::features as feature;
use relu_lab::explore::measured::{Gain, GainQuantity};
use relu_lab::nn::activation::Activation;
use relu_lab::plot::curve::{self, FunctionCurves, Show};
use relu_lab::plot::explorer::{self, Explorer};
use relu_lab::plot::gain::{self, Gains};
use relu_lab::plot::gradient::{self, Gradient, Quantity};
use relu_lab::plot::living::{self, Living};
use relu_lab::plot::loss::{self, Loss, PastRun};
use relu_lab::plot::network::{self, LinkValue, Network, NetworkLayout};
use relu_lab::plot::pen::Pen;
use relu_lab::plot::{DrawError, Theme};
use relu_lab::train::snapshot::{Change, Intervention, Mark, Snapshot};

use super::fixtures::{Net, activation, diverged, history, snapshot, unit};
use super::page::svg;

fn check<R>(
    name: &str,
    (width, height): (f32, f32),
    dark: bool,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, svg(width, height, &Theme::new(dark, 1.0), figure)));
}

/// A run of few epochs: what it shows fits on a page.
fn run() -> Snapshot {
    let mut run = snapshot("moons", &Net::new(2, &[4, 3], activation("relu"), 5), Some(unit(1, 1)));
    run.history = history(&[4, 3, 1], 24, 2, 3);
    run.epoch_fraction = 25.2;
    let slower = Intervention::Changed(vec![Change::LearningRate(0.05)]);
    run.marks = vec![Mark { epoch: 9.0, step: 9, intervention: slower, revived: Vec::new() }];
    for death in &mut run.deaths {
        death.epoch /= 3.0;
    }
    run
}

#[test]
fn loss_with_a_past_run_and_a_change() {
    let past =
        [PastRun { label: "GELU".to_owned(), activation: activation("gelu"), history: history(&[8, 1], 16, 2, 9) }];
    let figure = Loss { snapshot: &run(), past: &past, log: true, cursor: Some(14.0) };
    check("loss", (330.0, 188.0), false, |pen| loss::draw(pen, &figure));
}

#[test]
fn loss_that_diverged() {
    let figure = Loss { snapshot: &diverged(run()), past: &[], log: false, cursor: None };
    check("loss-diverged", (260.0, 150.0), true, |pen| loss::draw(pen, &figure));
}

#[test]
fn gradient_with_a_layer_of_zero() {
    let mut run = run();
    let late = run.history.records.iter_mut().map(Arc::make_mut).filter(|record| record.epoch > 12);
    late.for_each(|record| record.gradient_norm[0] = 0.0);
    run.layers[0].gradient_norm = 0.0;
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    check("gradient", (260.0, 150.0), false, |pen| gradient::draw(pen, &figure));
}

#[test]
fn living_units_with_deaths() {
    let figure = Living { snapshot: &run(), cursor: None, pinned: None, counted: true };
    check("living", (260.0, 150.0), false, |pen| living::draw(pen, &figure));
}

#[test]
fn functions_and_slopes() {
    let functions = [activation("relu"), activation("sigmoid")];
    let figure = Explorer { functions: &functions, probe: -1.2, range: (-4.0, 4.0) };
    check("explorer", (330.0, 240.0), true, |pen| explorer::draw(pen, &figure));
}

#[test]
fn a_unit_with_its_data() {
    let (run, functions) = (run(), [activation("relu")]);
    let figure = FunctionCurves {
        functions: &functions,
        show: Show::Both,
        detail: run.unit.as_ref(),
        probe: None,
        ends: false,
        range: (-3.0, 3.0),
        name: "z",
    };
    check("unit", (260.0, 150.0), false, |pen| curve::draw(pen, &figure));
}

#[test]
fn gains_of_two_functions() {
    let gain = |step: f32| Gain {
        gradient_theory: (0..9u8).map(|layer| -step * f32::from(layer)).collect(),
        gradient_measured: (0..9u8).map(|layer| -1.1 * step * f32::from(layer)).collect(),
        output_theory: vec![0.0; 9],
        output_measured: vec![0.0; 9],
        nets: 1,
    };
    let functions: [(Activation, Option<Gain>); 2] =
        [(activation("relu"), Some(gain(0.05))), (activation("sigmoid"), Some(gain(0.6)))];
    let figure = Gains { functions: &functions, quantity: GainQuantity::Gradient, depth: 8 };
    check("gain", (330.0, 188.0), false, |pen| gain::draw(pen, &figure));
}

#[test]
fn links_of_a_small_net() {
    let (run, inputs) = (run(), feature::first_two());
    let network = Network {
        snapshot: &run,
        features: &inputs,
        inputs: &inputs,
        links: LinkValue::Weight,
        mark_signs: true,
        hover: None,
        pinned: Some(unit(1, 1)),
        focus: None,
    };
    let layout = NetworkLayout::new(2, &[4, 3], 1, 420.0, 240.0, false);
    check("network", (420.0, 240.0), false, |pen| network::draw_overlay(pen, &layout, &network));
}
