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
        "f′(z) = 0 and a = 0 on every training point. No gradient passes: under plain SGD the unit never comes back unless an earlier layer moves.",
    ),
    ("stuck", "f′(z) = 0 on every training point, but a is not 0: ReLU6 above 6, Hardtanh at an end."),
    ("saturated", "|f′(z)| < 0.01 on every training point."),
    ("rare", "a > 0 on fewer than 5 % of the training points."),
    ("alive", "none of these; the chips count all units through which a gradient passes."),
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
                "Press Play, and a small network learns to tell the blue points from the orange ones. Every tile shows what one
                unit answers over the plane; hover or focus it to see it large, click to pin it. Everything runs in this
                browser; nothing is sent anywhere."
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
