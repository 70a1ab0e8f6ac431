//! The strip of plots: living units, gradients, the curve with the unit's data, loss.

use crate::pages::train::words::figures;
use std::sync::Arc;

use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::fields::{Segmented, reading};
use crate::components::figure::{Figure, Paint};
use crate::pages::train::health::gradient::GradientPlot;
use crate::pages::train::health::inspector::InspectButton;
use crate::state::display::Strip;
use crate::state::earlier_runs::activation_names;
use crate::state::run::{alive_total, dead_total, units_total};
use relu_lab::plot::curve::{FunctionCurves, Show};
use relu_lab::plot::living::Living;
use relu_lab::plot::loss::{Loss, PastRun};
use relu_lab::plot::{curve, living, loss};
use relu_lab::train::snapshot::UnitDetail;

/// The part of the curve that is shown at least.
const CURVE_RANGE: (f32, f32) = (-3.0, 3.0);

/// The figures of the strip, in their order.
const STRIP: [(Strip, &str); 4] =
    [(Strip::Living, "Living"), (Strip::Gradient, "Gradient"), (Strip::Curve, "Unit"), (Strip::Loss, "Loss")];

/// The strip.
#[component]
pub fn Plots() -> impl IntoView {
    let display = expect_context::<Store<Display>>();
    let strip = display.strip();
    let chosen = Signal::derive(move || STRIP.iter().position(|(which, _)| *which == strip.get()).unwrap_or(0));
    view! {
        <section class="strip" aria-label="Plots">
            <div class="strip-tabs">
                <Segmented
                    name="Plot"
                    choices=STRIP.iter().map(|(_, name)| (*name).into()).collect()
                    chosen=chosen
                    on_choose=Callback::new(move |index: usize| strip.set(STRIP[index.min(3)].0))
                />
            </div>
            <LivingPlot />
            <GradientPlot />
            <CurvePlot />
            <LossPlot />
        </section>
    }
}

#[component]
fn LivingPlot() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let number = |id: &'static str, count: fn(&relu_lab::train::snapshot::Snapshot) -> usize| {
        reading(id, move |frame| (count(frame).to_string(), count(frame).to_string()))
    };
    let paint = move || -> Paint {
        let (frame, pinned) = (run.frame().get(), trainer.looked_at());
        Box::new(move |surface| {
            surface.draw(|pen| living::draw(pen, &Living { snapshot: &frame, cursor: None, pinned }));
        })
    };
    view! {
        <section class="plot living" aria-label="Living units">
            <div class="plot-head">
                <h2 title="Hidden units through which a gradient passes; dead: f′(z) = 0 and a = 0 on every training point">
                    "Living" <span class="what">" units"</span>
                </h2>
                <span class="caption">
                    <strong>{number("alive-total", alive_total)} " of " {number("units-total", units_total)}</strong>
                    ", " {number("dead-total", dead_total)} " dead"
                </span>
            </div>
            <div class="plot-area">
                <Figure label=Signal::derive(move || run.described().with(|frame| figures::living(frame))) paint=paint />
            </div>
        </section>
    }
}

#[component]
fn CurvePlot() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let trainer = expect_context::<Trainer>();
    let detail = move || -> Option<UnitDetail> {
        let unit = trainer.looked_at()?;
        run.frame().with(|frame| frame.unit.clone().filter(|detail| detail.id == unit))
    };
    let paint = move || -> Paint {
        let detail = detail();
        let function = match &detail {
            Some(detail) => detail.activation.with_learned(detail.slope),
            None => experiment.spec().with(|spec| spec.activation(0)),
        };
        Box::new(move |surface| {
            let figure = FunctionCurves {
                functions: &[function],
                show: Show::Both,
                detail: detail.as_ref(),
                probe: None,
                ends: false,
                range: CURVE_RANGE,
                name: "z",
            };
            surface.draw(|pen| curve::draw(pen, &figure));
        })
    };
    let title = move || match trainer.looked_at() {
        Some(unit) => unit.name(),
        None => experiment.spec().with(activation_names),
    };
    let of_unit = move || trainer.looked_at().map(|_| view! { <span class="what">": where its data sit"</span> });
    let label = Signal::derive(move || {
        run.described().track();
        untrack(|| figures::curve(&experiment.spec().with(activation_names), detail().as_ref()))
    });
    view! {
        <section class="plot curve" aria-label="Activation curve">
            <div class="plot-head">
                <h2>{title} {of_unit}</h2>
                <span class="caption">{move || if trainer.looked_at().is_some() { "" } else { "f and its slope f′" }}</span>
                <InspectButton />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint />
            </div>
        </section>
    }
}

#[component]
fn LossPlot() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let (log, earlier) = (display.log_loss(), experiment.earlier());
    // Their curves are copied when there is another run, not for every frame.
    let past = Memo::new(move |_| PastRuns(earlier.with(|runs| experiment.spec().with(|now| past_runs(runs, now)))));
    let paint = move || -> Paint {
        let (snapshot, past, log) = (run.frame().get(), past.get(), log.get());
        Box::new(move |surface| {
            let figure = Loss { snapshot: &snapshot, past: &past.0, log, cursor: None };
            surface.draw(|pen| loss::draw(pen, &figure));
        })
    };
    let label = Signal::derive(move || {
        let past = earlier.with(Vec::len);
        run.described().with(|frame| figures::loss(frame, past))
    });
    let name = move || experiment.spec().with(|spec| spec.resolved_loss().id().to_ascii_uppercase());
    let clear = move || {
        (!earlier.with(Vec::is_empty)).then(|| {
            view! {
                <button type="button" class="quiet" aria-label="Clear earlier runs" on:click=move |_| earlier.set(Vec::new())>
                    "Clear"
                </button>
            }
        })
    };
    view! {
        <section class="plot loss" aria-label="Loss">
            <div class="plot-head">
                <h2>"Loss"</h2>
                <span class="caption">{name} ", " {move || if log.get() { "log" } else { "linear" }}</span>
                // The button that is always there stays at its place.
                {clear}
                <button type="button" class="quiet end" on:click=move |_| log.update(|on| *on = !*on)>
                    {move || if log.get() { "Linear" } else { "Log" }}
                </button>
            </div>
            <div class="plot-area" data-testid="past-runs" data-value=move || earlier.with(Vec::len).to_string()>
                <Figure label=label paint=paint />
            </div>
        </section>
    }
}

/// The lines of earlier runs, shared by all paintings.
#[derive(Debug, Clone)]
struct PastRuns(Arc<Vec<PastRun>>);

/// They are copied only when there is another run or other settings, and then they are others.
impl PartialEq for PastRuns {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn past_runs(runs: &[crate::state::earlier_runs::EarlierRun], now: &relu_lab::train::spec::Spec) -> Arc<Vec<PastRun>> {
    let line = |run: &crate::state::earlier_runs::EarlierRun| PastRun {
        label: run.label(now),
        activation: run.spec.activation(0),
        history: run.last.history.clone(),
    };
    Arc::new(runs.iter().map(line).collect())
}
