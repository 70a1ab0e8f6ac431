//! The big picture: the output or the unit that is looked at, over the data, or what takes its place; accuracy and loss below it.

use crate::components::fields::{Segmented, reading};
use crate::components::figure::{Figure, Paint};
use crate::components::term::Term;
use crate::hooks::screen::Screen;
use crate::pages::train::confusion::ByClass;
use crate::pages::train::images::{Images, shown_unit};
use crate::pages::train::matrix::ConfusionInPlace;
use crate::pages::train::predicted::Predicted;
use crate::pages::train::space::Space;
use crate::pages::train::words::{figures, space as fit_words};
use crate::pictures::{Picture, words as pictures};
use crate::state::present::Present;
use crate::state::view::{Shown, View};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::either::{Either, EitherOf5, EitherOf7};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::sets::Task;
use relu_lab::plot::format;
use relu_lab::plot::map::{Map as MapFigure, MapKind, Options, draw_overlay, hinges, layout_of, raster};
use relu_lab::train::fit::{Fit, Fits};
use relu_lab::train::snapshot::Snapshot;

/// The map panel.
#[component]
pub fn Map() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let is_regression = move || experiment.spec().with(|spec| spec.task() == Task::Regression);
    let trainer = expect_context::<Trainer>();
    // While their file is on its way, there is nothing to count.
    let has_matrix = Memo::new(move |_| run.frame().with(|f| f.maps.dimensions > 2 && f.confusion.is_some()));
    let shown = Memo::new(move |_| match trainer.shown() {
        Shown::Confusion if !has_matrix.get() => Shown::Images,
        shown => shown,
    });
    view! {
        <section class="map" aria-label="Map">
            <div class="panel-head">
                <h2>{title()}</h2>
                <Choice />
            </div>
            <div class="picture">
                {move || match shown.get() {
                    Shown::Map => {
                        let label = move || run.described().with(|f| figures::map(f, MapKind::of(&f.spec, f.maps.shown)));
                        EitherOf5::A(view! { <Figure label=Signal::derive(label) paint=paint picture=picture() /> })
                    }
                    Shown::Images => EitherOf5::B(view! { <Images /> }),
                    Shown::Confusion => EitherOf5::C(view! { <ConfusionInPlace /> }),
                    Shown::Predicted => EitherOf5::D(view! { <Predicted /> }),
                    Shown::Space => EitherOf5::E(view! { <Space /> }),
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
                    {move || if is_regression() {
                        Either::Left(view! {
                            <tr class="accuracy">
                                <th scope="row"><Term id="r2">"R²"</Term></th>
                                <td>{r2("train-r2", |fits| fits.train)}</td>
                                <td class="large">{r2("test-r2", |fits| fits.test)}</td>
                            </tr>
                        })
                    } else {
                        Either::Right(view! {
                            <tr class="accuracy">
                                <th scope="row"><Term id="accuracy">"Accuracy"</Term> <ByClass /></th>
                                <td>{accuracy("train-accuracy", |frame| frame.train_accuracy)}</td>
                                <td class="large">{accuracy("test-accuracy", |frame| frame.test_accuracy)}</td>
                            </tr>
                        })
                    }}
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

/// R² of a set of points; there is none for classes.
fn r2(id: &'static str, of: fn(&Fits) -> Fit) -> impl IntoView {
    reading(id, move |frame| {
        frame
            .fit
            .as_ref()
            .map(of)
            .map_or_else(|| (String::new(), "–".to_owned()), |fit| (fit.r2.to_string(), fit_words::r2(fit.r2)))
    })
}

/// What the picture shows.
fn title() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let present = expect_context::<Present>();
    let is_unit = Memo::new(move |_| trainer.looked_at().is_some());
    let unit = move || trainer.looked_at().map(|unit| format!(" of {}", unit.name()));
    let output = Memo::new(move |_| experiment.spec().with(|spec| (spec.task(), spec.dimensions())));
    let shown = Memo::new(move |_| trainer.shown());
    let layer = move || {
        let hidden = experiment.spec().with(|spec| spec.hidden.len());
        trainer.space_layer().checked_sub(1).map_or_else(
            || " of the inputs".to_owned(),
            |layer| format!(" of {}", format::layer_short(layer as usize, hidden)),
        )
    };
    move || match (shown.get(), output.get()) {
        (Shown::Space, _) => EitherOf7::E(view! { <Term id="space">"Space"</Term> {layer} }),
        (Shown::Predicted, _) => EitherOf7::F(view! { <Term id="predicted">"Predicted"</Term> }),
        (Shown::Confusion, _) => EitherOf7::G(view! { <Term id="confusion">"Confusion"</Term> }),
        (Shown::Images, _) => EitherOf7::D(move || {
            shown_unit(trainer, present).map_or_else(
                || "No map".to_owned(),
                |unit| format!("{} {}", if unit.layer == 0 { "Weights of" } else { "Mean image" }, unit.name()),
            )
        }),
        _ if is_unit.get() => EitherOf7::A(view! { <Term id="response">"Response"</Term> {unit} }),
        (Shown::Map, (Task::Classification, _)) => {
            EitherOf7::B(view! { <Term id="decision_map">"Decision map"</Term> })
        }
        (Shown::Map, (Task::Regression, 1)) => EitherOf7::C("Fitted curve"),
        (Shown::Map, (Task::Regression, _)) => EitherOf7::C("Fitted values"),
    }
}

/// The answer of the output or of the unit that is pinned or looked at, or another view.
#[component]
fn Choice() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let trainer = expect_context::<Trainer>();
    // The unit that was looked at last stays on offer.
    let last = Memo::new(move |last: Option<&Option<_>>| trainer.looked_at().or_else(|| last.copied().flatten()));
    // Where there is no map, the values are in its place.
    let has_values =
        Memo::new(move |_| experiment.spec().with(|spec| spec.task() == Task::Regression && spec.dimensions() <= 2));
    let views = move || if has_values.get() { &[View::Predicted, View::Space][..] } else { &[View::Space] };
    let chosen = Signal::derive(move || {
        let other = views().iter().position(|view| *view == display.view().get());
        other.map_or_else(|| usize::from(trainer.looked_at().is_some()), |other| 2 + other)
    });
    let choose = Callback::new(move |index: usize| {
        display.hovered().set(None);
        if let Some(view) = index.checked_sub(2).and_then(|other| views().get(other)) {
            display.view().set(*view);
            return;
        }
        display.view().set(View::Answer);
        let first = relu_lab::train::snapshot::UnitId { layer: 0, unit: 0 };
        let has_units = experiment.spec().with_untracked(|spec| !spec.hidden.is_empty());
        display.pinned().set((index == 1 && has_units).then(|| last.get_untracked().unwrap_or(first)));
    });
    let name = |view: &View| match view {
        View::Answer => "Output".into(),
        View::Predicted => "Fit".into(),
        View::Space => "Space".into(),
    };
    move || {
        let choices = ["Output".into(), "Unit".into()].into_iter().chain(views().iter().map(name)).collect();
        view! { <Segmented name="View" choices=choices chosen=chosen on_choose=choose /> }
    }
}

/// The height of what the panel shows in a picture of its own, in CSS pixels.
pub const MAP_HEIGHT: f32 = 600.0;

fn picture() -> Picture {
    let run = expect_context::<Store<Run>>();
    Picture::new(2, MAP_HEIGHT, move || {
        let frame = run.frame().get();
        let kind = MapKind::of(&frame.spec, frame.maps.shown);
        let (file, title) = match (frame.maps.shown, frame.spec.task()) {
            (Some(unit), _) => ("response", format!("Response of {}", unit.name())),
            (None, Task::Classification) => ("map", "Decision map".to_owned()),
            (None, Task::Regression) => ("map", "Fitted values".to_owned()),
        };
        let up = if frame.maps.dimensions == 1 { "y" } else { "" };
        pictures::figure(file, title, up, "").read(figures::map(&frame, kind))
    })
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
        let is_key = matches!(figure.kind, MapKind::Classes { .. });
        let layout = layout_of(surface.width, surface.height, frame.maps.dimensions, is_key, &surface.theme);
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        surface.draw(|pen| draw_overlay(pen, &layout, &figure));
    })
}
