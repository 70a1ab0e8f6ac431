//! Every setting of the experiment that has no place in the rows above, with the fields of the Train page.

use leptos::prelude::*;
use relu_lab::nn::init::BiasInitRow;
use relu_lab::nn::loss::LossRow;
use relu_lab::train::output::OUTPUTS;
use relu_lab::train::spec::Spec;

use crate::components::fields::{SelectField, TextField};
use crate::pages::train::more::{Parameters, Tuned};
use crate::pages::train::settings::rows;
use crate::state::Settings;

/// The fields.
#[component]
pub fn Everything() -> impl IntoView {
    let settings = expect_context::<Settings>();
    let of = move |read: fn(&Spec) -> String| Signal::derive(move || settings.spec.with(read));
    let tuned = move |read: fn(&Spec) -> Tuned| Signal::derive(move || settings.spec.with(read));
    let outputs = OUTPUTS.iter().map(|row| (row.word, row.word.to_owned())).collect();
    let losses = rows::<LossRow>();
    let norms = ["off", "on"].map(|word| (word, word.to_owned())).to_vec();
    let norm = |s: &Spec| if s.batch_norm { "on" } else { "off" }.to_owned();
    view! {
        <TextField key="n" label="Points" usual=&["100", "500", "1000", "2000"] width=6 />
        <TextField key="train" label="Training share" usual=&["0.5", "0.7", "0.8"] width=6 />
        <TextField key="features" label="Features" usual=&["x1,x2", "x1,x2,x1*x2", "x1^2,x2^2"] width=12 />
        <TextField key="act" label="Activation" usual=&["relu", "leaky_relu", "gelu", "tanh", "sigmoid"] width=14 />
        <SelectField key="bn" label="Batch norm" options=norms chosen=of(norm) />
        <SelectField key="out" label="Output function" options=outputs chosen=of(|s| s.output_row().word.to_owned()) />
        <SelectField key="loss" label="Loss" options=losses chosen=of(|s| s.resolved_loss().id().to_owned()) />
        <SelectField key="bias" label="First biases" options={rows::<BiasInitRow>()} chosen=of(|s| s.bias.id().to_owned()) />
        <div class="tuning for-bias"><Parameters key="bias" of="First biases" choice=tuned(|s| Tuned::of(&s.bias)) /></div>
        <div class="tuning for-opt"><Parameters key="opt" of="Optimizer" choice=tuned(|s| Tuned::of(&s.optimizer)) /></div>
        <div class="tuning for-init"><Parameters key="init" of="Initialisation" choice=tuned(|s| Tuned::of(&s.init)) /></div>
        <TextField key="l1" label="L1" usual=&["0", "0.0001", "0.001", "0.01"] width=8 />
        <TextField key="clip" label="Clip gradient norm" usual=&["off", "1", "0.25"] width=8 />
    }
}
