//! The state of the Compare page, and what the user can do to it.
//!
//! The plan is what the address says. Everything that was run is remembered ([`super::cache::Cache`]); the results are those of the
//! plan's jobs that are known. [`Compare::run`] runs what is missing.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use reactive_stores::{Patch, Store};

use relu_lab::compare::plan::{Job, Plan, PlanStoreFields};
use relu_lab::compare::summary::Finished;
use relu_lab::link::view::View;
use relu_lab::plot::compare::looks;
use relu_lab::plot::looks::Look;
use relu_lab::train::notice::Notice;
use relu_lab::train::spec::{Spec, SpecStoreFields};

use crate::hooks::digits::DigitsFile;
use crate::hooks::hash_route::{Commit, HashRoute, Route, current_hash, first_query, use_hash_route};
use crate::hooks::own;
use crate::hooks::paint_queue::now_millis;
use crate::hooks::screen::Screen;
use crate::page::Page;
use crate::pages::train::own::words::no_data;
use crate::state::{Experiment, ExperimentStoreFields, Messages, Settings};

use super::jobs::{Jobs, progress};
use super::race::Race;
use super::results::{Progress, Results};

/// Results are computed and shown at most so often,
const REFRESH_MILLIS: f64 = 200.0;
/// and take at most one part in so many of the time.
const REFRESH_SHARE: f64 = 6.0;
/// Where a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was run yet.
    Ready,
    /// Running.
    Running,
    /// All runs have ended.
    Finished,
    /// Stopped by the user, or by a change of the plan, with runs missing.
    Stopped,
}

impl Phase {
    /// The word on the page and in `data-value`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
        }
    }
}

/// The figure that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    /// Loss over the training set.
    Train,
    /// Loss over the test set.
    Test,
    /// Epochs to the target.
    Arrivals,
}

/// What the page shows, and what the user can do to it: a handle that can be copied.
#[derive(Clone, Copy)]
pub struct Compare {
    /// What the page tells.
    pub messages: Messages,
    /// Whether the axis of losses is logarithmic.
    pub log_loss: RwSignal<bool>,
    /// The address of the page.
    pub route: HashRoute,
    /// What is to be run, a field each.
    pub plan: Store<Plan>,
    /// Where it is.
    pub phase: RwSignal<Phase>,
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// What came of it until now.
    pub results: RwSignal<Arc<Results>>,
    /// Why something could not be run.
    pub trouble: RwSignal<Option<String>>,
    /// How the values look in the present theme.
    pub looks: Memo<Vec<Look>>,
    /// The figure that is shown.
    pub figure: RwSignal<FigureKind>,
    /// Whether it shows every run as a line.
    pub singles: RwSignal<bool>,
    /// The epoch whose numbers are read off.
    pub cursor: RwSignal<Option<f32>>,
    /// Whether everything that can be set is shown; else a line that sums it up.
    pub setup_open: RwSignal<bool>,
    /// The column that the table is ordered by (`None`: the value), and whether the last comes first.
    pub order: RwSignal<(Option<usize>, bool)>,
    /// The place of the seed whose maps are shown, from 0.
    pub seed: RwSignal<u32>,
    /// The file that some data sets need.
    pub digits: DigitsFile,
    /// One seed live.
    pub race: Race,
    pub(super) jobs: StoredValue<Jobs, LocalStorage>,
}

impl Compare {
    /// The page's state: what the link or what was set last, or else the experiment of the Train page.
    pub fn open(experiment: Store<Experiment>, messages: Messages, digits: DigitsFile, screen: Screen) -> Self {
        let (plan, notices) = match first_query(Page::Compare) {
            Some(query) => {
                let (plan, mut notices) = with_own(Plan::from_query(&query));
                notices.extend(View::from_query(&query).1);
                (plan, notices)
            }
            None => (experiment.spec().with_untracked(|spec| with_base(Plan::default(), spec)), Vec::new()),
        };
        if Route::of(&current_hash()).shows() == Page::Compare {
            messages.notices.set(notices);
        }
        let plan = Store::new(plan);
        let route = use_hash_route(Page::Compare, Signal::derive(move || plan.with(Plan::to_query)));
        let compare = Self {
            messages,
            log_loss: RwSignal::new(true),
            route,
            plan,
            phase: RwSignal::new(Phase::Ready),
            progress: RwSignal::new(Progress::default()),
            results: RwSignal::new(Arc::default()),
            trouble: RwSignal::new(None),
            looks: Memo::new(move |_| {
                plan.with(|plan| looks(screen.theme.get().palette, &plan.activations(), plan.values.len()))
            }),
            figure: RwSignal::new(FigureKind::Train),
            singles: RwSignal::new(false),
            cursor: RwSignal::new(None),
            order: RwSignal::new((Some(0), false)),
            setup_open: RwSignal::new(true),
            seed: RwSignal::new(0),
            digits,
            race: Race::default(),
            jobs: StoredValue::new_local(Jobs::default()),
        };
        route.on_change(move |query| {
            // A bare address names no plan: what is set stays.
            let (plan, notices) =
                if query.is_empty() { (plan.get_untracked(), Vec::new()) } else { with_own(Plan::from_query(query)) };
            messages.notices.set(notices);
            messages.note(View::from_query(query).1);
            compare.apply(plan, Commit::Silent);
        });
        route.write(Commit::Silent);
        compare.rebuild();
        // Edge: the network. Who chooses such data will want to run them.
        Effect::new(move |_| {
            if Route::of(&current_hash()).shows() == Page::Compare
                && plan.base().data().with(|data| data.row().is_missing())
            {
                digits.want("compare-data", |_| {});
            }
        });
        compare
    }

    // ---- What is derived ----

    /// The results that are shown: those of the race while there is one.
    pub fn shown(self) -> Arc<Results> {
        if self.race.is_on.get() { self.race.results.get() } else { self.results.get() }
    }

    /// The seed whose maps are shown.
    pub fn shown_seed(self) -> u32 {
        self.plan.with(|plan| plan.base.seed.wrapping_add(self.seed.get().min(plan.seeds - 1)))
    }

    /// The spec of a value's run with a seed: with the learning rate that counts for it.
    pub fn spec_of(self, value: usize, seed: u32) -> Option<Spec> {
        self.plan.with(|plan| {
            let spec = plan.applied(plan.values.get(value)?).ok()?;
            let best = self.results.with(|results| {
                let row = results.rows.get(value)?;
                (plan.has_best_rate() && row.runs > 0).then_some(row.learning_rate)
            });
            Some(Spec { learning_rate: best.unwrap_or(spec.learning_rate), seed, ..spec })
        })
    }

    /// The address that opens a run on the Train page, at its start.
    pub fn train_address(self, value: usize, seed: u32) -> String {
        let query = self.spec_of(value, seed).map_or_else(String::new, |spec| spec.to_query());
        HashRoute::hash_of(Page::Train, &query)
    }

    /// All that has been run of the plan.
    pub fn finished(self) -> Vec<Finished> {
        self.jobs.with_value(Jobs::finished)
    }

    // ---- The plan ----

    /// What the fields of the page show and change.
    pub fn settings(self) -> Settings {
        let set =
            Callback::new(move |(key, value, commit): (&'static str, String, Commit)| self.set(key, &value, commit));
        Settings { prefix: "compare", spec: self.plan.base().into(), set }
    }

    /// Takes a value that was typed or chosen for a key of the plan or of its experiment.
    pub fn set(self, key: &'static str, value: &str, commit: Commit) {
        let mut next = self.plan.get_untracked();
        let problem = next.set(key, value).err();
        own::attach(&mut next.base);
        let notice = |correction| Notice::new(key, value, correction);
        self.messages.forget(key);
        self.messages.note(problem.map(notice).into_iter().collect());
        self.apply(next, commit);
    }

    /// Changes the plan in a way that is always allowed.
    pub fn change(self, change: impl FnOnce(&mut Plan)) {
        let mut next = self.plan.get_untracked();
        change(&mut next);
        self.apply(next, Commit::Discrete);
    }

    fn apply(self, next: Plan, commit: Commit) {
        let before = self.plan.get_untracked();
        if before == next {
            return;
        }
        // More or fewer values and seeds are the same comparison; anything else is another one.
        let goes_on = (&before.base, before.factor, before.best_rate) == (&next.base, next.factor, next.best_rate);
        self.race.close();
        self.plan.patch(next);
        self.route.write(commit);
        let running = self.phase.get_untracked() == Phase::Running;
        if running && !goes_on {
            self.end(Phase::Stopped);
        }
        self.cursor.set(None);
        self.rebuild();
        if running && goes_on {
            self.run();
        }
    }

    /// Finds what is known of the plan's jobs.
    fn rebuild(self) {
        let plan = self.plan.get_untracked();
        self.jobs.update_value(|jobs| {
            jobs.begin_plan();
            jobs.kinds = jobs.cache.kinds(&plan);
            jobs.all = plan.jobs();
            let found = |job: &Job| jobs.cache.get(&jobs.kinds, job, plan.target);
            jobs.found = jobs.all.iter().map(found).collect();
            jobs.epochs = vec![0; jobs.all.len()];
        });
        self.seed.update(|seed| *seed = (*seed).min(plan.seeds - 1));
        if self.phase.get_untracked() != Phase::Running {
            self.phase.set(Phase::Ready);
        }
        self.refresh();
    }

    // ---- Showing ----

    /// Shows what is new in a while.
    pub(super) fn refresh_soon(self) {
        let wait = self.jobs.try_update_value(|jobs| {
            let was_due = std::mem::replace(&mut jobs.is_refresh_due, true);
            (!was_due).then(|| REFRESH_MILLIS.max(REFRESH_SHARE * jobs.refresh_cost_millis))
        });
        if let Some(millis) = wait.flatten() {
            let refresh = move || {
                if self.jobs.try_with_value(|jobs| jobs.is_refresh_due) == Some(true) {
                    self.refresh();
                }
            };
            set_timeout(refresh, Duration::from_millis(millis as u64));
        }
    }

    pub(super) fn refresh(self) {
        let plan = self.plan.get_untracked();
        let shown = self.jobs.try_update_value(|jobs| {
            let start = now_millis();
            jobs.is_refresh_due = false;
            let finished = jobs.finished();
            let shown = (Results::of(&plan, &finished), progress(jobs, &plan));
            jobs.refresh_cost_millis = now_millis() - start;
            shown
        });
        if let Some((results, progress)) = shown {
            if self.phase.get_untracked() != Phase::Running {
                self.phase.update(|phase| {
                    *phase = match (progress.done(), progress.total()) {
                        (done, total) if done == total => Phase::Finished,
                        (0, _) => *phase,
                        _ => Phase::Stopped,
                    };
                });
            }
            self.results.set(Arc::new(results));
            self.progress.set(progress);
        }
    }

    /// Whether the data of the plan are on their way; then `action` follows when they are here.
    pub(super) fn waits_for_data(self, action: impl FnOnce(Self) + 'static) -> bool {
        let lacks_data = move || self.plan.with_untracked(|plan| plan.base.lacks_data());
        if self.plan.with_untracked(|plan| plan.base.data.row().is_own() && plan.base.lacks_data()) {
            let points = self.plan.with_untracked(|plan| plan.base.own_shape().map(|shape| shape.points));
            self.trouble.set(Some(format!("No data: {}", no_data(points))));
        } else if lacks_data() {
            self.messages.tell("Loading the digits. The runs begin when they are here.");
            self.digits.want("compare", move |outcome| match outcome {
                Ok(()) => action(self),
                Err(reason) => self.trouble.set(Some(format!("No data: {reason}. All settings are kept."))),
            });
        }
        lacks_data()
    }

    // ---- The address ----

    /// The address of a comparison of an experiment with the factor, values and seeds that are set here.
    pub fn address_with(self, spec: &Spec) -> String {
        HashRoute::hash_of(Page::Compare, &self.plan.with(|plan| with_base(plan.clone(), spec).to_query()))
    }
}

/// A plan with the own data that the browser has kept, if it is about these.
fn with_own((mut plan, notices): (Plan, Vec<Notice>)) -> (Plan, Vec<Notice>) {
    own::attach(&mut plan.base);
    (plan, notices)
}

/// The plan with this experiment held equal.
fn with_base(plan: Plan, spec: &Spec) -> Plan {
    let epochs = spec.epochs.or(plan.base.epochs);
    Plan { base: Spec { epochs, ..spec.clone() }, ..plan }
}
