//! The big picture: the output or the unit that is looked at, over the data; accuracy and loss below it.

use crate::plot::map::{Map as MapFigure, MapKind, Options, draw_overlay, hinges, layout, raster};
use crate::plot::{describe, format};
use crate::train::data::Task;
use crate::train::snapshot::Snapshot;
use crate::ui::canvas::{Figure, Paint};
use crate::ui::controls::{Segmented, reading};
use crate::ui::dom::{View, view};
use crate::ui::here::lab;
use crate::ui::signal::{Callback, Memo, Signal};
use crate::ui::state::Lab;

/// The map panel.
pub fn Map() -> View {
    let lab = lab();
    let is_regression = move || lab.spec.with(|spec| spec.data.row().task == Task::Regression);
    view! {
        <section class="map" aria-label="Map">
            <div class="panel-head">
                <h2>{move || title(lab)}</h2>
                <Choice />
            </div>
            <div class="picture">
                <Figure label=Signal::derive(move || lab.words.with(|f| describe::map(f, MapKind::of(&f.spec, f.pictures.shown)))) paint=Box::new(move || paint(lab)) />
            </div>
            <table class="results">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">"train"</th>
                        <th scope="col">"test"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="accuracy" class:without=is_regression>
                        <th scope="row" title="Share of points on the right side">"Accuracy"</th>
                        <td>{accuracy(lab, "train-accuracy", |frame| frame.train_accuracy)}</td>
                        <td class="large">{accuracy(lab, "test-accuracy", |frame| frame.test_accuracy)}</td>
                    </tr>
                    <tr>
                        <th scope="row">"Loss"</th>
                        <td>{reading(lab, "train-loss", |f| (f.train_loss.to_string(), format::loss(f.train_loss)))}</td>
                        <td>{reading(lab, "test-loss", |f| (f.test_loss.to_string(), format::loss(f.test_loss)))}</td>
                    </tr>
                </tbody>
            </table>
        </section>
    }
}

/// An accuracy; there is none for values.
fn accuracy(lab: Lab, id: &'static str, of: fn(&Snapshot) -> Option<f32>) -> View {
    reading(lab, id, move |frame| {
        of(frame).map_or_else(|| (String::new(), "–".to_owned()), |share| (share.to_string(), format::accuracy(share)))
    })
}

/// What the picture shows.
fn title(lab: Lab) -> String {
    match lab.looked_at() {
        Some(unit) => format!("Response of {}", unit.name()),
        None => lab
            .spec
            .with(|spec| match (spec.data.row().task, spec.data.row().dimensions) {
                (Task::Classification, _) => "Decision map",
                (Task::Regression, 1) => "Fitted curve",
                (Task::Regression, _) => "Fitted values",
            })
            .to_owned(),
    }
}

/// Output, or the unit that is pinned or looked at.
fn Choice() -> View {
    let lab = lab();
    // The unit that was looked at last stays on offer.
    let last = Memo::new(move |last: Option<&Option<_>>| lab.looked_at().or_else(|| last.copied().flatten()));
    let unit =
        Signal::derive(move || last.get().map_or_else(|| "Unit".to_owned(), |unit| format!("Unit {}", unit.name())));
    let chosen = Signal::derive(move || usize::from(lab.looked_at().is_some()));
    let choose = move |index| {
        lab.hovered.set(None);
        let first = crate::train::snapshot::UnitId { layer: 0, unit: 0 };
        let has_units = lab.spec.with_untracked(|spec| !spec.hidden.is_empty());
        lab.pinned.set((index == 1 && has_units).then(|| last.get_untracked().unwrap_or(first)));
    };
    view! {
        <Segmented name="Map of" choices=vec!["Output".into(), unit] chosen=chosen on_choose=Callback::new(choose) />
    }
}

fn paint(lab: Lab) -> Paint {
    let frame = lab.frame.get();
    let view = lab.view;
    let options = Options {
        test_points: view.test_points.get(),
        classes_only: view.classes_only.get(),
        hinges: if view.hinges.get() { hinges(&frame, &frame.spec.inputs()) } else { Vec::new() },
        ..Options::default()
    };
    Box::new(move |surface| {
        let shown = frame.pictures.shown;
        let figure = MapFigure { snapshot: &frame, kind: MapKind::of(&frame.spec, shown), options: &options };
        let layout = layout(surface.width, surface.height, frame.pictures.dimensions, &surface.theme);
        for raster in raster(&layout, &figure, &surface.theme) {
            surface.put(&raster);
        }
        surface.draw(|pen| draw_overlay(pen, &layout, &figure));
    })
}
