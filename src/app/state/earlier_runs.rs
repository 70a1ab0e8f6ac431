//! Earlier runs, whose loss curves stay until cleared, and what is said when a run starts again.

use std::sync::Arc;

use relu_lab::train::field::{FIELDS, Field};
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

/// So many settings are named, unless it takes more to tell runs apart.
const NAMED: usize = 3;

/// What tells each of some runs from the others, by the settings that differ between them: `ReLU`, `ReLU, seed 3`,
/// `lr 0.1`. Empty where nothing differs.
pub fn labels(specs: &[&Spec]) -> Vec<String> {
    let differing = FIELDS.iter().filter(|field| {
        let mut values = specs.iter().map(|spec| (field.get)(spec));
        let first = values.next();
        values.any(|value| Some(value) != first)
    });
    // Function and data first: they say most.
    let differing: Vec<&Field> = differing.collect();
    let first = ["act", "data"].map(|key| differing.iter().find(|field| field.key == key));
    let rest = differing.iter().filter(|field| !["act", "data"].contains(&field.key));
    let fields: Vec<&Field> = first.into_iter().flatten().chain(rest).copied().collect();
    let written = |count: usize| -> Vec<String> {
        let label = |spec: &&Spec| fields[..count].iter().map(|field| part(field, spec)).collect::<Vec<_>>().join(", ");
        specs.iter().map(label).collect()
    };
    let all = written(fields.len());
    let kinds = |labels: &[String]| (0..labels.len()).filter(|&i| !labels[..i].contains(&labels[i])).count();
    let fewest = (NAMED.min(fields.len())..fields.len()).map(written).find(|labels| kinds(labels) == kinds(&all));
    fewest.unwrap_or(all)
}

/// A setting as a part of a label.
fn part(field: &Field, spec: &Spec) -> String {
    match field.key {
        "act" => activation_names(spec),
        "data" => spec.data.name().to_owned(),
        "own" => spec.own.as_ref().map_or_else(String::new, |own| format!("data {:04x}", own.hash() & 0xffff)),
        "bn" => format!("batch norm {}", (field.get)(spec)),
        "hidden" => format!("layers {}", (field.get)(spec)),
        key => format!("{key} {}", (field.get)(spec).replace('-', "−")),
    }
}

/// The names of a spec's activations: one, or one for each layer.
pub fn activation_names(spec: &Spec) -> String {
    let named = |activation: &relu_lab::nn::activation::Activation| {
        let written = activation.to_string();
        let values = written.find('(').map_or("", |at| &written[at..]).replace('-', "−");
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

/// The earlier runs once it was gone back in `run`, whose later part stays as one of them: of those of one spec the longest.
pub fn with_way_back(mut past: Vec<EarlierRun>, run: EarlierRun) -> Vec<EarlierRun> {
    let length = |run: &EarlierRun| run.last.history.last_epoch();
    let is_shorter = |earlier: &EarlierRun| earlier.spec == run.spec && length(earlier) <= length(&run);
    past.retain(|earlier| !is_shorter(earlier));
    if run.last.history.records.len() > 1 && past.iter().all(|earlier| earlier.spec != run.spec) {
        past.push(run);
        past.drain(..past.len().saturating_sub(KEPT));
    }
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
        let named = |past: &[EarlierRun], now: &Spec| {
            let specs: Vec<&Spec> = past.iter().map(|run| &run.spec).chain([now]).collect();
            let mut labels = labels(&specs);
            labels.pop();
            labels
        };
        let now = spec("act=leaky_relu(0.2)");
        assert_eq!(named(&past, &now), ["Tanh", "ELU", "Sigmoid"]);
        // Back to one that is kept: its old curve would lie under the new one.
        past = archived(past, run("act=leaky_relu(0.2)", 5), &spec("act=elu"));
        assert_eq!(named(&past, &spec("act=elu")), ["Sigmoid", "Leaky ReLU (0.2)"]);
    }

    #[test]
    fn a_run_without_a_curve_or_begun_again_is_not_kept() {
        assert!(archived(Vec::new(), run("act=relu", 1), &spec("act=tanh")).is_empty());
        assert!(archived(Vec::new(), run("act=relu", 9), &spec("act=relu")).is_empty());
        assert_eq!(archived(Vec::new(), run("act=relu", 2), &spec("act=tanh")).len(), 1);
    }

    #[test]
    fn of_the_ways_back_in_one_run_the_longest_stays() {
        let past = with_way_back(vec![run("act=tanh", 5)], run("act=relu", 60));
        assert_eq!(past.len(), 2);
        let past = with_way_back(past, run("act=relu", 25));
        assert_eq!(past.iter().map(|run| run.last.history.records.len()).collect::<Vec<_>>(), [5, 60]);
        let past = with_way_back(past, run("act=relu", 80));
        assert_eq!(past.iter().map(|run| run.last.history.records.len()).collect::<Vec<_>>(), [5, 80]);
        assert!(with_way_back(Vec::new(), run("act=relu", 1)).is_empty());
    }

    #[test]
    fn labels_name_what_differs_and_nothing_else() {
        let named = |queries: &[&str]| {
            let specs: Vec<Spec> = queries.iter().map(|query| spec(query)).collect();
            labels(&specs.iter().collect::<Vec<_>>())
        };
        assert_eq!(named(&["lr=0.3", "lr=1"]), ["lr 0.3", "lr 1"]);
        assert_eq!(named(&["data=xor", ""]), ["XOR", "Circle"]);
        assert_eq!(named(&["data=xor&act=tanh", ""]), ["Tanh, XOR", "ReLU, Circle"]);
        // Three runs of one function: their names would be the same.
        assert_eq!(named(&["seed=1", "seed=2", "seed=3"]), ["seed 1", "seed 2", "seed 3"]);
        assert_eq!(
            named(&["seed=3", "act=tanh&seed=3", "act=tanh&seed=4"]),
            ["ReLU, seed 3", "Tanh, seed 3", "Tanh, seed 4"]
        );
        assert_eq!(named(&["bn=on", "hidden=4"]), ["layers 8,8, batch norm on", "layers 4, batch norm off"]);
        assert_eq!(named(&["bias=constant(-3)", ""]), ["bias constant(−3)", "bias zeros"]);
        // Three settings at most, but as many as it takes.
        let many = named(&["data=xor&n=100&noise=0.2&hidden=4&lr=1", ""]);
        assert_eq!(many, ["XOR, n 100, noise 0.2", "Circle, n 500, noise 0.05"]);
        let last = named(&["data=xor&n=100&noise=0.2&lr=1", "data=xor&n=100&noise=0.2&lr=3", ""]);
        assert_eq!(last[..2], ["XOR, n 100, noise 0.2, lr 1", "XOR, n 100, noise 0.2, lr 3"]);
        assert_eq!(named(&["", ""]), ["", ""]);
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
