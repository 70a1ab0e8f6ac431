//! What the functions are at the probe.

use crate::pages::activations::curves::x_text;
use crate::pages::activations::marker;
use crate::pages::activations::state::Explore;
use leptos::prelude::*;
use relu_lab::nn::activation::Activation;
use relu_lab::plot::format;
use relu_lab::plot::looks::Look;

/// The values of f and f′ at x; pressing a name opens its card.
#[component]
pub fn Readout() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let setup = explore.setup;
    let rows =
        move || explore.looks.get().into_iter().map(|(function, look)| row(explore, function, look)).collect_view();
    view! {
        <table class="readout" aria-label="Values at x">
            <thead>
                <tr>
                    <th scope="col">{move || setup.with(|setup| format!("at x = {}", x_text(setup)))}</th>
                    <th scope="col">"f"</th>
                    <th scope="col">"f′"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(explore: Explore, function: Activation, look: Look) -> impl IntoView {
    let id = function.id();
    let number = |prefix: &str, read: fn(&Activation, f32) -> f32| {
        let value = Memo::new(move |_| explore.setup.with(|setup| read(&function, setup.x)));
        view! {
            <td
                data-testid=format!("{prefix}-{id}")
                data-value=move || value.get().to_string()
            >{move || format::decimals(value.get(), 3)}</td>
        }
    };
    let is_open = move || explore.setup.with(|setup| setup.card().id() == id);
    view! {
        <tr>
            <th scope="row">
                <button
                    type="button"
                    class="name"
                    aria-pressed=move || is_open().to_string()
                    aria-label=format!("Card of {}", function.name())
                    title="Show its card"
                    on:click=move |_| explore.set(|setup| setup.card = Some(id))
                >
                    {marker(look)}
                    <span style:color=look.colour.css()>{function.name()}</span>
                </button>
            </th>
            {number("f", Activation::value)}
            {number("slope", Activation::derivative)}
        </tr>
    }
}
