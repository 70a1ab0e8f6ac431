//! A table of shares that fills while it is measured: each cell with what theory says of it.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use relu_lab::lessons::figure::{self, Pointer};
use relu_lab::lessons::measured::Measured;

use crate::components::icons;

use super::figure_words as words;

/// The table.
#[component]
pub fn Grid(
    /// Its rows and columns, and what is in them.
    grid: &'static figure::Grid,
    /// The cell that is pointed at.
    pointer: Pointer,
    /// What was measured until now.
    measured: Signal<Arc<Measured>>,
    /// Whether it says where to look.
    points: Signal<bool>,
) -> impl IntoView {
    let columns = grid.column_names.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    let rows = (0..grid.row_names.len()).map(|row| {
        let cells = (0..grid.column_names.len()).map(|column| {
            let is_pointed = (row, column) == (pointer.arm, pointer.panel);
            let cell = Memo::new(move |_| measured.with(|measured| (grid.cell)(measured, row, column)));
            view! { <GridCell cell=cell pointed=Signal::derive(move || is_pointed && points.get()) /> }
        });
        view! { <tr><th scope="row">{grid.row_names[row]}</th> {cells.collect_view()}</tr> }
    });
    // Edge: scrolling. On a narrow screen the cell that is pointed at may be out of sight.
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (true, Some(node)) = (points.get(), node.get()) {
            let share = (pointer.panel + 1) as f64 / (grid.column_names.len() + 1) as f64;
            node.set_scroll_left((share * f64::from(node.scroll_width())) as i32 - node.client_width() / 2);
        }
    });
    view! {
        <div node_ref=node class="shares" tabindex="0" role="group" aria-label=format!("{} by {}", grid.rows, grid.columns)>
            <table>
                <thead>
                    <tr>
                        <th scope="col" rowspan="2" class="corner">{grid.rows}</th>
                        <th scope="colgroup" colspan=grid.column_names.len()>{grid.columns}</th>
                    </tr>
                    <tr>{columns}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A cell. Whether it fits theory is said by its sign, not by its colour alone.
#[component]
fn GridCell(
    /// What it says.
    cell: Memo<figure::Cell>,
    /// Whether it is pointed at.
    pointed: Signal<bool>,
) -> impl IntoView {
    let share = move || {
        let share = cell.get().share;
        format!("{:.1}%", if share.is_nan() { 0.0 } else { 100.0 * share })
    };
    let fits = move || {
        cell.get().fits.map(|fits| {
            let (icon, word) = if fits { (icons::YES, "fits theory") } else { (icons::WRONG, "does not fit theory") };
            view! { <span class="sign" role="img" aria-label=word title=word>{icon.view()}</span> }
        })
    };
    // What theory says would give away what is only to be predicted yet.
    let theory = move || {
        let cell = cell.get();
        cell.theory.map(|theory| {
            let text = if cell.count > 0 { words::interval(theory) } else { "\u{a0}".to_owned() };
            view! { <span class="caption">{text}</span> }
        })
    };
    view! {
        <td class:pointed=pointed class:missed=move || cell.get().fits == Some(false) style:--share=share>
            <span class="share">{move || words::share(&cell.get())} {fits}</span>
            {theory}
            {move || pointed.get().then(|| view! { <strong class="look-here">{words::POINTER}</strong> })}
        </td>
    }
}
