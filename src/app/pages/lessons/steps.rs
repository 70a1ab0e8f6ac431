//! The four steps of a lesson, with what is known of each; a press goes back to one, or on to one that was reached.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::address::{Address, Step};

use crate::components::icons;

use super::state::{Lessons, Phase};
use super::words;

/// The steps.
#[component]
pub fn Steps(
    /// The lesson.
    lesson: &'static Lesson,
    /// The step that is shown.
    step: Memo<Step>,
) -> impl IntoView {
    let steps = Step::ALL.map(|row| view! { <StepButton lesson=lesson row=row step=step /> });
    view! { <ol class="steps" aria-label="Steps">{steps.into_iter().collect_view()}</ol> }
}

#[component]
fn StepButton(
    /// The lesson.
    lesson: &'static Lesson,
    /// The step that the button is for.
    row: Step,
    /// The step that is shown.
    step: Memo<Step>,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let prediction = Memo::new(move |_| state.prediction(lesson));
    let is_finished = Memo::new(move |_| state.measurement.with(|now| now.phase == Phase::Finished));
    let can_go = move || match row {
        Step::Predict => true,
        Step::Run => is_finished.get() || step.get() == Step::Run,
        Step::Observe | Step::Explain => is_finished.get(),
    };
    let is_behind = move || row < step.get();
    let caption = move || match row {
        Step::Predict => prediction.get().map_or_else(
            || "what do you expect?".to_owned(),
            |said| format!("you said: {}", words::verdict(said).to_lowercase()),
        ),
        Step::Run => state.measurement.with(|now| match now.phase {
            Phase::Finished => words::measurements(now.all, now.millis),
            _ => format!("{} measurements", lesson.experiment.arms.len() * lesson.experiment.seeds as usize),
        }),
        Step::Observe => "one thing to look at".to_owned(),
        Step::Explain => "the rule, and why".to_owned(),
    };
    view! {
        <li class="step" class:behind=is_behind>
            <button
                type="button"
                class="step-button"
                aria-current=move || (step.get() == row).then_some("step")
                aria-disabled=move || (!can_go()).then_some("true")
                on:click=move |_| {
                    if untrack(can_go) {
                        state.go(Address::Lesson(lesson, row));
                    }
                }
            >
                <span class="step-number" aria-hidden="true">
                    {move || if is_behind() { Some(icons::YES.view()) } else { None }}
                    {move || (!is_behind()).then_some(row as u8 + 1)}
                </span>
                <span class="step-words"><span>{words::step(row)}</span> <span class="caption">{caption}</span></span>
            </button>
        </li>
    }
}
