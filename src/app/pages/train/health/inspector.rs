//! The inspector: the pinned unit, or the output, in words and numbers. Its weights can be changed by hand.

use crate::pages::train::words::{events, health};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::icons;
use crate::components::term::{Said, Term};
use crate::hooks::opened::{Kind, use_opened};
use crate::pages::train::health::numbers;
use relu_lab::plot::format;
use relu_lab::train::snapshot::{Origin, UnitDetail, UnitId, UnitNumber};

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
        experiment.spec().with(|spec| format::unit_short(id.layer as usize, id.unit as usize, spec.hidden.len()))
    };
    let state = Memo::new(move |_| run.frame().with(|frame| health::state(frame, inspected())));
    let shape =
        Memo::new(move |_| detail.with(|d| d.as_ref().map(|d| (d.id, d.weights.len(), d.batch_norm.is_some()))));
    let fields = move || shape.get().map(|(id, count, has_norm)| fields(id, count, has_norm, detail));
    view! {
        <section id="inspector" class="inspector" role="dialog" aria-label="Inspector">
            <div class="inspector-head">
                <h2>{title}</h2>
                <span class="caption"><Said text=state words=&["dead", "stuck", "saturated", "rare", "alive"] /></span>
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
    let trainer = expect_context::<Trainer>();
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
        score.map(|score| format::not_hidden(score, 3))
    };
    let why = Memo::new(move |_| {
        run.frame().with(|frame| {
            let cause = numbers::last_death(frame, id.get()?)?.cause.as_ref()?;
            Some(events::cause(cause))
        })
    });
    let death = Memo::new(move |_| {
        run.frame()
            .with(|frame| numbers::last_death(frame, id.get()?).filter(|death| death.origin != Origin::Start).cloned())
    });
    let before = move || {
        death.get().map(|death| {
            view! {
                <li>
                    <button type="button" class="button" on:click=move |_| trainer.back_before(&death)>
                        "Go back to just before it died"
                    </button>
                </li>
            }
        })
    };
    let learned = Memo::new(move |_| detail.with(|d| d.as_ref().map(numbers::learned).unwrap_or_default()));
    let hinge = Memo::new(move |_| {
        detail.with(|d| d.as_ref().and_then(|d| experiment.spec().with(|spec| numbers::hinge_words(spec, d))))
    });
    view! {
        <ul class="facts">
            {share("unit-zero-gradient", "f′ = 0", |d| d.zero_gradient)}
            {share("unit-small-gradient", "|f′| < 0.01", |d| d.small_gradient)}
            {share("unit-active", "a > 0", |d| d.active)}
            <li><Term id="dormancy">"Dormancy score"</Term> " " {dormancy}</li>
            {move || learned.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
            {move || why.get().map(|why| view! { <li class="why">{why}</li> })}
            {before}
            {move || hinge.get().map(|words| view! { <li>{words}</li> })}
        </ul>
    }
}

/// A field for each weight, for the bias, and for the numbers of a batch norm.
fn fields(id: UnitId, count: usize, has_norm: bool, detail: Memo<Option<UnitDetail>>) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let names = experiment.spec().with_untracked(|spec| numbers::input_names(spec, id.layer, count));
    // The field that has the focus keeps what is typed while training goes on.
    let editing = RwSignal::new(None::<UnitNumber>);
    let field = move |label: String, title: &'static str, number: UnitNumber| {
        let value = move || detail.with(|d| numbers::number(d.as_ref().filter(|d| d.id == id)?, number));
        let written = |value| format::not_hidden(value, 4);
        let text = move || value().map_or_else(String::new, written);
        let shown = move || if editing.get() == Some(number) { untrack(text) } else { text() };
        let take = move |field: &web_sys::HtmlInputElement| match numbers::parsed(&field.value()) {
            Some(value) if written(value) != untrack(text) => trainer.set_number(id, number, value),
            _ => field.set_value(&untrack(text)),
        };
        view! {
            <label class="weight" title=title>
                <span class="label">{label}</span>
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=shown
                    on:focus=move |_| editing.set(Some(number))
                    on:blur=move |_| editing.set(None)
                    on:change:target=move |event| take(&event.target())
                />
            </label>
        }
    };
    let note =
        if has_norm { "Without effect in training: batch norm subtracts the mean, and this with it" } else { "" };
    let bias = field("bias".to_owned(), note, UnitNumber::Bias);
    let norm = has_norm.then(|| {
        [UnitNumber::BatchNormWeight, UnitNumber::BatchNormBias]
            .map(|number| field(format::unit_number(number), "", number))
            .collect_view()
    });
    let weights = names
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(i, name)| field(format!("weight of {name}"), "", UnitNumber::Weight(i as u32)));
    view! {
        <div class="weights" role="group" aria-label="Weights and bias">
            {bias} {norm} {weights.collect_view()}
        </div>
    }
}
