//! Deaths, their causes, the way back, and what can be done to a running net.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::train::field::FIELDS;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Change, Death, Intervention, UnitHealth, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;

fn session(query: &str) -> Session {
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    Session::new(spec)
}

fn epochs(session: &mut Session, count: u32) {
    (0..count).for_each(|_| session.step_epoch());
}

fn dead(session: &mut Session) -> Vec<UnitId> {
    let snapshot = session.snapshot(false, 0.0, None);
    let mut dead = Vec::new();
    for (layer, snapshot) in snapshot.layers.iter().enumerate() {
        for (unit, health) in snapshot.health.iter().enumerate() {
            if *health == UnitHealth::Dead {
                dead.push(UnitId { layer: layer as u32, unit: unit as u32 });
            }
        }
    }
    dead
}

fn deaths(session: &mut Session) -> Vec<Death> {
    session.snapshot(false, 0.0, None).deaths.into_iter().filter(|death| !death.revived).collect()
}

const DEADLY: &str = "n=192&hidden=16,16&lr=10&batch=full";

#[test]
fn a_dead_unit_does_not_move_under_plain_sgd() {
    let mut session = session("hidden=16&bias=constant(-3)&lr=0.3&seed=3");
    epochs(&mut session, 40);
    let dead = dead(&mut session);
    assert!(!dead.is_empty());
    let rows = |session: &Session| -> Vec<Vec<f32>> {
        let linear = &session.state().network.layers[0].linear;
        dead.iter().map(|id| linear.weight[id.unit as usize * linear.fan_in..][..linear.fan_in].to_vec()).collect()
    };
    let before = rows(&session);
    (0..100).for_each(|_| session.step().unwrap());
    assert_eq!(rows(&session), before, "100 steps, bit by bit");
}

#[test]
fn every_death_has_a_cause_that_explains_it() {
    let mut session = session(DEADLY);
    epochs(&mut session, 30);
    let deaths = deaths(&mut session);
    assert!(deaths.len() > 5);
    for death in deaths.iter().filter(|death| death.step > 0) {
        let cause = death.cause.as_ref().unwrap_or_else(|| panic!("{death:?}"));
        assert!(cause.step <= death.step && cause.step > 0);
        assert!(cause.z_before.1 > 0.0, "some point reached it before: {cause:?}");
        assert!(cause.z_after.1 <= 0.0, "none reaches it after: {cause:?}");
        assert!(cause.moved > 0.0 || cause.moved_below > 0.0);
        assert_eq!(cause.learning_rate, 10.0);
        assert!(cause.z_after.1 <= 0.0 && cause.moved.max(cause.moved_below) > 0.0, "{cause:?}");
    }
}

#[test]
fn going_back_leads_to_just_before_the_death_and_on_from_there() {
    let mut session = session("lr=5&seed=2");
    epochs(&mut session, 30);
    let death = deaths(&mut session).into_iter().find(|death| death.step > 0).unwrap();
    let (now_dead, cause) = (dead(&mut session).len(), death.cause.clone().unwrap());
    session.back_before(death.id, death.step);
    assert_eq!(session.state().step, cause.step - 1);
    let dead_then = dead(&mut session);
    assert!(!dead_then.contains(&death.id) && dead_then.len() < now_dead);
    assert!(session.history().last_epoch() <= session.state().epoch);
    // With the same settings the same step kills it again.
    session.step().unwrap();
    assert!(dead(&mut session).contains(&death.id));
    // With others it can live.
    session.back_before(death.id, cause.step);
    session.change(&Spec { learning_rate: 0.05, ..session.spec().clone() });
    epochs(&mut session, 10);
    assert!(!dead(&mut session).contains(&death.id));
}

#[test]
fn going_back_gives_the_same_bits_as_never_having_gone_on() {
    let mut there = session("lr=5&seed=2&opt=sgd(momentum=0.5)");
    epochs(&mut there, 12);
    let death = deaths(&mut there).into_iter().find(|death| death.step > 0).unwrap();
    there.back_before(death.id, death.step);
    let mut alone = session("lr=5&seed=2&opt=sgd(momentum=0.5)");
    while alone.state().step < there.state().step {
        alone.step().unwrap();
    }
    for _ in 0..20 {
        assert_eq!(there.state().network.fingerprint(), alone.state().network.fingerprint());
        there.step().unwrap();
        alone.step().unwrap();
    }
}

#[test]
fn re_initialising_revives_without_changing_the_answer() {
    let mut session = session(DEADLY);
    epochs(&mut session, 40);
    let before = dead(&mut session);
    assert!(before.len() > 5);
    let loss = session.snapshot(false, 0.0, None).train_loss;
    session.change(&Spec { learning_rate: 0.1, ..session.spec().clone() });
    session.reinitialise_dead();
    let snapshot = session.snapshot(false, 0.0, None);
    let mark = snapshot.marks.last().unwrap();
    assert_eq!(mark.intervention, Intervention::Reinitialised { units: before.len() as u32 });
    assert!(mark.revived.len() >= before.len() / 2, "{mark:?}");
    assert!((snapshot.train_loss - loss).abs() < 1e-5, "outgoing weights are 0: {loss} {}", snapshot.train_loss);
    assert_eq!(dead(&mut session).len() + mark.revived.len(), before.len());
    epochs(&mut session, 300);
    assert!(session.evaluation().train_loss < loss);
}

#[test]
fn a_dead_net_switched_to_leaky_relu_has_a_gradient_again() {
    let mut session = session("hidden=8&bias=constant(-20)");
    epochs(&mut session, 1);
    let gradient = |session: &mut Session| session.snapshot(false, 0.0, None).layers[0].gradient_norm;
    assert_eq!(gradient(&mut session), 0.0);
    session.change(&Spec::from_query("hidden=8&bias=constant(-20)&act=leaky_relu").0);
    assert!(gradient(&mut session) > 0.0);
    let snapshot = session.snapshot(false, 0.0, None);
    let leaky = Change::Activations(vec!["leaky_relu".parse().unwrap()]);
    assert_eq!(snapshot.marks[0].intervention, Intervention::Changed(vec![leaky]));
    assert_eq!(snapshot.marks[0].revived.len(), 8);
}

#[test]
fn numbers_can_be_edited_and_everything_shown_is_up_to_date() {
    let mut session = session("");
    let id = UnitId { layer: 0, unit: 2 };
    let before = session.snapshot(false, 0.0, Some(id));
    session.set_number(id, UnitNumber::Bias, -50.0);
    session.set_number(id, UnitNumber::Weight(1), 0.25);
    let after = session.snapshot(false, 0.0, Some(id));
    assert_ne!(before.train_loss, after.train_loss);
    assert_ne!(before.fingerprint, after.fingerprint);
    assert_eq!(after.layers[0].health[2], UnitHealth::Dead);
    let detail = after.unit.unwrap();
    assert_eq!((detail.bias, detail.weights[1], detail.zero_gradient, detail.points), (-50.0, 0.25, 250, 250));
    assert_eq!(after.marks.len(), 2);
    session.set_number(UnitId { layer: 9, unit: 9 }, UnitNumber::Bias, 1.0);
    session.set_number(id, UnitNumber::Weight(99), 1.0);
    session.set_number(id, UnitNumber::Bias, f32::NAN);
    session.add_to_bias(&[id], 50.5);
    assert!(dead(&mut session).is_empty());
}

#[test]
fn batch_norm_can_be_put_in_while_training() {
    let mut session = session("hidden=16,16,16,16,16,16&init=torch_default&bias=torch_default&lr=0.3");
    epochs(&mut session, 20);
    let before = session.evaluation().train_loss;
    session.batch_norm_on();
    assert!(session.spec().batch_norm);
    epochs(&mut session, 60);
    assert!(session.evaluation().train_loss < 0.5 * before, "{before} to {}", session.evaluation().train_loss);
}

#[test]
fn a_change_of_nothing_leaves_no_mark() {
    let mut session = session("");
    let spec = session.spec().clone();
    session.change(&spec);
    assert!(session.snapshot(false, 0.0, None).marks.is_empty());
}

/// What `live` promises: a change reaches the run, and leaves a mark that says what it was.
#[test]
fn every_live_setting_changes_the_run_and_leaves_a_mark() {
    for field in FIELDS.iter().filter(|field| field.live) {
        let value = match field.key {
            "act" => "tanh",
            "opt" => "adam",
            "lr" => "0.3",
            "l1" => "0.001",
            "clip" => "2",
            "batch" => "8",
            "epochs" => "70",
            key => panic!("a live setting needs a value here to be tried with: {key}"),
        };
        let mut session = session("");
        epochs(&mut session, 1);
        let mut next = session.spec().clone();
        (field.set)(&mut next, value).unwrap();
        session.change(&next);
        assert_eq!(session.spec(), &next, "{}", field.key);
        let snapshot = session.snapshot(false, 0.0, None);
        let marks: Vec<_> = snapshot.marks.iter().map(|mark| &mark.intervention).collect();
        assert!(
            matches!(marks[..], [Intervention::Changed(changes)] if changes.len() == 1),
            "{}: {marks:?}",
            field.key
        );
    }
}
