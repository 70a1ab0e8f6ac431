//! The curves of f and f′, the probe, and the buttons that zoom and pan.

use crate::pages::activations::state::Explore;
use leptos::prelude::*;

use crate::components::fields::IconButton;
use crate::components::figure::{Figure, Paint};
use crate::components::icons;
use crate::pages::activations::gestures::{self, Gestures};
use crate::pages::activations::words;
use crate::pictures::{Picture, words as pictures};
use relu_lab::explore::setup::Setup;
use relu_lab::plot::explorer::{self, Explorer};
use relu_lab::plot::format;
use relu_lab::plot::looks::looks;
use relu_lab::plot::palette::LIGHT;

/// What the plus button leaves of the width that is shown.
const CLOSER: f32 = 0.5;

/// The two plots.
#[component]
pub fn Curves() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let setup = explore.setup;
    let paint = move || -> Paint {
        let (functions, probe, range) = setup.with(|setup| (setup.functions.clone(), setup.x, setup.zoom));
        Box::new(move |surface| {
            surface.draw(|pen| explorer::draw(pen, &Explorer { functions: &functions, probe, range }));
        })
    };
    let label = Signal::derive(move || setup.with(words::curves));
    let picture = Picture::new(1, 560.0, move || {
        setup.with(|setup| {
            let looks = looks(&LIGHT, &setup.functions);
            let key = pictures::key(&setup.functions.iter().copied().zip(looks).collect::<Vec<_>>());
            let probe = format!("Vertical line: x = {}.", x_text(setup));
            pictures::figure("curves", "Activation functions and their slopes", "", "").key(key).read(probe)
        })
    });
    let hand = Gestures::new(explore);
    view! {
        <div class="curve-figure">
            <div
                class="plot-area"
                on:pointerdown=move |event| hand.down(&event)
                on:pointermove=move |event| hand.moved(&event)
                on:pointerup=move |event| hand.up(&event)
                on:pointercancel=move |event| hand.cancelled(&event)
                on:wheel=move |event| gestures::wheel(explore, &event)
                on:dblclick=move |_| explore.set(reset)
            >
                <Figure label=label paint=paint picture=picture />
            </div>
            <Probe />
        </div>
    }
}

/// Shows the part of the axis that is shown at first.
fn reset(setup: &mut Setup) {
    setup.zoom = Setup::default().zoom;
    setup.settle();
}

/// The slider under the curves: the place that is read off.
#[component]
fn Probe() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let setup = explore.setup;
    let share = move || {
        setup.with(|setup| {
            let (lo, hi) = setup.zoom;
            format!("{:.5}", (setup.x - lo) / (hi - lo))
        })
    };
    let text = move || setup.with(|setup| format!("x = {}", x_text(setup)));
    let on_input = move |value: String| {
        if let Ok(x) = value.parse() {
            explore.slide("x", |setup| setup.set_x(x));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let (notch, zoom, x) = setup.with_untracked(|setup| (setup.notch(), setup.zoom, setup.x));
        let big = (zoom.1 - zoom.0) / 10.0;
        let shift = event.shift_key();
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" if shift => explore.slide("zoom", |setup| setup.pan_by(-big)),
            "ArrowRight" | "ArrowUp" if shift => explore.slide("zoom", |setup| setup.pan_by(big)),
            "ArrowLeft" | "ArrowDown" => explore.slide("x", |setup| setup.set_x(x - notch)),
            "ArrowRight" | "ArrowUp" => explore.slide("x", |setup| setup.set_x(x + notch)),
            "PageDown" => explore.slide("x", |setup| setup.set_x(x - big)),
            "PageUp" => explore.slide("x", |setup| setup.set_x(x + big)),
            "+" | "=" => explore.slide("zoom", |setup| setup.zoom_by(CLOSER, x)),
            "-" => explore.slide("zoom", |setup| setup.zoom_by(1.0 / CLOSER, x)),
            "0" => explore.set(reset),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div
            class="probe"
            style:--left=format!("{}px", explorer::LEFT)
            style:--right=format!("{}px", explorer::RIGHT)
            style:--share=share
        >
            <input
                type="range"
                aria-label="x"
                title="Arrows move x, with Shift the axes; + and − zoom, 0 shows all"
                step="any"
                min=move || setup.with(|setup| setup.zoom.0)
                max=move || setup.with(|setup| setup.zoom.1)
                prop:value=move || setup.with(|setup| setup.x.to_string())
                aria-valuetext=text
                data-testid="probe-x"
                data-value=move || setup.with(|setup| setup.x.to_string())
                on:input:target=move |event| on_input(event.target().value())
                on:keydown=on_key
            />
            <span class="pill" aria-hidden="true">{text}</span>
        </div>
    }
}

/// x with the decimals that its notches need, so that the digits stand still.
pub fn x_text(setup: &Setup) -> String {
    let decimals = (1.5 - f64::from(setup.notch()).log10().floor() - 1.0).clamp(0.0, 6.0) as usize;
    format::decimals(setup.x, decimals)
}

/// Zoom and pan without a pointer's gestures.
#[component]
pub fn ZoomButtons() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let middle = |setup: &Setup| f32::midpoint(setup.zoom.0, setup.zoom.1);
    let zoom = move |factor: f32| {
        Callback::new(move |()| {
            explore.set(|setup| {
                let at = middle(setup);
                setup.zoom_by(factor, at);
            });
        })
    };
    let pan = move |share: f32| {
        Callback::new(move |()| explore.set(|setup| setup.pan_by(share * (setup.zoom.1 - setup.zoom.0))))
    };
    view! {
        <div class="zoom" role="group" aria-label="Zoom and pan">
            <IconButton name="Zoom in" tip="Zoom in (+ on the slider, wheel, pinch)" icon=icons::PLUS on_press=zoom(CLOSER) />
            <IconButton name="Zoom out" tip="Zoom out (− on the slider)" icon=icons::MINUS on_press=zoom(1.0 / CLOSER) />
            <IconButton name="Pan left" tip="Left (Shift and arrow on the slider, drag)" icon=icons::LEFT on_press=pan(-0.25) />
            <IconButton name="Pan right" tip="Right" icon=icons::RIGHT on_press=pan(0.25) />
            <IconButton name="Reset view" tip="Show −4 to 4 (0 on the slider, double click)" icon=icons::RESET on_press=Callback::new(move |()| explore.set(reset)) />
        </div>
    }
}
