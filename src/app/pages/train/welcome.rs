//! The line for somebody who comes for the first time: what to do, and two ways to begin.

use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::icons;
use crate::state::first_view::Visits;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields, Trainer};

/// The lesson to begin with.
const FIRST_LESSON: &str = "#/lessons?lesson=clamp&step=predict";

/// The line, until it is closed; it does not come back.
#[component]
pub fn Welcome() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let visits = expect_context::<Visits>();
    let close = move || {
        visits.close_welcome();
        display.welcome().set(false);
    };
    let start = move |_: leptos::ev::MouseEvent| {
        close();
        if !run.playing().get_untracked() {
            trainer.toggle_play();
        }
    };
    let line = move || {
        display.welcome().get().then(|| {
            view! {
                <div class="welcome" role="note" aria-label="Welcome" data-testid="welcome">
                    <p>
                        <strong>"New here?"</strong>
                        " Press Play and see a unit die, or test your first claim in a lesson."
                    </p>
                    <button type="button" class="button" on:click=start>"Start training"</button>
                    <a class="button" href=FIRST_LESSON on:click=move |_| close()>"First lesson"</a>
                    <button type="button" class="button square plain" aria-label="Close the welcome" on:click=move |_| close()>
                        {icons::CLOSE.view()}
                    </button>
                </div>
            }
        })
    };
    view! { {line} }
}
