//! The points of a data set as they were drawn or read: numbers, and what is to be learned of each point.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::shapes::Point;

/// D numbers for each point, and its class or value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Points {
    /// `[dimension][point]`; on the plane, x1 and x2 in [-1, 1].
    pub inputs: Vec<Vec<f32>>,
    /// What is to be learned of each point.
    pub target: Target,
    /// How many of them, from the first, are training points.
    pub train: u32,
}

/// What is to be learned, a class or a value a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// A class, counted from 0.
    Class {
        /// The class of each point, below `count`.
        of: Vec<u8>,
        /// How many classes there are; the points need not show all of them.
        count: u8,
    },
    /// A value.
    Value(Vec<f32>),
}

impl Default for Target {
    fn default() -> Self {
        Self::Value(Vec::new())
    }
}

impl Target {
    /// How many classes there are; `None` for values.
    pub fn classes(&self) -> Option<usize> {
        match self {
            Self::Class { count, .. } => Some(usize::from(*count)),
            Self::Value(_) => None,
        }
    }

    /// The class of a point; `None` for values.
    pub fn class(&self, point: usize) -> Option<usize> {
        match self {
            Self::Class { of, .. } => of.get(point).map(|&class| usize::from(class)),
            Self::Value(_) => None,
        }
    }

    /// The class or the value of each point, as a loss takes it.
    pub fn numbers(&self) -> Vec<f32> {
        match self {
            Self::Class { of, .. } => of.iter().map(|&class| f32::from(class)).collect(),
            Self::Value(values) => values.clone(),
        }
    }
}

impl Points {
    /// These points of the plane, or of a line if `dimensions` is 1; of so many classes, or with values if there are none.
    /// No training points yet.
    pub fn on_the_plane(points: &[Point], dimensions: u8, classes: Option<u8>) -> Self {
        let mut inputs = vec![points.iter().map(|p| p.x1).collect()];
        if dimensions > 1 {
            inputs.push(points.iter().map(|p| p.x2).collect());
        }
        let target = match classes {
            Some(count) => Target::Class { of: points.iter().map(|p| p.y as u8).collect(), count },
            None => Target::Value(points.iter().map(|p| p.y).collect()),
        };
        Self { inputs, target, train: 0 }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.inputs.first().map_or(0, Vec::len)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places of the training points.
    pub fn training(&self) -> Range<usize> {
        0..self.train as usize
    }

    /// The places of the test points.
    pub fn test(&self) -> Range<usize> {
        self.train as usize..self.len()
    }

    /// First and second coordinate of a point; the second is 0 for one-dimensional data.
    pub fn place(&self, point: usize) -> (f32, f32) {
        let coordinate = |dimension: usize| self.inputs.get(dimension).map_or(0.0, |all| all[point]);
        (coordinate(0), coordinate(1))
    }
}
