//! The link with its QR code, and the embed.

use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

use relu_lab::link::qr;

use crate::components::icons;
use crate::hooks::clipboard;

use super::choice::Choice;
use super::words;

/// The link, Copy, and the QR code.
#[component]
pub fn Link() -> impl IntoView {
    let choice = expect_context::<Choice>();
    let address = Memo::new(move |_| choice.address());
    let field = NodeRef::<html::Input>::new();
    let said = RwSignal::new("");
    let select = move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    };
    view! {
        <div class="share-copy">
            <input
                node_ref=field
                type="text"
                readonly
                aria-label="Link"
                data-testid="share-link"
                prop:value=address
                on:focus=move |_| if let Some(field) = field.get_untracked() { field.select() }
            />
            <CopyButton name="Copy link" text=address said=said select=Callback::new(move |()| select()) />
        </div>
        <Said said=said about=Signal::derive(move || words::length(address.with(String::len))) />
        <Code address=address />
    }
}

/// The QR code, or why there is none.
#[component]
fn Code(
    /// What it holds.
    address: Memo<String>,
) -> impl IntoView {
    let code = move || {
        let Some(modules) = address.with(|address| qr::modules(address)) else {
            let text = words::too_long_for_code(address.with(String::len));
            return Either::Left(view! {
                <p class="notice qr-none">{icons::NOTE.view()} <span data-testid="qr-none">{text}</span></p>
            });
        };
        let side = modules.side();
        Either::Right(view! {
            // Dark on light in both themes: readers look for that.
            <svg class="qr" role="img" aria-label="QR code of the link" viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges">
                <rect width=side height=side fill="#fff" />
                <path d=modules.path() fill="#000" />
            </svg>
        })
    };
    view! { {code} }
}

/// The element for another page, and its size.
#[component]
pub fn Embed() -> impl IntoView {
    let choice = expect_context::<Choice>();
    let (width, height) = (RwSignal::new("100%".to_owned()), RwSignal::new("600".to_owned()));
    let title = words::frame_title(choice.page);
    let code = Memo::new(move |_| {
        width.with(|width| height.with(|height| words::iframe(&choice.address(), title, width, height)))
    });
    let field = NodeRef::<html::Textarea>::new();
    let said = RwSignal::new("");
    let select = move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
            field.select();
        }
    };
    let size = move |label: &'static str, value: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="label">{label}</span>
                <input
                    class="share-number"
                    type="text"
                    autocomplete="off"
                    aria-label=label
                    prop:value=value
                    on:change:target=move |event| {
                        if let Some(size) = words::frame_size(&event.target().value()) {
                            value.set(size);
                        }
                        event.target().set_value(&value.get_untracked());
                    }
                />
            </label>
        }
    };
    view! {
        <div class="share-size">
            {size("Width", width)} {size("Height", height)}
            <span class="caption">"Pixels, or percent. From 360 by 500 on; 640 by 420 and more is better."</span>
        </div>
        <div class="share-copy">
            <textarea node_ref=field readonly rows="4" spellcheck="false" aria-label="Embed code" data-testid="share-embed" prop:value=code></textarea>
            <CopyButton name="Copy embed" text=code said=said select=Callback::new(move |()| select()) />
        </div>
        <Said said=said about=Signal::stored("Paste it into the HTML of a page.".to_owned()) />
    }
}

/// Copies a text; where the browser does not allow it, the text is selected for the keyboard.
#[component]
fn CopyButton(
    /// Its name.
    name: &'static str,
    /// What it copies.
    text: Memo<String>,
    /// What came of it.
    said: RwSignal<&'static str>,
    /// Selects the text.
    select: Callback<()>,
) -> impl IntoView {
    let copy = move |_| {
        clipboard::copy(&text.get_untracked(), move |copied| {
            if !copied {
                select.run(());
            }
            said.set(if copied { words::COPIED } else { words::NOT_COPIED });
        });
    };
    view! { <button type="button" class="button primary" on:click=copy>{icons::COPY.view()} <span>{name}</span></button> }
}

/// What came of copying, else what there is to know.
#[component]
fn Said(
    /// What came of copying.
    said: RwSignal<&'static str>,
    /// What there is to know before.
    about: Signal<String>,
) -> impl IntoView {
    let text = move || match said.get() {
        "" => about.get(),
        said => said.to_owned(),
    };
    view! { <p class="caption" role="status" data-testid="share-said">{text}</p> }
}
