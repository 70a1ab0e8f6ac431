//! In the map's place: the outputs of a layer in two dimensions.

use crate::components::figure::{Figure, Paint};
use crate::pages::train::map::MAP_HEIGHT;
use crate::pages::train::words::space as words;
use crate::pictures::{Picture, words as pictures};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::space::{self, Space as SpaceFigure};
use relu_lab::train::spec::SpecStoreFields;

/// The layer that is shown, how much of it is seen, and the picture.
#[component]
pub fn Space() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let paint = move || -> Paint {
        let frame = run.frame().get();
        Box::new(move |surface| {
            surface.draw(|pen| space::draw(pen, &SpaceFigure { snapshot: &frame }));
        })
    };
    let share = Memo::new(move |_| {
        run.described().with(|frame| frame.space.as_ref().map(|view| (view.share.to_string(), words::share(view))))
    });
    let label = Signal::derive(move || run.described().with(|frame| words::figure(frame)));
    let trainer = expect_context::<Trainer>();
    let picture = Picture::new(2, MAP_HEIGHT, move || {
        let frame = run.frame().get();
        let hidden = frame.layers.len().saturating_sub(1);
        let layer = words::layer(trainer.space_layer(), hidden);
        let up = frame.space.as_ref().map_or_else(String::new, |view| space::names(view, hidden)[1].clone());
        let figure = pictures::figure("space", format!("Space: {layer}"), up, "");
        match frame.space.as_ref() {
            Some(view) => figure.read(words::share(view)),
            None => figure,
        }
    });
    view! {
        <div class="in-place-of-map">
            <div class="view-head">
                <LayerSelect />
                <p class="caption" data-testid="space-share" data-value=move || share.get().map(|share| share.0)>
                    {move || share.get().map(|share| share.1)}
                </p>
            </div>
            <div class="view-area">
                <Figure label=label paint=paint picture=picture />
            </div>
        </div>
    }
}

/// Which layer is shown.
#[component]
fn LayerSelect() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    let hidden = Memo::new(move |_| experiment.spec().hidden().with(Vec::len));
    let options = move || {
        let hidden = hidden.get();
        let option = |layer: u32| {
            view! {
                <option value=layer.to_string() prop:selected=move || trainer.space_layer() == layer>
                    {words::layer(layer, hidden)}
                </option>
            }
        };
        (0..=hidden as u32 + 1).map(option).collect_view()
    };
    let choose = move |value: String| display.space_layer().set(value.parse().ok());
    view! {
        <select class="heading" aria-label="Layer" title="The layer whose outputs are shown" on:change:target=move |event| choose(event.target().value())>
            {options}
        </select>
    }
}
