//! The numbers of a lesson: theory beside what was measured, a row for each arm.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::experiment::{Arm, Measure};

use crate::hooks::hash_route::HashRoute;
use crate::page::Page;

use super::state::Lessons;
use super::words;

/// The table. A number that is not there yet is a dash.
#[component]
pub fn MeasuredTable(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let experiment = &lesson.experiment;
    let has_theory = |quantity: usize| experiment.arms.iter().any(|arm| theory(arm, quantity).is_some());
    let head = experiment.quantities.iter().enumerate().map(|(index, quantity)| {
        let span = if has_theory(index) { 2 } else { 1 };
        view! { <th scope="colgroup" colspan=span>{quantity.name}</th> }
    });
    let parts = (0..experiment.quantities.len()).map(|index| {
        let theory = has_theory(index).then(|| view! { <th scope="col">"theory"</th> });
        view! { {theory} <th scope="col">"measured"</th> }
    });
    let rows = (0..experiment.arms.len()).map(|arm| view! { <Row lesson=lesson arm=arm /> });
    let has_many = experiment.quantities.len() > 4;
    view! {
        <div class="measured" class:many=has_many tabindex="0" role="group" aria-label="Measured numbers">
            <table aria-label="Measured">
                <thead>
                    <tr><th scope="col" rowspan="2">"Setup"</th> {head.collect_view()}</tr>
                    <tr>{parts.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <p class="caption">"Medians over the seeds, with the smallest and the largest value below."</p>
        </div>
    }
}

/// What theory says of a quantity in an arm.
fn theory(arm: &Arm, quantity: usize) -> Option<f64> {
    arm.theory.get(quantity).copied().flatten()
}

#[component]
fn Row(
    /// The lesson.
    lesson: &'static Lesson,
    /// The place of the arm.
    arm: usize,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let experiment = &lesson.experiment;
    let row = &experiment.arms[arm];
    let cells = experiment.quantities.iter().enumerate().map(|(index, quantity)| {
        let has_theory = experiment.arms.iter().any(|arm| theory(arm, index).is_some());
        let said = has_theory.then(|| {
            let text = theory(row, index).map_or_else(|| "–".to_owned(), |value| words::number(quantity, value));
            view! { <td class="theory">{text}</td> }
        });
        let measured = move || {
            state.measurement.with(|now| {
                let number = |value| words::number(quantity, value);
                let values = now.measured.values(arm, index);
                let median = number(now.measured.median(arm, index));
                let (least, most) = (now.measured.least(arm, index), now.measured.most(arm, index));
                let range = (values.len() > 1 && number(least) != number(most))
                    .then(|| format!("{} to {}", number(least), number(most)));
                (median, range.unwrap_or_default())
            })
        };
        let measured = Memo::new(move |_| measured());
        view! {
            {said}
            <td><strong>{move || measured.get().0}</strong><span class="caption range">{move || measured.get().1}</span></td>
        }
    });
    // The very run, to be looked at and changed.
    let link = move || {
        let Measure::Run { query, epochs, .. } = row.measure else { return None };
        let seed = state.measurement.with(|now| now.first_seed.max(1));
        let href = HashRoute::hash_of(Page::Train, &format!("{query}&seed={seed}&epochs={epochs}"));
        Some(
            view! { <a class="open-link" href=href aria-label=format!("Open in Train: {}", row.name)>"Open in Train"</a> },
        )
    };
    view! { <tr><th scope="row">{row.name} {link}</th> {cells.collect_view()}</tr> }
}
