//! The points lie where the page says that they do.
#![allow(missing_docs, clippy::unwrap_used)]

use relu_lab::data::shapes::Point;
use relu_lab::train::spec::Spec;

/// 2000 points without noise.
fn points(data: &str) -> Vec<Point> {
    Spec::from_query(&format!("data={data}&n=2000&noise=0")).0.points().0
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
