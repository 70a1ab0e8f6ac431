//! The Lessons page: claims about `ReLU`, each predicted, measured, observed and explained. One file a panel.

pub mod code;
pub mod explain;
pub mod figure;
pub mod figure_words;
pub mod grid;
pub mod lesson;
pub mod list;
pub mod predict;
pub mod results;
pub mod rule;
pub mod run;
pub mod state;
pub mod steps;
pub mod table;
pub mod words;
pub mod worksheet;

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use relu_lab::lessons::address::Address;

use crate::components::icons;
use crate::pages::train::messages::Notices;
use crate::pages::train::more::MoreSettings;

/// The page.
#[component]
pub fn Lessons() -> impl IntoView {
    let lessons = expect_context::<state::Lessons>();
    lessons.measure_if_needed();
    // Nobody looks any more: the workers go, what was measured stays.
    on_cleanup(move || lessons.close());
    // A lesson stays the same view while its steps change: what has the focus keeps it.
    let shown = Memo::new(move |_| lessons.lesson().map(|lesson| lesson.id));
    let view = move || match (shown.get(), lessons.address.get_untracked()) {
        (Some(_), Address::Lesson(lesson, _)) => Either::Left(view! { <lesson::LessonView lesson=lesson /> }),
        _ => Either::Right(view! { <Sheet /> }),
    };
    view! {
        <main class="lessons">
            <list::List />
            <div class="lesson-column">
                <div class="messages"><Notices /> <Trouble /></div>
                {view}
            </div>
        </main>
        <MoreSettings />
    }
}

/// A sheet to be printed.
#[component]
fn Sheet() -> impl IntoView {
    let lessons = expect_context::<state::Lessons>();
    move || match lessons.address.get() {
        Address::Worksheet(subject) => EitherOf3::A(view! { <worksheet::Worksheet subject=subject /> }),
        Address::Results(code) => EitherOf3::B(view! { <results::Results code=code /> }),
        Address::Lesson(..) => EitherOf3::C(()),
    }
}

/// Something could not be measured.
#[component]
fn Trouble() -> impl IntoView {
    let trouble = expect_context::<state::Lessons>().trouble;
    let banner = move |reason: String| {
        view! {
            <div class="banner" role="alert">
                {icons::WRONG.view()}
                <div class="banner-text"><span data-testid="trouble">{reason}</span> " Run measures again."</div>
                <button type="button" class="button" on:click=move |_| trouble.set(None)>"Dismiss"</button>
            </div>
        }
    };
    view! { {move || trouble.get().map(banner)} }
}
