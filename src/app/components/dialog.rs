//! A dialog over the page: its heading, its Close button, and the signal that opens it.

use leptos::html;
use leptos::prelude::*;
use reactive_stores::Field;

use crate::components::icons;

/// A dialog that is open while a signal says so. Esc, its button and, where browsers know `closedby`, a press beside it close it.
#[component]
pub fn Overlay(
    /// What it is for the style sheet, and what its heading's id begins with.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// The name of its Close button.
    close: &'static str,
    /// Whether it is open.
    #[prop(into)]
    open: Field<bool>,
    /// What is in it: made when it is opened for the first time, and kept.
    children: ChildrenFn,
) -> impl IntoView {
    let is_made = Memo::new(move |made| made == Some(&true) || open.get());
    let dialog = NodeRef::<html::Dialog>::new();
    // Edge: the dialog element, which opens by a call.
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // A press beside it closes it, in browsers that know this.
            let _ = dialog.set_attribute("closedby", "any");
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let heading = format!("{id}-title");
    let named_by = heading.clone();
    view! {
        <dialog
            node_ref=dialog
            class=format!("overlay {id}")
            aria-labelledby=named_by
            on:close=move |_| open.set(false)
        >
            <div class="overlay-head">
                <h2 id=heading>{title}</h2>
                <button type="button" class="button square" aria-label=close on:click=move |_| open.set(false)>
                    {icons::CLOSE.view()}
                </button>
            </div>
            {move || is_made.get().then(|| children())}
        </dialog>
    }
}
