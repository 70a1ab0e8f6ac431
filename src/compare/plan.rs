//! Which runs: one factor, its values, the seeds, and for each value either the same learning rate or each its best.
//!
//! Every condition gets the same data, the same sample order and the same initial draws per seed:
//! they come from the seed alone, in streams that the factor does not touch.

use crate::compare::factor::{FACTORS, Factor, factor};
use crate::link::encoded;
use crate::link::view::setting_pairs;
use crate::nn::activation::Activation;
use crate::nn::choice::parse_f32;
use crate::train::field::{FIELDS, Field, decimal_comma, field, split_list};
use crate::train::notice::{Correction, Notice, Problem};
use crate::train::spec::Spec;

/// The most values of a factor.
pub const MAX_VALUES: usize = 8;
/// So many values that the factor does not take are named one by one.
const MAX_PROBLEMS: usize = 8;
/// The most seeds.
pub const MAX_SEEDS: u32 = 64;
/// Epochs of every run unless something else is said.
const BUDGET: u32 = 200;
/// What each value's own learning rate is chosen from: multiples of the experiment's.
pub const RATE_GRID: [f32; 4] = [0.1, 0.3, 1.0, 3.0];

/// The keys of a plan's link that are not those of a spec.
pub const OWN_KEYS: [&str; 5] = ["vary", "values", "seeds", "target", "rate"];

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "stores", derive(reactive_stores::Store, reactive_stores::Patch))]
pub struct Plan {
    /// What is held equal. Its seed is the first one; its epochs are the budget of every run.
    pub base: Spec,
    /// What is varied: an id of [`FACTORS`].
    pub factor: &'static str,
    /// The values, as in links; each is one that the factor takes.
    #[cfg_attr(feature = "stores", patch(|now, next| *now = next))]
    pub values: Vec<String>,
    /// Number of seeds, counted up from the base's.
    pub seeds: u32,
    /// Loss over the training set that counts as solved.
    pub target: f32,
    /// Whether each value takes its best learning rate of [`RATE_GRID`], instead of the same one.
    pub best_rate: bool,
}

/// One run of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Index into [`Plan::values`].
    pub value: usize,
    /// The learning rate.
    pub learning_rate: f32,
    /// The seed.
    pub seed: u32,
    /// What to run.
    pub spec: Spec,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            base: Spec { epochs: Some(BUDGET), ..Spec::default() },
            factor: FACTORS[0].id,
            values: split_list(FACTORS[0].suggestion).into_iter().map(str::to_owned).collect(),
            seeds: 8,
            target: 0.1,
            best_rate: false,
        }
    }
}

impl Plan {
    /// The plan that a query says, and what of it could not be taken. Keys that are not a plan's are those of a spec.
    pub fn from_query(query: &str) -> (Self, Vec<Notice>) {
        let (own, others): (Vec<_>, Vec<_>) =
            setting_pairs(query).partition(|(key, _)| OWN_KEYS.contains(&key.as_str()));
        let (base, mut notices) = Spec::from_pairs(others);
        for problem in notices.iter_mut().flat_map(|notice| &mut notice.correction.problems) {
            if let Problem::UnknownKey { known } = problem {
                known.splice(0..0, OWN_KEYS);
            }
        }
        let mut plan = Self { base: Spec { epochs: base.epochs.or(Some(BUDGET)), ..base }, ..Self::default() };
        // What is varied first: the values are values of it.
        for key in OWN_KEYS {
            let Some((_, value)) = own.iter().find(|(own_key, _)| own_key == key) else { continue };
            if let Err(correction) = plan.set(key, value) {
                notices.push(Notice::new(key, value, correction));
            }
        }
        (plan, notices)
    }

    /// Takes a setting from text: one of [`OWN_KEYS`], or a key of the spec that is held equal.
    ///
    /// # Errors
    /// What is allowed, after the nearest allowed value was taken.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), Correction> {
        match key {
            "vary" => {
                let allowed = || FACTORS.iter().map(|f| f.id).collect();
                let unknown = || Problem::UnknownWord { allowed: allowed() }.instead(self.factor);
                let factor = factor(text).ok_or_else(unknown)?;
                self.set_factor(factor);
            }
            "values" => self.set_values(text)?,
            "seeds" => {
                self.seeds = text.trim().parse::<f64>().map_or(self.seeds, |n| n as u32).clamp(1, MAX_SEEDS);
                if self.seeds.to_string() != text.trim() {
                    let problem = Problem::OutOfRange { min: 1.into(), max: MAX_SEEDS.into(), or: None };
                    return Err(problem.instead(&self.seeds));
                }
            }
            "target" => {
                let pointed = decimal_comma(text);
                let target = parse_f32(pointed.as_deref().unwrap_or(text.trim()));
                let allowed = target.filter(|target| target.is_finite() && *target > 0.0);
                self.target = allowed.unwrap_or(self.target);
                if allowed.is_none() {
                    return Err(Problem::NotPositive.instead(&self.target));
                }
                if pointed.is_some() {
                    return Err(Problem::DecimalComma.instead(&self.target));
                }
            }
            "rate" => {
                self.best_rate = text == "best";
                if !["best", "same"].contains(&text) {
                    return Err(Problem::UnknownWord { allowed: vec!["same", "best"] }.instead("same"));
                }
            }
            key => {
                let taken = field(key).map_or(Ok(()), |field| (field.set)(&mut self.base, text));
                let mended = self.base.reconcile();
                // A comparison has a budget.
                self.base.epochs = self.base.epochs.or(Some(BUDGET));
                taken?;
                if let Some(notice) = mended.into_iter().next() {
                    return Err(notice.correction);
                }
            }
        }
        Ok(())
    }

    /// The query that says this plan.
    pub fn to_query(&self) -> String {
        let values = self.values.join(",");
        let values = encoded(&values);
        let mut query = format!("vary={}&values={values}&seeds={}&target={}", self.factor, self.seeds, self.target);
        if self.best_rate {
            query.push_str("&rate=best");
        }
        let base = self.base.to_query();
        if !base.is_empty() {
            query.push('&');
            query.push_str(&base);
        }
        query
    }

    /// Varies something else, with the values it suggests.
    pub fn set_factor(&mut self, factor: &'static Factor) {
        self.factor = factor.id;
        self.values = split_list(factor.suggestion).into_iter().map(str::to_owned).collect();
    }

    /// Takes a list of values. A list without a good value changes nothing.
    ///
    /// # Errors
    /// What of the list could not be taken.
    pub fn set_values(&mut self, text: &str) -> Result<(), Correction> {
        let mut problems = Vec::new();
        let mut values: Vec<String> = Vec::new();
        for piece in split_list(text) {
            if values.iter().any(|value| value == piece) {
                continue;
            }
            match self.written(piece) {
                Ok(value) if values.contains(&value) => {}
                // A list that goes on and on is not read to its end.
                Ok(_) if values.len() == MAX_VALUES => {
                    problems.push(Problem::TooMany { max: MAX_VALUES });
                    break;
                }
                Ok(value) => values.push(value),
                Err(_) if problems.len() == MAX_PROBLEMS => {
                    problems.push(Problem::RestNotRead);
                    break;
                }
                // What a single setting would use instead does not count: a value of a list is left out.
                Err(Correction { problems: mut wrong, .. }) => {
                    // The learning rates 0.1 and 0.3 written as 0,1,0,3.
                    if piece == "0" && self.factor == "lr" {
                        wrong.push(Problem::DecimalComma);
                    }
                    problems.push(Problem::Item { value: piece.to_owned(), problems: wrong });
                }
            }
        }
        let used = values.is_empty().then(|| self.values.join(","));
        if used.is_none() {
            self.values = values;
        }
        if problems.is_empty() && used.is_some() {
            problems.push(Problem::Empty);
        }
        if problems.is_empty() { Ok(()) } else { Err(Correction { problems, used }) }
    }

    /// The base with one value of the factor.
    ///
    /// # Errors
    /// What is allowed, if the factor does not take this value.
    pub fn applied(&self, value: &str) -> Result<Spec, Correction> {
        let mut spec = self.base.clone();
        (self.factor().apply)(&mut spec, value)?;
        spec.reconcile();
        spec.epochs = Some(self.epochs());
        Ok(spec)
    }

    /// A value of the factor as links write it.
    fn written(&self, value: &str) -> Result<String, Correction> {
        (self.factor().apply)(&mut self.base.clone(), value)
    }

    /// The learning rates that a value is run with, smallest first.
    pub fn rates(&self, value: usize) -> Vec<f32> {
        let spec = self.values.get(value).and_then(|text| self.applied(text).ok());
        spec.map_or_else(Vec::new, |spec| self.rates_of(&spec))
    }

    fn rates_of(&self, spec: &Spec) -> Vec<f32> {
        let grid: &[f32] = if self.has_best_rate() { &RATE_GRID } else { &[1.0] };
        // Six digits: a tenth of 0.1 is to be 0.01, not 0.010000001.
        let rounded = |rate: f32| parse_f32(&format!("{rate:.5e}")).unwrap_or(rate);
        let rate = |factor: f32| if factor == 1.0 { spec.learning_rate } else { rounded(spec.learning_rate * factor) };
        let mut rates: Vec<f32> = grid.iter().map(|factor| rate(*factor).clamp(1e-5, 100.0)).collect();
        rates.dedup();
        rates
    }

    /// Whether each value takes its best learning rate; not where the learning rate is what is varied.
    pub fn has_best_rate(&self) -> bool {
        self.best_rate && self.factor != "lr"
    }

    /// What is varied.
    pub fn factor(&self) -> &'static Factor {
        factor(self.factor).unwrap_or(&FACTORS[0])
    }

    /// The names of the values on the page.
    pub fn names(&self) -> Vec<String> {
        self.values.iter().map(|value| (self.factor().label)(value)).collect()
    }

    /// What sentences call the values.
    pub fn spoken(&self) -> Vec<String> {
        self.values.iter().map(|value| (self.factor().spoken)(value)).collect()
    }

    /// Settings other than the factor that differ from the base for a value, because they have to agree with it: the
    /// batch size with batch norm, for instance. Indices of the values, and the settings as they are for them.
    pub fn adjusted(&self) -> Vec<(usize, &'static Field, String)> {
        let varied = self.factor().key;
        let mut adjusted = Vec::new();
        for (index, value) in self.values.iter().enumerate() {
            let Ok(spec) = self.applied(value) else { continue };
            let others = FIELDS.iter().filter(|field| field.key != varied);
            let differing = others.filter(|field| (field.get)(&spec) != (field.get)(&self.base));
            adjusted.extend(differing.map(|field| (index, field, (field.get)(&spec))));
        }
        adjusted
    }

    /// The values as activation functions, if those are what is varied; empty otherwise.
    pub fn activations(&self) -> Vec<Activation> {
        let values = self.values.iter().filter(|_| self.factor == "act");
        values.filter_map(|text| text.parse().ok()).collect()
    }

    /// Every run of the plan: seeds run in turn over all values, so that values differ by at most one seed while it goes on.
    pub fn jobs(&self) -> Vec<Job> {
        let specs: Vec<_> = self.values.iter().map(|text| self.applied(text).ok()).collect();
        let mut jobs = Vec::new();
        for offset in 0..self.seeds {
            let seed = self.base.seed.wrapping_add(offset);
            for (value, spec) in specs.iter().enumerate() {
                let Some(spec) = spec else { continue };
                for learning_rate in self.rates_of(spec) {
                    jobs.push(Job { value, learning_rate, seed, spec: Spec { learning_rate, seed, ..spec.clone() } });
                }
            }
        }
        jobs
    }

    /// The budget of every run, in epochs.
    pub fn epochs(&self) -> u32 {
        self.base.epochs.unwrap_or(BUDGET)
    }
}
