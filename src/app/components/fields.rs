//! Small controls that the panels are made of. All of them are native elements: keys and names come with them.

use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::icons::Icon;
use crate::components::term::FieldName;
use crate::hooks::hash_route::Commit;
use relu_lab::train::field::{Field, field};
use relu_lab::train::snapshot::Snapshot;

use crate::state::{Run, RunStoreFields, Settings};

/// A number of interest: shown rounded, with its full precision in `data-value`.
///
/// `read` gives the full value and the text that is shown.
pub fn reading(
    id: impl Into<String>,
    read: impl Fn(&Snapshot) -> (String, String) + Send + Sync + 'static,
) -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let id = id.into();
    let read = Memo::new(move |_| run.frame().with(|frame| read(frame)));
    view! {
        <span class="number" data-testid=id data-value=move || read.get().0>{move || read.get().1}</span>
    }
}

/// A button that shows an icon and says its name to who cannot see it, and to all in a tip.
#[component]
pub fn IconButton(
    /// Its name.
    name: &'static str,
    /// What it does, with its key: the tip.
    tip: &'static str,
    /// What it shows.
    icon: Icon,
    /// What it does.
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="button square" aria-label=name title=tip on:click=move |_| on_press.run(())>
            {icon.view()}
        </button>
    }
}

/// One of a few: radio buttons side by side.
#[component]
pub fn Segmented(
    /// What is chosen, in words.
    name: &'static str,
    /// The names of the choices.
    choices: Vec<Signal<String>>,
    /// Which one is chosen.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Chooses.
    on_choose: Callback<usize>,
) -> impl IntoView {
    let id = name.replace(' ', "-");
    let choices = choices.into_iter().enumerate().map(|(index, text)| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=id.clone()
                    prop:checked=move || chosen.get() == index
                    on:change=move |_| on_choose.run(index)
                />
                <span>{text}</span>
            </label>
        }
    });
    view! { <div class="segmented" role="radiogroup" aria-label=name>{choices.collect_view()}</div> }
}

/// The tip of a field: whether a change restarts.
fn tip(field: &Field) -> &'static str {
    if field.live { "Changes while training goes on" } else { "A change restarts the run" }
}

/// A setting that is one of a list.
#[component]
pub fn SelectField(
    /// The setting's key in the table of fields.
    key: &'static str,
    /// Its label.
    label: &'static str,
    /// Ids and names of what can be chosen.
    options: Vec<(&'static str, String)>,
    /// The id of what is chosen.
    #[prop(into)]
    chosen: Signal<String>,
    /// What is chosen, in a few words for its tooltip.
    #[prop(optional, into)]
    about: Option<Signal<String>>,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let title = move || {
        let tip = field(key).map(tip)?;
        Some(about.map_or_else(|| tip.to_owned(), |about| format!("{}. {tip}", about.get())))
    };
    let options = options.into_iter().map(|(id, name)| {
        view! { <option value=id prop:selected=move || chosen.get() == id>{name}</option> }
    });
    view! {
        <div class=format!("field for-{key}") title=title>
            <FieldName key=key label=label chosen=chosen />
            <select aria-label=label on:change:target=move |event| settings.take(key, event.target().value(), Commit::Discrete)>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// A setting that is typed. Usual values, if there are any, can be picked from a list beside it.
#[component]
pub fn TextField(
    /// The setting's key in the table of fields.
    key: &'static str,
    /// Its label.
    label: &'static str,
    /// Usual values.
    #[prop(optional)]
    usual: &'static [&'static str],
    /// Room for this many characters.
    width: u8,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let field = field(key)?;
    let shown = Memo::new(move |_| settings.spec.with(|spec| (field.get)(spec))).into();
    let take = Callback::new(move |value| settings.take(key, value, Commit::Discrete));
    Some(text_field(&Text { prefix: settings.prefix, key, label, tip: tip(field), width }, usual, shown, take))
}

/// What stays the same of a field in which something is typed.
pub struct Text {
    /// The beginning of its id.
    pub prefix: &'static str,
    /// The rest of its id, and its class.
    pub key: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it does, if its name does not explain it.
    pub tip: &'static str,
    /// Room for this many characters.
    pub width: u8,
}

/// A field in which something is typed; `usual` values can be picked from a list beside it.
pub fn text_field(
    text: &Text,
    usual: &'static [&'static str],
    shown: Signal<String>,
    take: Callback<String>,
) -> impl IntoView + use<> {
    let Text { prefix, key, label, tip, width } = *text;
    let id = format!("{prefix}-{key}");
    let typed = move |input: &web_sys::HtmlInputElement| {
        take.run(input.value());
        // A value that was not allowed may leave the setting as it was: the text goes back to it.
        input.set_value(&shown.get_untracked());
    };
    let list = (!usual.is_empty()).then(|| {
        let options = usual.iter().map(|&value| {
            view! { <option value=value prop:selected=move || shown.get() == value>{value}</option> }
        });
        let other = move || {
            let value = shown.get();
            view! { <option value=value.clone() hidden>{value.clone()}</option> }
        };
        view! {
            <select
                class="usual"
                tabindex="-1"
                aria-label=format!("Usual values of {label}")
                on:change:target=move |event| take.run(event.target().value())
            >
                {other}
                {options.collect_view()}
            </select>
        }
    });
    view! {
        <div class=format!("field for-{key}") title=(!tip.is_empty()).then_some(tip)>
            <FieldName key=key label=label />
            <div class="combo">
                <input
                    id=id
                    aria-label=label
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    spellcheck="false"
                    style:width=format!("{}ch", width)
                    prop:value=shown
                    on:change:target=move |event| typed(&event.target())
                />
                {list}
            </div>
        </div>
    }
}

/// A setting on a slider.
#[component]
pub fn SliderField(
    /// The setting's key in the table of fields.
    key: &'static str,
    /// Its label.
    label: &'static str,
    /// Smallest and largest value, and the distance of two values.
    range: (f64, f64, f64),
    /// The value as it is shown.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let field = field(key).expect("a slider is for a key of the table");
    let (min, max, step) = range;
    let shown = Memo::new(move |_| settings.spec.with(|spec| (field.get)(spec)));
    view! {
        <div class=format!("slider for-{key}") title=tip(field)>
            <FieldName key=key label=label />
            <output class="value">{text}</output>
            <input
                type="range"
                min=min
                max=max
                step=step
                aria-label=label
                aria-valuetext=text
                style:--share=move || share(&shown.read(), min, max)
                prop:value=shown
                on:input:target=move |event| settings.take(key, event.target().value(), Commit::Sliding(key))
            />
        </div>
    }
}

/// How much of a slider's track lies left of a value, for the style sheet.
pub fn share(value: &str, min: f64, max: f64) -> String {
    let value = value.parse().unwrap_or(min);
    format!("{:.3}", ((value - min) / (max - min)).clamp(0.0, 1.0))
}

/// Something that is on or off.
#[component]
pub fn CheckBox(
    /// Its label.
    label: &'static str,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Turns it on or off.
    on_change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="check" data-name=label>
            <input type="checkbox" prop:checked=move || on.get() on:change:target=move |event| on_change(event.target().checked()) />
            <span>{label}</span>
        </label>
    }
}
