//! Every setting there is: those that have no place in the rows above, and the parameters of what was chosen there.
//!
//! Nothing here knows an optimizer, an initialiser or an activation by name: the tables say what there is to set.

use crate::state::{Display, DisplayStoreFields, Settings};
use leptos::context::Provider;
use leptos::either::Either;
use leptos::prelude::*;
use reactive_stores::Store;

use crate::components::dialog::Overlay;
use crate::components::fields::{CheckBox, SelectField, TextField};
use crate::components::term::FieldName;
use crate::hooks::hash_route::Commit;
use crate::pages::train::settings::rows;
use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::{Choice, Parameter, ParameterKind, Row};
use relu_lab::nn::init::BiasInitRow;
use relu_lab::train::output::OUTPUTS;
use relu_lab::train::spec::{Spec, join};

/// The dialog, over the page.
#[component]
pub fn MoreSettings() -> impl IntoView {
    let open = expect_context::<Store<Display>>().more_settings();
    let pauses = expect_context::<Store<Display>>().pause_at_death();
    // The experiment of the page below; the page may have the same fields.
    let settings = Settings { prefix: "more", ..expect_context::<Settings>() };
    let of = move |read: fn(&Spec) -> String| Signal::derive(move || settings.spec.with(read));
    let outputs = || OUTPUTS.iter().map(|row| (row.word, row.word.to_owned())).collect();
    view! {
        <Provider value=settings>
        <Overlay id="more" title="All settings" close="Close settings" open=open>
            <h3>"While training goes on"</h3>
            <div class="more-fields">
                <Parameters key="opt" of="Optimizer" choice=Signal::derive(move || settings.spec.with(|s| Tuned::of(&s.optimizer))) />
                <TextField key="clip" label="Clip gradient norm" usual=&["off", "1", "0.25"] width=8 />
                <TextField key="l1" label="L1" usual=&["0", "0.0001", "0.001", "0.01"] width=8 />
                <TextField key="epochs" label="Epochs" usual=&["none", "50", "200", "1000"] width=8 />
            </div>
            <h3>"Playing"</h3>
            <div class="more-fields">
                <CheckBox label="Pause when a unit dies (X)" on=pauses on_change=move |on| pauses.set(on) />
            </div>
            <h3>"Restarts the run"</h3>
            <div class="more-fields">
                <TextField key="hidden" label="Units of each hidden layer" usual=&["8,8", "16,16,16", "8,8,8,8,8,8"] width=16 />
                <Parameters key="init" of="Initialisation" choice=Signal::derive(move || settings.spec.with(|s| Tuned::of(&s.init))) />
                <SelectField key="bias" label="First biases" options={rows::<BiasInitRow>()} chosen=of(|s| s.bias.id().to_owned()) />
                <Parameters key="bias" of="First biases" choice=Signal::derive(move || settings.spec.with(|s| Tuned::of(&s.bias))) />
                <SelectField key="out" label="Output function" options=outputs() chosen=of(|s| s.output_row().word.to_owned()) />
            </div>
            <h3>"Activation of each layer"</h3>
            <div class="more-fields">
                <For each=move || 0..settings.spec.with(|s| s.hidden.len()) key=|layer| *layer let:layer>
                    <LayerActivation layer=layer />
                </For>
            </div>
        </Overlay>
        </Provider>
    }
}

/// A choice from any of the tables, and what it is tuned with.
#[derive(Clone)]
pub struct Tuned {
    id: &'static str,
    parameters: &'static [Parameter],
    values: Vec<f32>,
}

impl Tuned {
    /// Of this choice.
    pub fn of<R: Row>(choice: &Choice<R>) -> Self {
        Self { id: choice.id(), parameters: choice.row().parameters(), values: choice.values().to_vec() }
    }
}

/// One field for each parameter of what is chosen.
#[component]
pub fn Parameters(
    /// The setting's key in the table of fields.
    key: &'static str,
    /// What it is a choice of, for the fields' names.
    of: &'static str,
    /// What is chosen.
    choice: Signal<Tuned>,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let set = Callback::new(move |(name, value): (&'static str, String)| {
        let rest = choice.get_untracked();
        let others = rest.parameters.iter().zip(&rest.values).filter(|(p, _)| p.name != name);
        let mut arguments: Vec<String> = others.map(|(p, v)| format!("{}={v}", p.name)).collect();
        arguments.push(format!("{name}={value}"));
        settings.take(key, format!("{}({})", rest.id, arguments.join(",")), Commit::Discrete);
    });
    let fields = move || {
        let field = |(index, parameter): (usize, &'static Parameter)| {
            // While another row is chosen, the old row's fields are still there for a moment.
            let value = move || choice.with(|c| c.values.get(index).copied().unwrap_or(parameter.default));
            parameter_field(of, parameter, Signal::derive(value), set)
        };
        choice.get().parameters.iter().enumerate().map(field).collect_view()
    };
    view! { {fields} }
}

/// What is allowed, and what is usual.
fn parameter_tip(parameter: &Parameter) -> String {
    let whose = if parameter.is_torch_default { "PyTorch's default is" } else { "no default in PyTorch, here it is" };
    format!("{} to {}; {whose} {}", parameter.min, parameter.max, parameter.default)
}

fn parameter_field(
    of: &'static str,
    parameter: &'static Parameter,
    value: Signal<f32>,
    set: Callback<(&'static str, String)>,
) -> impl IntoView {
    let name = parameter.name;
    let label = format!("{of}: {name}");
    let range = parameter_tip(parameter);
    if parameter.kind == ParameterKind::Flag {
        return Either::Left(view! {
            <label class="check" title=range>
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=move || value.get() != 0.0
                    on:change:target=move |event| set.run((name, u8::from(event.target().checked()).to_string()))
                />
                <span>{name}</span>
            </label>
        });
    }
    Either::Right(view! {
        <div class="field" title=range>
            <FieldName key=name label=name />
            <span class="combo">
                <input
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=label
                    style:width="9ch"
                    prop:value=move || value.get().to_string()
                    on:change:target=move |event| {
                        set.run((name, event.target().value()));
                        event.target().set_value(&value.get_untracked().to_string());
                    }
                />
            </span>
        </div>
    })
}

/// The function of one hidden layer.
#[component]
fn LayerActivation(
    /// Which, from 0.
    layer: usize,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let chosen = Memo::new(move |_| settings.spec.with(|spec| spec.activation(layer).id()));
    let options = ActivationRow::table().iter().map(|row| {
        view! { <option value=row.id() prop:selected=move || chosen.get() == row.id()>{row.name()}</option> }
    });
    let pick = move |id: &str| {
        let Ok(activation) = Activation::from_id(id) else { return };
        let all = settings.spec.with_untracked(|spec| {
            let mut all: Vec<_> = (0..spec.hidden.len()).map(|layer| spec.activation(layer)).collect();
            all[layer] = activation;
            join(&all)
        });
        settings.take("act", all, Commit::Discrete);
    };
    view! {
        <label class="field">
            <span class="label">{format!("Hidden {}", layer + 1)}</span>
            <select
                aria-label=format!("Activation of hidden {}", layer + 1)
                on:change:target=move |event| pick(&event.target().value())
            >
                {options.collect_view()}
            </select>
        </label>
    }
}
