//! What is in a file that was opened or dropped, and whether it fits, before it is taken.

use std::sync::Arc;

use leptos::either::EitherOf4;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::dialog::Overlay;
use crate::pages::train::words::files as words;
use crate::state::files::Brought;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Trainer};
use crate::words::notice;
use relu_lab::import::experiment::Experiment as ExperimentFile;
use relu_lab::import::fit::{Fit, Misfit};
use relu_lab::import::weights::Mlp;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::train::output::OUTPUTS;

/// The dialog, over the page.
#[component]
pub fn BroughtDialog() -> impl IntoView {
    let open = expect_context::<Store<Display>>().brought();
    let trainer = expect_context::<Trainer>();
    let shown = move || match trainer.files.brought.get() {
        None => EitherOf4::A(()),
        Some((name, Brought::Refused(reason))) => EitherOf4::B(view! {
            <p role="alert" data-testid="brought"><strong>{name}</strong>": "{reason}</p>
            <div class="files-end">
                <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
            </div>
        }),
        Some((name, Brought::Experiment(file))) => EitherOf4::C(view! { <Settings name=name file=*file /> }),
        Some((name, Brought::Weights(mlp))) => EitherOf4::D(view! { <Network name=name mlp=mlp /> }),
    };
    view! {
        <Overlay id="brought" title="Open a file" close="Close file" open=open>
            {shown}
        </Overlay>
    }
}

/// An experiment: what of it was mended.
#[component]
fn Settings(
    /// The file.
    name: String,
    /// What it says.
    file: ExperimentFile,
) -> impl IntoView {
    let open = expect_context::<Store<Display>>().brought();
    let trainer = expect_context::<Trainer>();
    let ExperimentFile { spec, notices } = file;
    let said = if notices.is_empty() {
        "an experiment, every setting allowed."
    } else {
        "an experiment. Some of it could not be taken as it is written:"
    };
    let lines = notices.iter().map(|(line, mended)| {
        let place = line.map_or_else(String::new, |line| format!("line {line}: "));
        view! { <li>{place + &notice(mended)}</li> }
    });
    let lines = lines.collect_view();
    view! {
        <p data-testid="brought"><strong>{name}</strong>": "{said}</p>
        <ul class="differences">{lines}</ul>
        <div class="files-end">
            <button type="button" class="button primary" on:click=move |_| trainer.take_experiment(spec.clone())>
                "Start this experiment"
            </button>
            <button type="button" class="button" on:click=move |_| open.set(false)>"Cancel"</button>
        </div>
    }
}

/// A network: its tensors, what the file does not say, and whether it fits the data.
#[component]
fn Network(
    /// The file.
    name: String,
    /// What it holds.
    mlp: Arc<Mlp>,
) -> impl IntoView {
    let open = expect_context::<Store<Display>>().brought();
    let trainer = expect_context::<Trainer>();
    let spec = expect_context::<Store<Experiment>>().spec();
    let activation = RwSignal::new(spec.with_untracked(|spec| spec.activation(0)));
    let output = RwSignal::new(spec.with_untracked(|spec| spec.output));
    let rows = mlp.tensors.iter().map(|tensor| {
        let shape = format!("{:?}", tensor.shape);
        view! { <tr><th scope="row">{tensor.name.clone()}</th><td>{shape}</td><td>{tensor.kind.clone()}</td></tr> }
    });
    let rows = rows.collect_view();
    let said = words::network(&mlp);
    let slopes = mlp.hidden().iter().filter(|layer| layer.slope.is_some()).count();
    let note = (slopes > 0).then(|| format!("{slopes} of the hidden layers have a slope and are PReLU."));
    let fit = Memo::new(move |_| spec.with(|spec| mlp.fit(spec, activation.get(), output.get())));
    let refusals = move || {
        let refused =
            fit.with(|fit| fit.as_ref().err().map(|misfits| misfits.iter().map(Misfit::to_string).collect::<Vec<_>>()));
        let line = |text: String| view! { <li>{text}"."</li> };
        refused.map(|misfits| {
            view! {
                <div class="misfits" role="alert">
                    <strong>"It does not fit the data that are loaded."</strong>
                    <ul>{misfits.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    };
    let verdict = move || {
        fit.with(Result::is_ok).then(|| view! {
            <p data-testid="fits">
                {format!("It fits {}. Layers, their functions and the weights come from here; data, optimizer and all else stay. ", spec.with(|spec| spec.data.name()))}
                "The link does not hold these weights."
            </p>
        })
    };
    let file = StoredValue::new(name.clone());
    let take = move |_| {
        if let Ok(fit) = fit.get_untracked() {
            let fit: Fit = fit;
            trainer.take_weights(file.get_value(), fit);
        }
    };
    view! {
        <p data-testid="brought"><strong>{name}</strong>": "{said}"."</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Tensors of the file">
            <table class="tensors">
                <thead><tr><th scope="col">"Tensor"</th><th scope="col">"Shape"</th><th scope="col">"Numbers"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="caption">"The file does not say which functions follow the layers. " {note}</p>
        <div class="brought-choices">
            <Choice label="Activation of the hidden layers" options=functions() chosen=activation />
            <Choice label="Output function" options=outputs() chosen=output />
        </div>
        {verdict}
        {refusals}
        <div class="files-end">
            <button
                type="button"
                class="button primary"
                aria-disabled=move || fit.with(|fit| fit.is_err().then_some("true"))
                on:click=take
            >
                "Start from these weights"
            </button>
            <button type="button" class="button" on:click=move |_| open.set(false)>"Cancel"</button>
        </div>
    }
}

/// Every function, with its usual parameters.
fn functions() -> Vec<(Activation, String)> {
    ActivationRow::table().iter().map(|row| (Activation::of(row), row.name().to_owned())).collect()
}

/// What can stand on the output layer.
fn outputs() -> Vec<(Activation, String)> {
    let output =
        |row: &relu_lab::train::output::Output| Some((Activation::from_id(row.activation).ok()?, row.word.to_owned()));
    OUTPUTS.iter().filter_map(output).collect()
}

/// A menu of functions. What is chosen keeps its parameters until another function is.
#[component]
fn Choice(
    /// Its name.
    label: &'static str,
    /// Functions and their names.
    options: Vec<(Activation, String)>,
    /// What is chosen.
    chosen: RwSignal<Activation>,
) -> impl IntoView {
    let values = options.iter().map(|(activation, _)| *activation).collect::<Vec<_>>();
    let options = options.into_iter().map(|(activation, name)| {
        let is_chosen = move || chosen.get().id() == activation.id();
        view! { <option value=activation.id() prop:selected=is_chosen>{name}</option> }
    });
    let pick = move |id: &str| {
        if let Some(activation) = values.iter().find(|activation| activation.id() == id) {
            chosen.set(*activation);
        }
    };
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select aria-label=label on:change:target=move |event| pick(&event.target().value())>
                {options.collect_view()}
            </select>
        </label>
    }
}
