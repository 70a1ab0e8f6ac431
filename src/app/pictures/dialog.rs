//! The list of the page's figures with their buttons, the dialog around it, and the button that opens that.

use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::dialog::Overlay;
use crate::components::icons;
use crate::state::{Display, DisplayStoreFields};

use super::Pictures;

/// Opens the dialog.
#[component]
pub fn PicturesButton(
    /// What it is for the style sheet.
    class: &'static str,
) -> impl IntoView {
    let open = expect_context::<Store<Display>>().pictures();
    view! {
        <button
            type="button"
            class=format!("pictures-button {class}")
            aria-haspopup="dialog"
            title="Save the figures of this page as PNG or SVG"
            on:click=move |_| open.set(true)
        >
            {icons::SAVE.view()}
            <span>"Pictures"</span>
        </button>
    }
}

/// The dialog of pages that have no other for files.
#[component]
pub fn PicturesDialog() -> impl IntoView {
    let open = expect_context::<Store<Display>>().pictures();
    view! {
        <Overlay id="pictures" title="Pictures of this page" close="Close pictures" open=open>
            <PictureList open=Signal::derive(move || open.get()) />
        </Overlay>
    }
}

/// Each figure of the page with a button for pixels and one for a drawing, and the way to paper.
#[component]
pub fn PictureList(
    /// Whether it is seen: it is made when it opens.
    open: Signal<bool>,
) -> impl IntoView {
    let pictures = expect_context::<Pictures>();
    let row = move |(id, words): (u32, super::Words)| {
        let title = words.caption.title;
        let save = |format: &'static str, save: fn(Pictures, u32)| {
            view! {
                <button
                    type="button"
                    class="button"
                    aria-label=format!("{title} as {format}")
                    on:click=move |_| save(pictures, id)
                >
                    {format}
                </button>
            }
        };
        view! {
            <li class="picture-row">
                <span class="picture-name">{title.clone()}</span>
                {save("PNG", Pictures::save_png)}
                {save("SVG", Pictures::save_svg)}
            </li>
        }
    };
    let rows = move || open.get().then(|| pictures.list().into_iter().map(row).collect_view());
    // A browser without a printer refuses; there is nothing to be done about it.
    let print = move |_| _ = window().print();
    view! {
        <ul class="picture-list" role="list" aria-label="Figures of this page">{rows}</ul>
        <p class="caption">
            "As they are shown now, on white, with title, axes, setup and link. PNG: pixels, twice as fine as on the page. SVG: a drawing that can be enlarged."
        </p>
        <button type="button" class="button" title="All figures with the setup on A4" on:click=print>
            {icons::PRINT.view()}
            <span>"Print this page"</span>
        </button>
    }
}
