//! The card of one function: its parameters, formulas, what it is in PyTorch, where it comes from.

use crate::state::{Messages, Trainer};
use leptos::either::Either;
use leptos::prelude::*;

use crate::state::scale::notch;

use crate::components::fields::share;
use crate::components::icons;
use crate::pages::activations::marker;
use crate::pages::activations::state::Explore;
use crate::pages::activations::words;
use relu_lab::explore::formula;
use relu_lab::explore::setup::Setup;
use relu_lab::nn::choice::{Parameter, Row};
use relu_lab::plot::format;

/// The card.
#[component]
pub fn Card() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let messages = expect_context::<Messages>();
    let trainer = expect_context::<Trainer>();
    let card = Memo::new(move |_| explore.setup.with(Setup::card));
    let look = Memo::new(move |_| {
        explore.looks.get().into_iter().find(|(function, _)| function.id() == card.get().id()).map(|(_, look)| look)
    });
    // Another function has other sliders; the same one only other values.
    let id = Memo::new(move |_| card.get().id());
    let sliders = move || {
        id.track();
        let row = card.get_untracked().row();
        let in_torch = row.torch.starts_with("nn.");
        row.parameters().iter().map(|parameter| slider(explore, in_torch, parameter)).collect_view()
    };
    let line = move || card.get().to_torch();
    let copy = move |_: leptos::ev::MouseEvent| {
        messages.copy(
            &untrack(line),
            "Line copied.",
            "The browser did not allow copying. Select the line and copy it.",
        );
    };
    let joins = move || words::joins(&card.get());
    view! {
        <div class="card-head">
            <h2>{move || look.get().map(marker)} <span data-testid="card" data-value=id>{move || card.get().name()}</span></h2>
            <div class="card-sliders">{sliders}</div>
        </div>
        <div class="formulas">
            <p class="formula"><i>"f"</i>"(x) = " <span inner_html=move || formula::of_function(&card.get())></span></p>
            <p class="formula"><i>"f′"</i>"(x) = " <span inner_html=move || formula::of_derivative(&card.get())></span></p>
        </div>
        <p class="caption source">
            {joins} " Source: " {move || source(card.get().row().source)}
        </p>
        <div class="torch">
            <code data-testid="torch-line" data-value=line>{line}</code>
            <button type="button" class="button" title="Copy the line" on:click=copy>{icons::COPY.view()} "Copy"</button>
            <button
                type="button"
                class="button primary"
                title="Put it into all hidden layers of the network on the Train page"
                on:click=move |_| trainer.train_with(card.get_untracked())
            >
                "Train with it"
            </button>
        </div>
    }
}

/// A slider that moves the curve.
fn slider(explore: Explore, in_torch: bool, parameter: &'static Parameter) -> impl IntoView {
    let whose = if in_torch { "PyTorch's default" } else { "the usual value" };
    let title = format!("{}; {whose} is {}", parameter.name, format::plain(parameter.default));
    let (low, high) = reach(parameter);
    let value = move || explore.setup.with(|setup| setup.card().parameter(parameter.name)).unwrap_or(parameter.default);
    let set = move |text: String| {
        if let Ok(value) = text.parse() {
            explore.slide(parameter.name, |setup| setup.set_parameter(parameter.name, value));
        }
    };
    view! {
        <label class="slider parameter" title=title>
            <span class="label">{parameter.name}</span>
            <output class="value">{move || format::plain(value())}</output>
            <input
                type="range"
                aria-label=parameter.name
                min=low
                max=high
                step=notch(low, high)
                style:--share=move || share(&value().to_string(), low.into(), high.into())
                prop:value=move || value().to_string()
                on:input:target=move |event| set(event.target().value())
            />
        </label>
    }
}

/// The part of a parameter's range that a slider can do something useful in; links take all of it.
fn reach(parameter: &Parameter) -> (f32, f32) {
    let most = 10.0 * parameter.default.abs().max(0.5);
    (parameter.min.max(-most), parameter.max.min(most))
}

/// Where a function comes from, with a link if its text names one.
fn source(text: &'static str) -> impl IntoView {
    let (before, address, name) = if let Some(at) = text.find("https://") {
        (&text[..at], text[at..].to_owned(), "torch.nn documentation")
    } else if let Some(at) = text.find("arXiv ") {
        (&text[..at], format!("https://arxiv.org/abs/{}", &text[at + 6..]), &text[at..])
    } else {
        return Either::Left(text);
    };
    Either::Right(view! { {before} <a href=address target="_blank" rel="noreferrer">{name}</a> })
}
