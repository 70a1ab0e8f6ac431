//! The points lie where the page says that they do.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "the platform's own functions are the oracle here"
)]

use relu_lab::data::sets::{DATA_SETS, MAX_CLASSES, MIN_CLASSES};
use relu_lab::data::shapes::Point;
use relu_lab::train::spec::Spec;

/// 2000 points without noise.
fn points(data: &str) -> Vec<Point> {
    drawn(&format!("data={data}&n=2000&noise=0"))
}

fn drawn(query: &str) -> Vec<Point> {
    let points = Spec::from_query(query).0.points();
    let y = points.target.numbers();
    let point = |(i, y)| {
        let (x1, x2) = points.place(i);
        Point { x1, x2, y }
    };
    y.into_iter().enumerate().map(point).collect()
}

fn radius(point: &Point) -> f32 {
    point.x1.hypot(point.x2)
}

#[test]
fn points_lie_where_their_sentence_says() {
    for point in points("circle") {
        let radius = radius(&point);
        assert!(if point.y > 0.5 { radius < 0.5001 } else { (0.6999..1.0001).contains(&radius) }, "{radius}");
    }
    for point in points("xor") {
        assert_eq!(point.y > 0.5, point.x1 * point.x2 > 0.0);
        assert!(point.x1.abs() >= 0.0599 && point.x2.abs() >= 0.0599);
    }
    let clouds = points("gauss");
    for (class, centre) in [(1.0, 0.4), (0.0, -0.4)] {
        let of_class: Vec<_> = clouds.iter().filter(|point| point.y == class).collect();
        let mean = |of: fn(&Point) -> f32| of_class.iter().map(|p| of(p)).sum::<f32>() / of_class.len() as f32;
        assert!((mean(|p| p.x1) - centre).abs() < 0.02 && (mean(|p| p.x2) - centre).abs() < 0.02);
    }
    for point in points("spiral") {
        // The radius says how many turns the arm has made, 1.75 at its end; the other arm is half a turn on.
        let turns = 1.75 * radius(&point) / 0.95 + if point.y > 0.5 { 0.0 } else { 0.5 };
        let (sin, cos) = (turns * std::f32::consts::TAU).sin_cos();
        assert!((radius(&point) * sin - point.x1).abs() < 1e-3 && (radius(&point) * cos - point.x2).abs() < 1e-3);
    }
    let moons = points("moons");
    let reach = |class: f32, of: fn(&Point) -> f32| {
        let of_class = moons.iter().filter(|point| point.y == class).map(of);
        of_class.fold((f32::INFINITY, f32::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)))
    };
    let (upper, lower) = (reach(1.0, |p| p.x2), reach(0.0, |p| p.x2));
    assert!(lower.1 > upper.0 && upper.1 > lower.1 && lower.0 < upper.0, "{upper:?} {lower:?}");
    for point in points("plane") {
        assert!((point.y - f32::midpoint(point.x1, point.x2)).abs() < 1e-6);
    }
    let hills = points("multi_gauss");
    let near = |x1: f32, x2: f32| {
        let close = hills.iter().filter(move |p| (p.x1 - x1).hypot(p.x2 - x2) < 0.1);
        close.map(|p| p.y).fold(0.0, |sum: f32, y| sum + y)
    };
    let signs: Vec<bool> = [(-0.65, 0.4), (0.0, 0.4), (0.65, 0.4), (-0.65, -0.4), (0.0, -0.4), (0.65, -0.4)]
        .map(|(a, b)| near(a, b) > 0.0)
        .into();
    assert_eq!(signs, [true, false, true, false, true, false]);
    for point in points("sine") {
        assert!((point.y - (std::f32::consts::PI * point.x1).sin()).abs() < 1e-5);
    }
    for point in points("abs") {
        assert!((point.y - point.x1.abs()).abs() < 1e-6);
    }
}

/// Data sets with a choice of classes, each with every number of them.
fn several() -> impl Iterator<Item = (&'static str, u32)> {
    let rows = DATA_SETS.iter().filter(|row| row.has_choice_of_classes()).map(|row| row.id);
    rows.flat_map(|id| (MIN_CLASSES..=MAX_CLASSES).map(move |classes| (id, classes)))
}

#[test]
fn every_class_has_as_many_points_as_any_other_or_one_more() {
    for (data, classes) in several() {
        for n in [16, 100, 501, 2000] {
            let mut counts = vec![0; classes as usize];
            for point in drawn(&format!("data={data}&classes={classes}&n={n}&noise=0.5")) {
                assert!(point.x1.abs() <= 1.0 && point.x2.abs() <= 1.0 && point.y.fract() == 0.0);
                counts[point.y as usize] += 1;
            }
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            assert!(
                most - least <= 1 && counts.iter().sum::<u32>() == n,
                "{data}, {classes} classes of {n}: {counts:?}"
            );
        }
    }
}

#[test]
fn points_of_several_classes_lie_where_their_sentence_says() {
    let mut seen = 0;
    for (data, classes) in several() {
        let k = classes as f32;
        for point in drawn(&format!("data={data}&classes={classes}&n=2000&noise=0")) {
            let (radius, class) = (radius(&point), point.y);
            // From the top, clockwise.
            let turn = point.x1.atan2(point.x2) / std::f32::consts::TAU;
            match data {
                "blobs" => {
                    let (sin, cos) = (std::f32::consts::TAU * class / k).sin_cos();
                    let away = (point.x1 - 0.65 * sin).hypot(point.x2 - 0.65 * cos);
                    let own = (0.35 * 0.65 * (std::f32::consts::PI / k).sin()).min(0.12);
                    assert!(away < 5.0 * own, "{data}, {classes} classes: {away}");
                }
                "rings" => {
                    let step = 1.0 / (k - 0.3);
                    let ring = class * step - 1e-4..(class + 0.7) * step + 1e-4;
                    assert!(ring.contains(&radius) && radius < 1.0001, "{data}, {classes} classes: {radius}");
                }
                "spirals" => {
                    let share = radius / 0.95;
                    let want = 3.5 / k * share + class / k;
                    let apart = (turn - want).rem_euclid(1.0);
                    assert!(share > 0.0999 && apart.min(1.0 - apart) < 1e-3, "{data}, {classes} classes: {apart}");
                }
                _ => panic!("nothing is known of {data}"),
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 3 * 9 * 2000);
}

#[test]
fn the_same_link_draws_the_same_points_and_another_seed_others() {
    for (data, classes) in several() {
        let query = format!("data={data}&classes={classes}");
        assert_eq!(drawn(&query), drawn(&query));
        assert_ne!(drawn(&query), drawn(&format!("{query}&seed=2")), "{query}");
    }
}
