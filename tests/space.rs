//! The space view against NumPy and against its definition: principal components, steady axes, what is flat, the bent grid; R² and RMSE.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use relu_lab::nn::tensor::Tensor;
use relu_lab::protocol::{Command, Event};
use relu_lab::runner::{Host, Runner};
use relu_lab::train::eigen::{Eigen, dot};
use relu_lab::train::fit::Fit;
use relu_lab::train::session::Session;
use relu_lab::train::snapshot::{Picture, Snapshot};
use relu_lab::train::space::{LINES, MOST_POINTS, Projector, SpaceAxes, SpaceView};
use relu_lab::train::spec::Spec;
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("torch/space.json")).unwrap()
}

fn floats(value: &Value) -> Vec<f32> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn outputs(case: &Value) -> Tensor {
    Tensor::from_units(&list(&case["outputs"]).iter().map(floats).collect::<Vec<_>>())
}

#[test]
fn components_are_those_of_numpy() {
    for case in list(&golden()["cases"]) {
        let view = Projector::default().view(1, &outputs(case), None);
        let label = &case["label"];
        assert!((f64::from(view.share) - case["share"].as_f64().unwrap()).abs() < 1e-6, "{label}: {}", view.share);
        let places: Vec<Vec<f32>> = list(&case["places"]).iter().map(floats).collect();
        let size = places.iter().flatten().fold(0.0, |most: f32, x| most.max(x.abs()));
        for (got, want) in view.points.iter().zip(&places) {
            assert!((got.0 - want[0]).abs() + (got.1 - want[1]).abs() < 2e-6 * size, "{label}: {got:?}, not {want:?}");
        }
        let varying =
            list(&case["variances"]).iter().filter(|v| v.as_f64().unwrap() > 1e-9 * f64::from(size) * f64::from(size));
        assert_eq!(view.rank as usize, varying.count(), "{label}");
    }
}

#[test]
fn fits_are_those_of_numpy() {
    for case in list(&golden()["fits"]) {
        let row = |key: &str| Tensor::from_units(&[floats(&case[key])]);
        let fit = Fit::of(&row("predicted"), &row("values"));
        for (got, want) in [(fit.r2, &case["r2"]), (fit.rmse, &case["rmse"])] {
            let want = want.as_f64().unwrap() as f32;
            assert!((got - want).abs() <= 1e-6 * want.abs().max(1.0), "{}: {fit:?}", case["label"]);
        }
    }
    let constant = Tensor::from_units(&[[2.0; 5]]);
    assert!(Fit::of(&Tensor::from_units(&[[1.0; 5]]), &constant).r2.is_nan());
    assert_eq!(Fit::of(&Tensor::from_units(&[[1.0; 5]]), &constant).rmse, 1.0);
}

fn symmetric(most: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
    // Small whole numbers too: they give equal eigenvalues, zeros, and matrices of low rank.
    let number = prop_oneof![(-3..=3_i32).prop_map(f64::from), -1.0..1.0_f64, Just(0.0)];
    (1..=most).prop_flat_map(move |n| {
        prop::collection::vec(number.clone(), n * n).prop_map(move |numbers| {
            (0..n).map(|i| (0..n).map(|j| numbers[i.max(j) * n + i.min(j)]).collect()).collect()
        })
    })
}

proptest! {
    #[test]
    fn eigenvectors_are_orthonormal_sorted_and_give_the_matrix_back(matrix in symmetric(14)) {
        let (n, Eigen { values, vectors }) = (matrix.len(), Eigen::symmetric(matrix.clone()));
        prop_assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{values:?}");
        for i in 0..n {
            for j in 0..n {
                let want = if i == j { 1.0 } else { 0.0 };
                prop_assert!((dot(&vectors[i], &vectors[j]) - want).abs() < 1e-12);
                let back: f64 = (0..n).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                prop_assert!((back - matrix[i][j]).abs() < 1e-11, "{back} at {i}, {j} of {matrix:?}");
            }
        }
    }

    /// No plane holds more: not that of any two other directions.
    #[test]
    fn no_other_two_directions_hold_more(seed in 0..500_u64, units in 3..9_usize) {
        let mut numbers = Numbers(seed * 2 + 1);
        let rows: Vec<Vec<f32>> = (0..units).map(|_| (0..30).map(|_| numbers.next().max(-0.2)).collect()).collect();
        let view = Projector::default().view(1, &Tensor::from_units(&rows), None);
        let variance = |values: &[f32]| {
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            values.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / values.len() as f32
        };
        let all: f32 = rows.iter().map(|row| variance(row)).sum();
        let axis = |of: fn(&(f32, f32)) -> f32| variance(&view.points.iter().map(of).collect::<Vec<_>>());
        let held = (axis(|p| p.0) + axis(|p| p.1)) / all;
        prop_assert!((held - view.share).abs() < 1e-5, "{held} and {}", view.share);
        for a in 0..units {
            for b in 0..a {
                prop_assert!((variance(&rows[a]) + variance(&rows[b])) / all <= view.share + 1e-5);
            }
        }
    }
}

/// Numbers in [-1, 1] that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}

fn square(x: f32) -> f32 {
    x * x
}

/// How far the places of one view are from those of another, over how far they are from their middle.
fn moved(before: &SpaceView, after: &SpaceView) -> f32 {
    let apart = before.points.iter().zip(&after.points).map(|(a, b)| square(a.0 - b.0) + square(a.1 - b.1));
    let spread = before.points.iter().map(|p| square(p.0) + square(p.1));
    (apart.sum::<f32>() / spread.sum::<f32>()).sqrt()
}

#[test]
fn axes_hold_still_where_two_eigenvalues_meet() {
    let mut numbers = Numbers(5);
    let cloud: Vec<[f32; 3]> = (0..200).map(|_| [numbers.next(), numbers.next(), 0.1 * numbers.next()]).collect();
    let mut projector = Projector::default();
    let mut last: Option<SpaceView> = None;
    // The first direction shrinks, the second grows: in the middle they change places.
    for step in 0..=40_u8 {
        let share = f32::from(step) / 40.0;
        let scale = [1.5 - share, 0.5 + share, 1.0];
        let rows: Vec<Vec<f32>> = (0..3).map(|u| cloud.iter().map(|p| scale[u] * p[u]).collect()).collect();
        let view = projector.view(1, &Tensor::from_units(&rows), None);
        if let Some(last) = &last {
            assert!(moved(last, &view) < 0.1, "step {step}: {}", moved(last, &view));
        }
        last = Some(view);
    }
    // Without the view before, the axes are the components themselves, and the picture is another one.
    let rows: Vec<Vec<f32>> = (0..3).map(|u| cloud.iter().map(|p| [0.5, 1.5, 1.0][u] * p[u]).collect()).collect();
    assert!(moved(&last.unwrap(), &Projector::default().view(1, &Tensor::from_units(&rows), None)) > 0.5);
}

#[test]
fn what_is_flat_has_a_place_and_says_so() {
    let mut numbers = Numbers(9);
    let line: Vec<f32> = (0..50).map(|_| numbers.next()).collect();
    let scaled = |by: f32| line.iter().map(|x| by * x).collect::<Vec<f32>>();
    let view = |rows: &[Vec<f32>]| Projector::default().view(2, &Tensor::from_units(rows), None);
    // All units dead.
    let dead = view(&[vec![0.0; 50], vec![0.0; 50], vec![0.0; 50]]);
    assert_eq!((dead.rank, dead.share, dead.is_finite), (0, 1.0, true));
    assert!(dead.points.iter().all(|p| *p == (0.0, 0.0)) && dead.window.1 > 0.0);
    // One unit that lives, and two that say the same.
    for rows in [[scaled(1.0), vec![0.0; 50], vec![0.25; 50]], [scaled(1.0), scaled(-2.0), scaled(0.5)]] {
        let flat = view(&rows);
        assert_eq!((flat.rank, flat.share), (1, 1.0));
        assert!(flat.points.iter().all(|(_, y)| y.abs() < 1e-6));
    }
    let one = view(&[scaled(3.0)]);
    assert_eq!((one.axes, one.rank, one.dimensions), (SpaceAxes::Units, 1, 1));
    assert!(one.points.iter().zip(&line).all(|(p, x)| *p == (3.0 * x, 0.0)));
    let two = view(&[scaled(1.0), vec![0.5; 50]]);
    assert_eq!((two.axes, two.rank), (SpaceAxes::Units, 1));
    assert!(two.points.iter().zip(&line).all(|(p, x)| *p == (*x, 0.5)));
    for broken in [f32::NAN, f32::INFINITY, -1e35] {
        let mut rows = [scaled(1.0), scaled(2.0), scaled(3.0)];
        rows[1][7] = broken;
        let view = view(&rows);
        assert!(!view.is_finite && view.points.is_empty());
    }
}

#[test]
fn a_layer_that_dies_and_comes_back_is_turned_as_before() {
    let mut numbers = Numbers(3);
    let rows: Vec<Vec<f32>> =
        (0..4).map(|u| (0..60).map(|_| numbers.next() * [2.0, 1.0, 0.2, 0.1][u]).collect()).collect();
    let (whole, dead) = (Tensor::from_units(&rows), Tensor::zeros(4, 60));
    let line = Tensor::from_units(&[rows[0].clone(), vec![0.0; 60], vec![0.0; 60], vec![0.0; 60]]);
    let mut projector = Projector::default();
    let first = projector.view(1, &whole, None);
    for between in [&dead, &line, &dead] {
        projector.view(1, between, None);
        let again = projector.view(1, &whole, None);
        assert!(moved(&first, &again) < 1e-3, "{}", moved(&first, &again));
    }
}

fn views(query: &str, layer: u32, epochs: u32) -> Vec<Snapshot> {
    let mut session = Session::new(Spec::from_query(query).0);
    session.set_picture(Picture::Space(layer));
    let mut look = |epoch: u32| {
        if epoch > 0 {
            session.step_epoch();
        }
        session.snapshot(true, 0.0, None)
    };
    (0..=epochs).map(&mut look).collect()
}

#[test]
fn a_run_moves_its_points_and_does_not_flip_them() {
    for query in [
        "data=rings&classes=4&hidden=16,8",
        "data=spiral&hidden=12&act=tanh",
        "data=sine&hidden=9",
        "hidden=6,3&lr=0.3",
    ] {
        let frames = views(query, 1, 40);
        for (step, pair) in frames.windows(2).enumerate() {
            let [before, after] = [&pair[0], &pair[1]].map(|frame| frame.space.as_ref().unwrap());
            // A picture that is flipped moves by about 2 on one axis: by 1.4 or 2 here.
            assert!(moved(before, after) < 0.7, "{query}, epoch {step}: {}", moved(before, after));
            let ((x, y), half) = after.window;
            let inside = |p: &(f32, f32)| (p.0 - x).abs() <= half * 1.001 && (p.1 - y).abs() <= half * 1.001;
            assert!(after.points.iter().chain(after.lines.iter().flatten()).all(inside), "{query}, epoch {step}");
        }
        let windows: Vec<_> = frames.iter().map(|frame| frame.space.as_ref().unwrap().window).collect();
        let changes = windows.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes < 12, "{query}: the window changes {changes} times in 40 epochs");
    }
}

#[test]
fn the_grid_is_the_plane_pushed_through_the_layer() {
    let frames = views("hidden=2,5&n=100&features=x1,x2", 0, 0);
    let inputs = frames[0].space.as_ref().unwrap();
    // The inputs themselves: a straight grid under the points.
    assert_eq!((inputs.lines.len(), inputs.dimensions, inputs.axes), (2 * LINES, 2, SpaceAxes::Units));
    assert!(inputs.lines[..LINES].iter().all(|line| line.iter().all(|p| p.1 == line[0].1)));
    assert!(inputs.lines[LINES..].iter().all(|line| line.iter().all(|p| p.0 == line[0].0)));
    let middle = &inputs.lines[LINES / 2];
    assert!(middle[0].0 < -0.97 && middle[middle.len() - 1].0 > 0.97 && middle[0].1.abs() < 0.02);
    let frame = &views("hidden=2,5&n=100&features=x1,x2", 1, 3)[3];
    let (layer, view) = (&frame.layers[0], frame.space.as_ref().unwrap());
    for (line, inputs) in view.lines.iter().zip(&inputs.lines) {
        for (got, x) in line.iter().zip(inputs) {
            let unit =
                |u: usize| (layer.weights[2 * u] * x.0 + layer.weights[2 * u + 1] * x.1 + layer.bias[u]).max(0.0);
            assert!((got.0 - unit(0)).abs() + (got.1 - unit(1)).abs() < 1e-4, "{got:?} from {x:?}");
        }
    }
    let count = |query: &str, layer| views(query, layer, 0)[0].space.as_ref().map(|view| view.lines.len());
    assert_eq!((count("data=sine", 1), count("", 2), count("", 3), count("", 4)), (Some(1), Some(18), Some(18), None));
}

#[test]
fn only_what_is_looked_at_is_computed() {
    let mut session = Session::new(Spec::from_query("data=plane&n=2000&train=0.9").0);
    let mut look = |picture| {
        session.set_picture(picture);
        session.snapshot(false, 0.0, None)
    };
    let map = look(Picture::Map);
    assert!(map.space.is_none() && map.predicted.is_empty() && map.fit.is_some());
    assert_eq!(look(Picture::Space(1)).space.unwrap().points.len(), MOST_POINTS);
    let predicted = look(Picture::Predicted);
    assert_eq!((predicted.predicted.len(), predicted.space), (2000, None));
    // R² and RMSE are those of the points that are shown.
    let values = predicted.points.target.numbers();
    let row = |values: &[f32]| Tensor::from_units(&[values]);
    let test = Fit::of(&row(&predicted.predicted[1800..]), &row(&values[1800..]));
    assert_eq!(predicted.fit.unwrap().test, test);
    assert!((predicted.test_loss - test.rmse * test.rmse).abs() < 1e-5, "the loss is the mean squared error");
    // Looking changes nothing.
    let mut other = Session::new(Spec::from_query("data=plane&n=2000&train=0.9").0);
    for _ in 0..3 {
        session.step_epoch();
        session.snapshot(true, 0.0, None);
        other.step_epoch();
    }
    assert_eq!(session.state().network.fingerprint(), other.state().network.fingerprint());
}

/// The time that this thread had on the processor, where the system tells it: what else the machine does is not measured.
struct Machine(std::time::Instant, std::cell::Cell<u64>, std::cell::Cell<u32>);

impl Host for Machine {
    fn now_millis(&self) -> f64 {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
        nanoseconds.map_or_else(|| 1000.0 * self.0.elapsed().as_secs_f64(), |time| time / 1e6)
    }

    fn send(&self, event: &Event) {
        if let Event::Frame { frame, .. } = event {
            self.1.set(frame.snapshot.step);
            self.2.set(self.2.get() + 1);
        }
        std::hint::black_box(relu_lab::protocol::to_bytes(event));
    }
}

/// Steps and frames a second of the worker, at full speed, for each picture in turn; the median of the rounds' ratios.
/// `cargo test --test space -- --ignored --nocapture what_it_costs`
#[test]
#[ignore = "a measurement"]
fn what_it_costs() {
    for query in
        ["", "data=rings&classes=10&hidden=16,16&n=2000", "n=2000&hidden=64,64,64&batch=64", "n=2000&hidden=128,128"]
    {
        let layers = Spec::from_query(query).0.hidden.len() as u32;
        let speed = |picture| {
            #[allow(clippy::disallowed_methods, reason = "not in a browser")]
            let start = std::time::Instant::now();
            let mut runner = Runner::new(Machine(start, std::cell::Cell::new(0), std::cell::Cell::new(0)));
            runner.receive(Command::Start {
                run: 1,
                spec: Spec::from_query(query).0,
                start: relu_lab::train::start::Start::Drawn,
                play: true,
            });
            runner.receive(Command::SetDetail { unit: None, distributions: false, picture });
            let end = runner.host().now_millis() + 1000.0;
            while runner.host().now_millis() < end {
                runner.turn();
                runner.receive(Command::AckFrame);
            }
            let host = runner.host();
            [f64::from(u32::try_from(host.1.get()).unwrap()), f64::from(host.2.get())]
        };
        let mut ratios = Vec::new();
        let mut frames = [0.0; 2];
        for _ in 0..5 {
            let [map, space] = [Picture::Map, Picture::Space(layers)].map(speed);
            ratios.push(space[0] / map[0]);
            frames = [map[1], space[1]];
        }
        ratios.sort_by(f64::total_cmp);
        println!("{query:?}: steps with the space view over those without: {ratios:.3?}; frames a second {frames:.1?}");
    }
}
