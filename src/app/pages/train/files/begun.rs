//! The notice while a run begins with weights from a file: what that means, and how to leave it.

use leptos::prelude::*;

use crate::components::icons;
use crate::state::Trainer;

/// The notice.
#[component]
pub fn BegunWith() -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let notice = move || {
        trainer.files.begun.get().map(|begun| {
            view! {
                <div class="notice" role="status">
                    {icons::NOTE.view()}
                    <span data-testid="begun">
                        {format!("This run starts from the weights in {}: Reset goes back to them. ", begun.name)}
                        "The link does not hold them."
                    </span>
                    <button type="button" class="quiet" on:click=move |_| trainer.draw_weights()>"Leave the file"</button>
                </div>
            }
        })
    };
    view! { {notice} }
}
