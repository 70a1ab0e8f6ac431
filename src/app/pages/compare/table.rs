//! The table of results, ordered by any column; and the learning rates tried, where each value takes its best.

use crate::pages::activations::marker;
use crate::pages::compare::columns::{COLUMNS, ordered};
use crate::pages::compare::out::Out;
use crate::pages::compare::state::Compare;
use leptos::prelude::*;
use relu_lab::compare::summary::Tried;
use relu_lab::plot::format;

/// The table.
#[component]
pub fn Results() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let order = Memo::new(move |_| {
        let (column, descending) = compare.order.get();
        ordered(&compare.shown().rows, column, descending)
    });
    let head = |column: Option<usize>, name: Signal<String>, about: &'static str| {
        let state = Signal::derive(move || {
            let word = match compare.order.get() {
                (sorted, true) if sorted == column => "descending",
                (sorted, false) if sorted == column => "ascending",
                _ => "none",
            };
            word.to_owned()
        });
        let press = move |_: leptos::ev::MouseEvent| {
            compare.order.update(|(sorted, descending)| {
                *descending = *sorted == column && !*descending;
                *sorted = column;
            });
        };
        view! {
            <th scope="col" aria-sort=state>
                <button type="button" class="sort" title=about on:click=press>{name}</button>
            </th>
        }
    };
    let factor = Signal::derive(move || compare.plan.with(|plan| plan.factor().name.to_owned()));
    let heads = COLUMNS
        .iter()
        .enumerate()
        .map(|(i, column)| head(Some(i), Signal::stored(column.name.to_owned()), column.about));
    let with_rates = move || compare.plan.with(relu_lab::compare::plan::Plan::has_best_rate);
    view! {
        <section class="results-panel" aria-label="Results so far">
            <div class="panel-head">
                <h2>"Results"</h2>
                <span class="caption">"seeds run in turn over all values, so that rows can be compared at any time"</span>
                <Out />
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Results, scrolls sideways">
                <table class="comparison" aria-label="Results">
                    <thead>
                        <tr>
                            {head(None, factor, "The value; pressed, the rows stand in the order of the values")}
                            {move || with_rates().then(|| view! { <th scope="col">"Best rate"</th> })}
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || order.get() key=|value| *value children=move |value| row(compare, value) />
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn row(compare: Compare, value: usize) -> impl IntoView {
    let name = Signal::derive(move || compare.plan.with(|plan| plan.names().get(value).cloned().unwrap_or_default()));
    let text = compare.plan.with_untracked(|plan| plan.values.get(value).cloned().unwrap_or_default());
    let look = move || compare.looks.with(|looks| looks.get(value).copied()).map(marker);
    let rate = move || {
        let results = compare.shown();
        let row = results.rows.get(value).filter(|_| results.plan.has_best_rate())?;
        let rate = if row.runs > 0 { row.learning_rate.to_string() } else { "–".to_owned() };
        Some(view! { <td>{rate}</td> })
    };
    let cells = COLUMNS.iter().map(|column| {
        let read = Memo::new(move |_| -> (String, String, String) {
            let results = compare.shown();
            let Some(row) = results.rows.get(value) else { return Default::default() };
            let full = (column.key)(row).map_or_else(String::new, |key| key.abs().to_string());
            let (number, beside) = (column.text)(row);
            (full, number, beside)
        });
        let (full, number, beside) = (
            Signal::derive(move || read.with(|read| read.0.clone())),
            Signal::derive(move || read.with(|read| read.1.clone())),
            Signal::derive(move || read.with(|read| read.2.clone())),
        );
        view! {
            <td class=column.id data-testid=format!("{}-{text}", column.id) data-value=full>
                <strong>{number}</strong>
                <span class="spread">{beside}</span>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row"><span class="row-name">{look} <span>{name}</span></span></th>
            {rate}
            {cells.collect_view()}
        </tr>
    }
}

/// The grid of learning rates, while each value takes its best.
#[component]
pub fn Rates() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let table = move || {
        let results = compare.results.get();
        if results.tried.is_empty() || compare.race.is_on.get() {
            return None;
        }
        let row = |(name, (tried, row)): (String, (&Vec<Tried>, &relu_lab::compare::summary::Row))| {
            let cell = |tried: &Tried| {
                let best = row.runs > 0 && tried.learning_rate == row.learning_rate;
                let epochs = match tried.epochs_to_target {
                    _ if tried.runs == 0 => String::new(),
                    epochs if epochs.is_finite() => format!("median {}", format::tick(epochs as f32)),
                    _ => "median never".to_owned(),
                };
                view! {
                    <td class:best=best>
                        <span class="label">{tried.learning_rate.to_string()}</span>
                        <strong>{format!("{}/{}", tried.solved, tried.runs)}</strong>
                        <span class="spread">{epochs} {best.then_some(" · taken")}</span>
                    </td>
                }
            };
            view! { <tr><th scope="row">{name}</th>{tried.iter().map(cell).collect_view()}</tr> }
        };
        let rows = results.tried.iter().zip(&results.rows);
        let rows = results.plan.names().into_iter().zip(rows).map(row).collect_view();
        Some(view! {
            <section class="rates" aria-label="Learning rates tried">
                <h2>"Learning rates tried " <span class="caption">"solved runs and median epochs to the target; the one that solves most, then soonest, then ends lowest, is taken"</span></h2>
                <div class="table-scroll">
                    <table class="comparison" aria-label="Learning rates tried"><tbody>{rows}</tbody></table>
                </div>
            </section>
        })
    };
    view! { {table} }
}
