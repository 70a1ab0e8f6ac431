//! Help: what the words mean that the page uses, and the keys.

use crate::components::dialog::Overlay;
use crate::hooks::shortcuts::LEGEND;
use crate::state::{Display, DisplayStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;

/// Words and what they mean here; z is what goes into a unit's function f, and a = f(z) what comes out.
const WORDS: &[(&str, &str)] = &[
    (
        "dead",
        "f′(z) = 0 and a = 0 on every training point. No gradient passes: under SGD without momentum and penalties its own weights stay as they are, and it comes back only if an earlier layer or a learned slope moves.",
    ),
    (
        "dead with batch norm",
        "as in training: z by the mean and variance of the whole training set. A mini-batch has its own, and may reach a unit that the whole set does not: of 206 dead units 14 came back at batch size 8, in full batches none. In use, where running statistics stand in, a unit can be silent and yet alive; the inspector says so.",
    ),
    ("stuck", "f′(z) = 0 on every training point, but a is not 0 on all of them: ReLU6 above 6, Hardtanh at an end."),
    ("saturated", "|f′(z)| < 0.01 on every training point, but not 0 on all of them."),
    ("rare", "a > 0 on fewer than 5 % of the training points, of functions that can be 0."),
    ("alive", "none of these; the numbers over the layers count all units that are neither dead nor stuck."),
    (
        "output",
        "counted apart: it can be dead or stuck too, and then no gradient reaches any layer. A living unit below a layer that is dead gets no gradient either.",
    ),
    (
        "epoch",
        "one pass over the training set in a new random order. Health is checked at the end of each; at full speed a unit that comes back is noticed up to 16 epochs late.",
    ),
    ("gradient norm", "the L2 norm of the gradient of a layer's weights over the whole training set, before clipping."),
    ("update ratio", "|Δw| / |w| of the last step."),
    ("fingerprint", "a checksum of all weights: the same link gives the same one on every machine."),
];

/// The help, over the page.
#[component]
pub fn Help() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let row = |(name, what): &(&'static str, &'static str)| view! { <dt>{*name}</dt><dd>{*what}</dd> };
    view! {
        <Overlay id="help" title="Help" close="Close help" open=display.help()>
            <p>
                "Press Play, and a small network learns the data: at first to tell the blue points from the orange ones. Every tile
                shows what one unit answers over the plane; hover or focus it to see it large, click to pin it. Everything runs in
                this browser; nothing is sent anywhere."
            </p>
            <h3>"Words"</h3>
            <dl>{WORDS.iter().map(row).collect_view()}</dl>
            <h3>"Keys"</h3>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=display.shortcuts()
                    on:change:target=move |event| display.shortcuts().set(event.target().checked())
                />
                <span>"Shortcuts of one key"</span>
            </label>
            <dl class="keys">{LEGEND.iter().map(|entry| view! { <div>{row(entry)}</div> }).collect_view()}</dl>
        </Overlay>
    }
}
