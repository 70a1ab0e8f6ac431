//! Gain through layers: what is left of gradient and outputs, by theory and in random nets that the worker measures.

use crate::components::fields::{Segmented, share};
use crate::components::figure::{Figure, Paint};
use crate::components::term::{FieldName, Term};
use crate::pages::activations::state::Explore;
use crate::pages::activations::words;
use crate::pictures::words::capitalised;
use crate::pictures::{Picture, words as pictures};
use leptos::either::Either;
use leptos::prelude::*;
use relu_lab::explore::mean_field::{SCHEMES, WIDTH};
use relu_lab::explore::measured::{Gain, GainQuantity};
use relu_lab::explore::setup::MOST_LAYERS;
use relu_lab::nn::activation::Activation;
use relu_lab::plot::format;
use relu_lab::plot::gain::{self, Gains};

/// The panel.
#[component]
#[allow(clippy::too_many_lines, reason = "one view")]
pub fn GainPanel() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let setup = explore.setup;
    // Edge: the worker. It is asked for what is shown and not known.
    Effect::new(move |_| explore.ask_for_gains());
    let gains = Memo::new(move |_| explore.known_gains());
    let shown = move || setup.with(|setup| (setup.shown, setup.depth));
    let paint = move || -> Paint {
        let (functions, (quantity, depth)) = (gains.get(), shown());
        Box::new(move |surface| {
            surface.draw(|pen| gain::draw(pen, &Gains { functions: &functions, quantity, depth }));
        })
    };
    let label = Signal::derive(move || {
        let (quantity, depth) = shown();
        gains.with(|functions| words::gains(functions, quantity, depth, explore.scheme_name()))
    });
    // As the field of the Train page would say it: `init=kaiming_normal`.
    let scheme = Signal::derive(move || {
        let query = setup.with(|setup| SCHEMES.get(setup.scheme).map_or("", |scheme| scheme.query));
        query.trim_start_matches("init=").split('&').next().unwrap_or_default().to_owned()
    });
    let is_gradient = Memo::new(move |_| shown().0 == GainQuantity::Gradient);
    let title = move || {
        let depth = move || words::layers(shown().1);
        if is_gradient.get() {
            let text = move || format!("Gradient left after {}", depth());
            Either::Left(view! { <Term id="gradient_left">{text}</Term> })
        } else {
            Either::Right(move || format!("Size of outputs after {}", depth()))
        }
    };
    let nets = move || gains.with(|gains| gains.iter().find_map(|(_, gain)| gain.as_ref().map(|gain| gain.nets)));
    let caption = move || match nets() {
        Some(nets) => format!("log; lines: theory; dots: {nets} random nets, {WIDTH} wide"),
        None => "computing …".to_owned(),
    };
    let picture = Picture::new(2, 420.0, move || {
        let depth = words::layers(shown().1);
        let (file, title, up) = match shown().0 {
            GainQuantity::Gradient => {
                ("gradient-left", format!("Gradient left after {depth}"), "share of the gradient, log")
            }
            GainQuantity::Output => {
                ("outputs-left", format!("Size of outputs after {depth}"), "size relative to the inputs, log")
            }
        };
        pictures::figure(file, title, up, "").read(format!(
            "{}; initialisation: {}.",
            capitalised(caption().trim_start_matches("log; ")),
            explore.scheme_name()
        ))
    });
    view! {
        <section class="gain plot" aria-label="Gain through layers">
            <div class="plot-head">
                <h2>{title}</h2>
                <input
                    type="range"
                    class="depth"
                    min="1"
                    max=MOST_LAYERS
                    aria-label="Layers"
                    title="Number of layers"
                    style:--share=move || share(&shown().1.to_string(), 1.0, MOST_LAYERS as f64)
                    prop:value=move || shown().1.to_string()
                    on:input:target=move |event| {
                        if let Ok(depth) = event.target().value().parse::<usize>() {
                            explore.slide("depth", |setup| setup.depth = depth.clamp(1, MOST_LAYERS));
                        }
                    }
                />
            </div>
            <div class="gain-controls">
                <div class="field">
                    <FieldName key="init" label="Init" chosen=scheme />
                    <select
                        aria-label="Gain initialisation"
                        on:change:target=move |event| {
                            let index = event.target().selected_index().max(0) as usize;
                            explore.set(|setup| setup.scheme = index.min(SCHEMES.len() - 1));
                        }
                    >
                        {SCHEMES.iter().enumerate().map(|(index, scheme)| view! {
                            <option prop:selected=move || setup.with(|setup| setup.scheme == index)>{scheme.name}</option>
                        }).collect_view()}
                    </select>
                </div>
                <Segmented
                    name="Quantity"
                    choices=vec!["Gradient".into(), "Outputs".into()]
                    chosen=Signal::derive(move || usize::from(shown().0 == GainQuantity::Output))
                    on_choose=Callback::new(move |index: usize| {
                        explore.set(|setup| setup.shown = if index == 0 { GainQuantity::Gradient } else { GainQuantity::Output });
                    })
                />
            </div>
            <div class="plot-area">
                <Figure label=label paint=paint picture=picture />
                // A table takes the height it needs, seen or not, and Firefox paints its caption: what hides it is around it.
                <div class="unseen">
                    <table>
                        <caption>"Left after all layers, in theory and measured"</caption>
                        <tbody>{move || gains.with(|gains| gains.iter().map(|gain| numbers(gain, shown().0)).collect_view())}</tbody>
                    </table>
                </div>
            </div>
            <p class="caption" data-testid="gain-state" data-value=move || gains.with(|gains| gains.iter().filter(|(_, gain)| gain.is_some()).count().to_string())>
                {caption}
            </p>
        </section>
    }
}

/// The numbers behind the ends of the lines: decimal logarithms in full, values as text.
fn numbers((function, known): &(Activation, Option<Gain>), quantity: GainQuantity) -> impl IntoView + use<> {
    let last = |line: &[f32]| line.last().copied().unwrap_or(f32::NAN);
    let (theory, measured) = known.as_ref().map_or((f32::NAN, f32::NAN), |gain| {
        let (theory, measured) = gain.lines(quantity);
        (last(theory), last(measured))
    });
    let id = function.id();
    let text = |log: f32| if known.is_some() { words::power_of_ten(log) } else { "–".to_owned() };
    view! {
        <tr>
            <th scope="row">{format::named(function)}</th>
            <td data-testid=format!("gain-theory-{id}") data-value=theory.to_string()>{text(theory)}</td>
            <td data-testid=format!("gain-measured-{id}") data-value=measured.to_string()>{text(measured)}</td>
        </tr>
    }
}
