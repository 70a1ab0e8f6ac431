//! How a point of each data set is drawn, in the square [-1, 1]².
//!
//! The shapes of two classes and of values are those of the TensorFlow Playground (`dataset.ts`), scaled to this square; those of
//! several classes are in `several`. Noise moves points of a class and keeps their class; for regression it is added to the value.

pub(super) mod several;

use rand_chacha::ChaCha8Rng;

use crate::nn::math::{CONSTANTS, exp, sin_cos};
use crate::nn::random::{normal, standard_uniform};

/// A point and its class or value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// First coordinate, in [-1, 1].
    pub x1: f32,
    /// Second coordinate, in [-1, 1]; 0 for one-dimensional data.
    pub x2: f32,
    /// The class, counted from 0, or the value.
    pub y: f32,
}

/// Which point of a data set is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draw {
    /// Standard deviation of the noise.
    pub noise: f32,
    /// The point's number, below `count`.
    pub index: u32,
    /// Number of points.
    pub count: u32,
    /// Number of classes, where that can be chosen.
    pub classes: u32,
}

/// A draw from U(low, high).
fn uniform(rng: &mut ChaCha8Rng, low: f32, high: f32) -> f32 {
    low + (high - low) * standard_uniform(rng)
}

/// Moves a point by the noise and keeps it in the square: what falls outside is reflected, then clipped.
fn moved(rng: &mut ChaCha8Rng, noise: f32, x1: f32, x2: f32, y: f32) -> Point {
    let inside = |x: f32| {
        let reflected = if x > 1.0 {
            2.0 - x
        } else if x < -1.0 {
            -2.0 - x
        } else {
            x
        };
        reflected.clamp(-1.0, 1.0)
    };
    Point { x1: inside(x1 + noise * normal(rng)), x2: inside(x2 + noise * normal(rng)), y }
}

/// The first half of the points is of class 1, the rest of class 0.
fn class(draw: &Draw) -> f32 {
    if draw.index < draw.count / 2 { 1.0 } else { 0.0 }
}

/// A disc of radius 0.5 (class 1) inside a ring from 0.7 to 1 (class 0).
pub(super) fn circle(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let y = class(draw);
    let radius = if y > 0.5 { uniform(rng, 0.0, 0.5) } else { uniform(rng, 0.7, 1.0) };
    let angle = uniform(rng, 0.0, std::f32::consts::TAU);
    let (sin, cos) = sin_cos(angle);
    moved(rng, draw.noise, radius * cos, radius * sin, y)
}

/// Class 1 in the quadrants in which both coordinates have the same sign, with a gap of 0.06 along the axes.
pub(super) fn xor(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    const PADDING: f32 = 0.06;
    let mut side = || {
        let x = uniform(rng, -1.0, 1.0);
        x * (1.0 - PADDING) + if x > 0.0 { PADDING } else { -PADDING }
    };
    let (x1, x2) = (side(), side());
    moved(rng, draw.noise, x1, x2, if x1 * x2 >= 0.0 { 1.0 } else { 0.0 })
}

/// A normal distribution around (0.4, 0.4) (class 1) and one around (-0.4, -0.4) (class 0).
pub(super) fn gauss(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let y = class(draw);
    let centre = if y > 0.5 { 0.4 } else { -0.4 };
    let deviation = (0.12 * 0.12 + draw.noise * draw.noise).sqrt();
    moved(rng, deviation, centre, centre, y)
}

/// Two arms of 1.75 turns each, half a turn apart.
pub(super) fn spiral(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let y = class(draw);
    let half = (draw.count / 2).max(1);
    let share = (draw.index % half) as f32 / half as f32;
    let angle = 1.75 * std::f32::consts::TAU * share + if y > 0.5 { 0.0 } else { std::f32::consts::PI };
    let (sin, cos) = sin_cos(angle);
    // The arms are 0.27 apart: as in the Playground, noise counts for less here.
    moved(rng, 0.4 * draw.noise, 0.95 * share * sin, 0.95 * share * cos, y)
}

/// Two interleaving half circles, as `make_moons` of scikit-learn, scaled to the square.
pub(super) fn moons(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let y = class(draw);
    let angle = uniform(rng, 0.0, std::f32::consts::PI);
    let (sin, cos) = sin_cos(angle);
    let (x1, x2) = if y > 0.5 { (cos, sin) } else { (1.0 - cos, 0.5 - sin) };
    moved(rng, draw.noise, (x1 - 0.5) / 1.7, (x2 - 0.25) / 1.2, y)
}

/// `y = (x1 + x2) / 2`.
pub(super) fn plane(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let (x1, x2) = (uniform(rng, -1.0, 1.0), uniform(rng, -1.0, 1.0));
    Point { x1, x2, y: f32::midpoint(x1, x2) + draw.noise * normal(rng) }
}

/// The sum of six Gaussians of standard deviation 0.2, three positive and three negative.
pub(super) fn multi_gauss(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    const HILLS: [(f32, f32, f32); 6] = [
        (-0.65, 0.4, 1.0),
        (0.0, 0.4, -1.0),
        (0.65, 0.4, 1.0),
        (-0.65, -0.4, -1.0),
        (0.0, -0.4, 1.0),
        (0.65, -0.4, -1.0),
    ];
    let (x1, x2) = (uniform(rng, -1.0, 1.0), uniform(rng, -1.0, 1.0));
    let mut y = 0.0;
    for (c1, c2, sign) in HILLS {
        let squared = (x1 - c1) * (x1 - c1) + (x2 - c2) * (x2 - c2);
        y += sign * exp(&CONSTANTS, -squared / (2.0 * 0.2 * 0.2));
    }
    Point { x1, x2, y: y + draw.noise * normal(rng) }
}

/// `y = f(x1)`, with x2 = 0.
pub(super) fn curve(rng: &mut ChaCha8Rng, draw: &Draw, f: fn(f32) -> f32) -> Point {
    let x = uniform(rng, -1.0, 1.0);
    Point { x1: x, x2: 0.0, y: f(x) + draw.noise * normal(rng) }
}
