//! The network as a picture of its own: laid out for its size, with the names that are elements on the page.

use leptos::prelude::*;

use relu_lab::plot::format;
use relu_lab::plot::network::{Head, LinkValue, Network, draw_heads, draw_overlay, raster};
use relu_lab::train::snapshot::Snapshot;

use crate::components::figure::Paint;
use crate::hooks::screen::Screen;
use crate::pictures::{Picture, words as pictures};
use crate::state::present::Present;
use crate::state::{DisplayStoreFields, RunStoreFields};

use super::{Panel, Shape};

/// The height, in CSS pixels.
const HEIGHT: f32 = 480.0;

/// The network. `label`: what it shows, in words.
pub fn of(panel: Panel, label: Signal<String>) -> Picture {
    let words = move || {
        let links = match panel.display.links().get() {
            LinkValue::Weight => {
                "Links: the wider, the larger the weight; orange: positive, blue: negative.".to_owned()
            }
            LinkValue::Gradient => {
                let largest = panel.run.frame().with(|frame| largest_gradient(frame));
                format!("Links: gradients of weights; the widest is {}.", format::gradient(largest))
            }
        };
        pictures::figure("network", "Network: what each unit answers over the inputs", "", "")
            .read(links)
            .read(label.get())
    };
    Picture::new(1, HEIGHT, words).painted(move || paint(panel))
}

fn largest_gradient(frame: &Snapshot) -> f32 {
    let gradients = frame.layers.iter().flat_map(|layer| &layer.weight_gradients);
    gradients.map(|g| g.abs()).filter(|g| g.is_finite()).fold(0.0, f32::max)
}

fn paint(panel: Panel) -> Paint {
    let frame = panel.run.frame().get();
    let (links, pinned) = (panel.display.links().get(), panel.display.pinned().get());
    let hides = expect_context::<Present>().hides_deaths();
    let mark_signs = expect_context::<Screen>().has_forced_colours.get();
    let shape = Shape::of(&frame.spec, false);
    Box::new(move |surface| {
        let layout = shape.layout((surface.width, surface.height), false, surface.theme.text);
        let figure = Network {
            snapshot: &frame,
            features: &shape.features,
            inputs: &shape.inputs,
            links,
            mark_signs,
            hover: None,
            pinned,
            focus: None,
        };
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        let heads = heads(&frame, &shape, hides);
        surface.draw(|pen| {
            draw_overlay(pen, &layout, &figure)?;
            draw_heads(pen, &layout, &heads)
        });
    })
}

/// What stands over the inputs, the hidden layers and the output.
fn heads(frame: &Snapshot, shape: &Shape, hides_deaths: bool) -> Vec<Head> {
    let head = |long: &str, short: &str, state: String| Head { long: long.to_owned(), short: short.to_owned(), state };
    let inputs = match shape.pixels {
        Some(inputs) if !shape.has_images => format!("{inputs} inputs"),
        Some(pixels) => format!("{pixels} pixels"),
        None => String::new(),
    };
    let hidden = shape.widths.len();
    let layers = (0..hidden).map(|layer| {
        let state = frame.layers.get(layer).filter(|_| !hides_deaths);
        let state = state.map_or_else(String::new, |layer| format!("alive {}/{}", layer.alive(), layer.units()));
        head(&format::layer_long(layer, hidden), &format::layer_short(layer, hidden), state)
    });
    [head("Features", "In", inputs)].into_iter().chain(layers).chain([head("Output", "Out", String::new())]).collect()
}
