//! Figures as pictures that stand alone: title, names of axes, setup and link are in them, and nothing is cut off.

#[path = "figures/fixtures.rs"]
#[allow(dead_code, reason = "shared with the tests of figures")]
mod fixtures;

#[path = "figures/page.rs"]
#[allow(dead_code, reason = "shared with the tests of figures")]
mod page;

use fixtures::{Net, activation, snapshot, unit};
use page::{Text, check_texts, texts};
use relu_lab::explore::setup::Setup;
use relu_lab::plot::curve::{FunctionCurves, Show};
use relu_lab::plot::explorer::Explorer;
use relu_lab::plot::gradient::{Gradient, Quantity};
use relu_lab::plot::living::Living;
use relu_lab::plot::looks::looks;
use relu_lab::plot::loss::Loss;
use relu_lab::plot::map::{self, Map, MapKind, Options};
use relu_lab::plot::network::{self, Head, LinkValue, Network, NetworkLayout};
use relu_lab::plot::picture::{Caption, Drawing};
use relu_lab::plot::{Theme, curve, explorer, gradient, histograms, living, loss, spread};
use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::spec::Spec;

const SIZE: (f32, f32) = (920.0, 420.0);
const SETUP: &str = "Circle · 250 training + 250 test points · noise 0.05 · hidden 8-8 · ReLU · Kaiming normal (He) · no batch norm · SGD · learning rate 0.1 · batch 32 · seed 7. Epoch 137.";

fn theme() -> Theme {
    Theme { text: 1.2, ..Theme::new(false, 2.0) }
}

fn caption(title: &str, up: &str, across: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        up: up.to_owned(),
        across: across.to_owned(),
        key: Vec::new(),
        notes: vec![SETUP.to_owned()],
        link: "https://example.org/relu-lab/#/train?act=relu&seed=7".to_owned(),
    }
}

/// Texts around the figure and in it, checked to be inside and apart.
fn checked(caption: &Caption, size: (f32, f32), drawing: &Drawing, case: &str) -> (Vec<Text>, Vec<Text>) {
    let theme = theme();
    let framed = caption.around(size, &theme);
    let svg = framed.svg(drawing, &theme).expect("SVG takes everything");
    assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count(), "{case}");
    let inside = svg.rfind("<svg x=").expect("the figure");
    let (around, inside) = (texts(&svg[..inside]), texts(&svg[inside..]));
    check_texts(&around, framed.size.0, framed.size.1, &theme, case);
    check_texts(&inside, size.0, size.1, &theme, case);
    // What is around the figure leaves it free.
    let (top, bottom) = (theme.px(framed.figure.y), theme.px(framed.figure.bottom()));
    for text in &around {
        assert!(text.bottom <= top + 1.0 || text.top >= bottom - 1.0, "{case}: {text:?} is on the figure");
    }
    (around, inside)
}

fn joined(texts: &[Text]) -> String {
    texts.iter().map(|text| text.words.as_str()).collect::<Vec<_>>().join(" ")
}

fn runs() -> Vec<(&'static str, Snapshot)> {
    let net = |inputs, widths: &[u32], id: &str| Net::new(inputs, widths, activation(id), 5);
    vec![
        ("two layers", snapshot("moons", &net(2, &[8, 8, 6], "relu"), Some(unit(2, 3)))),
        ("one input", snapshot("sine", &net(1, &[8, 8], "tanh"), None)),
        ("no hidden layer", snapshot("gauss", &net(2, &[], "relu"), None)),
        ("deep", snapshot("circle", &net(2, &[12; 20], "relu"), None)),
        ("not begun", Snapshot::default()),
    ]
}

/// Draws a figure.
type Draw<'a> = Box<dyn Fn(&mut relu_lab::plot::pen::Pen) -> Result<(), relu_lab::plot::DrawError> + 'a>;

#[test]
fn every_picture_of_a_run_says_what_it_is_and_cuts_nothing_off() {
    let theme = theme();
    for (name, run) in runs() {
        let figure = |quantity| Gradient { snapshot: &run, quantity, extended: false, cursor: None };
        let functions = [activation("relu")];
        let function = FunctionCurves {
            functions: &functions,
            show: Show::Both,
            detail: None,
            probe: None,
            ends: false,
            range: (-3.0, 3.0),
            name: "z",
        };
        let run = &run;
        let figures: Vec<(&str, &str, &str, Draw)> = vec![
            (
                "Living units",
                "units",
                "",
                Box::new(|pen| {
                    living::draw(pen, &Living { snapshot: run, cursor: None, pinned: None, counted: true }).map(drop)
                }),
            ),
            ("Gradient norm", "norm, log", "", Box::new(|pen| gradient::draw(pen, &figure(Quantity::Norm)).map(drop))),
            (
                "Update ratio",
                "ratio, log",
                "",
                Box::new(|pen| gradient::draw(pen, &figure(Quantity::UpdateRatio)).map(drop)),
            ),
            (
                "Norm by layer",
                "norm, log",
                "layer",
                Box::new(|pen| gradient::draw_profile(pen, &figure(Quantity::Norm))),
            ),
            ("Histograms", "share", "", Box::new(|pen| histograms::draw(pen, run))),
            ("Spread", "mean", "epoch", Box::new(|pen| spread::draw(pen, run))),
            ("Curve", "f(z)", "", Box::new(|pen| curve::draw(pen, &function).map(drop))),
            (
                "Loss",
                "BCE, log",
                "",
                Box::new(|pen| loss::draw(pen, &Loss { snapshot: run, past: &[], log: true, cursor: None }).map(drop)),
            ),
        ];
        for (title, up, across, draw) in figures {
            let mut drawing = Drawing::default();
            drawing.draw(SIZE, &theme, |pen| draw(pen)).expect("SVG takes everything");
            let case = format!("{title}, {name}");
            let (around, _) = checked(&caption(title, up, across), SIZE, &drawing, &case);
            let said = joined(&around);
            for wanted in [title, up, across, "learning rate 0.1", "seed 7. Epoch 137.", "#/train?act=relu"] {
                assert!(said.contains(wanted), "{case}: {wanted} is not in {said}");
            }
        }
    }
}

#[test]
fn the_network_has_its_names_and_the_map_its_pixels() {
    let theme = theme();
    for (name, run) in runs().into_iter().take(2) {
        let widths: Vec<u32> = run.layers[..run.layers.len() - 1].iter().map(|layer| layer.bias.len() as u32).collect();
        let inputs = Spec::default().inputs();
        let layout = NetworkLayout::new(inputs.len(), &widths, 1, SIZE.0 / 1.2, SIZE.1 / 1.2, false).scaled(1.2);
        let head = |name: &str| Head { long: name.to_owned(), short: "H".to_owned(), state: "alive 8/8".to_owned() };
        let heads: Vec<Head> = (0..widths.len() + 2).map(|layer| head(&format!("Hidden {layer}"))).collect();
        let figure = Network {
            snapshot: &run,
            features: &inputs,
            inputs: &inputs,
            links: LinkValue::Weight,
            mark_signs: false,
            hover: None,
            pinned: None,
            focus: None,
        };
        let mut drawing = Drawing::default();
        for raster in network::raster(&layout, &figure, &theme) {
            drawing.put(&raster, "data:image/png;base64,AA==");
        }
        let draw = |pen: &mut relu_lab::plot::pen::Pen| {
            network::draw_overlay(pen, &layout, &figure)?;
            network::draw_heads(pen, &layout, &heads)
        };
        drawing.draw(SIZE, &theme, draw).expect("SVG takes everything");
        let (_, inside) = checked(&caption("Network", "", ""), SIZE, &drawing, name);
        assert!(joined(&inside).contains("Hidden 1") && joined(&inside).contains("alive 8/8"), "{inside:?}");

        let options = Options::default();
        let figure = Map { snapshot: &run, kind: MapKind::of(&run.spec, run.maps.shown), options: &options };
        let layout = map::layout(SIZE.0, SIZE.1, run.maps.dimensions, &theme);
        let mut drawing = Drawing::default();
        let rasters = map::raster(&layout, &figure, &theme);
        for raster in &rasters {
            drawing.put(raster, "data:image/png;base64,AA==");
        }
        drawing.draw(SIZE, &theme, |pen| map::draw_overlay(pen, &layout, &figure)).expect("SVG takes everything");
        let caption = caption("Map", "", "");
        let (_, inside) = checked(&caption, SIZE, &drawing, name);
        assert!(joined(&inside).contains("x₁"), "{inside:?}");
        let svg = caption.around(SIZE, &theme).svg(&drawing, &theme).expect("SVG takes everything");
        assert_eq!(svg.matches("<image ").count(), rasters.len(), "{name}");
    }
}

#[test]
fn functions_have_a_key() {
    let (theme, setup) = (theme(), Setup::default());
    let mut drawing = Drawing::default();
    let figure = Explorer { functions: &setup.functions, probe: setup.x, range: setup.zoom };
    drawing.draw(SIZE, &theme, |pen| explorer::draw(pen, &figure)).expect("SVG takes everything");
    let key = setup.functions.iter().map(|f| f.name().to_owned()).zip(looks(theme.palette, &setup.functions)).collect();
    let (around, _) = checked(&Caption { key, ..caption("Curves", "", "") }, SIZE, &drawing, "curves");
    for function in &setup.functions {
        assert!(joined(&around).contains(function.name()), "{around:?}");
    }
}

#[test]
fn long_titles_keys_and_links_are_wrapped() {
    let long = Caption {
        title: "Training loss: median and middle half of 128 seeds; ".repeat(6),
        key: (0..30).map(|i| (format!("Function {i}"), looks(theme().palette, &[activation("relu")])[0])).collect(),
        link: format!("https://example.org/#/train?own={}", "W9".repeat(400)),
        ..caption("", "an axis", "another")
    };
    let (around, _) = checked(&long, SIZE, &Drawing::default(), "long");
    let link: String =
        around.iter().map(|text| text.words.as_str()).skip_while(|text| !text.starts_with("https")).collect();
    assert_eq!(link, long.link);
}
