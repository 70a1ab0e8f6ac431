//! The setup band: what is varied, its values, how many seeds, what is held equal, Run and Stop.

use crate::pages::compare::state::Compare;
use leptos::prelude::*;

use crate::components::fields::{Segmented, SelectField, Text, TextField, text_field};
use crate::components::icons;
use crate::hooks::hash_route::Commit;
use crate::hooks::own;
use crate::pages::compare::everything;
use crate::pages::compare::state::Phase;
use crate::pages::compare::values::Values;
use crate::pages::compare::words::held::held_equal;
use crate::pages::train::data::Source;
use crate::pages::train::settings::rows;
use crate::state::scale::{BATCH_SIZES, LEARNING_RATE_TEXTS};
use relu_lab::compare::factor::FACTORS;
use relu_lab::compare::plan::Plan;
use relu_lab::data::sets::DATA_SETS;
use relu_lab::nn::init::InitRow;
use relu_lab::nn::optimizer::OptimizerRow;
use relu_lab::train::spec::Spec;

/// The band. What stays is one line: what is compared, how much of it, Run and Stop. The rest folds once a run has begun.
#[component]
pub fn Setup() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let open = compare.setup_open;
    let factor =
        Signal::derive(move || compare.plan.with(|plan| FACTORS.iter().position(|f| f.id == plan.factor).unwrap_or(0)));
    let vary = move |index: usize| compare.set("vary", FACTORS[index.min(FACTORS.len() - 1)].id, Commit::Discrete);
    let held = Memo::new(move |_| compare.plan.with(held_equal));
    let varied =
        Memo::new(move |_| compare.plan.with(|plan| format!("{}: {}", plan.factor().name, plan.names().join(", "))));
    view! {
        <section class="setup" aria-label="Setup" data-vary=move || compare.plan.with(|plan| plan.factor)>
            <div class="setup-bar">
                <button
                    type="button"
                    class="button edit"
                    aria-expanded=move || open.get().to_string()
                    aria-controls="compare-setup"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || if open.get() { "Fold" } else { "Edit" }}
                </button>
                <div class="setup-summary">
                    <p><strong title=varied>{varied}</strong></p>
                    {move || (!open.get()).then(|| view! { <p class="caption" title=held>"Held equal: " {held}</p> })}
                </div>
                <HowMany />
                <Control />
            </div>
            <div id="compare-setup" class="setup-fold" hidden=move || !open.get()>
                <div class="setup-row vary">
                    <h2>"Vary"</h2>
                    <div class="factors">
                        <Segmented
                            name="Vary"
                            choices=FACTORS.iter().map(|factor| factor.name.into()).collect()
                            chosen=factor
                            on_choose=Callback::new(vary)
                        />
                    </div>
                </div>
                <Values />
                <Fields />
                <div class="setup-row held">
                    <h2>"Held equal"</h2>
                    <p>{held} " · " <strong>"same data, batch order and first draws per seed"</strong></p>
                </div>
            </div>
        </section>
    }
}

/// Seeds, budget and target.
#[component]
fn HowMany() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let own = |key: &'static str,
               label: &'static str,
               width: u8,
               usual: &'static [&'static str],
               read: fn(&Plan) -> String| {
        let shown = Signal::derive(move || compare.plan.with(read));
        let take = Callback::new(move |text: String| compare.set(key, &text, Commit::Discrete));
        text_field(&Text { prefix: "compare", key, label, tip: "", width }, usual, shown, take)
    };
    view! {
        <div class="how-many">
            {own("seeds", "Seeds", 4, &["1", "8", "16", "32", "64"], |plan| plan.seeds.to_string())}
            <TextField key="epochs" label="Epochs" usual=&["50", "100", "200", "500", "1000"] width=6 />
            {own("target", "Target loss", 6, &["0.01", "0.05", "0.1", "0.3"], |plan| plan.target.to_string())}
        </div>
    }
}

/// The experiment's own settings: those that are changed most, and all others behind a button.
#[component]
fn Fields() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let of = move |read: fn(&Spec) -> String| Signal::derive(move || compare.plan.with(|plan| read(&plan.base)));
    let is_varied = move |factor: &'static str| move || compare.plan.with(|plan| plan.factor == factor);
    let more = RwSignal::new(false);
    let rate = Signal::derive(move || usize::from(compare.plan.with(|plan| plan.best_rate)));
    let choose_rate =
        move |index: usize| compare.set("rate", if index == 1 { "best" } else { "same" }, Commit::Discrete);
    view! {
        <div class="setup-row fields">
            <SelectField key="data" label="Data set" options={data_sets()} chosen=of(|s| s.data.id().to_owned()) />
            {move || compare.plan.with(|plan| plan.base.data.row().has_images()).then(|| view! { <Source /> })}
            <TextField key="noise" label="Noise" width=6 />
            <TextField key="hidden" label="Hidden layers" usual=&["4", "8", "8,8", "16,16", "8,8,8,8"] width=10 />
            <TextField key="lr" label="Learning rate" usual=&LEARNING_RATE_TEXTS width=7 />
            <div class="field rate" class:without=Signal::derive(is_varied("lr")) title="The same for all values, or for each value the one of 0.1, 0.3, 1 and 3 times it that solves most seeds, then soonest, then ends with the lowest loss; none of them, if none solves any">
                <span class="label">"Learning rate of each value"</span>
                <Segmented
                    name="Learning rate of each value"
                    choices=vec!["Same for all".into(), "Its best of 4".into()]
                    chosen=rate
                    on_choose=Callback::new(choose_rate)
                />
            </div>
            <SelectField key="opt" label="Optimizer" options={rows::<OptimizerRow>()} chosen=of(|s| s.optimizer.id().to_owned()) />
            <SelectField key="init" label="Initialisation" options={rows::<InitRow>()} chosen=of(|s| s.init.id().to_owned()) />
            <TextField key="batch" label="Batch size" usual=&BATCH_SIZES width=6 />
            <TextField key="seed" label="First seed" width=6 />
            <button type="button" class="button" aria-expanded=move || more.get().to_string() aria-controls="compare-more" on:click=move |_| more.update(|on| *on = !*on)>
                "Everything else"
            </button>
        </div>
        <div id="compare-more" class="setup-row fields everything" hidden=move || !more.get()>
            <everything::Everything />
        </div>
    }
}

/// Run, Stop, and how far it is.
#[component]
fn Control() -> impl IntoView {
    let compare = expect_context::<Compare>();
    let (phase, progress) = (compare.phase, compare.progress);
    let running = move || phase.get() == Phase::Running;
    let word = Signal::derive(move || phase.get().word().to_owned());
    let words = Signal::derive(move || {
        let (done, total) = progress.with(|progress| (progress.done(), progress.total()));
        match phase.get() {
            Phase::Ready => format!("ready, {total} runs"),
            Phase::Running => format!("running, {done} of {total} runs"),
            Phase::Finished => format!("finished, {total} runs"),
            Phase::Stopped => format!("stopped, {done} of {total} runs"),
        }
    });
    let left =
        Signal::derive(move || progress.with(|progress| if running() { progress.time_left() } else { String::new() }));
    let percent = Signal::derive(move || progress.with(|progress| (100.0 * progress.share()).floor().to_string()));
    let run = move |_: leptos::ev::MouseEvent| {
        if !untrack(running) {
            compare.run();
        }
    };
    view! {
        <div class="control">
            <div class="overall">
                <strong data-testid="status" data-value=word>{words}</strong>
                // Not the counting: a screen reader would never come to an end.
                <span class="unseen" role="status">{word}</span>
                <Bar name="All runs" percent=percent />
                <span class="caption" data-testid="time-left">{left}</span>
            </div>
            <button type="button" class="button primary" aria-disabled=move || running().to_string() on:click=run>
                {icons::PLAY.view()}
                <span>"Run"</span>
            </button>
            <button type="button" class="button stop" aria-disabled=move || (!running()).to_string() on:click=move |_| compare.stop()>
                {icons::STOP.view()}
                <span>"Stop"</span>
            </button>
        </div>
    }
}

/// The data sets.
fn data_sets() -> Vec<(&'static str, String)> {
    DATA_SETS
        .iter()
        .filter(|row| !row.is_own() || own::stored().is_some())
        .map(|row| (row.id, row.name.to_owned()))
        .collect()
}

/// A progress bar.
#[component]
pub fn Bar(
    /// Of what.
    #[prop(into)]
    name: String,
    /// How much of it, in percent.
    percent: Signal<String>,
) -> impl IntoView {
    view! {
        <div
            class="bar"
            role="progressbar"
            aria-label=name
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=percent
            style:--share=move || format!("{}%", percent.get())
        ></div>
    }
}
