//! What is chosen in the dialog, and the link that it makes.

use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::link::controls::{Control, HEADER, controls};
use relu_lab::link::view::View;
use relu_lab::link::weights::MOST_NUMBERS;
use relu_lab::protocol::Command;
use relu_lab::train::start::check_numbers;
use relu_lab::train::unit::UnitId;

use crate::hooks::hash_route::{HashRoute, current_address};
use crate::page::Page;
use crate::state::{Display, DisplayStoreFields, Experiment, ExperimentStoreFields, Run, RunStoreFields, Trainer};

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A link, and its QR code.
    Link,
    /// An element for another page.
    Embed,
}

/// Where the run of the link begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At step 0, with the weights that the seed draws, or those of the link that is open now.
    Beginning,
    /// At the end of an epoch, trained again when the link is opened.
    Epoch,
    /// With the weights as they are.
    Weights,
}

/// Why the weights cannot travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    /// There are so many.
    Numbers(usize),
    /// One is infinite or NaN.
    NotFinite,
}

/// Keys of what a small embed leaves out; an embed has no header to begin with.
fn unessential(page: Page, form: Form) -> Vec<&'static str> {
    let rows = controls(page.id()).iter().filter(|control| !control.essential);
    rows.filter(|control| form == Form::Link || control.group != HEADER).map(|control| control.key).collect()
}

/// Everything that is chosen: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct Choice {
    /// The page that is shared.
    pub page: Page,
    /// Its address.
    pub route: HashRoute,
    /// What is made.
    pub form: RwSignal<Form>,
    /// Where the run begins.
    pub start: RwSignal<Start>,
    /// The epoch, for [`Start::Epoch`].
    pub epoch: RwSignal<u32>,
    /// Whether the run begins by itself.
    pub play: RwSignal<bool>,
    /// Whether the seed is locked.
    pub lock_seed: RwSignal<bool>,
    /// The scene of presenter mode that it opens with.
    pub scene: RwSignal<Option<u32>>,
    /// Whether the unit that is pinned is part of it.
    pub unit: RwSignal<bool>,
    /// Keys of what is hidden: in a link, in an embed.
    hidden: [RwSignal<Vec<&'static str>>; 2],
    trainer: Trainer,
    experiment: Store<Experiment>,
    display: Store<Display>,
}

impl Choice {
    /// The choice to begin with: what is shown.
    pub fn new(page: Page, route: HashRoute) -> Self {
        let trainer = expect_context::<Trainer>();
        let (experiment, run) = (expect_context::<Store<Experiment>>(), expect_context::<Store<Run>>());
        let display = expect_context::<Store<Display>>();
        let view = route.view.get_untracked();
        let in_embed = unessential(page, Form::Embed);
        let marked = display.marked_epoch().get_untracked();
        let epoch = marked.unwrap_or_else(|| run.frame().with_untracked(|frame| frame.epoch));
        let choice = Self {
            page,
            route,
            form: RwSignal::new(Form::Link),
            start: RwSignal::new(if marked.is_some() { Start::Epoch } else { Start::Beginning }),
            epoch: RwSignal::new(epoch.max(1)),
            play: RwSignal::new(view.play),
            lock_seed: RwSignal::new(view.lock_seed),
            scene: RwSignal::new(view.scene),
            unit: RwSignal::new(true),
            hidden: [RwSignal::new(view.hide.clone()), RwSignal::new(in_embed)],
            trainer,
            experiment,
            display,
        };
        if page == Page::Train {
            choice.read_weights();
        }
        choice
    }

    /// Asks for the weights as they are now.
    pub fn read_weights(self) {
        if self.too_much().is_none() {
            self.trainer.send(&Command::ReadWeights);
        }
    }

    /// Why the weights cannot travel, if they cannot.
    pub fn too_much(self) -> Option<TooMuch> {
        let count = self.experiment.spec().with(|spec| spec.architecture().number_count());
        if count > MOST_NUMBERS {
            return Some(TooMuch::Numbers(count));
        }
        let (_, numbers) = self.trainer.weights.get()?;
        numbers.iter().any(|number| !number.is_finite()).then_some(TooMuch::NotFinite)
    }

    /// The weights of the run, if they are here and fit what is set, and the step that led to them.
    pub fn weights(self) -> Option<(u64, Vec<f32>)> {
        let fits = |numbers: &[f32]| self.experiment.spec().with(|spec| check_numbers(spec, numbers).is_ok());
        self.trainer.weights.get().filter(|(_, numbers)| numbers.len() <= MOST_NUMBERS && fits(numbers))
    }

    /// The name of the unit that is pinned.
    pub fn pinned(self) -> Option<String> {
        (self.page == Page::Train).then(|| self.display.pinned().get()).flatten().map(UnitId::name)
    }

    /// Keys of what is hidden in what is made now.
    pub fn hidden(self) -> RwSignal<Vec<&'static str>> {
        self.hidden[usize::from(self.form.get() == Form::Embed)]
    }

    /// Hides all but what a small embed keeps.
    pub fn hide_unessential(self) {
        self.hidden().set(unessential(self.page, self.form.get()));
    }

    /// What can be hidden.
    pub fn controls(self) -> &'static [Control] {
        controls(self.page.id())
    }

    /// What the link says beside the settings.
    fn view(self) -> View {
        let embed = self.form.get() == Form::Embed;
        let mut view = View { embed, hide: self.hidden().get(), ..View::default() };
        if self.page == Page::Train {
            view.lock_seed = self.lock_seed.get();
            view.play = self.play.get();
            view.scene = self.scene.get().filter(|_| !embed);
            view.unit = self.display.pinned().get().filter(|_| self.unit.get());
            match self.start.get() {
                // What the run that is shown has started from.
                Start::Beginning => view.weights = self.route.view.with(|own| own.weights.clone()),
                Start::Epoch => {
                    view.at = Some(self.epoch.get());
                    view.weights = self.route.view.with(|own| own.weights.clone());
                }
                Start::Weights => view.weights = self.weights().map(|(_, numbers)| numbers),
            }
        }
        view
    }

    /// The whole address.
    pub fn address(self) -> String {
        let here = current_address();
        let page = here.split('#').next().unwrap_or_default();
        format!("{page}{}", self.route.href_with(&self.view()))
    }
}
