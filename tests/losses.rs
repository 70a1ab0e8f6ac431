//! Losses against float64, over everything that float32 can hold; and every output function with every loss on every kind of data.
#![allow(missing_docs, clippy::unwrap_used)]

use proptest::prelude::*;
use relu_lab::nn::choice::Row;
use relu_lab::nn::loss::{Loss, LossRow, Meaning};
use relu_lab::nn::tensor::Tensor;
use relu_lab::nn::workspace::Workspace;
use relu_lab::plot::map::MapKind;
use relu_lab::train::output::OUTPUTS;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::UnitId;
use relu_lab::train::spec::Spec;

fn loss(id: &str) -> Loss {
    id.parse().unwrap()
}

/// Loss and gradient of one sample; one row an output.
fn of_one(id: &str, outputs: &[f32], y: f32) -> (f32, Vec<f32>) {
    let output = Tensor::from_units(&outputs.iter().map(|&z| vec![z]).collect::<Vec<_>>());
    let mut d_output = Tensor::default();
    let value = loss(id).value_and_gradient(&output, &Tensor::from_units(&[vec![y]]), Some(&mut d_output));
    let mut again = Tensor::default();
    let is_finite = loss(id).gradient(&output, &Tensor::from_units(&[vec![y]]), &mut again);
    assert_eq!(is_finite, value.is_finite(), "{id} {outputs:?} {y}: {value}");
    // Not the tensors themselves: a NaN differs from itself.
    assert_eq!(format!("{again:?}"), format!("{d_output:?}"), "{id} {outputs:?} {y}");
    (value, (0..outputs.len()).map(|unit| d_output.unit(unit)[0]).collect())
}

fn assert_near(got: f32, want: f64, what: &str) {
    // What float32 cannot hold is infinite in PyTorch too.
    let want = if want > f64::from(f32::MAX) { f64::INFINITY } else { want };
    let near = f64::from(got) == want || (f64::from(got) - want).abs() <= 1e-38 + 1e-6 * want.abs();
    assert!(near, "{what}: got {got}, float64 says {want}");
}

#[test]
fn cross_entropy_of_equal_logits_is_ln_2_however_large_they_are() {
    for z in [0.0, 1.0, 1e4, 1e8, 3e38, -1e4, -3e38] {
        assert_eq!(of_one("ce", &[z, z], 0.0).0, std::f32::consts::LN_2, "z = {z}");
    }
}

/// `BCELoss` of `PyTorch`: both logarithms at least -100, the gradient's denominator at least 1e-12.
#[test]
fn bce_of_a_probability_is_that_of_torch() {
    for (p, y, value, gradient) in [
        (0.0, 1.0, 100.0, -1e12),
        (1.0, 0.0, 100.0, 1e12),
        (0.0, 0.0, 0.0, 0.0),
        (1.0, 1.0, 0.0, 0.0),
        (0.5, 1.0, std::f64::consts::LN_2, -2.0),
        (0.25, 0.0, -(0.75_f64.ln()), 0.25 / 0.1875),
        (1e-44, 1.0, 100.0, -1e12),
        (1e-20, 1.0, 46.051_701_859_880_914, -1e12),
    ] {
        let (got, d) = of_one("bce_probability", &[p], y);
        assert_near(got, value, &format!("p = {p}, y = {y}"));
        assert_near(d[0], gradient, &format!("gradient at p = {p}, y = {y}"));
    }
    for p in [-1e-3, 1.001, f32::INFINITY, f32::NAN] {
        assert!(!of_one("bce_probability", &[p], 1.0).0.is_finite(), "{p} is no probability");
    }
}

/// Numbers of every size.
fn any_size() -> impl Strategy<Value = f32> {
    prop_oneof![-20.0_f32..20.0, prop::num::f32::NORMAL]
}

proptest! {
    #[test]
    fn bce_from_logits_is_that_of_float64(z in any_size(), class in any::<bool>()) {
        let y = f64::from(u8::from(class));
        let x = f64::from(z);
        let want = if class { (-x).max(0.0) } else { x.max(0.0) } + (-x.abs()).exp().ln_1p();
        let (value, d) = of_one("bce", &[z], y as f32);
        assert_near(value, want, &format!("z = {z}, y = {y}"));
        let gradient = 1.0 / (1.0 + (-x).exp()) - y;
        prop_assert!((f64::from(d[0]) - gradient).abs() <= 2e-7);
    }

    #[test]
    fn cross_entropy_is_that_of_float64(a in any_size(), b in any_size(), near in any::<bool>(), class in 0_u8..2) {
        let b = if near { a * (1.0 + b.clamp(-1.0, 1.0) * 1e-6) } else { b };
        let (x, other) = if class == 0 { (f64::from(a), f64::from(b)) } else { (f64::from(b), f64::from(a)) };
        let difference = other - x;
        let want = difference.max(0.0) + (-difference.abs()).exp().ln_1p();
        let (value, d) = of_one("ce", &[a, b], f32::from(class));
        if want > 1.0 {
            assert_near(value, want, &format!("{a}, {b}, class {class}"));
        } else {
            // The logarithm of a sum near 1 has the error of that sum, in PyTorch too.
            prop_assert!((f64::from(value) - want).abs() <= 2e-7, "{a}, {b}, class {class}: {value}, float64 says {want}");
        }
        if value.is_finite() {
            let gradient = 1.0 / (1.0 + (-difference).exp());
            prop_assert!((f64::from(d[1 - usize::from(class)]) - gradient).abs() <= 3e-7);
        }
    }

    #[test]
    fn cross_entropy_of_many_classes_is_that_of_float64(
        logits in prop::collection::vec(prop_oneof![-20.0_f32..20.0, -1e4_f32..1e4], 2..11),
        class in any::<prop::sample::Index>(),
    ) {
        let class = class.index(logits.len());
        let z: Vec<f64> = logits.iter().map(|&z| f64::from(z)).collect();
        let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = z.iter().map(|z| (z - largest).exp()).sum();
        let (value, d) = of_one("ce", &logits, class as f32);
        let want = sum.ln() + largest - z[class];
        prop_assert!((f64::from(value) - want).abs() <= 1e-6 * (1.0 + want), "{logits:?}, {class}: {value}, {want}");
        for (k, d) in d.iter().enumerate() {
            let gradient = (z[k] - largest).exp() / sum - if k == class { 1.0 } else { 0.0 };
            prop_assert!((f64::from(*d) - gradient).abs() <= 5e-7, "{logits:?}, {class}, {k}: {d}, {gradient}");
        }
        let right = loss("ce").class(&Tensor::from_units(&logits.iter().map(|&z| vec![z]).collect::<Vec<_>>()), 0);
        prop_assert_eq!(right, logits.iter().position(|&z| f64::from(z) == largest).unwrap());
    }

    #[test]
    fn the_squared_error_is_that_of_float64(a in any_size(), y in any_size()) {
        let error = f64::from(a - y);
        let (value, d) = of_one("mse", &[a], y);
        if error.is_finite() {
            assert_near(value, error * error, &format!("{a}, {y}"));
            assert_near(d[0].abs(), (2.0 * error).abs(), &format!("{a}, {y}"));
        }
    }

    #[test]
    fn bce_of_probabilities_is_that_of_float64(p in 0.0_f32..=1.0, small in prop::num::f32::POSITIVE, class in any::<bool>()) {
        for p in [p, if small > 1.0 { 1.0 / small } else { small }] {
            let (x, y) = (f64::from(p), f64::from(u8::from(class)));
            let want = -y * x.ln().max(-100.0) - (1.0 - y) * (-x).ln_1p().max(-100.0);
            let (value, d) = of_one("bce_probability", &[p], y as f32);
            assert_near(value, want, &format!("p = {p}, y = {y}"));
            let gradient = (x - y) / ((1.0 - x) * x).max(1e-12);
            prop_assert!((f64::from(d[0]) - gradient).abs() <= 2e-7 * gradient.abs() + 1e-24, "{p} {y}: {d:?} {gradient}");
        }
    }
}

/// The least loss that an output can give, by theory; `targets`: of the training points; `outputs`: how many there are.
fn floor_by_theory(out: &str, loss: &str, targets: &[f32], outputs: usize) -> f64 {
    let mean = |of: &dyn Fn(f64) -> f64| targets.iter().map(|&y| of(f64::from(y))).sum::<f64>() / targets.len() as f64;
    let e = std::f64::consts::E;
    let others = outputs as f64 - 1.0;
    match (out, loss) {
        // Class 0 gets a logit of 0 at best, and a probability of 1/2.
        ("relu", "bce") => mean(&|y| (1.0 - y) * std::f64::consts::LN_2),
        ("tanh", "bce") => (1.0 + 1.0 / e).ln(),
        ("sigmoid", "ce") => (1.0 + others / e).ln(),
        ("tanh", "ce") => (1.0 + others / (e * e)).ln(),
        ("relu", "mse") => mean(&|y| y.min(0.0).powi(2)),
        ("sigmoid", "mse") => mean(&|y| y.min(0.0).powi(2) + (y - 1.0).max(0.0).powi(2)),
        ("tanh", "mse") => mean(&|y| (y.abs() - 1.0).max(0.0).powi(2)),
        _ => 0.0,
    }
}

#[test]
fn every_output_learns_under_every_loss_as_far_as_it_can_and_is_judged_as_it_is_drawn() {
    let mut tried = 0;
    for data in ["gauss", "moons", "plane", "sine", "blobs", "blobs&classes=4"] {
        for output in OUTPUTS {
            let ids = LossRow::table().iter().map(Row::id).chain(["auto"]);
            for id in ids {
                let query = format!(
                    "data={data}&n=200&hidden=12,12&act=tanh&opt=adam&lr=0.02&out={}&loss={id}&seed=2",
                    output.word
                );
                let spec = Spec::from_query(&query).0;
                if id != "auto" && spec.resolved_loss().id() != id {
                    continue;
                }
                let resolved = spec.resolved_loss().id();
                let mut session = Session::new(spec);
                (0..400).for_each(|_| session.step_epoch());
                let snapshot = session.snapshot(false, 0.0, None);
                let targets = session.training_samples().targets.unit(0).to_vec();
                let floor = floor_by_theory(output.word, resolved, &targets, session.spec().outputs());
                let place = format!("{query} ({resolved}): loss {}, floor {floor}", snapshot.train_loss);
                assert!((f64::from(snapshot.loss_floor) - floor).abs() < 1e-6, "{place}, told {}", snapshot.loss_floor);
                assert!(f64::from(snapshot.train_loss) >= floor - 1e-6, "{place}");
                assert!(f64::from(snapshot.train_loss) < floor * 1.02 + 0.03, "{place}");
                judged_as_drawn(&session, &place);
                if data != "plane" && data != "sine" {
                    assert!(snapshot.train_accuracy.unwrap() > 0.97, "{place}: accuracy {:?}", snapshot.train_accuracy);
                }
                tried += 1;
            }
        }
    }
    println!("{tried} combinations of data, output and loss");
    assert!(tried > 40);
}

/// The accuracy is the share of points on their side of the line of the decision map.
fn judged_as_drawn(session: &Session, place: &str) {
    let Some(accuracy) = session.evaluation().train_accuracy else { return };
    let (network, samples) = (&session.state().network, session.training_samples());
    let mut workspace = Workspace::new();
    network.evaluate(&samples.inputs, &mut workspace);
    let output = workspace.output();
    let Some(level) = MapKind::of(session.spec(), None).level() else { return };
    let drawn = |point: usize| match output.units() {
        1 => output.unit(0)[point],
        _ => output.unit(1)[point] - output.unit(0)[point],
    };
    let right = samples.targets.unit(0).iter().enumerate().filter(|&(i, &y)| (drawn(i) > level) == (y > 0.5)).count();
    assert_eq!(accuracy, right as f32 / samples.targets.samples() as f32, "{place}");
}

#[test]
fn the_default_loss_follows_data_and_output() {
    for (query, id, outputs, meaning) in [
        ("", "bce", 1, Some(Meaning::Logit)),
        ("out=sigmoid", "bce_probability", 1, Some(Meaning::Value)),
        ("out=sigmoid&loss=bce", "bce_probability", 1, Some(Meaning::Value)),
        ("out=sigmoid&loss=mse", "mse", 1, Some(Meaning::Value)),
        ("out=relu", "bce", 1, Some(Meaning::Logit)),
        ("out=tanh&loss=bce", "bce", 1, Some(Meaning::Logit)),
        ("out=tanh&loss=ce", "ce", 2, Some(Meaning::Logits)),
        ("data=plane&out=sigmoid", "mse", 1, None),
        ("data=blobs", "ce", 3, Some(Meaning::Logits)),
        ("data=rings&classes=10&out=tanh", "ce", 10, Some(Meaning::Logits)),
        ("data=spirals&classes=4&loss=ce", "ce", 4, Some(Meaning::Logits)),
        ("data=spirals&classes=2", "bce", 1, Some(Meaning::Logit)),
        ("data=blobs&classes=2&loss=ce", "ce", 2, Some(Meaning::Logits)),
        ("data=blobs&classes=2&loss=mse", "mse", 1, Some(Meaning::Value)),
    ] {
        let spec = Spec::from_query(query).0;
        assert_eq!((spec.resolved_loss().id(), spec.outputs(), spec.meaning()), (id, outputs, meaning), "{query}");
    }
    // A spec that did not come through a link agrees all the same.
    let spec = Spec { loss: Some(loss("bce")), output: "sigmoid".parse().unwrap(), ..Spec::default() };
    assert_eq!(Session::new(spec).state().loss.id(), "bce_probability");
    let spec = Spec { loss: Some(loss("mse")), data: "blobs".parse().unwrap(), ..Spec::default() };
    assert_eq!(Session::new(spec).state().loss.id(), "ce");
}

/// The links of the fault: a sigmoid was put on a sigmoid, and judged at 0.
#[test]
fn a_sigmoid_output_separates_the_circle() {
    let mut session = Session::new(Spec::from_query("out=sigmoid&lr=0.3&epochs=500").0);
    while session.ended().is_none() {
        session.step_epoch();
    }
    let snapshot = session.snapshot(false, 0.0, Some(UnitId { layer: 2, unit: 0 }));
    assert!(snapshot.train_loss < 0.05, "{}", snapshot.train_loss);
    assert!(snapshot.train_accuracy.unwrap() > 0.98);
}
