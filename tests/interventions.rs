//! Deaths, their causes, the way back, and what can be done to a running net.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::train::field::FIELDS;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Change, Death, Intervention, Snapshot, UnitHealth, UnitId, UnitNumber};
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

/// z of a unit over the training set, as training sees it.
fn z_of(session: &Session, id: UnitId) -> Vec<f32> {
    let mut workspace = Workspace::new();
    session.state().network.training_values(&session.training_samples().inputs, &mut workspace);
    workspace.z(id.layer as usize).unit(id.unit as usize).to_vec()
}

/// The answers to the training points: as training sees them, and in use (with running statistics).
fn answers(session: &Session) -> (Vec<f32>, Vec<f32>) {
    let mut workspace = Workspace::new();
    session.state().network.training_values(&session.training_samples().inputs, &mut workspace);
    let training = workspace.output().unit(0).to_vec();
    session.state().network.evaluate(&session.training_samples().inputs, &mut workspace);
    (training, workspace.output().unit(0).to_vec())
}

const FUNCTIONS: [&str; 4] = ["relu", "prelu", "relu6", "tanh"];

#[test]
fn what_is_added_to_a_bias_is_added_to_z_in_every_layer_with_and_without_batch_norm() {
    for norm in ["off", "on"] {
        for function in FUNCTIONS {
            for id in [(0, 1), (1, 0), (2, 0)].map(|(layer, unit)| UnitId { layer, unit }) {
                let mut session = session(&format!("bn={norm}&act={function}&lr=0.05"));
                epochs(&mut session, 3);
                let before = z_of(&session, id);
                session.add_to_bias(&[id], 0.5);
                for (before, after) in before.iter().zip(z_of(&session, id)) {
                    assert!((after - before - 0.5).abs() < 1e-5, "bn={norm} {function} {id:?}: {before} to {after}");
                }
                let mark = look(&mut session).marks[0].intervention.clone();
                assert_eq!(mark, Intervention::BiasAdded { units: 1, amount: 0.5 });
            }
        }
    }
}

fn look(session: &mut Session) -> Snapshot {
    session.snapshot(false, 0.0, None)
}

/// A unit whose z ends below 0 by less than 0.5 comes back, which under batch norm it did not.
#[test]
fn adding_to_the_biases_of_dead_units_revives_them_under_batch_norm() {
    let mut session = session("hidden=8&bn=on&batch=full");
    epochs(&mut session, 2);
    let id = UnitId { layer: 0, unit: 4 };
    let highest = z_of(&session, id).into_iter().fold(f32::NEG_INFINITY, f32::max);
    session.add_to_bias(&[id], -highest - 0.25);
    assert_eq!(dead(&mut session), [id]);
    session.add_to_bias(&[id], 0.5);
    assert_eq!(dead(&mut session), []);
    assert_eq!(look(&mut session).marks[1].revived, [id]);
}

#[test]
fn every_number_of_a_unit_can_be_set_where_it_is() {
    let numbers = [UnitNumber::Weight(1), UnitNumber::Bias, UnitNumber::BatchNormWeight, UnitNumber::BatchNormBias];
    for norm in ["off", "on"] {
        for (number, id) in numbers.iter().flat_map(|n| [0, 1, 2].map(|layer| (*n, UnitId { layer, unit: 0 }))) {
            let mut session = session(&format!("bn={norm}"));
            session.set_number(id, number, 0.75);
            let detail = session.snapshot(false, 0.0, Some(id)).unit.unwrap();
            let has_norm = norm == "on" && id.layer < 2;
            assert_eq!(detail.batch_norm.is_some(), has_norm);
            let found = match number {
                UnitNumber::Weight(input) => Some(detail.weights[input as usize]),
                UnitNumber::Bias => Some(detail.bias),
                UnitNumber::BatchNormWeight => detail.batch_norm.map(|norm| norm.weight),
                UnitNumber::BatchNormBias => detail.batch_norm.map(|norm| norm.bias),
            };
            // What is not there is not set and leaves no mark.
            let marks = look(&mut session).marks.len();
            assert_eq!(
                (found, marks),
                (found.and(Some(0.75)), usize::from(found.is_some())),
                "{norm} {number:?} {id:?}"
            );
        }
    }
}

/// The linear layer's bias is in the mean that batch norm subtracts: training does not feel it.
#[test]
fn under_batch_norm_the_linear_bias_does_nothing_in_training() {
    let mut session = session("bn=on");
    epochs(&mut session, 3);
    let before = answers(&session).0;
    session.set_number(UnitId { layer: 0, unit: 0 }, UnitNumber::Bias, 3.0);
    for (before, after) in before.iter().zip(answers(&session).0) {
        assert!((before - after).abs() < 1e-4, "{before} {after}");
    }
}

#[test]
fn re_initialising_leaves_the_answer_to_the_training_points_and_only_to_them() {
    let mut elsewhere = 0;
    for (query, count) in [
        (DEADLY, 40),
        ("lr=5&seed=2", 30),
        ("hidden=16,16&bn=on&batch=full&lr=20", 40),
        ("hidden=16&bn=on&batch=8&lr=5", 30),
        ("hidden=8,8&bias=constant(-3)", 2),
        ("hidden=6,6,6&act=relu,hardshrink,relu&lr=3&seed=4", 20),
    ] {
        let mut session = session(query);
        epochs(&mut session, count);
        let gone = session.dead();
        assert!(!gone.is_empty(), "{query}");
        let (before, grid_before) = (answers(&session), on_grid(&session));
        session.reinitialise_dead();
        let after = answers(&session);
        for (before, after) in before.0.iter().zip(&after.0) {
            assert!((before - after).abs() < 1e-5, "{query}: {before} {after}");
        }
        elsewhere += usize::from(on_grid(&session).iter().zip(grid_before).any(|(after, before)| *after != before));
        // They come back, unless the layer below gives them nothing.
        let snapshot = look(&mut session);
        assert!(
            2 * snapshot.marks[0].revived.len() > gone.len(),
            "{query}: {} of {}",
            snapshot.marks[0].revived.len(),
            gone.len()
        );
        // And in use they are as they are in training: their running statistics are new as well.
        if session.spec().batch_norm {
            for id in &snapshot.marks[0].revived {
                let layer = &snapshot.layers[id.layer as usize];
                let (training, in_use) = (layer.health[id.unit as usize], layer.health_in_use[id.unit as usize]);
                assert_eq!(training, in_use, "{query} {id:?}");
            }
        }
    }
    assert!(elsewhere > 0, "away from the training points a dead unit may have answered");
}

/// The answers over the square.
fn on_grid(session: &Session) -> Vec<f32> {
    let at = |i: i32| i as f32 / 10.0;
    let points: Vec<(f32, f32)> = (-10..=10).flat_map(|i| (-10..=10).map(move |j| (at(i), at(j)))).collect();
    let inputs =
        Tensor::from_units(&[points.iter().map(|p| p.0).collect(), points.iter().map(|p| p.1).collect::<Vec<_>>()]);
    let mut workspace = Workspace::new();
    session.state().network.evaluate(&inputs, &mut workspace);
    workspace.output().unit(0).to_vec()
}

/// Batch norm put in: each unit's z has mean 0 in training and in use, so that about half of the points are above 0.
#[test]
fn batch_norm_put_in_centres_every_unit_and_about_half_of_the_points_are_above_0_on_average() {
    let (mut shares, mut extremes) = (Vec::new(), (1.0_f32, 0.0_f32));
    for seed in 1..=6 {
        let mut session = session(&format!("hidden=16,16,16&seed={seed}&lr=0.3"));
        epochs(&mut session, 20);
        session.batch_norm_on();
        let snapshot = look(&mut session);
        for layer in 0..3 {
            for unit in 0..16 {
                let z = z_of(&session, UnitId { layer, unit });
                let mean = z.iter().sum::<f32>() / z.len() as f32;
                assert!(mean.abs() < 1e-4, "seed {seed}: {mean}");
            }
            for share in &snapshot.layers[layer as usize].active_fraction {
                extremes = (extremes.0.min(*share), extremes.1.max(*share));
                shares.push(*share);
            }
        }
        let (training, in_use) = answers(&session);
        assert!(training.iter().zip(in_use).all(|(a, b)| (a - b).abs() < 0.1 * (1.0 + a.abs())), "seed {seed}");
    }
    let mean = shares.iter().sum::<f32>() / shares.len() as f32;
    println!("a > 0 on {mean} of the points on average, from {} to {}", extremes.0, extremes.1);
    assert!((0.35..0.65).contains(&mean), "{mean}");
    assert!(extremes.0 < 0.3 || extremes.1 > 0.7, "not half for every single unit: {extremes:?}");
}

/// How far the last step moved all parameters together, over the learning rate.
fn largest_step(query: &str) -> f32 {
    let mut session = session(query);
    let mut largest = 0.0_f32;
    for _ in 0..120 {
        let parameters = |session: &Session| {
            let mut all = Vec::new();
            session.state().network.for_each_parameter(|values| all.extend_from_slice(values));
            all
        };
        let before = parameters(&session);
        session.step().unwrap();
        let squares: f64 =
            before.iter().zip(parameters(&session)).map(|(a, b)| f64::from(b - a) * f64::from(b - a)).sum();
        largest = largest.max(squares.sqrt() as f32 / session.spec().learning_rate);
    }
    largest
}

/// The clip bounds the gradient, and with it the step of plain SGD; no other optimizer's.
#[test]
fn a_clipped_gradient_bounds_the_step_of_plain_sgd_alone() {
    let plain = largest_step("clip=1&lr=0.05&hidden=16,16&init=normal(1)");
    assert!(plain <= 1.0001 && plain > 0.9, "{plain}");
    for optimizer in ["sgd(momentum=0.9)", "sgd(weight_decay=1)", "adam", "rmsprop", "adagrad"] {
        let step = largest_step(&format!("clip=1&lr=0.05&hidden=16,16&init=normal(1)&opt={optimizer}"));
        println!("{optimizer}: {step} times the learning rate");
        assert!(step > 1.01, "{optimizer}: {step}");
    }
}

#[test]
fn weights_kept_through_a_switch_are_the_same_numbers_and_a_new_slope_starts_where_it_is_set() {
    for norm in ["off", "on"] {
        for optimizer in ["sgd(momentum=0.9)", "adam"] {
            let start = format!("bn={norm}&opt={optimizer}&lr=0.01");
            let mut session = session(&start);
            epochs(&mut session, 3);
            let weights = session.state().network.layers.iter().map(|l| l.linear.clone()).collect::<Vec<_>>();
            session.change(&Spec::from_query(&format!("{start}&act=prelu(0.1)")).0);
            let layers = &session.state().network.layers;
            assert!(layers.iter().map(|l| l.linear.clone()).eq(weights), "{start}");
            assert_eq!(layers[..2].iter().map(|l| l.slope).collect::<Vec<_>>(), [Some(0.1); 2]);
            epochs(&mut session, 3);
            assert_ne!(session.state().network.layers[0].slope, Some(0.1));
            assert!(session.divergence().is_none());
        }
    }
}
