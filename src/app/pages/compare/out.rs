//! Out: the runs and their curves as CSV, the figures as pictures, the link that holds the plan.

use leptos::prelude::*;

use crate::components::icons;
use crate::hooks::files::save_text;
use crate::pages::compare::state::Compare;
use crate::pictures::dialog::PicturesButton;
use relu_lab::compare::csv;

/// The buttons.
#[component]
pub fn Out() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let runs = move || save_text("relu-lab-runs.csv", "text/csv", &table(compare, csv::runs));
    let curves = move || save_text("relu-lab-curves.csv", "text/csv", &table(compare, csv::curves));
    let button = |name: &'static str, tip: &'static str, action: Callback<()>| {
        view! {
            <button type="button" class="tool" title=tip on:click=move |_| action.run(())>
                {if name == "Copy link" { icons::LINK } else { icons::SAVE }.view()}
                <span>{name}</span>
            </button>
        }
    };
    view! {
        <div class="out" role="group" aria-label="Save">
            {button("CSV", "One row a run, as `relu-lab compare` prints it", Callback::new(move |()| runs()))}
            {button("Curves", "The loss of each run over its epochs, at most 512 rows a run", Callback::new(move |()| curves()))}
            <PicturesButton class="tool" />
            {button("Copy link", "The link holds the whole plan", Callback::new(move |()| compare.messages.share()))}
        </div>
    }
}

type Table = fn(&relu_lab::compare::plan::Plan, &[relu_lab::compare::summary::Finished]) -> String;

fn table(compare: Compare, table: Table) -> String {
    compare.plan.with_untracked(|plan| table(plan, &compare.finished()))
}
