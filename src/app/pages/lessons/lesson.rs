//! One lesson: its claim with the verdict, the steps, and what the step shows.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use relu_lab::lessons::address::{Address, Step, Subject};
use relu_lab::lessons::figure::Figure;
use relu_lab::lessons::{Lesson, lessons};

use crate::components::icons;

use crate::components::term::Said;

use super::explain::Explain;
use super::figure::LessonFigure;
use super::list::href;
use super::predict::{Plan, Predict};
use super::rule::RuleWords;
use super::state::{Lessons, Phase, beside, number};
use super::steps::Steps;
use super::table::MeasuredTable;
use super::words;

/// The lesson, in the step that the reader has come to.
#[component]
pub fn LessonView(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let step = Memo::new(move |_| state.step());
    let is_known = move || step.get() >= Step::Observe;
    let verdict = move || {
        let verdict = is_known().then(|| state.verdict()).flatten()?;
        Some(
            view! { <strong class="verdict-of" data-testid="verdict" data-value=verdict.id()>{words::verdict_chip(verdict)}</strong> },
        )
    };
    let before = beside(lesson, -1).map(|other| href(&Address::Lesson(other, Step::Predict)));
    let after = beside(lesson, 1).map(|other| href(&Address::Lesson(other, Step::Predict)));
    let all = lessons().count();
    // What has no room beside the figure stands below it.
    let is_full = match lesson.figure {
        Figure::Grid(_) => true,
        Figure::Dots(panels) => panels.len() > 1,
        _ => false,
    };
    let is_wide = is_full || lesson.experiment.quantities.len() > 1;
    let article = NodeRef::<html::Article>::new();
    // Edge: the place to which the page is scrolled. A step begins at its top.
    Effect::new(move |before: Option<Step>| {
        let now = step.get();
        if let (Some(article), true) = (article.get_untracked(), before.is_some_and(|before| before != now)) {
            article.scroll_into_view();
        }
        now
    });
    let measured = Signal::derive(move || state.measurement.with(|now| Arc::clone(&now.measured)));
    view! {
        <article node_ref=article class="lesson" data-step=move || step.get().id() aria-labelledby="claim">
            <header class="lesson-head">
                <p class="caption">
                    {format!("Claim {} of {all}, as often read", number(lesson))}
                    {before.map(|link| view! { <a class="quiet beside" href=link>"Previous claim"</a> })}
                    {after.map(|link| view! { <a class="quiet beside" href=link>"Next claim"</a> })}
                    <a class="quiet" href=href(&Address::Worksheet(Subject::Lesson(lesson)))>"Worksheet"</a>
                </p>
                <div class="claim-row"><h2 id="claim"><q>{lesson.claim}</q></h2> {verdict}</div>
            </header>
            <Steps lesson=lesson step=step />
            <Show when=move || step.get() == Step::Predict><Predict lesson=lesson /></Show>
            <Show when=move || step.get() == Step::Explain>
                <div class="reasons">
                    <RuleWords lesson=lesson />
                    <Explain lesson=lesson />
                </div>
            </Show>
            <div class="evidence" class:full=is_full>
                <LessonFigure lesson=lesson measured=measured />
                <div class="beside-figure">
                    <Show when=move || step.get() == Step::Predict><Plan lesson=lesson /></Show>
                    <Show when=move || !is_wide && step.get() != Step::Predict><MeasuredTable lesson=lesson /></Show>
                    <Show when=is_known><Look lesson=lesson /></Show>
                </div>
                <Show when=move || is_wide && step.get() != Step::Predict><MeasuredTable lesson=lesson /></Show>
            </div>
            <Actions step=step />
        </article>
    }
}

/// Where to look, and what to ask oneself there.
#[component]
fn Look(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    view! {
        <p class="look">
            <strong>"Look at "</strong> <Said text=format!("{}. ", lesson.look) words=words::WORDS /> <em>{lesson.question}</em>
        </p>
    }
}

/// How far measuring is.
#[component]
fn Progress() -> impl IntoView {
    let state = expect_context::<Lessons>();
    let share = move || state.measurement.with(|now| if now.all == 0 { 0.0 } else { now.done as f64 / now.all as f64 });
    let words = move || {
        state.measurement.with(|now| match now.phase {
            Phase::Ready => String::new(),
            Phase::Running => format!("{} of {} measurements", now.done, now.all),
            Phase::Stopped => format!("Stopped after {} of {} measurements", now.done, now.all),
            Phase::Finished => words::measurements(now.all, now.millis),
        })
    };
    view! {
        <div class="lesson-progress" data-testid="lesson-progress" data-value=move || format!("{:.3}", share())>
            <progress max="1" value=move || share().to_string() aria-label="Measured"></progress>
            <span class="caption">{words}</span>
        </div>
    }
}

/// What leads on. The first button stays the same element: who walks through a lesson by keyboard keeps the focus.
#[component]
fn Actions(
    /// The step that is shown.
    step: Memo<Step>,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let phase = Memo::new(move |_| state.measurement.with(|now| now.phase));
    let is_predicted = move || state.lesson().is_some_and(|lesson| state.prediction(lesson).is_some());
    let is_running = move || phase.get() == Phase::Running;
    // What the first button does.
    let runs = move || match step.get() {
        Step::Predict => phase.get() != Phase::Finished,
        Step::Run => matches!(phase.get(), Phase::Ready | Phase::Stopped),
        _ => false,
    };
    let is_off = move || !is_predicted() || (step.get() == Step::Run && is_running()) || state.next().is_none();
    let why = move || {
        if !is_predicted() {
            "First say what you expect"
        } else if is_running() {
            "It is being measured"
        } else {
            match step.get() {
                _ if runs() => "Measures in the background",
                Step::Predict => "To what was measured",
                Step::Run => "To what is to be seen in it",
                Step::Observe => "To the rule and the reasons",
                Step::Explain => "To the next claim",
            }
        }
    };
    let press = move |_| {
        if untrack(is_off) {
            return;
        }
        let runs = untrack(runs);
        let goes = step.get_untracked() == Step::Predict || !runs;
        if let Some(next) = untrack(|| state.next()).filter(|_| goes) {
            state.go(next);
        }
        if runs {
            state.measure();
        }
    };
    // It stays while it measures anew: what has the focus keeps it.
    let can_repeat = Memo::new(move |_| {
        let is_measured = state.lesson().is_some_and(|lesson| state.record.with(|record| record.is_measured(lesson)));
        is_measured && step.get() != Step::Predict
    });
    let again = move || {
        can_repeat.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    title="With seeds that were not used yet"
                    aria-disabled=move || is_running().then_some("true")
                    on:click=move |_| {
                        if !untrack(is_running) {
                            state.measure();
                        }
                    }
                >
                    {icons::RESET.view()}
                    "Run again"
                </button>
                <span class="caption">"with new seeds"</span>
            }
        })
    };
    let cancel = move || {
        is_running().then(|| view! {
            <button type="button" class="button" on:click=move |_| state.cancel()>{icons::STOP.view()} "Cancel"</button>
        })
    };
    view! {
        <div class="lesson-actions">
            <button type="button" class="button primary" aria-disabled=move || is_off().then_some("true") title=why on:click=press>
                {move || if runs() { "Run" } else { "Next" }}
                {icons::RIGHT.view()}
            </button>
            {again}
            {cancel}
            <Show when=move || step.get() == Step::Run || is_running()><Progress /></Show>
        </div>
    }
}
