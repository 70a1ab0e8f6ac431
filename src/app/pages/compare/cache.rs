//! What has been run, so that a plan runs only what is missing.

use std::sync::Arc;

use relu_lab::compare::plan::{Job, Plan};
use relu_lab::compare::trial::TrialResult;
use relu_lab::train::spec::Spec;

/// The most runs that are remembered: some 5 KB each.
const MOST: usize = 8192;

/// An experiment without its learning rate and its seed, then these two.
type Key = (u32, u32, u32);

/// A run that is remembered, with the target it was judged by.
struct Kept {
    key: Key,
    target: f32,
    result: Arc<TrialResult>,
}

/// Results by what was run.
#[derive(Default)]
pub struct Cache {
    /// Experiments without learning rate and seed, as queries.
    kinds: Vec<String>,
    /// Ordered by their keys.
    runs: Vec<Kept>,
}

impl Cache {
    /// What stands for the values of a plan in keys: jobs are looked up by the hundred, queries are written once a value.
    pub fn kinds(&mut self, plan: &Plan) -> Vec<u32> {
        let query = |text: &String| {
            let spec = plan.applied(text).unwrap_or_else(|_| plan.base.clone());
            Spec { learning_rate: 1.0, seed: 0, ..spec }.to_query()
        };
        plan.values.iter().map(|text| self.kind(query(text))).collect()
    }

    fn kind(&mut self, query: String) -> u32 {
        let place = self.kinds.iter().position(|known| *known == query).unwrap_or_else(|| {
            self.kinds.push(query);
            self.kinds.len() - 1
        });
        place as u32
    }

    fn place(&self, key: Key) -> Result<usize, usize> {
        self.runs.binary_search_by_key(&key, |kept| kept.key)
    }

    /// What came of a job, judged by this target.
    pub fn get(&self, kinds: &[u32], job: &Job, target: f32) -> Option<Arc<TrialResult>> {
        let kept = &self.runs[self.place(key(kinds, job)).ok()?];
        if kept.target == target {
            return Some(Arc::clone(&kept.result));
        }
        kept.result.with_target(target).map(Arc::new)
    }

    /// Remembers what came of a job.
    pub fn put(&mut self, kinds: &[u32], job: &Job, target: f32, result: Arc<TrialResult>) {
        if self.runs.len() >= MOST {
            self.runs.clear();
        }
        let kept = Kept { key: key(kinds, job), target, result };
        match self.place(kept.key) {
            Ok(place) => self.runs[place] = kept,
            Err(place) => self.runs.insert(place, kept),
        }
    }
}

fn key(kinds: &[u32], job: &Job) -> Key {
    (kinds[job.value], job.learning_rate.to_bits(), job.seed)
}
