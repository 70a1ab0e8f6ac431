//! The tensor console: what torch makes of a tensor that is typed or pasted.

use crate::components::term::Said;
use crate::pages::activations::state::Explore;
use crate::pages::activations::words::{at_join, difference, not_a_tensor};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use relu_lab::explore::console::{Answer, Difference, call, has_inplace, module_line, modules};
use relu_lab::explore::pieces::Break;
use relu_lab::explore::setup::SetupStoreFields;
use relu_lab::explore::tensor_print::print;
use relu_lab::explore::tensor_text::{TextError, TextTensor, parse};
use relu_lab::nn::activation::Activation;
use relu_lab::nn::choice::Row;
use relu_lab::plot::format;

/// The panel.
#[component]
pub fn Console() -> impl IntoView {
    let explore = expect_context::<Explore>();
    let setup = explore.setup;
    let module = Memo::new(move |_| setup.module().get());
    let input = Memo::new(move |_| setup.with(|setup| parse(&setup.tensor)));
    let inplace = Memo::new(move |_| setup.with(|setup| setup.inplace) && has_inplace(&module.get()));
    let answer = Memo::new(move |_| input.get().map(|tensor| call(&module.get(), inplace.get(), &tensor)));
    let results = move || match (input.get(), answer.get()) {
        (Ok((tensor, _)), Ok(answer)) => Either::Left(rows(&tensor, &answer, inplace.get())),
        (Err(error), _) | (_, Err(error)) => Either::Right(refusal(&error)),
    };
    let note = move || answer.get().ok().map(|answer| words(&module.get(), inplace.get(), &answer));
    // As torch makes them by default, then with the parameters that are shown above or that the address says.
    let choices = Memo::new(move |_| {
        let named: Vec<Activation> = setup.functions().get().into_iter().chain([module.get()]).collect();
        let mut choices: Vec<Activation> = Vec::new();
        for row in modules() {
            choices.push(Activation::of(row));
            for choice in named.iter().filter(|choice| choice.id() == row.id()) {
                if !choices.contains(choice) {
                    choices.push(*choice);
                }
            }
        }
        choices
    });
    let rows_of_text = move || setup.with(|setup| setup.tensor.lines().count().clamp(1, 6));
    view! {
        <section class="console" aria-label="Tensor console">
            <div class="console-head">
                <h2>"Try a tensor"</h2>
                <textarea
                    aria-label="Tensor"
                    rows=rows_of_text
                    spellcheck="false"
                    autocomplete="off"
                    aria-invalid=move || input.with(Result::is_err).to_string()
                    aria-describedby="console-error"
                    prop:value=move || setup.with(|setup| setup.tensor.clone())
                    on:input:target=move |event| explore.slide("tensor", |setup| setup.tensor = event.target().value())
                ></textarea>
                <label class="field">
                    <span class="label">"through"</span>
                    <select
                        aria-label="Module"
                        on:change:target=move |event| {
                            if let Ok(module) = event.target().value().parse() {
                                explore.set(|setup| setup.module = module);
                            }
                        }
                    >
                        {move || choices.get().into_iter().map(|choice| view! {
                            <option value=choice.to_string() prop:selected=move || module.get() == choice>{format::named(&choice)}</option>
                        }).collect_view()}
                    </select>
                </label>
                <Inplace module=module />
            </div>
            <div class="console-body">
                <div class="console-rows">{results}</div>
                <div class="console-note">
                    <code data-testid="console-module">{move || module_line(&module.get(), inplace.get())}</code>
                    {note}
                </div>
            </div>
        </section>
    }
}

/// The switch; where the module has no such argument it is off, and says why.
#[component]
fn Inplace(
    /// The console's module.
    module: Memo<Activation>,
) -> impl IntoView {
    let explore = expect_context::<Explore>();
    let can = move || has_inplace(&module.get());
    let is_on = move || can() && explore.setup.with(|setup| setup.inplace);
    let reason = move || if can() { String::new() } else { format!("{} has no inplace", module.get().row().torch) };
    view! {
        <div class="inplace">
            <button
                type="button"
                class="toggle"
                role="switch"
                aria-label="inplace"
                aria-checked=move || is_on().to_string()
                aria-disabled=move || (!can()).then_some("true")
                title=reason
                on:click=move |_| {
                    if untrack(can) {
                        explore.set(|setup| setup.inplace = !setup.inplace);
                    }
                }
            >
                <code>{move || if is_on() { "inplace=True" } else { "inplace=False" }}</code>
                <span class="track" aria-hidden="true"></span>
            </button>
            <span class="caption" data-testid="inplace-reason">{reason}</span>
        </div>
    }
}

/// A line of the result: what it is, and the tensor as torch prints it.
fn line<N: IntoView + 'static>(
    id: &'static str,
    name: N,
    tensor: &TextTensor,
    before: Option<String>,
) -> impl IntoView + use<N> {
    let text = print(tensor);
    let before = before.map(|before| view! { <del>{before}</del> });
    view! {
        <div class="console-row">
            <span class="console-name" id=format!("{id}-name")>{name}</span>
            // Long tensors scroll, by keys too.
            <div class="console-text" tabindex="0" role="group" aria-labelledby=format!("{id}-name")>
                {before}
                <output data-testid=id data-value=text.clone()>{text.clone()}</output>
            </div>
        </div>
    }
}

fn rows(input: &TextTensor, answer: &Answer, inplace: bool) -> impl IntoView + use<> {
    let before = (inplace && answer.overwritten > 0).then(|| print(input));
    view! {
        {line("console-input", view! { "Input " <i>"h"</i> }, input, None)}
        {line("console-output", view! { "Output " <i>"f(h)"</i> }, &answer.output, None)}
        {match &answer.gradient {
            Ok(gradient) => {
                Either::Left(line("console-gradient", view! { "Gradient " <i>"f′(h)"</i> }, gradient, None))
            }
            Err(error) => {
                let error = error.to_string();
                Either::Right(view! {
                    <div class="console-row">
                        <span class="console-name">"Gradient " <i>"f′(h)"</i></span>
                        <div class="console-text error">
                            <output data-testid="console-gradient" data-value=error.clone()>{error.clone()}</output>
                        </div>
                    </div>
                })
            }
        }}
        {line("console-input-after", view! { <strong>"h after the call"</strong> }, &answer.input_after, before)}
    }
}

fn refusal(error: &TextError) -> impl IntoView + use<> {
    let reason = not_a_tensor(error);
    view! {
        <p id="console-error" class="console-error" role="alert" data-testid="console-error" data-value=reason.clone()>
            {crate::components::icons::WRONG.view()}
            <span>{format!("This is not a tensor. In {reason}.")}</span>
        </p>
    }
}

/// What became of the input, and what holds at a kink.
fn words(module: &Activation, inplace: bool, answer: &Answer) -> impl IntoView + use<> {
    let values = |count: usize| if count == 1 { "One value".to_owned() } else { format!("{count} values") };
    let fate = match (inplace, answer.overwritten) {
        (true, 0) => EitherOf3::A(view! {
            <p data-testid="console-fate"><strong>"The input was overwritten"</strong>" with the same values: none of these changes."</p>
        }),
        (true, count) => EitherOf3::B(view! {
            <p data-testid="console-fate">
                <strong>"The input was overwritten. "</strong>
                {values(count)} " of " <i>"h"</i> {if count == 1 { " is" } else { " are" }}
                " gone; anything that still needs " <i>"h"</i> ", such as a skip connection, now reads the new ones."
            </p>
        }),
        (false, _) => EitherOf3::C(view! {
            <p data-testid="console-fate">
                "The input is kept as it was."
            </p>
        }),
    };
    let kink = |place: &Break| {
        view! { <p class="caption" data-testid="console-kink">{at_join(module, place)}</p> }
    };
    let kinks = answer.at_breaks.iter().map(kink).collect_view();
    let said = |it: &Difference| view! { <p class="caption" data-testid="console-difference">{difference(*it)}</p> };
    let differences = answer.differences.iter().map(said).collect_view();
    let gradient = if answer.gradient.is_ok() {
        Either::Left(view! {
            <p class="caption">"The gradient is " <code>"h.grad"</code> " after " <code>"f(h).sum().backward()"</code> "."</p>
        })
    } else {
        Either::Right(view! {
            <p class="caption">
                "The gradient needs " <code>"h"</code> <Said text=" to be a leaf with " words=&["leaf"] /> <code>"requires_grad=True"</code>
                ", and such a leaf may not be overwritten. The other lines are of a tensor that needs no gradient."
            </p>
        })
    };
    view! {
        {fate}
        {kinks}
        {differences}
        {gradient}
    }
}
