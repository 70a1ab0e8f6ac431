//! Four small programs, run here with and without `inplace`: one is fine, one silently changes its result, two raise errors.

use crate::components::icons;
use crate::components::term::{Said, Term};
use leptos::either::Either;
use leptos::prelude::*;
use relu_lab::explore::programs::{Effect, PROGRAMS, Program, Relu, Run};
use relu_lab::explore::tape::TapeError;
use relu_lab::explore::tensor_print::print;
use relu_lab::explore::tensor_text::TextTensor;

/// The panel.
#[component]
pub fn Programs() -> impl IntoView {
    let programs = PROGRAMS.iter().enumerate().map(|(index, program)| view_of(index + 1, program));
    view! {
        <section class="programs" aria-label="What inplace does to a program">
            <h2>"Four programs with "<code>"relu(h, inplace=True)"</code></h2>
            <p class="caption">
                <Said text="Each is run here on a small tape that counts versions as PyTorch's autograd does. With " words=&["tape"] />
                <Term id="in_place"><code>"inplace=False"</code></Term> " all four are fine."
            </p>
            <ol>{programs.collect_view()}</ol>
        </section>
    }
}

fn view_of(number: usize, program: &'static Program) -> impl IntoView {
    let effect = program.effect();
    let (icon, word, class) = match effect {
        Effect::Fine => (icons::YES, "fine", "fine"),
        Effect::ChangesTheResult => (icons::NOTE, "changes the result", "changes"),
        Effect::Errors => (icons::WRONG, "errors", "errors"),
    };
    view! {
        <li class=format!("program {class}")>
            <h3>
                <span>{format!("{number} {}", program.name)}</span>
                <span class="effect" data-testid=format!("program-{number}") data-value=word>{icon.view()} {word}</span>
            </h3>
            <pre><code>{program.code}</code></pre>
            <dl>
                <dt>"inplace=False"</dt>
                <dd>{outcome(&program.run(Relu::New))}</dd>
                <dt>"inplace=True"</dt>
                <dd data-testid=format!("program-{number}-inplace")>{outcome(&program.run(Relu::InPlace))}</dd>
            </dl>
            <p class="caption"><Said text=program.lesson words=&["leaf"] /></p>
        </li>
    }
}

/// The values that a program ends with, or torch's error.
fn outcome(result: &Result<Run, TapeError>) -> impl IntoView + use<> {
    let text = |values: &[f32]| print(&TextTensor::vector(values));
    match result {
        Ok(run) => {
            let lines = [("h", &run.h), ("y", &run.y), ("grad", &run.gradient)];
            let lines: Vec<String> = lines.iter().map(|(name, values)| format!("{name:4} {}", text(values))).collect();
            Either::Left(view! { <pre>{lines.join("\n")}</pre> })
        }
        Err(error) => Either::Right(view! { <pre class="error">{error.to_string()}</pre> }),
    }
}
