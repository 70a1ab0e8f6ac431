//! What was understood of a table: its first rows, what each column is taken for, what is to be learned, and what is wrong.

use leptos::prelude::*;

use relu_lab::data::own::problem::Problem;
use relu_lab::data::own::reading::{Reading, Use};
use relu_lab::data::own::scaling::Scaling;
use relu_lab::data::own::table::Table;

use crate::components::fields::Segmented;
use crate::state::own::{OwnDraft, TASKS};

use super::words;

/// So many rows are shown.
const ROWS: usize = 4;
/// So many problems are named one by one.
const PROBLEMS: usize = 12;

/// The preview; nothing without a text.
#[component]
pub fn Preview() -> impl IntoView {
    let draft = expect_context::<OwnDraft>();
    let problems = Memo::new(move |_| {
        let of_table = draft.table.with(|table| table.as_ref()?.as_ref().err().cloned());
        let of_reading = draft.reading.with(|reading| reading.as_ref().map(|reading| reading.problems.clone()));
        draft.note.get().into_iter().chain(of_table).chain(of_reading.into_iter().flatten()).collect::<Vec<Problem>>()
    });
    let is_table = Memo::new(move |_| draft.reading.with(Option::is_some));
    view! {
        {move || is_table.get().then(|| view! { <Understood /> })}
        {move || problems.with(|problems| (!problems.is_empty()).then(|| list(problems)))}
    }
}

fn list(problems: &[Problem]) -> impl IntoView + use<> {
    let named =
        problems.iter().take(PROBLEMS).map(|problem| view! { <li>{words::problem(problem)}</li> }).collect_view();
    let more = problems.len().saturating_sub(PROBLEMS);
    view! {
        <ul class="own-problems" data-testid="data-problems" data-value=problems.len().to_string() aria-label="Problems">
            {named}
            {(more > 0).then(|| view! { <li>{format!("{more} more like these.")}</li> })}
        </ul>
    }
}

/// The table, and what is wanted of it.
#[component]
fn Understood() -> impl IntoView {
    let draft = expect_context::<OwnDraft>();
    let (table, reading) = (draft.table, draft.reading);
    let of_table = move |read: fn(&Table) -> String| {
        move || table.with(|table| table.as_ref().and_then(|table| table.as_ref().ok()).map(read))
    };
    let columns = Memo::new(move |_| {
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        table.with(|table| table.as_ref().and_then(|table| table.as_ref().ok()).map(names).unwrap_or_default())
    });
    let target = Memo::new(move |_| reading.with(|reading| reading.as_ref().map_or(0, |reading| reading.target)));
    let task = Signal::derive(move || {
        let task = reading.with(|reading| reading.as_ref().map(|reading| reading.task));
        TASKS.iter().position(|one| Some(*one) == task).unwrap_or(0)
    });
    let choose_target = move |value: String| {
        draft.wish.update(|wish| (wish.target, wish.task) = (value.parse().ok(), None));
    };
    let choose_task = move |index: usize| draft.wish.update(|wish| wish.task = TASKS.get(index).copied());
    let scaling =
        Signal::derive(move || Scaling::ALL.iter().position(|kind| *kind == draft.scaling.get()).unwrap_or(0));
    let number = move |id: &'static str, name: &'static str, read: fn(&Reading) -> Option<usize>| {
        let value = Memo::new(move |_| reading.with(|reading| reading.as_ref().and_then(read)));
        view! {
            <div>
                <dt>{name}</dt>
                <dd data-testid=id data-value=move || value.get().map(|v| v.to_string())>
                    {move || value.get().map_or_else(|| "–".to_owned(), |v| v.to_string())}
                </dd>
            </div>
        }
    };
    let rows = |reading: &Reading| Some(reading.data.as_ref()?.points());
    let inputs = |reading: &Reading| Some(reading.data.as_ref()?.columns.len());
    let classes = |reading: &Reading| reading.data.as_ref()?.shape().classes.map(usize::from);
    view! {
        <p data-testid="understood">{of_table(words::understood)}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="First rows, scrolls sideways">
            {move || first_rows(table, reading)}
        </div>
        <div class="own-choices">
            <label class="field">
                <span class="label">"To learn"</span>
                <select aria-label="To learn" on:change:target=move |event| choose_target(event.target().value())>
                    {move || columns.get().into_iter().enumerate().map(|(place, name)| {
                        view! { <option value=place.to_string() prop:selected=move || target.get() == place>{name}</option> }
                    }).collect_view()}
                </select>
            </label>
            <div class="field">
                <span class="label" aria-hidden="true">"As"</span>
                <Segmented name="Learn as" choices=vec!["Classes".into(), "Values".into()] chosen=task on_choose=Callback::new(choose_task) />
            </div>
            <div class="field">
                <span class="label" aria-hidden="true">"Scaling"</span>
                <Segmented
                    name="Scaling"
                    choices=Scaling::ALL.map(|kind| words::scaling(kind).into()).into()
                    chosen=scaling
                    on_choose=Callback::new(move |index: usize| draft.scaling.set(Scaling::ALL[index.min(2)]))
                />
            </div>
        </div>
        <p class="caption">
            "Each column is scaled by its training points alone, and values to learn are scaled as inputs are. The map shows −1 to 1."
        </p>
        <dl class="own-numbers">
            {number("data-rows", "Rows used", rows)}
            {number("data-columns", "Inputs", inputs)}
            {number("data-classes", "Classes", classes)}
        </dl>
    }
}

type Tables = Memo<Option<Result<Table, Problem>>>;

/// The first rows under the names of their columns and what these are taken for.
fn first_rows(table: Tables, reading: Memo<Option<Reading>>) -> Option<impl IntoView> {
    let uses = reading.with(|reading| reading.as_ref().map(|reading| reading.uses.clone()))?;
    table.with(|table| {
        let table = table.as_ref()?.as_ref().ok()?;
        let is_left_out = |place: usize| !matches!(uses.get(place), Some(Use::Input | Use::Target));
        let heads = table.columns.iter().enumerate().map(|(place, column)| {
            let role = uses.get(place).copied().unwrap_or(Use::Words);
            view! {
                <th scope="col" class:left-out=is_left_out(place) class:target=role == Use::Target>
                    {column.name.clone()} <span class="caption">{words::used_as(role)}</span>
                </th>
            }
        });
        let rows = table.rows.iter().take(ROWS).map(|row| {
            let cells = row.cells.iter().enumerate();
            view! { <tr>{cells.map(|(place, cell)| view! { <td class:left-out=is_left_out(place)>{cell.clone()}</td> }).collect_view()}</tr> }
        });
        Some(view! {
            <table class="own-rows" aria-label="First rows">
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        })
    })
}
