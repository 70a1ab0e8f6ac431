//! The activation switch: the most prominent control of the page.

use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Trainer};
use leptos::either::EitherOf3;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use reactive_stores::Store;
use wasm_bindgen::JsCast;

use crate::state::scale::notch;

use crate::components::fields::{Segmented, share};
use crate::components::icons;
use crate::hooks::hash_route::Commit;
use crate::hooks::opened::{Kind, use_opened};
use crate::hooks::screen::Screen;
use crate::state::earlier_runs::activation_names;
use crate::state::experiment::OnSwitch;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::{ParameterKind, Row};
use relu_lab::plot::format;
use relu_lab::plot::thumbnail::{activation_glyph, glyph_axes};

/// So many activations have a place of their own; the rest is behind More.
pub const SHOWN: usize = 7;

/// The activation row of the page.
#[component]
pub fn Switch() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let more = display.more_activations();
    let is_narrow = expect_context::<Screen>().is_narrow;
    let rows = ActivationRow::table();
    let first = rows.iter().take(SHOWN).map(|row| view! { <Chip row=row /> });
    // A function of the rest that is on has a chip of its own as long as it is.
    let on_from_rest = Memo::new(move |_| {
        let on = experiment.spec().with(|spec| spec.activation(0).id());
        rows.iter().skip(SHOWN).position(|row| row.id() == on).map(|place| place + SHOWN)
    });
    let extra = move || on_from_rest.get().map(|place| view! { <Chip row=&rows[place] /> });
    let rest = move || {
        let hidden = rows.iter().enumerate().skip(SHOWN).filter(move |(place, _)| on_from_rest.get() != Some(*place));
        hidden.map(|(_, row)| view! { <Chip row=row /> }).collect_view()
    };
    let row_of_chips = NodeRef::<html::Div>::new();
    // Edge: the scrolled row, which is to show the function that is on.
    Effect::new(move |_| {
        experiment.spec().with(|spec| spec.activation(0).id());
        if let Some(row) = row_of_chips.get() {
            // Once the radio buttons have followed.
            request_animation_frame(move || show_chosen(&row));
        }
    });
    use_opened("more-activations", Kind::Menu, move || more.get(), move || more.set(false));
    let on_switch = Signal::derive(move || usize::from(experiment.on_switch().get() == OnSwitch::KeepWeights));
    let choose =
        move |index| experiment.on_switch().set(if index == 0 { OnSwitch::Restart } else { OnSwitch::KeepWeights });
    view! {
        <section class="activation" aria-label="Activation function">
            {move || (!is_narrow.get()).then(|| view! { <Head /> })}
            <div class="chips" role="radiogroup" aria-label="Activation">
                <div node_ref=row_of_chips class="chip-row">
                    {first.collect_view()}
                    {(rows.len() > SHOWN)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="chip more"
                                    aria-expanded=move || more.get().to_string()
                                    aria-controls="more-activations"
                                    title="The other functions (0)"
                                    on:click=move |_| more.update(|on| *on = !*on)
                                >
                                    <span>"More"</span>
                                    {icons::DOWN.view()}
                                </button>
                            }
                        })}
                    // After the rest, which stays where it is.
                    {extra}
                </div>
                <div id="more-activations" class="more-panel" class:open=more on:keydown=move |event| walk(&event)>
                    {rest}
                </div>
            </div>
            // Where the chips have a row of their own, it is the first.
            {move || is_narrow.get().then(|| view! { <Head /> })}
            <div class="on-switch">
                <span class="label" aria-hidden="true" title="What a click on another function does (K)">"On switch"</span>
                <Segmented
                    name="On switch"
                    choices=vec!["Restart".into(), "Keep weights".into()]
                    chosen=on_switch
                    on_choose=Callback::new(choose)
                />
            </div>
        </section>
    }
}

/// The name of the switch, with the parameters of the function that is on.
#[component]
fn Head() -> impl IntoView {
    view! {
        <div class="activation-head">
            <h2>"Activation"</h2>
            <Parameters />
        </div>
    }
}

/// Arrow keys go through the menu without choosing, as choosing closes it; Enter and Space choose.
fn walk(event: &ev::KeyboardEvent) {
    let Some(on) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let step = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        "Enter" | " " => 0,
        _ => return,
    };
    event.prevent_default();
    if step == 0 {
        on.click();
        return;
    }
    let Some(all) = on.closest(".more-panel").ok().flatten().and_then(|menu| menu.query_selector_all("input").ok())
    else {
        return;
    };
    let entries: Vec<_> =
        (0..all.length()).filter_map(|i| all.get(i)?.dyn_into::<web_sys::HtmlElement>().ok()).collect();
    let place = entries.iter().position(|entry| *entry == on).and_then(|place| place.checked_add_signed(step));
    if let Some(next) = place.and_then(|place| entries.get(place)) {
        // An entry of the open menu can have the focus.
        let _ = next.focus();
    }
}

/// Scrolls the row of chips so far that the chosen one is in sight.
fn show_chosen(row: &web_sys::HtmlElement) {
    // Clear of where the row fades (style/parts.css).
    const MARGIN: f64 = 28.0;
    let chosen = row.query_selector(":checked").ok().flatten().and_then(|input| input.closest(".chip").ok().flatten());
    let Some(chip) = chosen else { return };
    let (row_box, chip_box) = (row.get_bounding_client_rect(), chip.get_bounding_client_rect());
    let beyond = (chip_box.right() + MARGIN - row_box.right()).max(0.0);
    let before = (chip_box.left() - MARGIN - row_box.left()).min(0.0);
    row.set_scroll_left(row.scroll_left() + (if before < 0.0 { before } else { beyond }) as i32);
}

/// One function: its curve and its name.
#[component]
fn Chip(
    /// The function.
    row: &'static ActivationRow,
) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    let is_on =
        move || experiment.spec().with(|spec| spec.activations.iter().all(|activation| activation.id() == row.id()));
    view! {
        <label class="chip" data-function=row.id() title=format!("f(x) = {}", row.formula)>
            <input
                type="radio"
                name="activation"
                aria-label=row.name()
                prop:checked=is_on
                on:change=move |_| {
                    trainer.switch_activation(Activation::of(row), Commit::Discrete);
                    display.more_activations().set(false);
                }
            />
            <svg class="glyph" viewBox="-1 -2 36 24" aria-hidden="true">
                <path class="axes" d=glyph_axes(&Activation::of(row)) />
                <path class="curve" d=activation_glyph(&Activation::of(row)) />
            </svg>
            <span>{row.name()}</span>
        </label>
    }
}

/// What the function is used for, or its parameters as sliders.
#[component]
fn Parameters() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let row = Memo::new(move |_| experiment.spec().with(|spec| spec.activation(0).id()));
    let parameters = move || {
        let on = experiment.spec().with_untracked(|spec| spec.activation(0));
        let several = experiment.spec().with_untracked(|spec| spec.activations.len() > 1);
        // Another function has other parameters; the same one only other values.
        row.track();
        if several {
            let names = move || experiment.spec().with(activation_names);
            return EitherOf3::A(view! { <p class="caption" title=names>{names}</p> });
        }
        let sliders = on.row().parameters().iter().filter(|p| p.kind == ParameterKind::Number);
        let sliders: Vec<_> = sliders.map(|p| view! { <ParameterSlider parameter=p /> }).collect();
        if sliders.is_empty() {
            EitherOf3::B(view! { <p class="caption">"all hidden layers"</p> })
        } else {
            EitherOf3::C(view! { <div class="parameters">{sliders}</div> })
        }
    };
    view! { {parameters} }
}

/// A slider for a parameter of the function that is on.
#[component]
fn ParameterSlider(
    /// The parameter.
    parameter: &'static relu_lab::nn::choice::Parameter,
) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let value = move || {
        experiment.spec().with(|spec| spec.activation(0).parameter(parameter.name)).unwrap_or(parameter.default)
    };
    let set = move |text: String| {
        let Ok(value) = text.parse() else { return };
        let on = experiment.spec().with_untracked(|spec| spec.activation(0));
        if let Ok(next) = on.with(parameter.name, value) {
            trainer.switch_activation(next, Commit::Sliding(parameter.name));
        }
    };
    view! {
        <label class="slider parameter">
            <span class="label">{parameter.name}</span>
            <output class="value">{move || format::plain(value())}</output>
            <input
                type="range"
                aria-label=parameter.name
                min=parameter.min
                max=parameter.max
                step=notch(parameter.min, parameter.max)
                style:--share=move || share(&value().to_string(), parameter.min.into(), parameter.max.into())
                prop:value=value
                on:input:target=move |event| set(event.target().value())
            />
        </label>
    }
}
