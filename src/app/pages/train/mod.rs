//! The Train page: one network, live. One file a panel.

pub mod confusion;
pub mod cursor;
pub mod data;
pub mod files;
pub mod health;
pub mod images;
pub mod map;
pub mod matrix;
pub mod messages;
pub mod more;
pub mod network;
pub mod own;
pub mod pad;
pub mod plots;
pub mod predicted;
pub mod present;
pub mod settings;
pub mod space;
pub mod switch;
pub mod transport;
pub mod welcome;
pub mod words;
pub mod wrong;

use crate::app::Controls;
use crate::hooks::opened::{Kind, use_opened};
use crate::hooks::screen::Screen;
use crate::state::present::Present;
use crate::state::{Display, DisplayStoreFields};
use leptos::either::Either;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::state::display::Strip;

/// The page.
#[component]
pub fn Train() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let strip = move || match display.strip().get() {
        Strip::Living => "living",
        Strip::Gradient => "gradient",
        Strip::Curve => "curve",
        Strip::Loss => "loss",
    };
    // The order of what has the focus is the order on the screen: on a phone one column, the transport at the bottom.
    let is_phone = expect_context::<Screen>().is_phone;
    let panels = move || {
        if is_phone.get() {
            Either::Left(view! {
                <switch::Switch />
                <welcome::Welcome />
                <messages::Messages />
                <health::preset::Presets />
                <map::Map />
                <network::Network />
                <health::remedies::Remedies />
                <plots::Plots />
                <data::Data />
                <health::deaths::Deaths />
                <Controls class="sheet-row" />
                <files::save::FilesButton class="sheet-row" />
                <settings::Settings />
                <transport::Transport />
            })
        } else {
            Either::Right(view! {
                <transport::Transport />
                <switch::Switch />
                <messages::Messages />
                <div class="left">
                    <health::preset::Presets />
                    <data::Data />
                    <health::deaths::Deaths />
                </div>
                <network::Network />
                <health::remedies::Remedies />
                <map::Map />
                <plots::Plots />
            })
        }
    };
    let present = expect_context::<Present>();
    let scene = move || present.is_on().then(|| present.scene.get().row().id);
    view! {
        <main class="train" class:calm=display.calm() data-strip=strip data-scene=scene>
            {panels}
            <present::Stage />
            <health::inspector::Inspector />
            <health::units::Units />
            <confusion::ConfusionTable />
            <pad::DrawingPad />
            <files::save::FilesDialog />
            <files::brought::BroughtDialog />
            <files::drop::DropArea />
            <Backdrop />
        </main>
        <more::MoreSettings />
        <own::OwnDialog />
    }
}

/// What lies behind an open sheet: a tap on it closes the sheet.
#[component]
fn Backdrop() -> impl IntoView {
    let sheet = expect_context::<Store<Display>>().sheet();
    view! { <div class="backdrop" class:open=move || sheet.get().is_some() on:click=move |_| sheet.set(None)></div> }
}

/// A group of settings: in place where there is room, else a row that opens it as a sheet.
#[component]
pub fn Group(
    /// What the group is for the style sheet, the id of its sheet, and what is kept of it while it is open.
    id: &'static str,
    /// Its name.
    name: &'static str,
    /// What is set in it, in short.
    #[prop(into)]
    summary: Signal<String>,
    /// Its settings.
    children: Children,
) -> impl IntoView {
    let sheet = expect_context::<Store<Display>>().sheet();
    let is_open = move || sheet.get() == Some(id);
    use_opened(id, Kind::Panel, is_open, move || sheet.set(None));
    // A group, not a landmark: there are panels of the same names.
    view! {
        <section class=format!("group {id}") class:open=is_open role="group" aria-label=name>
            <button
                type="button"
                class="sheet-row"
                aria-expanded=move || is_open().to_string()
                aria-controls=id
                on:click=move |_| sheet.update(|open| *open = if *open == Some(id) { None } else { Some(id) })
            >
                <strong>{name}</strong>
                <span>{summary}</span>
                {crate::components::icons::RIGHT.view()}
            </button>
            <div id=id class="sheet">
                <div class="sheet-head">
                    <h2>{name}</h2>
                    <button type="button" class="button square" aria-label=format!("Close {name}") on:click=move |_| sheet.set(None)>
                        {crate::components::icons::CLOSE.view()}
                    </button>
                </div>
                {children()}
            </div>
        </section>
    }
}
