//! The network.

use leptos::prelude::*;

/// The network panel.
#[component]
pub fn Network() -> impl IntoView {
    view! { <section class="network" aria-label="Network"></section> }
}
