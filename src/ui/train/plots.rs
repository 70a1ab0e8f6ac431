//! The strip of plots: living units, gradients, the curve with the unit's data, loss.

use std::sync::Arc;

use leptos::prelude::*;

use crate::plot::curve::{FunctionCurves, Show};
use crate::plot::living::Living;
use crate::plot::loss::{Loss, PastRun};
use crate::plot::{curve, describe, living, loss};
use crate::train::snapshot::UnitDetail;
use crate::ui::canvas::{Figure, Paint};
use crate::ui::controls::{Segmented, reading};
use crate::ui::dom::{View, view};
use crate::ui::here::lab;
use crate::ui::runs::activation_names;
use crate::ui::signal::{Callback, Memo, Signal};
use crate::ui::state::{Strip, alive_total, dead_total, units_total};
use crate::ui::train::health::gradient::GradientPlot;
use crate::ui::train::health::inspector::InspectButton;

/// The part of the curve that is shown at least.
const CURVE_RANGE: (f32, f32) = (-3.0, 3.0);

/// The figures of the strip, in their order.
const STRIP: [(Strip, &str); 4] =
    [(Strip::Living, "Living"), (Strip::Gradient, "Gradient"), (Strip::Curve, "Unit"), (Strip::Loss, "Loss")];

/// The strip.
pub fn Plots() -> View {
    let lab = lab();
    let strip = lab.view.strip;
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

fn LivingPlot() -> View {
    let lab = lab();
    let number = |id: &'static str, count: fn(&crate::train::snapshot::Snapshot) -> usize| {
        reading(lab, id, move |frame| (count(frame).to_string(), count(frame).to_string()))
    };
    let paint = move || -> Paint {
        let (frame, pinned) = (lab.frame.get(), lab.looked_at());
        Box::new(move |surface| {
            surface.draw(|pen| living::draw(pen, &Living { snapshot: &frame, cursor: None, pinned }));
        })
    };
    view! {
        <section class="plot living" aria-label="Living units">
            <div class="plot-head">
                <h2 title="Hidden units through which a gradient passes; dead: f′(z) = 0 and a = 0 on every training point">
                    "Living units"
                </h2>
                <span class="caption">
                    <strong>{number("alive-total", alive_total)} " of " {number("units-total", units_total)}</strong>
                    ", " {number("dead-total", dead_total)} " dead"
                </span>
            </div>
            <div class="plot-area">
                <Figure label=Signal::derive(move || lab.words.with(|frame| describe::living(frame))) paint=Box::new(paint) />
            </div>
        </section>
    }
}

fn CurvePlot() -> View {
    let lab = lab();
    let detail = move || -> Option<UnitDetail> {
        let unit = lab.looked_at()?;
        lab.frame.with(|frame| frame.unit.clone().filter(|detail| detail.id == unit))
    };
    let paint = move || -> Paint {
        let detail = detail();
        let function = match &detail {
            Some(detail) => detail.activation.with_learned(detail.slope),
            None => lab.spec.with(|spec| spec.activation(0)),
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
    let title = move || match lab.looked_at() {
        Some(unit) => format!("{}: where its data sit", unit.name()),
        None => lab.spec.with(activation_names),
    };
    let label = Signal::derive(move || {
        lab.words.track();
        untrack(|| describe::curve(&lab.spec.with(activation_names), detail().as_ref()))
    });
    view! {
        <section class="plot curve" aria-label="Activation curve">
            <div class="plot-head">
                <h2>{title}</h2>
                <span class="caption">{move || if lab.looked_at().is_some() { "" } else { "f and its slope f′" }}</span>
                <InspectButton />
            </div>
            <div class="plot-area">
                <Figure label=label paint=Box::new(paint) />
            </div>
        </section>
    }
}

fn LossPlot() -> View {
    let lab = lab();
    let (log, earlier) = (lab.view.log_loss, lab.earlier);
    // Their curves are copied when there is another run, not for every frame.
    let past = Memo::new(move |_| PastRuns(earlier.with(|runs| lab.spec.with(|now| past_runs(runs, now)))));
    let paint = move || -> Paint {
        let (snapshot, past, log) = (lab.frame.get(), past.get(), log.get());
        Box::new(move |surface| {
            let figure = Loss { snapshot: &snapshot, past: &past.0, log, cursor: None };
            surface.draw(|pen| loss::draw(pen, &figure));
        })
    };
    let label = Signal::derive(move || {
        let past = earlier.with(Vec::len);
        lab.words.with(|frame| describe::loss(frame, past))
    });
    let name = move || lab.spec.with(|spec| spec.resolved_loss().id().to_ascii_uppercase());
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
                <button type="button" class="quiet end" on:click=move |_| log.toggle()>
                    {move || if log.get() { "Linear" } else { "Log" }}
                </button>
                {clear}
            </div>
            <div class="plot-area" data-testid="past-runs" data-value=move || earlier.with(Vec::len).to_string()>
                <Figure label=label paint=Box::new(paint) />
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

fn past_runs(runs: &[crate::ui::runs::EarlierRun], now: &crate::train::spec::Spec) -> Arc<Vec<PastRun>> {
    let line = |run: &crate::ui::runs::EarlierRun| PastRun {
        label: run.label(now),
        activation: run.spec.activation(0),
        history: run.last.history.clone(),
    };
    Arc::new(runs.iter().map(line).collect())
}
