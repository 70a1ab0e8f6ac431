//! The page as a whole: header, tabs, the page that the address names, help and messages.

use leptos::either::EitherOf4;
use leptos::ev;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::blank::BlankScreen;
use crate::components::explanation::{Explanation, ExplanationArea};
use crate::components::icons::{self, Icon};
use crate::embed::EmbedBar;
use crate::help::Help;
use crate::hooks::digits::DigitsFile;
use crate::hooks::hash_route::{HashRoute, Route, current_hash};
use crate::hooks::hidden::hide_controls;
use crate::hooks::new_version::NewVersion;
use crate::hooks::opened::Opened;
use crate::hooks::own;
use crate::hooks::screen::{Screen, use_screen};
use crate::hooks::storage::is_embedded;
use crate::keyboard;
use crate::page::Page;
use crate::pages::activations::{Activations, state::Explore};
use crate::pages::compare::{self, state::Compare};
use crate::pages::lessons::{self, state::Lessons};
use crate::pages::train::files::save::FilesButton;
use crate::pages::train::{Train, messages::ToastArea};
use crate::pictures::Pictures;
use crate::pictures::dialog::PicturesDialog;
use crate::pictures::print::PrintSheet;
use crate::share::Share;
use crate::state::first_view::Visits;
use crate::state::own::OwnDraft;
use crate::state::present::Present;
use crate::state::scale;
use crate::state::{Display, DisplayStoreFields, Messages, Trainer};

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Present::new());
    let screen = use_screen();
    provide_context(screen);
    let page = provide_state(screen);
    provide_context(Pictures::new(page));
    let messages = expect_context::<Messages>();
    let route = move || match page.get() {
        Page::Train => expect_context::<Trainer>().route,
        Page::Compare => expect_context::<Compare>().route,
        Page::Activations => expect_context::<Explore>().route,
        Page::Lessons => expect_context::<Lessons>().route,
    };
    let route = Signal::derive(route);
    hide_controls(move || route.get().view.with(|view| view.hidden_on(page.get().id()).collect()));
    // What a page has around it; in an embed next to nothing.
    let is_alone = !is_embedded();
    // The header's, where there is no header.
    let present = expect_context::<Present>();
    let heading = Memo::new(move |_| !is_alone || present.is_on());
    view! {
        {move || heading.get().then(|| view! { <header class="unseen"><h1>"ReLU Lab"</h1></header> })}
        {is_alone.then(|| view! { <Header page=page /> })}
        {move || match page.get() {
            Page::Train => EitherOf4::A(view! { <Train /> }),
            Page::Compare => EitherOf4::B(view! { <compare::Compare /> }),
            Page::Activations => EitherOf4::C(view! { <Activations /> }),
            Page::Lessons => EitherOf4::D(view! { <lessons::Lessons /> }),
        }}
        // A bar at the bottom of the screen: last for the eye, and for the Tab key.
        {move || (is_alone && screen.is_phone.get()).then(|| view! { <Tabs page=page /> })}
        {(!is_alone).then(|| view! { <EmbedBar route=route /> })}
        <Share page=page route=route />
        <PicturesDialog />
        <Help />
        <ExplanationArea />
        <BlankScreen />
        <ToastArea />
        <PrintSheet />
        <div class="unseen" role="status" aria-live="polite">{messages.news}</div>
    }
}

/// Puts what all parts of the page share into contexts, and hands back the page that is shown.
fn provide_state(screen: Screen) -> ReadSignal<Page> {
    let (visits, first_view) = Visits::open();
    let display = Store::new(Display::new(keyboard::stored(), first_view));
    visits.follow(move || display.calm().get());
    provide_context(visits);
    let digits = DigitsFile::new();
    provide_context(digits);
    let (trainer, experiment, run, messages) = Trainer::new(display, digits, scale::stored_speed());
    provide_context(display);
    provide_context(Opened::new());
    provide_context(NewVersion::listen());
    provide_context(Explanation::new());
    provide_context(experiment);
    provide_context(run);
    provide_context(messages);
    provide_context(trainer);
    provide_context(trainer.settings());
    let draft = OwnDraft::new();
    provide_context(draft);
    own::listen(move |file| own::read(&file, move |text| trainer.take_table(draft, display, text)));
    provide_context(Explore::new(trainer, run, messages, screen));
    provide_context(Compare::open(experiment, messages, digits, screen));
    provide_context(Lessons::open(messages));
    let present = expect_context::<Present>();
    // Edge: the frame. What a class is to see of it is decided again.
    Effect::new(move |before: Option<bool>| {
        let hides = present.hides_deaths();
        if before.is_some_and(|before| before != hides) {
            trainer.present_again();
        }
        hides
    });
    keyboard::listen(trainer, experiment, display, screen);

    let (page, set_page) = signal(Route::of(&current_hash()).shows());
    // Edge: the address bar. Back, Forward and edits by hand come as one or both of these events.
    let follow = move || {
        let now = Route::of(&current_hash()).shows();
        if page.get_untracked() != now {
            set_page.set(now);
            messages.notices.set(Vec::new());
        }
    };
    window_event_listener(ev::hashchange, move |_| follow());
    window_event_listener(ev::popstate, move |_| follow());
    page
}

/// The tabs: the name, the icon on small screens, and the page's address.
fn tab(page: Page) -> (&'static str, Icon, HashRoute) {
    match page {
        Page::Train => ("Train", icons::TRAIN, expect_context::<Trainer>().route),
        Page::Compare => ("Compare", icons::COMPARE, expect_context::<Compare>().route),
        Page::Activations => ("Activations", icons::CURVE, expect_context::<Explore>().route),
        Page::Lessons => ("Lessons", icons::LESSONS, expect_context::<Lessons>().route),
    }
}

/// The tabs: links to the pages.
#[component]
fn Tabs(
    /// The page that is shown.
    page: ReadSignal<Page>,
) -> impl IntoView {
    let tabs = Page::ALL.map(|row| {
        let (name, icon, route) = tab(row);
        view! {
            <a
                class="tab"
                href=move || route.href()
                aria-current=move || (page.get() == row).then_some("page")
                on:click=move |event| {
                    // The page that is shown stays as it is: its address holds more than its name.
                    if page.get_untracked() == row {
                        event.prevent_default();
                    }
                }
            >
                {icon.view()}
                <span>{name}</span>
            </a>
        }
    });
    view! { <nav class="tabs" aria-label="Pages">{tabs}</nav> }
}

/// Name, tabs, and what goes for all pages.
#[component]
fn Header(
    /// The page that is shown.
    page: ReadSignal<Page>,
) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let screen = expect_context::<Screen>();
    let present = expect_context::<Present>();
    // Who begins is no teacher yet; what is presented can be left.
    let is_offered = Memo::new(move |_| {
        let is_calm = page.get() == Page::Train && display.calm().get();
        !screen.is_phone.get() && (!is_calm || present.is_on())
    });
    view! {
        <header class="header">
            <h1 class="brand">
                <svg class="logo" viewBox="0 0 26 26" aria-hidden="true" inner_html=LOGO></svg>
                "ReLU Lab"
            </h1>
            {move || (!screen.is_phone.get()).then(|| view! { <Tabs page=page /> })}
            <div class="tools">
                <Tool
                    name="Settings"
                    tip="All settings of the experiment"
                    icon=icons::SETTINGS
                    on_press=move || display.more_settings().set(true)
                />
                {move || (page.get() == Page::Train && !screen.is_phone.get()).then(|| view! { <Controls class="tool" /> })}
                {move || {
                    (page.get() == Page::Train && !screen.is_phone.get()).then(|| view! { <FilesButton class="tool" /> })
                }}
                <Tool
                    name="Share"
                    tip="A link, an embed or a QR code of this page (L copies the link)"
                    icon=icons::LINK
                    on_press=move || display.share().set(true)
                />
                <Tool name="Theme" tip="Light or dark (T)" icon=icons::THEME on_press=move || screen.toggle_theme() />
                {move || is_offered.get().then(|| view! { <Tool
                    name="Present"
                    tip="Large, for a projector; Esc leaves (P)"
                    icon=icons::PRESENT
                    on_press=move || present.toggle()
                /> })}
                <Tool name="Help" tip="Keys and definitions (?)" icon=icons::HELP on_press=move || display.help().set(true) />
            </div>
        </header>
    }
}

/// Shows all controls of the Train page, or what a beginner needs; that is remembered.
#[component]
pub fn Controls(
    /// What it is for the style sheet.
    class: &'static str,
) -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let visits = expect_context::<Visits>();
    let calm = display.calm();
    let press = move |_: ev::MouseEvent| {
        calm.update(|calm| *calm = !*calm);
        visits.keep_controls(calm.get_untracked());
    };
    let name = move || if calm.get() { "All controls" } else { "Fewer controls" };
    view! {
        <button
            type="button"
            class=format!("controls {class}")
            aria-label=name
            aria-expanded=move || (!calm.get()).to_string()
            title="Settings of network and training, speed, presets, interventions and two more plots"
            on:click=press
        >
            {move || if calm.get() { icons::PLUS.view() } else { icons::MINUS.view() }}
            <span>{name}</span>
        </button>
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
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="tool" aria-label=name title=tip on:click=move |_| on_press()>
            {icon.view()}
            <span>{name}</span>
        </button>
    }
}
