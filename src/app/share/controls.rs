//! What is hidden: a list of all controls of the page by their names.

use leptos::prelude::*;

use relu_lab::link::controls::Control;

use super::choice::Choice;
use super::words;

/// The list, behind a line that says how many are hidden.
#[component]
pub fn Hidden() -> impl IntoView {
    let choice = expect_context::<Choice>();
    let wanted = RwSignal::new(String::new());
    let groups = choice.controls().iter().fold(Vec::new(), |mut groups: Vec<&'static str>, control| {
        if !groups.contains(&control.group) {
            groups.push(control.group);
        }
        groups
    });
    let group = move |name: &'static str| {
        let rows: Vec<_> = choice.controls().iter().filter(|control| control.group == name).collect();
        let names: Vec<_> = rows.iter().map(|control| control.name).collect();
        let is_empty = move || wanted.with(|wanted| !names.iter().any(|name| words::is_found(name, wanted)));
        let rows = rows.into_iter().map(|control| view! { <Row control=control wanted=wanted /> }).collect_view();
        view! {
            <fieldset hidden=is_empty>
                <legend>{name}</legend>
                {rows}
            </fieldset>
        }
    };
    view! {
        <details class="share-controls">
            <summary>"Hide controls: " <span data-testid="share-hidden">{move || words::hidden(choice.hidden().with(Vec::len))}</span></summary>
            <div class="share-controls-head">
                <input
                    type="search"
                    aria-label="Find a control"
                    placeholder="Find a control"
                    autocomplete="off"
                    prop:value=wanted
                    on:input:target=move |event| wanted.set(event.target().value())
                />
                <button type="button" class="button" on:click=move |_| choice.hidden().set(Vec::new())>"Show all"</button>
                <button type="button" class="button" on:click=move |_| choice.hide_unessential()>"Hide all but the essentials"</button>
            </div>
            <p class="caption">"Ticked is hidden: not seen, not read out, and its key does nothing."</p>
            <div class="share-groups">{groups.into_iter().map(group).collect_view()}</div>
        </details>
    }
}

#[component]
fn Row(
    /// The control.
    control: &'static Control,
    /// What is looked for.
    wanted: RwSignal<String>,
) -> impl IntoView {
    let choice = expect_context::<Choice>();
    let key = control.key;
    let toggle = move |on: bool| {
        choice.hidden().update(|hidden| {
            hidden.retain(|other| *other != key);
            if on {
                hidden.push(key);
            }
            // In the order of the page: one choice, one link.
            hidden.sort_by_key(|key| choice.controls().iter().position(|control| control.key == *key));
        });
    };
    view! {
        <label class="check" hidden=move || wanted.with(|wanted| !words::is_found(control.name, wanted))>
            <input
                type="checkbox"
                value=key
                prop:checked=move || choice.hidden().with(|hidden| hidden.contains(&key))
                on:change:target=move |event| toggle(event.target().checked())
            />
            <span>{control.name}</span>
        </label>
    }
}
