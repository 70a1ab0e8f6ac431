//! A black screen over everything: for when the class is to look elsewhere.

use crate::state::present::Present;
use leptos::html;
use leptos::prelude::*;

/// The black screen, while it is wanted. B, Esc or a press give the page back, and the focus to where it was.
#[component]
pub fn BlankScreen() -> impl IntoView {
    let blank = expect_context::<Present>().is_blank;
    let dialog = NodeRef::<html::Dialog>::new();
    // Edge: the dialog element, which opens by a call.
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if blank.get() && !dialog.open() {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        } else if !blank.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="blank-screen"
            aria-label="Screen blanked; press B"
            on:close=move |_| blank.set(false)
            on:click=move |_| blank.set(false)
        ></dialog>
    }
}
