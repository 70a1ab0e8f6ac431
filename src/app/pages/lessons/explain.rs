//! The last step: why it is so, where that ends, where it can be read up, and where to go on with the very setup.

use leptos::prelude::*;

use relu_lab::lessons::Lesson;

/// Why.
#[component]
pub fn Explain(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    view! {
        <section class="why" aria-label="Why">
            <p><strong>"Why. "</strong> {lesson.why}</p>
            <p class="caption">"Source: " {lesson.source}</p>
        </section>
    }
}
