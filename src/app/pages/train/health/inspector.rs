//! The inspector: the pinned unit, or the output, in words and numbers. Its weights can be changed by hand.

use crate::pages::train::words::events;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::icons;
use crate::hooks::opened::{Kind, use_opened};
use crate::pages::train::health::numbers;
use relu_lab::train::snapshot::{UnitDetail, UnitId};

/// Opens and closes the inspector.
#[component]
pub fn InspectButton() -> impl IntoView {
    let open = expect_context::<Store<Display>>().inspecting();
    view! {
        <button
            type="button"
            class="quiet end inspect"
            aria-label="Inspect"
            title="The pinned unit, or the output, in numbers (I)"
            aria-expanded=move || open.get().to_string()
            aria-controls="inspector"
            on:click=move |_| open.update(|on| *on = !*on)
        >
            // Where there is no room for the word, the sign.
            <span>"Inspect"</span>
            {icons::NOTE.view()}
        </button>
    }
}

/// The unit that is inspected: the pinned one, else the output.
fn inspected() -> UnitId {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let layers = experiment.spec().with(|spec| spec.hidden.len() as u32);
    display.pinned().get().filter(|id| id.layer < layers).unwrap_or(UnitId { layer: layers, unit: 0 })
}

/// The panel, while it is open.
#[component]
pub fn Inspector() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let open = display.inspecting();
    use_opened("inspector", Kind::Panel, move || open.get(), move || open.set(false));
    let panel = move || open.get().then(|| view! { <Panel /> });
    view! { {panel} }
}

#[component]
fn Panel() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    // While another unit is under the pointer, the numbers stay as they were.
    let detail = Memo::new(move |last: Option<&Option<UnitDetail>>| {
        let id = inspected();
        let now = run.frame().with(|frame| frame.unit.clone().filter(|detail| detail.id == id));
        now.or_else(|| last.cloned().flatten().filter(|detail| detail.id == id))
    });
    let title = move || {
        let id = inspected();
        experiment
            .spec()
            .with(|spec| relu_lab::plot::format::unit_short(id.layer as usize, id.unit as usize, spec.hidden.len()))
    };
    let shape = Memo::new(move |_| detail.with(|detail| detail.as_ref().map(|d| (d.id, d.weights.len()))));
    let fields = move || shape.get().map(|(id, count)| fields(id, count, detail));
    view! {
        <section id="inspector" class="inspector" role="dialog" aria-label="Inspector">
            <div class="inspector-head">
                <h2>{title}</h2>
                <span class="caption">{move || run.frame().with(|frame| numbers::state(frame, inspected()))}</span>
                <button type="button" class="button square plain" aria-label="Close inspector" on:click=move |_| display.inspecting().set(false)>
                    {icons::CLOSE.view()}
                </button>
            </div>
            {move || detail.with(Option::is_none).then(|| view! { <p class="caption">"No numbers yet."</p> })}
            <p class="unit-formula" data-testid="unit-formula">
                {move || detail.with(|d| d.as_ref().map(|d| experiment.spec().with(|spec| numbers::formula(spec, d))))}
            </p>
            <Facts detail=detail />
            {fields}
        </section>
    }
}

/// What the unit does with the training set.
#[component]
fn Facts(
    /// The unit.
    detail: Memo<Option<UnitDetail>>,
) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let share = move |id: &'static str, name: &'static str, count: fn(&UnitDetail) -> u32| {
        let read = move || {
            let shares =
                |d: &UnitDetail| (f64::from(count(d)) / f64::from(d.points.max(1)), numbers::share(count(d), d.points));
            detail.with(|d| d.as_ref().map(shares))
        };
        let value = move || read().map(|(value, _)| value.to_string());
        let text = move || read().map(|(_, text)| text);
        view! { <li>{name} " on " <span data-testid=id data-value=value>{text}</span></li> }
    };
    let id = Memo::new(move |_| detail.with(|d| d.as_ref().map(|d| d.id)));
    let dormancy = move || {
        let score = run.frame().with(|frame| numbers::dormancy(frame, id.get()?));
        score.map(|score| relu_lab::plot::format::decimals(score, 3))
    };
    let why = Memo::new(move |_| {
        run.frame().with(|frame| {
            let cause = numbers::last_death(frame, id.get()?)?.cause.as_ref()?;
            Some(events::cause(cause))
        })
    });
    let hinge = Memo::new(move |_| {
        detail.with(|d| d.as_ref().and_then(|d| experiment.spec().with(|spec| numbers::hinge_words(spec, d))))
    });
    view! {
        <ul class="facts">
            {share("unit-zero-gradient", "f′ = 0", |d| d.zero_gradient)}
            {share("unit-small-gradient", "|f′| < 0.01", |d| d.small_gradient)}
            {share("unit-active", "a > 0", |d| d.active)}
            <li title="Mean |a| over the mean |a| of its layer">"Dormancy score " {dormancy}</li>
            {move || why.get().map(|why| view! { <li class="why">{why}</li> })}
            {move || hinge.get().map(|words| view! { <li>{words}</li> })}
        </ul>
    }
}

/// A field for each weight and for the bias.
fn fields(id: UnitId, count: usize, detail: Memo<Option<UnitDetail>>) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let names = experiment.spec().with_untracked(|spec| numbers::input_names(spec, id.layer, count));
    // The field that has the focus keeps what is typed while training goes on.
    let editing = RwSignal::new(None::<usize>);
    let field = move |index: usize, label: String, input: Option<u32>| {
        let number = move || {
            detail.with(|d| {
                let d = d.as_ref().filter(|d| d.id == id)?;
                input.map_or(Some(d.bias), |input| d.weights.get(input as usize).copied())
            })
        };
        let text = move || number().map_or_else(String::new, |value| format!("{value:.4}"));
        let shown = move || if editing.get() == Some(index) { untrack(text) } else { text() };
        let take = move |field: &web_sys::HtmlInputElement| match numbers::parsed(&field.value()) {
            Some(value) if format!("{value:.4}") != untrack(text) => trainer.set_number(id, input, value),
            _ => field.set_value(&untrack(text)),
        };
        view! {
            <label class="weight">
                <span class="label">{label}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=shown
                    on:focus=move |_| editing.set(Some(index))
                    on:blur=move |_| editing.set(None)
                    on:change:target=move |event| take(&event.target())
                />
            </label>
        }
    };
    let bias = field(count, "bias".to_owned(), None);
    let weights = names
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(i, name)| field(i, format!("weight of {name}"), Some(i as u32)));
    view! {
        <div class="weights" role="group" aria-label="Weights and bias">
            {bias} {weights.collect_view()}
        </div>
    }
}
