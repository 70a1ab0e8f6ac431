//! The dialog that makes a link, an embed and a QR code of what is shown, and lets its user choose what they hold.
//!
//! - [`choice`]: what is chosen, and the link that it makes.
//! - [`start`]: where the run of the link begins; [`controls`]: what is hidden.
//! - [`output`]: the link, the embed and the QR code.

mod choice;
mod controls;
mod output;
mod start;
mod words;

use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::dialog::Overlay;
use crate::components::fields::Segmented;
use crate::hooks::hash_route::HashRoute;
use crate::page::Page;
use crate::state::{Display, DisplayStoreFields};

use choice::{Choice, Form};

/// The dialog, over the page.
#[component]
pub fn Share(
    /// The page that is shown.
    page: ReadSignal<Page>,
    /// Its address.
    route: Signal<HashRoute>,
) -> impl IntoView {
    let open = expect_context::<Store<Display>>().share();
    // Each time it is opened, the choice begins with what is shown.
    let content = move || {
        open.get().then(|| {
            let (page, route) = (page.get(), route.get());
            untrack(move || view! { <Content page=page route=route /> })
        })
    };
    view! {
        <Overlay id="share" title="Share" close="Close share" open=open>
            {content}
        </Overlay>
    }
}

#[component]
fn Content(
    /// The page that is shared.
    page: Page,
    /// Its address.
    route: HashRoute,
) -> impl IntoView {
    let choice = Choice::new(page, route);
    provide_context(choice);
    let form = Signal::derive(move || usize::from(choice.form.get() == Form::Embed));
    let choose = move |index| choice.form.set(if index == 1 { Form::Embed } else { Form::Link });
    view! {
        <Segmented
            name="Share as"
            choices=vec!["Link and QR code".into(), "Embed".into()]
            chosen=form
            on_choose=Callback::new(choose)
        />
        {move || match choice.form.get() {
            Form::Link => view! { <output::Link /> }.into_any(),
            Form::Embed => view! { <output::Embed /> }.into_any(),
        }}
        <p class="caption" data-testid="share-holds">{move || words::holds(&choice)}</p>
        {(page == Page::Train).then(|| view! { <start::Start /> })}
        <controls::Hidden />
    }
}
