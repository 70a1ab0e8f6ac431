//! A worksheet for paper: claims with space for a prediction, its reason, and what was measured.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::address::{Address, Step, Subject};
use relu_lab::lessons::rule::Verdict;

use crate::components::icons;

use super::list::href;
use super::state::number;
use super::words;

/// The sheet.
#[component]
pub fn Worksheet(
    /// What it is about.
    subject: Subject,
) -> impl IntoView {
    let title = match subject {
        Subject::Lesson(_) => "Worksheet: one claim".to_owned(),
        Subject::Chapter(chapter) => format!("Worksheet: {}", chapter.name),
        Subject::All => "Worksheet: all claims".to_owned(),
    };
    let lessons = subject.lessons();
    let back = lessons.first().map(|lesson| href(&Address::Lesson(lesson, Step::Predict)));
    view! {
        <article class="sheet-paper" aria-labelledby="sheet-title">
            <header>
                <h2 id="sheet-title">{title}</h2>
                <p class="on-paper">"ReLU Lab. Name: " <span class="blank"></span> " Date: " <span class="blank short"></span></p>
                <PrintButton />
                {back.map(|link| view! { <a class="button screen-only" href=link>"To the claim"</a> })}
            </header>
            {lessons.into_iter().map(|lesson| view! { <Task lesson=lesson /> }).collect_view()}
        </article>
    }
}

/// Hands the sheet to the printer.
#[component]
pub fn PrintButton() -> impl IntoView {
    // A browser without a printer refuses; there is nothing to be done about it.
    let print = move |_| _ = window().print();
    view! { <button type="button" class="button screen-only" on:click=print>{icons::PRINT.view()} "Print"</button> }
}

#[component]
fn Task(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let choices = Verdict::ALL
        .map(|verdict| view! { <li><span class="box" aria-hidden="true"></span> {words::verdict(verdict)}</li> });
    let head = lesson.experiment.quantities.iter().map(|quantity| view! { <th scope="col">{quantity.name}</th> });
    let rows = lesson.experiment.arms.iter().map(|arm| {
        let cells = lesson.experiment.quantities.iter().map(|_| view! { <td></td> });
        view! { <tr><th scope="row">{arm.name}</th> {cells.collect_view()}</tr> }
    });
    view! {
        <section class="task">
            <h3>{number(lesson)} ". " <q>{lesson.claim}</q></h3>
            <p>"I expect:"</p>
            <ul class="boxes" aria-label="I expect">{choices.into_iter().collect_view()}</ul>
            <p>"because " <span class="blank wide"></span></p>
            <div class="task-table" tabindex="0" role="group" aria-label="Space for what is measured">
            <table>
                <caption>"Measured"</caption>
                <thead><tr><th scope="col">"Setup"</th> {head.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            </div>
            <p>{lesson.question}</p>
            <p><span class="blank wide"></span></p>
            <p>"Verdict: " <span class="blank short"></span> " " <span class="caption">{href(&Address::Lesson(lesson, Step::Predict))}</span></p>
        </section>
    }
}
