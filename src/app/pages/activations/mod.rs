//! The Activations page: functions and their slopes, what they do to a gradient through many layers, and to a tensor.
//! One file a panel.

pub mod card;
pub mod chips;
pub mod console;
pub mod curves;
pub mod gain;
pub mod gestures;
pub mod programs;
pub mod properties;
pub mod questions;
pub mod readout;
pub mod state;
pub mod words;

use crate::pages::train::messages::Notices;
use crate::pages::train::more::MoreSettings;
use crate::pictures::dialog::PicturesButton;
use leptos::prelude::*;
use relu_lab::plot::looks::{Look, Marker};

/// The page.
#[component]
pub fn Activations() -> impl IntoView {
    view! {
        <main class="activations">
            <chips::Chips />
            <div class="messages"><Notices /></div>
            <section class="curves" aria-label="Curves">
                <curves::Curves />
                <div class="curve-side">
                    <readout::Readout />
                    <curves::ZoomButtons />
                    <PicturesButton class="tool" />
                </div>
            </section>
            <section class="card" aria-label="Function">
                <card::Card />
                <properties::Table />
            </section>
            <gain::GainPanel />
            <console::Console />
            <programs::Programs />
        </main>
        <MoreSettings />
    }
}

/// The marker of a function's family, in its colour.
pub fn marker(look: Look) -> impl IntoView {
    let path = match look.marker {
        Marker::Circle => "M6 1a5 5 0 1 0 .01 0z",
        Marker::Square => "M1.5 1.5h9v9h-9z",
        Marker::Triangle => "M6 .5l5.5 10.5H.5z",
        Marker::Diamond => "M6 0l6 6-6 6-6-6z",
    };
    view! {
        <svg class="marker" viewBox="0 0 12 12" aria-hidden="true"><path d=path fill=look.colour.css() /></svg>
    }
}
