//! Words of the field that explain themselves where they stand: a button that looks like text, and one explanation for all of
//! them, over everything else on the page.
//!
//! A pointer that rests on a word, the focus of the keyboard, a press and a tap show it; Esc, a press elsewhere and leaving the word
//! take it away. A screen reader reads it as the word's description.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::{HtmlElement, PointerEvent};

use crate::glossary::{self, Piece, Word, pieces};
use crate::hooks::opened::{Kind, use_opened};

/// The id of the explanation's element.
const ID: &str = "explanation";
/// So long a pointer rests on a word before it is explained, in milliseconds; to pass over it is not to ask.
const RESTS: u64 = 250;
/// So long a pointer may take from the word to the explanation, in milliseconds.
const LEAVES: u64 = 200;
/// Distance from the word, in CSS pixels.
const APART: f64 = 4.0;
/// Distance from the sides of the screen, in CSS pixels.
const MARGIN: f64 = 8.0;

/// Words and what they mean.
pub type Meaning = Vec<(&'static str, &'static str)>;

/// How an explanation came to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A pointer rests on the word.
    Rest,
    /// The word has the focus of the keyboard.
    Focus,
    /// The word was pressed.
    Press,
}

/// What is explained.
#[derive(Clone)]
struct Shown {
    word: HtmlElement,
    meaning: Meaning,
    by: By,
}

/// The explanation that is shown, if one is. It is a context.
#[derive(Clone, Copy)]
pub struct Explanation {
    shown: RwSignal<Option<Shown>, LocalStorage>,
    /// Counts what pointers ask for: only the last of it is done when its time has come.
    asked: StoredValue<u32>,
}

impl Explanation {
    /// Nothing is explained.
    pub fn new() -> Self {
        Self { shown: RwSignal::new_local(None), asked: StoredValue::new(0) }
    }

    /// Whether something is explained.
    pub fn is_shown(self) -> bool {
        self.shown.with_untracked(Option::is_some)
    }

    fn show(self, shown: Option<Shown>) {
        self.asked.update_value(|asked| *asked += 1);
        if shown.is_some() || self.is_shown() {
            self.shown.set(shown);
        }
    }

    /// Does it after a while, unless something else is asked for until then.
    fn after(self, millis: u64, then: impl FnOnce() + 'static) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        let late = move || {
            if self.asked.try_get_value() == Some(asked) {
                then();
            }
        };
        set_timeout(late, Duration::from_millis(millis));
    }

    /// Takes away what is shown because a pointer rests on it.
    fn leave(self) {
        self.after(LEAVES, move || {
            if self.shown.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.by == By::Rest)) {
                self.show(None);
            }
        });
    }
}

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
    /// The text.
    children: Children,
) -> impl IntoView {
    let explains = Explains::new(meaning);
    view! {
        <button
            type="button"
            node_ref=explains.node
            class=format!("term {class}")
            // Not the tip of what is around it.
            title=""
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
    words.into_iter().map(|word| (word.word, word.what)).collect()
}

/// A word of the glossary.
#[component]
pub fn Term(
    /// Its id.
    id: &'static str,
    /// What else it is for the style sheet.
    #[prop(optional)]
    class: &'static str,
    /// The text.
    children: Children,
) -> impl IntoView {
    view! { <Explained meaning=Signal::stored(meaning(glossary::of(id))) class=class>{children()}</Explained> }
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

/// The explanation, over everything else.
#[component]
pub fn ExplanationArea() -> impl IntoView {
    let explanation = expect_context::<Explanation>();
    let shown = explanation.shown;
    let area = NodeRef::<html::Div>::new();
    let at = RwSignal::new(None::<(f64, f64)>);
    use_opened(ID, Kind::Menu, move || shown.with(Option::is_some), move || explanation.show(None));
    // Edge: where the word is on the screen, and how large the explanation; it is known once that is there.
    let place = move || {
        let Some(area) = area.get_untracked() else { return };
        let root = document().document_element();
        let screen = root.map_or((0.0, 0.0), |r| (f64::from(r.client_width()), f64::from(r.client_height())));
        let size = area.get_bounding_client_rect();
        let found = shown.with_untracked(|shown| {
            let word = shown.as_ref()?.word.get_bounding_client_rect();
            // A word that has scrolled away is no longer asked about.
            let is_seen = word.width() > 0.0 && word.bottom() > 0.0 && word.top() < screen.1;
            let word = (word.left(), word.top(), word.right(), word.bottom());
            is_seen.then(|| beside(word, (size.width(), size.height()), screen))
        });
        at.set(found);
        if found.is_none() {
            explanation.show(None);
        }
    };
    Effect::new(move |_| {
        let is_shown = shown.with(Option::is_some);
        let Some(area) = area.get() else { return };
        at.set(None);
        // Browsers without popovers show it all the same, but below dialogs.
        let _ = if is_shown { area.show_popover() } else { area.hide_popover() };
        if is_shown {
            request_animation_frame(place);
        }
    });
    let follow = move || {
        if explanation.is_shown() {
            place();
        }
    };
    window_event_listener(ev::scroll, move |_| follow());
    window_event_listener(ev::resize, move |_| follow());
    let rows = move || {
        let row = |(word, what): (&'static str, &'static str)| view! { <p><strong>{word}</strong> ": " {what}</p> };
        shown.with(|shown| shown.as_ref().map(|shown| shown.meaning.iter().copied().map(row).collect_view()))
    };
    view! {
        <div
            node_ref=area
            id=ID
            class="explanation"
            class:open=move || shown.with(Option::is_some)
            role="tooltip"
            popover="manual"
            style=move || match at.get() {
                Some((left, top)) => format!("left:{left}px;top:{top}px"),
                None => "visibility:hidden".to_owned(),
            }
            on:pointerenter=move |_| explanation.after(0, || ())
            on:pointerleave=move |_| explanation.leave()
        >
            {rows}
        </div>
    }
}

/// Left and top of something of this size: below the word, or above it if there is no room, and within the screen.
/// `word`: left, top, right, bottom.
fn beside(word: (f64, f64, f64, f64), (width, height): (f64, f64), screen: (f64, f64)) -> (f64, f64) {
    let (left, top, _, bottom) = word;
    let within = |place: f64, size: f64, room: f64| place.min(room - size - MARGIN).max(MARGIN);
    let below = bottom + APART;
    let above = top - APART - height;
    let has_room_below = below + height + MARGIN <= screen.1;
    let place = if has_room_below || above < MARGIN { below } else { above };
    (within(left - MARGIN, width, screen.0), within(place, height, screen.1))
}

#[cfg(test)]
mod tests {
    use super::beside;

    const SCREEN: (f64, f64) = (320.0, 640.0);

    #[test]
    fn an_explanation_is_below_or_above_its_word_and_on_the_screen() {
        let size = (280.0, 90.0);
        assert_eq!(beside((20.0, 100.0, 60.0, 116.0), size, SCREEN), (12.0, 120.0));
        // At the right side, and at the bottom.
        assert_eq!(beside((290.0, 100.0, 318.0, 116.0), size, SCREEN), (32.0, 120.0));
        assert_eq!(beside((0.0, 600.0, 40.0, 616.0), size, SCREEN), (8.0, 506.0));
        // Higher than all there is: it begins at the top.
        assert_eq!(beside((0.0, 10.0, 40.0, 26.0), (280.0, 700.0), SCREEN).1, 8.0);
    }
}
