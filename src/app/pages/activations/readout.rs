//! What the functions are at the probe.

use crate::components::term::Term;
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
    // One column at a time: values that differ have to read different.
    let column = move |read: fn(&Activation, f32) -> f32| {
        Memo::new(move |_| {
            let (functions, x) = setup.with(|setup| (setup.functions.clone(), setup.x));
            let values: Vec<f32> = functions.iter().map(|function| read(function, x)).collect();
            let texts = format::column(&values);
            values.into_iter().zip(texts).collect::<Vec<(f32, String)>>()
        })
    };
    let columns = [column(Activation::value), column(Activation::derivative)];
    let rows = move || {
        let functions = explore.looks.get().into_iter().enumerate();
        functions.map(|(index, (function, look))| row(explore, function, look, index, columns)).collect_view()
    };
    view! {
        <table class="readout" aria-label="Values at x">
            <thead>
                <tr>
                    <th scope="col">{move || setup.with(|setup| format!("at x = {}", x_text(setup)))}</th>
                    <th scope="col">"f"</th>
                    <th scope="col"><Term id="slope">"f′"</Term></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Values of all functions with their texts.
type Column = Memo<Vec<(f32, String)>>;

fn row(
    explore: Explore,
    function: Activation,
    look: Look,
    index: usize,
    [values, slopes]: [Column; 2],
) -> impl IntoView + use<> {
    let id = function.id();
    let number = |prefix: &str, column: Column| {
        let cell = Memo::new(move |_| column.with(|column| column.get(index).cloned().unwrap_or_default()));
        view! {
            <td
                data-testid=format!("{prefix}-{id}")
                data-value=move || cell.with(|(value, _)| value.to_string())
            >{move || cell.with(|(_, text)| text.clone())}</td>
        }
    };
    let name = format::named(&function);
    let is_open = move || explore.setup.with(|setup| setup.card().id() == id);
    view! {
        <tr>
            <th scope="row">
                <button
                    type="button"
                    class="name"
                    aria-pressed=move || is_open().to_string()
                    aria-label=format!("Card of {name}")
                    title="Show its card"
                    on:click=move |_| explore.set(|setup| setup.card = Some(id))
                >
                    {marker(look)}
                    <span style:color=look.colour.css()>{name.clone()}</span>
                </button>
            </th>
            {number("f", values)}
            {number("slope", slopes)}
        </tr>
    }
}
