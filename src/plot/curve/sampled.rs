//! A function as a line with its jumps: found by looking, so that the table of functions need not list them.

use crate::plot::axis::Scale;
use crate::plot::geometry::Xy;

/// A jump of a function: where, and the values just before, there and just after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    pub x: f32,
    pub before: f32,
    pub there: f32,
    pub after: f32,
}

/// The samples of a function with its jumps.
pub struct Sampled {
    points: Vec<(f32, f32)>,
    pub jumps: Vec<Jump>,
}

impl Sampled {
    pub fn new(f: impl Fn(f32) -> f32, lo: f32, hi: f32) -> Self {
        const STEPS: usize = 240;
        let x = |i: usize| lo + (hi - lo) * i as f32 / STEPS as f32;
        let (mut points, mut jumps) = (vec![(lo, f(lo))], Vec::new());
        for i in 1..=STEPS {
            let ((x0, y0), (x1, y1)) = (points[points.len() - 1], (x(i), f(x(i))));
            if let Some(jump) = jump(&f, (x0, y0), (x1, y1)) {
                points.push((jump.x, jump.before));
                points.push((f32::NAN, f32::NAN));
                points.push((jump.x, jump.after));
                jumps.push(jump);
            }
            points.push((x1, y1));
        }
        Self { points, jumps }
    }

    /// The smallest and the largest of some numbers and the finite values of some functions.
    pub fn span<'a>(curves: impl IntoIterator<Item = &'a Self>, (mut low, mut high): (f32, f32)) -> (f32, f32) {
        for (_, y) in curves.into_iter().flat_map(|curve| &curve.points).filter(|(_, y)| y.is_finite()) {
            (low, high) = (low.min(*y), high.max(*y));
        }
        (low, high)
    }

    /// The curve between the ends of the vertical axis, interrupted outside.
    pub fn clipped(&self, y: Scale) -> Vec<Xy> {
        let Scale { lo, hi, .. } = y;
        let mut line = Vec::new();
        let crossing = |(x0, y0): (f32, f32), (x1, y1): (f32, f32), edge: f32| {
            let t = (edge - y0) / (y1 - y0);
            (x0 + (x1 - x0) * t, edge)
        };
        for (i, &point) in self.points.iter().enumerate() {
            let inside = (lo..=hi).contains(&point.1);
            let before = i.checked_sub(1).map(|i| self.points[i]).filter(|p| p.1.is_finite() && point.1.is_finite());
            if let Some(before) = before {
                let was_inside = (lo..=hi).contains(&before.1);
                if was_inside != inside {
                    let outer = if inside { before.1 } else { point.1 };
                    line.push(crossing(before, point, if outer > hi { hi } else { lo }));
                }
            }
            line.push(if inside { point } else { (f32::NAN, f32::NAN) });
        }
        line
    }
}

/// The jump between two neighbouring samples, if there is one: halving the distance does not make it smaller.
fn jump(f: &impl Fn(f32) -> f32, (x0, y0): (f32, f32), (x1, y1): (f32, f32)) -> Option<Jump> {
    let size = (y1 - y0).abs();
    if size.is_nan() || size < 0.004 {
        return None;
    }
    let (mut lo, mut hi) = (x0, x1);
    for _ in 0..40 {
        let middle = f32::midpoint(lo, hi);
        if (f(middle) - f(lo)).abs() > (f(hi) - f(middle)).abs() {
            hi = middle;
        } else {
            lo = middle;
        }
    }
    let (before, after) = (f(lo), f(hi));
    if (after - before).abs() < 0.7 * size {
        return None;
    }
    // Tables have their jumps at round numbers.
    let round = (f64::from(hi) * 4.0).round() as f32 / 4.0;
    let x = if (round - hi).abs() < 1e-3 { round } else { hi };
    Some(Jump { x, before, there: f(x), after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::activation::Activation;

    #[test]
    fn jumps_of_slopes_are_found_where_they_are() {
        let of = |id: &str| {
            let f: Activation = id.parse().expect("an activation");
            Sampled::new(|x| f.derivative(x), -3.3, 4.1).jumps
        };
        assert_eq!(of("relu"), [Jump { x: 0.0, before: 0.0, there: 0.0, after: 1.0 }]);
        assert_eq!(of("leaky_relu(0.1)"), [Jump { x: 0.0, before: 0.1, there: 0.1, after: 1.0 }]);
        assert!(of("tanh").is_empty() && of("sigmoid").is_empty() && of("identity").is_empty());
    }
}
