//! The figure of a lesson.

use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::measured::Measured;

/// The figure.
#[component]
pub fn LessonFigure(
    /// The lesson.
    lesson: &'static Lesson,
    /// What was measured until now.
    #[prop(into)]
    measured: Signal<Arc<Measured>>,
) -> impl IntoView {
    let _ = (lesson, measured);
}
