//! Own data: what is drawn, what is typed or opened, and how the run gets it.

use std::sync::Arc;

use leptos::prelude::*;
use reactive_stores::Store;

use relu_lab::data::own::problem::Problem;
use relu_lab::data::own::reading::{Reading, Wish, with_hash};
use relu_lab::data::own::scaling::Scaling;
use relu_lab::data::own::table::Table;
use relu_lab::data::own::{Own, OwnData, POINTS_IN_LINK};
use relu_lab::data::sets::{DataSet, OWN, Task};
use relu_lab::train::spec::{Spec, SpecStoreFields};

use crate::hooks::hash_route::Commit;
use crate::hooks::own;
use crate::hooks::own::FileText;
use crate::pages::train::own::drawing::Drawing;

use super::experiment::ExperimentStoreFields;
use super::run::{RunStoreFields, Trouble};
use super::{Display, DisplayStoreFields, Trainer};

/// How own data come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Drawn with a brush.
    Draw,
    /// From a table.
    Table,
}

/// What the dialog holds: a context, so that it is there when the dialog is opened again.
#[derive(Clone, Copy)]
pub struct OwnDraft {
    /// Which of the two ways is shown.
    pub way: RwSignal<Way>,
    /// What is drawn.
    pub drawing: RwSignal<Drawing>,
    /// The table as text.
    pub text: RwSignal<String>,
    /// What was noticed of the file that it came from.
    pub note: RwSignal<Option<Problem>>,
    /// What is wanted of the table.
    pub wish: RwSignal<Wish>,
    /// How columns are to be scaled.
    pub scaling: RwSignal<Scaling>,
    /// The table as it was understood; `None` without a text.
    pub table: Memo<Option<Result<Table, Problem>>>,
    /// What it comes to.
    pub reading: Memo<Option<Reading>>,
    /// What there is to say of the last press.
    pub said: RwSignal<String>,
}

impl OwnDraft {
    /// Nothing is drawn or typed.
    pub fn new() -> Self {
        let (text, wish) = (RwSignal::new(String::new()), RwSignal::new(Wish::default()));
        let table = Memo::new(move |_| text.with(|text| (!text.trim().is_empty()).then(|| Table::read(text, None))));
        let reading = Memo::new(move |_| {
            let wish = wish.get();
            table.with(|table| table.as_ref()?.as_ref().ok().map(|table| Reading::of(table, wish)))
        });
        Self {
            way: RwSignal::new(Way::Draw),
            drawing: RwSignal::new(Drawing::default()),
            text,
            note: RwSignal::new(None),
            wish,
            scaling: RwSignal::new(Scaling::MinMax),
            table,
            reading,
            said: RwSignal::new(String::new()),
        }
    }

    /// Another table.
    pub fn take_text(self, text: String) {
        self.note.set(None);
        self.wish.set(Wish::default());
        self.said.set(String::new());
        self.text.set(text);
    }

    /// The data as they are now; `None` if they cannot be used.
    pub fn data(self) -> Option<OwnData> {
        match self.way.get() {
            Way::Draw => self.drawing.with(Drawing::data),
            Way::Table => self.reading.with(|reading| reading.as_ref()?.data.clone()),
        }
    }
}

impl Trainer {
    /// Opens the dialog; it begins with the points that are used, if those were drawn.
    pub fn open_own(self, draft: OwnDraft, display: Store<Display>, way: Way) {
        draft.way.set(way);
        draft.said.set(String::new());
        if way == Way::Draw && draft.drawing.with_untracked(|drawing| drawing.points().is_empty()) {
            let used = match self.experiment.spec().own().get_untracked() {
                Some(Own::Here(data)) => Some(data),
                _ => own::stored(),
            };
            if let Some(points) = used.and_then(|data| data.as_drawn()) {
                draft.drawing.set(Drawing::of(points));
            }
        }
        display.own_data().set(true);
    }

    /// Takes a table that was opened or dropped. If it holds the data that a link lacks, training begins; else it is shown.
    pub fn take_table(self, draft: OwnDraft, display: Store<Display>, file: FileText) {
        draft.way.set(Way::Table);
        match file {
            Ok((text, note)) => {
                draft.take_text(text);
                draft.note.set(note);
                let wanted = match self.experiment.spec().own().get_untracked() {
                    Some(Own::Away { hash, .. }) => Some(hash),
                    _ => None,
                };
                let found = draft.table.with_untracked(|table| match (wanted, table) {
                    (Some(hash), Some(Ok(table))) => with_hash(table, hash),
                    _ => None,
                });
                if let Some(data) = found {
                    display.own_data().set(false);
                    self.run.playing().set(true);
                    let scaling = self.experiment.spec().scaling().get_untracked();
                    return self.use_own(data, scaling);
                }
                if wanted.is_some() {
                    draft.said.set("These are not the data of the link. You can use them instead.".to_owned());
                }
            }
            Err(problem) => {
                draft.take_text(String::new());
                draft.note.set(Some(problem));
            }
        }
        display.own_data().set(true);
    }

    /// Trains on these data from now on, and keeps them over a reload.
    pub fn use_own(self, data: OwnData, scaling: Scaling) {
        let is_kept = own::keep(&data);
        let is_in_link = data.points() <= POINTS_IN_LINK;
        let data = Arc::new(data);
        let mut next: Spec = self.experiment.spec().get_untracked();
        if let Ok(set) = DataSet::from_id(OWN) {
            next.data = set;
        }
        (next.own, next.scaling) = (Some(Own::Here(data)), scaling);
        self.messages.note(next.reconcile());
        self.apply(next, Commit::Discrete);
        if !is_kept && !is_in_link {
            self.messages.tell("The browser does not keep these data: after a reload their file is needed again.");
        }
    }

    /// Asks for own data that are not here.
    pub(super) fn want_own(self) {
        self.run.playing().set(false);
        let points = self.experiment.spec().with_untracked(|spec| spec.own_shape().map(|shape| shape.points));
        self.lose(Trouble::NoOwnData(points));
    }
}

/// The kinds of what is learned, as the page orders them.
pub const TASKS: [Task; 2] = [Task::Classification, Task::Regression];
