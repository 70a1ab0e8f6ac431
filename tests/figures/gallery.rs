//! All figures on one page, to look at: `cargo test --test figures gallery -- --ignored` writes it into `FIGURES_DIR`
//! or the folder for temporary files.

use plotters::prelude::SVGBackend;
use relu_lab::plot::loss::{self, Loss, PastRun};
use relu_lab::plot::map::{self, Kind, Map, Options};
use relu_lab::plot::network::{self, Links, Network, NetworkLayout};
use relu_lab::plot::pen::Pen;
use relu_lab::plot::raster::draw_raster;
use relu_lab::plot::{Theme, draw};
use relu_lab::train::feature::{FEATURES, Feature};

use super::fixtures::{Net, activation, diverged, history, not_run, snapshot, unit};

/// A figure as SVG, its size in CSS pixels.
pub fn svg(width: f32, height: f32, theme: &Theme, figure: impl FnOnce(&mut Pen<'_>)) -> String {
    let mut text = String::new();
    let size = (theme.backing(width), theme.backing(height));
    {
        let mut backend = SVGBackend::with_string(&mut text, size);
        draw(&mut backend, theme, |pen| figure(pen)).expect("SVG takes everything");
    }
    text
}

struct Page {
    html: String,
    theme: Theme,
}

impl Page {
    fn figure(&mut self, name: &str, width: f32, height: f32, figure: impl FnOnce(&mut Pen<'_>)) {
        let picture = svg(width, height, &self.theme, figure);
        let zoom = format!("<svg style=\"width:{width}px;height:{height}px\"");
        self.html += &format!(
            "<figure style=\"width:{width}px\">{}<figcaption>{name}</figcaption></figure>",
            picture.replacen("<svg", &zoom, 1)
        );
    }
}

#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    let folder = std::env::var("FIGURES_DIR").map_or_else(|_| std::env::temp_dir(), Into::into);
    for (name, dark, scale) in [("light", false, 1.0), ("dark", true, 1.0), ("light2", false, 2.0)] {
        let theme = Theme::new(dark, scale).for_svg();
        let (bg, ink) = (theme.palette.bg.css(), theme.palette.ink3.css());
        let html = format!(
            "<meta charset=utf-8><body style=\"margin:8px;background:{bg};color:{ink};font:12px system-ui\"><style>figure{{display:inline-block;margin:8px;vertical-align:top}}svg{{outline:1px dotted #8884}}</style>"
        );
        let mut page = Page { html, theme };
        fill(&mut page);
        std::fs::write(folder.join(format!("figures-{name}.html")), &page.html).expect("a folder to write to");
    }
}

fn fill(page: &mut Page) {
    let relu = activation("relu");
    let net = Net::new(2, &[8, 8, 6], relu, 5);
    let run = snapshot("moons", &net, None);
    let features: Vec<Feature> = FEATURES.iter().map(Feature::of).collect();
    let inputs = Feature::first_two();
    let network = Network {
        snapshot: &run,
        features: &features,
        inputs: &inputs,
        links: Links::Weight,
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
        network::draw_overlay(pen, layout, network);
    };
    page.figure("network", 774.0, 376.0, |pen| paint(pen, &layout, &network));

    let options = Options { test_points: true, ..Options::default() };
    for (name, shown, kind) in [
        ("map", None, Kind::Probability),
        ("unit", Some(unit(0, 2)), Kind::Unit { level: 0.0, flat: true }),
        ("deep unit", Some(unit(2, 0)), Kind::Unit { level: 0.0, flat: true }),
    ] {
        let run = snapshot("moons", &net, shown);
        let figure = Map { snapshot: &run, kind, options: &options };
        paint_map(page, name, 344.0, 300.0, &figure);
    }
    let past = [
        PastRun { label: "ReLU".into(), activation: relu, history: history(&[8, 8, 1], 100, 1, 9) },
        PastRun { label: "Leaky ReLU".into(), activation: activation("leaky_relu"), history: history(&[8, 1], 137, 1, 11) },
        PastRun { label: "Tanh".into(), activation: activation("tanh"), history: history(&[8, 1], 60, 1, 12) },
    ];
    let mut long = run.clone();
    long.history = history(&[8, 8, 6, 1], 51_200, 100, 4);
    long.epoch_fraction = 51_210.0;
    let mut early = run.clone();
    early.history = history(&[8, 8, 6, 1], 30, 1, 4);
    early.epoch_fraction = 30.5;
    let runs = [
        ("loss", &run, &past[..0], true),
        ("loss linear", &run, &past[..0], false),
        ("loss past", &run, &past[..], true),
        ("loss early", &early, &past[..], true),
        ("loss long", &long, &past[..0], true),
        ("loss diverged", &diverged(run.clone()), &past[..0], true),
        ("loss empty", &not_run(run.clone()), &past[..0], true),
    ];
    for (name, run, past, log) in runs {
        for (width, height) in [(344.0, 170.0), (190.0, 160.0)] {
            let figure = Loss { snapshot: run, past, log, cursor: Some(36.0).filter(|_| name != "loss empty") };
            page.figure(name, width, height, |pen| {
                loss::draw(pen, &figure);
            });
        }
    }
}

fn paint_map(page: &mut Page, name: &str, width: f32, height: f32, figure: &Map) {
    let theme = page.theme.clone();
    let layout = map::layout(width, height, figure.snapshot.pictures.dimensions, &theme);
    page.figure(name, width, height, |pen| {
        for raster in map::raster(&layout, figure, &theme) {
            draw_raster(pen, &raster);
        }
        map::draw_overlay(pen, &layout, figure);
    });
}
