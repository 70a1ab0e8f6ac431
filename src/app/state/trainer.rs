//! What the user can do to the run: a handle for buttons, fields and keys.
//!
//! Views read the stores ([`Experiment`], [`Run`], [`Display`]) and call the trainer. It is the only one to decide what a
//! change means: whether the run starts again, what the worker is told, what is said. Its methods stand in one file a
//! concern: this one has transport and focus, the others [`settings`](super::settings), [`opening`](super::opening),
//! [`connection`](super::connection) and [`interventions`](super::interventions).

use std::sync::Arc;

use leptos::prelude::*;
use reactive_stores::{Patch, Store};

use relu_lab::data::drawing::Drawing;
use relu_lab::explore::measured::Gain;
use relu_lab::lessons::preset::first_run_query;
use relu_lab::link::view::View;
use relu_lab::nn::activation::Activation;
use relu_lab::protocol::Command;
use relu_lab::train::snapshot::{ImageRequest, Snapshot, UnitId};
use relu_lab::train::spec::{Spec, SpecStoreFields};

use crate::hooks::digits::DigitsFile;
use crate::hooks::hash_route::{Commit, HashRoute, Route, current_hash, first_query, use_hash_route};
use crate::hooks::own;
use crate::hooks::storage::stored;
use crate::hooks::worker::WorkerLink;

use super::display::{Display, DisplayStoreFields, GradientView};
use super::experiment::{Experiment, ExperimentStoreFields};
use super::files::{Before, Files};
use super::first_view::needs_all;
use super::interventions::Pending;
use super::messages::Messages;
use super::opening::{LOCKED_SEED, Opening};
use super::present::Present;
use super::run::{Run, RunStoreFields, Trouble};
use super::scale;
use crate::page::Page;

/// A gain through layers that the worker has found: function, initialisation, depth, and what was found.
pub type FoundGain = (Activation, u32, u32, Gain);

/// The settings to begin with. `known`: what the address or else the last visit says.
///
/// An address that names no page opens the first run. A link to the page alone means the usual settings: that somebody has
/// once seen the first run is no setting of theirs.
fn start_query(hash: &str, known: Option<String>) -> String {
    let route = Route::of(hash);
    let first = first_run_query();
    match known {
        None if route.page.is_empty() => first.to_owned(),
        Some(known) if route.page.is_empty() || !route.query.is_empty() || known != first => known,
        _ => String::new(),
    }
}

/// The handle. It can be copied; all copies are of the one trainer of the page.
#[derive(Clone, Copy)]
pub struct Trainer {
    pub(super) experiment: Store<Experiment>,
    pub(super) run: Store<Run>,
    pub(super) display: Store<Display>,
    pub(super) messages: Messages,
    /// Whether a class looks on, and is not to see everything.
    pub(super) present: Present,
    /// The file that some data sets need.
    pub(super) digits: DigitsFile,
    /// What is saved and brought in.
    pub files: Files,
    /// The last gain through layers that the worker has found.
    pub gain: RwSignal<Option<FoundGain>>,
    /// The weights that the worker was asked for last, and the step that led to them.
    pub weights: RwSignal<Option<(u64, Vec<f32>)>>,
    /// The address of the Train page.
    pub route: HashRoute,
    /// The weights of the link that the run has started from.
    pub(super) started_from: StoredValue<Option<Vec<f32>>>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
}

/// What no view reads.
#[derive(Default)]
pub(super) struct Inner {
    pub(super) link: Option<WorkerLink>,
    /// The number of the run: frames of earlier ones are dropped.
    pub(super) run: u32,
    /// The latest frame with everything in it.
    pub(super) latest: Option<Arc<Snapshot>>,
    /// A frame that waits for the next animation frame.
    pub(super) arrived: Option<Box<Snapshot>>,
    pub(super) described_millis: f64,
    pub(super) announced_millis: f64,
    pub(super) announced_dead: usize,
    /// An intervention whose frame has not come yet.
    pub(super) pending: Option<Pending>,
    /// The file that the run began with before the change that the toast tells of, if it tells of one.
    pub(super) start_before: Option<Before>,
    /// How many marks of the run are known.
    pub(super) known_marks: usize,
    /// Whether the next mark is told even if it revives nobody.
    pub(super) expects_mark: bool,
    /// Where a link wants the next run to begin.
    pub(super) opening: Option<Opening>,
    /// The epoch at whose end the run waits, on its way there.
    pub(super) goal: Option<u32>,
}

impl Trainer {
    /// Begins with what the address or else the last visit says, and starts the worker.
    pub fn new(
        display: Store<Display>,
        digits: DigitsFile,
        speed: f64,
    ) -> (Self, Store<Experiment>, Store<Run>, Messages) {
        let (mut spec, notices) = Spec::from_query(&start_query(&current_hash(), first_query(Page::Train)));
        own::attach(&mut spec);
        let experiment = Store::new(Experiment::new(spec));
        let run = Store::new(Run::new(speed));
        let messages = Messages::new(notices);
        let query = Signal::derive(move || experiment.spec().with(Spec::to_query));
        let trainer = Self {
            experiment,
            run,
            display,
            messages,
            present: expect_context(),
            digits,
            files: Files::new(),
            gain: RwSignal::new(None),
            weights: RwSignal::new(None),
            route: use_hash_route(Page::Train, query),
            started_from: StoredValue::new(None),
            inner: StoredValue::new_local(Inner::default()),
        };
        trainer.open_view(View::from_query(Route::of(&current_hash()).query));
        trainer.route.on_change(move |query| trainer.follow(query));
        trainer.route.write(Commit::Silent);
        if let Some(preset) = experiment.preset().get_untracked() {
            trainer.show(preset.seen_in);
        }
        trainer.start_worker();
        let (_, store_speed) = stored(scale::SPEED_KEY);
        // Edge: storage.
        Effect::new(move |_| store_speed.set(run.speed().get().to_string()));
        // Edge: the worker. It computes in detail what is looked at.
        Effect::new(move |_| trainer.send(&trainer.detail()));
        trainer.follow_playing();
        let images = Memo::new(move |_| trainer.images());
        // Edge: the worker. Of images too.
        Effect::new(move |_| trainer.send(&Command::ShowImages(images.get())));
        (trainer, experiment, run, messages)
    }

    // ---- What is looked at ----

    /// The unit whose response the big picture shows; `None` for the output.
    pub fn looked_at(self) -> Option<UnitId> {
        let hidden = self.experiment.spec().hidden().with(Vec::len) as u32;
        let looked_at = self.display.hovered().get().or_else(|| self.display.pinned().get());
        looked_at.filter(|id| id.layer < hidden)
    }

    /// The unit that the worker measures in detail: the one looked at, or the output while it is inspected.
    pub fn measured_unit(self) -> Option<UnitId> {
        let output = || UnitId { layer: self.experiment.spec().hidden().with(Vec::len) as u32, unit: 0 };
        self.looked_at().or_else(|| self.display.inspecting().get().then(output))
    }

    /// What the worker is to compute for the page.
    pub(super) fn detail(self) -> Command {
        let distributions = self.display.gradient().get() == GradientView::Histograms;
        Command::SetDetail { unit: self.measured_unit(), distributions, picture: self.picture() }
    }

    /// What the worker is to say of images, where data are images.
    pub(super) fn images(self) -> ImageRequest {
        if !self.experiment.spec().with(|spec| spec.data.row().has_images()) {
            return ImageRequest::default();
        }
        ImageRequest {
            image: self.display.pad().get().then(|| self.display.drawing().with(Drawing::image)),
            samples: self.display.confusion().get().then(|| self.display.samples().get()),
            means: true,
        }
    }

    // ---- Transport ----

    /// Trains, or stops training.
    pub fn toggle_play(self) {
        if self.give_up_going_back() {
            return;
        }
        self.restart_worker_if_gone();
        let playing = !self.run.playing().get_untracked();
        self.run.playing().set(playing);
        self.inner.update_value(|inner| inner.goal = None);
        // What waits for its data begins when they are here, playing or not.
        if self.lacks_data() {
            return self.start_run();
        }
        self.send(&if playing { Command::Resume } else { Command::Pause });
    }

    /// One step, or what is left of the epoch, and pause.
    pub fn step(self, whole_epoch: bool) {
        self.restart_worker_if_gone();
        self.run.playing().set(false);
        self.inner.update_value(|inner| inner.goal = None);
        if self.lacks_data() {
            return self.start_run();
        }
        self.send(&if whole_epoch { Command::StepEpoch } else { Command::Step });
    }

    /// Back to the start: same seed, step 0, waiting.
    pub fn reset(self) {
        // Whoever resets a run whose worker does not answer wants a worker that does.
        if self.run.trouble().get_untracked().is_some_and(|trouble| !trouble.is_about_data()) {
            return self.start_worker();
        }
        self.run.playing().set(false);
        self.start_run();
    }

    /// Whether the data of what is set are in a file that is not here yet.
    pub(super) fn lacks_data(self) -> bool {
        self.experiment.spec().with_untracked(Spec::lacks_data)
    }

    /// Asks again for what could not be loaded: the worker, or the data.
    pub fn try_again(self) {
        match self.run.trouble().get_untracked() {
            Some(trouble) if trouble.is_about_data() => self.start_run(),
            _ => self.start_worker(),
        }
    }

    /// Without a worker every button of the transport row would do nothing.
    fn restart_worker_if_gone(self) {
        if matches!(self.run.trouble().get_untracked(), Some(Trouble::Gone(_))) {
            self.start_worker();
        }
    }

    /// A new seed, short enough to be read out.
    pub fn new_seed(self) {
        if self.has_locked_seed() {
            return self.messages.tell(LOCKED_SEED);
        }
        let seed = 1 + (js_sys::Math::random() * 9999.0) as u32;
        self.change(|spec| spec.seed = seed.min(9999));
    }

    /// Moves the speed slider by this much.
    pub fn change_speed(self, by: f64) {
        self.set_speed(self.run.speed().get_untracked() + by);
    }

    /// Moves the speed slider.
    pub fn set_speed(self, position: f64) {
        let position = position.clamp(0.0, scale::SPEED_MAX);
        self.run.speed().set(position);
        self.send(&Command::SetSpeed(scale::speed_at(position)));
    }

    // ---- The address ----

    /// Applies what the address bar says: after Back, Forward, or an edit by hand.
    fn follow(self, query: &str) {
        let (mut next, notices) = Spec::from_query(query);
        own::attach(&mut next);
        self.messages.notices.set(notices);
        let starts_anew = self.follow_view(View::from_query(query), &next);
        if self.experiment.spec().with_untracked(|before| needs_all(before, &next)) {
            // For this visit: what the user asked for stays what it is.
            self.display.calm().set(false);
        }
        if self.experiment.spec().with_untracked(|before| *before != next) {
            // A link says all of its run.
            self.leave_file();
        }
        if starts_anew {
            self.archive(&next);
            self.experiment.spec().patch(next);
            self.run.playing().set(false);
            return self.start_run();
        }
        self.apply(next, Commit::Silent);
        self.inner.update_value(|inner| inner.opening = None);
    }

    /// Goes to the Train page with this function in all hidden layers; everything else stays as it was set last.
    pub fn train_with(self, activation: Activation) {
        let spec = self.experiment.spec().get_untracked();
        let spec = Spec { activations: vec![activation], ..spec };
        // The page follows the address.
        let _ = window().location().set_hash(&HashRoute::hash_of(Page::Train, &spec.to_query()));
    }

    /// The frame as it is now.
    pub(super) fn frame(self) -> Arc<Snapshot> {
        self.run.frame().get_untracked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bare_address_opens_the_first_run() {
        let first = first_run_query();
        let start = |hash: &str, known: Option<&str>| start_query(hash, known.map(str::to_owned));
        for bare in ["", "#", "#/"] {
            assert_eq!(start(bare, None), first);
            // Who comes back finds what was set last.
            assert_eq!(start(bare, Some("lr=1")), "lr=1");
        }
        assert_eq!(start("#/train", None), "");
        assert_eq!(start("#/train", Some("lr=1")), "lr=1");
        // To have seen the first run is not to have set it.
        assert_eq!(start("#/train", Some(first)), "");
        assert_eq!(start("", Some(first)), first);
        let link = format!("#/train?{first}");
        assert_eq!(start(&link, Some(first)), first);
        assert_eq!(start("#/compare", None), "");
    }
}
