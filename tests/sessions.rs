//! Whole runs: that they learn, that they are repeatable, that changing and looking do only what they say.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::data::sets::DATA_SETS;
use relu_lab::nn::network::CountError;
use relu_lab::train::dead_unit_scan::PARTS;
use relu_lab::train::history::Record;
use relu_lab::train::measuring::Measuring;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Status, UnitHealth, UnitId};
use relu_lab::train::spec::Spec;
use relu_lab::train::start::{Start, StartError};

fn session(query: &str) -> Session {
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    Session::new(spec)
}

fn run(query: &str, epochs: u32) -> Session {
    let mut session = session(query);
    while session.state().epoch < epochs && session.ended().is_none() {
        session.step_epoch();
    }
    session
}

fn dead(session: &mut Session) -> usize {
    session.snapshot(false, 0.0, None).layers.iter().map(|layer| layer.count(UnitHealth::Dead)).sum()
}

#[test]
fn the_default_experiment_learns() {
    let mut session = run("", 400);
    let snapshot = session.snapshot(false, 0.0, None);
    assert!(snapshot.train_loss < 0.1, "loss {}", snapshot.train_loss);
    assert!(snapshot.train_accuracy.unwrap() > 0.95);
}

#[test]
fn every_data_set_trains_to_a_lower_loss() {
    relu_lab::data::digits::provide(include_bytes!("../assets/digits.bin")).unwrap();
    for row in DATA_SETS {
        let query = format!("data={}&opt=adam&lr=0.02", row.id);
        let before = session(&query).snapshot(false, 0.0, None).train_loss;
        let after = run(&query, 100).snapshot(false, 0.0, None);
        assert_eq!(after.status, Status::Paused, "{}", row.id);
        assert!(after.train_loss < 0.7 * before, "{}: {before} to {}", row.id, after.train_loss);
    }
}

#[test]
fn the_same_spec_gives_the_same_bits_however_it_is_looked_at() {
    let mut watched = session("act=gelu&opt=adam&seed=5");
    let mut alone = session("act=gelu&opt=adam&seed=5");
    for step in 0..200_u32 {
        watched.step().unwrap();
        alone.step().unwrap();
        let shown = (step % 3 == 0).then_some(UnitId { layer: step % 2, unit: step % 8 });
        watched.snapshot(step % 2 == 0, 1.0, shown);
    }
    assert_eq!(watched.state().network.fingerprint(), alone.state().network.fingerprint());
    assert_ne!(
        watched.state().network.fingerprint(),
        run("act=gelu&opt=adam&seed=6", 25).state().network.fingerprint()
    );
}

#[test]
fn switching_the_activation_keeps_data_and_first_weights() {
    let start = |query: &str| {
        let mut session = session(query);
        (session.snapshot(false, 0.0, None).points, session.state().network.fingerprint())
    };
    assert_eq!(start("act=relu"), start("act=tanh"));
    assert_ne!(start("act=relu").1, start("seed=2").1);
}

#[test]
fn an_epoch_is_one_pass_with_a_smaller_last_batch() {
    let mut session = session("n=500&train=0.5&batch=32");
    for step in 1..=8 {
        assert_eq!(session.state().epoch, 0, "before step {step}");
        session.step().unwrap();
    }
    assert_eq!((session.state().epoch, session.state().step), (1, 8));
}

#[test]
fn a_high_learning_rate_kills_relu_units_and_not_leaky_ones() {
    let mut relu = run("lr=5", 100);
    assert!(dead(&mut relu) > 0);
    let snapshot = relu.snapshot(false, 0.0, None);
    let deaths: usize = snapshot.deaths.iter().filter(|death| !death.revived).count();
    assert!(deaths >= dead(&mut relu));
    assert_eq!(dead(&mut run("lr=5&act=leaky_relu", 100)), 0);
}

#[test]
fn settings_change_while_training_and_the_run_goes_on() {
    let mut session = run("", 5);
    let before = session.state().network.fingerprint();
    session.change(&Spec::from_query("act=tanh&lr=0.5&opt=adam&batch=full").0);
    assert_eq!((session.state().network.fingerprint(), session.state().step), (before, 40));
    session.step_epoch();
    assert_eq!(session.state().step, 41, "a full batch is one step an epoch");
    assert_eq!(session.spec().to_query(), "act=tanh&opt=adam&lr=0.5&batch=full");
}

#[test]
fn divergence_names_layer_and_step_and_can_be_left() {
    let mut session = run("data=plane&act=identity&lr=50", 50);
    let snapshot = session.snapshot(true, 0.0, None);
    assert_eq!(snapshot.status, Status::Diverged);
    let divergence = snapshot.divergence.unwrap();
    let steps = session.state().step;
    assert!((steps..=steps + 1).contains(&divergence.step), "{divergence:?}");
    assert_eq!(divergence.is_output, divergence.layer as usize == session.spec().hidden.len());
    session.step().unwrap();
    assert_eq!(session.state().step, steps, "a run that has ended takes no step");
    session.back_to_finite();
    assert!(session.snapshot(false, 0.0, None).train_loss.is_finite());
    session.change(&Spec::from_query("data=plane&act=identity&lr=0.01").0);
    assert!(session.step().is_ok());
}

#[test]
fn a_run_stops_after_its_epochs() {
    let mut session = run("epochs=3", 10);
    assert_eq!(session.state().epoch, 3);
    assert_eq!(session.snapshot(true, 0.0, None).status, Status::Finished);
}

/// What the quick check at full speed says, beside the check of every unit on every point in every epoch.
#[test]
fn at_full_speed_no_death_is_missed_and_a_return_is_seen_soon() {
    let mut returns = 0;
    for query in [
        "lr=3&hidden=8,8&noise=0.2",
        "lr=1&hidden=32,32,32,32,32,32&n=1000",
        "lr=1&act=relu6&data=spiral&n=700",
        "lr=0.5&opt=adam&hidden=16,16&l1=0.01&n=64",
        "lr=2&act=hardtanh&bn=on&hidden=6,5",
    ] {
        let mut exact = session(query);
        let mut quick = session(query);
        quick.set_measuring(Measuring::Sparse);
        let units: usize = exact.spec().hidden.iter().map(|units| *units as usize).sum();
        let mut returned_at = vec![0; units];
        let mut was_dead = dead_units(&exact);
        for epoch in 1..=120_u32 {
            exact.step_epoch();
            quick.step_epoch();
            assert_eq!(exact.state().network.fingerprint(), quick.state().network.fingerprint());
            let (is_dead, taken_for_dead) = (dead_units(&exact), dead_units(&quick));
            for unit in 0..is_dead.len() {
                if was_dead[unit] && !is_dead[unit] {
                    returned_at[unit] = epoch;
                    returns += 1;
                }
                assert!(!is_dead[unit] || taken_for_dead[unit], "{query}, epoch {epoch}: unit {unit} is dead, unseen");
                let late = taken_for_dead[unit] && !is_dead[unit];
                let wait = epoch - returned_at[unit];
                assert!(!late || wait < PARTS as u32, "{query}, epoch {epoch}: unit {unit} lives since {wait} epochs");
            }
            was_dead = is_dead;
            if exact.ended().is_some() {
                break;
            }
        }
    }
    assert!(returns > 10, "{returns} returns are too few to try it");
}

/// One a hidden unit: whether the log takes it for dead.
fn dead_units(session: &Session) -> Vec<bool> {
    let dead = session.dead();
    let hidden = session.spec().hidden.iter().enumerate();
    let ids = hidden.flat_map(|(layer, units)| (0..*units).map(move |unit| UnitId { layer: layer as u32, unit }));
    ids.map(|id| dead.contains(&id)).collect()
}

#[test]
fn at_full_speed_every_32nd_epoch_is_as_measured_as_ever() {
    let mut exact = session("");
    let mut quick = session("");
    quick.set_measuring(Measuring::Sparse);
    for _ in 0..100 {
        exact.step_epoch();
        quick.step_epoch();
    }
    let epochs: Vec<u32> = quick.history().records.iter().map(|record| record.epoch).collect();
    assert_eq!(epochs, [0, 1, 4, 16, 32, 64, 96]);
    for record in &quick.history().records {
        let same = exact.history().records.iter().find(|other| other.epoch == record.epoch).unwrap();
        assert_eq!(
            Record { spread: Vec::new(), ..(**record).clone() },
            Record { spread: Vec::new(), ..(**same).clone() }
        );
    }
    let spread = |session: &Session| session.history().records.iter().filter(|r| !r.spread.is_empty()).count();
    assert_eq!((spread(&exact), spread(&quick)), (4 + 25, 2));
    assert_eq!(exact.snapshot(true, 0.0, None).train_loss, quick.snapshot(true, 0.0, None).train_loss);
}

#[test]
fn a_diverged_run_shows_the_same_numbers_however_it_was_looked_at() {
    let query = "hidden=48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48&init=normal(0.28867513)&lr=0.01";
    let run = |looks: bool| {
        let mut session = session(query);
        while session.ended().is_none() {
            let _ = session.step();
            if looks {
                session.snapshot(true, 0.0, None);
            }
        }
        let shown = session.snapshot(false, 0.0, None);
        assert_eq!(shown.status, Status::Diverged);
        let health: Vec<_> = shown.layers.iter().map(|layer| layer.health.clone()).collect();
        (shown.train_loss.to_bits(), shown.test_loss.to_bits(), health)
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn a_run_starts_from_given_weights_with_their_very_bits() {
    for query in
        ["", "hidden=4,3&act=prelu", "bn=on&hidden=5", "hidden=none&data=plane", "data=rings&classes=4&act=tanh"]
    {
        let mut before = run(query, 7);
        let numbers = before.state().network.numbers();
        let spec = before.spec().clone();
        assert_eq!(numbers.len(), spec.architecture().number_count(), "{query}");
        let start = Start::of_numbers(&spec, &numbers).unwrap();
        let mut after = Session::with_start(spec.clone(), start).unwrap();
        let (was, is) = (before.snapshot(false, 0.0, None), after.snapshot(false, 0.0, None));
        assert_eq!((is.epoch, is.step, is.status), (0, 0, Status::Ready), "{query}");
        assert_eq!(is.fingerprint, was.fingerprint, "{query}");
        assert_eq!((is.train_loss, is.test_loss), (was.train_loss, was.test_loss), "{query}");
        after.step_epoch();
        assert_ne!(after.state().network.fingerprint(), was.fingerprint, "{query}: it trains on");

        let error = Start::of_numbers(&spec, &numbers[1..]).err().unwrap();
        let count = CountError { expected: numbers.len(), got: numbers.len() - 1 };
        assert_eq!(error, StartError::Count(count), "{query}");
        let mut broken = numbers;
        broken[2] = f32::NAN;
        assert_eq!(Start::of_numbers(&spec, &broken).err(), Some(StartError::NumberNotFinite(2)), "{query}");
    }
}
