//! Help: what the words mean that the page uses, and the keys.

use crate::components::dialog::Overlay;
use crate::glossary::{GLOSSARY, Word};
use crate::hooks::shortcuts::{LEGEND, PRESENT_LEGEND};
use crate::state::{Display, DisplayStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;

/// The help, over the page.
#[component]
pub fn Help() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let row = |Word { name, what, more, .. }: &'static Word| view! { <dt>{*name}</dt><dd>{*what} " " {*more}</dd> };
    let group = move |(name, words): &'static (&'static str, &'static [Word])| {
        view! { <h4>{*name}</h4><dl>{words.iter().map(row).collect_view()}</dl> }
    };
    let key = |(name, what): &(&'static str, &'static str)| view! { <div><dt>{*name}</dt><dd>{*what}</dd></div> };
    view! {
        <Overlay id="help" title="Help" close="Close help" open=display.help()>
            <p>
                "Press Play, and a small network learns the data: at first to tell the blue points from the orange ones. Every tile
                shows what one unit answers over the plane; hover or focus it to see it large, click to pin it. Everything runs in
                this browser; nothing is sent anywhere."
            </p>
            <h3>"Keys"</h3>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=display.shortcuts()
                    on:change:target=move |event| display.shortcuts().set(event.target().checked())
                />
                <span>"Shortcuts of one key"</span>
            </label>
            <dl class="keys">{LEGEND.iter().map(key).collect_view()}</dl>
            <h3>"Keys in presenter mode"</h3>
            <dl class="keys present-keys">{PRESENT_LEGEND.iter().map(key).collect_view()}</dl>
            <h3>"Words"</h3>
            <p>"Words with a dotted line below them explain themselves on the page: point at them, or press them."</p>
            {GLOSSARY.iter().map(group).collect_view()}
        </Overlay>
    }
}
