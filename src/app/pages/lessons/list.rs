//! All claims by chapter, with what the reader knows of each: to be predicted, predicted, or tested with its verdict.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use relu_lab::lessons::address::{Address, Step, Subject};
use relu_lab::lessons::record::Record;
use relu_lab::lessons::{CHAPTERS, Chapter, Lesson, lessons};

use crate::components::icons;
use crate::hooks::hash_route::HashRoute;
use crate::hooks::opened::{Kind, use_opened};
use crate::page::Page;

use super::state::{Lessons, number};
use super::words;

/// The link to an address of this page.
pub fn href(address: &Address) -> String {
    HashRoute::hash_of(Page::Lessons, &address.to_query())
}

/// The list. Where there is no room beside the lesson it opens over it.
#[component]
pub fn List() -> impl IntoView {
    let state = expect_context::<Lessons>();
    let tested = Memo::new(move |_| state.record.with(Record::tested));
    let all = lessons().count();
    let open = state.list_open;
    use_opened("lesson-list", Kind::Menu, move || open.get(), move || open.set(false));
    let lesson = Memo::new(move |_| state.address.with(|_| state.lesson().map(number)));
    let place = move || lesson.get().map_or_else(|| "Sheet".to_owned(), |number| format!("Claim {number} of {all}"));
    view! {
        <nav class="lesson-nav" aria-label="Claims">
            <div class="lesson-nav-head">
                <h2>"Claims about ReLU"</h2>
                <span class="caption" data-testid="tested" data-value=move || tested.get()>
                    <strong>{tested}</strong> {format!(" of {all} tested")}
                </span>
                <button
                    type="button"
                    class="button disclosure lesson-nav-open"
                    aria-expanded=move || open.get().to_string()
                    aria-controls="lesson-list"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {place} {icons::DOWN.view()}
                </button>
            </div>
            <div class="lesson-list" id="lesson-list" class:open=move || open.get()>
                {CHAPTERS.iter().map(|chapter| view! { <ChapterRows chapter=chapter /> }).collect_view()}
                <div class="lesson-list-foot">
                    <a class="quiet" href=href(&Address::Worksheet(Subject::All))>"Worksheet"</a>
                    <a class="quiet" href=href(&Address::Results(None))>"Result sheet"</a>
                    <p class="caption">"Every verdict comes from runs on this device."</p>
                </div>
            </div>
        </nav>
    }
}

#[component]
fn ChapterRows(
    /// The chapter.
    chapter: &'static Chapter,
) -> impl IntoView {
    let id = format!("chapter-{}", chapter.id);
    let named_by = id.clone();
    let sheet = href(&Address::Worksheet(Subject::Chapter(chapter)));
    let also_said = chapter.also_said.iter().map(|(claim, what)| {
        view! { <li><q>{*claim}</q> " " {*what}</li> }
    });
    view! {
        <section class="chapter" aria-labelledby=named_by>
            <div class="chapter-head">
                <h3 id=id>{chapter.name}</h3>
                <a class="quiet" href=sheet aria-label=format!("Worksheet: {}", chapter.name)>"Worksheet"</a>
            </div>
            <ol>{chapter.lessons.iter().map(|lesson| view! { <Row lesson=lesson /> }).collect_view()}</ol>
            {(!chapter.also_said.is_empty()).then(|| {
                view! {
                    <details class="also-said">
                        <summary>"Also said, and not measured here"</summary>
                        <ul>{also_said.collect_view()}</ul>
                    </details>
                }
            })}
        </section>
    }
}

#[component]
fn Row(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let entry = Memo::new(move |_| state.entry(lesson));
    let is_shown = move || state.address.with(|_| state.lesson().is_some_and(|shown| shown.id == lesson.id));
    // Where the reader was in it.
    let link = move || {
        let is_tested = entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.measured.is_some()));
        href(&Address::Lesson(lesson, if is_tested { Step::Explain } else { Step::Predict }))
    };
    let known = move || match entry.get() {
        None => EitherOf3::A(view! { <span class="chip-verdict open">"Predict"</span> }),
        Some(entry) => match entry.measured {
            None => EitherOf3::B(view! { <span class="chip-verdict open">"Run"</span> }),
            Some(summary) => EitherOf3::C(words::verdict_chip(summary.verdict)),
        },
    };
    view! {
        <li class="lesson-row" class:shown=is_shown>
            <span class="lesson-number" aria-hidden="true">{number(lesson)}</span>
            <a href=link aria-current=move || is_shown().then_some("page")>{lesson.claim}</a>
            {known}
        </li>
    }
}
