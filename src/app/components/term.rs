//! Words of the field that explain themselves where they stand: buttons that look like text. A screen reader reads the
//! [explanation](super::explanation) as the word's description.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::PointerEvent;

use super::explanation::{By, Explanation, ID, Meaning, RESTS, Shown};
use crate::glossary::{self, Piece, Word, pieces};

/// What a button does that explains itself.
#[derive(Clone, Copy)]
pub struct Explains {
    explanation: Explanation,
    /// The button.
    pub node: NodeRef<html::Button>,
    meaning: Signal<Meaning>,
}

impl Explains {
    /// A button of this meaning.
    pub fn new(meaning: Signal<Meaning>) -> Self {
        let explains = Self { explanation: expect_context(), node: NodeRef::new(), meaning };
        on_cleanup(move || {
            if explains.explanation.shown.try_with_untracked(|_| ()).is_some() && explains.is_shown() {
                explains.explanation.show(None);
            }
        });
        explains
    }

    fn show(self, by: By) {
        // A pointer may have rested on a word that is gone meanwhile.
        let (Some(Some(button)), Some(meaning)) = (self.node.try_get_untracked(), self.meaning.try_get_untracked())
        else {
            return;
        };
        self.explanation.show(Some(Shown { word: button.into(), meaning, by }));
    }

    /// How it is explained now, if it is.
    fn shown_by(self) -> Option<By> {
        let button = self.node.try_get_untracked()??;
        let is_it = |shown: &Shown| shown.word.is_same_node(Some(&button));
        self.explanation.shown.with(|shown| shown.as_ref().filter(|shown| is_it(shown)).map(|shown| shown.by))
    }

    /// Whether it is explained now.
    pub fn is_shown(self) -> bool {
        self.shown_by().is_some()
    }

    /// What it means, for screen readers.
    pub fn description(self) -> String {
        let one = |(_, what): &(&str, &str)| (*what).to_owned();
        self.meaning.with(|meaning| meaning.iter().map(one).collect::<Vec<_>>().join(" "))
    }

    /// A pointer comes; a finger presses.
    pub fn enter(self, event: &PointerEvent) {
        if event.pointer_type() == "touch" {
            return;
        }
        if untrack(|| self.is_shown()) {
            // It comes back from the explanation.
            self.explanation.after(0, || ());
        } else {
            self.explanation.after(RESTS, move || self.show(By::Rest));
        }
    }

    /// A pointer goes.
    pub fn leave(self) {
        self.explanation.leave();
    }

    /// The focus comes: of the keyboard, or after a press.
    pub fn focus(self) {
        let Some(button) = self.node.get_untracked() else { return };
        if button.matches(":focus-visible").unwrap_or(false) {
            self.show(By::Focus);
        }
    }

    /// The focus goes elsewhere.
    pub fn blur(self, event: &ev::FocusEvent) {
        if event.related_target().is_some() && untrack(|| self.is_shown()) {
            self.explanation.show(None);
        }
    }

    /// A press shows it for good, another one takes it away.
    pub fn press(self) {
        if untrack(|| self.shown_by()) == Some(By::Press) {
            self.explanation.show(None);
        } else {
            self.show(By::Press);
        }
    }
}

/// A text that explains itself.
#[component]
pub fn Explained(
    /// What it means.
    #[prop(into)]
    meaning: Signal<Meaning>,
    /// What else it is for the style sheet.
    #[prop(optional)]
    class: &'static str,
    /// Whether the tip of what is around it is its own too.
    #[prop(optional)]
    has_tip: bool,
    /// The text.
    children: Children,
) -> impl IntoView {
    let explains = Explains::new(meaning);
    view! {
        <button
            type="button"
            node_ref=explains.node
            class=format!("term {class}")
            title=(!has_tip).then_some("")
            aria-expanded=move || explains.is_shown().to_string()
            aria-controls=ID
            aria-description=move || explains.description()
            on:pointerenter=move |event| explains.enter(&event)
            on:pointerleave=move |_| explains.leave()
            on:focus=move |_| explains.focus()
            on:blur=move |event| explains.blur(&event)
            on:click=move |_| explains.press()
        >
            {children()}
        </button>
    }
}

/// The words of these rows with what they mean.
fn meaning(words: impl IntoIterator<Item = &'static Word>) -> Meaning {
    words.into_iter().map(|word| (word.name, word.what)).collect()
}

/// A word of the glossary.
#[component]
pub fn Term(
    /// Its id.
    id: &'static str,
    /// What else it is for the style sheet.
    #[prop(optional)]
    class: &'static str,
    /// Whether the tip of what is around it is its own too.
    #[prop(optional)]
    has_tip: bool,
    /// The text.
    children: Children,
) -> impl IntoView {
    let words = Signal::stored(meaning(glossary::of(id)));
    view! { <Explained meaning=words class=class has_tip=has_tip>{children()}</Explained> }
}

/// The name of a field: it explains the field, and what is chosen in it, as far as the glossary knows them.
///
/// It is no `<label>`, as pressing it explains: the control has the same name as its `aria-label`.
#[component]
pub fn FieldName(
    /// The key of the field.
    key: &'static str,
    /// The name.
    label: &'static str,
    /// The id of what is chosen, if it is one of a list.
    #[prop(optional)]
    chosen: Option<Signal<String>>,
    /// What it is for the style sheet, if not a label.
    #[prop(default = "label")]
    class: &'static str,
) -> impl IntoView {
    let Some(field) = glossary::of_field(key) else {
        return view! { <span class=class>{label}</span> }.into_any();
    };
    let words = Signal::derive(move || {
        let choice = chosen.and_then(|chosen| glossary::of_field(&format!("{key}={}", chosen.get())));
        meaning(std::iter::once(field).chain(choice))
    });
    view! { <Explained meaning=words class=class>{label}</Explained> }.into_any()
}

/// A sentence in which words of the glossary explain themselves.
#[component]
pub fn Said(
    /// The sentence.
    #[prop(into)]
    text: Signal<String>,
    /// The ids of the words that are looked for: each explains itself where it is said first.
    words: &'static [&'static str],
) -> impl IntoView {
    let view = move || {
        let piece = |piece: Piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Word(word, said) => view! { <Term id=word.id class="said">{said}</Term> }.into_any(),
        };
        text.with(|text| pieces(text, words).into_iter().map(piece).collect_view())
    };
    view! { {view} }
}
