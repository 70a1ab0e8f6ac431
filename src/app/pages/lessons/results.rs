//! The result sheet: what was predicted and measured, to be printed, saved as CSV, or handed on as a link.
//!
//! A sheet that came with a link is shown as it came, and never mixed with one's own.

use leptos::either::Either;
use leptos::prelude::*;

use relu_lab::lessons::address::{Address, Step};
use relu_lab::lessons::record::{Entry, Record, RecordError, Summary};
use relu_lab::lessons::rule::Verdict;
use relu_lab::lessons::{Lesson, lessons};

use crate::components::icons;
use crate::hooks::files::save_text;
use crate::hooks::hash_route::current_address;

use super::list::href;
use super::state::{Lessons, number};
use super::words;
use super::worksheet::PrintButton;

/// The sheet.
#[component]
pub fn Results(
    /// What a link brought; `None`: one's own.
    code: Option<String>,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    match code.map(|code| Record::from_code(&code)) {
        None => Either::Left(view! { <Sheet record=state.record.into() is_own=true /> }),
        Some(Ok(record)) => Either::Left(view! { <Sheet record=Signal::stored(record) is_own=false /> }),
        Some(Err(error)) => Either::Right(view! { <Damaged error=error /> }),
    }
}

#[component]
fn Damaged(
    /// Why it cannot be read.
    error: RecordError,
) -> impl IntoView {
    view! {
        <div class="banner" role="alert">
            {icons::WRONG.view()}
            <div class="banner-text">{error.to_string()} "."</div>
            <a class="button" href=href(&Address::Results(None))>"Your own result sheet"</a>
        </div>
    }
}

#[component]
fn Sheet(
    /// What is on it.
    record: Signal<Record>,
    /// Whether it is the reader's own.
    is_own: bool,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let all = lessons().count();
    let count = move || record.with(|record| (record.entries().count(), record.tested(), right(record)));
    let words = move || {
        let (predicted, tested, right) = count();
        format!("{predicted} of {all} predicted, {tested} tested, {right} came out as predicted.")
    };
    let csv = move |_| save_text("relu-lab-results.csv", "text/csv", &record.with_untracked(Record::to_csv));
    let link = move |_| {
        let address = current_address();
        let page = address.split('#').next().unwrap_or_default();
        let code = record.with_untracked(Record::to_code);
        let text = format!("{page}{}", href(&Address::Results(Some(code))));
        let refused = "The browser did not allow copying.";
        state.messages.copy(&text, "Link copied. Who opens it sees this sheet.", refused);
    };
    let name = move || {
        if is_own {
            Either::Left(view! {
                <label class="field name-field">
                    <span class="label">"Name, if you like"</span>
                    <input
                        type="text"
                        maxlength="60"
                        autocomplete="off"
                        prop:value=move || record.with(|record| record.name.clone())
                        on:change:target=move |event| state.record.update(|record| record.name = event.target().value())
                    />
                </label>
            })
        } else {
            Either::Right(
                view! { <p>"From a link: " <strong>{move || record.with(|record| record.name.clone())}</strong></p> },
            )
        }
    };
    let rows = move || {
        record.with(|record| {
            record.entries().map(|(lesson, entry)| view! { <Row lesson=lesson entry=entry.clone() /> }).collect_view()
        })
    };
    view! {
        <article class="sheet-paper" aria-labelledby="sheet-title">
            <header>
                <h2 id="sheet-title">"Result sheet"</h2>
                {name}
                <p data-testid="results">{words}</p>
                <div class="sheet-tools screen-only" role="group" aria-label="Save">
                    <PrintButton />
                    <button type="button" class="button" on:click=csv>{icons::SAVE.view()} "CSV"</button>
                    <button type="button" class="button" on:click=link>{icons::LINK.view()} "Copy link"</button>
                    {is_own.then(|| view! { <Clear /> })}
                </div>
            </header>
            <table class="results-table">
                <thead>
                    <tr>
                        <th scope="col">"Claim"</th> <th scope="col">"Predicted"</th> <th scope="col">"Came out as"</th>
                        <th scope="col">"Measured, medians"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </article>
    }
}

/// How many predictions came out.
fn right(record: &Record) -> usize {
    let is_right = |entry: &Entry| entry.measured.as_ref().is_some_and(|summary| summary.verdict == entry.prediction);
    record.entries().filter(|(_, entry)| is_right(entry)).count()
}

#[component]
fn Row(
    /// The lesson.
    lesson: &'static Lesson,
    /// What is known of it.
    entry: Entry,
) -> impl IntoView {
    let chip = |verdict: Verdict| words::verdict_chip(verdict);
    let link = href(&Address::Lesson(lesson, Step::Predict));
    let numbers = entry.measured.as_ref().map(|summary| numbers(lesson, summary));
    view! {
        <tr>
            <th scope="row"><a href=link>{number(lesson)} ". " {lesson.claim}</a></th>
            <td>{chip(entry.prediction)}</td>
            <td>{entry.measured.map(|summary| chip(summary.verdict))}</td>
            <td>{numbers}</td>
        </tr>
    }
}

/// The medians of each arm, and the seeds.
fn numbers(lesson: &'static Lesson, summary: &Summary) -> impl IntoView + use<> {
    let experiment = &lesson.experiment;
    let arms = experiment.arms.iter().zip(&summary.medians).map(|(arm, medians)| {
        let pairs = experiment.quantities.iter().zip(medians).filter(|(_, median)| !median.is_nan());
        let texts: Vec<_> = pairs
            .map(|(quantity, median)| format!("{} {}", quantity.name, words::number(quantity, f64::from(*median))))
            .collect();
        view! { <li><strong>{arm.name}</strong> ": " {texts.join("; ")}</li> }
    });
    view! {
        <ul>{arms.collect_view()}</ul>
        <p class="caption">{words::seeds(summary.first_seed, summary.seeds)}</p>
    }
}

/// Forgets everything, after a second press.
#[component]
fn Clear() -> impl IntoView {
    let state = expect_context::<Lessons>();
    let asked = RwSignal::new(false);
    let clear = move |_| {
        state.forget();
        asked.set(false);
    };
    move || {
        if asked.get() {
            Either::Left(view! {
                <span>"Forget all predictions and measurements?"</span>
                <button type="button" class="button" on:click=clear>"Forget them"</button>
                <button type="button" class="button" on:click=move |_| asked.set(false)>"Keep them"</button>
            })
        } else {
            Either::Right(
                view! { <button type="button" class="button" on:click=move |_| asked.set(true)>"Clear"</button> },
            )
        }
    }
}
