//! Figures as SVG text: axes with numbers and names, labels that stay inside and apart, and nothing that panics.
//!
//! Sizes, screens and choices are sampled: each run meets a few of their combinations, always the same ones.

#[path = "figures/classes.rs"]
mod classes;

#[path = "figures/fixtures.rs"]
mod fixtures;

#[path = "figures/gallery.rs"]
mod gallery;

#[path = "figures/page.rs"]
mod page;

#[path = "figures/snapshots.rs"]
mod snapshots;

#[path = "figures/space.rs"]
mod space;

use std::sync::Arc;

use fixtures::{Net, Numbers, activation, diverged, history, not_run, snapshot, unit};
use gallery::draw_raster;
use page::{Text, check_texts, shapes, svg, texts};
use relu_lab::data::features::{self, FEATURES, Feature};
use relu_lab::plot::curve::{self, FunctionCurves, Show};
use relu_lab::plot::format;
use relu_lab::plot::gradient::{self, Gradient, Quantity};
use relu_lab::plot::histograms;
use relu_lab::plot::living::{self, Living};
use relu_lab::plot::loss::{self, Loss, PastRun};
use relu_lab::plot::map::{self, Map, MapKind, Options};
use relu_lab::plot::network::{self, LinkValue, Network, NetworkLayout};
use relu_lab::plot::spread;
use relu_lab::plot::{SUBPIXELS, Theme};
use relu_lab::train::history::{CAPACITY, Range, Record};
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Change, Intervention, LayerSnapshot, Mark, Snapshot, UnitHealth};
use relu_lab::train::spec::Spec;

/// The sizes of the layouts, in CSS pixels, and the pixel ratios of usual and unusual screens.
const SIZES: [(f32, f32); 5] = [(190.0, 160.0), (232.0, 170.0), (344.0, 170.0), (344.0, 376.0), (358.0, 240.0)];
const SCALES: [f32; 5] = [0.9, 1.0, 1.25, 2.0, 3.0];

/// One combination of a screen, a size and choices.
struct Case {
    theme: Theme,
    width: f32,
    height: f32,
    choices: u32,
}

impl Case {
    /// Whether the choice with this number was made.
    fn chose(&self, choice: u32) -> bool {
        self.choices >> choice & 1 == 1
    }

    fn name(&self, figure: &str) -> String {
        format!("{figure}, {}x{} x{}, choices {:b}", self.width, self.height, self.theme.scale, self.choices & 7)
    }
}

/// A few combinations, the same ones for the same seed.
fn cases(count: usize, seed: u64) -> impl Iterator<Item = Case> {
    let mut numbers = Numbers::new(seed + 1);
    let mut pick = move |below: usize| (numbers.next().abs() * below as f32) as usize % below;
    (0..count).map(move |_| {
        let (width, height) = SIZES[pick(SIZES.len())];
        let theme = Theme::new(pick(2) == 1, SCALES[pick(SCALES.len())]);
        Case { theme, width, height, choices: pick(8) as u32 }
    })
}

fn relu_run() -> Snapshot {
    snapshot("moons", &Net::new(2, &[8, 8, 6], activation("relu"), 5), Some(unit(2, 3)))
}

/// Runs that are easy and runs that are not.
fn runs() -> Vec<(&'static str, Snapshot)> {
    let run = relu_run();
    let with = |change: &dyn Fn(&mut Snapshot)| {
        let mut run = run.clone();
        change(&mut run);
        run
    };
    let constant = |v: f32| {
        move |run: &mut Snapshot| {
            for record in run.history.records.iter_mut().map(Arc::make_mut) {
                record.train_loss = v.into();
                record.test_loss = v.into();
                record.gradient_norm.fill(v);
                record.update_ratio.fill(v);
            }
            (run.train_loss, run.test_loss) = (v, v);
            for layer in &mut run.layers {
                (layer.gradient_norm, layer.update_ratio) = (v, v);
            }
        }
    };
    let deep = snapshot("circle", &Net::new(2, &[12; 20], activation("relu"), 8), None);
    let wide = snapshot("circle", &Net::new(2, &[128; 32], activation("relu"), 8), None);
    vec![
        ("plain", run.clone()),
        ("diverged", diverged(run.clone())),
        ("not run", not_run(run.clone())),
        ("nothing", Snapshot::default()),
        ("no history", with(&|run| run.history.records.clear())),
        ("one record", with(&|run| run.history.records.truncate(1))),
        (
            "full",
            with(&|run| {
                run.history = history(&[8, 8, 6, 1], 200 * (CAPACITY as u32 - 1), 200, 4);
                run.epoch_fraction = 102_205.5;
            }),
        ),
        ("constant", with(&constant(0.5))),
        ("zero", with(&constant(0.0))),
        ("tiny", with(&constant(1e-38))),
        ("huge", with(&constant(3e38))),
        ("NaN", with(&constant(f32::NAN))),
        ("infinite", with(&constant(f32::INFINITY))),
        ("no hidden layers", snapshot("gauss", &Net::new(2, &[], activation("relu"), 5), None)),
        ("changed", marked()),
        ("deep", deep),
        ("32x128", wide),
        ("one dimension", snapshot("sine", &Net::new(1, &[8, 8], activation("tanh"), 5), Some(unit(0, 1)))),
    ]
}

fn marked() -> Snapshot {
    let mark = |epoch, intervention| Mark { epoch, step: 9, intervention, revived: Vec::new() };
    let changed = |change| Intervention::Changed(vec![change]);
    let mut run = relu_run();
    run.marks = vec![
        mark(20.0, changed(Change::LearningRate(0.05))),
        mark(22.0, changed(Change::Activations(vec![activation("tanh")]))),
        mark(136.0, Intervention::Reinitialised { units: 2 }),
    ];
    run
}

#[test]
fn what_the_user_changed_is_named() {
    let theme = Theme::new(false, 1.0);
    let run = marked();
    let loss = texts(&svg(344.0, 170.0, &theme, |pen| {
        loss::draw(pen, &Loss { snapshot: &run, past: &[], log: true, cursor: None })
    }));
    for label in ["lr 0.05", "Tanh", "2 units re-initialised"] {
        assert!(has(&loss, label), "{label}: {loss:?}");
    }
}

fn past() -> Vec<PastRun> {
    [("ReLU", "relu", 100), ("Leaky ReLU", "leaky_relu", 137), ("Sigmoid", "sigmoid", 60)]
        .map(|(label, id, epochs)| PastRun {
            label: label.to_owned(),
            activation: activation(id),
            history: history(&[8, 1], epochs, 1, 9),
        })
        .into()
}

fn has(texts: &[Text], wanted: &str) -> bool {
    texts.iter().any(|text| text.words == wanted)
}

#[test]
fn loss_has_axes_and_labels_apart_whatever_the_run() {
    let past = past();
    for (seed, (name, run)) in runs().iter().enumerate() {
        for case in cases(12, seed as u64) {
            let past = if case.chose(0) { &past[..] } else { &[] };
            let figure = Loss { snapshot: run, past, log: case.chose(1), cursor: Some(36.0) };
            let texts = texts(&svg(case.width, case.height, &case.theme, |pen| loss::draw(pen, &figure)));
            let name = case.name(&format!("loss, {name}"));
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "epoch"), "{name}: no name");
            assert!(texts.iter().filter(|t| t.is_number()).count() >= 3, "{name}: few ticks: {texts:?}");
        }
    }
}

#[test]
fn loss_names_its_lines_and_where_it_stopped() {
    let theme = Theme::new(false, 1.0);
    let draw = |run: &Snapshot, past: &[PastRun]| {
        let figure = Loss { snapshot: run, past, log: true, cursor: None };
        texts(&svg(344.0, 170.0, &theme, |pen| loss::draw(pen, &figure)))
    };
    let plain = draw(&relu_run(), &past());
    for wanted in ["test", "train", "0.021", "0.126", "ReLU", "Leaky ReLU", "Sigmoid"] {
        assert!(has(&plain, wanted), "{wanted}: {plain:?}");
    }
    assert!(has(&draw(&diverged(relu_run()), &[]), "NaN at 42"));
    assert!(has(&draw(&not_run(relu_run()), &[]), "Press Play or Space"));
}

#[test]
fn a_long_earlier_run_does_not_crush_the_one_that_is_shown() {
    let theme = Theme::new(false, 1.0);
    let mut long = past();
    long.truncate(1);
    long[0].history = history(&[8, 1], 5000, 10, 9);
    let draw = |run: &Snapshot| {
        texts(&svg(344.0, 170.0, &theme, |pen| {
            loss::draw(pen, &Loss { snapshot: run, past: &long, log: true, cursor: None })
        }))
    };
    let running = draw(&relu_run());
    assert!(has(&running, "ReLU …") && has(&running, "100") && !has(&running, "4000"), "{running:?}");
    // Nothing is crushed before the first step: then it is shown whole.
    let ready = draw(&not_run(relu_run()));
    assert!(has(&ready, "ReLU") && !has(&ready, "ReLU …") && has(&ready, "4000"), "{ready:?}");
}

#[test]
fn a_long_label_of_an_earlier_run_is_cut_and_stays_inside() {
    let theme = Theme::new(false, 1.0);
    let (run, mut past) = (relu_run(), past());
    past.truncate(1);
    past[0].label = "Sigmoid, n 192, layers 16,16,16,16,16,16,16,16,16".to_owned();
    let figure = Loss { snapshot: &run, past: &past, log: true, cursor: None };
    let texts = texts(&svg(330.0, 188.0, &theme, |pen| loss::draw(pen, &figure)));
    let label = texts.iter().find(|text| text.words.starts_with("Sigmoid")).expect("the label");
    assert!(label.words.ends_with('…') && label.right < 330.0, "{label:?}");
}

#[test]
fn earlier_runs_end_in_a_number() {
    let theme = Theme::new(false, 1.0);
    let (run, past) = (relu_run(), past());
    let figure = Loss { snapshot: &run, past: &past, log: true, cursor: None };
    let texts = texts(&svg(344.0, 260.0, &theme, |pen| loss::draw(pen, &figure)));
    for earlier in &past {
        let last = earlier.history.records.last().expect("records").train_loss.last;
        assert!(has(&texts, &format::loss(last)), "{}: {texts:?}", earlier.label);
    }
}

#[test]
fn an_epoch_of_the_loss_figure_is_found_back() {
    let theme = Theme::new(false, 2.0);
    let (run, mut axes) = (relu_run(), None);
    svg(344.0, 170.0, &theme, |pen| {
        axes = Some(loss::draw(pen, &Loss { snapshot: &run, past: &[], log: true, cursor: None })?);
        Ok(())
    });
    let axes = axes.expect("it was drawn");
    for epoch in [0.0, 36.0, 137.0] {
        assert!((axes.value_at(axes.x(epoch)) - epoch).abs() < 0.5, "{epoch}");
    }
    assert_eq!(axes.value_at(-100.0), 0.0);
}

#[test]
fn gradient_has_one_range_and_a_labelled_zero_whatever_the_run() {
    for (seed, (name, run)) in runs().iter().enumerate() {
        for case in cases(12, seed as u64) {
            let quantity = if case.chose(0) { Quantity::UpdateRatio } else { Quantity::Norm };
            let extended = case.chose(1) && !case.chose(0);
            let figure = Gradient { snapshot: run, quantity, extended, cursor: Some(12.0) };
            let name = case.name(&format!("gradient, {name}, {quantity:?}"));
            let (width, height, theme) = (case.width, case.height, &case.theme);
            let lines = texts(&svg(width, height, theme, |pen| gradient::draw(pen, &figure)));
            let profile = texts(&svg(width, height, theme, |pen| gradient::draw_profile(pen, &figure)));
            for texts in [&lines, &profile] {
                check_texts(texts, width, height, theme, &name);
                assert!(has(texts, "0"), "{name}: {texts:?}");
                // Only what is larger makes the range grow.
                let ends_at_ten = has(texts, "10") || name.contains("huge");
                assert!(extended || ends_at_ten && has(texts, "1e−7"), "{name}: {texts:?}");
            }
            assert!(has(&lines, "epoch"), "{name}");
            assert_eq!(has(&lines, "vanished"), quantity == Quantity::Norm, "{name}");
        }
    }
}

#[test]
fn a_layer_without_gradient_is_labelled_zero() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    run.layers[0].gradient_norm = 0.0;
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    let texts = texts(&svg(232.0, 170.0, &theme, |pen| gradient::draw(pen, &figure)));
    assert!(has(&texts, "H1 = 0") && has(&texts, "H2") && has(&texts, "Out"), "{texts:?}");
}

#[test]
fn the_gradient_axis_grows_up_to_what_is_larger() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    run.layers[1].gradient_norm = 3.0e5;
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    for texts in [
        texts(&svg(330.0, 260.0, &theme, |pen| gradient::draw(pen, &figure))),
        texts(&svg(330.0, 260.0, &theme, |pen| gradient::draw_profile(pen, &figure))),
    ] {
        assert!(texts.iter().any(|text| ["1e4", "1e5", "1e6"].contains(&text.words.as_str())), "{texts:?}");
    }
}

#[test]
fn layers_that_are_not_finite_are_called_so_and_not_dead() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    for layer in &mut run.layers {
        layer.gradient_norm = f32::NAN;
        layer.health.fill(UnitHealth::NotFinite);
    }
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    let lines = texts(&svg(330.0, 260.0, &theme, |pen| gradient::draw(pen, &figure)));
    assert!(has(&lines, "H1 NaN") && has(&lines, "Out NaN"), "{lines:?}");
    let profile = texts(&svg(330.0, 260.0, &theme, |pen| gradient::draw_profile(pen, &figure)));
    assert!(has(&profile, "NaN"), "{profile:?}");
    let living = Living { snapshot: &run, cursor: None, pinned: None, counted: true };
    let counts = texts(&svg(330.0, 260.0, &theme, |pen| living::draw(pen, &living)));
    assert!(has(&counts, "NaN"), "{counts:?}");
}

#[test]
fn the_gradient_of_outputs_has_as_many_decades_as_it_needs() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    for (layer, value) in run.layers.iter_mut().zip([3.0e-12, 2.0e-6, 0.01]) {
        layer.output_gradient_rms = value;
    }
    let figure = Gradient { snapshot: &run, quantity: Quantity::OutputGradient, extended: false, cursor: None };
    let texts = texts(&svg(330.0, 260.0, &theme, |pen| gradient::draw_profile(pen, &figure)));
    assert!(texts.iter().any(|text| ["1e−12", "1e−11"].contains(&text.words.as_str())), "{texts:?}");
    assert!(!has(&texts, "vanished"));
}

#[test]
fn the_name_of_the_zone_of_vanished_gradients_stands_over_the_lines() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    for layer in &mut run.layers {
        layer.gradient_norm = 1e-6;
    }
    for record in run.history.records.iter_mut().map(Arc::make_mut) {
        record.gradient_norm.fill(1e-6);
    }
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    for image in [
        svg(330.0, 188.0, &theme, |pen| gradient::draw(pen, &figure)),
        svg(330.0, 188.0, &theme, |pen| gradient::draw_profile(pen, &figure)),
    ] {
        let name = image.find("vanished").expect("the name");
        let last_line = image.rfind("<polyline").expect("lines");
        assert!(name > last_line, "a line lies over the name");
    }
}

#[test]
fn histograms_say_where_each_layer_saturates() {
    let theme = Theme::new(false, 1.0);
    // Weights of a standard deviation of 10: nearly all of tanh lies beyond 3; a learned slope leaves nothing flat.
    let frame = |query: &str| Session::new(Spec::from_query(query).0).snapshot(false, 0.0, None);
    let tanh = frame("act=tanh&init=normal(10)&hidden=16,16,16&batch=full");
    let shares: Vec<f32> = tanh.layers.iter().map(|layer| layer.saturated_fraction).collect();
    assert!(shares[0] > 0.3 && shares[1] > 0.8 && shares[2] > 0.8 && shares[3] == 0.0, "{shares:?}");
    let texts_of = |run: &Snapshot| texts(&svg(420.0, 300.0, &theme, |pen| histograms::draw(pen, run)));
    let said = texts_of(&tanh);
    for share in &shares[..3] {
        assert!(has(&said, &format::percent(*share, 0)), "{share}: {said:?}");
    }
    let learned = frame("act=prelu&hidden=16,16,16");
    assert!(learned.layers.iter().all(|layer| layer.saturated_fraction == 0.0));
    assert!(texts_of(&learned).iter().all(|text| !text.words.contains('%')));
    // Each layer by its own function.
    let mixed = frame("act=relu,leaky_relu,relu&hidden=16,16,16");
    let flat: Vec<bool> = mixed.layers.iter().map(|layer| layer.saturated_fraction > 0.0).collect();
    assert_eq!(flat, [true, false, true, false]);
}

#[test]
fn deep_nets_name_the_first_and_the_last_layer() {
    let theme = Theme::new(false, 1.0);
    let run = snapshot("circle", &Net::new(2, &[12; 20], activation("relu"), 8), None);
    let figure = Gradient { snapshot: &run, quantity: Quantity::Norm, extended: false, cursor: None };
    let lines = texts(&svg(232.0, 170.0, &theme, |pen| gradient::draw(pen, &figure)));
    assert!(has(&lines, "H1") && has(&lines, "Out"), "{lines:?}");
    let living = Living { snapshot: &run, cursor: None, pinned: None, counted: true };
    let rows = texts(&svg(232.0, 170.0, &theme, |pen| living::draw(pen, &living)));
    assert!(has(&rows, "H1") && has(&rows, "H20"), "{rows:?}");
}

#[test]
fn living_units_have_counts_whatever_the_run() {
    for (seed, (name, run)) in runs().iter().enumerate() {
        for case in cases(8, seed as u64) {
            let figure = Living { snapshot: run, cursor: Some(36.0), pinned: Some(unit(2, 3)), counted: true };
            let name = case.name(&format!("living, {name}"));
            let texts = texts(&svg(case.width, case.height, &case.theme, |pen| living::draw(pen, &figure)));
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "epoch"), "{name}");
            if let Some(first) = run.layers.first().filter(|_| run.layers.len() > 1) {
                let is_nan = first.health.iter().all(|health| *health == UnitHealth::NotFinite);
                let count = if is_nan { "NaN".to_owned() } else { format!("{}/{}", first.alive(), first.units()) };
                assert!(has(&texts, &count), "{name}: no {count} in {texts:?}");
            }
        }
    }
}

#[test]
fn a_death_is_named_if_its_unit_is_pinned() {
    let theme = Theme::new(false, 1.0);
    let run = relu_run();
    let figure = Living { snapshot: &run, cursor: None, pinned: Some(unit(2, 3)), counted: true };
    let texts = texts(&svg(232.0, 170.0, &theme, |pen| living::draw(pen, &figure)));
    assert!(has(&texts, "H3·4 at 36"), "{texts:?}");
}

#[test]
fn curves_have_axes_and_counts_whatever_the_function() {
    use relu_lab::nn::activation::{Activation, ActivationRow};
    use relu_lab::nn::choice::Row;
    for (seed, row) in ActivationRow::table().iter().enumerate() {
        let net = Net::new(2, &[8, 8, 6], Activation::of(row), 5);
        let mut run = snapshot("moons", &net, Some(unit(2, 3)));
        let functions = [Activation::of(row)];
        for case in cases(8, seed as u64) {
            let with_data = case.chose(0);
            let figure = FunctionCurves {
                functions: &functions,
                show: [Show::Value, Show::Slope, Show::Both, Show::Both][(case.choices / 2) as usize],
                detail: run.unit.as_ref().filter(|_| with_data),
                probe: Some(0.7),
                ends: true,
                range: (-3.0, 3.0),
                name: "z",
            };
            let name = case.name(row.id());
            let texts = texts(&svg(case.width, case.height, &case.theme, |pen| curve::draw(pen, &figure)));
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "z") && has(&texts, "0"), "{name}: {texts:?}");
            let counted = texts.iter().any(|t| t.words.contains(": ") && t.words.ends_with(" pts"));
            assert_eq!(counted, with_data, "{name}: {texts:?}");
        }
        // A unit whose z are all the same, and one with none that is a number.
        let theme = Theme::new(false, 1.0);
        for range in [(0.5, 0.5), (f32::NAN, f32::NAN), (-1e30, 1e30)] {
            if let Some(detail) = &mut run.unit {
                detail.z_range = range;
            }
            let figure = FunctionCurves {
                functions: &functions,
                show: Show::Both,
                detail: run.unit.as_ref(),
                probe: None,
                ends: false,
                range: (-3.0, 3.0),
                name: "z",
            };
            svg(232.0, 170.0, &theme, |pen| curve::draw(pen, &figure));
        }
    }
}

#[test]
fn a_dead_relu_says_that_all_points_are_without_gradient() {
    let theme = Theme::new(false, 1.0);
    let run = relu_run();
    let mut detail = run.unit.clone().expect("a unit is looked at");
    (detail.zero_gradient, detail.active) = (detail.points, 0);
    let functions = [activation("relu")];
    let figure = FunctionCurves {
        functions: &functions,
        show: Show::Both,
        detail: Some(&detail),
        probe: None,
        ends: false,
        range: (-3.0, 3.0),
        name: "z",
    };
    let texts = texts(&svg(266.0, 170.0, &theme, |pen| curve::draw(pen, &figure)));
    assert!(has(&texts, "f′ = 0: 200 pts") && has(&texts, "f′ = 1: 0 pts"), "{texts:?}");
}

#[test]
fn maps_have_axes_and_a_scale_whatever_the_run() {
    let options = Options { test_points: true, ..Options::default() };
    let kinds = [MapKind::Probability, MapKind::ClassValue, MapKind::Value, MapKind::Unit { level: 0.0, flat: true }];
    for (seed, (name, run)) in runs().iter().enumerate() {
        for case in cases(5, seed as u64) {
            let kind = kinds[case.choices as usize % 4];
            let figure = Map { snapshot: run, kind, options: &options };
            let layout = map::layout(case.width, case.height, run.maps.dimensions, &case.theme);
            let name = case.name(&format!("map, {name}, {kind:?}"));
            let plot = layout.plot;
            assert!(run.maps.dimensions != 2 || plot.width == plot.height, "{name}: {plot:?} is no square");
            let canvas = (case.theme.backing(case.width), case.theme.backing(case.height));
            for raster in map::raster(&layout, &figure, &case.theme) {
                assert_eq!(raster.rgba.len() as u32, 4 * raster.width * raster.height, "{name}");
                assert!(raster.x + raster.width <= canvas.0 && raster.y + raster.height <= canvas.1, "{name}");
            }
            let picture = svg(case.width, case.height, &case.theme, |pen| map::draw_overlay(pen, &layout, &figure));
            let texts = texts(&picture);
            check_texts(&texts, case.width, case.height, &case.theme, &name);
            assert!(has(&texts, "x₁") && has(&texts, "−1") && has(&texts, "0"), "{name}: {texts:?}");
            if run.maps.dimensions == 2 {
                assert!(has(&texts, "x₂"), "{name}: {texts:?}");
            }
        }
    }
}

#[test]
fn a_map_that_is_not_a_number_says_so() {
    let theme = Theme::new(false, 1.0);
    let run = diverged(relu_run());
    let options = Options::default();
    let figure = Map { snapshot: &run, kind: MapKind::Probability, options: &options };
    let layout = map::layout(344.0, 300.0, 2, &theme);
    let texts = texts(&svg(344.0, 300.0, &theme, |pen| map::draw_overlay(pen, &layout, &figure)));
    assert!(has(&texts, "NaN"), "{texts:?}");
}

fn network_picture(run: &Snapshot, links: LinkValue, theme: &Theme, (width, height): (f32, f32)) -> String {
    let features: Vec<Feature> = FEATURES.iter().map(Feature::of).collect();
    let inputs = features::first_two();
    let given = run.layers.first().map_or(2, |layer| layer.fan_in as usize).min(2);
    let mut widths: Vec<u32> = run.layers.iter().map(|layer| layer.bias.len() as u32).collect();
    let outputs = widths.pop().unwrap_or(1) as usize;
    let network = Network {
        snapshot: run,
        features: &features,
        inputs: &inputs[..given],
        links,
        mark_signs: true,
        hover: Some(unit(0, 0)),
        pinned: Some(unit(1, 1)),
        focus: Some(unit(9, 99)),
    };
    let layout = NetworkLayout::new(features.len(), &widths, outputs, width, height, false);
    let canvas = (theme.backing(width), theme.backing(height));
    for raster in network::raster(&layout, &network, theme) {
        assert!(raster.x + raster.width <= canvas.0 && raster.y + raster.height <= canvas.1);
    }
    svg(width, height, theme, |pen| network::draw_overlay(pen, &layout, &network))
}

#[test]
fn networks_are_drawn_whatever_the_run() {
    for (name, run) in runs() {
        for theme in [Theme::new(false, 1.0), Theme::new(true, 1.25)] {
            for size in [(774.0, 376.0), (344.0, 300.0)] {
                for links in [LinkValue::Weight, LinkValue::Gradient] {
                    let picture = network_picture(&run, links, &theme, size);
                    let case = format!("network, {name}, {size:?}, {links:?}");
                    check_texts(&texts(&picture), size.0, size.1, &theme, &case);
                    assert!(!picture.contains("NaN,") && shapes(&picture) < 12_000, "{case}: {}", shapes(&picture));
                }
            }
        }
    }
}

#[test]
fn a_dead_unit_has_a_cross_a_dashed_frame_and_dotted_links() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    let alive = |layer: &mut LayerSnapshot| layer.health.fill(UnitHealth::Alive);
    run.layers.iter_mut().for_each(alive);
    let before = network_picture(&run, LinkValue::Weight, &theme, (774.0, 376.0));
    run.layers[1].health[4] = UnitHealth::Dead;
    let after = network_picture(&run, LinkValue::Weight, &theme, (774.0, 376.0));
    let count = |picture: &str, piece: &str| picture.matches(piece).count();
    let ink = theme.palette.ink.css();
    let strokes = format!("stroke=\"{ink}\"");
    // A cross is two strokes, the frame several dashes.
    assert!(count(&after, &strokes) >= count(&before, &strokes) + 6);
    let dotted = format!("<polygon opacity=\"1\" fill=\"{}\"", theme.palette.edge.css());
    assert_eq!(count(&before, &dotted), 0);
    assert_eq!(count(&after, &dotted), 8 + 6, "8 incoming and 6 outgoing links");
}

#[test]
fn states_without_numbers_say_so() {
    let theme = Theme::new(false, 1.0);
    let stopped = network_picture(&diverged(relu_run()), LinkValue::Weight, &theme, (774.0, 376.0));
    assert!(texts(&stopped).iter().filter(|t| t.words == "NaN").count() >= 20);
}

#[test]
fn rasters_are_the_same_pictures_as_rectangles() {
    let theme = Theme::new(false, 1.0);
    let run = relu_run();
    let options = Options::default();
    let figure = Map { snapshot: &run, kind: MapKind::Probability, options: &options };
    let layout = map::layout(100.0, 90.0, 2, &theme);
    let picture = svg(100.0, 90.0, &theme, |pen| {
        for raster in map::raster(&layout, &figure, &theme) {
            draw_raster(pen, &raster);
        }
        pen.result()
    });
    assert!(picture.matches("<rect").count() > 60);
}

#[test]
fn a_record_of_many_epochs_keeps_its_leaps_as_a_band() {
    let theme = Theme::new(false, 1.0);
    let mut run = relu_run();
    let record = |epoch: u32| Record {
        epoch,
        train_loss: Range { last: 0.1, min: 0.05, max: 0.6 },
        test_loss: 0.2.into(),
        ..Record::default()
    };
    run.history.records = (0..20).map(|i| record(4 * i).into()).collect();
    let picture =
        svg(344.0, 170.0, &theme, |pen| loss::draw(pen, &Loss { snapshot: &run, past: &[], log: true, cursor: None }));
    assert_eq!(picture.matches("<polygon opacity=\"0.18\"").count(), 1, "a band for the training loss only");
}

/// Real runs: what is spread in their layers is measured, not made up.
fn measured(query: &str, epochs: u32) -> Snapshot {
    let mut session = Session::new(Spec::from_query(query).0);
    for _ in 0..epochs {
        session.step_epoch();
    }
    session.snapshot(false, 0.0, None)
}

#[test]
fn spreads_have_a_cell_for_each_layer_and_quantity_and_one_range_a_row() {
    for query in ["", "hidden=", "hidden=16,16,16,16,16,16,16,16,16,16,16,16&init=torch_default", "lr=100&act=identity"]
    {
        for epochs in [0, 1, 40] {
            let run = measured(query, epochs);
            for case in cases(4, u64::from(epochs)) {
                let name = case.name(&format!("spread, {query}, {epochs} epochs"));
                let over_time = svg(case.width, case.height, &case.theme, |pen| spread::draw(pen, &run));
                let now = svg(case.width, case.height, &case.theme, |pen| histograms::draw(pen, &run));
                for picture in [&over_time, &now] {
                    let texts = texts(picture);
                    check_texts(&texts, case.width, case.height, &case.theme, &name);
                    let ranges = texts.iter().filter(|text| text.words.starts_with('±')).count();
                    assert_eq!(ranges, 3, "{name}: {texts:?}");
                    assert!(has(&texts, "∂L/∂a") && has(&texts, "Out"), "{name}: {texts:?}");
                }
                let has_bands = run.history.records.iter().filter(|record| !record.spread.is_empty()).count() > 1;
                assert_eq!(over_time.contains("<polygon"), has_bands, "{name}");
            }
        }
    }
}

/// The places of the vertices of all lines of a picture, in units of its view box.
fn vertices(picture: &str) -> Vec<(i32, i32)> {
    let lines = picture.split("points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let pairs = lines.flat_map(|line| line.split_whitespace().filter_map(|pair| pair.split_once(',')));
    pairs.map(|(x, y)| (x.parse().expect("a number"), y.parse().expect("a number"))).collect()
}

#[test]
fn smooth_curves_have_vertices_between_the_pixels() {
    let functions = [activation("sigmoid")];
    let figure = FunctionCurves {
        functions: &functions,
        show: Show::Value,
        detail: None,
        probe: None,
        ends: false,
        range: (-6.0, 6.0),
        name: "x",
    };
    let picture = svg(260.0, 150.0, &Theme::new(false, 1.0), |pen| curve::draw(pen, &figure));
    assert!(picture.starts_with("<svg width=\"260\" height=\"150\" viewBox=\"0 0 2080 1200\""), "{}", &picture[..100]);
    let vertices = vertices(&picture);
    let between = vertices.iter().filter(|(_, y)| y % SUBPIXELS as i32 != 0).count();
    assert!(between > vertices.len() / 2, "{between} of {}", vertices.len());
    // The distance between samples is constant: where a smooth curve bends by less than a unit, only rounding is left.
    let bends = vertices.windows(3).map(|line| (line[0].1 - 2 * line[1].1 + line[2].1).abs());
    assert!(bends.max() <= Some(3), "{vertices:?}");
}
