//! The one explanation of a word that is shown, over everything else on the page: what asks for it, and where it stands.
//!
//! A pointer that rests on a word, the focus of the keyboard, a press and a tap show it; Esc, a press elsewhere and leaving the word
//! take it away. [`term`](super::term) has the words.

use std::time::Duration;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::hooks::opened::{Kind, use_opened};

/// The id of the explanation's element.
pub(super) const ID: &str = "explanation";
/// So long a pointer rests on a word before it is explained, in milliseconds; to pass over it is not to ask.
pub(super) const RESTS: u64 = 250;
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
pub(super) enum By {
    /// A pointer rests on the word.
    Rest,
    /// The word has the focus of the keyboard.
    Focus,
    /// The word was pressed.
    Press,
}

/// What is explained.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) word: HtmlElement,
    pub(super) meaning: Meaning,
    pub(super) by: By,
}

/// The explanation that is shown, if one is. It is a context.
#[derive(Clone, Copy)]
pub struct Explanation {
    pub(super) shown: RwSignal<Option<Shown>, LocalStorage>,
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

    pub(super) fn show(self, shown: Option<Shown>) {
        self.asked.update_value(|asked| *asked += 1);
        if shown.is_some() || self.is_shown() {
            self.shown.set(shown);
        }
    }

    /// Does it after a while, unless something else is asked for until then.
    pub(super) fn after(self, millis: u64, then: impl FnOnce() + 'static) {
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
    pub(super) fn leave(self) {
        self.after(LEAVES, move || {
            if self.shown.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.by == By::Rest)) {
                self.show(None);
            }
        });
    }
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
            style:left=move || at.get().map(|(left, _)| format!("{left}px"))
            style:top=move || at.get().map(|(_, top)| format!("{top}px"))
            style:visibility=move || at.get().is_none().then_some("hidden")
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
