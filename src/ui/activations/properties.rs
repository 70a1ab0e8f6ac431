//! The table of properties: computed from the functions as they are set now.

use crate::explore::properties::Properties;
use crate::nn::activation::Activation;
use crate::plot::colour::Look;
use crate::plot::properties::{QUESTIONS, Question};
use crate::ui::activations::marker;
use crate::ui::dom::{View, view};
use crate::ui::here::explore;
use crate::ui::icons;
use crate::ui::signal::Memo;

/// The table.
pub fn Table() -> View {
    let explore = explore();
    let columns = Memo::new(move |_| {
        explore.functions.get().into_iter().map(|function| (function, Properties::of(&function))).collect::<Vec<_>>()
    });
    let head = move || explore.looks.get().into_iter().map(column_head).collect::<View>();
    let rows = QUESTIONS.iter().map(|question| {
        let cells =
            move || columns.with(|columns| columns.iter().map(|column| cell(question, column)).collect::<View>());
        view! { <tr><th scope="row" title=question.meaning>{question.name}</th>{cells}</tr> }
    });
    view! {
        <div class="properties" class:many=move || columns.with(|columns| columns.len() > 4) tabindex="0" role="region" aria-label="Properties">
            <table aria-label="Properties of the functions">
                <thead><tr><td></td>{head}</tr></thead>
                <tbody>{rows.collect::<View>()}</tbody>
            </table>
        </div>
    }
}

fn column_head((function, look): (Activation, Look)) -> View {
    view! { <th scope="col">{marker(look)} <span>{function.name()}</span></th> }
}

fn cell(question: &'static Question, (function, properties): &(Activation, Properties)) -> View {
    let (is, text) = (question.answer)(properties);
    let mark = is.map(|is| if is { icons::YES } else { icons::WRONG }.view());
    view! {
        <td data-testid=format!("{}-{}", question.id, function.id()) data-value=text.clone() class:yes=is == Some(true)>
            {mark} <span>{text.clone()}</span>
        </td>
    }
}
