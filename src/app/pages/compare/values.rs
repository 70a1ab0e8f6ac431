//! The values of the factor, as chips that can be taken away, and one more to add.

use crate::components::icons;
use crate::hooks::hash_route::Commit;
use crate::pages::activations::marker;
use crate::pages::compare::state::Compare;
use crate::state::scale::{BATCH_SIZES, LEARNING_RATE_TEXTS};
use leptos::prelude::*;
use relu_lab::compare::plan::{MAX_VALUES, Plan};
use relu_lab::nn::activation::ActivationRow;
use relu_lab::nn::choice::Row;
use relu_lab::nn::init::InitRow;
use relu_lab::nn::optimizer::OptimizerRow;

/// The row of values.
#[component]
pub fn Values() -> impl IntoView {
    let compare = expect_context::<Compare>();
    // A value of another factor is another one, though it may be written the same.
    let values = move || {
        compare.plan.with(|plan| plan.values.iter().map(|value| (plan.factor, value.clone())).collect::<Vec<_>>())
    };
    view! {
        <div class="setup-row values">
            <h2>"Values"</h2>
            <ul class="value-chips" role="list" aria-label="Values">
                // One by one: the chip or the field that has the focus stays the same element.
                <For each=values key=|value| value.clone() children=move |(_, value)| chip(compare, value) />
                {add(compare)}
            </ul>
        </div>
    }
}

/// One value: its marker, its name, and a cross that takes it away.
fn chip(compare: Compare, value: String) -> impl IntoView {
    let name = compare.plan.with_untracked(|plan| (plan.factor().label)(&value));
    let place = {
        let value = value.clone();
        Memo::new(move |_| compare.plan.with(|plan| plan.values.iter().position(|other| *other == value)))
    };
    let look = move || compare.looks.with(|looks| looks.get(place.get()?).copied()).map(marker);
    let remove = move |_: leptos::ev::MouseEvent| compare.change(|plan| plan.values.retain(|other| *other != value));
    let label = format!("Remove {name}");
    let cross = view! {
        <button
            type="button"
            class="remove"
            class:only=move || compare.plan.with(|plan| plan.values.len() < 2)
            aria-label=label
            title="Remove"
            on:click=remove
        >
            {icons::CLOSE.view()}
        </button>
    };
    view! { <li class="value-chip">{look} <span>{name}</span> {cross}</li> }
}

/// What can be added, with its name.
fn offered(plan: &Plan) -> Vec<(String, String)> {
    fn all<R: Row>() -> Vec<&'static str> {
        R::table().iter().map(Row::id).collect()
    }
    let ids: Vec<&str> = match plan.factor {
        "act" => all::<ActivationRow>(),
        "init" => all::<InitRow>(),
        "opt" => all::<OptimizerRow>(),
        "lr" => LEARNING_RATE_TEXTS.to_vec(),
        "bn" => vec!["off", "on"],
        "depth" => vec!["0", "1", "2", "3", "4", "6", "8", "12", "16"],
        "width" => vec!["1", "2", "3", "4", "6", "8", "12", "16", "32", "64"],
        "batch" => BATCH_SIZES.to_vec(),
        _ => Vec::new(),
    };
    let free = ids.into_iter().filter(|id| plan.values.iter().all(|value| value != id));
    free.map(|id| (id.to_owned(), (plan.factor().label)(id))).collect()
}

/// A value that is not in the list, as an example of how it is written.
fn example(factor: &str) -> &'static str {
    match factor {
        "act" => "e.g. leaky_relu(0.2)",
        "init" => "e.g. normal(0.5)",
        "opt" => "e.g. sgd(momentum=0.9)",
        "lr" => "e.g. 0.05",
        "depth" | "width" => "e.g. 5",
        "batch" => "e.g. 20",
        _ => "",
    }
}

/// One more value: from the list, or typed as in links, such as `leaky_relu(0.2)`.
fn add(compare: Compare) -> impl IntoView {
    let take = move |text: String| {
        if !text.trim().is_empty() {
            let values = compare.plan.with_untracked(|plan| plan.values.join(","));
            compare.set("values", &format!("{values},{}", text.trim()), Commit::Discrete);
        }
    };
    let options = move || {
        let offered = compare.plan.with(offered).into_iter();
        offered.map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()
    };
    let without = move || compare.plan.with(|plan| plan.values.len() >= MAX_VALUES || plan.factor == "seed");
    let example = move || compare.plan.with(|plan| example(plan.factor).to_owned());
    view! {
        <li class="add-value" class:without=Signal::derive(without)>
            <select
                class="add"
                aria-label="Add a value"
                title="At most 8 values"
                on:change:target=move |event| {
                    take(event.target().value());
                    event.target().set_value("");
                }
            >
                <option value="" selected>"+ Add"</option>
                {options}
            </select>
            <label class="add-other" title="Any other value, written as in links; Enter adds it">
                <span class="label">"Other, as in links"</span>
                <input
                    type="text"
                    class="add-own"
                    placeholder=Signal::derive(example)
                    autocomplete="off"
                    spellcheck="false"
                    on:change:target=move |event| {
                        take(event.target().value());
                        event.target().set_value("");
                    }
                />
            </label>
        </li>
    }
}
