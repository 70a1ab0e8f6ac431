//! The settings of the network and of its training.

use crate::components::fields::{IconButton, SelectField, TextField};
use crate::components::icons;
use crate::components::term::FieldName;
use crate::hooks::hash_route::Commit;
use crate::pages::train::Group;
use crate::state::opening::LOCKED_SEED;
use crate::state::scale::{BATCH_SIZES, LEARNING_RATE_TEXTS};
use crate::state::{Experiment, ExperimentStoreFields, Trainer};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::data::sets::Task;
use relu_lab::nn::choice::Row;
use relu_lab::nn::init::InitRow;
use relu_lab::nn::loss::LossRow;
use relu_lab::nn::optimizer::OptimizerRow;
use relu_lab::train::spec::{MAX_LAYERS, Spec};

/// Ids and names of a table's rows.
pub fn rows<R: Row>() -> Vec<(&'static str, String)> {
    R::table().iter().map(|row| (row.id(), row.name().to_owned())).collect()
}

/// Both groups.
#[component]
pub fn Settings() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let of = move |read: fn(&Spec) -> String| Signal::derive(move || experiment.spec().with(read));
    let losses = rows::<LossRow>();
    let is_locked = move || trainer.has_locked_seed();
    view! {
        <Group id="architecture" name="Network" summary=of(network_words)>
            <Layers />
            <SelectField key="init" label="Initialisation" options={rows::<InitRow>()} chosen=of(|s| s.init.id().to_owned()) />
            <BatchNorm />
        </Group>
        <Group id="training" name="Training" summary=of(training_words)>
            <TextField key="lr" label="Learning rate" usual=&LEARNING_RATE_TEXTS width=8 />
            <SelectField key="opt" label="Optimizer" options={rows::<OptimizerRow>()} chosen=of(|s| s.optimizer.id().to_owned()) />
            <TextField key="batch" label="Batch size" usual=&BATCH_SIZES width=6 />
            <SelectField key="loss" label="Loss" options=losses chosen=of(|s| s.resolved_loss().id().to_owned()) about=of(|s| s.resolved_loss().row().torch.to_owned()) />
            // A group that is disabled disables what is in it.
            <fieldset class="field-and-button" disabled=is_locked title=move || is_locked().then_some(LOCKED_SEED)>
                <TextField key="seed" label="Seed" width=6 />
                <IconButton
                    name="New seed"
                    tip="Other data, first weights and order (N)"
                    icon=icons::DICE
                    on_press=Callback::new(move |()| trainer.new_seed())
                />
            </fieldset>
        </Group>
    }
}

/// The number of hidden layers.
#[component]
fn Layers() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let count = move || experiment.spec().with(|spec| spec.hidden.len());
    view! {
        <div class="field for-hidden" role="group" aria-label="Hidden layers" title="A change restarts the run">
            <FieldName key="hidden" label="Hidden layers" />
            <div class="stepper">
                <button
                    type="button"
                    aria-label="Remove a layer"
                    aria-disabled=move || (count() == 0).to_string()
                    on:click=move |_| trainer.set_layers(count().saturating_sub(1))
                >
                    {icons::MINUS.view()}
                </button>
                <output>{count}</output>
                <button
                    type="button"
                    aria-label="Add a layer"
                    aria-disabled=move || (count() == MAX_LAYERS).to_string()
                    on:click=move |_| trainer.set_layers(count() + 1)
                >
                    {icons::PLUS.view()}
                </button>
            </div>
        </div>
    }
}

/// Batch norm on or off.
#[component]
fn BatchNorm() -> impl IntoView {
    let experiment = expect_context::<Store<Experiment>>();
    let trainer = expect_context::<Trainer>();
    let on = move || experiment.spec().with(|spec| spec.batch_norm);
    view! {
        <div class="field for-bn" title="A change restarts the run">
            <FieldName key="bn" label="Batch norm" />
            <span class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    aria-label="Batch norm"
                    prop:checked=on
                    on:change:target=move |event| {
                        trainer.set("bn", if event.target().checked() { "on" } else { "off" }, Commit::Discrete);
                    }
                />
                <span aria-hidden="true">{move || if on() { "on" } else { "off" }}</span>
            </span>
        </div>
    }
}

/// `2-8-8-1, Kaiming normal, no batch norm`.
fn network_words(spec: &Spec) -> String {
    let widths = std::iter::once(spec.input_count() as u32)
        .chain(spec.hidden.iter().copied())
        .chain(std::iter::once(spec.outputs() as u32));
    let widths: Vec<_> = widths.map(|width| width.to_string()).collect();
    let norm = if spec.batch_norm { "batch norm" } else { "no batch norm" };
    format!("{}, {}, {norm}", widths.join("-"), spec.init.name())
}

/// `SGD 0.1, batch 32, BCE, seed 1`.
fn training_words(spec: &Spec) -> String {
    let batch = spec.batch.map_or_else(|| "full batch".to_owned(), |batch| format!("batch {batch}"));
    let loss = spec.resolved_loss().row().short;
    format!("{} {}, {batch}, {loss}, seed {}", spec.optimizer.name(), spec.learning_rate, spec.seed)
}

/// `Moons, noise 0.05, 250 / 250`.
pub fn data_words(spec: &Spec) -> String {
    let train = spec.train_count();
    let kind = if spec.task() == Task::Regression { ", values" } else { "" };
    let noise = if spec.data.row().is_own() { String::new() } else { format!(" noise {},", spec.noise) };
    format!("{}{kind},{noise} {train} / {}", spec.data.name(), spec.samples - train)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_say_in_short_what_is_set() {
        let spec = Spec::from_query("data=moons&noise=0.14&batch=full&hidden=8,6&seed=20&lr=0.6").0;
        assert!(network_words(&spec).starts_with("2-8-6-1, "), "{}", network_words(&spec));
        assert_eq!(training_words(&spec), "SGD 0.6, full batch, BCE, seed 20");
        assert_eq!(data_words(&spec), "Moons, noise 0.14, 250 / 250");
    }
}
