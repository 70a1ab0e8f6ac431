//! Data of the user's own: drawn points, or a table that was pasted or opened.
//!
//! In the order in which data flows: text becomes [`records`], these a [`table`] whose columns have kinds; what each column is taken for
//! and which [`problem`]s there are says [`reading`], which gives [`OwnData`]: [`mod@column`]s of rounded numbers. It travels as a
//! [`code`] in a link or as a file, [printed](mod@print), and becomes points, [scaled](scaling) by its training part.

pub mod column;
pub mod records;

pub mod problem;
pub mod table;

pub mod reading;

pub mod code;
pub mod print;
pub mod scaling;

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use self::column::Column;
use super::points::{Points, Target};
use super::sets::{MAX_CLASSES, MIN_CLASSES};
use crate::nn::random::shuffle;

/// The fewest points: one to train on and one to test.
pub const MIN_POINTS: usize = 2;
/// The most points.
pub const MAX_POINTS: usize = 2000;
/// The most columns of numbers.
pub const MAX_COLUMNS: usize = 64;
/// The most points that a link holds.
pub const POINTS_IN_LINK: usize = 200;
/// The most characters of a name of a column or a class.
pub const MAX_NAME: usize = 40;

/// Points of the user's own, as they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnData {
    /// The inputs, 1 to [`MAX_COLUMNS`].
    pub columns: Vec<Column>,
    /// What is to be learned.
    pub target: OwnTarget,
    /// The name of what is to be learned.
    pub target_name: String,
}

/// What is to be learned of own points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OwnTarget {
    /// A class.
    Class {
        /// The names of the classes, 2 to 10.
        names: Vec<String>,
        /// The class of each point, by its place among the names.
        of: Vec<u8>,
    },
    /// A value.
    Value(Column),
}

/// How large own data are: all that settings have to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Number of points.
    pub points: u32,
    /// Numbers a point, as columns.
    pub columns: u8,
    /// Number of classes; `None` for values.
    pub classes: Option<u8>,
}

impl Shape {
    /// Numbers a point as the network and the pictures have them: one column with classes lies on the plane, with x2 = 0.
    pub fn dimensions(self) -> u8 {
        if self.classes.is_some() { self.columns.max(2) } else { self.columns }
    }

    /// Whether there can be such data.
    fn is_sound(self) -> bool {
        (MIN_POINTS..=MAX_POINTS).contains(&(self.points as usize))
            && (1..=MAX_COLUMNS).contains(&usize::from(self.columns))
            && self.classes.is_none_or(|classes| (MIN_CLASSES..=MAX_CLASSES).contains(&u32::from(classes)))
    }
}

/// The data of the set `own` in an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Own {
    /// They are here.
    Here(Arc<OwnData>),
    /// They are in a file that nobody has given yet.
    Away {
        /// [`OwnData::hash`].
        hash: u64,
        /// How large they are.
        shape: Shape,
    },
}

impl Own {
    /// How large they are.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Here(data) => data.shape(),
            Self::Away { shape, .. } => *shape,
        }
    }

    /// What tells these data from others.
    pub fn hash(&self) -> u64 {
        match self {
            Self::Here(data) => data.hash(),
            Self::Away { hash, .. } => *hash,
        }
    }

    /// The points in random order, no training points yet; blank ones in place of those that are away.
    pub fn points(&self, rng: &mut ChaCha8Rng) -> Points {
        let shape = self.shape();
        let mut order: Vec<u32> = (0..shape.points).collect();
        shuffle(rng, &mut order);
        let ordered = |values: &[f32]| order.iter().map(|&point| values[point as usize]).collect::<Vec<f32>>();
        let (mut inputs, target) = match self {
            Self::Here(data) => {
                let target = match &data.target {
                    OwnTarget::Class { names, of } => {
                        let of = order.iter().map(|&point| of[point as usize]).collect();
                        Target::Class { of, count: names.len() as u8 }
                    }
                    OwnTarget::Value(column) => Target::Value(ordered(&column.values())),
                };
                (data.columns.iter().map(|column| ordered(&column.values())).collect(), target)
            }
            Self::Away { .. } => {
                let target = match shape.classes {
                    Some(count) => Target::Class {
                        of: order.iter().map(|point| (point % u32::from(count)) as u8).collect(),
                        count,
                    },
                    None => Target::Value(vec![0.0; order.len()]),
                };
                (vec![vec![0.0; order.len()]; usize::from(shape.columns)], target)
            }
        };
        inputs.resize(usize::from(shape.dimensions()), vec![0.0; order.len()]);
        Points { inputs, target, train: 0 }
    }
}

/// A point that was drawn: x1 and x2 in [-1, 1], and its class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// First coordinate, in hundredths.
    pub x1: i32,
    /// Second coordinate, in hundredths.
    pub x2: i32,
    /// The class, below 10.
    pub class: u8,
}

/// Hundredths to the edge of the square: the raster on which points are drawn.
pub const EDGE: i32 = 100;

impl Drawn {
    /// The point of the raster that is nearest to a place; `None` outside the square.
    pub fn at(x1: f32, x2: f32, class: u8) -> Option<Self> {
        let cell = |x: f32| (f64::from(x) * f64::from(EDGE) + f64::from(EDGE) + 0.5).floor() as i32 - EDGE;
        let inside = |x: f32| x.abs() <= 1.0;
        (inside(x1) && inside(x2)).then(|| Self { x1: cell(x1), x2: cell(x2), class })
    }
}

impl OwnData {
    /// Drawn points, at most [`MAX_POINTS`]; `None` of fewer than two. Classes are named by their numbers.
    pub fn drawn(points: &[Drawn]) -> Option<Self> {
        let points = &points[..points.len().min(MAX_POINTS)];
        if points.len() < MIN_POINTS {
            return None;
        }
        let column = |name: &str, of: fn(&Drawn) -> i32| {
            let values: Vec<f64> =
                points.iter().map(|point| f64::from(of(point).clamp(-EDGE, EDGE)) / f64::from(EDGE)).collect();
            Column::rounded(name, &values)
        };
        let of: Vec<u8> = points.iter().map(|point| point.class.min(MAX_CLASSES as u8 - 1)).collect();
        let count = of.iter().map(|class| u32::from(*class) + 1).max().unwrap_or(0).max(MIN_CLASSES);
        let names = (0..count).map(|class| class.to_string()).collect();
        Some(Self {
            columns: vec![column("x1", |point| point.x1), column("x2", |point| point.x2)],
            target: OwnTarget::Class { names, of },
            target_name: "class".to_owned(),
        })
    }

    /// The points as they were drawn, if they are such: two columns on the raster, and classes.
    pub fn as_drawn(&self) -> Option<Vec<Drawn>> {
        let (OwnTarget::Class { of, .. }, [x1, x2]) = (&self.target, self.columns.as_slice()) else { return None };
        let drawn = |(i, class): (usize, &u8)| {
            let (x1, x2) = (x1.values()[i], x2.values()[i]);
            Drawn::at(x1, x2, *class)
        };
        let points: Option<Vec<Drawn>> = of.iter().enumerate().map(drawn).collect();
        points.filter(|points| Self::drawn(points).is_some_and(|data| data.columns == self.columns))
    }

    /// How large they are.
    pub fn shape(&self) -> Shape {
        let classes = match &self.target {
            OwnTarget::Class { names, .. } => Some(names.len() as u8),
            OwnTarget::Value(_) => None,
        };
        Shape { points: self.points() as u32, columns: self.columns.len() as u8, classes }
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.columns.first().map_or(0, |column| column.digits.len())
    }

    /// What tells these data from others: 64-bit FNV-1a over [`OwnData::to_bytes`].
    pub fn hash(&self) -> u64 {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self.to_bytes().into_iter().fold(0xcbf2_9ce4_8422_2325, step)
    }

    /// Whether all parts agree and keep to the limits.
    pub(crate) fn is_sound(&self) -> bool {
        let points = self.points();
        let is_name = |name: &str| name.chars().count() <= MAX_NAME;
        let target = match &self.target {
            OwnTarget::Class { names, of } => {
                of.len() == points
                    && of.iter().all(|class| usize::from(*class) < names.len())
                    && names.iter().all(|name| is_name(name))
            }
            OwnTarget::Value(column) => column.is_sound(points) && is_name(&column.name),
        };
        let columns = self.columns.iter().all(|column| column.is_sound(points) && is_name(&column.name));
        let few = self.columns.len() <= MAX_COLUMNS && self.shape_is_small() && is_name(&self.target_name);
        few && columns && target && self.shape().is_sound()
    }

    /// Whether the numbers of classes fit the byte that says it.
    fn shape_is_small(&self) -> bool {
        match &self.target {
            OwnTarget::Class { names, .. } => names.len() <= MAX_CLASSES as usize,
            OwnTarget::Value(_) => true,
        }
    }
}
