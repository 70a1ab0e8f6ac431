//! The rule of a lesson in words, each condition with whether it held, and what came of the prediction.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;

use crate::components::icons;

use super::state::{Lessons, Phase};
use super::words;

/// The rule.
#[component]
pub fn RuleWords(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let rule = &lesson.rule;
    let conditions = rule.conditions.iter().map(|condition| {
        // Not judged before all was measured.
        let holds = Memo::new(move |_| {
            state.measurement.with(|now| (now.phase == Phase::Finished).then(|| (condition.holds)(&now.measured)))
        });
        let mark = move || match holds.get() {
            Some(true) => icons::YES.view(),
            Some(false) => icons::WRONG.view(),
            None => icons::MINUS.view(),
        };
        let words = move || match holds.get() {
            Some(true) => ": holds",
            Some(false) => ": does not hold",
            None => ": is being measured",
        };
        view! {
            <li data-holds=move || holds.get().map(|holds| holds.to_string())>
                {mark}
                <span>{condition.words} <span class="unseen">{words}</span></span>
            </li>
        }
    });
    let said = move || {
        let verdict = state.verdict()?;
        state.prediction(lesson).map(|prediction| words::prediction(prediction, verdict))
    };
    let changed = move || {
        let before = state.changed_from.get()?;
        Some(format!("With the seeds before, the verdict was: {}.", words::verdict(before)))
    };
    let seeds = move || state.measurement.with(|now| words::seeds(now.first_seed, lesson.experiment.seeds));
    view! {
        <section class="rule" aria-label="Rule">
            <p><strong>{said}</strong> " " <span data-testid="changed">{changed}</span></p>
            <div data-testid="rule">
                <p>{words::verdict(rule.then)} " if"</p>
                <ul>{conditions.collect_view()}</ul>
                <p>"otherwise " {words::verdict(rule.otherwise).to_lowercase()} ". " <span class="caption">"Medians over " {seeds} "."</span></p>
            </div>
        </section>
    }
}
