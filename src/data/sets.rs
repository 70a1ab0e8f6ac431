//! The table of data sets: one row each. To add one, add its row here and the function that draws a point to [`shapes`].

use std::f32::consts::PI;
use std::ops::RangeInclusive;

use rand_chacha::ChaCha8Rng;

use crate::nn::choice::{Choice, Parameter, Row};
use crate::nn::math::sin_cos;
use crate::nn::random::shuffle;

use super::digits;
use super::points::Points;
use super::shapes::{self, Draw, Point};

/// What is to be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A class.
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
    /// How many classes it can have, of [`MIN_CLASSES`] to [`MAX_CLASSES`]: one number if there is no choice; nothing for values.
    pub classes: Option<RangeInclusive<u32>>,
    /// Numbers a point: 1 or 2 coordinates, or the pixels of an image.
    pub dimensions: u8,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// Where its points come from.
    pub source: Source,
}

/// Where the points of a data set come from.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// They are drawn at random, one by one.
    Drawn(fn(rng: &mut ChaCha8Rng, draw: &Draw) -> Point),
    /// They are in a file: [`digits`].
    Digits,
    /// They are the user's own, and part of the experiment: [`own`](super::own). Until there are any, these stand in for them.
    Own(fn(rng: &mut ChaCha8Rng, draw: &Draw) -> Point),
}

/// The fewest classes of a data set that has classes.
pub const MIN_CLASSES: u32 = 2;
/// The most classes of a data set.
pub const MAX_CLASSES: u32 = 10;
/// The number of classes where that can be chosen and is not.
pub const USUAL_CLASSES: u32 = 3;

/// Two classes, and no choice.
const TWO: Option<RangeInclusive<u32>> = Some(2..=2);
/// As many classes as one likes.
const ANY: Option<RangeInclusive<u32>> = Some(MIN_CLASSES..=MAX_CLASSES);

/// A data set.
pub type DataSet = Choice<DataSetRow>;

/// Every data set; the first is the default.
pub const DATA_SETS: &[DataSetRow] = &[
    DataSetRow {
        id: "circle",
        name: "Circle",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "A disc of radius 0.5 inside a ring from 0.7 to 1.",
        source: Source::Drawn(shapes::circle),
    },
    DataSetRow {
        id: "xor",
        name: "XOR",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "Opposite quadrants share a class; 0.06 of space along the axes.",
        source: Source::Drawn(shapes::xor),
    },
    DataSetRow {
        id: "gauss",
        name: "Gauss",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "Two clouds around (0.4, 0.4) and (−0.4, −0.4).",
        source: Source::Drawn(shapes::gauss),
    },
    DataSetRow {
        id: "spiral",
        name: "Spiral",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "Two arms of 1.75 turns each.",
        source: Source::Drawn(shapes::spiral),
    },
    DataSetRow {
        id: "moons",
        name: "Moons",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "Two arcs that reach into each other.",
        source: Source::Drawn(shapes::moons),
    },
    DataSetRow {
        id: "blobs",
        name: "Blobs",
        task: Task::Classification,
        classes: ANY,
        dimensions: 2,
        about: "A cloud for each class, evenly around a circle.",
        source: Source::Drawn(shapes::several::blobs),
    },
    DataSetRow {
        id: "rings",
        name: "Rings",
        task: Task::Classification,
        classes: ANY,
        dimensions: 2,
        about: "A disc, and a ring around it for each further class.",
        source: Source::Drawn(shapes::several::rings),
    },
    DataSetRow {
        id: "spirals",
        name: "Spirals",
        task: Task::Classification,
        classes: ANY,
        dimensions: 2,
        about: "An arm for each class, 3.5 turns in all.",
        source: Source::Drawn(shapes::several::spirals),
    },
    DataSetRow {
        id: "digits",
        name: "Digits",
        task: Task::Classification,
        classes: Some(digits::CLASSES..=digits::CLASSES),
        dimensions: digits::PIXELS as u8,
        about: "1797 handwritten digits, 8 by 8 pixels each.",
        source: Source::Digits,
    },
    DataSetRow {
        id: "plane",
        name: "Plane",
        task: Task::Regression,
        classes: None,
        dimensions: 2,
        about: "y = (x1 + x2) / 2.",
        source: Source::Drawn(shapes::plane),
    },
    DataSetRow {
        id: "multi_gauss",
        name: "Multi Gauss",
        task: Task::Regression,
        classes: None,
        dimensions: 2,
        about: "Six hills and valleys.",
        source: Source::Drawn(shapes::multi_gauss),
    },
    DataSetRow {
        id: "sine",
        name: "Sine",
        task: Task::Regression,
        classes: None,
        dimensions: 1,
        about: "y = sin(pi x).",
        source: Source::Drawn(|rng, draw| shapes::curve(rng, draw, |x| sin_cos(PI * x).0)),
    },
    DataSetRow {
        id: "abs",
        name: "Abs",
        task: Task::Regression,
        classes: None,
        dimensions: 1,
        about: "y = |x| = relu(x) + relu(−x).",
        source: Source::Drawn(|rng, draw| shapes::curve(rng, draw, f32::abs)),
    },
    DataSetRow {
        id: OWN,
        name: "Your own",
        task: Task::Classification,
        classes: TWO,
        dimensions: 2,
        about: "Points that you draw, or a table that you paste or open.",
        source: Source::Own(shapes::gauss),
    },
];

/// The id of the set of the user's own data.
pub const OWN: &str = "own";

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
    /// Whether the number of classes can be chosen.
    pub fn has_choice_of_classes(&self) -> bool {
        self.classes.as_ref().is_some_and(|range| range.start() < range.end())
    }

    /// The number of classes it has if `wanted` are asked for: the nearest it can have. `None` for values.
    pub fn class_count(&self, wanted: u32) -> Option<u32> {
        self.classes.as_ref().map(|range| wanted.clamp(*range.start(), *range.end()))
    }

    /// How many points there are at most, where that is not a matter of drawing more of them.
    pub fn points(&self) -> Option<u32> {
        match self.source {
            Source::Drawn(_) | Source::Own(_) => None,
            Source::Digits => Some(digits::COUNT),
        }
    }

    /// Whether its points are images, and not places on a plane.
    pub fn has_images(&self) -> bool {
        matches!(self.source, Source::Digits)
    }

    /// Whether its points are the user's own.
    pub fn is_own(&self) -> bool {
        matches!(self.source, Source::Own(_))
    }

    /// Whether its points are in a file that nobody has provided: then they are placeholders.
    pub fn is_missing(&self) -> bool {
        matches!(self.source, Source::Digits) && digits::provided().is_none()
    }

    /// `count` points in random order, of as many classes as there can be of those wanted.
    pub fn generate(&self, rng: &mut ChaCha8Rng, noise: f32, count: u32, classes: u32) -> Points {
        let point = match self.source {
            Source::Drawn(point) | Source::Own(point) => point,
            Source::Digits => return digits::generate(rng, noise, count),
        };
        let classes = self.class_count(classes);
        let draw = |index| Draw { noise, index, count, classes: classes.unwrap_or(0) };
        let drawn: Vec<_> = (0..count).map(|index| point(rng, &draw(index))).collect();
        let mut order: Vec<u32> = (0..count).collect();
        shuffle(rng, &mut order);
        let points: Vec<_> = order.into_iter().map(|index| drawn[index as usize]).collect();
        Points::on_the_plane(&points, self.dimensions, classes.map(|count| count as u8))
    }
}
