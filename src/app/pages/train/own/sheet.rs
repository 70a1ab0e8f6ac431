//! A table that is pasted, opened or dropped.

use leptos::ev;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::hooks::own;
use crate::state::own::OwnDraft;
use crate::state::{Display, Trainer};

use super::preview::Preview;

/// Where the table comes in, and what was understood of it.
#[component]
pub fn Sheet() -> impl IntoView {
    let (trainer, draft, display) =
        (expect_context::<Trainer>(), expect_context::<OwnDraft>(), expect_context::<Store<Display>>());
    let opened = move |event: ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            own::read(&file, move |text| trainer.take_table(draft, display, text));
        }
        // The same file can be opened again after it was changed.
        input.set_value("");
    };
    view! {
        <div class="own-sheet">
            <textarea
                class="own-text"
                aria-label="Data as text"
                aria-describedby="own-about"
                rows="5"
                spellcheck="false"
                autocomplete="off"
                wrap="off"
                placeholder="height;weight;team\n1,72;68;red\n1,65;61;blue"
                prop:value=draft.text
                on:input:target=move |event| draft.take_text(event.target().value())
            ></textarea>
            <p class="caption" id="own-about">
                "Paste cells from a spreadsheet, drop a file on the page, or open one: CSV, TSV or text, up to 2000 rows and 64 columns of numbers. It stays in this browser."
            </p>
            <label class="button own-file">
                "Open a table"
                <input
                    type="file"
                    class="unseen"
                    aria-label="Open a table"
                    accept=".csv,.tsv,.tab,.txt,.dat,text/csv,text/tab-separated-values,text/plain"
                    on:change:target=opened
                />
            </label>
            <Preview />
        </div>
    }
}
