//! The state of the page, and what the user can do to it.
//!
//! [`Lab`] is the one place where decisions are made: components read its signals and call its methods. Whatever follows
//! from other signals is derived, never stored.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::explore::measured::Gain;
use crate::nn::activation::Activation;
use crate::nn::number;
use crate::protocol::Command;
use crate::train::field;
use crate::train::snapshot::{LayerSnapshot, Snapshot, Status, UnitHealth, UnitId};
use crate::train::spec::{MAX_LAYERS, MAX_UNITS, Notice, Spec};
use crate::ui::app::page_of;
use crate::ui::canvas::when_painted;
use crate::ui::controls::Settings;
use crate::ui::edge;
use crate::ui::link::{Incoming, Link};
use crate::ui::runs::{EarlierRun, archived, restart_message, with_notices};
use crate::ui::screen::{keys, store, stored};
use crate::ui::signal::RwSignal;
use crate::ui::train::health::state::Health;
use crate::ui::url::{self, Address, Commit, Route};
use crate::ui::{canvas, scale};

/// How long words for the ear may lag behind a run: a screen reader cannot follow every frame.
const WORDS_MILLIS: f64 = 500.0;
/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(6);

/// What switching the activation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnSwitch {
    /// The same data, order and initial draws, from step 0.
    #[default]
    Restart,
    /// Training goes on through the new function.
    KeepWeights,
}

/// What the links of the network show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// Weights.
    #[default]
    Weight,
    /// Gradients of the weights.
    Gradient,
}

/// The figure that is shown where there is room for one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strip {
    /// Living units.
    Living,
    /// Gradient norms.
    Gradient,
    /// The unit on the curve.
    Curve,
    /// Loss.
    #[default]
    Loss,
}

/// What is shown and how: nothing of it reaches the run.
#[derive(Clone, Copy)]
pub struct View {
    /// What the links show.
    pub links: RwSignal<Links>,
    /// Whether the map shows test points.
    pub test_points: RwSignal<bool>,
    /// Whether the map shows where units of the first layer bend.
    pub hinges: RwSignal<bool>,
    /// Whether the map shows classes instead of shades.
    pub classes_only: RwSignal<bool>,
    /// Whether the loss axis is logarithmic.
    pub log_loss: RwSignal<bool>,
    /// The one figure shown where there is no room for four.
    pub strip: RwSignal<Strip>,
    /// The group of settings that is open as a sheet, on small screens.
    pub sheet: RwSignal<Option<&'static str>>,
    /// Whether the rest of the activations is shown.
    pub more_activations: RwSignal<bool>,
    /// Whether the dialog with all settings is open.
    pub more_settings: RwSignal<bool>,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
    /// Whether single keys do something.
    pub shortcuts: RwSignal<bool>,
}

/// A short message that goes away by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// The settings that Undo goes back to.
    pub undo: Option<Spec>,
    /// The one slider that made it, while it moves.
    sliding: Option<&'static str>,
}

/// A handle to everything that can change on the page; there is one page.
#[derive(Clone, Copy)]
pub struct Lab(&'static State);

impl Deref for Lab {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// Everything that can change on the page.
pub struct State {
    /// What is set.
    pub spec: RwSignal<Spec>,
    /// The latest frame of the current run.
    pub frame: RwSignal<Arc<Snapshot>>,
    /// The latest frame, at most twice a second while training: for words.
    pub words: RwSignal<Arc<Snapshot>>,
    /// Whether the user wants it to train.
    pub playing: RwSignal<bool>,
    /// Position of the speed slider.
    pub speed: RwSignal<f64>,
    /// What switching the activation does.
    pub on_switch: RwSignal<OnSwitch>,
    /// Earlier runs, oldest first.
    pub earlier: RwSignal<Vec<EarlierRun>>,
    /// The unit under the pointer or with the focus.
    pub hovered: RwSignal<Option<UnitId>>,
    /// The unit that was clicked.
    pub pinned: RwSignal<Option<UnitId>>,
    /// What could not be taken as it was written.
    pub notices: RwSignal<Vec<Notice>>,
    /// The message that is shown for a while.
    pub toast: RwSignal<Option<Toast>>,
    /// Why there is no worker.
    pub trouble: RwSignal<Option<String>>,
    /// News for screen readers.
    pub news: RwSignal<String>,
    /// Whether the worker listens.
    pub listens: RwSignal<bool>,
    /// The last gain through layers that the worker has found, with function, initialisation and depth.
    pub gain: RwSignal<Option<(Activation, u32, u32, Gain)>>,
    /// What is shown and how.
    pub view: View,
    /// Presets, deaths, interventions and the inspector.
    pub health: Health,
    inner: StoredValue<Inner, LocalStorage>,
}

/// What no view reads.
#[derive(Default)]
struct Inner {
    link: Option<Link>,
    /// Whether the worker listens.
    is_ready: bool,
    run: u32,
    /// A frame that waits for the next animation frame.
    arrived: Option<Box<Snapshot>>,
    words_at_millis: f64,
    news_at_millis: f64,
    dead_told: usize,
    address: Address,
    toasts: u32,
}

impl Lab {
    /// The page's state: what the link or else what was set last.
    pub fn open() -> Self {
        let hash = url::current_hash();
        // The address of another page says nothing of an experiment.
        let query = if is_train(&hash) { Route::of(&hash).query } else { "" };
        let kept = if query.is_empty() { stored(keys::SPEC).unwrap_or_default() } else { query.to_owned() };
        let (spec, notices) = Spec::from_query(&kept);
        let speed = stored(keys::SPEED).and_then(|text| number::parse(&text)).unwrap_or(65.0);
        let empty = Arc::new(Snapshot::default());
        let health = Health::new(&spec);
        let state = State {
            spec: RwSignal::new(spec),
            frame: RwSignal::new(Arc::clone(&empty)),
            words: RwSignal::new(empty),
            playing: RwSignal::new(false),
            speed: RwSignal::new(speed),
            on_switch: RwSignal::new(OnSwitch::default()),
            earlier: RwSignal::new(Vec::new()),
            hovered: RwSignal::new(None),
            pinned: RwSignal::new(None),
            notices: RwSignal::new(notices),
            toast: RwSignal::new(None),
            trouble: RwSignal::new(None),
            news: RwSignal::new(String::new()),
            listens: RwSignal::new(false),
            gain: RwSignal::new(None),
            view: View {
                links: RwSignal::new(Links::default()),
                test_points: RwSignal::new(true),
                hinges: RwSignal::new(false),
                classes_only: RwSignal::new(false),
                log_loss: RwSignal::new(true),
                strip: RwSignal::new(Strip::default()),
                sheet: RwSignal::new(None),
                more_activations: RwSignal::new(false),
                more_settings: RwSignal::new(false),
                help: RwSignal::new(false),
                shortcuts: RwSignal::new(stored(keys::SHORTCUTS).as_deref() != Some("off")),
            },
            health,
            inner: StoredValue::new_local(Inner::default()),
        };
        // It lives as long as the page.
        let lab = Self(Box::leak(Box::new(state)));
        lab.write_address(Commit::Silent);
        lab.start_worker();
        // Edge: the worker. It makes the big picture of the unit that is looked at.
        edge(move || lab.send(&lab.look()));
        lab
    }

    // ---- The worker ----

    /// Starts the worker, in place of the one that is gone.
    pub fn start_worker(self) {
        self.trouble.set(None);
        self.playing.set(false);
        self.listens.set(false);
        let link = Link::start(move |incoming| self.receive(incoming));
        let link = link.map_err(|error| self.trouble.set(Some(error))).ok();
        self.inner.update_value(|inner| {
            inner.is_ready = false;
            inner.link = link;
        });
    }

    /// Sends a command to the worker, if it listens.
    pub fn send(self, command: &Command) {
        self.inner.with_value(|inner| {
            if let (true, Some(link)) = (inner.is_ready, &inner.link) {
                link.send(command);
            }
        });
    }

    fn receive(self, incoming: Incoming) {
        match incoming {
            Incoming::Ready => {
                self.inner.update_value(|inner| inner.is_ready = true);
                self.listens.set(true);
                self.send(&Command::SetSpeed(scale::speed_at(self.speed.get_untracked())));
                self.start_run();
            }
            Incoming::Frame(run, snapshot) if run == self.inner.with_value(|inner| inner.run) => {
                let waits = self.inner.try_update_value(|inner| inner.arrived.replace(snapshot).is_some());
                if waits != Some(true) {
                    // A hidden page gets no animation frames: it takes the frame, and asks for more, when it is shown.
                    request_animation_frame(move || self.take_frame());
                }
            }
            // This link runs no comparison; and a frame of an old run waits for no answer, as the worker has a new run.
            Incoming::Lane(_) | Incoming::Frame(..) => {}
            Incoming::Gain(activation, scheme, depth, gain) => self.gain.set(Some((activation, scheme, depth, gain))),
            Incoming::Failed(_, error) | Incoming::Died(error) => {
                self.listens.set(false);
                self.inner.update_value(|inner| {
                    inner.is_ready = false;
                    inner.link = None;
                });
                self.playing.set(false);
                self.trouble.set(Some(error));
            }
        }
    }

    fn take_frame(self) {
        let arrived = self.inner.try_update_value(|inner| inner.arrived.take()).flatten();
        let Some(snapshot) = arrived else { return };
        let snapshot: Arc<Snapshot> = Arc::from(snapshot);
        if matches!(snapshot.status, Status::Finished | Status::Diverged) {
            self.playing.set(false);
        }
        self.put_into_words(&snapshot);
        self.follow_interventions(&snapshot);
        self.frame.set(snapshot);
        when_painted(move || self.send(&Command::Drawn));
    }

    /// What a screen reader is told: the state now and then, deaths in at most one message every two seconds.
    fn put_into_words(self, snapshot: &Arc<Snapshot>) {
        let now = canvas::now();
        let dead = dead_total(snapshot);
        let (words, news) = self
            .inner
            .try_update_value(|inner| {
                let words = snapshot.status != Status::Training || now - inner.words_at_millis >= WORDS_MILLIS;
                if words {
                    inner.words_at_millis = now;
                }
                let news = (dead > inner.dead_told && now - inner.news_at_millis >= 4.0 * WORDS_MILLIS)
                    .then(|| dead - inner.dead_told);
                if news.is_some() {
                    inner.news_at_millis = now;
                }
                if news.is_some() || dead < inner.dead_told {
                    inner.dead_told = dead;
                }
                (words, news)
            })
            .unwrap_or_default();
        if words {
            self.words.set(Arc::clone(snapshot));
        }
        if let Some(more) = news {
            let units = units_total(snapshot);
            let s = if more == 1 { "" } else { "s" };
            self.news.set(format!("{more} more unit{s} died, {dead} of {units} in all"));
        }
    }

    pub(in crate::ui) fn start_run(self) {
        self.health.begin();
        let run = self.inner.try_update_value(|inner| {
            inner.run = inner.run.wrapping_add(1);
            inner.arrived = None;
            inner.dead_told = 0;
            inner.run
        });
        let spec = self.spec.get_untracked();
        let exists = |id: &UnitId| spec.hidden.get(id.layer as usize).is_some_and(|units| id.unit < *units);
        for unit in [self.hovered, self.pinned] {
            if unit.with_untracked(|unit| unit.as_ref().is_some_and(|id| !exists(id))) {
                unit.set(None);
            }
        }
        self.send(&Command::Start { run: run.unwrap_or_default(), spec, play: self.playing.get_untracked() });
        self.send(&untrack(move || self.look()));
    }

    // ---- What is derived ----

    /// The unit whose response the big picture shows; `None` for the output.
    pub fn looked_at(self) -> Option<UnitId> {
        let hidden = self.spec.with(|spec| spec.hidden.len() as u32);
        self.hovered.get().or_else(|| self.pinned.get()).filter(|id| id.layer < hidden)
    }

    // ---- Transport ----

    /// Trains, or stops training.
    pub fn toggle_play(self) {
        let playing = !self.playing.get_untracked();
        self.playing.set(playing);
        self.send(&if playing { Command::Resume } else { Command::Pause });
    }

    /// One step, or what is left of the epoch, and pause.
    pub fn step(self, whole_epoch: bool) {
        self.playing.set(false);
        self.send(&if whole_epoch { Command::StepEpoch } else { Command::Step });
    }

    /// Back to the start: same seed, step 0, waiting.
    pub fn reset(self) {
        self.playing.set(false);
        self.start_run();
    }

    /// A new seed, short enough to be read out.
    pub fn new_seed(self) {
        let seed = 1 + (js_sys::Math::random() * 9999.0) as u32;
        self.change(|spec| spec.seed = seed.min(9999));
    }

    /// Moves the speed slider.
    pub fn set_speed(self, position: f64) {
        let position = position.clamp(0.0, scale::SPEED_MAX);
        self.speed.set(position);
        store(keys::SPEED, &position.to_string());
        self.send(&Command::SetSpeed(scale::speed_at(position)));
    }

    // ---- Settings ----

    /// What the fields of the Train page, and the dialog with all settings, show and change.
    pub fn settings(self) -> Settings {
        let set =
            Callback::new(move |(key, value, commit): (&'static str, String, Commit)| self.set(key, &value, commit));
        Settings { prefix: "field", spec: self.spec.into(), set }
    }

    /// Takes a value that was typed or chosen for a setting; what is not allowed takes the nearest, and a notice says so.
    pub fn set(self, key: &'static str, value: &str, commit: Commit) {
        let Some(field) = field::field(key) else { return };
        let mut next = self.spec.get_untracked();
        let mut notices = Vec::new();
        if let Err(message) = (field.set)(&mut next, value) {
            notices.push(Notice { key: key.to_owned(), value: value.to_owned(), message });
        }
        notices.extend(next.reconcile());
        self.notices.update(|shown| shown.retain(|notice| notice.key != key));
        self.note(notices);
        self.apply(next, commit);
    }

    /// Changes settings in a way that is always allowed.
    pub fn change(self, change: impl FnOnce(&mut Spec)) {
        let mut next = self.spec.get_untracked();
        change(&mut next);
        self.note(next.reconcile());
        self.apply(next, Commit::Discrete);
    }

    /// Another function for all hidden layers.
    pub fn switch_activation(self, activation: Activation, commit: Commit) {
        let mut next = self.spec.get_untracked();
        next.activations = vec![activation];
        self.apply(next, commit);
    }

    /// The number of hidden layers; a new one is as wide as the last.
    pub fn set_layers(self, count: usize) {
        self.change(|spec| {
            let width = spec.hidden.last().copied().unwrap_or(8);
            spec.hidden.resize(count.min(MAX_LAYERS), width);
            if spec.activations.len() > 1 {
                let last = spec.activations[spec.activations.len() - 1];
                spec.activations.resize(spec.hidden.len().max(1), last);
            }
        });
    }

    /// The number of units of a hidden layer.
    pub fn set_units(self, layer: usize, units: u32) {
        self.change(|spec| {
            if let Some(width) = spec.hidden.get_mut(layer) {
                *width = units.clamp(1, MAX_UNITS);
            }
        });
    }

    /// Makes `next` what is run: by going on with it where that is possible and wanted, else by starting again.
    fn apply(self, next: Spec, commit: Commit) {
        let before = self.spec.get_untracked();
        if before == next {
            return;
        }
        let switched = before.activations != next.activations;
        let restart = before.restarts_for(&next) || (switched && self.on_switch.get_untracked() == OnSwitch::Restart);
        if restart {
            self.health.forget_preset(&before, &next);
            let run = EarlierRun { spec: before.clone(), last: self.frame.get_untracked() };
            self.earlier.update(|earlier| *earlier = archived(std::mem::take(earlier), run, &next));
        }
        self.spec.set(next.clone());
        self.write_address(commit);
        if restart {
            self.say_restart(before, &next, commit);
            self.start_run();
        } else {
            self.send(&Command::Change(next));
        }
    }

    fn say_restart(self, before: Spec, next: &Spec, commit: Commit) {
        let sliding = if let Commit::Sliding(key) = commit { Some(key) } else { None };
        // While a slider moves, Undo goes back to where the movement began.
        let began = self.toast.with_untracked(|toast| {
            toast
                .as_ref()
                .filter(|toast| sliding.is_some() && toast.sliding == sliding)
                .and_then(|toast| toast.undo.clone())
        });
        let undo = began.unwrap_or(before);
        self.say(Toast { text: restart_message(&undo, next), undo: Some(undo), sliding });
    }

    /// Goes back to the settings before the change that the toast tells of.
    pub fn undo(self) {
        if let Some(spec) = self.toast.get_untracked().and_then(|toast| toast.undo) {
            self.apply(spec, Commit::Discrete);
            self.toast.set(None);
        }
    }

    // ---- Messages ----

    fn note(self, new: Vec<Notice>) {
        if !new.is_empty() {
            self.notices.update(|notices| *notices = with_notices(std::mem::take(notices), new));
        }
    }

    /// Shows a message for a while.
    pub fn tell(self, text: impl Into<String>) {
        self.say(Toast { text: text.into(), undo: None, sliding: None });
    }

    fn say(self, toast: Toast) {
        self.toast.set(Some(toast));
        self.keep_toast();
    }

    /// Lets the toast stay from now on for its whole time.
    pub fn keep_toast(self) {
        let number = self.hold_toast();
        set_timeout(
            move || {
                if self.inner.try_with_value(|inner| inner.toasts) == Some(number) {
                    self.toast.set(None);
                }
            },
            TOAST,
        );
    }

    /// Lets the toast stay until [`Lab::keep_toast`]: the pointer or the focus is on it.
    pub fn hold_toast(self) -> u32 {
        self.inner
            .try_update_value(|inner| {
                inner.toasts = inner.toasts.wrapping_add(1);
                inner.toasts
            })
            .unwrap_or_default()
    }

    // ---- Divergence ----

    /// Back to the last epoch whose numbers are all finite.
    pub fn back_to_finite(self) {
        self.playing.set(false);
        self.health.expect_finite();
        self.send(&Command::BackToFinite);
    }

    /// On with half the learning rate; a diverged run first goes back to where its numbers were finite.
    pub fn halve_learning_rate(self) {
        if self.frame.with_untracked(|frame| frame.divergence.is_some()) {
            self.back_to_finite();
        }
        self.health.expect_mark();
        self.change(|spec| spec.learning_rate = (spec.learning_rate / 2.0).max(1e-5));
    }

    // ---- The address ----

    pub(in crate::ui) fn write_address(self, commit: Commit) {
        let query = self.spec.with_untracked(Spec::to_query);
        store(keys::SPEC, &query);
        let hash = Route { page: "train", query: &query }.hash();
        let step = self.inner.try_update_value(|inner| inner.address.step(&hash, commit)).flatten();
        if let Some(how) = step.filter(|_| is_train(&url::current_hash())) {
            url::write(&hash, how);
        }
    }

    /// Applies what the address bar says: after Back, Forward, or an edit by hand.
    pub fn follow_address(self, hash: &str) {
        if !self.inner.with_value(|inner| inner.address.left(hash)) {
            return;
        }
        let route = Route::of(hash);
        // A bare address names no experiment: what is set stays.
        let (next, notices) =
            if route.page.is_empty() { (self.spec.get_untracked(), Vec::new()) } else { Spec::from_query(route.query) };
        self.notices.set(notices);
        // What the address says is written back as the page would: without what could not be taken.
        self.inner.update_value(|inner| {
            inner.address.step(hash, Commit::Silent);
        });
        if self.spec.with_untracked(|spec| *spec == next) {
            self.write_address(Commit::Silent);
        } else {
            self.apply(next, Commit::Silent);
        }
    }

    /// The address of this experiment on the Train page.
    pub fn address(self) -> String {
        Route { page: "train", query: &self.spec.with(Spec::to_query) }.hash()
    }

    /// Goes to the Train page with this function in all hidden layers; everything else stays as it was set last.
    pub fn train_with(self, activation: Activation) {
        let mut spec = self.spec.get_untracked();
        spec.activations = vec![activation];
        let hash = Route { page: "train", query: &spec.to_query() }.hash();
        // The page follows the address.
        let _ = window().location().set_hash(&hash);
    }

    /// Copies the link to what is shown.
    pub fn share(self) {
        let address = url::current_address();
        let refused = "The browser did not allow copying. The link is the page's address.";
        if is_train(&url::current_hash()) {
            self.copy(&address, "Link copied. It holds the whole setup and the seed.", refused);
        } else {
            self.copy(&address, "Link copied. It holds everything that is set here.", refused);
        }
    }

    /// Copies a text, and says whether the browser allowed it.
    pub fn copy(self, text: &str, done: &'static str, refused: &'static str) {
        let clipboard = window().navigator().clipboard();
        // There is none where the page does not come over a secure connection.
        let promise = (!clipboard.is_undefined()).then(|| clipboard.write_text(text));
        leptos::task::spawn_local(async move {
            let copied = match promise {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            self.tell(if copied { done } else { refused });
        });
    }
}

/// Whether a hash is that of the Train page, which is the one for an address that names none.
fn is_train(hash: &str) -> bool {
    page_of(hash) == 0
}

/// Hidden units of a frame.
pub fn units_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(LayerSnapshot::units).sum()
}

/// Dead hidden units of a frame.
pub fn dead_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(|layer| layer.count(UnitHealth::Dead)).sum()
}

/// Living hidden units of a frame.
pub fn alive_total(snapshot: &Snapshot) -> usize {
    hidden(snapshot).iter().map(LayerSnapshot::alive).sum()
}

/// The hidden layers of a frame.
pub fn hidden(snapshot: &Snapshot) -> &[LayerSnapshot] {
    let count = snapshot.layers.len().saturating_sub(1);
    &snapshot.layers[..count]
}
