//! The strip of plots.

use leptos::prelude::*;

/// The strip.
#[component]
pub fn Plots() -> impl IntoView {
    view! { <section class="strip" aria-label="Plots"></section> }
}
