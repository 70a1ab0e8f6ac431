//! The big picture: the output or the unit that is looked at, over the data; accuracy and loss below it.

use crate::components::fields::{Segmented, reading};
use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::hooks::screen::Screen;
use crate::pages::train::confusion::ByClass;
use crate::pages::train::images::Images;
use crate::pages::train::words::figures;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::sets::Task;
use relu_lab::plot::format;
use relu_lab::plot::map::{Map as MapFigure, MapKind, Options, draw_overlay, hinges, layout, raster};
use relu_lab::train::snapshot::Snapshot;

/// The map panel.
#[component]
pub fn Map() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let is_regression = move || experiment.spec().with(|spec| spec.task() == Task::Regression);
    let has_images = Memo::new(move |_| experiment.spec().with(|spec| spec.dimensions() > 2));
    view! {
        <section class="map" aria-label="Map">
            <div class="panel-head">
                <h2>{title()}</h2>
                <Choice />
            </div>
            <div class="picture">
                {move || if has_images.get() {
                    Either::Right(view! { <Images /> })
                } else {
                    let label = move || run.described().with(|f| figures::map(f, MapKind::of(&f.spec, f.maps.shown)));
                    Either::Left(view! { <Figure label=Signal::derive(label) paint=paint /> })
                }}
            </div>
            <table class="results">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col"><Term id="split">"train"</Term></th>
                        <th scope="col">"test"</th>
                    </tr>
                </thead>
                <tbody>
                    // Values are not right or wrong.
                    {move || (!is_regression()).then(|| view! {
                        <tr class="accuracy">
                            <th scope="row"><Term id="accuracy">"Accuracy"</Term> <ByClass /></th>
                            <td>{accuracy("train-accuracy", |frame| frame.train_accuracy)}</td>
                            <td class="large">{accuracy("test-accuracy", |frame| frame.test_accuracy)}</td>
                        </tr>
                    })}
                    <tr>
                        <th scope="row">"Loss"</th>
                        <td>{reading("train-loss", |f| (f.train_loss.to_string(), format::loss(f.train_loss)))}</td>
                        <td>{reading("test-loss", |f| (f.test_loss.to_string(), format::loss(f.test_loss)))}</td>
                    </tr>
                </tbody>
            </table>
        </section>
    }
}

/// An accuracy; there is none for values.
fn accuracy(id: &'static str, of: fn(&Snapshot) -> Option<f32>) -> impl IntoView {
    reading(id, move |frame| {
        of(frame).map_or_else(|| (String::new(), "–".to_owned()), |share| (share.to_string(), format::accuracy(share)))
    })
}

/// What the picture shows.
fn title() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let is_unit = Memo::new(move |_| trainer.looked_at().is_some());
    let unit = move || trainer.looked_at().map(|unit| format!(" of {}", unit.name()));
    let output = Memo::new(move |_| experiment.spec().with(|spec| (spec.task(), spec.dimensions())));
    move || match output.get() {
        (_, 3..) => EitherOf4::D(move || {
            let first = trainer.looked_at().filter(|unit| unit.layer == 0);
            first.map_or_else(|| "No map".to_owned(), |unit| format!("Weights of {}", unit.name()))
        }),
        _ if is_unit.get() => EitherOf4::A(view! { <Term id="response">"Response"</Term> {unit} }),
        (Task::Classification, _) => EitherOf4::B(view! { <Term id="decision_map">"Decision map"</Term> }),
        (Task::Regression, 1) => EitherOf4::C("Fitted curve"),
        (Task::Regression, _) => EitherOf4::C("Fitted values"),
    }
}

/// Output, or the unit that is pinned or looked at.
#[component]
fn Choice() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    // The unit that was looked at last stays on offer.
    let last = Memo::new(move |last: Option<&Option<_>>| trainer.looked_at().or_else(|| last.copied().flatten()));
    let unit =
        Signal::derive(move || last.get().map_or_else(|| "Unit".to_owned(), |unit| format!("Unit {}", unit.name())));
    let chosen = Signal::derive(move || usize::from(trainer.looked_at().is_some()));
    let choose = move |index| {
        display.hovered().set(None);
        let first = relu_lab::train::snapshot::UnitId { layer: 0, unit: 0 };
        let has_units = experiment.spec().with_untracked(|spec| !spec.hidden.is_empty());
        display.pinned().set((index == 1 && has_units).then(|| last.get_untracked().unwrap_or(first)));
    };
    view! {
        <Segmented name="Map of" choices=vec!["Output".into(), unit] chosen=chosen on_choose=Callback::new(choose) />
    }
}

fn paint() -> Paint {
    let run = expect_context::<Store<Run>>();
    let display = expect_context::<Store<Display>>();
    let frame = run.frame().get();
    let options = Options {
        test_points: display.test_points().get(),
        classes_only: display.classes_only().get(),
        mark_signs: expect_context::<Screen>().has_forced_colours.get(),
        hinges: if display.hinges().get() { hinges(&frame, &frame.spec.inputs()) } else { Vec::new() },
        ..Options::default()
    };
    Box::new(move |surface| {
        let shown = frame.maps.shown;
        let figure = MapFigure { snapshot: &frame, kind: MapKind::of(&frame.spec, shown), options: &options };
        let layout = layout(surface.width, surface.height, frame.maps.dimensions, &surface.theme);
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        surface.draw(|pen| draw_overlay(pen, &layout, &figure));
    })
}
