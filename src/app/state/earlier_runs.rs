//! Earlier runs, whose loss curves stay until cleared, and what is said when a run starts again.

use std::sync::Arc;

use relu_lab::train::field::FIELDS;
use relu_lab::train::notice::Notice;
use relu_lab::train::snapshot::Snapshot;
use relu_lab::train::spec::Spec;

/// The most earlier runs that are kept.
pub const KEPT: usize = 3;

/// An earlier run: what it was, and how far it came.
#[derive(Debug, Clone)]
pub struct EarlierRun {
    /// What was run.
    pub spec: Spec,
    /// Its last frame, for its curves.
    pub last: Arc<Snapshot>,
}

impl EarlierRun {
    /// What tells it from the run that is shown now: its function, its data, or the first setting that differs.
    pub fn label(&self, now: &Spec) -> String {
        let mut parts = Vec::new();
        if self.spec.activations != now.activations {
            parts.push(activation_names(&self.spec));
        }
        if self.spec.data != now.data {
            parts.push(self.spec.data.name().to_owned());
        }
        if parts.is_empty() {
            let differing = FIELDS.iter().find(|field| (field.get)(&self.spec) != (field.get)(now));
            parts.push(differing.map_or_else(
                || "before".to_owned(),
                |field| format!("{} {}", field.name.to_ascii_lowercase(), (field.get)(&self.spec)),
            ));
        }
        parts.join(", ")
    }
}

/// The names of a spec's activations: one, or one for each layer.
pub fn activation_names(spec: &Spec) -> String {
    let named = |activation: &relu_lab::nn::activation::Activation| {
        let written = activation.to_string();
        let values = written.find('(').map_or("", |at| &written[at..]);
        format!("{} {values}", activation.name()).trim_end().to_owned()
    };
    spec.activations.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// The earlier runs once `run` is over and another one of `next` begins: the latest last, each spec once.
///
/// A run without a finished epoch has no curve and is not kept, nor is one that is only begun again.
pub fn archived(mut past: Vec<EarlierRun>, run: EarlierRun, next: &Spec) -> Vec<EarlierRun> {
    if run.last.history.records.len() > 1 && run.spec != *next {
        past.retain(|earlier| earlier.spec != run.spec);
        past.push(run);
        past.drain(..past.len().saturating_sub(KEPT));
    }
    past.retain(|earlier| earlier.spec != *next);
    past
}

/// What is said when a change restarts the run.
pub fn restart_message(before: &Spec, now: &Spec) -> String {
    let changed = FIELDS.iter().filter(|field| (field.get)(before) != (field.get)(now));
    let names: Vec<_> = changed.map(|field| field.name).collect();
    match names.as_slice() {
        ["Activation"] => format!("Restarted with {}: same data, order and initial draws", activation_names(now)),
        ["Data set"] => format!("Restarted with the data set {}", now.data.name()),
        [one] => format!("Restarted: {one} changed"),
        _ => format!("Restarted: {} changed", names.join(", ")),
    }
}

/// `notices` with `new` in them; of two about one key the later one stays.
pub fn with_notices(mut notices: Vec<Notice>, new: Vec<Notice>) -> Vec<Notice> {
    notices.retain(|old| new.iter().all(|notice| notice.key != old.key));
    notices.extend(new);
    notices
}

#[cfg(test)]
mod tests {
    use relu_lab::train::notice::Problem;

    use super::*;
    use relu_lab::train::history::{History, Record};

    fn spec(query: &str) -> Spec {
        Spec::from_query(query).0
    }

    fn run(query: &str, records: usize) -> EarlierRun {
        let records = (0..records).map(|epoch| Record { epoch: epoch as u32, ..Record::default() }.into()).collect();
        let history = History { records, ..History::default() };
        EarlierRun { spec: spec(query), last: Arc::new(Snapshot { history, ..Snapshot::default() }) }
    }

    #[test]
    fn the_last_three_runs_stay_each_once() {
        let mut past = Vec::new();
        for (query, next) in [
            ("act=relu", "act=tanh"),
            ("act=tanh", "act=elu"),
            ("act=elu", "act=sigmoid"),
            ("act=sigmoid", "act=leaky_relu(0.2)"),
        ] {
            past = archived(past, run(query, 5), &spec(next));
        }
        let now = spec("act=leaky_relu(0.2)");
        let labels: Vec<_> = past.iter().map(|p| p.label(&now)).collect();
        assert_eq!(labels, ["Tanh", "ELU", "Sigmoid"]);
        // Back to one that is kept: its old curve would lie under the new one.
        past = archived(past, run("act=leaky_relu(0.2)", 5), &spec("act=elu"));
        let labels: Vec<_> = past.iter().map(|p| p.label(&spec("act=elu"))).collect();
        assert_eq!(labels, ["Sigmoid", "Leaky ReLU (0.2)"]);
    }

    #[test]
    fn a_run_without_a_curve_or_begun_again_is_not_kept() {
        assert!(archived(Vec::new(), run("act=relu", 1), &spec("act=tanh")).is_empty());
        assert!(archived(Vec::new(), run("act=relu", 9), &spec("act=relu")).is_empty());
        assert_eq!(archived(Vec::new(), run("act=relu", 2), &spec("act=tanh")).len(), 1);
    }

    #[test]
    fn a_label_names_what_differs() {
        assert_eq!(run("lr=0.3", 2).label(&spec("lr=1")), "learning rate 0.3");
        assert_eq!(run("data=xor", 2).label(&spec("")), "XOR");
        assert_eq!(run("data=xor&act=tanh", 2).label(&spec("")), "Tanh, XOR");
    }

    #[test]
    fn a_restart_says_why() {
        assert_eq!(restart_message(&spec(""), &spec("noise=0.2")), "Restarted: Noise changed");
        assert!(restart_message(&spec(""), &spec("act=tanh")).starts_with("Restarted with Tanh"));
        let both = restart_message(&spec(""), &spec("noise=0.2&init=zeros"));
        assert_eq!(both, "Restarted: Noise, Initialisation changed");
    }

    #[test]
    fn of_two_notices_about_a_key_the_later_stays() {
        let notice = |key: &str, value: &str| Notice::new(key, value, Problem::NotPositive.into());
        let notices = with_notices(vec![notice("lr", "0"), notice("n", "1")], vec![notice("lr", "-1")]);
        let values: Vec<_> = notices.iter().map(|n| n.value.as_str()).collect();
        assert_eq!(values, ["1", "-1"]);
    }
}
