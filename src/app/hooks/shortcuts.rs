//! Single keys: which key asks for what. They do nothing where something is typed.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::state::present::Scene;

/// So many activations have a chip, and a digit, of their own.
pub const CHIPS: usize = 7;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Play or pause.
    Play,
    /// One step.
    Step,
    /// What is left of the epoch.
    Epoch,
    /// Back to the start.
    Reset,
    /// A new seed.
    Seed,
    /// The activation at this place of the switch.
    Activation(usize),
    /// The rest of the activations.
    More,
    /// Keep weights, or restart.
    Keep,
    /// Slower or faster.
    Speed(i8),
    /// The learning rate down or up a notch.
    LearningRate(bool),
    /// The output in the big picture.
    Output,
    /// Weights or gradients on the links.
    Links,
    /// The lines where units of the first layer bend.
    Hinges,
    /// The cursor over the epochs, by so many.
    Cursor(i8),
    /// Pausing where a unit dies.
    PauseAtDeath,
    /// The unit in numbers.
    Inspect,
    /// The dialog that saves and opens files.
    Files,
    /// Copy the link.
    Share,
    /// Light or dark.
    Theme,
    /// Presenter mode, in or out.
    Present,
    /// A scene of presenter mode.
    Scene(Scene),
    /// The question to the class, shown or not.
    Question,
    /// Which units died, told or kept back.
    Deaths,
    /// The black screen.
    Blank,
    /// Out of presenter mode.
    Leave,
    /// Help.
    Help,
    /// Release what is pinned or open.
    Release,
}

/// The keys and what they do, as the help tells it.
pub const LEGEND: &[(&str, &str)] = &[
    ("Space", "play or pause"),
    ("S", "one step"),
    ("Shift S", "to the end of the epoch"),
    ("R", "reset: the same start"),
    ("N", "new seed"),
    ("1 – 7, 0", "activation, more activations"),
    ("K", "on switch: restart or keep weights"),
    (", .", "slower, faster"),
    ("[ ]", "learning rate down, up"),
    ("← → ↑ ↓", "in the network: from unit to unit"),
    ("Enter", "pin the unit"),
    ("Esc", "release it"),
    ("O", "show the output"),
    ("W", "links: weights or gradients"),
    ("H", "hinge lines on the map"),
    ("Shift ← →", "in the plots over time: the epoch that is read off"),
    ("X", "pause when a unit dies: on or off"),
    ("I", "the pinned unit, or the output, in numbers"),
    ("T", "light or dark"),
    ("L", "copy the link"),
    ("E", "export and import: save files, open one"),
    ("P", "presenter mode: large, for a projector"),
    ("?", "this help"),
];

/// The keys of presenter mode, as the help tells it. Keys that are not here and not [kept](is_kept) do nothing in it.
pub const PRESENT_LEGEND: &[(&str, &str)] = &[
    ("1 – 5", "network and map, living units, gradients, one unit, loss"),
    ("Q", "show or hide the question"),
    ("D", "hide which units died, or tell it"),
    ("B", "black screen; again, or Esc: back"),
    ("Esc, P", "leave"),
];

/// What a key does in presenter mode that it does not do elsewhere.
fn present_action(key: &str) -> Option<Action> {
    Some(match key.to_ascii_lowercase().as_str() {
        "q" => Action::Question,
        "d" => Action::Deaths,
        "b" => Action::Blank,
        "escape" => Action::Leave,
        digit => Action::Scene(Scene::numbered(digit.parse().ok()?)?),
    })
}

/// Whether an action is of use in presenter mode too: what it changes is in sight.
fn is_kept(action: Action) -> bool {
    let of_the_run = matches!(action, Action::Play | Action::Step | Action::Epoch | Action::Reset | Action::Speed(_));
    let of_the_view = matches!(action, Action::Output | Action::Links | Action::Hinges | Action::Theme);
    of_the_run || of_the_view || matches!(action, Action::Present | Action::Help)
}

/// What a key does, if anything. `presents`: in presenter mode.
pub fn asked(key: &str, shift: bool, presents: bool) -> Option<Action> {
    if presents {
        present_action(key).or_else(|| action(key, shift).filter(|a| is_kept(*a)))
    } else {
        action(key, shift)
    }
}

/// What a key does outside presenter mode, if anything.
pub fn action(key: &str, shift: bool) -> Option<Action> {
    let lower = key.to_ascii_lowercase();
    Some(match lower.as_str() {
        " " => Action::Play,
        "s" if shift => Action::Epoch,
        "s" => Action::Step,
        "r" => Action::Reset,
        "n" => Action::Seed,
        "0" => Action::More,
        "k" => Action::Keep,
        "," => Action::Speed(-5),
        "." => Action::Speed(5),
        "[" => Action::LearningRate(false),
        "]" => Action::LearningRate(true),
        "o" => Action::Output,
        "w" => Action::Links,
        "h" => Action::Hinges,
        "arrowleft" if shift => Action::Cursor(-1),
        "arrowright" if shift => Action::Cursor(1),
        "x" => Action::PauseAtDeath,
        "i" => Action::Inspect,
        "e" => Action::Files,
        "l" => Action::Share,
        "p" => Action::Present,
        "t" => Action::Theme,
        "?" => Action::Help,
        "escape" => Action::Release,
        digit => {
            let place: usize = digit.parse().ok()?;
            return (1..=CHIPS).contains(&place).then(|| Action::Activation(place - 1));
        }
    })
}

/// Whether an element needs this key itself: fields all of them, buttons those that press them.
fn needs(tag: &str, kind: &str, key: &str) -> bool {
    match (tag, kind) {
        // They go by arrows; Space does nothing to a radio button that has the focus.
        ("INPUT", "radio" | "range") => false,
        ("INPUT", "checkbox") | ("BUTTON" | "A" | "SUMMARY", _) => matches!(key, " " | "Enter"),
        ("INPUT" | "SELECT" | "TEXTAREA", _) => key != "Escape",
        _ => false,
    }
}

/// Calls `perform` with what a key asks for, for as long as the page lives; it says whether it did anything with it.
/// `presents`: whether the page is in presenter mode.
pub fn use_shortcuts(presents: impl Fn() -> bool + 'static, perform: impl Fn(Action) -> bool + 'static) {
    window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing()
        {
            return;
        }
        let key = event.key();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_needed = target.is_some_and(|element| {
            needs(&element.tag_name(), &element.get_attribute("type").unwrap_or_default(), &key)
        });
        let action = asked(&key, event.shift_key(), presents()).filter(|_| !is_needed);
        if action.is_some_and(&perform) {
            event.prevent_default();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys of the legend that the network answers itself, as long as a unit has the focus.
    const OF_THE_NETWORK: &[&str] = &["←", "→", "↑", "↓", "Enter"];

    /// The keys of an entry of the legend, as the browser calls them, and whether Shift is held: `Shift S`, `, .`, `1 – 7, 0`.
    fn keys(entry: &str) -> Vec<(String, bool)> {
        let mut keys: Vec<(String, bool)> = Vec::new();
        let (mut shift, mut range_from) = (false, None);
        for word in entry.split_whitespace() {
            match if word.len() > 1 { word.trim_end_matches(',') } else { word } {
                "Shift" => shift = true,
                "–" => range_from = keys.pop().and_then(|(key, _)| key.parse::<usize>().ok()),
                word => {
                    let key = match word {
                        "Space" => " ",
                        "Esc" => "Escape",
                        "←" if shift => "ArrowLeft",
                        "→" if shift => "ArrowRight",
                        key => key,
                    };
                    match (range_from.take(), key.parse()) {
                        (Some(first), Ok(last)) => keys.extend((first..=last).map(|digit| (digit.to_string(), false))),
                        _ => keys.push((key.to_owned(), shift)),
                    }
                }
            }
        }
        keys
    }

    #[test]
    fn every_key_of_the_legend_does_something_and_nothing_else_does() {
        let mut told = Vec::new();
        for (entry, what) in LEGEND {
            let keys = keys(entry);
            assert!(!keys.is_empty(), "{entry:?} ({what}) names no key");
            for (key, shift) in keys {
                if OF_THE_NETWORK.contains(&key.as_str()) {
                    assert_eq!(action(&key, shift), None, "{key:?} belongs to the network");
                    continue;
                }
                let action = action(&key, shift);
                assert!(action.is_some(), "the legend says {entry:?}: {what}, but {key:?} does nothing");
                told.extend(action);
            }
        }
        let printable = (' '..='~').map(|key| key.to_string());
        let others =
            ["Tab", "Enter", "Escape", "Backspace", "ArrowLeft", "ArrowRight", "ArrowUp", "F1"].map(str::to_owned);
        for key in printable.chain(others) {
            for shift in [false, true] {
                let action = action(&key, shift);
                assert!(
                    action.is_none_or(|action| told.contains(&action)),
                    "{key:?} does {action:?}, which is not told"
                );
            }
        }
    }

    #[test]
    fn keys_do_what_the_legend_says() {
        assert_eq!(action(" ", false), Some(Action::Play));
        assert_eq!(action("S", true), Some(Action::Epoch));
        assert_eq!(action("s", false), Some(Action::Step));
        assert_eq!(action("3", false), Some(Action::Activation(2)));
        assert_eq!(action(&(CHIPS + 1).to_string(), false), None);
        assert_eq!(keys("1 – 7, 0").len(), CHIPS + 1);
    }

    #[test]
    fn presenter_mode_has_keys_of_its_own_and_only_there() {
        for (entry, what) in PRESENT_LEGEND {
            for (key, shift) in keys(entry) {
                assert!(
                    asked(&key, shift, true).is_some(),
                    "the legend says {entry:?}: {what}, but {key:?} does nothing"
                );
                let outside = asked(&key, shift, false);
                let is_of_the_mode = |a: Action| {
                    matches!(a, Action::Question | Action::Deaths | Action::Blank | Action::Leave | Action::Scene(_))
                };
                assert!(!outside.is_some_and(is_of_the_mode), "{key:?} does {outside:?} outside the mode");
            }
        }
        assert_eq!(asked("2", false, true), Some(Action::Scene(Scene::Living)));
        assert_eq!(asked("2", false, false), Some(Action::Activation(1)));
        assert_eq!(asked("Escape", false, true), Some(Action::Leave));
        assert_eq!(asked("Escape", false, false), Some(Action::Release));
        for key in ["q", "d", "b"] {
            assert_eq!(asked(key, false, false), None, "{key} outside the mode");
        }
        // What nobody would see change stays as it is.
        for key in ["0", "6", "7", "k", "n", "[", "]", "i", "l"] {
            assert_eq!(asked(key, false, true), None, "{key} in the mode");
        }
        assert_eq!(asked(" ", false, true), Some(Action::Play));
        assert_eq!(asked("p", false, true), Some(Action::Present));
    }

    #[test]
    fn keys_are_off_where_something_is_typed() {
        assert!(needs("INPUT", "text", "s"));
        assert!(needs("INPUT", "", "1"));
        assert!(needs("SELECT", "", "r"));
        assert!(needs("BUTTON", "", " "));
        assert!(needs("INPUT", "checkbox", " "));
        assert!(!needs("INPUT", "radio", " "));
        assert!(!needs("BUTTON", "", "s"));
        assert!(!needs("INPUT", "range", "s"));
        assert!(!needs("BODY", "", " "));
        assert!(!needs("INPUT", "text", "Escape"));
    }
}
