//! Several classes from the link to the frame: what is learned, counted, shown and compared.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "the platform's own functions are the oracle here")]

use proptest::prelude::*;
use relu_lab::compare::csv;
use relu_lab::compare::plan::Plan;
use relu_lab::compare::summary::Finished;
use relu_lab::compare::trial::Trial;
use relu_lab::data::points::{Points, Target};
use relu_lab::data::samples::Samples;
use relu_lab::data::sets::{DATA_SETS, MAX_CLASSES, MIN_CLASSES};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::plot::map::MapKind;
use relu_lab::protocol::{from_bytes, to_bytes};
use relu_lab::train::json::JsonError;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Confusion, Snapshot, UnitId};
use relu_lab::train::spec::Spec;

fn run(query: &str, epochs: u32) -> Session {
    let (spec, notices) = Spec::from_query(query);
    assert_eq!(notices, vec![], "{query}");
    let mut session = Session::new(spec);
    while session.state().epoch < epochs && session.ended().is_none() {
        session.step_epoch();
    }
    session
}

fn frame(session: &mut Session) -> Snapshot {
    session.snapshot(false, 0.0, None)
}

#[test]
fn every_set_of_several_classes_is_learned() {
    for (query, accuracy) in [
        ("data=blobs&hidden=8&lr=0.3", 0.99),
        ("data=blobs&classes=10&hidden=16,16", 0.9),
        ("data=rings&hidden=16,16", 0.95),
        ("data=rings&classes=5&hidden=24,24&opt=adam&lr=0.01", 0.95),
        ("data=spirals&hidden=24,24&opt=adam&lr=0.01", 0.95),
        ("data=spirals&classes=10&hidden=32,32&opt=adam&lr=0.01&n=1000", 0.9),
        ("data=blobs&classes=2&hidden=8&lr=0.3", 0.99),
        ("data=rings&classes=2&hidden=8,8&lr=0.3", 0.97),
        ("data=blobs&classes=4&loss=ce&bn=on&features=x1,x2,x1*x2", 0.97),
    ] {
        let run = run(query, 150);
        let reached = run.evaluation().test_accuracy.unwrap();
        assert!(reached > accuracy, "{query}: {reached}");
    }
}

/// The matrices of a frame against what the network answers, counted in the plainest way.
fn check_confusion(session: &mut Session, what: &str) {
    let frame = frame(session);
    let Confusion { classes, train, test } = frame.confusion.clone().unwrap_or_else(|| panic!("{what}"));
    let k = classes as usize;
    assert_eq!((train.len(), test.len()), (k * k, k * k), "{what}");
    let inputs = session.spec().inputs();
    for (matrix, places, accuracy) in [
        (&train, frame.points.training(), frame.train_accuracy.unwrap()),
        (&test, frame.points.test(), frame.test_accuracy.unwrap()),
    ] {
        let samples = Samples::new(&frame.points, places.clone(), &inputs);
        let mut workspace = Workspace::new();
        session.state().network.evaluate(&samples.inputs, &mut workspace);
        let mut counted = vec![0; k * k];
        for (sample, point) in places.clone().enumerate() {
            let answer = session.spec().resolved_loss().class(workspace.output(), sample);
            counted[frame.points.target.class(point).unwrap() * k + answer] += 1;
        }
        assert_eq!(matrix, &counted, "{what}");
        let right: u32 = (0..k).map(|class| matrix[class * k + class]).sum();
        assert_eq!(accuracy, right as f32 / places.len() as f32, "{what}");
    }
}

#[test]
fn the_confusion_matrix_counts_what_is_taken_for_what() {
    for query in [
        "",
        "loss=ce",
        "data=moons&out=sigmoid",
        "data=xor&loss=mse",
        "data=blobs&noise=0.3",
        "data=rings&classes=7",
        "data=spirals&classes=10&n=16&train=0.1",
    ] {
        let mut session = run(query, 0);
        check_confusion(&mut session, query);
        (0..5).for_each(|_| session.step_epoch());
        check_confusion(&mut session, query);
        // In the middle of an epoch too.
        (0..3).for_each(|_| _ = session.step());
        check_confusion(&mut session, query);
    }
    assert_eq!(frame(&mut run("data=plane", 3)).confusion, None);
}

#[test]
fn the_map_shows_the_most_probable_class_and_how_sure_it_is() {
    for query in ["data=blobs&noise=0.2", "data=spirals&classes=10&hidden=16,16", "data=rings&classes=5&out=tanh"] {
        let mut session = run(query, 10);
        for shown in [None, Some(UnitId { layer: session.spec().hidden.len() as u32, unit: 1 })] {
            let frame = session.snapshot(false, 0.0, shown);
            let maps = &frame.maps;
            let (classes, side) = (maps.classes.as_ref().unwrap(), maps.map_side as usize);
            assert_eq!((classes.class.len(), classes.probability.len()), (side * side, side * side), "{query}");
            let count = session.spec().outputs();
            assert_eq!(MapKind::of(session.spec(), shown), MapKind::Classes { count });
            let at = |i: usize| (2 * i + 1) as f32 / side as f32 - 1.0;
            for pixel in (0..side * side).step_by(97) {
                let input = Tensor::from_units(&[[at(pixel % side)], [-at(pixel / side)]]);
                let mut workspace = Workspace::new();
                session.state().network.evaluate(&input, &mut workspace);
                let logits: Vec<f64> = (0..count).map(|k| f64::from(workspace.output().unit(k)[0])).collect();
                let class = usize::from(classes.class[pixel]);
                let sum: f64 = logits.iter().map(|z| (z - logits[class]).exp()).sum();
                assert!(logits.iter().all(|z| *z <= logits[class] + 1e-6), "{query}, {pixel}: {logits:?}, {class}");
                assert!((f64::from(classes.probability[pixel]) - 1.0 / sum).abs() < 1e-5, "{query}, {pixel}");
                let others = (0..count).filter(|k| *k != class).map(|k| logits[class] - logits[k]);
                let lead = others.fold(f64::INFINITY, f64::min);
                assert!((f64::from(maps.map[pixel]) - lead).abs() < 1e-4 && maps.map[pixel] >= 0.0, "{query}, {pixel}");
            }
        }
        // A hidden unit has a response, not a class.
        let frame = session.snapshot(false, 0.0, Some(UnitId { layer: 0, unit: 1 }));
        assert_eq!(frame.maps.classes, None);
    }
    // Two classes have one number a pixel, from one output or from two.
    for query in ["", "loss=ce", "data=blobs&classes=2"] {
        assert_eq!(frame(&mut run(query, 1)).maps.classes, None, "{query}");
    }
}

#[test]
fn units_of_nets_with_many_outputs_die_and_are_healed_as_others_do() {
    let mut session = run("data=rings&classes=6&hidden=12,12&bias=constant(-3)&seed=3", 2);
    let before = frame(&mut session);
    assert_eq!(before.layers[2].units(), 6);
    let dead = session.dead().len();
    assert!(dead > 0);
    session.reinitialise_dead();
    assert!(session.dead().len() < dead);
    (0..3).for_each(|_| session.step_epoch());
    let after = frame(&mut session);
    assert!(after.layers.iter().all(|layer| layer.gradient_norm.is_finite() && layer.gradient_norm > 0.0));
    assert_eq!(after.layers[2].gets_gradient, vec![true; 6]);
}

#[test]
fn a_run_of_several_classes_that_diverges_says_so() {
    let mut session = run("data=blobs&act=identity&lr=100&hidden=8,8,8", 200);
    let frame = frame(&mut session);
    assert_eq!(frame.status.id(), "diverged");
    assert!(frame.divergence.is_some() && frame.confusion.is_some());
    let bytes = to_bytes(&frame);
    assert_eq!(to_bytes(&from_bytes::<Snapshot>(&bytes).unwrap()), bytes);
}

#[test]
fn several_classes_are_compared_as_others_are() {
    let query = "vary=act&values=relu,tanh&seeds=2&epochs=30&target=0.3&data=rings&classes=4&hidden=12,12&lr=0.3";
    let (plan, notices) = Plan::from_query(query);
    assert_eq!((notices, plan.base.classes), (vec![], 4));
    assert_eq!(Plan::from_query(&plan.to_query()).0, plan);
    let finish = |job: relu_lab::compare::plan::Job| {
        let mut trial = Trial::new(job.spec.clone(), plan.target);
        while !trial.advance(|| 0.0) {}
        Finished { result: trial.result().into(), job }
    };
    let finished: Vec<Finished> = plan.jobs().into_iter().map(finish).collect();
    for run in &finished {
        let picture = &run.result.picture;
        let map = picture.class_map().unwrap();
        let pixels = picture.pixels.len();
        assert_eq!((map.class.len(), map.probability.len(), pixels), (pixels, pixels, 48 * 48));
        assert!(map.class.iter().all(|class| *class < 4) && picture.values().iter().all(|lead| *lead >= 0.0));
        assert!(map.probability.iter().all(|p| (0.24..=1.0).contains(p)));
        assert!(run.result.test_accuracy.unwrap() > 0.4);
    }
    let table = csv::runs(&plan, &finished);
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let column = reader.headers().unwrap().iter().position(|name| name == "spec.classes").unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() == 4 && rows.iter().all(|row| &row[column] == "4"), "{table}");
}

#[test]
fn a_set_whose_file_is_not_there_says_so_and_can_be_run() {
    // Nobody provides the file to this program.
    let mut session = run("data=digits&hidden=8", 1);
    assert!(session.spec().data.row().is_missing());
    let frame = frame(&mut session);
    assert!(frame.points.inputs.iter().flatten().all(|pixel| *pixel == 0.0) && frame.points.len() == 500);
}

#[test]
fn of_more_than_two_dimensions_the_numbers_are_the_inputs() {
    let columns: Vec<Vec<f32>> = (0..5).map(|d| (0..8).map(|i| (10 * d + i) as f32).collect()).collect();
    let points = Points {
        inputs: columns.clone(),
        target: Target::Class { of: vec![0, 1, 2, 3, 0, 1, 2, 3], count: 4 },
        train: 6,
    };
    let samples = Samples::new(&points, points.test(), &Spec::default().features);
    assert_eq!((samples.inputs.units(), samples.inputs.samples()), (5, 2));
    for (unit, column) in columns.iter().enumerate() {
        assert_eq!(samples.inputs.unit(unit), &column[6..]);
    }
    assert_eq!(samples.targets.unit(0), [2.0, 3.0]);
}

#[test]
fn classes_are_written_where_they_mean_something() {
    for (link, written) in [
        ("data=blobs", "data=blobs"),
        ("data=blobs&classes=3", "data=blobs"),
        ("classes=5&data=rings", "data=rings&classes=5"),
        ("data=rings(5)", "data=rings&classes=5"),
        ("data=spirals(classes=7)&seed=2", "data=spirals&classes=7&seed=2"),
        ("data=circle&classes=2", ""),
        ("data=xor", "data=xor"),
    ] {
        let (spec, notices) = Spec::from_query(link);
        assert_eq!((spec.to_query().as_str(), notices), (written, vec![]), "{link}");
        let json = spec.to_json();
        assert_eq!(json.get("classes").is_some(), spec.data.row().has_choice_of_classes(), "{json}");
        assert_eq!(Spec::from_json(&json.to_string()), Ok((spec, vec![])));
    }
    // Whoever goes from a set with a choice to one without did not ask for so many classes there.
    let mut spec = Spec::from_query("data=blobs&classes=8").0;
    (relu_lab::train::field::field("data").unwrap().set)(&mut spec, "moons").unwrap();
    assert_eq!((spec.reconcile(), spec.to_query().as_str()), (vec![], "data=moons"));
    for link in ["data=blobs(11)", "data=blobs(x)", "data=blobs()3)", "data=circle(3)", "data=blobs(", "classes=3,5"] {
        assert_eq!(Spec::from_query(link).1.len(), 1, "{link}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever a link says of classes is taken or named, the spec survives its spellings, and it can be run.
    #[test]
    fn links_with_classes_are_taken_or_named(
        data in prop::sample::select(DATA_SETS.iter().map(|row| row.id).collect::<Vec<_>>()),
        classes in prop_oneof!["[0-9]{1,3}", "-?[0-9]{1,2}(\\.[0-9])?", "[ -~]{0,8}", Just("4294967296".to_owned())],
        loss in prop::sample::select(vec!["auto", "bce", "bce_probability", "mse", "ce"]),
        out in prop::sample::select(vec!["linear", "relu", "sigmoid", "tanh"]),
        rest in prop::sample::select(vec!["", "&bn=on", "&hidden=none", "&features=x1^2", "&n=16&train=0.1", "&batch=1"]),
        in_data in any::<bool>(),
    ) {
        let classes = classes.replace(['&', '%', '#'], "");
        let asked = if in_data { format!("data={data}({classes})") } else { format!("classes={classes}&data={data}") };
        let (spec, notices) = Spec::from_query(&format!("{asked}&loss={loss}&out={out}{rest}"));
        prop_assert!((MIN_CLASSES..=MAX_CLASSES).contains(&spec.classes));
        let number = classes.trim().parse::<u32>().ok().filter(|n| (MIN_CLASSES..=MAX_CLASSES).contains(n));
        if let (Some(number), true) = (number, spec.data.row().has_choice_of_classes()) {
            prop_assert_eq!(spec.class_count(), Some(number), "{}: {:?}", asked, notices);
        }
        prop_assert_eq!(Spec::from_query(&spec.to_query()), (spec.clone(), vec![]));
        prop_assert_eq!(Spec::from_json(&spec.to_json().to_string()), Ok::<_, JsonError>((spec.clone(), vec![])));
        prop_assert_eq!(from_bytes::<Spec>(&to_bytes(&spec)), Ok(spec.clone()));
        let mut session = Session::new(Spec { samples: 24, ..spec });
        _ = session.step();
        session.step_epoch();
        let frame = frame(&mut session);
        prop_assert_eq!(frame.confusion.is_some(), frame.spec.class_count().is_some());
    }
}
