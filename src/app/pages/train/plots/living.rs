//! Living units over the epochs.

use leptos::prelude::*;
use reactive_stores::Store;

use super::STRIP_HEIGHT;
use crate::components::fields::reading;
use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::pages::train::cursor::{PinBar, TimeAxis, TimeCursor, note};
use crate::pages::train::words::cursor::Reading;
use crate::pages::train::words::figures;
use crate::pictures::{Picture, words as pictures};
use crate::state::present::Present;
use crate::state::run::{alive_total, dead_total, units_total};
use crate::state::{Run, RunStoreFields, Trainer};
use relu_lab::plot::living;
use relu_lab::plot::living::Living;
use relu_lab::train::snapshot::Snapshot;

#[component]
pub(super) fn LivingPlot() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let present = expect_context::<Present>();
    let number = move |id: &'static str, count: fn(&Snapshot) -> usize| {
        reading(id, move |frame| {
            let text = count(frame).to_string();
            if present.hides_deaths() && id != "units-total" {
                (String::new(), "?".to_owned())
            } else {
                (text.clone(), text)
            }
        })
    };
    let axis = RwSignal::new(None);
    let dead = move || {
        let told = !present.hides_deaths();
        told.then(|| view! { ", " {number("dead-total", dead_total)} " " <Term id="dead">"dead"</Term> })
    };
    let label = Signal::derive(move || {
        if present.hides_deaths() {
            figures::DEATHS_HIDDEN.to_owned()
        } else {
            run.described().with(|frame| figures::living(frame))
        }
    });
    let paint = move || -> Paint {
        let (frame, pinned, counted) = (run.frame().get(), trainer.looked_at(), !present.hides_deaths());
        Box::new(move |surface| {
            let living = Living { snapshot: &frame, cursor: None, pinned, counted };
            let axes = surface.draw(|pen| living::draw(pen, &living));
            if surface.is_on_page {
                note(axis, axes.map(|axes| TimeAxis::of(&axes, surface.theme.scale)));
            }
        })
    };
    let picture = Picture::new(3, STRIP_HEIGHT, || {
        let lanes = pictures::figure("living", "Living units", "a lane a layer: units that are not dead", "");
        lanes.read("Cross: a unit dies; arrow: it comes back; numbers: alive of all.")
    });
    view! {
        <section class="plot living" aria-label="Living units">
            <div class="plot-head">
                <h2>
                    <Term id="alive">"Living" <span class="what">" units"</span></Term>
                </h2>
                <span class="caption">
                    <strong>{number("alive-total", alive_total)} " of " {number("units-total", units_total)}</strong>
                    {dead}
                </span>
                <PinBar />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
                <TimeCursor of=Signal::stored(Some(Reading::Alive)) axis=axis />
            </div>
        </section>
    }
}
