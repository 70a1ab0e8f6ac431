//! In the map's place: the confusion matrix of the test points, without its sums.

use crate::pages::train::confusion::{Mark, Matrix};
use crate::pages::train::pad::DrawDigit;
use crate::state::{Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;

/// The matrix. It is read at the rate of descriptions: a count can be read before it changes.
#[component]
pub fn ConfusionInPlace() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let matrix = Memo::new(move |_| {
        run.described().with(|frame| frame.confusion.as_ref().map(|counts| Matrix::of(counts, true)))
    });
    let classes = Memo::new(move |_| matrix.with(|matrix| matrix.as_ref().map_or(0, |matrix| matrix.classes)));
    let cell = move |class: usize, answer: usize| {
        let count = move || matrix.with(|matrix| matrix.as_ref().map(|matrix| matrix.count(class, answer).to_string()));
        let share = move || {
            matrix.with(|matrix| matrix.as_ref().map(|matrix| format!("{:.0}%", 100.0 * matrix.share(class, answer))))
        };
        let is_none =
            move || matrix.with(|matrix| matrix.as_ref().is_some_and(|matrix| matrix.count(class, answer) == 0));
        view! { <td class="count" class:right=class == answer class:none=is_none style:--share=share>{count}</td> }
    };
    let table = move || {
        let count = classes.get();
        let row = |class: usize| {
            view! {
                <tr>
                    <th scope="row"><Mark class=class count=count /></th>
                    {(0..count).map(|answer| cell(class, answer)).collect_view()}
                </tr>
            }
        };
        view! {
            <table>
                <caption class="caption">"Test points: rows true, columns predicted"</caption>
                <thead>
                    <tr>
                        <td></td>
                        {(0..count).map(|class| view! { <th scope="col"><Mark class=class count=count /></th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{(0..count).map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <div class="in-place-of-map confusion in-panel" data-testid="matrix">
            {table}
            <DrawDigit text="Draw" />
        </div>
    }
}
