//! In the map's place, for data that are images: the weights of the unit of the first layer that is looked at, or why there is no map.

use crate::components::figure::{Figure, Paint};
use crate::hooks::digits::{DigitsFile, FileState};
use crate::pages::train::data::Source;
use crate::state::{Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::geometry::Rect;
use relu_lab::plot::image;
use relu_lab::train::snapshot::UnitId;

/// The place of the map.
#[component]
pub fn Images() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let file = expect_context::<DigitsFile>();
    let first = Memo::new(move |_| trainer.looked_at().filter(|unit| unit.layer == 0));
    let inputs = move || experiment.spec().with(|spec| spec.dimensions());
    let is_own = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().is_own()));
    let shown = move || match (first.get(), file.state.get()) {
        (_, FileState::Loading) => {
            EitherOf3::A(view! { <p class="no-map" role="status" data-testid="loading">"Loading the digits …"</p> })
        }
        (Some(unit), _) => EitherOf3::B(view! { <Weights unit=unit /> }),
        (None, _) => EitherOf3::C(if is_own.get() {
            Either::Left(view! {
                <p class="no-map">
                    {inputs} " inputs have no map. The tile of a unit of the first layer is a row of its " {inputs}
                    " weights: orange ones push it up with their input, blue ones down, each over its largest weight."
                </p>
            })
        } else {
            Either::Right(view! {
                <p class="no-map">
                    {inputs} " inputs have no map. The tile of a unit of the first layer is the image of its " {inputs}
                    " weights: orange pixels push it up, blue ones down, each over its largest weight. Pin one to see it large."
                </p>
                <div class="no-map"><Source /></div>
            })
        }),
    };
    view! { {shown} }
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
            let side = surface.width.min(surface.height);
            let place = Rect::new((surface.width - side) / 2.0, 0.0, side, side).to_device(surface.theme.scale);
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
    view! { <Figure label=label paint=paint /> }
}
