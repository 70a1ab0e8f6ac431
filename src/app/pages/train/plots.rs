//! The strip of plots: living units, gradients, the curve with the unit's data, loss.

use crate::pages::train::words::cursor::Reading;
use crate::pages::train::words::figures;
use std::sync::Arc;

use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::fields::{Segmented, reading};
use crate::components::figure::{Figure, Paint};
use crate::components::term::{FieldName, Term};
use crate::pages::train::cursor::{PinBar, TimeAxis, TimeCursor, note};
use crate::pages::train::health::gradient::GradientPlot;
use crate::pages::train::health::inspector::InspectButton;
use crate::pages::train::present::UnitStepper;
use crate::pictures::{Picture, words as pictures};
use crate::state::display::Strip;
use crate::state::earlier_runs::{EarlierRun, activation_names, labels};
use crate::state::present::Present;
use crate::state::run::{alive_total, dead_total, units_total};
use relu_lab::nn::activation::Activation;
use relu_lab::plot::curve::{FunctionCurves, Show};
use relu_lab::plot::living::Living;
use relu_lab::plot::loss::{Loss, PastRun};
use relu_lab::plot::{curve, format, living, loss};
use relu_lab::train::snapshot::{Snapshot, UnitDetail};
use relu_lab::train::spec::Spec;
use relu_lab::train::standing::standing;

/// The part of the curve that is shown at least.
const CURVE_RANGE: (f32, f32) = (-3.0, 3.0);

/// The height of each of them in a picture of its own, in CSS pixels.
pub const STRIP_HEIGHT: f32 = 380.0;

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
    let present = expect_context::<Present>();
    let number = move |id: &'static str, count: fn(&Snapshot) -> usize| {
        reading(id, move |frame| {
            let text = count(frame).to_string();
            if present.hides_deaths() && id != "units-total" {
                (String::new(), "?".to_owned())
            } else {
                (text.clone(), text)
            }
        })
    };
    let axis = RwSignal::new(None);
    let dead = move || {
        let told = !present.hides_deaths();
        told.then(|| view! { ", " {number("dead-total", dead_total)} " " <Term id="dead">"dead"</Term> })
    };
    let label = Signal::derive(move || {
        if present.hides_deaths() {
            figures::DEATHS_HIDDEN.to_owned()
        } else {
            run.described().with(|frame| figures::living(frame))
        }
    });
    let paint = move || -> Paint {
        let (frame, pinned, counted) = (run.frame().get(), trainer.looked_at(), !present.hides_deaths());
        Box::new(move |surface| {
            let living = Living { snapshot: &frame, cursor: None, pinned, counted };
            let axes = surface.draw(|pen| living::draw(pen, &living));
            if surface.is_on_page {
                note(axis, axes.map(|axes| TimeAxis::of(&axes, surface.theme.scale)));
            }
        })
    };
    let picture = Picture::new(3, STRIP_HEIGHT, || {
        let lanes = pictures::figure("living", "Living units", "a lane a layer: units that are not dead", "");
        lanes.read("Cross: a unit dies; arrow: it comes back; numbers: alive of all.")
    });
    view! {
        <section class="plot living" aria-label="Living units">
            <div class="plot-head">
                <h2>
                    <Term id="alive">"Living" <span class="what">" units"</span></Term>
                </h2>
                <span class="caption">
                    <strong>{number("alive-total", alive_total)} " of " {number("units-total", units_total)}</strong>
                    {dead}
                </span>
                <PinBar />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
                <TimeCursor of=Signal::stored(Some(Reading::Alive)) axis=axis />
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
    // A slope that is learned moves with every frame, all others stay.
    let first =
        Memo::new(move |_| experiment.spec().with(|spec| run.frame().with(|frame| first_function(spec, frame))));
    let paint = move || -> Paint {
        let detail = detail();
        let function = detail.as_ref().map_or_else(|| first.get(), |d| d.activation.with_learned(d.slope));
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
        None => experiment.spec().with(|spec| function_title(spec, first.get())),
    };
    let is_unit = Memo::new(move |_| trainer.looked_at().is_some());
    let of_unit = move || trainer.looked_at().map(|_| view! { <span class="what">": where its data sit"</span> });
    let label = Signal::derive(move || {
        run.described().track();
        untrack(|| figures::curve(&experiment.spec().with(|spec| function_title(spec, first.get())), detail().as_ref()))
    });
    let picture = Picture::new(5, STRIP_HEIGHT, move || match trainer.looked_at() {
        Some(unit) => {
            let title = format!("{}: where its data sit on its curve", unit.name());
            pictures::figure("unit", title, "f(z), dashed: slope f′(z)", "")
        }
        None => pictures::figure(
            "function",
            format!("{}: the function and its slope", title()),
            "f(z), dashed: slope f′(z)",
            "",
        ),
    });
    view! {
        <section class="plot curve" aria-label="Activation curve">
            <div class="plot-head">
                <h2>{title} {of_unit}</h2>
                <span class="caption">
                    {move || (!is_unit.get()).then(|| view! { "f and its " <Term id="slope">"slope f′"</Term> })}
                </span>
                <UnitStepper />
                <InspectButton />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
            </div>
        </section>
    }
}

/// The function of the first hidden layer, with the slope it has learned.
fn first_function(spec: &Spec, frame: &Snapshot) -> Activation {
    let set = spec.activation(0);
    let run = frame.layers.first().filter(|layer| frame.layers.len() > 1 && layer.activation == set);
    run.map_or(set, |layer| set.with_learned(layer.slope))
}

/// `ReLU`, `ReLU, Tanh`, `PReLU, slope 0.184 in H1`. `first`: see [`first_function`].
fn function_title(spec: &Spec, first: Activation) -> String {
    if first == spec.activation(0) {
        return activation_names(spec);
    }
    let slope = first.values().first().copied().unwrap_or_default();
    format!("{}, slope {} in H1", first.name(), format::not_hidden(slope, 3))
}

#[component]
fn LossPlot() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let (log, earlier) = (display.log_loss(), experiment.earlier());
    // Their curves are copied when there is another run, not for every frame.
    let past = Memo::new(move |_| PastRuns(earlier.with(|runs| experiment.spec().with(|now| past_runs(runs, now)))));
    let left_out = move || earlier.with(Vec::len) - past.with(|past| past.0.len());
    let axis = RwSignal::new(None);
    let paint = move || -> Paint {
        let (snapshot, past, log) = (run.frame().get(), past.get(), log.get());
        Box::new(move |surface| {
            let figure = Loss { snapshot: &snapshot, past: &past.0, log, cursor: None };
            let axes = surface.draw(|pen| loss::draw(pen, &figure));
            if surface.is_on_page {
                note(axis, axes.map(|axes| TimeAxis::of(&axes, surface.theme.scale)));
            }
        })
    };
    let label = Signal::derive(move || {
        let past = past.with(|past| past.0.len());
        run.described().with(|frame| figures::loss(frame, past))
    });
    let standing = move || {
        let before = past.with(|past| past.0.last().cloned())?;
        // A run that was changed on its way is no run of what it ended with.
        let runs = run
            .described()
            .with(|frame| frame.marks.is_empty().then(|| standing([&before.history, &frame.history]))?)?;
        let labels = earlier.with(|runs| experiment.spec().with(|now| pair_labels(runs, now)))?;
        Some(figures::standing(&runs, [&labels[0], &labels[1]]))
    };
    let about_earlier = move || match (past.with(|past| past.0.len()), left_out()) {
        (0, 0) => "",
        (_, 0) => ", earlier runs: train",
        (0, _) => ", earlier runs have another loss",
        (_, _) => ", earlier runs: train; those of another loss are left out",
    };
    let name = move || experiment.spec().with(|spec| spec.resolved_loss().name());
    let id = Signal::derive(move || experiment.spec().with(|spec| spec.resolved_loss().id().to_owned()));
    let clear = move || {
        (!earlier.with(Vec::is_empty)).then(|| {
            view! {
                <button type="button" class="quiet" aria-label="Clear earlier runs" on:click=move |_| earlier.set(Vec::new())>
                    "Clear"
                </button>
            }
        })
    };
    let picture = Picture::new(6, STRIP_HEIGHT, move || {
        let up = format!("{}, {}", name(), if log.get() { "log" } else { "linear" });
        pictures::figure("loss", "Loss", up, "")
    });
    view! {
        <section class="plot loss" aria-label="Loss">
            <div class="plot-head">
                <h2><FieldName key="loss" label="Loss" chosen=id class="" /></h2>
                <span class="caption">{name} ", " {move || if log.get() { "log" } else { "linear" }} {about_earlier}</span>
                <PinBar test_id="marked-epoch" />
                // The button that is always there stays at its place.
                {clear}
                <button type="button" class="quiet end" on:click=move |_| log.update(|on| *on = !*on)>
                    {move || if log.get() { "Linear" } else { "Log" }}
                </button>
            </div>
            {move || standing().map(|text| view! { <p class="standing" data-testid="standing" title=text.clone()>{text.clone()}</p> })}
            <div class="plot-area" data-testid="past-runs" data-value=move || earlier.with(Vec::len).to_string()>
                <Figure label=label paint=paint picture=picture />
                <TimeCursor of=Signal::stored(Some(Reading::Loss)) axis=axis />
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

/// Those runs whose loss can stand on the axis of what is run now.
fn comparable<'r>(runs: &'r [EarlierRun], now: &Spec) -> Vec<&'r EarlierRun> {
    runs.iter().filter(|run| run.spec.resolved_loss() == now.resolved_loss()).collect()
}

fn past_runs(runs: &[EarlierRun], now: &Spec) -> Arc<Vec<PastRun>> {
    let runs = comparable(runs, now);
    let specs: Vec<&Spec> = runs.iter().map(|run| &run.spec).chain([now]).collect();
    let line = |(run, label): (&&EarlierRun, String)| PastRun {
        label: match (label.as_str(), run.last.marks.is_empty()) {
            // Nothing tells it from the run that is shown: the way back was gone in it.
            ("", _) => "before".to_owned(),
            (_, true) => label,
            (_, false) => format!("{label}, changed"),
        },
        activation: run.spec.activation(0),
        history: run.last.history.clone(),
    };
    Arc::new(runs.iter().zip(labels(&specs)).map(line).collect())
}

/// What tells the latest earlier run and the one that is shown from each other.
fn pair_labels(runs: &[EarlierRun], now: &Spec) -> Option<[String; 2]> {
    let before = comparable(runs, now).pop().filter(|run| run.last.marks.is_empty())?;
    let labels: [String; 2] = labels(&[&before.spec, now]).try_into().ok()?;
    labels.iter().all(|label| !label.is_empty()).then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::session::Session;

    fn trained(query: &str, epochs: u32) -> Snapshot {
        let mut session = Session::new(Spec::from_query(query).0);
        (0..epochs).for_each(|_| session.step_epoch());
        session.snapshot(false, 0.0, None)
    }

    #[test]
    fn the_curve_follows_a_slope_that_is_learned() {
        let spec = Spec::from_query("act=prelu").0;
        let run = trained("act=prelu", 20);
        let function = first_function(&spec, &run);
        assert_eq!(function.values()[0], run.layers[0].slope.expect("a slope"));
        assert_ne!(function, spec.activation(0));
        let title = function_title(&spec, function);
        assert!(title.starts_with("PReLU, slope ") && title.ends_with(" in H1"), "{title}");
        // Another function is set, and its first frame has not come.
        let next = Spec::from_query("act=tanh").0;
        assert_eq!(first_function(&next, &run), next.activation(0));
        assert_eq!(function_title(&next, next.activation(0)), "Tanh");
    }

    #[test]
    fn earlier_runs_of_another_loss_are_left_out() {
        let run = |query: &str| EarlierRun { spec: Spec::from_query(query).0, last: Arc::new(trained(query, 2)) };
        let runs = [run("seed=2"), run("loss=mse"), run("data=sine")];
        let names = |query: &str| -> Vec<String> {
            past_runs(&runs, &Spec::from_query(query).0).iter().map(|run| run.label.clone()).collect()
        };
        assert_eq!(names(""), ["seed 2"]);
        assert_eq!(names("loss=mse&seed=3").len(), 2);
    }
}
