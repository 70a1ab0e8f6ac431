//! The state of the page, and what the user can do to it.
//!
//! [`Lab`] is the one place where decisions are made: components read its signals and call its methods. Whatever follows
//! from other signals is derived, never stored.

mod address;
mod messages;
pub mod runs;
pub mod scale;
mod settings;
mod shown;
mod worker;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::app::page_of;
use crate::hooks::hash_route::{self as url, Address, Commit, Route};
use crate::hooks::screen::{keys, store, stored};
use crate::hooks::worker::Link;
use crate::pages::train::health::state::Health;
use crate::state::runs::EarlierRun;
use relu_lab::explore::measured::Gain;
use relu_lab::nn::activation::Activation;
use relu_lab::protocol::Command;
use relu_lab::train::snapshot::{LayerSnapshot, Snapshot, UnitHealth, UnitId};
use relu_lab::train::spec::{Notice, Spec};

pub use shown::{Links, OnSwitch, Strip, View};

/// How long words for the ear may lag behind a run: a screen reader cannot follow every frame.
const WORDS_MILLIS: f64 = 500.0;
/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(6);

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
        let speed = stored(keys::SPEED).and_then(|text| text.parse().ok()).unwrap_or(65.0);
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
        Effect::new(move |_| lab.send(&lab.look()));
        lab
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
