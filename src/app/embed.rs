//! The page inside another one: no header and no tabs, but a way to the whole page.

use leptos::prelude::*;

use relu_lab::link::view::View;

use crate::hooks::hash_route::HashRoute;

/// The bar of an embed: whose page it is, and the link that opens it in a tab of its own, with everything in sight.
#[component]
pub fn EmbedBar(
    /// The address of the page that is shown.
    route: Signal<HashRoute>,
) -> impl IntoView {
    // Edge: the document's attribute for the style sheet.
    if let Some(root) = document().document_element() {
        // An attribute of this name can be set.
        let _ = root.set_attribute("data-embed", "");
    }
    let whole = move || {
        let route = route.get();
        let view = route.view.get();
        route.href_with(&View { embed: false, hide: Vec::new(), lock_seed: false, ..view })
    };
    view! {
        <footer class="embed-bar">
            <h1>"ReLU Lab"</h1>
            <a href=whole target="_blank" rel="noopener">"Open in ReLU Lab"</a>
        </footer>
    }
}
