//! Small multiples: what each value's net answers for one seed, how good it is, what it cost, and how far the trial is.

use crate::pages::train::map::MAP_HEIGHT;
use crate::pages::train::words::figures;
use crate::pictures::{Picture, words as pictures};
use leptos::prelude::*;
use std::sync::Arc;

use crate::components::fields::IconButton;
use crate::components::figure::{Figure, Paint};
use crate::components::icons;
use crate::pages::activations::marker;
use crate::pages::compare::setup::Bar;
use crate::pages::compare::state::Compare;
use crate::pages::compare::words::figures::loss;
use relu_lab::compare::plan::Plan;
use relu_lab::compare::trial::TrialResult;
use relu_lab::plot::format;
use relu_lab::plot::map::{Layout, Map as MapFigure, MapKind, Options, draw_overlay, layout_of, raster};
use relu_lab::train::snapshot::{Points, Snapshot};
use relu_lab::train::spec::Spec;

/// The panel.
#[component]
pub fn Maps() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let count = Memo::new(move |_| compare.plan.with(|plan| plan.values.len()));
    // What a seed's points depend on: they are made again only when that changes.
    let points = Memo::new(move |_| {
        let seed = compare.shown_seed();
        compare.digits.state.track();
        let spec = compare.plan.with(|plan| Spec { seed, ..plan.base.clone() });
        Shared(Arc::new(spec.points()))
    });
    let seed = Signal::derive(move || format!("Seed {}", compare.shown_seed()));
    let go = move |by: i32| {
        Callback::new(move |()| {
            let seeds = compare.plan.with_untracked(|plan| plan.seeds);
            compare.seed.update(|seed| *seed = (*seed + seeds).wrapping_add_signed(by) % seeds);
            if compare.race.is_on.get_untracked() {
                compare.start_race();
            }
        })
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => go(-1).run(()),
        "ArrowRight" => go(1).run(()),
        _ => {}
    };
    let tiles = move || (0..count.get()).map(|value| tile(compare, value, points)).collect_view();
    let has_maps = move || compare.plan.with(|plan| plan.base.dimensions() <= 2);
    let many = move || count.get() > 6;
    let few = move || count.get() <= 3;
    view! {
        <section class="maps" aria-label="Decision maps">
            <div class="panel-head">
                <h2>{move || if has_maps() { "Decision maps" } else { "Runs" }}</h2>
                <span class="caption">
                    {move || if has_maps() { "training points; press one to open its run in Train" } else { "press one to open its run in Train" }}
                </span>
                <div class="seed-stepper" role="group" aria-label="Seed shown" on:keydown=on_key>
                    <IconButton name="Previous seed" tip="Previous seed (left arrow)" icon=icons::LEFT on_press=go(-1) />
                    <output data-testid="seed" data-value=move || compare.shown_seed().to_string()>{seed}</output>
                    <IconButton name="Next seed" tip="Next seed (right arrow)" icon=icons::RIGHT on_press=go(1) />
                </div>
            </div>
            <ul class="map-tiles" class:many=many class:few=few class:without-maps=move || !has_maps() role="list">{tiles}</ul>
        </section>
    }
}

/// Points that are compared by their place in memory: they are made once for all tiles.
#[derive(Debug, Clone)]
struct Shared(Arc<Points>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// One value.
fn tile(compare: Compare, value: usize, points: Memo<Shared>) -> impl IntoView {
    let run = move || -> Option<Arc<TrialResult>> {
        let seed = compare.shown_seed();
        compare.shown().conditions.get(value)?.run(seed).cloned()
    };
    let name = Memo::new(move |_| compare.plan.with(|plan| plan.names().get(value).cloned().unwrap_or_default()));
    let look = Memo::new(move |_| compare.looks.with(|looks| looks.get(value).copied()));
    let frame = move || {
        let spec = compare.spec_of(value, compare.shown_seed()).unwrap_or_default();
        snapshot(spec, run(), &points.get().0)
    };
    let paint = move || -> Paint {
        let frame = frame();
        Box::new(move |surface| {
            let options = Options { small: true, ..Options::default() };
            let figure = MapFigure { snapshot: &frame, kind: MapKind::of(&frame.spec, None), options: &options };
            let layout = Layout::bare(surface.width, surface.height);
            for raster in raster(&layout, &figure, &surface.theme) {
                surface.put(&raster);
            }
            surface.draw(|pen| draw_overlay(pen, &layout, &figure));
        })
    };
    let words = Signal::derive(move || {
        let frame = frame();
        figures::map(&frame, MapKind::of(&frame.spec, None))
    });
    // Alone it is large, with its axes.
    let large = move || -> Paint {
        let frame = frame();
        Box::new(move |surface| {
            let options = Options::default();
            let figure = MapFigure { snapshot: &frame, kind: MapKind::of(&frame.spec, None), options: &options };
            let is_key = matches!(figure.kind, MapKind::Classes { .. });
            let layout = layout_of(surface.width, surface.height, frame.maps.dimensions, is_key, &surface.theme);
            for raster in raster(&layout, &figure, &surface.theme) {
                surface.put(&raster);
            }
            surface.draw(|pen| draw_overlay(pen, &layout, &figure));
        })
    };
    let about = move || {
        let title = format!("{}, seed {}: map of its answers", name.get(), compare.shown_seed());
        pictures::figure(&format!("map {}", name.get()), title, "", "").read(words.get())
    };
    let picture = Picture::new(2, MAP_HEIGHT, about).painted(large);
    let score = move || run().map_or_else(|| ("–".to_owned(), "not run yet"), |run| score(&run));
    let units = move || {
        let Some(run) = run().filter(|run| !run.has_diverged()) else { return (false, "\u{a0}".to_owned()) };
        let share = run.dead as f32 / run.units.max(1) as f32;
        (run.dead > 0, format!("{} dead", format::percent(share, 0)))
    };
    // In a race there is one run, and what counts is how far it is.
    let trial = move || {
        if compare.race.is_on.get() {
            let epochs = run().map_or(0, |run| run.epochs);
            let share = epochs as f32 / compare.plan.with(Plan::epochs) as f32;
            return (share, format!("epoch {epochs}"));
        }
        let (done, total, share) = compare.progress.with(|p| p.values.get(value).copied().unwrap_or_default());
        (share, format!("{done} / {total} runs"))
    };
    let percent = Signal::derive(move || (100.0 * trial().0).floor().to_string());
    view! {
        <li
            class="map-tile"
            data-testid=format!("run-{value}")
            data-value=move || run().map_or_else(|| "not run".to_owned(), |run| run.status.id().to_owned())
        >
            // The link is as large as the tile, but holds no words that its name would have to repeat.
            <a
                class="map-link"
                href=Signal::derive(move || compare.train_address(value, compare.shown_seed()))
                aria-label=move || format!("Open {}, seed {}, in Train", name.get(), compare.shown_seed())
            >
                <span class="small-map"><Figure label=words paint=paint picture=picture /></span>
            </a>
            <div class="tile-words">
                <strong class="tile-title">{move || look.get().map(marker)} <span>{name}</span></strong>
                <span class="large">{move || score().0}</span>
                <span class="caption">{move || score().1.to_owned()}</span>
                // There from the start, so that nothing moves when it is known.
                <span class="dead-share" class:some=move || units().0>{move || units().1}</span>
                <Bar name=name.get_untracked() percent=percent />
                <span class="caption">{move || trial().1}</span>
            </div>
        </li>
    }
}

/// The number that says how good a run is, and what it is.
fn score(run: &TrialResult) -> (String, &'static str) {
    match run.test_accuracy {
        _ if run.has_diverged() => ("NaN".to_owned(), "diverged"),
        Some(accuracy) => (format::percent(accuracy, 1), "test accuracy"),
        None => (loss(f64::from(run.test_loss)), "test loss"),
    }
}

/// As much of a frame as a map shows.
fn snapshot(spec: Spec, run: Option<Arc<TrialResult>>, points: &Arc<Points>) -> Snapshot {
    let mut snapshot = Snapshot { spec, points: Arc::clone(points), ..Snapshot::default() };
    snapshot.maps.dimensions = snapshot.spec.dimensions();
    if let Some(run) = run {
        snapshot.test_accuracy = run.test_accuracy;
        snapshot.maps = run.picture.maps();
    }
    snapshot
}
