//! All figures on one page, to look at: `cargo test --test figures gallery -- --ignored` writes it into `FIGURES_DIR`
//! or the folder for temporary files.

use std::sync::Arc;

use relu_lab::data::features::{self, FEATURES, Feature};
use relu_lab::data::sets::{DATA_SETS, DataSet};
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::plot::colour::Rgb;
use relu_lab::plot::curve::{self, FunctionCurves, Show};
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::gradient::{self, Gradient, Quantity};
use relu_lab::plot::living::{self, Living};
use relu_lab::plot::loss::{self, Loss, PastRun};
use relu_lab::plot::map::{self, Map, MapKind, Options};
use relu_lab::plot::network::{self, LinkValue, Network, NetworkLayout};
use relu_lab::plot::pen::Pen;
use relu_lab::plot::raster::Raster;
use relu_lab::plot::{DrawError, Theme, thumbnail};
use relu_lab::train::snapshot::{Change, Intervention, Mark, Snapshot, UnitHealth};

use super::fixtures::{Net, activation, diverged, history, not_run, snapshot, trained, unit};
use super::page::svg;

struct Page {
    html: String,
    theme: Theme,
}

impl Page {
    fn add(&mut self, html: std::fmt::Arguments<'_>) {
        std::fmt::Write::write_fmt(&mut self.html, html).expect("a text takes everything");
    }

    fn figure<R>(
        &mut self,
        name: &str,
        width: f32,
        height: f32,
        figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
    ) {
        let picture = svg(width, height, &self.theme, figure);
        self.add(format_args!("<figure style=\"width:{width}px\">{picture}<figcaption>{name}</figcaption></figure>"));
    }
}

#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::env::var("FIGURES_DIR").map_or_else(|_| std::env::temp_dir(), Into::into);
    for (name, dark, scale) in [("light", false, 1.0), ("dark", true, 1.0), ("light2", false, 2.0)] {
        let theme = Theme::new(dark, scale);
        let (bg, ink) = (theme.palette.bg.css(), theme.palette.ink3.css());
        let html = format!(
            "<meta charset=utf-8><body style=\"margin:8px;background:{bg};color:{ink};font:12px system-ui\"><style>figure{{display:inline-block;margin:8px;vertical-align:top}}svg{{outline:1px dotted #8884}}</style>"
        );
        for (part, fill) in [
            ("a", fill as fn(&mut Page)),
            ("b", fill_more),
            ("d", fill_functions),
            ("c", fill_nets),
            ("e", fill_classes),
        ] {
            let mut page = Page { html: html.clone(), theme: theme.clone() };
            fill(&mut page);
            std::fs::write(folder.join(format!("figures-{name}-{part}.html")), &page.html)
                .expect("a folder to write to");
        }
    }
}

fn fill(page: &mut Page) {
    let relu = activation("relu");
    let net = Net::new(2, &[8, 8, 6], relu, 5);
    let run = snapshot("moons", &net, None);
    let features: Vec<Feature> = FEATURES.iter().map(Feature::of).collect();
    let inputs = features::first_two();
    let network = Network {
        snapshot: &run,
        features: &features,
        inputs: &inputs,
        links: LinkValue::Weight,
        mark_signs: false,
        hover: Some(unit(0, 2)),
        pinned: Some(unit(1, 1)),
        focus: None,
    };
    let layout = NetworkLayout::new(7, &[8, 8, 6], 1, 774.0, 376.0, false);
    let theme = page.theme.clone();
    let paint = |pen: &mut Pen<'_>, layout: &NetworkLayout, network: &Network| {
        for raster in network::raster(layout, network, &theme) {
            draw_raster(pen, &raster);
        }
        network::draw_overlay(pen, layout, network)
    };
    page.figure("network", 774.0, 376.0, |pen| paint(pen, &layout, &network));

    let options = Options { test_points: true, ..Options::default() };
    for (name, shown, kind) in [
        ("map", None, MapKind::Probability),
        ("unit", Some(unit(0, 2)), MapKind::Unit { level: 0.0, flat: true }),
        ("deep unit", Some(unit(2, 0)), MapKind::Unit { level: 0.0, flat: true }),
    ] {
        let run = snapshot("moons", &net, shown);
        let figure = Map { snapshot: &run, kind, options: &options };
        paint_map(page, name, 344.0, 300.0, &figure);
    }
    let past = [
        PastRun { label: "ReLU".into(), activation: relu, history: history(&[8, 8, 1], 100, 1, 9) },
        PastRun {
            label: "Leaky ReLU".into(),
            activation: activation("leaky_relu"),
            history: history(&[8, 1], 137, 1, 11),
        },
        PastRun { label: "Tanh".into(), activation: activation("tanh"), history: history(&[8, 1], 60, 1, 12) },
    ];
    let mut long = run.clone();
    long.history = history(&[8, 8, 6, 1], 51_200, 100, 4);
    long.epoch_fraction = 51_210.0;
    let mut changed = run.clone();
    changed.marks = [(20.0, Change::LearningRate(0.05)), (60.0, Change::Activations(vec![activation("tanh")]))]
        .map(|(epoch, change)| (epoch, Intervention::Changed(vec![change])))
        .map(|(epoch, intervention)| Mark { epoch, step: 1, intervention, revived: Vec::new() })
        .into();
    let mut early = run.clone();
    early.history = history(&[8, 8, 6, 1], 30, 1, 4);
    early.epoch_fraction = 30.5;
    let runs = [
        ("loss", &run, &past[..0], true),
        ("loss linear", &run, &past[..0], false),
        ("loss past", &run, &past[..], true),
        ("loss changed", &changed, &past[..0], true),
        ("loss early", &early, &past[..], true),
        ("loss long", &long, &past[..0], true),
        ("loss diverged", &diverged(run.clone()), &past[..0], true),
        ("loss empty", &not_run(run.clone()), &past[..0], true),
    ];
    for (name, run, past, log) in runs {
        for (width, height) in [(344.0, 170.0), (190.0, 160.0)] {
            let figure = Loss { snapshot: run, past, log, cursor: Some(36.0).filter(|_| name != "loss empty") };
            page.figure(name, width, height, |pen| loss::draw(pen, &figure));
        }
    }
}

fn fill_more(page: &mut Page) {
    let relu = activation("relu");
    let net = Net::new(2, &[8, 8, 6], relu, 5);
    let run = snapshot("moons", &net, Some(unit(2, 3)));
    let deep_net = Net::new(2, &[12; 20], relu, 8);
    let mut deep = snapshot("circle", &deep_net, None);
    for (i, layer) in deep.layers.iter_mut().enumerate() {
        layer.gradient_norm = 0.1 * libm::powf(10.0, -0.4 * (20 - i) as f32);
    }
    for record in deep.history.records.iter_mut().map(Arc::make_mut) {
        for (i, norm) in record.gradient_norm.iter_mut().enumerate() {
            *norm = 0.1 * libm::powf(10.0, -0.4 * (20 - i) as f32);
        }
    }
    let mut zero = run.clone();
    for record in zero.history.records.iter_mut().map(Arc::make_mut).filter(|record| record.epoch > 60) {
        record.gradient_norm[..2].fill(0.0);
    }
    zero.layers[0].gradient_norm = 0.0;
    zero.layers[1].gradient_norm = 0.0;
    let empty = not_run(run.clone());
    for (width, height) in [(232.0, 170.0), (190.0, 160.0), (358.0, 240.0)] {
        for (name, run, quantity, extended) in [
            ("gradient", &run, Quantity::Norm, false),
            ("gradient 0", &zero, Quantity::Norm, false),
            ("deep", &deep, Quantity::Norm, true),
            ("update", &run, Quantity::UpdateRatio, false),
            ("empty", &empty, Quantity::Norm, false),
        ] {
            let figure = Gradient { snapshot: run, quantity, extended, cursor: Some(36.0) };
            page.figure(name, width, height, |pen| gradient::draw(pen, &figure));
            if name != "update" {
                page.figure("profile", width, height, |pen| gradient::draw_profile(pen, &figure));
            }
        }
        for (name, run) in [("living", &run), ("living deep", &deep), ("living empty", &empty)] {
            let figure = Living { snapshot: run, cursor: Some(36.0), pinned: Some(unit(2, 3)), counted: true };
            page.figure(name, width, height, |pen| living::draw(pen, &figure));
        }
        for (id, range) in
            [("relu", (-3.0, 3.0)), ("tanh", (-3.0, 3.0)), ("leaky_relu(0.2)", (-3.0, 3.0)), ("sigmoid", (-6.0, 6.0))]
        {
            let net = Net::new(2, &[8, 8, 6], activation(id), 5);
            let run = snapshot("moons", &net, Some(unit(2, 3)));
            let functions = [activation(id)];
            let mut figure = FunctionCurves {
                functions: &functions,
                show: Show::Both,
                detail: run.unit.as_ref(),
                probe: None,
                ends: false,
                range,
                name: "z",
            };
            page.figure(id, width, height, |pen| curve::draw(pen, &figure));
            figure.detail = None;
            page.figure("without data", width, height, |pen| curve::draw(pen, &figure));
        }
    }
}

fn fill_functions(page: &mut Page) {
    let functions = ["relu", "leaky_relu(0.1)", "elu", "tanh", "sigmoid", "identity"].map(activation);
    for show in [Show::Value, Show::Slope] {
        let figure = FunctionCurves {
            functions: &functions,
            show,
            detail: None,
            probe: Some(-1.2),
            ends: true,
            range: (-4.0, 4.0),
            name: "x",
        };
        page.figure("compare", 590.0, 210.0, |pen| curve::draw(pen, &figure));
    }
    let theme = page.theme.clone();
    for row in DATA_SETS {
        page.figure(row.id, 48.0, 48.0, |pen| {
            draw_raster(pen, &thumbnail::data_set(&DataSet::of(row), 48.0, &theme));
            pen.result()
        });
    }
    for row in ActivationRow::table() {
        let functions = [Activation::of(row)];
        for show in [Show::Both, Show::Slope] {
            let figure = FunctionCurves {
                functions: &functions,
                show,
                detail: None,
                probe: None,
                ends: true,
                range: (-4.0, 4.0),
                name: "z",
            };
            page.figure(row.id(), 180.0, 140.0, |pen| curve::draw(pen, &figure));
        }
    }
    for row in ActivationRow::table() {
        let activation = Activation::of(row);
        let (axes, path) = (thumbnail::glyph_axes(&activation), thumbnail::activation_glyph(&activation));
        page.add(format_args!(
            "<svg width=68 height=40 viewBox=\"0 0 34 20\" fill=none stroke=currentColor><path d=\"{axes}\" stroke-opacity=.4 /><path d=\"{path}\" stroke-width=1.75 /></svg> "
        ));
    }
}

fn fill_nets(page: &mut Page) {
    let features: Vec<Feature> = FEATURES.iter().map(Feature::of).collect();
    let options = Options { test_points: true, ..Options::default() };
    for (data, inputs, kind) in [
        ("plane", 2, MapKind::Value),
        ("sine", 1, MapKind::Value),
        ("sine", 1, MapKind::Unit { level: 0.0, flat: true }),
    ] {
        let net = Net::new(inputs, &[8, 8], activation("relu"), 3);
        let shown = matches!(kind, MapKind::Unit { .. }).then(|| unit(0, 2));
        let run = snapshot(data, &net, shown);
        paint_map(page, data, 344.0, 300.0, &Map { snapshot: &run, kind, options: &options });
    }
    let net = Net::new(2, &[8, 8], activation("relu"), 3);
    let mut dead = snapshot("moons", &net, Some(unit(0, 1)));
    dead.maps.map.fill(0.0);
    dead.layers[0].health[1] = UnitHealth::Dead;
    let kind = MapKind::Unit { level: 0.0, flat: true };
    paint_map(page, "dead", 232.0, 200.0, &Map { snapshot: &dead, kind, options: &options });
    let stopped = diverged(dead.clone());
    paint_map(page, "NaN", 232.0, 200.0, &Map { snapshot: &stopped, kind: MapKind::Probability, options: &options });
    let tanh = Net::new(2, &[8, 8], activation("tanh"), 3);
    let run = snapshot("circle", &tanh, Some(unit(1, 2)));
    let signs = Options { mark_signs: true, hinges: map::hinges(&run, &features::first_two()), ..options.clone() };
    let kind = MapKind::Unit { level: 0.0, flat: false };
    paint_map(page, "tanh, signs, hinges", 344.0, 300.0, &Map { snapshot: &run, kind, options: &signs });
    let classes = Options { classes_only: true, ..Options::default() };
    let run = snapshot("circle", &tanh, None);
    paint_map(page, "classes", 358.0, 240.0, &Map { snapshot: &run, kind: MapKind::Probability, options: &classes });

    let mut states = snapshot("moons", &Net::new(2, &[8, 8, 6], activation("tanh"), 5), None);
    let all = [
        UnitHealth::Alive,
        UnitHealth::Rare,
        UnitHealth::Saturated,
        UnitHealth::Stuck,
        UnitHealth::Dead,
        UnitHealth::NotFinite,
    ];
    states.layers[0].health[..6].copy_from_slice(&all);
    states.layers[1].weights.chunks_exact_mut(8).for_each(|row| row[6] = 0.0);
    states.layers[1].weights[3] = f32::NAN;
    let stopped = diverged(states.clone());
    let mut empty = not_run(states.clone());
    empty.maps.layers.clear();
    let line = snapshot("sine", &Net::new(1, &[6, 6], activation("relu"), 5), None);
    let deep = snapshot("circle", &Net::new(2, &[48; 20], activation("relu"), 5), None);
    let mid = snapshot("circle", &Net::new(2, &[12; 6], activation("relu"), 6), None);
    let inputs = features::first_two();
    for (name, run, width, height, links) in [
        ("states", &states, 774.0, 376.0, LinkValue::Weight),
        ("gradients", &states, 774.0, 376.0, LinkValue::Gradient),
        ("NaN", &stopped, 600.0, 340.0, LinkValue::Weight),
        ("not run", &empty, 600.0, 340.0, LinkValue::Weight),
        ("line", &line, 600.0, 340.0, LinkValue::Weight),
        ("deep", &deep, 774.0, 376.0, LinkValue::Weight),
        ("mid", &mid, 774.0, 376.0, LinkValue::Weight),
        ("tablet", &mid, 400.0, 376.0, LinkValue::Weight),
        ("rows", &states, 358.0, 0.0, LinkValue::Weight),
    ] {
        let (widths, outputs) = widths(run);
        let given = if run.maps.dimensions == 1 { &inputs[..1] } else { &inputs[..] };
        let layout = if height > 0.0 {
            NetworkLayout::new(features.len(), &widths, outputs, width, height, false)
        } else {
            NetworkLayout::rows(features.len(), &widths, outputs, width)
        };
        let network = Network {
            snapshot: run,
            features: &features,
            inputs: given,
            links,
            mark_signs: name == "gradients",
            hover: None,
            pinned: Some(unit(1, 1)),
            focus: Some(unit(0, 5)),
        };
        let theme = page.theme.clone();
        page.figure(name, width, layout.height, |pen| {
            for raster in network::raster(&layout, &network, &theme) {
                draw_raster(pen, &raster);
            }
            network::draw_overlay(pen, &layout, &network)
        });
    }
}

/// Maps of several classes, of nets that were really trained.
fn fill_classes(page: &mut Page) {
    for (query, epochs) in [
        ("data=blobs&hidden=8&lr=0.3", 5),
        ("data=blobs&classes=10&hidden=16,16&noise=0.08", 60),
        ("data=rings&classes=5&hidden=24,24&opt=adam&lr=0.01", 60),
        ("data=spirals&classes=4&hidden=24,24&act=tanh&opt=adam&lr=0.02", 100),
        ("data=spirals&classes=10&n=1000&hidden=32,32&opt=adam&lr=0.01", 100),
        ("data=spirals&classes=2&hidden=16,16&act=tanh&opt=adam&lr=0.02", 100),
    ] {
        let run = trained(query, epochs);
        let kind = MapKind::of(&run.spec, None);
        for (test_points, classes_only, width) in [(false, false, 344.0), (true, true, 344.0), (false, false, 240.0)] {
            let options = Options { test_points, classes_only, ..Options::default() };
            paint_map(page, query, width, 300.0, &Map { snapshot: &run, kind, options: &options });
        }
        let options = Options { small: true, ..Options::default() };
        let figure = Map { snapshot: &run, kind, options: &options };
        let (layout, theme) = (map::Layout::bare(120.0, 120.0), page.theme.clone());
        page.figure("small", 120.0, 120.0, |pen| {
            for raster in map::raster(&layout, &figure, &theme) {
                draw_raster(pen, &raster);
            }
            map::draw_overlay(pen, &layout, &figure)
        });
    }
}

fn widths(run: &Snapshot) -> (Vec<u32>, usize) {
    let mut widths: Vec<u32> = run.layers.iter().map(|layer| layer.bias.len() as u32).collect();
    let outputs = widths.pop().unwrap_or(1);
    (widths, outputs as usize)
}

fn paint_map(page: &mut Page, name: &str, width: f32, height: f32, figure: &Map) {
    let theme = page.theme.clone();
    let layout = map::layout(width, height, figure.snapshot.maps.dimensions, &theme);
    page.figure(name, width, height, |pen| {
        for raster in map::raster(&layout, figure, &theme) {
            draw_raster(pen, &raster);
        }
        map::draw_overlay(pen, &layout, figure)
    });
}

/// Draws a picture as rectangles: SVG has no pixels. Pixels of one colour in a row become one.
pub fn draw_raster(pen: &mut Pen, raster: &Raster) {
    for (y, row) in raster.rgba.chunks_exact(4 * raster.width as usize).enumerate() {
        let pixels: Vec<&[u8]> = row.chunks_exact(4).collect();
        let mut start = 0;
        while start < pixels.len() {
            let length = pixels[start..].iter().take_while(|p| **p == pixels[start]).count();
            if let [r, g, b, a] = *pixels[start] {
                let (x, y) = (raster.x as f32 + start as f32, raster.y as f32 + y as f32);
                if a > 0 {
                    pen.rect(Rect::new(x, y, length as f32, 1.0), Rgb(r, g, b).alpha(f32::from(a) / 255.0));
                }
            }
            start += length;
        }
    }
}
