//! The question to the class, which the teacher can write anew where it stands.

use crate::components::icons;
use crate::state::present::Present;
use leptos::either::Either;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// More letters than this do not fit beside the numbers.
const LONGEST: &str = "120";

/// The question of the scene.
#[component]
pub fn Question() -> impl IntoView {
    let present = expect_context::<Present>();
    let editing = RwSignal::new(false);
    let text = move || {
        view! {
            <p data-testid="question">{move || present.question()}</p>
            <button
                type="button"
                class="button square plain"
                id="edit-question"
                aria-label="Write another question"
                title="Write another question for this scene; it is kept in this browser"
                on:click=move |_| editing.set(true)
            >
                {icons::EDIT.view()}
            </button>
        }
    };
    let shown =
        move || if editing.get() { Either::Left(view! { <Editor editing=editing /> }) } else { Either::Right(text()) };
    // Another scene has another question.
    Effect::new(move |_| {
        present.scene.track();
        editing.set(false);
    });
    view! { <div class="present-question">{shown}</div> }
}

#[component]
fn Editor(
    /// Whether it is there.
    editing: RwSignal<bool>,
) -> impl IntoView {
    let present = expect_context::<Present>();
    let field = NodeRef::<html::Textarea>::new();
    // Edge: the focus.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                // A field that is there takes both.
                let _ = field.focus();
                field.select();
            });
        }
    });
    let close = move || {
        editing.set(false);
        request_animation_frame(|| {
            let button = document().get_element_by_id("edit-question");
            if let Some(button) = button.map(wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>) {
                let _ = button.focus();
            }
        });
    };
    let keep = move || {
        if let Some(field) = field.get_untracked() {
            present.ask(&field.value());
        }
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            keep();
            close();
        }
        "Escape" => {
            event.prevent_default();
            close();
        }
        _ => {}
    };
    // What is typed is kept when the focus goes elsewhere; then the focus stays there.
    let blur = move |_| {
        if editing.get_untracked() {
            keep();
            editing.set(false);
        }
    };
    view! {
        <textarea
            node_ref=field
            rows="2"
            maxlength=LONGEST
            aria-label="Question for this scene"
            prop:value=present.question()
            on:keydown=key
            on:blur=blur
        ></textarea>
    }
}
