//! The Compare page: one thing varied, everything else equal, many seeds. One file a panel.

pub mod cache;
pub mod columns;
pub mod everything;
pub mod figure;
pub mod jobs;
pub mod maps;
pub mod out;
pub mod race;
pub mod race_panel;
pub mod results;
pub mod run;
pub mod setup;
pub mod state;
pub mod table;
pub mod values;
pub mod words;

use leptos::context::Provider;
use leptos::prelude::*;

use crate::components::fields::Segmented;
use crate::components::icons;
use crate::components::term::Said;
use crate::pages::train::messages::Notices;
use crate::pages::train::more::MoreSettings;

/// The page.
#[component]
pub fn Compare() -> impl IntoView {
    let compare = expect_context::<state::Compare>();
    // Nobody looks any more: the workers go, what has ended stays.
    on_cleanup(move || {
        compare.stop();
        compare.race.close();
    });
    view! {
        <Provider value=compare.settings()>
        <main class="compare">
            <setup::Setup />
            <div class="messages"><Notices /> <Trouble /></div>
            <Verdict />
            <figure::FigurePanel />
            <maps::Maps />
            <table::Results />
            <table::Rates />
        </main>
        <MoreSettings />
        </Provider>
    }
}

/// Something could not be run.
#[component]
fn Trouble() -> impl IntoView {
    let trouble = expect_context::<state::Compare>().trouble;
    let banner = move |reason: String| {
        view! {
            <div class="banner" role="alert">
                {icons::WRONG.view()}
                <div class="banner-text"><span data-testid="trouble">{reason}</span> " What has ended is kept; Run goes on with the rest."</div>
                <button type="button" class="button" on:click=move |_| trouble.set(None)>"Dismiss"</button>
            </div>
        }
    };
    view! { {move || trouble.get().map(banner)} }
}

/// What can be concluded, by which test; and whether all seeds are shown or one of them live.
#[component]
fn Verdict() -> impl IntoView {
    let compare = expect_context::<state::Compare>();
    let chosen_here = Memo::new(move |_| compare.plan.with(relu_lab::compare::plan::Plan::has_best_rate));
    let races = compare.race.is_on;
    // One seed decides nothing: while it is shown, no sentence says so.
    let verdict = Signal::derive(move || {
        if races.get() {
            return words::verdict::race(compare.shown_seed(), chosen_here.get());
        }
        compare.results.with(|results| words::verdict::verdict(&results.plan, &results.verdict))
    });
    let test = Signal::derive(move || {
        if races.get() { words::verdict::ONE_SEED.to_owned() } else { words::verdict::test(chosen_here.get()) }
    });
    let watched = Signal::derive(move || usize::from(compare.race.is_on.get()));
    let watch = move |index| {
        if index == 1 {
            compare.start_race();
        } else {
            compare.race.close();
        }
    };
    view! {
        <section class="verdict" aria-label="What can be concluded">
            // As high as the longest sentence needs: what stands below never moves.
            <div class="verdict-words" class:with-rates=chosen_here tabindex="0" role="group" aria-label="Verdict">
                <p><strong data-testid="verdict" data-value=verdict>{verdict}</strong></p>
                <p class="caption"><Said text=test words=&["sign_test", "epochs_to_target", "holm"] /></p>
            </div>
            <Segmented
                name="Watch"
                choices=vec!["All seeds".into(), "Race, one seed live".into()]
                chosen=watched
                on_choose=Callback::new(watch)
            />
            {move || compare.race.is_on.get().then(|| view! { <race_panel::Transport /> })}
        </section>
    }
}
