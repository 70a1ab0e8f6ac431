//! The loss over the epochs, with the lines of earlier runs.

use std::sync::Arc;

use leptos::prelude::*;
use reactive_stores::Store;

use super::STRIP_HEIGHT;
use crate::components::figure::{Figure, Paint};
use crate::components::term::FieldName;
use crate::pages::train::cursor::{PinBar, TimeAxis, TimeCursor, note};
use crate::pages::train::words::cursor::Reading;
use crate::pages::train::words::figures;
use crate::pictures::{Picture, words as pictures};
use crate::state::earlier_runs::{EarlierRun, labels};
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields};
use relu_lab::plot::loss;
use relu_lab::plot::loss::{Loss, PastRun};
use relu_lab::train::spec::Spec;
use relu_lab::train::standing::standing;

#[component]
pub(super) fn LossPlot() -> impl IntoView {
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
    use crate::pages::train::plots::tests::trained;

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
