//! Out: the runs and their curves as CSV, the figure as PNG and SVG, the link that holds the plan.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::figure;
use crate::components::icons;
use crate::hooks::files::{save, save_text};
use crate::hooks::screen::Screen;
use crate::pages::compare::figure::{Shown, draw};
use crate::pages::compare::state::Compare;
use relu_lab::compare::csv;
use relu_lab::plot::Theme;

/// The size of a figure that stands alone, in CSS pixels.
const SIZE: (f32, f32) = (960.0, 540.0);
/// Device pixels to a CSS pixel of a PNG: sharp in print and on a projector.
const PNG_SCALE: f32 = 2.0;

/// The buttons.
#[component]
pub fn Out() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let screen = expect_context::<Screen>();
    let runs = move || save_text("relu-lab-runs.csv", "text/csv", &table(compare, csv::runs));
    let curves = move || save_text("relu-lab-curves.csv", "text/csv", &table(compare, csv::curves));
    let png = move || {
        let theme = Arc::new(Theme::new(screen.theme.get_untracked().dark, PNG_SCALE));
        let shown = untrack(|| Shown::now(compare));
        let address = figure::png(&theme, SIZE.0, SIZE.1, |surface| {
            surface.draw(|pen| {
                let (bg, area, title) = (pen.theme.palette.bg, pen.area(), shown.title());
                pen.rect(area, bg);
                draw(pen, &shown, &title)
            });
        });
        if let Some(address) = address {
            save("relu-lab.png", &address);
        }
    };
    let svg = move || {
        let theme = Theme::new(screen.dark.get_untracked(), 1.0);
        let shown = untrack(|| Shown::now(compare));
        let drawn = relu_lab::plot::svg(SIZE, &theme, |pen| {
            let (bg, area, title) = (pen.theme.palette.bg, pen.area(), shown.title());
            pen.rect(area, bg);
            draw(pen, &shown, &title)
        });
        if let Ok(text) = drawn {
            save_text("relu-lab.svg", "image/svg+xml", &text);
        }
    };
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
            {button("PNG", "The figure as pixels", Callback::new(move |()| png()))}
            {button("SVG", "The figure as a drawing", Callback::new(move |()| svg()))}
            {button("Copy link", "The link holds the whole plan", Callback::new(move |()| compare.messages.share()))}
        </div>
    }
}

type Table = fn(&relu_lab::compare::plan::Plan, &[relu_lab::compare::summary::Finished]) -> String;

fn table(compare: Compare, table: Table) -> String {
    compare.plan.with_untracked(|plan| table(plan, &compare.finished()))
}
