//! Which functions are shown: up to six chips are on.

use crate::pages::activations::state::Explore;
use crate::state::Messages;
use leptos::prelude::*;
use relu_lab::explore::setup::SetupStoreFields;

use crate::components::icons;
use crate::hooks::opened::{Kind, use_opened};
use crate::pages::activations::marker;
use crate::pages::train::switch::SHOWN;
use relu_lab::explore::setup::MOST;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::plot::thumbnail::{activation_glyph, glyph_axes};

/// The row of chips.
#[component]
pub fn Chips() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let more = explore.more;
    let rows = ActivationRow::table();
    let first = rows.iter().take(SHOWN).map(chip);
    // A function of the rest that is shown has its chip in the row.
    let is_shown = move |row: &ActivationRow| {
        explore.setup.functions().with(|functions| functions.iter().any(|function| function.id() == row.id()))
    };
    let split = Memo::new(move |_| rows.iter().skip(SHOWN).map(is_shown).collect::<Vec<bool>>());
    let rest = move |shown: bool| {
        let kinds = split.get();
        rows.iter().skip(SHOWN).zip(kinds).filter(|(_, is)| *is == shown).map(|(row, _)| chip(row)).collect_view()
    };
    use_opened("more-functions", Kind::Menu, move || more.get(), move || more.set(false));
    let count = move || explore.setup.functions().with(Vec::len);
    view! {
        <section class="show" aria-label="Functions">
            <h2>"Show"</h2>
            <div class="chips">
                <div class="chip-row" role="group" aria-label="Functions shown">
                    {first.collect_view()}
                    {move || rest(true)}
                </div>
                <button
                    type="button"
                    class="chip more"
                    aria-expanded=move || more.get().to_string()
                    aria-controls="more-functions"
                    on:click=move |_| more.update(|on| *on = !*on)
                    >
                    <span>"More"</span>
                    {icons::DOWN.view()}
                </button>
                <div id="more-functions" class="more-panel" class:open=more>
                    {move || more.get().then(|| rest(false))}
                    {move || more.get().then(|| view! { <p class="caption">{beside_torch()}</p> })}
                </div>
            </div>
            <p class="caption">
                <strong>{count}</strong>
                {format!(" of {} shown, max {MOST}", rows.len())}
            </p>
        </section>
    }
}

/// Which functions are none of `torch.nn`, and which of `torch.nn` are not here.
fn beside_torch() -> String {
    let rows = ActivationRow::table().iter().filter(|row| !row.torch.starts_with("nn."));
    let names: Vec<&str> = rows.map(Row::name).collect();
    format!("All are modules of torch.nn but {}. Of torch.nn RReLU, Threshold and GLU are left out.", names.join(", "))
}

/// One function: its curve, its name, and while it is shown its marker and its colour.
fn chip(row: &'static ActivationRow) -> impl IntoView {
    let explore = expect_context::<Explore>();
    let messages = expect_context::<Messages>();
    let look = Memo::new(move |_| {
        explore.looks.get().into_iter().find(|(function, _)| function.id() == row.id()).map(|(_, look)| look)
    });
    // The seventh is refused, and so is taking away the last one.
    let refusal = move || {
        let count = explore.setup.functions().with(Vec::len);
        match (look.get().is_some(), count) {
            (false, MOST..) => Some("max 6: take another one away first"),
            (true, 1) => Some("one function stays"),
            _ => None,
        }
    };
    let example = Activation::of(row);
    let press = move |_: leptos::ev::MouseEvent| match untrack(refusal) {
        Some(reason) => messages.tell(format!("{}: {reason}", row.name())),
        None => explore.set(|setup| setup.toggle(row)),
    };
    view! {
        <button
            type="button"
            class="chip multi"
            aria-label=row.name()
            aria-pressed=move || look.get().is_some().to_string()
            aria-disabled=move || refusal().is_some().then_some("true")
            title=move || refusal().map_or_else(|| format!("f(x) = {}", row.formula), str::to_owned)
            style:--tone=move || look.get().map(|look| look.colour.css())
            on:click=press
        >
            <svg class="glyph" viewBox="-1 -2 36 24" aria-hidden="true">
                <path class="axes" d=glyph_axes(&example) />
                <path class="curve" d=activation_glyph(&example) />
            </svg>
            <span>{row.name()}</span>
            {move || look.get().map(marker)}
        </button>
    }
}
