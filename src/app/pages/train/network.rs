//! The network: a canvas with links and tiles, and over it the elements that are hovered, focused and pressed.

mod cells;
mod heads;
mod picture;
mod words;

use crate::components::figure::{Figure, Paint};
use crate::hooks::screen::Screen;
use crate::pages::train::words::figures;
use crate::state::present::Present;
use crate::state::{
    Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Messages, Run, RunStoreFields, Trainer,
};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::features::{FEATURES, Feature};
use relu_lab::plot::network::{Hit, LayoutMode, Network as NetworkFigure, NetworkLayout, draw_overlay, raster};
use relu_lab::train::snapshot::UnitId;
use relu_lab::train::spec::Spec;

use cells::Cells;
use heads::Heads;
use words::Tip;

/// Panels narrower than this show rows of tiles without links.
const NARROW: f32 = 600.0;

/// What there is to be laid out.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    /// The features that the data have, on or off.
    features: Vec<Feature>,
    /// Those that are on.
    inputs: Vec<Feature>,
    /// Units of the hidden layers.
    widths: Vec<u32>,
    /// Units of the output layer.
    outputs: usize,
    /// Whether the inputs are pixels.
    has_images: bool,
    /// How many pixels or other numbers the inputs are, if they are an image: one tile stands for all.
    pixels: Option<usize>,
}

impl Shape {
    /// `all`: with the features that are off.
    fn of(spec: &Spec, all: bool) -> Self {
        let dimensions = spec.dimensions();
        let pixels = (dimensions > 2).then_some(usize::from(dimensions));
        let features = FEATURES.iter().filter(|row| row.dimensions <= dimensions).map(Feature::of);
        let inputs = spec.inputs();
        let features = features.filter(|feature| pixels.is_none() && (all || inputs.contains(feature))).collect();
        Self {
            features,
            inputs,
            widths: spec.hidden.clone(),
            outputs: spec.outputs(),
            has_images: spec.data.row().has_images(),
            pixels,
        }
    }

    /// The same for a projector: features that are off and rows without links are not shown.
    fn projected(&self, (width, height): (f32, f32), text: f32) -> NetworkLayout {
        let count = if self.pixels.is_some() { 1 } else { self.features.len() };
        let layout = NetworkLayout::projected(count, &self.widths, self.outputs, width / text, height / text);
        let layout = if self.pixels.is_some() { layout.with_large_input(72.0) } else { layout };
        layout.scaled(text)
    }

    /// `text`: the size of text, relative to the normal one; heads and names grow with it, and tiles too.
    fn layout(&self, (width, height): (f32, f32), touch: bool, text: f32) -> NetworkLayout {
        let count = if self.pixels.is_some() { 1 } else { self.features.len() };
        let (width, height) = (width / text, height / text);
        let layout = if width < NARROW {
            NetworkLayout::rows(count, &self.widths, self.outputs, width)
        } else {
            NetworkLayout::new(count, &self.widths, self.outputs, width, height, touch)
        };
        let layout = if self.pixels.is_some() { layout.with_large_input(72.0) } else { layout };
        layout.scaled(text)
    }
}

/// Everything that the parts of the panel share.
#[derive(Clone, Copy)]
struct Panel {
    experiment: Store<Experiment>,
    run: Store<Run>,
    display: Store<Display>,
    messages: Messages,
    trainer: Trainer,
    shape: Memo<Shape>,
    layout: Memo<NetworkLayout>,
    /// The cell that has the focus, or would get it.
    focus: RwSignal<Hit>,
    /// Whether it has it.
    has_focus: RwSignal<bool>,
}

/// The network panel.
#[component]
pub fn Network() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let messages = expect_context::<Messages>();
    let trainer = expect_context::<Trainer>();
    let Screen { is_touch, theme, .. } = expect_context();
    let present = expect_context::<Present>();
    let size = RwSignal::new((0.0, 0.0));
    // What is drawn is the last frame; before there is one, what is set.
    let shape = Memo::new(move |_| {
        run.frame().with(|frame| {
            let all = !present.is_on();
            if frame.layers.is_empty() {
                experiment.spec().with(|spec| Shape::of(spec, all))
            } else {
                Shape::of(&frame.spec, all)
            }
        })
    });
    let layout = Memo::new(move |_| {
        let (text, presents) = (theme.with(|theme| theme.text), present.is_on());
        shape.with(|shape| {
            if presents { shape.projected(size.get(), text) } else { shape.layout(size.get(), is_touch.get(), text) }
        })
    });
    let focus = RwSignal::new(Hit::Unit(UnitId { layer: 0, unit: 0 }));
    let panel =
        Panel { experiment, run, display, messages, trainer, shape, layout, focus, has_focus: RwSignal::new(false) };
    // In rows the panel is as high as they are; else the page says how high it is.
    let height =
        move || layout.with(|l| if l.mode == LayoutMode::Rows { format!("{}px", l.height) } else { String::new() });
    let label = Signal::derive(move || {
        let inputs = shape.with(|shape| shape.pixels.unwrap_or(shape.inputs.len()));
        run.described().with(|frame| {
            if present.hides_deaths() {
                format!("{}. {}", figures::network_shape(frame, inputs), figures::DEATHS_HIDDEN)
            } else {
                figures::network(frame, inputs)
            }
        })
    });
    view! {
        <section class="network" aria-label="Network">
            <div class="diagram" style:height=height>
                <Figure label=label paint=move || paint(panel) measured=size picture=picture::of(panel, label) />
                <Heads panel=panel />
                <Cells panel=panel />
                <Tip panel=panel />
            </div>
        </section>
    }
}

fn paint(panel: Panel) -> Paint {
    let Panel { run, display, .. } = panel;
    let frame = run.frame().get();
    let (shape, layout) = (panel.shape.get(), panel.layout.get());
    let links = display.links().get();
    let (hover, pinned) = (display.hovered().get(), display.pinned().get());
    let focus = match panel.focus.get() {
        Hit::Unit(id) if panel.has_focus.get() => Some(id),
        _ => None,
    };
    let mark_signs = expect_context::<Screen>().has_forced_colours.get();
    Box::new(move |surface| {
        let figure = NetworkFigure {
            snapshot: &frame,
            features: &shape.features,
            inputs: &shape.inputs,
            links,
            mark_signs,
            hover,
            pinned,
            focus,
        };
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        surface.draw(|pen| draw_overlay(pen, &layout, &figure));
    })
}
