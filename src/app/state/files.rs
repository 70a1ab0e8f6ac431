//! Files: what is saved of the run, what is brought in, and the weights from a file that a run begins with.

use std::sync::Arc;

use leptos::prelude::*;
use reactive_stores::Patch;

use relu_lab::export::ExportKind;
use relu_lab::import::experiment::{self, Experiment as ExperimentFile};
use relu_lab::import::fit::Fit;
use relu_lab::import::weights::Mlp;
use relu_lab::import::{Kind, MOST_BYTES};
use relu_lab::protocol::Command;
use relu_lab::train::spec::Spec;
use relu_lab::train::start::Start;
use relu_lab::train::state::State;

use crate::hooks::files::{read, save_bytes};
use crate::hooks::hash_route::Commit;
use crate::pages::train::words::files as words;

use super::Trainer;
use super::display::DisplayStoreFields;
use super::experiment::ExperimentStoreFields;
use super::messages::Toast;
use super::run::RunStoreFields;

/// The weights from a file that the run begins with: the link does not hold them.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// The name of the file.
    pub name: String,
    /// Its weights.
    pub start: Start,
}

/// Where a run began before a change that can be undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Before(Option<Begun>);

/// What was brought in and has not been taken yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Brought {
    /// An experiment.
    Experiment(Box<ExperimentFile>),
    /// A network.
    Weights(Arc<Mlp>),
    /// Nothing that can be taken: why.
    Refused(String),
}

/// What is known of files: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct Files {
    /// The file that the run begins with, if it begins with one.
    pub begun: RwSignal<Option<Begun>>,
    /// What was brought in, with its name.
    pub brought: RwSignal<Option<(String, Brought)>>,
    /// What the worker is making.
    pub making: RwSignal<Option<ExportKind>>,
    /// Why the last file could not be made.
    pub failed: RwSignal<Option<String>>,
}

impl Files {
    /// No file yet.
    pub fn new() -> Self {
        Self {
            begun: RwSignal::new(None),
            brought: RwSignal::new(None),
            making: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }

    /// Where the first weights of the next run come from.
    pub fn start(self) -> Start {
        self.begun.with_untracked(|begun| begun.as_ref().map_or(Start::Drawn, |begun| begun.start.clone()))
    }
}

/// Whether a run of `next` still begins with the weights that one of `before` began with: they fit, and nothing is changed that only
/// drawn weights depend on.
fn keeps(start: &Start, before: &Spec, next: &Spec) -> bool {
    let is_drawn_otherwise = (before.seed, before.init, before.bias) != (next.seed, next.init, next.bias);
    !is_drawn_otherwise && start.put_into(&mut State::new(next).network).is_ok()
}

impl Trainer {
    /// Lets the browser save a file of the run as it stands.
    pub fn export(self, kind: ExportKind) {
        self.files.failed.set(None);
        if self.run.connected().get_untracked() {
            self.files.making.set(Some(kind));
            self.send(&Command::Export(kind));
        } else {
            self.files.failed.set(Some("there is no run yet".to_owned()));
        }
    }

    /// What the worker has made.
    pub(super) fn exported(self, kind: ExportKind, file: Result<Vec<u8>, String>) {
        self.files.making.set(None);
        match file {
            Ok(bytes) => {
                let (name, media_type) = words::file(kind);
                save_bytes(name, media_type, &bytes);
            }
            Err(reason) => self.files.failed.set(Some(reason)),
        }
    }

    /// Reads a file that was chosen or dropped, and shows what is in it.
    pub fn bring(self, file: &web_sys::File) {
        let name = file.name();
        if file.size() > MOST_BYTES as f64 {
            return self.show_brought(name, Brought::Refused(words::too_large(file.size())));
        }
        match Kind::of(&name) {
            Kind::Experiment | Kind::Weights => {}
            kind => return self.show_brought(name, Brought::Refused(words::not_ours(kind).to_owned())),
        }
        read(file, move |bytes| {
            let brought = match bytes {
                Err(reason) => Brought::Refused(reason.to_owned()),
                Ok(bytes) if Kind::of(&name) == Kind::Weights => match Mlp::read(&bytes) {
                    Ok(mlp) => Brought::Weights(Arc::new(mlp)),
                    Err(error) => Brought::Refused(error.to_string()),
                },
                Ok(bytes) => match experiment::read(&bytes) {
                    Ok(read) => Brought::Experiment(Box::new(read)),
                    Err(error) => Brought::Refused(words::json(&error)),
                },
            };
            self.show_brought(name, brought);
        });
    }

    fn show_brought(self, name: String, brought: Brought) {
        self.files.brought.set(Some((name, brought)));
        self.display.files().set(false);
        self.display.brought().set(true);
    }

    /// Begins a run of an experiment that was brought in.
    pub fn take_experiment(self, spec: Spec) {
        self.display.brought().set(false);
        self.leave_file();
        self.apply(spec, Commit::Discrete);
    }

    /// Begins a run with weights that were brought in; it waits at its start.
    pub fn take_weights(self, name: String, fit: Fit) {
        self.display.brought().set(false);
        let before = self.experiment.spec().get_untracked();
        self.archive(&fit.spec);
        self.remember_start();
        let text = format!("Starts from the weights in {name}");
        self.files.begun.set(Some(Begun { name, start: fit.start }));
        self.experiment.preset().set(None);
        self.experiment.spec().patch(fit.spec);
        self.messages.note(fit.notices);
        self.route.write(Commit::Discrete);
        self.messages.show(Toast { text, undo: Some(before), sliding: None });
        self.run.playing().set(false);
        self.start_run();
    }

    /// From the next start on the weights are drawn again.
    pub(super) fn leave_file(self) {
        if self.files.begun.with_untracked(Option::is_some) {
            self.files.begun.set(None);
        }
    }

    /// Begins a run whose weights are drawn.
    pub fn draw_weights(self) {
        self.remember_start();
        let undo = self.experiment.spec().get_untracked();
        self.leave_file();
        self.messages.show(Toast {
            text: "Restarted with weights drawn from the seed".to_owned(),
            undo: Some(undo),
            sliding: None,
        });
        self.start_run();
    }

    /// Leaves the file if a run of `next` cannot begin with it; says so if it did.
    pub(super) fn leave_file_for(self, before: &Spec, next: &Spec) -> Option<String> {
        let begun = self.files.begun.get_untracked()?;
        if keeps(&begun.start, before, next) {
            return None;
        }
        self.leave_file();
        Some(format!("; it no longer starts from {}", begun.name))
    }

    /// Keeps where the run began, for Undo.
    pub(super) fn remember_start(self) {
        let begun = self.files.begun.get_untracked();
        self.inner.update_value(|inner| inner.start_before = Some(Before(begun)));
    }

    /// After Undo: the run begins where it began before what was undone.
    pub(super) fn undo_start(self, before: Option<Before>) {
        if let Some(Before(begun)) = before
            && begun != self.files.begun.get_untracked()
        {
            self.files.begun.set(begun);
            self.start_run();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relu_lab::train::session::Session;
    use relu_lab::train::start::Weights;

    #[test]
    fn a_run_keeps_its_file_until_the_network_or_the_draw_changes() {
        let spec = |query: &str| Spec::from_query(query).0;
        let before = spec("hidden=4,3&seed=2");
        let start = Start::Weights(Weights::of(&Session::new(before.clone()).state().network).into());
        for same in ["lr=1", "data=xor", "act=tanh", "bn=on", "noise=0.2&n=100", "opt=adam"] {
            assert!(keeps(&start, &before, &spec(&format!("hidden=4,3&seed=2&{same}"))), "{same}");
        }
        for other in
            ["hidden=4,3&seed=3", "hidden=4&seed=2", "hidden=4,3&seed=2&features=x1", "hidden=4,3&seed=2&init=zeros"]
        {
            assert!(!keeps(&start, &before, &spec(other)), "{other}");
        }
    }
}
