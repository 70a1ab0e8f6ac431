//! Which class is taken for which: the confusion matrix as a table over the page, opened beside the accuracy.

use crate::components::dialog::Overlay;
use crate::components::fields::Segmented;
use crate::hooks::screen::Screen;
use crate::state::{Display, DisplayStoreFields, Run, RunStoreFields};
use leptos::prelude::*;
use reactive_stores::Store;
use relu_lab::nn::loss::Meaning;
use relu_lab::plot::class::{SHAPES, class_colour};
use relu_lab::plot::format;
use relu_lab::train::snapshot::Confusion;

/// What is counted.
const SETS: [&str; 2] = ["Training points", "Test points"];

/// The button that opens the table.
#[component]
pub fn ByClass() -> impl IntoView {
    let open = expect_context::<Store<Display>>().confusion();
    view! {
        <button
            type="button"
            class="quiet by-class"
            aria-haspopup="dialog"
            title="Confusion matrix: which class is taken for which"
            on:click=move |_| open.set(true)
        >
            "By class"
        </button>
    }
}

/// The table, over the page.
#[component]
pub fn ConfusionTable() -> impl IntoView {
    let run = expect_context::<Store<Run>>();
    let open = expect_context::<Store<Display>>().confusion();
    let set = RwSignal::new(0);
    // At the rate of descriptions: a count can be read before it changes.
    let matrix = Memo::new(move |_| {
        let is_test = set.get() == 1;
        if !open.get() {
            return None;
        }
        run.described().with(|frame| frame.confusion.as_ref().map(|confusion| Matrix::of(confusion, is_test)))
    });
    let classes = Memo::new(move |_| matrix.with(|matrix| matrix.as_ref().map_or(0, |matrix| matrix.classes)));
    let caption = move || if set.get() == 1 { SETS[1] } else { SETS[0] };
    let of_two = Memo::new(move |_| {
        let meaning = run.described().with(|frame| frame.spec.resolved_loss().row().meaning);
        (classes.get() == 2).then(|| threshold(meaning))
    });
    view! {
        <Overlay id="confusion" title="Confusion matrix" close="Close confusion matrix" open=open>
            <div class="confusion-set">
                <Segmented
                    name="Points counted"
                    choices=SETS.iter().map(|set| (*set).into()).collect()
                    chosen=set
                    on_choose=Callback::new(move |index| set.set(index))
                />
            </div>
            <p class="caption" id="confusion-about">
                "A row for each true class, a column for each predicted class, in points. Shading is the share of the row; what is right is framed. Recall is the share of a class that is right. " {of_two}
            </p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Confusion matrix, scrolls sideways">
                {move || (classes.get() > 0).then(|| table(classes.get(), matrix, caption))}
            </div>
        </Overlay>
    }
}

fn table(
    classes: usize,
    matrix: Memo<Option<Matrix>>,
    caption: impl Fn() -> &'static str + Send + 'static,
) -> impl IntoView {
    let number = move |read: fn(&Matrix, usize) -> String, class: usize| {
        move || matrix.with(|matrix| matrix.as_ref().map(|matrix| read(matrix, class)))
    };
    let cell = move |class: usize, answer: usize| {
        let count = move || matrix.with(|matrix| matrix.as_ref().map(|matrix| matrix.count(class, answer).to_string()));
        let share = move || {
            matrix.with(|matrix| matrix.as_ref().map(|matrix| format!("{:.0}%", 100.0 * matrix.share(class, answer))))
        };
        view! { <td class="count" class:right=class == answer style:--share=share>{count}</td> }
    };
    let row = move |class: usize| {
        view! {
            <tr>
                <th scope="row"><Mark class=class count=classes /></th>
                {(0..classes).map(|answer| cell(class, answer)).collect_view()}
                <td>{number(|matrix, class| matrix.points(class).to_string(), class)}</td>
                <td class="recall">{number(|matrix, class| format::accuracy(matrix.recall(class)), class)}</td>
            </tr>
        }
    };
    let digits =
        move || matrix.with(|matrix| matrix.as_ref().map(|matrix| format!("{}ch", matrix.all().to_string().len())));
    view! {
        <table style:--digits=digits aria-describedby="confusion-about">
            <caption class="caption">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col" rowspan="2">"True"</th>
                    <th scope="colgroup" colspan=classes.to_string()>"Predicted"</th>
                    <th scope="col" rowspan="2">"Points"</th>
                    <th scope="col" rowspan="2">"Recall"</th>
                </tr>
                <tr>
                    {(0..classes).map(|class| view! { <th scope="col"><Mark class=class count=classes /></th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{(0..classes).map(row).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"All"</th>
                    {(0..classes).map(|class| view! { <td>{number(|matrix, class| matrix.answers(class).to_string(), class)}</td> }).collect_view()}
                    <td>{number(|matrix, _| matrix.all().to_string(), 0)}</td>
                    <td class="recall">{number(|matrix, _| format::accuracy(matrix.accuracy()), 0)}</td>
                </tr>
            </tfoot>
        </table>
    }
}

/// A class as the map has it: its mark in its colour, and its number.
#[component]
pub fn Mark(
    /// The class.
    class: usize,
    /// How many classes there are.
    count: usize,
) -> impl IntoView {
    let screen = expect_context::<Screen>();
    let colour = move || screen.theme.with(|theme| class_colour(theme.palette, class, count).css());
    // Two classes are discs of two colours, unless the colours are the system's.
    let shape = move || if count == 2 && !screen.has_forced_colours.get() { 0 } else { class };
    view! {
        <svg class="class-mark" viewBox="-1.5 -1.5 3 3" aria-hidden="true">
            <path d=move || outline(shape()) fill=colour />
        </svg>
        {class}
    }
}

/// The outline of a class's mark as the path of an SVG.
fn outline(class: usize) -> String {
    let corners = SHAPES[class % SHAPES.len()].corners;
    if corners.is_empty() {
        return "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z".to_owned();
    }
    let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("M{}z", points.join("L"))
}

/// What divides two classes.
fn threshold(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Logit => "Class 1 is predicted where the logit is above 0.",
        Meaning::Value => "Class 1 is predicted where the output is above ½.",
        Meaning::Logits => "The class of the largest logit is predicted.",
    }
}

/// The matrix of one set of points.
#[derive(Debug, Clone, PartialEq)]
struct Matrix {
    classes: usize,
    /// `[class][answer]`.
    counts: Vec<u32>,
}

impl Matrix {
    fn of(confusion: &Confusion, is_test: bool) -> Self {
        let counts = if is_test { &confusion.test } else { &confusion.train };
        Self { classes: confusion.classes as usize, counts: counts.clone() }
    }

    fn count(&self, class: usize, answer: usize) -> u32 {
        self.counts.get(class * self.classes + answer).copied().unwrap_or_default()
    }

    /// Points of a class.
    fn points(&self, class: usize) -> u32 {
        (0..self.classes).map(|answer| self.count(class, answer)).sum()
    }

    /// Points that are taken for a class.
    fn answers(&self, answer: usize) -> u32 {
        (0..self.classes).map(|class| self.count(class, answer)).sum()
    }

    fn all(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Share of a class that is taken for a class; 0 of no points.
    fn share(&self, class: usize, answer: usize) -> f32 {
        self.count(class, answer) as f32 / self.points(class).max(1) as f32
    }

    /// Share of a class that is right; NaN of no points.
    fn recall(&self, class: usize) -> f32 {
        self.count(class, class) as f32 / self.points(class) as f32
    }

    /// Share of all points that are right; NaN of no points.
    fn accuracy(&self) -> f32 {
        let right: u32 = (0..self.classes).map(|class| self.count(class, class)).sum();
        right as f32 / self.all() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_rows_and_recall_stands_on_the_diagonal() {
        let confusion = Confusion { classes: 3, train: vec![0; 9], test: vec![6, 2, 0, 1, 3, 0, 0, 0, 0] };
        let matrix = Matrix::of(&confusion, true);
        assert_eq!((matrix.share(0, 1), matrix.share(1, 0), matrix.share(2, 2)), (0.25, 0.25, 0.0));
        assert_eq!((matrix.recall(0), matrix.recall(1), matrix.accuracy()), (0.75, 0.75, 0.75));
        assert_eq!((matrix.points(0), matrix.answers(0), matrix.all()), (8, 7, 12));
        // Of a class without points nothing can be said.
        assert_eq!(format::accuracy(matrix.recall(2)), "–");
        assert_eq!(format::accuracy(Matrix::of(&confusion, false).accuracy()), "–");
    }

    #[test]
    fn every_class_has_an_outline_and_two_classes_their_threshold() {
        let outlines: Vec<String> = (0..SHAPES.len()).map(outline).collect();
        assert!(outlines.iter().all(|path| path.starts_with('M') && path.ends_with('z')), "{outlines:?}");
        for meaning in [Meaning::Logit, Meaning::Value] {
            let text = if meaning.threshold() == 0.0 { "above 0." } else { "above ½." };
            assert!(threshold(meaning).ends_with(text));
        }
    }
}
