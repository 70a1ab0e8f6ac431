//! A function as the smooth pieces that its formula is made of: where they meet, how they join there, and what each of them spans.
//!
//! All in float64 and from the formulas of the table, so that neither a grid nor the underflow of float32 decides what a function is
//! like. Nothing here knows a function's name.

use crate::explore::formula::Formula;
use crate::nn::activation::Activation;
use crate::nn::choice::Row;

/// Half a unit in the last place of float32: what differs by less is the same number there.
const RESOLUTION: f64 = 3e-8;

/// A function and its derivative as formulas, with the values of the parameters.
pub struct Pieces {
    value: Formula,
    slope: Formula,
    parameters: Vec<(&'static str, f64)>,
    /// Where one piece ends and the next begins, ascending.
    breaks: Vec<f64>,
}

/// Before, at and after a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    /// The limit from the left.
    pub before: f64,
    /// What is taken there.
    pub there: f64,
    /// The limit from the right.
    pub after: f64,
}

impl Around {
    fn differs(&self, error: f64) -> bool {
        let size = self.before.abs().max(self.after.abs());
        (self.after - self.before).abs() > RESOLUTION * size + error
    }
}

/// How two pieces join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// f itself jumps.
    Jump,
    /// f is continuous and f' jumps.
    Kink,
    /// Neither jumps by what float32 can tell.
    Smooth,
}

/// A place where two pieces meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    /// The place.
    pub x: f64,
    /// f around it.
    pub value: Around,
    /// f' around it; at the place itself the derivative that `PyTorch` takes.
    pub slope: Around,
    /// How the pieces join.
    pub join: Join,
}

/// An end of the values that are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// The value, or an infinity.
    pub at: f64,
    /// Whether it is taken somewhere, not only approached.
    pub taken: bool,
}

impl Pieces {
    /// The pieces of a function. `None` if a formula of the table could not be read; a test sees to it that all can.
    pub fn of(activation: &Activation) -> Option<Self> {
        let row = activation.row();
        let name = |name| if row.learned() { "a" } else { name };
        let parameters =
            row.parameters().iter().zip(activation.values()).map(|(p, value)| (name(p.name), f64::from(*value)));
        let (value, slope) = (Formula::parse(row.formula).ok()?, Formula::parse(row.derivative).ok()?);
        let mut pieces = Self { parameters: parameters.collect(), value, slope, breaks: Vec::new() };
        let switches = pieces.value.switches().into_iter().chain(pieces.slope.switches());
        let mut breaks: Vec<f64> = switches.flat_map(|switch| pieces.sign_changes(&switch)).collect();
        breaks.sort_by(f64::total_cmp);
        breaks.dedup_by(|b, a| (*b - *a).abs() <= 1e-12 * a.abs());
        pieces.breaks = breaks;
        Some(pieces)
    }

    /// f(x).
    pub fn value(&self, x: f64) -> f64 {
        self.evaluate(&self.value, x)
    }

    /// f'(x).
    pub fn slope(&self, x: f64) -> f64 {
        self.evaluate(&self.slope, x)
    }

    fn evaluate(&self, formula: &Formula, x: f64) -> f64 {
        let mut names: Vec<(&str, f64)> = vec![("x", x)];
        names.extend(&self.parameters);
        formula.evaluate(&names).unwrap_or(f64::NAN)
    }

    /// Where a term changes its sign, zeros included: all terms of the table are made of straight lines.
    fn sign_changes(&self, term: &Formula) -> Vec<f64> {
        let sign = |x: f64| {
            let y = self.evaluate(term, x);
            if y == 0.0 { 0 } else { y.signum() as i32 }
        };
        let positive = (-60..=80).map(|i| 10.0_f64.powf(f64::from(i) / 10.0));
        let mut grid: Vec<f64> = positive.clone().map(|x| -x).chain([0.0]).chain(positive).collect();
        grid.sort_by(f64::total_cmp);
        let changes = grid.windows(2).filter(|pair| sign(pair[0]) != sign(pair[1])).map(|pair| {
            let (mut a, mut b) = (pair[0], pair[1]);
            // Down to neighbours, or to what is 0 in float32.
            for _ in 0..300 {
                let middle = f64::midpoint(a, b);
                if middle <= a || middle >= b || b - a < 1e-60 {
                    break;
                }
                if sign(middle) == sign(a) { a = middle } else { b = middle }
            }
            // The exact zero if there is one; else the two are neighbours.
            let zero = if sign(a) == 0 { a } else { b };
            // Rounding misses the zero by a little: as a rule it is a float32. Products with numbers next to 0 are 0 too early.
            let single = f64::from(zero as f32);
            if (single - zero).abs() <= 1e-15 * zero.abs() || zero.abs() < 1e-50 { single } else { zero }
        });
        changes.collect()
    }

    /// Where pieces meet that are not one smooth function there, or where the derivative that is taken is that of neither side.
    pub fn joins(&self) -> Vec<Break> {
        let join = |&x: &f64| {
            let h = 1e-12 * x.abs().max(1e-3);
            let slope = Around { before: self.slope(x - h), there: self.slope(x), after: self.slope(x + h) };
            // Along the tangent back to the place itself.
            let (before, after) = (self.value(x - h) + h * slope.before, self.value(x + h) - h * slope.after);
            let value = Around { before, there: self.value(x), after };
            let join = if value.differs(4.0 * h * (1.0 + slope.before.abs() + slope.after.abs())) {
                Join::Jump
            } else if slope.differs(1e3 * h) {
                Join::Kink
            } else {
                Join::Smooth
            };
            Break { x, value, slope, join }
        };
        self.breaks.iter().map(join).collect()
    }

    /// The pieces as intervals, the outer ones without end.
    fn intervals(&self) -> Vec<(f64, f64)> {
        let ends = [f64::NEG_INFINITY].into_iter().chain(self.breaks.iter().copied());
        ends.zip(self.breaks.iter().copied().chain([f64::INFINITY])).collect()
    }

    /// Stretches on which f' is 0, with the value of f on each; neighbouring ones are joined.
    pub fn flat(&self) -> Vec<((f64, f64), f64)> {
        let mut stretches: Vec<((f64, f64), f64)> = Vec::new();
        for (a, b) in self.intervals() {
            let places = places(a, b);
            if places.iter().any(|&x| self.slope(x) != 0.0) {
                continue;
            }
            let value = self.value(places[places.len() / 2]);
            match stretches.last_mut() {
                Some(((_, end), other)) if *end == a && *other == value && self.slope(a) == 0.0 => *end = b,
                _ => stretches.push(((a, b), value)),
            }
        }
        stretches
    }

    /// The smallest and the largest value of f.
    pub fn values(&self) -> (End, End) {
        self.span(&|x| self.value(x))
    }

    /// The smallest and the largest value of f'.
    pub fn slopes(&self) -> (End, End) {
        self.span(&|x| self.slope(x))
    }

    /// What f' goes to far to the left (`side` = -1) or to the right (1); `None` if it goes nowhere.
    pub fn slope_far_out(&self, side: f64) -> Option<f64> {
        limit(&|x| self.slope(x), side)
    }

    fn span(&self, f: &dyn Fn(f64) -> f64) -> (End, End) {
        let mut ends: Vec<End> = self.breaks.iter().map(|&x| End { at: f(x), taken: true }).collect();
        for (a, b) in self.intervals() {
            let places = places(a, b);
            let values: Vec<f64> = places.iter().map(|&x| f(x)).collect();
            let is_constant = values.iter().all(|value| *value == values[0]);
            let far = [(a, -1.0), (b, 1.0)].map(|(end, side)| limit(f, side).filter(|_| end.is_infinite()));
            let approached = |value: f64| {
                far.iter().flatten().any(|l| l.is_finite() && (value - l).abs() <= 1e-9 * l.abs().max(1.0))
            };
            let taken = |value: f64| is_constant || !approached(value);
            let h = |x: f64| 1e-12 * x.abs().max(1e-3);
            for limit in
                [a + h(a), b - h(b)].into_iter().filter(|x| x.is_finite()).map(f).chain(far.into_iter().flatten())
            {
                ends.push(End { at: limit, taken: is_constant });
            }
            for (i, &at) in values.iter().enumerate() {
                ends.push(End { at, taken: taken(at) });
                for sign in [1.0, -1.0] {
                    let around = (i > 0 && i + 1 < values.len()).then(|| [values[i - 1], values[i + 1]]);
                    if around.is_some_and(|[left, right]| sign * at > sign * left && sign * at >= sign * right) {
                        let at = sign * peak(&|x| sign * f(x), places[i - 1], places[i + 1]);
                        ends.push(End { at, taken: taken(at) });
                    }
                }
            }
        }
        let end = |sign: f64| {
            let at = sign * ends.iter().map(|end| sign * end.at).fold(f64::NEG_INFINITY, f64::max);
            let near = |end: &&End| (end.at - at).abs() <= 1e-9 * at.abs().max(1e-6);
            End { at, taken: at.is_finite() && ends.iter().filter(near).any(|end| end.taken) }
        };
        (end(-1.0), end(1.0))
    }
}

/// Places between two ends, ascending: dense near both, whatever the scale.
fn places(a: f64, b: f64) -> Vec<f64> {
    let distances = || (-180..=210).map(|i| 10.0_f64.powf(f64::from(i) / 30.0));
    let mut places: Vec<f64> = match (a.is_finite(), b.is_finite()) {
        (false, false) => distances().flat_map(|d| [-d, d]).chain([0.0]).collect(),
        (true, false) => distances().map(|d| a + d).collect(),
        (false, true) => distances().map(|d| b - d).collect(),
        (true, true) => {
            let even = (1..200).map(|i| a + (b - a) * f64::from(i) / 200.0);
            distances().flat_map(|d| [a + d, b - d]).chain(even).collect()
        }
    };
    places.retain(|x| a < *x && *x < b);
    places.sort_by(f64::total_cmp);
    places
}

/// What f goes to: infinite if it grows like a power, 0 if it falls like one, else where it stays; `None` if it does none of these.
fn limit(f: &dyn Fn(f64) -> f64, side: f64) -> Option<f64> {
    let [near, middle, far] = [1e13, 1e14, 1e15].map(|x| f(side * x));
    let (first, second) = (middle / near, far / middle);
    if far == 0.0 && middle == 0.0 || (first.abs() < 0.5 && (first - second).abs() < 0.01) {
        Some(0.0)
    } else if first > 2.0 && (second / first - 1.0).abs() < 0.01 {
        Some(far.signum() * f64::INFINITY)
    } else {
        (first - 1.0).abs().max((second - 1.0).abs()).lt(&1e-6).then_some(far)
    }
}

/// The largest value between two places with one peak between them, by the golden section.
fn peak(f: &dyn Fn(f64) -> f64, mut a: f64, mut b: f64) -> f64 {
    const SHARE: f64 = 0.618_033_988_749_894_8;
    for _ in 0..60 {
        let (left, right) = (b - SHARE * (b - a), a + SHARE * (b - a));
        if f(left) < f(right) { a = left } else { b = right }
    }
    f(f64::midpoint(a, b))
}
