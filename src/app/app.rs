//! The page as a whole: header, tabs, the page that the address names, help and messages.

use leptos::prelude::*;

use crate::components::icons::{self, Icon};
use crate::context::{Here, compare, explore, here, lab, screen};
use crate::help::Help;
use crate::hooks::hash_route::{Route, current_hash};
use crate::hooks::screen::Screen;
use crate::hooks::shortcuts;
use crate::pages::activations::{self, state::Explore};
use crate::pages::compare::{self, state::Compare};
use crate::pages::train::{self, messages};
use crate::state::Lab;

/// A page: a row of the tab bar.
struct Page {
    /// The name in the address.
    id: &'static str,
    /// The name on the tab.
    name: &'static str,
    /// The icon on small screens.
    icon: Icon,
    view: fn() -> AnyView,
    /// The address that says what is set on it now.
    address: fn(Lab, Explore, Compare) -> String,
    /// Takes what the address bar says.
    follow: fn(Lab, Explore, Compare),
}

/// The pages that there are, in the order of the tabs; the first one is shown for an address that names none.
static PAGES: &[Page] = &[
    Page {
        id: "train",
        name: "Train",
        icon: icons::TRAIN,
        view: || view! { <train::Train /> }.into_any(),
        address: |lab, _, _| lab.address(),
        follow: |lab, _, _| lab.follow_address(&current_hash()),
    },
    Page {
        id: "compare",
        name: "Compare",
        icon: icons::COMPARE,
        view: || view! { <compare::Page /> }.into_any(),
        address: |_, _, compare| compare.address(),
        follow: |_, _, compare| compare.follow_address(),
    },
    Page {
        id: "activations",
        name: "Activations",
        icon: icons::CURVE,
        view: || view! { <activations::Activations /> }.into_any(),
        address: |_, explore, _| explore.address(),
        follow: |_, explore, _| explore.follow_address(),
    },
];

/// The place in the tab bar of the page that an address names; 0, Train, if it names none.
pub fn page_of(hash: &str) -> usize {
    let id = Route::of(hash).page;
    PAGES.iter().position(|page| page.id == id).unwrap_or(0)
}

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    let screen = Screen::watch();
    let lab = Lab::open();
    let explore = Explore::new(lab, screen);
    let compare = Compare::open(lab, screen);
    Here { screen, lab, explore, compare, settings: lab.settings() }.provide();
    shortcuts::listen(lab, screen);

    let page = RwSignal::new(page_of(&current_hash()));
    // Edge: the address bar. Back, Forward and edits by hand come as one or both of these events.
    let follow = move || {
        let now = page_of(&current_hash());
        if page.get_untracked() != now {
            page.set(now);
            lab.notices.set(Vec::new());
        }
        (PAGES[page.get_untracked()].follow)(lab, explore, compare);
    };
    window_event_listener(leptos::ev::hashchange, move |_| follow());
    window_event_listener(leptos::ev::popstate, move |_| follow());

    view! {
        <Header page=page />
        {move || {
            // A page can have an experiment of its own; without this the next one would find the last one's.
            Here { settings: lab.settings(), ..here() }.provide();
            // After the page, whose settings the dialog shows.
            ((PAGES[page.get()].view)(), view! { <train::more::MoreSettings /> })
        }}
        <Help />
        <messages::ToastArea />
        <div class="unseen" role="status" aria-live="polite">{lab.news}</div>
    }
}

/// Name, tabs, and what goes for all pages.
#[component]
fn Header(
    /// The page that is shown.
    page: RwSignal<usize>,
) -> impl IntoView {
    let lab = lab();
    let screen = screen();
    let explore = explore();
    let compare = compare();
    let tabs = PAGES.iter().enumerate().map(|(index, row)| {
        view! {
            <a
                role="tab"
                class="tab"
                href=move || (row.address)(lab, explore, compare)
                aria-selected=move || (page.get() == index).to_string()
                on:click=move |event| {
                    // The page that is shown stays as it is: its address holds more than its name.
                    if page.get_untracked() == index {
                        event.prevent_default();
                    }
                }
            >
                {row.icon.view()}
                <span>{row.name}</span>
            </a>
        }
    });
    view! {
        <header class="header">
            <h1 class="brand">
                <svg class="logo" viewBox="0 0 26 26" aria-hidden="true" inner_html=LOGO></svg>
                "ReLU Lab"
            </h1>
            <div class="tabs" role="tablist" aria-label="Pages">{tabs.collect_view()}</div>
            <div class="tools">
                <Tool name="Settings" tip="All settings of the experiment" icon=icons::SETTINGS on_press=Callback::new(move |()| lab.view.more_settings.set(true)) />
                <Tool name="Share link" tip="Copy the link to this experiment (L)" icon=icons::LINK on_press=Callback::new(move |()| lab.share()) />
                <Tool name="Theme" tip="Light or dark (T)" icon=icons::THEME on_press=Callback::new(move |()| screen.toggle_theme()) />
                <Tool name="Help" tip="Keys and definitions (?)" icon=icons::HELP on_press=Callback::new(move |()| lab.view.help.set(true)) />
            </div>
        </header>
    }
}

/// `ReLU` itself: zero, then the identity.
const LOGO: &str = r#"<rect width="26" height="26" rx="6" fill="var(--acc)"/><path d="M5 17.5h8.5L21 8" fill="none" stroke="var(--onacc)" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>"#;

/// A button of the header: on small screens its icon only.
#[component]
fn Tool(
    /// Its name.
    name: &'static str,
    /// What it does, with its key.
    tip: &'static str,
    /// Its icon.
    icon: Icon,
    /// What it does.
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="tool" title=tip on:click=move |_| on_press.run(())>
            {icon.view()}
            <span>{name}</span>
        </button>
    }
}
