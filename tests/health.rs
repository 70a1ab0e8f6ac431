//! Unit health says what training's gradient does, in every layer, with and without batch norm; and how deaths came.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::nn::gradients::Gradients;
use relu_lab::nn::network::Network;
use relu_lab::nn::workspace::Workspace;
use relu_lab::train::measuring::Measuring;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{LayerSnapshot, Origin, Snapshot, UnitHealth, UnitId, UnitNumber};
use relu_lab::train::spec::Spec;

fn session(query: &str) -> Session {
    let (spec, notices) = Spec::from_query(query);
    assert!(notices.is_empty(), "{query}: {notices:?}");
    Session::new(spec)
}

fn epochs(session: &mut Session, count: u32) {
    (0..count).for_each(|_| session.step_epoch());
}

fn look(session: &mut Session) -> Snapshot {
    session.snapshot(false, 0.0, None)
}

fn is_gone(health: UnitHealth) -> bool {
    matches!(health, UnitHealth::Dead | UnitHealth::Stuck)
}

/// All parameters of a unit, or their gradients in a full batch.
fn numbers_of(network: &Network, id: UnitId) -> Vec<f32> {
    let (layer, unit) = (&network.layers[id.layer as usize], id.unit as usize);
    let mut numbers = layer.linear.weight[unit * layer.linear.fan_in..][..layer.linear.fan_in].to_vec();
    numbers.push(layer.linear.bias[unit]);
    numbers.extend(layer.batch_norm.iter().flat_map(|norm| [norm.weight[unit], norm.bias[unit]]));
    numbers
}

/// `[layer][unit]`: the gradients of a unit's parameters over the whole training set as one batch.
fn full_batch_gradients(session: &Session) -> Vec<Vec<Vec<f32>>> {
    let (network, samples) = (&session.state().network, session.training_samples());
    let (mut workspace, mut gradients) = (Workspace::new(), Gradients::default());
    network.measure(&samples.inputs, &mut workspace);
    workspace.loss(&session.state().loss, &samples.targets);
    network.backward(&samples.inputs, &mut workspace, &mut gradients);
    let of_layer = |layer: usize| {
        let (gradients, linear) = (&gradients.layers[layer], &network.layers[layer].linear);
        let unit = |unit: usize| {
            let mut numbers = gradients.weight[unit * linear.fan_in..][..linear.fan_in].to_vec();
            numbers.push(gradients.bias[unit]);
            numbers.extend(gradients.batch_norm.iter().flat_map(|norm| [norm.weight[unit], norm.bias[unit]]));
            numbers
        };
        (0..linear.fan_out).map(unit).collect()
    };
    (0..network.layers.len()).map(of_layer).collect()
}

/// Dead and stuck units have a gradient of exactly 0 in a full batch; all others that are said to get one have one.
fn health_matches_the_gradient(session: &mut Session, place: &str) -> (usize, usize) {
    let snapshot = look(session);
    let gradients = full_batch_gradients(session);
    let (mut gone, mut cut) = (0, 0);
    for (layer, (told, gradients)) in snapshot.layers.iter().zip(&gradients).enumerate() {
        for (unit, gradient) in gradients.iter().enumerate() {
            let (health, has_gradient) = (told.health[unit], gradient.iter().any(|g| *g != 0.0));
            let place = format!("{place}, layer {layer}, unit {unit}: {health:?}, gradient {gradient:?}");
            if health == UnitHealth::NotFinite {
                continue;
            }
            assert_eq!(told.gets_gradient[unit], has_gradient, "{place}");
            if is_gone(health) {
                assert!(!has_gradient, "{place}");
                gone += 1;
            } else if !has_gradient {
                cut += 1;
            }
        }
    }
    (gone, cut)
}

#[test]
fn health_says_what_the_gradient_of_training_does() {
    let (mut gone, mut cut) = (0, 0);
    for (query, count) in [
        ("", 12),
        ("bn=on", 30),
        ("n=192&hidden=16&bias=constant(-3)&bn=on&batch=full", 4),
        ("n=192&hidden=16&bias=constant(-3)&batch=full", 3),
        ("bn=on&lr=5&batch=8&hidden=16,16", 12),
        ("bn=on&lr=20&batch=full&hidden=16", 20),
        ("bn=on&lr=5&act=relu6&hidden=12,12&batch=16", 12),
        ("lr=5&seed=2", 12),
        ("lr=10&hidden=16,16&n=192&batch=full", 20),
        ("data=abs&out=relu&hidden=8&lr=0.05&seed=2", 12),
        ("data=abs&out=relu&hidden=8,8&bn=on&lr=3&seed=2", 12),
        ("out=sigmoid&loss=mse&lr=30&hidden=8,8", 8),
        ("hidden=4,2,2,2,2,2,2&seed=3", 3),
        ("hidden=8,8&act=hardtanh&lr=20", 8),
        ("hidden=8,8&act=prelu(0)&lr=2&bn=on", 8),
    ] {
        let mut session = session(query);
        for epoch in 0..=count {
            let found = health_matches_the_gradient(&mut session, &format!("{query}, epoch {epoch}"));
            gone += found.0;
            cut += found.1;
            session.step_epoch();
        }
    }
    println!("{gone} dead or stuck units and {cut} cut off were held against the full-batch gradient");
    assert!(gone > 100 && cut > 20, "{gone} gone, {cut} cut off: too few to say anything");
}

/// Two links of the fault.
#[test]
fn batch_norm_takes_a_first_bias_away_and_nobody_is_dead_of_it() {
    let mut session = session("n=192&hidden=16&bias=constant(-3)&bn=on&batch=full");
    let start = look(&mut session);
    assert_eq!(start.layers[0].count(UnitHealth::Dead), 0);
    assert!(start.layers[0].gradient_norm > 0.1);
    // The network in use still has the running mean 0 of the start: there, and only there, they are all silent.
    assert!(start.layers[0].health_in_use.iter().all(|health| *health == UnitHealth::Dead));
    epochs(&mut session, 60);
    let later = look(&mut session);
    assert_eq!(later.layers[0].count(UnitHealth::Dead), 0);
    assert!(!later.layers[0].health_in_use.contains(&UnitHealth::Dead), "{:?}", later.layers[0].health_in_use);
    assert!(later.deaths.is_empty());

    let mut session = self::session("bn=on");
    epochs(&mut session, 60);
    assert!(look(&mut session).deaths.is_empty());
}

#[test]
fn the_output_can_die_and_then_nothing_learns() {
    let mut session = session("data=abs&out=relu&hidden=8&lr=0.05&seed=2");
    epochs(&mut session, 20);
    let snapshot = look(&mut session);
    let output = snapshot.layers.last().unwrap();
    assert_eq!(output.health, [UnitHealth::Dead]);
    assert!(snapshot.layers.iter().all(|layer| layer.gradient_norm == 0.0));
    assert!(snapshot.layers.iter().flat_map(|layer| &layer.gets_gradient).all(|gets| !gets));
    // Hidden units are counted apart, and are what they are by their own definition.
    assert_eq!(snapshot.layers[0].alive(), 8);
    assert!(session.dead().is_empty());
    let id = UnitId { layer: 1, unit: 0 };
    let death = snapshot.deaths.iter().rev().find(|death| death.id == id).expect("its death is in the list");
    assert_eq!(output.died_at[0], Some(death.epoch as u32));
    // A bias brings it back, as any unit.
    session.add_to_bias(&[id], 2.0);
    let lifted = look(&mut session);
    assert_eq!(lifted.layers[1].health, [UnitHealth::Alive]);
    assert_eq!(lifted.marks[0].revived, [id]);
    assert!(lifted.layers[0].gradient_norm > 0.0);
}

#[test]
fn an_output_that_training_kills_has_a_cause_and_a_way_back() {
    let killed = (1..40).find_map(|seed| {
        let mut session = session(&format!("data=abs&out=relu&hidden=8&lr=0.5&seed={seed}"));
        epochs(&mut session, 20);
        let snapshot = look(&mut session);
        let death = snapshot.deaths.iter().find(|death| death.id.layer == 1 && death.origin == Origin::Step)?;
        Some((death.clone(), session))
    });
    let (death, mut session) = killed.expect("an output dies within 40 seeds");
    let cause = death.cause.as_ref().unwrap();
    assert!(cause.z_before.1 > 0.0 && cause.z_after.1 <= 0.0, "{cause:?}");
    session.back_before(death.id, death.step);
    assert_eq!(session.state().step, cause.step - 1);
    assert_eq!(look(&mut session).layers[1].health, [UnitHealth::Alive]);
}

#[test]
fn a_layer_that_is_dead_or_an_output_that_is_stuck_cuts_off_all_below() {
    let mut session = session("hidden=8,8&act=tanh,relu");
    for unit in 0..8 {
        session.set_number(UnitId { layer: 1, unit }, UnitNumber::Bias, -50.0);
    }
    let snapshot = look(&mut session);
    assert_eq!(snapshot.layers[1].count(UnitHealth::Dead), 8);
    assert_eq!((snapshot.layers[0].alive(), snapshot.layers[0].gradient_norm), (8, 0.0));
    assert!(snapshot.layers[0].gets_gradient.iter().all(|gets| !gets));
    assert!(snapshot.layers[2].gets_gradient[0]);

    for (out, bias) in [("sigmoid", 300.0), ("sigmoid", -300.0), ("tanh", 300.0)] {
        let mut session = self::session(&format!("out={out}&loss=mse"));
        session.set_number(UnitId { layer: 2, unit: 0 }, UnitNumber::Bias, bias);
        let snapshot = look(&mut session);
        let expected = if (out, bias < 0.0) == ("sigmoid", true) { UnitHealth::Dead } else { UnitHealth::Stuck };
        assert_eq!(snapshot.layers[2].health, [expected], "{out} {bias}");
        assert!(snapshot.layers.iter().all(|layer| layer.gradient_norm == 0.0), "{out} {bias}");
    }
}

/// With batch norm too a full batch leaves a dead unit as it is, bit by bit: all its gradients are exactly 0.
#[test]
fn a_dead_unit_under_batch_norm_does_not_move_in_full_batches() {
    let mut held = 0;
    for seed in 1..=4 {
        let mut session = session(&format!("hidden=16&bn=on&batch=full&lr=20&seed={seed}"));
        epochs(&mut session, 30);
        let dead = session.dead();
        let before: Vec<_> = dead.iter().map(|&id| numbers_of(&session.state().network, id)).collect();
        epochs(&mut session, 100);
        let after: Vec<_> = dead.iter().map(|&id| numbers_of(&session.state().network, id)).collect();
        assert_eq!(before, after, "seed {seed}");
        assert!(!look(&mut session).deaths.iter().any(|death| death.revived), "seed {seed}");
        held += dead.len();
    }
    assert!(held > 5, "{held}");
}

/// What is left of "never comes back" under plain SGD, one hidden layer: deaths and returns by batch size, with and without
/// batch norm. Run it with `--nocapture` to see the table.
#[test]
fn without_batch_norm_or_in_full_batches_nobody_comes_back_and_else_few() {
    println!("batch norm, batch size: deaths, returns");
    for (norm, batch) in
        [("off", "8"), ("off", "full"), ("on", "2"), ("on", "8"), ("on", "32"), ("on", "125"), ("on", "full")]
    {
        let (mut deaths, mut returns) = (0, 0);
        for seed in 1..=12 {
            let query = format!("n=256&hidden=16&bn={norm}&batch={batch}&lr=5&epochs=60&seed={seed}");
            let mut session = Session::new(Spec::from_query(&query).0);
            let mut seen = Vec::new();
            while session.ended().is_none() {
                session.step_epoch();
                let all = look(&mut session).deaths;
                seen.extend(all.into_iter().filter(|death| death.step == session.state().step));
            }
            deaths += seen.iter().filter(|death| !death.revived).count();
            returns += seen.iter().filter(|death| death.revived).count();
        }
        println!("{norm}, {batch}: {deaths} deaths, {returns} returns");
        if (norm, batch) == ("on", "8") {
            assert_eq!((deaths, returns), (206, 14), "Help has these numbers");
        }
        if norm == "off" || batch == "full" {
            assert_eq!(returns, 0, "batch norm {norm}, batch {batch}: {deaths} deaths");
        } else {
            // A mini-batch is normalised by its own mean and variance: some of its points may be above 0 though none of
            // the whole training set is.
            assert!(10 * returns < deaths, "batch norm {norm}, batch {batch}: {returns} of {deaths} came back");
        }
    }
}

fn kill(session: &mut Session, id: UnitId) {
    session.set_number(id, UnitNumber::Bias, -50.0);
}

#[test]
fn a_death_says_whether_it_came_from_the_start_a_step_or_the_user() {
    let id = UnitId { layer: 0, unit: 2 };
    // At the start, and after 40 epochs.
    for count in [0, 40] {
        let mut session = session("seed=3&lr=0.03");
        epochs(&mut session, count);
        session.set_number(UnitId { layer: 1, unit: 0 }, UnitNumber::Bias, 0.5);
        let loss = look(&mut session).train_loss;
        kill(&mut session, id);
        let snapshot = look(&mut session);
        let death = snapshot.deaths.iter().rev().find(|death| death.id == id).unwrap();
        assert_eq!((death.origin, death.epoch), (Origin::Intervention { mark: 1 }, count as f32));
        assert_eq!(snapshot.layers[0].died_by[2], Some(Origin::Intervention { mark: 1 }));
        assert_eq!(death.cause, None);
        // Back to just before it: the first change stays, the one that killed is undone.
        let step = death.step;
        session.back_before(id, step);
        let back = look(&mut session);
        assert_eq!((back.marks.len(), back.step, back.train_loss), (1, step, loss));
        assert_eq!(back.layers[0].died_by[2], None);
        assert!(!back.deaths.iter().any(|death| death.id == id));
        assert_eq!(back.history.records.last().unwrap().train_loss.last, loss);
    }
    let mut born = session("hidden=8&bias=constant(-20)");
    let snapshot = look(&mut born);
    assert!(snapshot.deaths.iter().all(|death| death.origin == Origin::Start));
    assert_eq!(snapshot.layers[0].died_by, [Some(Origin::Start); 8]);
    let mut trained = session("lr=5&seed=2");
    for _ in 0..40 {
        trained.step().unwrap();
        let snapshot = look(&mut trained);
        for death in snapshot.deaths.iter().filter(|death| death.step > 0) {
            // In the first epoch too.
            assert_eq!(death.origin, Origin::Step);
        }
    }
    assert!(look(&mut trained).deaths.iter().any(|death| death.epoch < 1.0 && death.step > 0));
}

#[test]
fn numbers_and_plots_say_the_same_after_an_edit() {
    for steps in [0, 3, 8, 80] {
        let mut session = session("");
        (0..steps).for_each(|_| session.step().unwrap());
        let before = look(&mut session);
        kill(&mut session, UnitId { layer: 0, unit: 1 });
        let after = look(&mut session);
        assert_ne!(before.train_loss, after.train_loss);
        let last = after.history.records.last().unwrap();
        assert_eq!(before.history.records.len(), after.history.records.len());
        // The curve ends at the last record, or beyond it at the numbers of now.
        if last.epoch as f32 == after.epoch_fraction {
            assert_eq!(
                (last.train_loss.last, last.test_loss.last),
                (after.train_loss, after.test_loss),
                "{steps} steps"
            );
            assert_eq!(last.train_accuracy, after.train_accuracy.unwrap());
            assert_eq!(usize::from(last.alive[0]), after.layers[0].alive());
            let norms: Vec<f32> = after.layers.iter().map(|layer| layer.gradient_norm).collect();
            assert_eq!(last.gradient_norm, norms);
        } else {
            assert_eq!(**last, **before.history.records.last().unwrap());
        }
        // An edit is no step.
        let ratios = |snapshot: &Snapshot| snapshot.layers.iter().map(|layer| layer.update_ratio).collect::<Vec<_>>();
        assert_eq!(ratios(&before), ratios(&after), "{steps} steps");
    }
}

#[test]
fn every_unit_tells_the_share_of_points_with_slope_0() {
    for query in ["", "act=tanh", "bn=on&lr=5", "act=hardtanh&out=relu"] {
        let mut session = session(query);
        epochs(&mut session, 5);
        let ids = [(0, 0), (0, 5), (1, 3), (2, 0)].map(|(layer, unit)| UnitId { layer, unit });
        for id in ids {
            let snapshot = session.snapshot(false, 0.0, Some(id));
            let (layer, detail): (&LayerSnapshot, _) = (&snapshot.layers[id.layer as usize], snapshot.unit.unwrap());
            let share = detail.zero_gradient as f32 / detail.points as f32;
            assert_eq!(layer.zero_gradient_fraction[id.unit as usize], share, "{query} {id:?}");
        }
    }
}

#[test]
fn a_unit_with_batch_norm_tells_its_numbers() {
    let mut session = session("bn=on");
    epochs(&mut session, 30);
    let id = UnitId { layer: 1, unit: 3 };
    let norm = session.snapshot(false, 0.0, Some(id)).unit.unwrap().batch_norm.unwrap();
    let own = session.state().network.layers[1].batch_norm.as_ref().unwrap();
    assert_eq!((norm.weight, norm.bias, norm.running_mean), (own.weight[3], own.bias[3], own.running_mean[3]));
    assert!(norm.var > 0.0 && (norm.mean - norm.running_mean).abs() < norm.var.sqrt());
    assert_eq!(session.snapshot(false, 0.0, Some(UnitId { layer: 2, unit: 0 })).unit.unwrap().batch_norm, None);
}

#[test]
fn at_full_speed_a_dead_output_is_found_in_the_same_epoch() {
    let mut found = 0;
    for seed in 1..=12 {
        let query = format!("data=abs&out=relu&hidden=8&lr=0.5&seed={seed}");
        let (mut exact, mut quick) = (session(&query), session(&query));
        quick.set_measuring(Measuring::Sparse);
        epochs(&mut exact, 25);
        epochs(&mut quick, 25);
        let died = |session: &mut Session| look(session).layers[1].died_at.clone();
        assert_eq!(died(&mut exact), died(&mut quick), "{query}");
        found += usize::from(died(&mut exact)[0].is_some());
    }
    assert!(found > 2, "{found}");
}

/// The step that is named is the one after which the full-batch gradient is 0, also under batch norm.
#[test]
fn deaths_under_batch_norm_have_a_cause_and_a_way_back() {
    let mut explained = 0;
    for query in ["hidden=16&bn=on&batch=full&lr=20", "hidden=8,8&bn=on&batch=8&lr=5&seed=2"] {
        let mut session = session(query);
        epochs(&mut session, 15);
        let deaths = look(&mut session).deaths;
        for death in deaths.iter().filter(|death| !death.revived && death.origin == Origin::Step) {
            let cause = death.cause.as_ref().unwrap_or_else(|| panic!("{query}: {death:?}"));
            assert!(cause.batch_norm && cause.z_before.1 > 0.0 && cause.z_after.1 <= 0.0, "{query}: {cause:?}");
            assert!(cause.moved > 0.0 || cause.moved_below > 0.0, "{query}: {cause:?}");
            explained += 1;
        }
        let death = deaths.iter().find(|death| !death.revived).unwrap();
        let cause = death.cause.clone().unwrap();
        session.back_before(death.id, death.step);
        let (layer, unit) = (death.id.layer as usize, death.id.unit as usize);
        let bias = |session: &Session| session.state().network.layers[layer].batch_norm.as_ref().unwrap().bias[unit];
        assert_eq!((session.state().step, bias(&session)), (cause.step - 1, cause.bias_before), "{query}");
        assert!(!is_gone(look(&mut session).layers[layer].health[unit]));
        session.step().unwrap();
        assert_eq!(bias(&session), cause.bias_after, "{query}");
        assert!(is_gone(look(&mut session).layers[layer].health[unit]), "{query}");
    }
    assert!(explained > 4, "{explained}");
}
