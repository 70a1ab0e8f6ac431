//! The table of data sets: one row each. To add one, add its row here and the function that draws a point to [`shapes`].

use std::f32::consts::PI;

use rand_chacha::ChaCha8Rng;

use crate::nn::choice::{Choice, Parameter, Row};
use crate::nn::math::sin_cos;
use crate::nn::random::shuffle;

use super::shapes::{self, Point};

/// What is to be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A class, 0 or 1.
    Classification,
    /// A value.
    Regression,
}

/// A row of [`DATA_SETS`].
#[derive(Debug)]
pub struct DataSetRow {
    /// The name in links.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// What is to be learned.
    pub task: Task,
    /// 1 or 2 coordinates.
    pub dimensions: u8,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// The `index`th of `count` points. `noise`: a standard deviation.
    pub point: fn(rng: &mut ChaCha8Rng, noise: f32, index: u32, count: u32) -> Point,
}

/// A data set.
pub type DataSet = Choice<DataSetRow>;

/// Every data set; the first is the default.
pub const DATA_SETS: &[DataSetRow] = &[
    DataSetRow {
        id: "circle",
        name: "Circle",
        task: Task::Classification,
        dimensions: 2,
        about: "A disc of radius 0.5 inside a ring from 0.7 to 1.",
        point: shapes::circle,
    },
    DataSetRow {
        id: "xor",
        name: "XOR",
        task: Task::Classification,
        dimensions: 2,
        about: "Opposite quadrants share a class; 0.06 of space along the axes.",
        point: shapes::xor,
    },
    DataSetRow {
        id: "gauss",
        name: "Gauss",
        task: Task::Classification,
        dimensions: 2,
        about: "Two clouds around (0.4, 0.4) and (−0.4, −0.4).",
        point: shapes::gauss,
    },
    DataSetRow {
        id: "spiral",
        name: "Spiral",
        task: Task::Classification,
        dimensions: 2,
        about: "Two arms of 1.75 turns each.",
        point: shapes::spiral,
    },
    DataSetRow {
        id: "moons",
        name: "Moons",
        task: Task::Classification,
        dimensions: 2,
        about: "Two arcs that reach into each other.",
        point: shapes::moons,
    },
    DataSetRow {
        id: "plane",
        name: "Plane",
        task: Task::Regression,
        dimensions: 2,
        about: "y = (x1 + x2) / 2.",
        point: shapes::plane,
    },
    DataSetRow {
        id: "multi_gauss",
        name: "Multi Gauss",
        task: Task::Regression,
        dimensions: 2,
        about: "Six hills and valleys.",
        point: shapes::multi_gauss,
    },
    DataSetRow {
        id: "sine",
        name: "Sine",
        task: Task::Regression,
        dimensions: 1,
        about: "y = sin(pi x).",
        point: |rng, noise, _, _| shapes::curve(rng, noise, |x| sin_cos(PI * x).0),
    },
    DataSetRow {
        id: "abs",
        name: "Abs",
        task: Task::Regression,
        dimensions: 1,
        about: "y = |x| = relu(x) + relu(−x).",
        point: |rng, noise, _, _| shapes::curve(rng, noise, f32::abs),
    },
];

impl Row for DataSetRow {
    const WHAT: &'static str = "data set";

    fn table() -> &'static [Self] {
        DATA_SETS
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }
}

impl DataSetRow {
    /// `count` points in random order.
    pub fn generate(&self, rng: &mut ChaCha8Rng, noise: f32, count: u32) -> Vec<Point> {
        let points: Vec<_> = (0..count).map(|index| (self.point)(rng, noise, index, count)).collect();
        let mut order: Vec<u32> = (0..count).collect();
        shuffle(rng, &mut order);
        order.into_iter().map(|index| points[index as usize]).collect()
    }
}
