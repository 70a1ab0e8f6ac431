//! Comparisons: fair by construction, the same rows in any order and any number of shards, honest verdicts.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::compare::csv;
use relu_lab::compare::factor::FACTORS;
use relu_lab::compare::plan::{Job, OWN_KEYS, Plan};
use relu_lab::compare::summary::{Edge, Finished, Rate, conditions, rate, rows, tried};
use relu_lab::compare::trial::{Picture, Trial, TrialResult};
use relu_lab::compare::verdict::{Comparison, Verdict, pairs};
use relu_lab::data::points::Points;
use relu_lab::data::samples::Samples;
use relu_lab::plot::map::MapKind;
use relu_lab::train::field::FIELDS;
use relu_lab::train::notice::Problem;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::Status;
use relu_lab::train::spec::Spec;

fn plan(query: &str) -> Plan {
    let (plan, notices) = Plan::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    plan
}

fn run(job: Job, target: f32) -> Finished {
    let mut trial = Trial::new(job.spec.clone(), target);
    while !trial.advance(|| 0.0) {}
    Finished { job, result: trial.result().into() }
}

fn run_all(plan: &Plan) -> Vec<Finished> {
    plan.jobs().into_iter().map(|job| run(job, plan.target)).collect()
}

fn compared(plan: &Plan, finished: &[Finished]) -> Comparison {
    match Verdict::of(plan, finished) {
        Verdict::Compared(comparison) => comparison,
        other => panic!("{other:?}"),
    }
}

/// Results as they would be, with only the epochs to the target given: one row a value, one column a seed.
fn invented(plan: &Plan, epochs: &[&[Option<u32>]]) -> Vec<Finished> {
    let result = |epochs_to_target: Option<u32>| TrialResult {
        status: Status::Finished,
        epochs: plan.epochs(),
        epochs_to_target,
        train_loss: 0.05,
        test_loss: 0.06,
        train_accuracy: Some(1.0),
        test_accuracy: Some(0.9),
        units: 16,
        dead: 4,
        saturated: 0,
        first_gradient_norm: 0.1,
        millis_per_epoch: 1.0,
        fingerprint: 7,
        curve: vec![(0, 0.7, 0.7), (1, 0.05, 0.06)],
        picture: Picture::default(),
    };
    let find = |job: &Job| epochs[job.value][(job.seed - plan.base.seed) as usize];
    plan.jobs().into_iter().map(|job| Finished { result: result(find(&job)).into(), job }).collect()
}

#[test]
fn a_plan_survives_its_link() {
    let query = "vary=lr&values=0.1,1&seeds=3&target=0.2&data=xor&hidden=4&epochs=50&seed=9";
    assert_eq!(Plan::from_query(&plan(query).to_query()), (plan(query), vec![]));
    assert_eq!(plan(query).to_query(), query);
    assert_eq!(plan("").epochs(), 200);
    assert_eq!(plan("vary=act&values=relu,leaky_relu(0.2)").values, ["relu", "leaky_relu(0.2)"]);
}

#[test]
fn a_bad_plan_is_mended_and_named() {
    for (query, key) in [
        ("vary=colour", "vary"),
        ("values=relu,rleu", "values"),
        ("seeds=900", "seeds"),
        ("target=-1", "target"),
        ("rate=fast", "rate"),
        ("vary=width&values=0", "values"),
        ("lr=900", "lr"),
    ] {
        let (plan, notices) = Plan::from_query(query);
        assert_eq!(notices.iter().map(|n| n.key.as_str()).collect::<Vec<_>>(), [key], "{query}: {notices:?}");
        assert!(!plan.jobs().is_empty());
    }
    // What a plan knows is more than what an experiment knows.
    let (_, notices) = Plan::from_query("sedes=3");
    let Problem::UnknownKey { known } = &notices[0].correction.problems[0] else { panic!("{notices:?}") };
    assert!(OWN_KEYS.iter().chain(&["data", "seed"]).all(|key| known.contains(key)), "{known:?}");
}

/// What a run is given by its seed, and what becomes of it.
struct Given {
    spec: Spec,
    points: Points,
    samples: Samples,
    /// Weights and biases of each layer before the first step.
    first_weights: Vec<(Vec<f32>, Vec<f32>)>,
    /// The order of the training samples in each of the first epochs.
    orders: Vec<Vec<u32>>,
    fingerprint: u64,
}

impl Given {
    fn of(spec: &Spec) -> Self {
        let mut session = Session::new(spec.clone());
        let samples = session.training_samples().clone();
        let layers = session.state().network.layers.iter();
        let first_weights = layers.map(|layer| (layer.linear.weight.clone(), layer.linear.bias.clone())).collect();
        let mut orders = Vec::new();
        for _ in 0..3 {
            // The order of an epoch is drawn by its first step.
            session.step().unwrap();
            orders.push(session.state().order.clone());
            while session.state().position > 0 {
                session.step().unwrap();
            }
        }
        let fingerprint = session.state().network.fingerprint();
        Self { points: spec.points(), spec: spec.clone(), samples, first_weights, orders, fingerprint }
    }
}

#[test]
fn contenders_differ_in_the_factor_alone() {
    for factor in FACTORS {
        // The keys that a factor may change, and whether it is bound to change the first weights.
        let (keys, changes_weights): (&[&str], bool) = match factor.id {
            "depth" | "width" => (&["hidden"], true),
            "init" => (&["init"], true),
            "seed" => (&[], false),
            id => (&[id], false),
        };
        let plan = plan(&format!("vary={}&values={}&seeds=2&epochs=3", factor.id, factor.suggestion));
        let jobs = plan.jobs();
        let order: Vec<_> = (1..3).flat_map(|seed| (0..plan.values.len()).map(move |value| (seed, value))).collect();
        assert_eq!(jobs.iter().map(|job| (job.seed, job.value)).collect::<Vec<_>>(), order, "{}", factor.id);
        let trials: Vec<Vec<Given>> = jobs
            .chunks(plan.values.len())
            .map(|of_a_seed| of_a_seed.iter().map(|job| Given::of(&job.spec)).collect())
            .collect();
        for of_a_seed in &trials {
            let (first, others) = of_a_seed.split_first().unwrap();
            for other in others {
                let what = format!("{}: {} and {}", factor.id, first.spec.to_query(), other.spec.to_query());
                let differing = FIELDS.iter().filter(|field| (field.get)(&first.spec) != (field.get)(&other.spec));
                assert_eq!(differing.map(|field| field.key).collect::<Vec<_>>(), keys, "settings of {what}");
                assert_eq!(first.points, other.points, "data of {what}");
                assert_eq!(first.samples.inputs, other.samples.inputs, "inputs of {what}");
                assert_eq!(first.samples.targets, other.samples.targets, "targets of {what}");
                assert_eq!(first.orders, other.orders, "sample order of {what}");
                assert_eq!(first.first_weights != other.first_weights, changes_weights, "first weights of {what}");
                assert_ne!(first.fingerprint, other.fingerprint, "the factor has no effect on {what}");
            }
        }
        // Another seed changes all three, so that none of these comparisons holds by accident.
        let (a, b) = (&trials[0][0], &trials[1][0]);
        assert!(a.points != b.points && a.orders != b.orders && a.first_weights != b.first_weights, "{}", factor.id);
        assert!(a.orders[0] != a.orders[1] && a.orders[1] != a.orders[2], "every epoch has its own order");
    }
}

#[test]
fn shards_joined_are_the_whole_and_order_does_not_matter() {
    let plan = plan("vary=act&values=relu,leaky_relu(0.2),tanh&seeds=3&epochs=20&target=0.4");
    let whole = run_all(&plan);
    let mut shuffled: Vec<Finished> = plan.jobs().into_iter().rev().map(|job| run(job, plan.target)).collect();
    shuffled.rotate_left(4);
    assert_eq!(csv::runs(&plan, &whole), csv::runs(&plan, &shuffled));
    let text = csv::runs(&plan, &whole);
    let columns = csv::run_columns();
    assert!(text.starts_with(&csv::line(&columns)), "{text}");
    // Read as any program reads it, without options.
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 9);
    let column = |name: &str| columns.iter().position(|column| column == name).unwrap();
    for (record, job) in records.iter().zip(plan.jobs()) {
        let (again, notices) = Plan::from_query(record[column("plan")].strip_prefix("#/compare?").unwrap());
        assert_eq!((&again, notices), (&plan, vec![]));
        let settings = FIELDS.iter().map(|f| (f.key.to_owned(), record[column(&format!("spec.{}", f.key))].to_owned()));
        assert_eq!(Spec::from_pairs(settings), (job.spec, vec![]), "every setting of the run is in its row");
    }
    assert!(csv::curves(&plan, &whole).lines().count() > 9 * 20);
}

#[test]
fn every_setting_of_a_run_is_a_column_of_its_own() {
    let columns = csv::run_columns();
    // Every field of a spec has its key.
    let fields = serde_json::to_value(Spec::default()).unwrap();
    assert_eq!(fields.as_object().unwrap().len(), FIELDS.len());
    let cells = |change: &str| {
        let key = change.split('=').next();
        let rest = ["data=blobs", "epochs=1"].into_iter().filter(|pair| pair.split('=').next() != key);
        let query: Vec<&str> = ["vary=seed", "seeds=2"].into_iter().chain(rest).chain([change]).collect();
        let plan = plan(query.join("&").trim_end_matches('&'));
        let job = plan.jobs().remove(0);
        csv::run_record(&plan, &run(job, 0.0))
    };
    let usual = cells("");
    for field in FIELDS {
        let column = columns.iter().position(|column| *column == format!("spec.{}", field.key)).unwrap();
        let other = match field.key {
            "data" => "data=xor",
            "own" => {
                "data=own&own=p1AgJ4MQIeiwGGARpRbgJpVhWBAT4kR3gMX2ALd0gjPYIBFlVqAW1SGQJ4MgIec1OAAV09TEdxYjFbeGVFRE8vWjljcG1NhgFXN1JBa2gFY2xhc3MAAwEwATEBMg8QAiEQAiEQAiEQAiEQAiE"
            }
            "scale" => {
                "data=own&own=p1AgJ4MQIeiwGGARpRbgJpVhWBAT4kR3gMX2ALd0gjPYIBFlVqAW1SGQJ4MgIec1OAAV09TEdxYjFbeGVFRE8vWjljcG1NhgFXN1JBa2gFY2xhc3MAAwEwATEBMg8QAiEQAiEQAiEQAiEQAiE&scale=standard"
            }
            "classes" => "classes=4",
            "n" => "n=100",
            "noise" => "noise=0.1",
            "train" => "train=0.7",
            "features" => "features=x1",
            "hidden" => "hidden=4",
            "act" => "act=tanh",
            "out" => "out=tanh",
            "loss" => "loss=ce",
            "init" => "init=zeros",
            "bias" => "bias=constant(1)",
            "bn" => "bn=on",
            "opt" => "opt=adam",
            "lr" => "lr=0.3",
            "l1" => "l1=0.1",
            "clip" => "clip=1",
            "batch" => "batch=16",
            // These two are the plan's.
            "epochs" => "epochs=2",
            "seed" => "seed=9",
            key => panic!("no other value of {key} is known here"),
        };
        assert_ne!(cells(other)[column], usual[column], "{}", field.key);
    }
}

#[test]
fn a_diverging_contender_is_counted_and_disturbs_nothing() {
    let plan = plan("data=plane&vary=lr&values=0.01,90&act=identity&seeds=3&epochs=20&target=0.05");
    let finished = run_all(&plan);
    let rows = rows(&plan, &finished);
    assert_eq!((rows[0].diverged, rows[1].diverged), (0, 3));
    assert_eq!(rows[1].train_loss.unwrap().median, f64::INFINITY);
    assert!(rows[0].train_loss.unwrap().median.is_finite());
}

/// The same runs with some of the first value's diverged, and what they would have measured.
fn with_diverged(plan: &Plan, diverged: &[u32]) -> Vec<Finished> {
    let mut finished = invented(plan, &[&vec![Some(1); plan.seeds as usize]]);
    for run in &mut finished {
        let mut result = (*run.result).clone();
        result.test_accuracy = Some(0.8);
        if diverged.contains(&run.job.seed) {
            result.status = Status::Diverged;
            (result.test_accuracy, result.train_loss, result.test_loss) = (None, f32::NAN, f32::NAN);
            (result.dead, result.first_gradient_norm) = (16, f32::NAN);
        }
        run.result = result.into();
    }
    finished
}

#[test]
fn diverged_runs_are_left_out_where_they_have_nothing_to_say_and_counted() {
    let plan = plan("vary=act&values=relu&seeds=8&target=0.1");
    let row = |diverged: &[u32]| rows(&plan, &with_diverged(&plan, diverged)).remove(0);
    let three = row(&[2, 5, 7]);
    assert_eq!((three.runs, three.diverged, three.measured(), three.under_way), (8, 3, 5, 0));
    // Not (5 * 0.8 + 3 * 0) / 8, and not 16 dead units in three of them.
    assert_eq!(three.test_accuracy.unwrap().low, f64::from(0.8_f32));
    assert_eq!((three.dead, three.first_gradient_norm.unwrap().median), (Some(0.25), f64::from(0.1_f32)));
    // A loss that is no number is above any, also in the quartiles.
    assert_eq!(three.test_loss.map(|q| (q.median, q.high)), Some((f64::from(0.06_f32), f64::INFINITY)));
    let all = row(&[1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!((all.measured(), all.test_accuracy, all.dead, all.saturated), (0, None, None, None));
    assert_eq!((all.first_gradient_norm, all.millis_per_epoch), (None, None));
    assert_eq!(all.train_loss.unwrap().low, f64::INFINITY);
    let finished = with_diverged(&plan, &[2, 5, 7]);
    assert_eq!(conditions(&plan, &finished)[0].diverged(), 3);
    // In the CSV these cells are empty.
    let text = csv::runs(&plan, &finished);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = csv::run_columns();
    for record in reader.records().map(Result::unwrap) {
        let cell = |name: &str| &record[columns.iter().position(|column| column == name).unwrap()];
        for name in ["test_accuracy", "dead", "saturated", "first_gradient_norm"] {
            assert_eq!(cell(name).is_empty(), cell("status") == "diverged", "{name}: {record:?}");
        }
    }
}

#[test]
fn a_real_run_that_diverges_has_no_accuracy() {
    let plan = plan("data=plane&vary=lr&values=90&act=identity&seeds=1&epochs=20");
    let points = self::plan("data=circle&vary=lr&values=100&act=identity&loss=mse&seeds=1&epochs=20");
    for plan in [plan, points] {
        let run = run_all(&plan).remove(0);
        assert!(run.result.has_diverged(), "{:?}", run.result.status);
        assert_eq!((run.result.train_accuracy, run.result.test_accuracy), (None, None));
    }
}

#[test]
fn a_band_goes_to_the_end_although_a_diverged_run_has_more_records() {
    let plan = plan("vary=act&values=relu&seeds=4&epochs=1000&target=0.1");
    let mut finished = invented(&plan, &[&[None; 4]]);
    for run in &mut finished {
        let mut result = (*run.result).clone();
        // Of the long ones every second epoch is kept, of the one that diverged at epoch 505 all.
        let (end, step) = if run.job.seed == 3 { (505, 1) } else { (1000, 2) };
        result.status = if end == 505 { Status::Diverged } else { Status::Finished };
        result.curve = (0..=end).step_by(step).map(|epoch| (epoch, epoch as f32, 0.5)).collect();
        run.result = result.into();
    }
    let condition = conditions(&plan, &finished).remove(0);
    assert_eq!(condition.train.epochs.last(), Some(&1000));
    assert!(condition.train.quartiles.iter().all(|q| q.median.is_finite()));
    let (early, late) = (condition.train.at(100.0).unwrap(), condition.train.at(1000.0).unwrap());
    assert_eq!((early.diverged, early.quartiles.high), (0, f64::from(early.epoch)));
    assert_eq!((late.epoch, late.diverged, late.quartiles.high), (1000, 1, f64::INFINITY));
}

#[test]
fn where_all_runs_have_diverged_there_is_no_loss_to_read_off() {
    let plan = plan("vary=lr&values=0.01,90&seeds=2&epochs=20&target=0.05&data=plane&act=identity");
    let conditions = conditions(&plan, &run_all(&plan));
    let ends: Vec<u32> = conditions[1].runs.iter().map(|(_, run)| run.curve.last().unwrap().0).collect();
    let end = ends.into_iter().max().unwrap();
    assert!(end < 19, "{end}");
    for epoch in 0..=20 {
        let place = conditions[1].band(false).at(epoch as f32).unwrap();
        assert!(place.quartiles.high.is_finite() || place.diverged > 0, "{epoch}");
        assert_eq!(place.quartiles.low.is_infinite(), epoch > end, "{epoch}: {place:?}");
    }
    assert!(conditions[0].band(false).quartiles.iter().all(|q| q.high.is_finite()));
}

#[test]
fn a_run_on_its_way_has_not_missed_the_target() {
    let plan = plan("vary=act&values=relu,tanh&seeds=1&target=0.1");
    let mut finished = invented(&plan, &[&[None], &[Some(4)]]);
    for run in &mut finished {
        run.result =
            TrialResult { status: Status::Paused, epochs: run.job.value as u32, ..(*run.result).clone() }.into();
    }
    let rows = rows(&plan, &finished);
    assert_eq!((rows[0].millis_per_epoch, rows[1].millis_per_epoch), (None, Some(1.0)));
    assert_eq!((rows[0].under_way, rows[0].epochs_to_target), (1, None));
    assert_eq!((rows[1].under_way, rows[1].epochs_to_target.map(|q| q.median)), (1, Some(4.0)));
    assert_eq!(conditions(&plan, &finished)[0].epochs_to_target, None);
}

#[test]
fn settings_that_a_value_forces_are_known() {
    // 250 training points in batches of 249 leave one over, which batch norm cannot take.
    let plan = plan("vary=bn&values=off,on&batch=249");
    let adjusted: Vec<_> = plan.adjusted().iter().map(|(value, f, text)| (*value, f.key, text.clone())).collect();
    assert_eq!(adjusted, [(1, "batch", "250".to_owned())]);
    for factor in FACTORS {
        let usual = self::plan(&format!("vary={}&values={}", factor.id, factor.suggestion));
        assert!(usual.adjusted().is_empty(), "{}", factor.id);
    }
}

#[test]
fn never_reached_is_never_averaged_away() {
    let plan = plan("vary=act&values=relu,tanh&seeds=4&target=0.1");
    let finished = invented(&plan, &[&[Some(10), Some(20), Some(30), None], &[Some(5), None, None, None]]);
    let rows = rows(&plan, &finished);
    let quartiles = rows[0].epochs_to_target.unwrap();
    assert_eq!((quartiles.low, quartiles.median, quartiles.high), (17.5, 25.0, f64::INFINITY));
    assert_eq!((rows[0].solved, rows[1].solved), (3, 1));
    assert_eq!(rows[1].epochs_to_target.unwrap().median, f64::INFINITY);
    assert_eq!((rows[0].dead, rows[0].runs), (Some(0.25), 4));
}

#[test]
fn the_verdict_says_what_the_test_allows() {
    let sixteen = |f: &dyn Fn(u32) -> u32| (0..16).map(|seed| Some(f(seed))).collect::<Vec<_>>();
    let undecided = |comparison: &Comparison| {
        comparison.undecided().iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>()
    };
    let plan = plan("vary=act&values=relu,gelu,silu&seeds=16&target=0.1");
    // ReLU 10 epochs before the others in every seed; GELU and SiLU take turns.
    let relu = sixteen(&|seed| 20 + seed);
    let gelu = sixteen(&|seed| 40 + seed % 2);
    let silu = sixteen(&|seed| 41 - seed % 2);
    let finished = invented(&plan, &[&relu, &gelu, &silu]);
    let clear = compared(&plan, &finished);
    assert_eq!((clear.fastest.as_slice(), clear.wins, clear.seeds), ([0].as_slice(), 16, 16));
    assert_eq!((undecided(&clear), clear.decided()), (vec![(1, 2)], vec![(0, 1), (0, 2)]));
    // SiLU wins 5 of 16 against ReLU (binomtest(5, 16).pvalue = 0.21); GELU is behind both.
    let silu = sixteen(&|seed| if seed < 5 { 19 } else { 21 });
    let close = compared(&plan, &invented(&plan, &[&sixteen(&|_| 20), &sixteen(&|seed| 40 + seed), &silu]));
    assert_eq!((close.fastest.as_slice(), close.wins, close.seeds), ([0].as_slice(), 11, 16));
    assert_eq!(undecided(&close), [(0, 2)]);
    let pairs = pairs(&plan, &finished);
    assert_eq!(pairs, clear.pairs);
    // binomtest(0, 16).pvalue = 3.0517578125e-05, times 3 for the smallest of three by Holm.
    assert!((pairs[0].p_corrected - 3.0 * 3.051_757_812_5e-5).abs() < 1e-12);
    assert_eq!((pairs[0].order(), pairs[1].order(), pairs[2].order()), (Some((0, 1)), Some((0, 2)), None));
}

#[test]
fn too_few_seeds_cannot_tell() {
    let plan = plan("vary=act&values=relu,tanh&seeds=3&target=0.1");
    let finished = invented(&plan, &[&[Some(1), Some(2), Some(3)], &[Some(9), Some(9), Some(9)]]);
    let three = compared(&plan, &finished);
    assert_eq!((three.fastest.as_slice(), three.wins, three.seeds), ([0].as_slice(), 3, 3));
    assert_eq!((three.undecided().len(), three.pairs.len(), three.seeds_needed), (1, 1, 6));
    // With 15 pairs the smallest p of 8 seeds, 2 / 2^8, is 0.117 after Holm: 10 seeds are the fewest, 15 * 2 / 2^10 = 0.029.
    let six = self::plan("vary=act&values=relu,tanh,elu,gelu,silu,sigmoid&seeds=8&target=0.1");
    let rising: Vec<Vec<Option<u32>>> = (0..6).map(|value| vec![Some(10 * (value + 1)); 8]).collect();
    let eight = compared(&six, &invented(&six, &rising.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    assert_eq!((eight.undecided().len(), eight.pairs.len(), eight.seeds_needed), (15, 15, 10));
    let turns = invented(&plan, &[&[Some(1), Some(9), Some(5)], &[Some(9), Some(1), Some(5)]]);
    let tied = compared(&plan, &turns);
    assert_eq!((tied.fastest.as_slice(), tied.wins, tied.seeds), ([0, 1].as_slice(), 1, 3));
    let half: Vec<Finished> = turns.into_iter().filter(|run| run.job.value == 0).collect();
    assert_eq!(Verdict::of(&plan, &half), Verdict::NoCommonSeed);
    assert_eq!(Verdict::of(&plan, &[]), Verdict::NoRuns);
    let none = invented(&plan, &[&[None; 3], &[None; 3]]);
    assert_eq!(Verdict::of(&plan, &none), Verdict::NoneSolved { runs: 6 });
    let alone = self::plan("vary=act&values=relu&seeds=3&target=0.1");
    let finished = invented(&alone, &[&[Some(1), Some(2), None]]);
    assert_eq!(Verdict::of(&alone, &finished), Verdict::OneValue { solved: 2, runs: 3 });
}

#[test]
fn each_value_can_take_its_best_rate_and_what_was_tried_is_shown() {
    let plan = plan("vary=act&values=relu,tanh&seeds=2&epochs=40&target=0.4&rate=best");
    assert_eq!(plan.jobs().len(), 2 * 2 * 4);
    assert_eq!(plan.rates(0), [0.01, 0.03, 0.1, 0.3]);
    let finished = run_all(&plan);
    for value in 0..2 {
        let tried = tried(&plan, &finished, value);
        assert_eq!(tried.len(), 4);
        let (best, _) = rate(&plan, &finished, value);
        let chosen = tried.iter().find(|t| t.learning_rate == best).unwrap();
        assert!(tried.iter().all(|t| t.solved <= chosen.solved), "{tried:?}");
    }
    assert_eq!(rows(&plan, &finished).iter().map(|row| row.runs).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_rate_that_solves_nothing_is_no_best_one_and_ends_of_the_grid_are_named() {
    // Where no rate gets there, none of them is taken: the row is that of the experiment's own.
    let hard = plan("vary=act&values=sigmoid&seeds=2&epochs=20&target=0.01&rate=best");
    let finished = run_all(&hard);
    assert!(tried(&hard, &finished, 0).iter().all(|t| t.solved == 0));
    assert_eq!(rate(&hard, &finished, 0), (0.1, Rate::NoneSolved));
    let row = &rows(&hard, &finished)[0];
    assert_eq!((row.learning_rate, row.rate, row.runs), (0.1, Rate::NoneSolved, 2));
    // Of 0.01, 0.03, 0.1 and 0.3 one is solved.
    let plan = plan("vary=act&values=relu&seeds=2&target=0.1&rate=best");
    for (place, expected) in [
        (0, (0.01, Rate::Best(Some(Edge::Smallest)))),
        (1, (0.03, Rate::Best(None))),
        (2, (0.1, Rate::Best(None))),
        (3, (0.3, Rate::Best(Some(Edge::Largest)))),
    ] {
        let mut finished = invented(&plan, &[&[None, None]]);
        let best = plan.rates(0)[place];
        for run in finished.iter_mut().filter(|run| run.job.learning_rate == best) {
            run.result = TrialResult { epochs_to_target: Some(9), ..(*run.result).clone() }.into();
        }
        assert_eq!(rate(&plan, &finished, 0), expected);
        assert_eq!(rows(&plan, &finished)[0].solved, 2);
    }
    let same = self::plan("vary=lr&values=0.3,1&seeds=1&rate=best");
    assert_eq!(rate(&same, &[], 1), (1.0, Rate::Given), "what is varied has no best one");
}

#[test]
fn another_target_judges_the_same_runs_without_running_them_again() {
    for seed in 1..4 {
        let spec = plan(&format!("epochs=30&seed={seed}")).jobs()[0].spec.clone();
        let end = |target: f32| {
            let mut trial = Trial::new(spec.clone(), target);
            while !trial.advance(|| 0.0) {}
            trial.result()
        };
        let judged = end(0.5).with_target(0.3).unwrap();
        assert_eq!(judged, end(0.3), "seed {seed}");
        assert_ne!(judged.epochs_to_target, end(0.5).epochs_to_target, "seed {seed}");
    }
    // A decimated curve cannot tell in which epoch it was.
    let long = TrialResult { epochs: 2000, ..end_of_nothing() };
    assert_eq!(long.with_target(0.3), None);
}

fn end_of_nothing() -> TrialResult {
    Trial::new(plan("epochs=1").jobs()[0].spec.clone(), 0.1).result()
}

#[test]
fn a_picture_keeps_the_side_of_every_answer() {
    // The side of 0 of a logit, and of 1/2 of a probability or a value, as on the Train page.
    for (query, level) in [
        ("data=moons&epochs=40", 0.0),
        ("data=moons&epochs=40&loss=mse", 0.5),
        ("data=moons&epochs=40&out=sigmoid", 0.5),
        ("data=moons&epochs=40&out=sigmoid&loss=mse", 0.5),
        ("data=plane&epochs=10", 0.0),
    ] {
        let spec = plan(query).jobs()[0].spec.clone();
        let mut trial = Trial::new(spec.clone(), 0.1);
        let mut session = Session::new(spec.clone());
        for _ in 0..40 {
            trial.advance(|| 0.0);
            session.step_epoch();
        }
        let picture = trial.result().picture;
        let full = session.snapshot(false, 0.0, None).maps;
        assert_eq!((picture.side, picture.pixels.len(), picture.level), (48, 48 * 48, level), "{query}");
        assert_eq!(MapKind::of(&spec, None).level().unwrap_or(0.0), level, "{query}");
        let half = full.map_side as usize / 48;
        for (i, value) in picture.values().into_iter().enumerate() {
            let (row, column) = (i / 48 * half + half / 2, i % 48 * half + half / 2);
            let exact = full.map[row * full.map_side as usize + column];
            assert_eq!(value > level, exact > level, "{query}, {i}: {value} for {exact}");
            let clamped = exact.clamp(level - Picture::END, level + Picture::END);
            assert!((value - clamped).abs() <= Picture::END / 127.0, "{query}, {i}: {value} for {exact}");
        }
    }
}
