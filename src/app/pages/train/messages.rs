//! What the page has to say: a divergence, a lost worker, a value that could not be taken, a toast.

use crate::pages::train::words::{events, health};
use crate::state::own::{OwnDraft, Way};
use crate::state::run::Trouble;
use crate::state::{Display, Messages, Run, RunStoreFields, Trainer};
use leptos::either::Either;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::icons;
use crate::components::term::Term;
use crate::hooks::free_place::free_place;
use crate::hooks::new_version::NewVersion;
use crate::hooks::refused::Refused;
use crate::pages::train::files::begun::BegunWith;
use crate::pages::train::health::preset::Claim;
use crate::state::messages::Toast;
use crate::words;
use relu_lab::train::notice::Notice;
use relu_lab::train::snapshot::Divergence;

/// Everything that stays until it is dealt with.
#[component]
pub fn Messages() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let divergence = Memo::new(move |_| run.frame().with(|frame| frame.divergence.clone()));
    let banner = move || divergence.get().map(|divergence| view! { <Diverged divergence=divergence /> });
    view! { <div class="messages">{banner} <BegunWith /> <Notices /> <Floor /> <Claim /></div> }
}

/// Why the loss of this experiment cannot come down to 0, until that is dismissed.
#[component]
fn Floor() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let text = Memo::new(move |_| run.frame().with(|frame| health::floor(frame)));
    let dismissed = RwSignal::new(None::<String>);
    let shown = move || text.get().filter(|text| dismissed.with(|old| old.as_ref() != Some(text)));
    let notice = move || {
        shown().map(|text| {
            view! {
                <div class="notice" role="status">
                    {icons::NOTE.view()}
                    <span data-testid="floor">{text.clone()}</span>
                    <button
                        type="button"
                        class="button square plain"
                        aria-label="Dismiss"
                        on:click=move |_| dismissed.set(Some(text.clone()))
                    >
                        {icons::CLOSE.view()}
                    </button>
                </div>
            }
        })
    };
    view! { {notice} }
}

/// What has to be said on every page: there is no worker, a value could not be taken.
#[component]
pub fn Notices() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let messages = expect_context::<Messages>();
    let trouble = move || run.trouble().get().map(|trouble| view! { <NoWorker trouble=trouble /> });
    let notices = move || messages.notices.get().into_iter().map(|notice| notice_view(messages, notice)).collect_view();
    view! { {trouble} <RefusedNotice refused=Refused::Storage /> <RefusedNotice refused=Refused::Address /> {notices} }
}

/// The browser refuses something that the page can do without.
#[component]
fn RefusedNotice(
    /// What.
    refused: Refused,
) -> impl IntoView {
    let (id, text) = words::refused(refused);
    let notice = move || {
        refused.is_told().then(|| {
            view! {
                <div class="notice" role="status">
                    {icons::NOTE.view()}
                    <span data-testid=id>{text}</span>
                    <button
                        type="button"
                        class="button square plain"
                        aria-label="Dismiss"
                        on:click=move |_| refused.dismiss()
                    >
                        {icons::CLOSE.view()}
                    </button>
                </div>
            }
        })
    };
    view! { {notice} }
}

/// The run stopped at a number that is not finite.
#[component]
fn Diverged(
    /// Where.
    divergence: Divergence,
) -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    view! {
        <div class="banner" role="alert">
            {icons::WRONG.view()}
            <div class="banner-text">
                <strong><Term id="diverged">"Diverged"</Term> {format!(" in epoch {}.", divergence.epoch + 1)}</strong>
                " "
                <span data-testid="divergence">{events::divergence(&divergence)}</span>
                " A smaller learning rate or clipping may help."
            </div>
            <button type="button" class="button" on:click=move |_| trainer.back_to_finite()>"Back to the last finite state"</button>
            <button type="button" class="button" on:click=move |_| trainer.halve_learning_rate()>"Halve the learning rate"</button>
        </div>
    }
}

/// There is no worker, or it does not answer.
#[component]
fn NoWorker(
    /// What is wrong with it.
    trouble: Trouble,
) -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let (draft, display) = (expect_context::<OwnDraft>(), expect_context::<Store<Display>>());
    let (head, again) = match &trouble {
        Trouble::NoData(_) => ("No data:", "Try again"),
        Trouble::NoOwnData(_) => ("No data:", "Open a table"),
        _ => ("Training stopped:", "Restart"),
    };
    let is_own = matches!(trouble, Trouble::NoOwnData(_));
    let press = move |_: ev::MouseEvent| {
        if is_own { trainer.open_own(draft, display, Way::Table) } else { trainer.try_again() }
    };
    view! {
        <div class="banner" role="alert">
            {icons::WRONG.view()}
            <div class="banner-text">
                <strong>{head}</strong>
                {format!(" {} All settings are kept.", words::trouble(&trouble))}
            </div>
            <button type="button" class="button" on:click=press>{again}</button>
        </div>
    }
}

fn notice_view(messages: Messages, notice: Notice) -> impl IntoView {
    let text = words::notice(&notice);
    view! {
        <div class="notice" role="status">
            {icons::NOTE.view()}
            <span data-testid="notice" data-value=text.clone()>{text.clone()}</span>
            <button
                type="button"
                class="button square plain"
                aria-label="Dismiss"
                on:click=move |_| messages.notices.update(|notices| notices.retain(|other| *other != notice))
            >
                {icons::CLOSE.view()}
            </button>
        </div>
    }
}

/// Where a toast would lie if nothing were in its way: in the header if that is all there is over the page, else at the bottom.
fn wanted_top(area: &web_sys::Element) -> f64 {
    let (height, screen) = (area.get_bounding_client_rect().height(), document().document_element());
    let (across, down) = screen.map_or((0, 0), |root| (root.client_width(), root.client_height()));
    if across >= 1280 { 4.0 } else { f64::from(down) - height - 16.0 }
}

/// The toast, when there is one.
#[component]
pub fn ToastArea() -> impl IntoView {
    let messages = expect_context::<Messages>();
    let trainer = expect_context::<Trainer>();
    let toast = move |Toast { text, undo, .. }: Toast| {
        let undo = undo.map(|_| {
            view! { <button type="button" class="undo" on:click=move |_| trainer.undo()>"Undo"</button> }
        });
        view! {
            <div
                class="toast"
                on:pointerenter=move |_| { messages.hold_toast(); }
                on:pointerleave=move |_| messages.release_toast()
                on:focusin=move |_| { messages.hold_toast(); }
                on:focusout=move |_| messages.release_toast()
            >
                <span>{text}</span>
                {undo}
            </div>
        }
    };
    let new_version = expect_context::<NewVersion>();
    let offer = move || {
        view! {
            <div class="toast">
                <span>"A new version is ready."</span>
                <button
                    type="button"
                    class="undo"
                    title="The page starts again with the settings in its address"
                    on:click=move |_| NewVersion::load()
                >
                    "Load it"
                </button>
                <button type="button" class="undo" on:click=move |_| new_version.put_off()>"Later"</button>
            </div>
        }
    };
    // What is only shown for a while comes first.
    let shown = move || match messages.toast.get() {
        Some(shown) => Some(Either::Left(toast(shown))),
        None => new_version.is_told.get().then(|| Either::Right(offer())),
    };
    let is_shown = move || messages.toast.with_untracked(Option::is_some) || new_version.is_told.get_untracked();
    let area = NodeRef::<html::Div>::new();
    let at = RwSignal::new(None::<(f64, f64)>);
    // Edge: what else is on the screen. It is known once the toast is there, and another when the page is scrolled.
    let place = move || {
        request_animation_frame(move || {
            let Some(area) = area.get_untracked().filter(|_| is_shown()) else { return };
            at.set(free_place(&area, wanted_top(&area)));
        });
    };
    Effect::new(move |_| {
        messages.toast.track();
        new_version.is_told.track();
        place();
    });
    window_event_listener(ev::scroll, move |_| place());
    window_event_listener(ev::resize, move |_| place());
    view! {
        <div
            node_ref=area
            class="toasts"
            role="status"
            aria-live="polite"
            style:left=move || at.get().map(|(left, _)| format!("{left}px"))
            style:top=move || at.get().map(|(_, top)| format!("{top}px"))
            style:bottom=move || at.get().map(|_| "auto")
            style:translate=move || at.get().map(|_| "none")
        >
            {shown}
        </div>
    }
}
