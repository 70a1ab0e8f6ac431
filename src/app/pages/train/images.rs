//! In the map's place, for data that are images: what the unit that is looked at weighs or is excited by, or why there is no map; and
//! the way to the drawing pad.

use crate::components::figure::{Figure, Paint};
use crate::hooks::digits::{DigitsFile, FileState};
use crate::pages::train::data::Source;
use crate::pages::train::map::MAP_HEIGHT;
use crate::pages::train::pad::DrawDigit;
use crate::pages::train::words;
use crate::pictures::{Picture, words as pictures};
use crate::state::present::Present;
use crate::state::{Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::image;
use relu_lab::train::snapshot::{UnitHealth, UnitId};
use relu_lab::train::spec::Spec;

/// The place of the map.
#[component]
pub fn Images() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let file = expect_context::<DigitsFile>();
    let present = expect_context::<Present>();
    let unit = Memo::new(move |_| shown_unit(trainer, present));
    let inputs = move || experiment.spec().with(Spec::dimensions);
    let is_own = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().is_own()));
    let shown = move || match (unit.get(), file.state.get()) {
        (_, FileState::Loading) => {
            EitherOf4::A(view! { <p class="no-map" role="status" data-testid="loading">"Loading the digits …"</p> })
        }
        (Some(unit), _) if unit.layer == 0 => EitherOf4::B(view! { <Weights unit=unit /> }),
        (Some(unit), _) if !is_own.get() => EitherOf4::C(view! { <Mean unit=unit /> }),
        _ => EitherOf4::D(if is_own.get() {
            Either::Left(view! {
                <p class="no-map">
                    {inputs} " inputs have no map. The tile of a unit of the first layer is a row of its " {inputs}
                    " weights: orange ones push it up with their input, blue ones down, each over its largest weight."
                </p>
            })
        } else {
            Either::Right(view! {
                <div class="images-about">
                    <p class="no-map">
                        {inputs} " inputs have no map. The tile of a unit of the first layer is the image of its " {inputs}
                        " weights: orange pixels push it up, blue ones down, each over its largest weight. Further up it is the mean of the training images, each weighted by how far it excites the unit. Pin one to see it large."
                    </p>
                    <div class="no-map"><Source /></div>
                </div>
            })
        }),
    };
    view! {
        <div class="images">
            {shown}
            <DrawDigit />
        </div>
    }
}

/// A square as large as there is room, in the middle of what is above it.
fn square(width: f32, height: f32) -> Rect {
    let side = width.min(height);
    Rect::new((width - side) / 2.0, 0.0, side, side)
}

/// The unit that is shown. A class is shown some unit: a text in its place is for one reader.
pub fn shown_unit(trainer: Trainer, present: Present) -> Option<UnitId> {
    trainer.looked_at().or_else(|| present.is_on().then_some(UnitId { layer: 0, unit: 0 }))
}

/// What a unit of the first layer weighs, as large as there is room.
#[component]
fn Weights(
    /// The unit.
    unit: UnitId,
) -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let paint = move || -> Paint {
        let frame = run.frame().get();
        Box::new(move |surface| {
            let layer = frame.layers.first().filter(|layer| layer.weights.len() > 1 && frame.maps.dimensions > 2);
            let Some(weights) = layer.and_then(|layer| layer.weights_of(unit.unit as usize)) else { return };
            let place = square(surface.width, surface.height).to_device(surface.theme.scale);
            surface.put(&image::weights(place, weights, &surface.theme));
        })
    };
    let label = Signal::derive(move || {
        let largest = run.described().with(|frame| {
            let weights = frame.layers.first().and_then(|layer| layer.weights_of(unit.unit as usize));
            weights.map_or(0.0, |weights| weights.iter().map(|w| w.abs()).fold(0.0, f32::max))
        });
        format!(
            "The incoming weights of {} as an image; the largest is {}.",
            unit.name(),
            relu_lab::plot::format::short(largest)
        )
    });
    let picture = Picture::new(2, MAP_HEIGHT, move || {
        let title = format!("Incoming weights of {}", unit.name());
        pictures::figure("weights", title, "", "").read(label.get())
    });
    view! { <div class="images-figure"><Figure label=label paint=paint picture=picture /></div> }
}

/// The mean of the training images that excite a unit above the first layer; of a dead one an empty image, crossed out.
#[component]
fn Mean(
    /// The unit.
    unit: UnitId,
) -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let (layer, index) = (unit.layer as usize, unit.unit as usize);
    let paint = move || -> Paint {
        let frame = run.frame().get();
        Box::new(move |surface| {
            let place = square(surface.width, surface.height).to_device(surface.theme.scale);
            let is_dead = frame.layers.get(layer).and_then(|l| l.health.get(index)) == Some(&UnitHealth::Dead);
            if is_dead {
                surface.put(&image::dead(place, &surface.theme));
                surface.draw(|pen| image::draw_dead_mark(pen, place));
            } else if let Some(mean) = frame.images.mean_of(layer, index, frame.points.inputs.len()) {
                surface.put(&image::ink(place, &mean, &surface.theme));
            }
        })
    };
    let words = Signal::derive(move || run.described().with(|frame| words::images::mean(frame, unit)));
    let picture = Picture::new(2, MAP_HEIGHT, move || {
        let title = format!("Mean image of {}", unit.name());
        pictures::figure("mean-image", title, "", "").read(words.get())
    });
    view! {
        <div class="images-figure"><Figure label=words paint=paint picture=picture /></div>
        <p class="caption images-words" data-testid="mean-image" aria-hidden="true">{words}</p>
    }
}
