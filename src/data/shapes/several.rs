//! The shapes that have as many classes as one likes, each class with as many points as any other, or one more.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use rand_chacha::ChaCha8Rng;

use super::{Draw, Point, moved, uniform};
use crate::nn::math::sin_cos;

impl Draw {
    /// The class of the point: the first points are of class 0, those after them of class 1, and so on.
    fn class(&self) -> u32 {
        (self.index * self.classes / self.count.max(1)).min(self.classes - 1)
    }

    /// How far the point is in its class: its place over the number of points of the class, from 0 to below 1.
    fn share(&self) -> f32 {
        let first = |class: u32| (class * self.count).div_ceil(self.classes);
        let class = self.class();
        (self.index - first(class)) as f32 / (first(class + 1) - first(class)).max(1) as f32
    }
}

/// The clouds of [`blobs`] stand at this distance from the middle.
const DISTANCE: f32 = 0.65;

/// A normal distribution for each class, their centres evenly around a circle, the first one at the top. Its standard deviation is
/// 0.12, or 0.35 of half the distance to the next centre where that is less.
pub(in crate::data) fn blobs(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let classes = draw.classes as f32;
    let own = (0.35 * DISTANCE * sin_cos(PI / classes).0).min(0.12);
    let (sin, cos) = sin_cos(FRAC_PI_2 - TAU * draw.class() as f32 / classes);
    let deviation = (own * own + draw.noise * draw.noise).sqrt();
    moved(rng, deviation, DISTANCE * cos, DISTANCE * sin, draw.class() as f32)
}

/// How wide a ring is, of the distance from one to the next.
const RING: f32 = 0.7;

/// A disc for class 0, and around it a ring for each further class: equally wide, with gaps of 3/7 of that, the last one up to 1.
pub(in crate::data) fn rings(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let step = 1.0 / (draw.classes as f32 - 1.0 + RING);
    let inner = draw.class() as f32 * step;
    let radius = uniform(rng, inner, inner + RING * step);
    let (sin, cos) = sin_cos(uniform(rng, 0.0, TAU));
    // The more rings, the closer they are: noise counts for as much of a ring whatever their number, and as in `circle` for two.
    moved(rng, 2.0 * draw.noise / draw.classes as f32, radius * cos, radius * sin, draw.class() as f32)
}

/// The arms of [`spirals`] begin at this share of their length: in the middle all of them would meet.
const START: f32 = 0.1;

/// An arm for each class, evenly turned, of 3.5 turns in all: three arms of 1.17 turns each, ten of 0.35.
pub(in crate::data) fn spirals(rng: &mut ChaCha8Rng, draw: &Draw) -> Point {
    let share = START + (1.0 - START) * draw.share();
    let turns = 3.5 / draw.classes as f32 * share + draw.class() as f32 / draw.classes as f32;
    let (sin, cos) = sin_cos(TAU * turns);
    // As in `spiral`: the arms are 0.27 apart.
    moved(rng, 0.4 * draw.noise, 0.95 * share * sin, 0.95 * share * cos, draw.class() as f32)
}
