//! The steps of a run that `run.py` repeats: run once more from the very start, and written down.

use std::sync::Arc;

use super::differences::is_changed;
use crate::data::samples::Samples;
use crate::nn::network::Network;
use crate::nn::tensor::Tensor;
use crate::nn::workspace::Workspace;
use crate::train::history::Record;
use crate::train::session::Session;
use crate::train::spec::Spec;
use crate::train::start::Start;
use crate::train::state::State;

/// The most steps that are repeated: some seconds of `PyTorch`, which takes a fraction of a millisecond for the smallest step.
const MOST_STEPS: u64 = 4_000;
/// The most row numbers that are written down, two bytes each.
const MOST_ROWS: u64 = 200_000;
/// The most products of a sample and a parameter: some seconds of this core, and of `PyTorch`.
const MOST_WORK: u64 = 2_000_000_000;
/// The first steps, which are compared strictly: at most so many.
const EARLY_STEPS: u64 = 32;
/// And so many that units meet about this number of inputs: one in ten millions falls between two programs at a kink.
const EARLY_INPUTS: u64 = 50_000;

/// The start of a run.
pub struct Repeated {
    /// The run, after the last of these steps.
    pub session: Session,
    /// The network before the first step.
    pub start: Network,
    /// The network after `early_steps`.
    pub early: Network,
    /// How many steps are compared strictly.
    pub early_steps: u64,
    /// The rows of the training set in the order of each epoch that the steps reach into.
    pub order: Vec<Vec<u32>>,
    /// The loss of the mini-batch of each step, with the weights before it.
    pub batch_loss: Vec<f32>,
    /// How many steps were taken.
    pub steps: u64,
}

impl Repeated {
    /// The first steps of a spec, up to `until` or as many as fit.
    pub fn of(spec: &Spec, start: &Start, until: u64) -> Self {
        let endless = || Spec { epochs: None, ..spec.clone() };
        // A session that has begun with some weights can begin with them again.
        let mut session = Session::with_start(endless(), start.clone()).unwrap_or_else(|_| Session::new(endless()));
        let start = session.state().network.clone();
        let limit = until.min(limit(spec, start.parameter_count()));
        let (mut early, mut early_steps) = (start.clone(), 0);
        let units = u64::from(spec.hidden.iter().sum::<u32>().max(1) * spec.batch_size());
        let strict = (EARLY_INPUTS / units).clamp(4, EARLY_STEPS);
        let (mut order, mut batches) = (Vec::new(), BatchLosses::default());
        while session.state().step < limit {
            let State { network, position, .. } = session.state();
            let (before, position) = (network.clone(), *position);
            if session.step().is_err() {
                // The end of the last epoch before is still there.
                session.back_to_finite();
                break;
            }
            let state = session.state();
            if position == 0 {
                order.push(state.order.clone());
            }
            batches.add(&before, session.training_samples(), spec, &state.order[position..]);
            if state.step <= strict {
                early.clone_from(&state.network);
                early_steps = state.step;
            }
        }
        let steps = session.state().step;
        if steps < early_steps {
            early.clone_from(&session.state().network);
            early_steps = steps;
        }
        batches.values.truncate(steps as usize);
        order.truncate(session.state().epoch as usize + usize::from(session.state().position > 0));
        Self { session, start, early, early_steps, order, batch_loss: batches.values, steps }
    }

    /// Whether the user changed something while a run trained, so that its spec from the start leads elsewhere. What was changed
    /// and then undone by going back leaves no mark: so the curves and the weights are looked at, too.
    pub fn is_not(&self, session: &Session) -> bool {
        let now = session.last_finite();
        let other_weights =
            now.step == self.steps && now.network.fingerprint() != self.session.state().network.fingerprint();
        is_changed(session.marks()) || other_weights || self.has_other_curve(&session.history().records)
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

/// Losses of mini-batches; its buffers are kept from one to the next.
#[derive(Default)]
struct BatchLosses {
    values: Vec<f32>,
    inputs: Tensor,
    targets: Tensor,
    workspace: Workspace,
}

impl BatchLosses {
    /// The loss of the next batch of the samples that are left of an epoch, batch norms with its own statistics.
    fn add(&mut self, network: &Network, train: &Samples, spec: &Spec, left: &[u32]) {
        let batch = &left[..left.len().min(spec.batch_size() as usize)];
        self.inputs.gather(&train.inputs, batch);
        self.targets.gather(&train.targets, batch);
        network.measure(&self.inputs, &mut self.workspace);
        self.values.push(spec.resolved_loss().value_and_gradient(self.workspace.output(), &self.targets, None));
    }
}

/// How many steps are repeated at most.
pub fn limit(spec: &Spec, parameters: usize) -> u64 {
    let (batch, rows) = (u64::from(spec.batch_size()), u64::from(spec.train_count()));
    let epochs = (MOST_ROWS / rows).max(1);
    let by_work = MOST_WORK / (batch * parameters.max(1) as u64);
    MOST_STEPS.min(epochs * rows.div_ceil(batch)).min(by_work).max(1)
}
