//! In the map's place: predicted against true values.

use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::pages::train::map::MAP_HEIGHT;
use crate::pages::train::words::space as words;
use crate::pictures::{Picture, words as pictures};
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::plot::predicted::{self, Predicted as PredictedFigure};

/// The picture, and how far predictions are off.
#[component]
pub fn Predicted() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let paint = move || -> Paint {
        let (frame, test_points) = (run.frame().get(), display.test_points().get());
        Box::new(move |surface| {
            surface.draw(|pen| predicted::draw(pen, &PredictedFigure { snapshot: &frame, test_points }));
        })
    };
    let errors = Memo::new(move |_| run.described().with(|frame| words::errors(frame)));
    let label = Signal::derive(move || run.described().with(|frame| words::predicted(frame)));
    let picture = Picture::new(2, MAP_HEIGHT, move || {
        pictures::figure("predicted", "Predicted against true values", "predicted value", "")
            .read(format!("RMSE {}.", errors.get()))
    });
    view! {
        <div class="in-place-of-map">
            <div class="view-head">
                <p class="caption" data-testid="rmse"><Term id="rmse">"RMSE"</Term> {errors}</p>
            </div>
            <div class="view-area">
                <Figure label=label paint=paint picture=picture />
            </div>
        </div>
    }
}
