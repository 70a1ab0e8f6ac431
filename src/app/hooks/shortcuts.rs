//! Single keys. They do nothing where something is typed, and can be switched off in the help.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::app::page_of;
use crate::hooks::hash_route::{Commit, current_hash};
use crate::hooks::screen::Screen;
use crate::pages::train::switch::SHOWN;
use crate::state::scale::next_learning_rate;
use crate::state::{Lab, Links, OnSwitch};
use relu_lab::nn::activation::Activation;
use relu_lab::nn::choice::Row;
use relu_lab::train::spec::Spec;

/// What a key does.
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
    /// The unit in numbers.
    Inspect,
    /// Copy the link.
    Share,
    /// Light or dark.
    Theme,
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
    ("I", "the pinned unit, or the output, in numbers"),
    ("T", "light or dark"),
    ("L", "copy the link"),
    ("?", "this help"),
];

/// What a key does, if anything.
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
        "i" => Action::Inspect,
        "l" => Action::Share,
        "t" => Action::Theme,
        "?" => Action::Help,
        "escape" => Action::Release,
        digit => {
            let place: usize = digit.parse().ok()?;
            return (1..=SHOWN).contains(&place).then(|| Action::Activation(place - 1));
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

/// Listens to keys for as long as the page lives.
pub fn listen(lab: Lab, screen: Screen) {
    window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing()
        {
            return;
        }
        let key = event.key();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_needed = target.is_some_and(|element| {
            needs(&element.tag_name(), &element.get_attribute("type").unwrap_or_default(), &key)
        });
        let Some(action) = action(&key, event.shift_key()).filter(|_| !is_needed) else { return };
        // Everything else acts on the network, which is out of sight on other pages.
        let everywhere = matches!(action, Action::Release | Action::Help | Action::Share | Action::Theme);
        if !everywhere && page_of(&current_hash()) != 0 {
            return;
        }
        let always = matches!(action, Action::Release | Action::Help);
        if always || (lab.view.shortcuts.get_untracked() && !lab.view.help.get_untracked()) {
            event.prevent_default();
            perform(action, lab, screen);
        }
    });
}

fn perform(action: Action, lab: Lab, screen: Screen) {
    let view = lab.view;
    match action {
        Action::Play => lab.toggle_play(),
        Action::Step => lab.step(false),
        Action::Epoch => lab.step(true),
        Action::Reset => lab.reset(),
        Action::Seed => lab.new_seed(),
        Action::Activation(place) => {
            if let Some(row) = relu_lab::nn::activation::ActivationRow::table().get(place) {
                lab.switch_activation(Activation::of(row), Commit::Discrete);
            }
        }
        Action::More => view.more_activations.update(|on| *on = !*on),
        Action::Keep => lab.on_switch.update(|on_switch| {
            *on_switch = match on_switch {
                OnSwitch::Restart => OnSwitch::KeepWeights,
                OnSwitch::KeepWeights => OnSwitch::Restart,
            }
        }),
        Action::Speed(by) => lab.set_speed(lab.speed.get_untracked() + f64::from(by)),
        Action::LearningRate(up) => {
            lab.change(|spec: &mut Spec| spec.learning_rate = next_learning_rate(spec.learning_rate, up));
        }
        Action::Output => {
            lab.hovered.set(None);
            lab.pinned.set(None);
        }
        Action::Links => view.links.update(|links| {
            *links = match links {
                Links::Weight => Links::Gradient,
                Links::Gradient => Links::Weight,
            }
        }),
        Action::Hinges => view.hinges.update(|on| *on = !*on),
        Action::Inspect => lab.health.inspecting.update(|on| *on = !*on),
        Action::Share => lab.share(),
        Action::Theme => screen.toggle_theme(),
        Action::Help => view.help.update(|on| *on = !*on),
        Action::Release => {
            if view.sheet.get_untracked().is_some() {
                view.sheet.set(None);
            } else if view.more_activations.get_untracked() {
                view.more_activations.set(false);
            } else if lab.health.inspecting.get_untracked() {
                lab.health.inspecting.set(false);
            } else {
                lab.hovered.set(None);
                lab.pinned.set(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_legend_says() {
        assert_eq!(action(" ", false), Some(Action::Play));
        assert_eq!(action("S", true), Some(Action::Epoch));
        assert_eq!(action("s", false), Some(Action::Step));
        assert_eq!(action("3", false), Some(Action::Activation(2)));
        assert_eq!(action("8", false), None);
        assert_eq!(action("0", false), Some(Action::More));
        assert_eq!(action("Tab", false), None);
        assert_eq!(action("?", true), Some(Action::Help));
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
