//! The values of the factor, as chips that can be taken away, and one more to add.

use leptos::prelude::*;

use crate::compare::plan::{MAX_VALUES, Plan};
use crate::nn::activation::ActivationRow;
use crate::nn::choice::Row;
use crate::nn::init::InitRow;
use crate::nn::optimizer::OptimizerRow;
use crate::ui::activations::marker;
use crate::ui::compare::state::Compare;
use crate::ui::icons;
use crate::ui::scale::{BATCH_SIZES, LEARNING_RATES};
use crate::ui::url::Commit;

/// The row of values.
#[component]
pub fn Values() -> AnyView {
    let compare = expect_context::<Compare>();
    let chips = move || {
        let (names, factor) = compare.plan.with(|plan| (plan.names(), plan.factor));
        let looks = compare.looks.get();
        let only = names.len() == 1;
        let chip = |(index, (name, look)): (usize, (String, _))| {
            let remove = move |_| {
                compare.change(|plan| {
                    if plan.values.len() > 1 {
                        plan.values.remove(index);
                    }
                });
            };
            let cross = (!only).then(|| {
                view! {
                    <button type="button" class="remove" aria-label=format!("Remove {name}") title="Remove" on:click=remove>
                        {icons::CLOSE.view()}
                    </button>
                }
            });
            view! { <li class="value-chip">{marker(look)} <span>{name.clone()}</span> {cross}</li> }.into_any()
        };
        let all = names.into_iter().zip(looks).enumerate().map(chip).collect_view();
        (all, (factor != "seed").then(|| add(compare)))
    };
    view! {
        <div class="setup-row values">
            <h2>"Values"</h2>
            <ul class="value-chips" role="list" aria-label="Values">{chips}</ul>
        </div>
    }
    .into_any()
}

/// What can be added, with its name.
fn offered(plan: &Plan) -> Vec<(String, String)> {
    fn all<R: Row>() -> Vec<&'static str> {
        R::table().iter().map(Row::id).collect()
    }
    let rates = LEARNING_RATES.map(|rate| rate.to_string());
    let ids: Vec<&str> = match plan.factor {
        "act" => all::<ActivationRow>(),
        "init" => all::<InitRow>(),
        "opt" => all::<OptimizerRow>(),
        "lr" => rates.iter().map(String::as_str).collect(),
        "bn" => vec!["off", "on"],
        "depth" => vec!["0", "1", "2", "3", "4", "6", "8", "12", "16"],
        "width" => vec!["1", "2", "3", "4", "6", "8", "12", "16", "32", "64"],
        "batch" => BATCH_SIZES.to_vec(),
        _ => Vec::new(),
    };
    let free = ids.into_iter().filter(|id| plan.values.iter().all(|value| value != id));
    free.map(|id| (id.to_owned(), (plan.factor().label)(id))).collect()
}

/// One more value: from the list, or typed as in links, such as `leaky_relu(0.2)`.
fn add(compare: Compare) -> AnyView {
    let take = move |text: String| {
        if !text.trim().is_empty() {
            let values = compare.plan.with_untracked(|plan| plan.values.join(","));
            compare.set("values", &format!("{values},{}", text.trim()), Commit::Discrete);
        }
    };
    let (options, full) = compare.plan.with(|plan| (offered(plan), plan.values.len() >= MAX_VALUES));
    if full {
        return view! { <li class="caption">"at most 8"</li> }.into_any();
    }
    let options =
        options.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }.into_any()).collect_view();
    view! {
        <li class="add-value">
            <select
                class="add"
                aria-label="Add a value"
                on:change:target=move |event| take(event.target().value())
            >
                <option value="" selected>"+ Add"</option>
                {options}
            </select>
            <input
                type="text"
                class="add-own"
                aria-label="Add a value as in links"
                placeholder=move || compare.plan.with(|plan| if plan.factor == "act" { "leaky_relu(0.2)" } else { "other" })
                title="Any other value, written as in links; Enter adds it"
                autocomplete="off"
                spellcheck="false"
                on:change:target=move |event| take(event.target().value())
            />
        </li>
    }
    .into_any()
}
