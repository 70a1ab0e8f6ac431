//! Which unit the scene of one unit shows: on to the next, back to the one before.

use super::units;
use crate::components::icons;
use crate::state::present::{Present, Scene};
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;

/// Two buttons, while the scene of one unit is presented.
#[component]
pub fn UnitStepper() -> impl IntoView {
    let present = expect_context::<Present>();
    let display = expect_context::<Store<Display>>();
    let run = expect_context::<Store<Run>>();
    let step = move |by: usize| {
        let units = run.frame().with_untracked(|frame| units(frame));
        let pinned = display.pinned().get_untracked();
        let place = pinned.and_then(|pinned| units.iter().position(|unit| *unit == pinned));
        let next = place.map_or(0, |place| (place + by) % units.len().max(1));
        display.hovered().set(None);
        display.pinned().set(units.get(next).copied());
    };
    let back = move || run.frame().with_untracked(|frame| units(frame).len()).saturating_sub(1);
    let shown = move || {
        (present.is_on() && present.scene.get() == Scene::Curve).then(|| {
            view! {
                <button type="button" class="button square" aria-label="The unit before" title="The unit before" on:click=move |_| step(back())>
                    {icons::LEFT.view()}
                </button>
                <button type="button" class="button square" aria-label="The next unit" title="The next unit" on:click=move |_| step(1)>
                    {icons::RIGHT.view()}
                </button>
            }
        })
    };
    view! { {shown} }
}
