//! The steps of a run that `run.py` repeats: run once more from the very start, and written down.

use std::sync::Arc;

use crate::nn::network::Network;
use crate::train::event::{Change, Intervention};
use crate::train::history::Record;
use crate::train::session::Session;
use crate::train::spec::Spec;

/// The most steps that are repeated: some seconds of `PyTorch`, which takes a fraction of a millisecond for the smallest step.
const MOST_STEPS: u64 = 10_000;
/// The most row numbers that are written down, two bytes each.
const MOST_ROWS: u64 = 200_000;
/// The most products of a sample and a parameter: some seconds of this core, and of `PyTorch`.
const MOST_WORK: u64 = 2_000_000_000;
/// The weights are compared after so many steps, when rounding has not yet led two runs apart.
const EARLY_STEPS: u64 = 32;

/// The start of a run.
pub struct Repeated {
    /// The run, after the last of these steps.
    pub session: Session,
    /// The network before the first step.
    pub start: Network,
    /// The network after `early_steps`.
    pub early: Network,
    /// At most [`EARLY_STEPS`].
    pub early_steps: u64,
    /// The rows of the training set in the order of each epoch that the steps reach into.
    pub order: Vec<Vec<u32>>,
    /// How many steps were taken.
    pub steps: u64,
}

impl Repeated {
    /// The first steps of a spec, up to `until` or as many as fit.
    pub fn of(spec: &Spec, until: u64) -> Self {
        let mut session = Session::new(Spec { epochs: None, ..spec.clone() });
        let start = session.state().network.clone();
        let limit = until.min(limit(spec, start.parameter_count()));
        let mut repeated = Self {
            early: start.clone(),
            start,
            early_steps: 0,
            order: Vec::new(),
            steps: 0,
            session: Session::new(spec.clone()),
        };
        while session.state().step < limit {
            let begins = session.state().position == 0;
            if session.step().is_err() {
                // What the last epoch before had is still there; its steps are whole epochs.
                session.back_to_finite();
                break;
            }
            if begins {
                repeated.order.push(session.state().order.clone());
            }
            if session.state().step <= EARLY_STEPS {
                repeated.early.clone_from(&session.state().network);
                repeated.early_steps = session.state().step;
            }
        }
        repeated.steps = session.state().step;
        repeated.session = session;
        repeated
    }

    /// Whether the user changed something while a run trained, so that its spec from the start leads elsewhere. What was changed
    /// and then undone by going back leaves no mark: so the curves and the weights are looked at, too.
    pub fn is_not(&self, session: &Session) -> bool {
        let matters = |change: &Change| !matches!(change, Change::Epochs(_));
        let is_marked = session.marks().iter().any(|mark| match &mark.intervention {
            Intervention::Changed(changes) => changes.iter().any(matters),
            _ => true,
        });
        let now = session.last_finite();
        let other_weights =
            now.step == self.steps && now.network.fingerprint() != self.session.state().network.fingerprint();
        is_marked || other_weights || self.has_other_curve(&session.history().records)
    }

    /// Whether a loss at the end of an epoch is not that of the steps here.
    fn has_other_curve(&self, records: &[Arc<Record>]) -> bool {
        let own = &self.session.history().records;
        records.iter().any(|record| {
            let place = own.binary_search_by_key(&record.epoch, |own| own.epoch);
            place.is_ok_and(|place| own[place].train_loss.last.to_bits() != record.train_loss.last.to_bits())
        })
    }
}

/// How many steps are repeated at most.
fn limit(spec: &Spec, parameters: usize) -> u64 {
    let (batch, rows) = (u64::from(spec.batch_size()), u64::from(spec.train_count()));
    let epochs = (MOST_ROWS / rows).max(1);
    let by_work = MOST_WORK / (batch * parameters.max(1) as u64);
    MOST_STEPS.min(epochs * rows.div_ceil(batch)).min(by_work).max(1)
}
