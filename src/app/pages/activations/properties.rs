//! The table of properties: computed from the functions as they are set now.

use crate::components::icons;
use crate::components::term::Explained;
use crate::glossary;
use crate::pages::activations::marker;
use crate::pages::activations::questions::{QUESTIONS, Question};
use crate::pages::activations::state::Explore;
use leptos::prelude::*;
use relu_lab::explore::properties::Properties;
use relu_lab::explore::setup::SetupStoreFields;
use relu_lab::nn::activation::Activation;
use relu_lab::plot::format;
use relu_lab::plot::looks::Look;

/// The table.
#[component]
pub fn Table() -> impl IntoView {
    let explore = expect_context::<Explore>();
    // What is known of a function stays: a slider changes one of them.
    let columns = Memo::new(move |known: Option<&Vec<(Activation, Properties)>>| {
        let of = |function: Activation| {
            let known = known.into_iter().flatten().find(|(other, _)| *other == function).cloned();
            known.or_else(|| Some((function, Properties::of(&function)?)))
        };
        explore.setup.functions().get().into_iter().filter_map(of).collect::<Vec<_>>()
    });
    let head = move || explore.looks.get().into_iter().map(column_head).collect_view();
    let rows = QUESTIONS.iter().map(|question| {
        let cells = move || columns.with(|columns| columns.iter().map(|column| cell(question, column)).collect_view());
        let more = question.word.and_then(glossary::of).map(|word| (word.name, word.what));
        let meaning: Vec<_> = std::iter::once((question.name, question.meaning)).chain(more).collect();
        view! { <tr><th scope="row"><Explained meaning=Signal::stored(meaning)>{question.name}</Explained></th>{cells}</tr> }
    });
    view! {
        <div class="properties" class:many=move || columns.with(|columns| columns.len() > 4) tabindex="0" role="region" aria-label="Properties">
            <table aria-label="Properties of the functions">
                <thead><tr><td></td>{head}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn column_head((function, look): (Activation, Look)) -> impl IntoView {
    view! { <th scope="col">{marker(look)} <span>{format::named(&function)}</span></th> }
}

fn cell(question: &'static Question, (function, properties): &(Activation, Properties)) -> impl IntoView + use<> {
    let (is, text) = (question.answer)(properties);
    let mark = is.map(|is| if is { icons::YES } else { icons::WRONG }.view());
    view! {
        <td data-testid=format!("{}-{}", question.id, function.id()) data-value=text.clone() class:yes=is == Some(true)>
            {mark} <span>{text.clone()}</span>
        </td>
    }
}
