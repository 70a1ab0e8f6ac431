//! Pieces of code, with what came of them in each arm that runs them.

use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::figure::{Came, Snippet};
use relu_lab::lessons::measured::Measured;

use crate::components::icons;

use super::figure_words as words;

/// The pieces, one below the other.
#[component]
pub fn Code(
    /// The lesson.
    lesson: &'static Lesson,
    /// Its pieces of code.
    snippets: &'static [Snippet],
    /// What was measured until now.
    measured: Signal<Arc<Measured>>,
    /// Whether it says where to look.
    points: Signal<bool>,
) -> impl IntoView {
    let piece = |(index, snippet): (usize, &'static Snippet)| {
        let results = snippet.arms.iter().enumerate().map(move |(place, &arm)| {
            let is_pointed = (index, place) == (lesson.pointer.arm, lesson.pointer.panel);
            let pointed = move || is_pointed && points.get();
            let came = Memo::new(move |_| measured.with(|measured| (snippet.came)(measured, arm)));
            let result = move || {
                came.get().map_or_else(
                    || view! { "–" }.into_any(),
                    |came| view! { {sign(&came).map(icons::Icon::view)} <span>{words::came(&came)}</span> }.into_any(),
                )
            };
            view! {
                <div class="came" class:pointed=pointed>
                    <dt>{lesson.experiment.arms[arm].name}</dt>
                    <dd>
                        {result}
                        {move || pointed().then(|| view! { <strong class="look-here">{words::POINTER}</strong> })}
                    </dd>
                </div>
            }
        });
        view! { <li><pre tabindex="0"><code>{snippet.code}</code></pre> <dl>{results.collect_view()}</dl></li> }
    };
    view! { <ol class="snippets">{snippets.iter().enumerate().map(piece).collect_view()}</ol> }
}

/// The sign before what came of a piece.
fn sign(came: &Came) -> Option<icons::Icon> {
    match came {
        Came::Number(_) | Came::Tensor(_) => None,
        Came::Same => Some(icons::YES),
        Came::Module | Came::Other => Some(icons::NOTE),
        Came::Error => Some(icons::WRONG),
    }
}
