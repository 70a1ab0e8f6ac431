//! The data column: data sets by their pictures, noise, split, and what is shown.

use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::Either;
use leptos::ev;
use leptos::prelude::*;
use reactive_stores::Store;
use wasm_bindgen::JsCast;

use crate::components::fields::{CheckBox, Segmented, SliderField, TextField, reading};
use crate::components::figure::{Figure, Paint};
use crate::components::icons;
use crate::components::term::Term;
use crate::hooks::hash_route::Commit;
use crate::hooks::own;
use crate::pages::train::Group;
use crate::pages::train::own::Ways;
use crate::pages::train::settings::data_words;
use relu_lab::data::sets::{DATA_SETS, DataSet, DataSetRow, OWN};
use relu_lab::nn::choice::Row;
use relu_lab::plot::network::LinkValue;
use relu_lab::plot::{format, thumbnail};
use relu_lab::train::snapshot::Snapshot;

/// The data column.
#[component]
pub fn Data() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    // Where the screen is low, what is seldom used is out of the way.
    let more = RwSignal::new(false);
    let has_classes = move || experiment.spec().with(|spec| spec.data.row().has_choice_of_classes());
    let has_images = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().has_images()));
    let has_images = move || has_images.get();
    let has_map = Memo::new(move |_| experiment.spec().with(|spec| spec.dimensions() <= 2));
    let is_own = Memo::new(move |_| experiment.spec().with(|spec| spec.data.row().is_own()));
    // Data that were used before can be chosen again.
    let has_own =
        Memo::new(move |had: Option<&bool>| is_own.get() || had.copied().unwrap_or_else(|| own::stored().is_some()));
    let has_own = move || has_own.get();
    let noise = Signal::derive(move || experiment.spec().with(|spec| format!("{:.2}", spec.noise)));
    let split = Signal::derive(move || {
        experiment.spec().with(|spec| format!("{} / {}", spec.train_count(), spec.samples - spec.train_count()))
    });
    let links = Signal::derive(move || usize::from(display.links().get() == LinkValue::Gradient));
    let choose_links =
        move |index| display.links().set(if index == 0 { LinkValue::Weight } else { LinkValue::Gradient });
    // They are no menu, and stay open: Esc closes them where the focus is in them or on their button.
    let close = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && more.get_untracked() {
            event.prevent_default();
            more.set(false);
            let options = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let button = options.and_then(|options| options.query_selector("button").ok().flatten());
            if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
                // A button that is there can have the focus.
                let _ = button.focus();
            }
        }
    };
    view! {
        <Group id="data" name="Data" summary=Signal::derive(move || experiment.spec().with(data_words))>
            <h2 class="only-in-place">"Data"</h2>
            <div class="data-sets" role="radiogroup" aria-label="Data set">
                {DATA_SETS.iter().filter(|row| !row.is_own()).map(|row| view! { <DataSetTile row=row /> }).collect_view()}
                {move || has_own().then(|| view! { <DataSetTile row=DataSet::from_id(OWN).unwrap_or_default().row() /> })}
            </div>
            <Ways />
            {move || has_images().then(|| view! { <Source /> })}
            {move || has_classes().then(|| view! { <TextField key="classes" label="Classes" width=3 /> })}
            {move || (!is_own.get()).then(|| view! { <SliderField key="noise" label="Noise" range=(0.0, 0.5, 0.01) text=noise /> })}
            <SliderField key="train" label="Train / test" range=(0.1, 0.9, 0.05) text=split />
            <div class="view-options" class:open=more on:keydown=close>
            <button type="button" class="quiet disclosure" aria-expanded=move || more.get().to_string() on:click=move |_| more.update(|on| *on = !*on)>
                {move || if more.get() { "Fewer options" } else { "More options" }}
                {icons::DOWN.view()}
            </button>
            {move || (!is_own.get()).then(|| view! { <TextField key="n" label="Points" width=5 /> })}
            <h3>"Links show"</h3>
            <Segmented
                name="Links show"
                choices=vec!["Weight".into(), "Gradient".into()]
                chosen=links
                on_choose=Callback::new(choose_links)
            />
            <LinkLegend />
            {move || has_map.get().then(|| view! {
                <h3>"Map shows"</h3>
                <CheckBox label="Test points" on=display.test_points() on_change=move |on| display.test_points().set(on) />
                <CheckBox label="Hinge lines" on=display.hinges() on_change=move |on| display.hinges().set(on) />
                <CheckBox label="Classes only" on=display.classes_only() on_change=move |on| display.classes_only().set(on) />
            })}
            <dl class="identity">
                <dt><Term id="step">"Step"</Term></dt>
                <dd>{reading("step", |frame| (frame.step.to_string(), format::count(frame.step)))}</dd>
                <dt><Term id="fingerprint">"Fingerprint"</Term></dt>
                <dd>
                    {reading("fingerprint", |frame| {
                        let text = format!("{:016x}", frame.fingerprint);
                        (text.clone(), text)
                    })}
                </dd>
            </dl>
            </div>
        </Group>
    }
}

/// Who made the digits, and what their licence is.
#[component]
pub fn Source() -> impl IntoView {
    view! {
        <p class="caption source" data-testid="source">
            <a href="https://doi.org/10.24432/C50P49" target="_blank" rel="noopener">"Optical Recognition of Handwritten Digits"</a>
            ", Alpaydin & Kaynak 1998, UCI, "
            <a href="https://creativecommons.org/licenses/by/4.0/" target="_blank" rel="noopener">"CC BY 4.0"</a>
        </p>
    }
}

/// What width and colour of a link stand for.
#[component]
fn LinkLegend() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let widest = move || run.described().with(|frame| format::gradient(largest_gradient(frame)));
    let legend = move || match display.links().get() {
        LinkValue::Weight => Either::Left(view! {
            <div class="link-legend" role="img" aria-label="Wide: 2, thin: 0.3; orange: positive, blue: negative">
                <i></i>
                <i class="thin"></i>
                <i class="thin negative"></i>
                <i class="negative"></i>
                <span>"+2"</span>
                <span>"+0.3"</span>
                <span>"−0.3"</span>
                <span>"−2"</span>
            </div>
        }),
        LinkValue::Gradient => Either::Right(view! {
            <div class="link-legend">
                <p>"widest: " {widest}</p>
            </div>
        }),
    };
    view! { {legend} }
}

/// What the widest link stands for when links show gradients.
fn largest_gradient(frame: &Snapshot) -> f32 {
    let gradients = frame.layers.iter().flat_map(|layer| &layer.weight_gradients);
    gradients.map(|g| g.abs()).filter(|g| g.is_finite()).fold(0.0, f32::max)
}

fn paint(row: &'static DataSetRow) -> Paint {
    Box::new(move |surface| surface.put(&thumbnail::data_set(&DataSet::of(row), surface.width, &surface.theme)))
}

/// One data set: what it looks like, and its name.
#[component]
fn DataSetTile(
    /// The data set.
    row: &'static DataSetRow,
) -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    view! {
        <label class="tile" title=row.about>
            <input
                type="radio"
                name="data-set"
                aria-label=row.name()
                prop:checked=move || experiment.spec().with(|spec| spec.data.id() == row.id())
                on:change=move |_| trainer.set("data", row.id(), Commit::Discrete)
            />
            <span class="thumbnail">
                <Figure label=Signal::stored(row.about.to_owned()) paint=move || paint(row) />
            </span>
            <span class="tile-name" aria-hidden="true">{row.name()}</span>
        </label>
    }
}
