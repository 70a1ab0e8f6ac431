//! The last step: why it is so, where that ends, where it can be read up, and where to go on with the very setup.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::opens;

use crate::components::term::Said;
use crate::hooks::hash_route::HashRoute;
use crate::page::Page;

use super::words;

/// Why.
#[component]
pub fn Explain(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let presets = lesson.presets.iter().map(|preset| {
        let href = HashRoute::hash_of(Page::Train, preset.query);
        view! { <a class="button" href=href>"Open in Train: " {preset.name}</a> }
    });
    let others = lesson.opens.iter().map(|other| {
        let (page, name) = match other.page {
            opens::Page::Compare => (Page::Compare, "Compare"),
            opens::Page::Activations => (Page::Activations, "Activations"),
        };
        view! { <a class="button" href=HashRoute::hash_of(page, other.query)>"Open in " {name}</a> }
    });
    view! {
        <section class="why" aria-label="Why">
            <p><strong>"Why. "</strong> <Said text=lesson.why.to_owned() words=words::EXPLAINED /></p>
            <p class="caption">"Source: " {lesson.source}</p>
            <div class="opens">{presets.collect_view()} {others.collect_view()}</div>
        </section>
    }
}
