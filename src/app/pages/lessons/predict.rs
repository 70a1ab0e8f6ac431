//! The first step: what the reader expects, and what is going to be measured.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::rule::Verdict;

use super::state::Lessons;
use super::words;

/// The choice, and the experiment in words.
#[component]
pub fn Predict(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let prediction = Memo::new(move |_| state.prediction(lesson));
    // What was measured shows the verdict: from then on the prediction stays what it was.
    let is_settled = Memo::new(move |_| state.entry(lesson).is_some_and(|entry| entry.measured.is_some()));
    let choices = Verdict::ALL.map(|choice| {
        view! {
            <label class="prediction">
                <input
                    type="radio"
                    name="prediction"
                    prop:checked=move || prediction.get() == Some(choice)
                    disabled=is_settled
                    on:change=move |_| state.record.update(|record| record.predict(lesson, choice))
                />
                <span>{words::verdict_icon(choice).view()} {words::verdict(choice)}</span>
            </label>
        }
    });
    view! {
        <section class="predict">
            <p>"Is that so? Say what you expect before anything is measured."</p>
            <div class="predictions" role="radiogroup" aria-label="Prediction">{choices.into_iter().collect_view()}</div>
            <p class="caption">
                {move || if is_settled.get() { "It was measured: the prediction stays what it was." } else { "" }}
            </p>
        </section>
    }
}

/// What is compared, and what is measured.
#[component]
pub fn Plan(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let experiment = &lesson.experiment;
    let arms = experiment.arms.iter().map(|arm| view! { <li>{arm.name}</li> });
    let quantities = experiment.quantities.iter().map(|quantity| view! { <li>{quantity.name}</li> });
    view! {
        <div class="plan">
            <h3>"What is compared"</h3>
            <ul>{arms.collect_view()}</ul>
            <h3>"What is measured"</h3>
            <ul>{quantities.collect_view()}</ul>
            <p class="caption">{words::each(experiment.seeds)}</p>
        </div>
    }
}
