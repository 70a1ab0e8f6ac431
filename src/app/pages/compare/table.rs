//! The table of results, ordered by any column; and the learning rates tried, where each value takes its best.

use crate::components::term::Explains;
use crate::pages::activations::marker;
use crate::pages::compare::columns::{self, COLUMNS, direction, ordered};
use crate::pages::compare::out::Out;
use crate::pages::compare::state::Compare;
use leptos::prelude::*;
use relu_lab::compare::plan::Plan;
use relu_lab::compare::summary::{Edge, Rate, Row, Tried};
use relu_lab::plot::format;

/// The table.
#[component]
pub fn Results() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let order = Memo::new(move |_| {
        let (column, reversed) = compare.order.get();
        ordered(&compare.shown().rows, column, reversed)
    });
    let head = |column: Option<usize>, name: Signal<String>, about: (&'static str, &'static str)| {
        let explains = Explains::new(Signal::stored(vec![about]));
        let state = Signal::derive(move || {
            let (sorted, reversed) = compare.order.get();
            if sorted == column { direction(column, reversed) } else { "none" }.to_owned()
        });
        let press = move |_: leptos::ev::MouseEvent| {
            compare.order.update(|(sorted, reversed)| {
                *reversed = *sorted == column && !*reversed;
                *sorted = column;
            });
        };
        view! {
            <th scope="col" aria-sort=state>
                <button
                    type="button"
                    node_ref=explains.node
                    class="sort"
                    aria-description=about.1
                    on:pointerenter=move |event| explains.enter(&event)
                    on:pointerleave=move |_| explains.leave()
                    on:focus=move |_| explains.focus()
                    on:blur=move |event| explains.blur(&event)
                    on:click=press
                >
                    {name}
                </button>
            </th>
        }
    };
    let factor = Signal::derive(move || compare.plan.with(|plan| plan.factor().name.to_owned()));
    let heads = COLUMNS
        .iter()
        .enumerate()
        .map(|(i, column)| head(Some(i), Signal::stored(column.name.to_owned()), (column.name, column.about)));
    // In a race there is one seed, with the rates that the comparison has found.
    let with_rates = move || !compare.race.is_on.get() && compare.plan.with(Plan::has_best_rate);
    let caption = move || {
        if compare.race.is_on.get() {
            "one seed, as it stands now"
        } else {
            "seeds run in turn over all values, so that rows can be compared at any time"
        }
    };
    view! {
        <section class="results-panel" aria-label="Results so far">
            <div class="panel-head">
                <h2>"Results"</h2>
                <span class="caption">{caption}</span>
                <Out />
            </div>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Results, scrolls sideways">
                <table class="comparison" aria-label="Results">
                    <thead>
                        <tr>
                            {head(None, factor, ("Value", "The value; pressed, the rows stand in the order of the values"))}
                            {move || with_rates().then(|| view! { <th scope="col" title=BEST_RATE>"Best rate"</th> })}
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
        let row = results.rows.get(value).filter(|_| results.plan.has_best_rate() && !compare.race.is_on.get())?;
        let (rate, beside) = columns::rate(row);
        Some(view! { <td class="best-rate"><strong>{rate}</strong><span class="spread">{beside}</span></td> })
    };
    let cells = COLUMNS.iter().map(|column| {
        let read = Memo::new(move |_| -> (String, String, String) {
            let results = compare.shown();
            let Some(row) = results.rows.get(value) else { return Default::default() };
            let full = (column.key)(row).map_or_else(String::new, |key| key.to_string());
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
        let row = |(name, (tried, row)): (String, (&Vec<Tried>, &Row))| {
            let cell = |tried: &Tried| {
                let best = matches!(row.rate, Rate::Best(_)) && tried.learning_rate == row.learning_rate;
                view! {
                    <td class:best=best>
                        <span class="label">{tried.learning_rate.to_string()}</span>
                        <strong>{format!("{}/{}", tried.solved, tried.runs)}</strong>
                        <span class="spread">{tried_words(tried, row.rate, best)}</span>
                    </td>
                }
            };
            let none = (row.rate == Rate::NoneSolved && row.runs > 0)
                .then(|| view! { <td class="spread">{format!("none solved: none is taken, the table shows {}", row.learning_rate)}</td> });
            view! { <tr><th scope="row">{name}</th>{tried.iter().map(cell).collect_view()}{none}</tr> }
        };
        let rows = results.tried.iter().zip(&results.rows);
        let rows = results.plan.names().into_iter().zip(rows).map(row).collect_view();
        Some(view! {
            <section class="rates" aria-label="Learning rates tried">
                <h2>"Learning rates tried " <span class="caption">"solved runs and median epochs to the target; taken is the one that solves most, then soonest, then ends with the lowest loss; one that solves nothing is not"</span></h2>
                <div class="table-scroll">
                    <table class="comparison" aria-label="Learning rates tried"><tbody>{rows}</tbody></table>
                </div>
            </section>
        })
    };
    view! { {table} }
}

/// What the column of best rates is.
const BEST_RATE: &str = "The learning rate of those tried that solves most seeds, then soonest. At an end of them a rate beyond may be better; where none solves any seed, the row is that of the experiment's own rate";

/// How soon a rate gets there, and whether it is the one that is taken.
fn tried_words(tried: &Tried, rate: Rate, best: bool) -> String {
    let epochs = if tried.runs > 0 && tried.epochs_to_target.is_finite() {
        format!("median {}", format::tick(tried.epochs_to_target as f32))
    } else {
        String::new()
    };
    let taken = match rate {
        _ if !best => "",
        Rate::Best(Some(Edge::Largest)) => "taken, the largest tried: a larger one may be better",
        Rate::Best(Some(Edge::Smallest)) => "taken, the smallest tried: a smaller one may be better",
        _ => "taken",
    };
    [epochs.as_str(), taken].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_at_an_end_of_those_tried_says_so() {
        let tried = Tried { learning_rate: 0.3, solved: 6, runs: 8, epochs_to_target: 12.0, train_loss: 0.1 };
        let words = |rate, best| tried_words(&tried, rate, best);
        assert_eq!(words(Rate::Best(None), true), "median 12 · taken");
        let largest = Rate::Best(Some(Edge::Largest));
        assert_eq!(words(largest, true), "median 12 · taken, the largest tried: a larger one may be better");
        assert_eq!(words(largest, false), "median 12");
        let never = Tried { epochs_to_target: f64::INFINITY, solved: 1, ..tried };
        assert_eq!(tried_words(&never, Rate::NoneSolved, false), "");
    }
}
