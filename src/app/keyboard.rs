//! What the keys of [`LEGEND`](crate::hooks::shortcuts::LEGEND) do. They can be switched off in the help.

use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::nn::activation::{Activation, ActivationRow};
use relu_lab::nn::choice::Row;
use relu_lab::train::spec::Spec;

use crate::components::explanation::Explanation;
use crate::hooks::hash_route::{Commit, Route, current_hash};
use crate::hooks::opened::Opened;
use crate::hooks::screen::Screen;
use crate::hooks::shortcuts::{Action, use_shortcuts};
use crate::hooks::storage;
use crate::page::Page;
use crate::state::experiment::OnSwitch;
use crate::state::present::Present;
use crate::state::scale::next_learning_rate;
use crate::state::view::View;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Messages, Trainer};
use relu_lab::plot::network::LinkValue;

/// Where the browser keeps whether single keys do something: `off` or anything else.
const STORAGE_KEY: &str = "relu-lab/shortcuts";

/// Whether single keys do something, as the user left it.
pub fn stored() -> bool {
    let (stored, _) = storage::stored(STORAGE_KEY);
    stored.get_untracked() != "off"
}

/// Listens to keys for as long as the page lives.
pub fn listen(trainer: Trainer, experiment: Store<Experiment>, display: Store<Display>, screen: Screen) {
    let (_, store) = storage::stored(STORAGE_KEY);
    // Edge: storage.
    Effect::new(move |_| store.set(if display.shortcuts().get() { "on" } else { "off" }.to_owned()));
    let messages = expect_context::<Messages>();
    let opened = expect_context::<Opened>();
    let explanation = expect_context::<Explanation>();
    let present = expect_context::<Present>();
    use_shortcuts(
        move || present.is_on_now(),
        move |action| {
            // Over a dialog there is nothing else: Esc closes it, by the browser, and the help's own key closes the help. What is
            // explained in a dialog lies over it.
            let is_above = matches!(action, Action::Release | Action::Leave) && explanation.is_shown();
            let is_own = match action {
                Action::Help => display.help().get_untracked(),
                Action::Blank => present.is_blank.get_untracked(),
                _ => false,
            };
            if is_dialog_open() && !is_above && !is_own {
                return false;
            }
            // Everything else acts on the network, which is out of sight on other pages.
            let of_all_pages = matches!(action, Action::Release | Action::Help | Action::Share | Action::Theme);
            let everywhere = of_all_pages || matches!(action, Action::Present | Action::Blank | Action::Leave);
            if !everywhere && Route::of(&current_hash()).shows() != Page::Train {
                return false;
            }
            if control_of(action).is_some_and(|key| trainer.route.view.with_untracked(|view| view.hides(key))) {
                return false;
            }
            let always = matches!(action, Action::Release | Action::Leave | Action::Help);
            let wanted = always || display.shortcuts().get_untracked();
            wanted && Keys { trainer, experiment, display, messages, screen, opened, present }.perform(action)
        },
    );
}

/// The control that a key stands for: where a link hides it, the key does nothing either.
fn control_of(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::Play => "play",
        Action::Step | Action::Epoch => "step",
        Action::Reset => "reset",
        Action::Seed => "new-seed",
        Action::Activation(_) => "activation",
        Action::More => "more-activations",
        Action::Keep => "on-switch",
        Action::Speed(_) => "speed",
        Action::LearningRate(_) => "lr",
        Action::Links => "links-show",
        Action::Hinges => "hinge-lines",
        Action::Inspect => "inspect",
        Action::Files => "export",
        Action::Present => "present",
        _ => return None,
    })
}

/// Whether a dialog lies over the page.
fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// What the keys act on.
struct Keys {
    trainer: Trainer,
    experiment: Store<Experiment>,
    display: Store<Display>,
    messages: Messages,
    screen: Screen,
    opened: Opened,
    present: Present,
}

impl Keys {
    /// Does it; `false` if there was nothing to do.
    fn perform(&self, action: Action) -> bool {
        let Self { trainer, experiment, display, present, .. } = self;
        match action {
            Action::Play => trainer.toggle_play(),
            Action::Step => trainer.step(false),
            Action::Epoch => trainer.step(true),
            Action::Reset => trainer.reset(),
            Action::Seed => trainer.new_seed(),
            Action::Activation(place) => {
                if let Some(row) = ActivationRow::table().get(place) {
                    trainer.switch_activation(Activation::of(row), Commit::Discrete);
                }
            }
            Action::More => display.more_activations().update(|open| *open = !*open),
            Action::Keep => experiment.on_switch().update(|on_switch| {
                *on_switch = match on_switch {
                    OnSwitch::Restart => OnSwitch::KeepWeights,
                    OnSwitch::KeepWeights => OnSwitch::Restart,
                }
            }),
            Action::Speed(by) => trainer.change_speed(f64::from(by)),
            Action::LearningRate(up) => {
                trainer.change(|spec: &mut Spec| spec.learning_rate = next_learning_rate(spec.learning_rate, up));
            }
            Action::Output => {
                display.hovered().set(None);
                display.pinned().set(None);
                display.view().set(View::Answer);
            }
            Action::Links => display.links().update(|links| {
                *links = match links {
                    LinkValue::Weight => LinkValue::Gradient,
                    LinkValue::Gradient => LinkValue::Weight,
                }
            }),
            Action::Hinges => display.hinges().update(|on| *on = !*on),
            Action::Cursor(by) => trainer.move_epoch(i64::from(by)),
            // The calm view does not show it.
            Action::PauseAtDeath if display.calm().get_untracked() => return false,
            Action::PauseAtDeath => trainer.toggle_pause_at_death(),
            Action::Inspect => display.inspecting().update(|open| *open = !*open),
            Action::Files => display.files().set(true),
            Action::Share => self.messages.share(),
            Action::Theme => self.screen.toggle_theme(),
            Action::Help => display.help().update(|open| *open = !*open),
            Action::Present => present.toggle(),
            Action::Scene(scene) => present.enter(scene),
            Action::Question => present.asks.update(|asks| *asks = !*asks),
            Action::Deaths => present.toggle_deaths(),
            Action::Blank => present.is_blank.update(|is_blank| *is_blank = !*is_blank),
            Action::Leave => {
                if !self.opened.close_last() {
                    present.leave();
                }
            }
            Action::Release => return self.release(),
        }
        true
    }

    /// Closes what was opened last, or lets go of the unit.
    fn release(&self) -> bool {
        let display = self.display;
        if self.opened.close_last() {
            return true;
        }
        if self.trainer.release_epoch() {
            return true;
        }
        let is_looked_at = display.hovered().get_untracked().is_some() || display.pinned().get_untracked().is_some();
        display.hovered().set(None);
        display.pinned().set(None);
        is_looked_at
    }
}
