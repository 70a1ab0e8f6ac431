//! What the network answers to what is drawn: the probability of each class, and the activation of every hidden unit.

use crate::components::figure::{Figure, Paint};
use crate::pages::train::words::images;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::drawing::Drawing;
use relu_lab::plot::{format, responses};
use relu_lab::train::snapshot::Response;
use relu_lab::train::spec::Spec;

/// The answer.
#[component]
pub fn Answer() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let drawing = expect_context::<Store<Display>>().drawing();
    let response = Memo::new(move |_| run.frame().with(|frame| frame.images.response.clone()));
    let is_empty = Memo::new(move |_| drawing.with(Drawing::is_empty));
    let words = move |response: &Option<Response>| {
        response.as_ref().map(|response| images::seen(response, is_empty.get())).unwrap_or_default()
    };
    // What is spoken keeps the pace of descriptions.
    let spoken = move || run.described().with(|frame| words(&frame.images.response));
    let classes = Memo::new(move |_| experiment.spec().with(Spec::outputs));
    let widths = Memo::new(move |_| experiment.spec().with(|spec| spec.hidden.clone()));
    let bars = move || (0..classes.get()).map(|class| view! { <Bar class=class response=response /> }).collect_view();
    let layers = move || {
        let count = widths.with(Vec::len);
        (0..count).map(|layer| view! { <Layer layer=layer hidden=count response=response /> }).collect_view()
    };
    view! {
        <div class="pad-classes">
            <p class="pad-seen" data-testid="pad-seen" aria-hidden="true">{move || response.with(words)}</p>
            <p class="unseen" role="status">{spoken}</p>
            <ul aria-label="Probability of each class">{bars}</ul>
        </div>
        <div class="pad-units">
            <p class="caption">"Units that fire: a > 0. Orange is positive, blue negative, in shares of the layer's largest |a|; crossed out is dead."</p>
            {layers}
        </div>
    }
}

/// The probability of a class.
#[component]
fn Bar(
    /// The class.
    class: usize,
    /// The answer.
    response: Memo<Option<Response>>,
) -> impl IntoView {
    let share = Memo::new(move |_| {
        response
            .with(|response| response.as_ref().and_then(|r| r.probabilities.get(class)).copied().unwrap_or(f32::NAN))
    });
    let is_top = move || {
        response.with(|response| response.as_ref().and_then(images::most_probable).is_some_and(|(top, _)| top == class))
    };
    view! {
        <li class="pad-bar" class:top=is_top style:--share=move || format!("{:.2}%", 100.0 * share.get().max(0.0))>
            <span>{class}</span>
            <i></i>
            <span class="number" data-testid=format!("pad-probability-{class}") data-value=move || share.get().to_string()>
                {move || format::accuracy(share.get())}
            </span>
        </li>
    }
}

/// The units of a layer.
#[component]
fn Layer(
    /// Which one, of the hidden layers.
    layer: usize,
    /// How many there are.
    hidden: usize,
    /// The answer.
    response: Memo<Option<Response>>,
) -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let size = RwSignal::new((0.0, 0.0));
    let answers = Memo::new(move |_| {
        response.with(|response| response.as_ref().and_then(|r| r.layers.get(layer)).cloned().unwrap_or_default())
    });
    let words = Memo::new(move |_| answers.with(|answers| images::firing(layer, hidden, answers)));
    let strongest = Memo::new(move |_| answers.with(|answers| images::strongest(answers)));
    let firing = move || answers.with(|answers| answers.iter().filter(|a| **a > 0.0).count().to_string());
    let paint = move || -> Paint {
        let answers = answers.get();
        let health = run.frame().with(|frame| frame.layers.get(layer).map(|l| l.health.clone()).unwrap_or_default());
        Box::new(move |surface| {
            surface.draw(|pen| responses::draw(pen, surface.width, &answers, &health));
        })
    };
    let height = move || format!("{}px", responses::height(size.get().0, answers.with(Vec::len)));
    let label = Signal::derive(move || format!("{}; {}.", words.get(), strongest.get()));
    view! {
        <div class="pad-layer">
            <p>
                <span data-testid=format!("pad-firing-{}", layer + 1) data-value=firing>{words}</span>
                <span class="caption">{strongest}</span>
            </p>
            <div class="pad-tiles" style:height=height><Figure label=label paint=paint measured=size /></div>
        </div>
    }
}
