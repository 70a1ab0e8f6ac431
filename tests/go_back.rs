//! Going back to an epoch: the same bits as the run had then, whatever was done to it before and since.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;

use relu_lab::train::measuring::Measuring;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Origin, Snapshot, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;
use relu_lab::train::way_back::NotKept;

fn session(query: &str) -> Session {
    Session::new(Spec::from_query(query).0)
}

fn until(session: &mut Session, epoch: u32) {
    while session.state().epoch < epoch && session.ended().is_none() {
        session.step_epoch();
    }
}

fn fingerprint(session: &Session) -> u64 {
    session.state().network.fingerprint()
}

/// What a snapshot says of the run, but for the clock.
fn told(snapshot: &Snapshot) -> String {
    format!("{:?}", Snapshot { points: Snapshot::default().points, ..snapshot.clone() })
}

const RUNS: [&str; 8] = [
    "",
    "opt=sgd(momentum=0.9)&lr=0.05",
    "opt=adam&lr=0.01",
    "opt=rmsprop&lr=0.01",
    "bn=on&hidden=6,5",
    "batch=7&n=200&act=tanh",
    "batch=full&lr=0.5&clip=0.5&l1=0.001",
    "act=prelu&hidden=5,4,3&data=spiral",
];

#[test]
fn after_going_back_from_60_to_20_the_run_is_that_which_stopped_at_20() {
    for query in RUNS {
        for measuring in [Measuring::Everything, Measuring::Sparse] {
            let mut stopped = session(query);
            until(&mut stopped, 20);
            let mut run = session(query);
            run.set_measuring(measuring);
            until(&mut run, 60);
            let at_60 = fingerprint(&run);
            run.go_back(20).unwrap();
            assert_eq!(
                (run.state().epoch, run.state().position, run.state().step),
                (20, 0, stopped.state().step),
                "{query}"
            );
            assert_eq!(fingerprint(&run), fingerprint(&stopped), "{query}");
            if measuring == Measuring::Everything {
                let (one, other) = (stopped.snapshot(false, 0.0, None), run.snapshot(false, 0.0, None));
                assert_eq!(told(&one), told(&other), "{query}: what is shown is what was shown then");
            }
            // Optimizer and sample order too: it goes on as it did.
            until(&mut run, 60);
            assert_eq!(fingerprint(&run), at_60, "{query}");
        }
    }
}

/// What a user does to a run.
#[derive(Debug, Clone)]
enum Action {
    Epochs(u32),
    Steps(u32),
    LearningRate(f32),
    Batch(u32),
    Activation(&'static str),
    Optimizer(&'static str),
    Reinitialise,
    Bias(f32),
    Number(f32),
    BatchNorm,
    Back(u32),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => (1_u32..12).prop_map(Action::Epochs),
        2 => (1_u32..20).prop_map(Action::Steps),
        1 => prop::sample::select(vec![0.01_f32, 0.1, 1.0, 8.0]).prop_map(Action::LearningRate),
        1 => prop::sample::select(vec![3_u32, 16, 64]).prop_map(Action::Batch),
        1 => prop::sample::select(vec!["relu", "tanh", "prelu"]).prop_map(Action::Activation),
        1 => prop::sample::select(vec!["sgd", "adam", "sgd(momentum=0.9)"]).prop_map(Action::Optimizer),
        1 => Just(Action::Reinitialise),
        1 => (-3.0_f32..3.0).prop_map(Action::Bias),
        1 => (-3.0_f32..3.0).prop_map(Action::Number),
        1 => Just(Action::BatchNorm),
        1 => (0_u32..40).prop_map(Action::Back),
    ]
}

fn perform(session: &mut Session, action: &Action) {
    let with = |session: &mut Session, change: &str| {
        let spec = session.spec().clone();
        let changed = Spec::from_query(&format!("{}&{change}", spec.to_query())).0;
        session.change(&changed);
    };
    match action {
        Action::Epochs(count) => (0..*count).for_each(|_| session.step_epoch()),
        Action::Steps(count) => (0..*count).for_each(|_| _ = session.step()),
        Action::LearningRate(rate) => with(session, &format!("lr={rate}")),
        Action::Batch(size) => with(session, &format!("batch={size}")),
        Action::Activation(name) => with(session, &format!("act={name}")),
        Action::Optimizer(name) => with(session, &format!("opt={name}")),
        Action::Reinitialise => session.reinitialise_dead(),
        Action::Bias(amount) => session.add_to_bias(&[UnitId { layer: 0, unit: 1 }], *amount),
        Action::Number(value) => session.set_number(UnitId { layer: 1, unit: 0 }, UnitNumber::Bias, *value),
        Action::BatchNorm => session.batch_norm_on(),
        Action::Back(epoch) => _ = session.go_back(*epoch),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// At the end of every epoch, after what was done there, the fingerprint is noted; going back to any of them finds it again, and
    /// so does going on from there to the next intervention.
    #[test]
    fn every_epoch_is_found_again_after_interventions(
        query in prop::sample::select(vec!["hidden=4,3&n=60", "hidden=4,3&n=60&opt=adam&lr=0.02", "hidden=4,3&n=60&bn=on&batch=8"]),
        actions in prop::collection::vec(action(), 1..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut run = session(query);
        let mut seen: Vec<u64> = vec![fingerprint(&run)];
        for action in &actions {
            // Epoch by epoch, so that each is seen.
            let steps: Vec<Action> = match action {
                Action::Epochs(count) => vec![Action::Epochs(1); *count as usize],
                Action::Steps(count) => vec![Action::Steps(1); *count as usize],
                other => vec![other.clone()],
            };
            for step in &steps {
                perform(&mut run, step);
                let (epoch, position) = (run.state().epoch as usize, run.state().position);
                seen.truncate(epoch + 1);
                if position == 0 && run.divergence().is_none() {
                    seen.truncate(epoch);
                    seen.push(fingerprint(&run));
                }
            }
        }
        for index in order {
            let epoch = index.index(seen.len());
            run.go_back(epoch as u32).unwrap();
            prop_assert_eq!(fingerprint(&run), seen[epoch], "epoch {} of {:?}", epoch, actions);
            prop_assert!(run.divergence().is_none());
            seen.truncate(epoch + 1);
        }
    }
}

#[test]
fn a_long_run_goes_back_to_any_epoch_in_bounded_memory() {
    let mut run = session("n=40&hidden=3");
    run.set_measuring(Measuring::Sparse);
    let mut seen = vec![fingerprint(&run)];
    for _ in 0..3000 {
        run.step_epoch();
        seen.push(fingerprint(&run));
    }
    for epoch in [2999, 2048, 2047, 1000, 999, 33, 1, 0] {
        run.go_back(epoch).unwrap();
        assert_eq!(fingerprint(&run), seen[epoch as usize], "epoch {epoch}");
    }
}

#[test]
fn in_a_large_net_memory_stays_bounded_and_the_way_is_still_there() {
    let mut run = session("hidden=128,128,128,128,128,128,128,128&n=20&batch=full");
    let mut seen = vec![fingerprint(&run)];
    for epoch in 0..30 {
        if epoch == 10 {
            run.set_number(UnitId { layer: 0, unit: 1 }, UnitNumber::Bias, 0.5);
            seen[10] = fingerprint(&run);
        }
        run.step_epoch();
        seen.push(fingerprint(&run));
    }
    for epoch in [29, 11, 10, 9, 3] {
        run.go_back(epoch).unwrap();
        assert_eq!(fingerprint(&run), seen[epoch as usize], "epoch {epoch}");
    }
}

#[test]
fn a_run_that_has_not_come_so_far_stays_as_it_is() {
    let mut run = session("");
    until(&mut run, 5);
    let before = fingerprint(&run);
    assert_eq!(run.go_back(6), Err(NotKept));
    assert_eq!((run.state().epoch, fingerprint(&run)), (5, before));
}

#[test]
fn settings_are_those_of_then_and_later_changes_are_undone() {
    let mut run = session("lr=0.1");
    until(&mut run, 10);
    let slower = Spec { learning_rate: 0.02, ..run.spec().clone() };
    run.change(&slower);
    until(&mut run, 30);
    run.go_back(20).unwrap();
    assert_eq!((run.spec().learning_rate, run.marks().len()), (0.02, 1));
    run.go_back(5).unwrap();
    assert_eq!((run.spec().learning_rate, run.marks().len()), (0.1, 0));
    // Another choice from here on.
    let faster = Spec { learning_rate: 0.3, ..run.spec().clone() };
    run.change(&faster);
    until(&mut run, 12);
    let at_12 = fingerprint(&run);
    until(&mut run, 30);
    run.go_back(12).unwrap();
    assert_eq!(fingerprint(&run), at_12);
}

#[test]
fn a_diverged_run_goes_back_to_its_finite_epochs() {
    let mut run = session("data=plane&act=identity&lr=50");
    let mut seen = vec![fingerprint(&run)];
    while run.ended().is_none() {
        run.step_epoch();
        seen.push(fingerprint(&run));
    }
    let last = run.divergence().unwrap().last_finite_epoch;
    for epoch in [last, last / 2, 0] {
        run.go_back(epoch).unwrap();
        assert_eq!(fingerprint(&run), seen[epoch as usize], "epoch {epoch}");
        assert!(run.divergence().is_none());
    }
}

/// However long ago: the states of old epochs are let go of, and are made again.
#[test]
fn just_before_a_death_the_unit_lives_also_long_after() {
    let mut run = session("lr=0.4&batch=2&seed=98");
    until(&mut run, 9);
    let death = run.snapshot(false, 0.0, None).deaths[0].clone();
    assert_eq!((death.step, death.origin), (1000, Origin::Step));
    until(&mut run, 300);
    run.back_before(death.id, death.step);
    let cause = death.cause.unwrap();
    assert_eq!(run.state().step, cause.step - 1);
    assert!(run.dead().is_empty());
    run.step().unwrap();
    let after = run.snapshot(false, 0.0, None);
    assert_eq!(run.dead(), [death.id], "it dies of the very next step");
    assert_eq!(after.step, cause.step);
}

#[test]
fn a_way_is_gone_in_slices_and_can_be_given_up() {
    let mut run = session("");
    until(&mut run, 60);
    let before = fingerprint(&run);
    let mut way = run.way_to_epoch(59).unwrap();
    let mut shares = vec![way.share()];
    while !run.advance(&mut way, 1).unwrap() {
        shares.push(way.share());
    }
    assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
    drop(way);
    assert_eq!((run.state().epoch, fingerprint(&run)), (60, before));
}
