//! What can be done about it without starting again: a button each, dashed with the reason where there is nothing to do.

use crate::hooks::opened::{Kind, use_opened};
use crate::pages::compare::state::Compare;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};
use leptos::html;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::state::run::{dead_total, output_is_dead};
use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::spec::Spec;

/// A row of [`REMEDIES`].
struct Remedy {
    name: &'static str,
    /// What it does to a run of this experiment.
    about: fn(&Spec) -> &'static str,
    /// Why it can do nothing now.
    idle: fn(&Spec, &Snapshot) -> Option<&'static str>,
    /// Whether it is on, if it is a toggle.
    on: Option<fn(&Spec) -> bool>,
    apply: fn(Trainer),
}

fn no_hidden_dead(_: &Spec, frame: &Snapshot) -> Option<&'static str> {
    (dead_total(frame) == 0).then_some("No hidden unit is dead")
}

fn nobody_dead(_: &Spec, frame: &Snapshot) -> Option<&'static str> {
    (dead_total(frame) == 0 && !output_is_dead(frame)).then_some("No unit is dead")
}

/// Whether a step is the gradient times the learning rate, and nothing else.
fn is_plain_sgd(spec: &Spec) -> bool {
    let is_zero = |name| spec.optimizer.parameter(name) == Some(0.0);
    spec.optimizer.id() == "sgd" && is_zero("momentum") && is_zero("weight_decay")
}

/// The first two are in sight always.
const REMEDIES: [Remedy; 5] = [
    Remedy {
        name: "Re-initialise dead units",
        about: |spec| {
            if spec.batch_norm {
                "New incoming weights from the initialiser, outgoing ones 0: in training the answers to the training points stay as they are"
            } else {
                "New incoming weights from the initialiser, outgoing ones 0: the answers to the training points stay as they are"
            }
        },
        idle: no_hidden_dead,
        on: None,
        apply: Trainer::reinitialise_dead,
    },
    Remedy {
        name: "Halve the learning rate",
        about: |_| "Goes on from here; a diverged run first goes back to where it was finite",
        idle: |spec, _| (spec.learning_rate <= 1e-5).then_some("It is as small as it can be"),
        on: None,
        apply: Trainer::halve_learning_rate,
    },
    Remedy {
        name: "Clip gradient norm at 1",
        about: |spec| {
            if is_plain_sgd(spec) {
                "The L2 norm of a step is at most the learning rate times 1"
            } else {
                "The L2 norm of the gradient is at most 1; what this optimizer makes of it can be a larger step"
            }
        },
        idle: |_, _| None,
        on: Some(|spec| spec.clip.is_some()),
        apply: Trainer::toggle_clip,
    },
    Remedy {
        name: "Add 0.5 to dead units' biases",
        about: |spec| {
            if spec.batch_norm {
                "Raises each one's z by 0.5 for the same inputs: to batch norm's β, as the mean it subtracts would take away the linear layer's bias"
            } else {
                "Raises each one's z by 0.5 for the same inputs"
            }
        },
        idle: nobody_dead,
        on: None,
        apply: Trainer::lift_dead,
    },
    Remedy {
        name: "Batch norm on",
        about: |_| "Gives each hidden unit's z mean 0: on average about half of the points are above 0",
        idle: |spec, _| match () {
            () if spec.batch_norm => Some("It is on"),
            () if spec.hidden.is_empty() => Some("There is no hidden layer"),
            () if spec.batch_size() < 2 => Some("It needs more than one point a step"),
            () => None,
        },
        on: None,
        apply: Trainer::batch_norm_on,
    },
];

/// The row of interventions, and the way to the table of all units.
#[component]
pub fn Remedies() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let display = expect_context::<Store<Display>>();
    let compare = expect_context::<Compare>();
    let more = NodeRef::<html::Details>::new();
    let is_open = RwSignal::new(false);
    let close = move || {
        if let Some(details) = more.get_untracked() {
            details.set_open(false);
        }
    };
    use_opened("more-remedies", Kind::Menu, move || is_open.get(), close);
    let button = |remedy: &'static Remedy| view! { <RemedyButton remedy=remedy /> };
    view! {
        <section class="remedies" aria-label="Interventions">
            {REMEDIES[..2].iter().map(button).collect_view()}
            <details
                class="more-remedies"
                node_ref=more
                on:toggle=move |_| is_open.set(more.get_untracked().is_some_and(|details| details.open()))
            >
                <summary class="button" aria-label="More interventions" aria-controls="more-remedies">"More interventions"</summary>
                <div id="more-remedies" class="popover">{REMEDIES[2..].iter().map(button).collect_view()}</div>
            </details>
            <a class="quiet end" title="This experiment with several activations and seeds" href=move || experiment.spec().with(|spec| compare.address_with(spec))>
                "Compare this"
            </a>
            <button type="button" class="quiet" on:click=move |_| display.unit_table().set(true)>"All units"</button>
        </section>
    }
}

#[component]
fn RemedyButton(
    /// What it does.
    remedy: &'static Remedy,
) -> impl IntoView {
    let trainer = expect_context::<Trainer>();
    let experiment = expect_context::<Store<Experiment>>();
    let run = expect_context::<Store<Run>>();
    let idle = Memo::new(move |_| experiment.spec().with(|spec| run.frame().with(|frame| (remedy.idle)(spec, frame))));
    let pressed = move || remedy.on.map(|on| experiment.spec().with(on).to_string());
    view! {
        <button
            type="button"
            class="button"
            title=move || idle.get().unwrap_or_else(|| experiment.spec().with(remedy.about))
            aria-disabled=move || idle.get().is_some().to_string()
            aria-pressed=pressed
            on:click=move |_| {
                if idle.get_untracked().is_none() {
                    (remedy.apply)(trainer);
                }
            }
        >
            {remedy.name}
        </button>
    }
}
