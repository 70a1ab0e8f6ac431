//! The state of the Lessons page: where the reader is, what they predicted, what was measured.
//!
//! The address says the lesson and its step. Predictions and summaries of what was measured are kept in the browser's storage
//! ([`Record`]); what was measured itself is kept while the page is open, and measured again with the same seeds after a reload.

use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::lessons::address::{Address, Step};
use relu_lab::lessons::measured::Measured;
use relu_lab::lessons::record::{Entry, Record};
use relu_lab::lessons::rule::Verdict;
use relu_lab::lessons::{Lesson, lessons};
use relu_lab::link::view::View;

use crate::hooks::hash_route::{Commit, HashRoute, Route, current_hash, first_query, use_hash_route};
use crate::hooks::storage::stored;
use crate::page::Page;
use crate::state::Messages;

use super::run::Jobs;

/// Where the browser keeps what was predicted and measured.
const STORAGE_KEY: &str = "relu-lab/lessons";

/// How far measuring is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Nothing was measured yet.
    #[default]
    Ready,
    /// It goes on.
    Running,
    /// It was stopped before its end.
    Stopped,
    /// All was measured.
    Finished,
}

/// What is measured, or was measured last, in the lesson that is shown.
#[derive(Clone, Default)]
pub struct Measurement {
    /// Whether it goes on.
    pub phase: Phase,
    /// The first seed; the others follow one by one.
    pub first_seed: u32,
    /// Jobs that have ended.
    pub done: usize,
    /// All jobs: arms times seeds.
    pub all: usize,
    /// How long it took until now, in milliseconds.
    pub millis: f64,
    /// What came of them.
    pub measured: Arc<Measured>,
}

/// What the page shows, and what can be done to it: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct Lessons {
    /// What the page tells.
    pub messages: Messages,
    /// The address of the page.
    pub route: HashRoute,
    /// What the address says.
    pub address: RwSignal<Address>,
    /// What was predicted and measured.
    pub record: RwSignal<Record>,
    /// What is measured in the lesson that is shown.
    pub measurement: RwSignal<Measurement>,
    /// The verdict before the last one, if other seeds gave another one.
    pub changed_from: RwSignal<Option<Verdict>>,
    /// Why something could not be measured.
    pub trouble: RwSignal<Option<String>>,
    /// Whether the list of all claims is open, where there is no room for it beside the lesson.
    pub list_open: RwSignal<bool>,
    pub(super) jobs: StoredValue<Jobs, LocalStorage>,
}

impl Lessons {
    /// What the link or else the last visit says.
    pub fn open(messages: Messages) -> Self {
        let (stored, store) = stored(STORAGE_KEY);
        // What another version stored is not understood, and not overwritten before something new is predicted.
        let record = RwSignal::new(Record::from_code(&stored.get_untracked()).unwrap_or_default());
        let query = first_query(Page::Lessons).unwrap_or_default();
        let address = RwSignal::new(Address::from_query(&query));
        let route = use_hash_route(Page::Lessons, Signal::derive(move || address.with(Address::to_query)));
        let lessons = Self {
            messages,
            route,
            address,
            record,
            measurement: RwSignal::new(Measurement::default()),
            changed_from: RwSignal::new(None),
            trouble: RwSignal::new(None),
            list_open: RwSignal::new(false),
            jobs: StoredValue::new_local(Jobs::default()),
        };
        lessons.arrive(address.get_untracked());
        if Route::of(&current_hash()).shows() == Page::Lessons {
            messages.notices.set(View::from_query(&query).1);
        }
        route.on_change(move |query| {
            messages.notices.set(View::from_query(query).1);
            lessons.arrive(Address::from_query(query));
        });
        // Edge: storage.
        Effect::new(move |first: Option<()>| {
            let code = record.with(Record::to_code);
            if first.is_some() {
                store.set(code);
            }
        });
        // What another tab has noted belongs here too; it would be lost with the next prediction.
        Effect::new(move |_| {
            let code = stored.get();
            // Texts are compared: of two records with a NaN none is like the other.
            if record.with_untracked(Record::to_code) == code {
                return;
            }
            if let Ok(known) = Record::from_code(&code) {
                record.set(known);
            }
        });
        route.write(Commit::Silent);
        lessons
    }

    /// Goes somewhere, as an entry of its own in the browser's history.
    pub fn go(self, address: Address) {
        self.arrive(address);
        self.route.write(Commit::Discrete);
    }

    /// Shows what an address says. A step that the reader has not come to yet is not shown: nothing is told before it was predicted.
    pub(super) fn arrive(self, address: Address) {
        let address = match address {
            Address::Lesson(lesson, _) if untrack(|| self.prediction(lesson)).is_none() => {
                Address::Lesson(lesson, Step::Predict)
            }
            address => address,
        };
        let is_other = untrack(|| self.lesson()).map(|lesson| lesson.id) != lesson_of(&address).map(|lesson| lesson.id);
        self.address.set(address);
        self.list_open.set(false);
        if is_other {
            self.changed_from.set(None);
            self.take_up();
        }
        // Nothing is measured behind another page.
        if Route::of(&current_hash()).shows() == Page::Lessons {
            self.measure_if_needed();
        }
    }

    /// The lesson that is shown.
    pub fn lesson(self) -> Option<&'static Lesson> {
        self.address.with(lesson_of)
    }

    /// The step that is shown: what cannot be seen yet has to be measured first.
    pub fn step(self) -> Step {
        let step = match self.address.get() {
            Address::Lesson(_, step) => step,
            _ => Step::Predict,
        };
        let phase = self.measurement.with(|measurement| measurement.phase);
        // Who has seen a verdict before waits for the next one where they are.
        let is_repeated = move || {
            phase == Phase::Running
                && self.lesson().is_some_and(|lesson| self.record.with(|record| record.is_measured(lesson)))
        };
        if step >= Step::Observe && phase != Phase::Finished && !is_repeated() { Step::Run } else { step }
    }

    /// What is known of a lesson.
    pub fn entry(self, lesson: &Lesson) -> Option<Entry> {
        self.record.with(|record| record.entry(lesson.id).cloned())
    }

    /// What was predicted in a lesson.
    pub fn prediction(self, lesson: &Lesson) -> Option<Verdict> {
        self.record.with(|record| record.entry(lesson.id).map(|entry| entry.prediction))
    }

    /// The verdict of the rule on what was just measured.
    pub fn verdict(self) -> Option<Verdict> {
        let lesson = self.lesson()?;
        self.measurement.with(|measurement| {
            (measurement.phase == Phase::Finished).then(|| lesson.rule.verdict(&measurement.measured))
        })
    }

    /// The step after this one; after the last one the next lesson.
    pub fn next(self) -> Option<Address> {
        let lesson = self.lesson()?;
        let step = self.step();
        Some(match Step::ALL.into_iter().find(|other| *other > step) {
            Some(next) => Address::Lesson(lesson, next),
            None => Address::Lesson(beside(lesson, 1)?, Step::Predict),
        })
    }
}

/// The lesson of an address.
pub fn lesson_of(address: &Address) -> Option<&'static Lesson> {
    if let Address::Lesson(lesson, _) = address { Some(lesson) } else { None }
}

/// The number of a lesson in the order of the story, from 1.
pub fn number(lesson: &Lesson) -> usize {
    lessons().position(|other| other.id == lesson.id).map_or(0, |place| place + 1)
}

/// The lesson so many places after this one.
pub fn beside(lesson: &Lesson, by: isize) -> Option<&'static Lesson> {
    let place = number(lesson).checked_sub(1)?.checked_add_signed(by)?;
    lessons().nth(place)
}
