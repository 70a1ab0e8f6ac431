//! Scaling of own data: each column by its own numbers, and of these by the training points alone, so that nothing of the test
//! points is known beforehand.

use serde::{Deserialize, Serialize};

use crate::data::points::{Points, Target};

/// How columns are scaled, inputs and values to predict alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Scaling {
    /// Not at all.
    #[default]
    None,
    /// Smallest to −1, largest to 1: 2 (x − min) / (max − min) − 1.
    MinMax,
    /// Mean 0 and standard deviation 1: (x − mean) / sd, with the sum of squares over n, as scikit-learn's `StandardScaler`.
    Standard,
}

impl Scaling {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 3] = [Self::None, Self::MinMax, Self::Standard];

    /// The word in links.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::MinMax => "minmax",
            Self::Standard => "standard",
        }
    }

    /// The kind of a word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Scales all points by the training points. A column whose training points are all equal becomes 0 there.
    pub fn apply(self, points: &mut Points) {
        let train = points.train as usize;
        for column in &mut points.inputs {
            self.scale(column, train);
        }
        if let Target::Value(values) = &mut points.target {
            self.scale(values, train);
        }
    }

    /// Scales a column by its first `train` numbers.
    fn scale(self, column: &mut [f32], train: usize) {
        let known = || column.iter().take(train).map(|&value| f64::from(value));
        let (middle, reach) = match self {
            Self::None => return,
            Self::MinMax => {
                let min = known().fold(f64::INFINITY, f64::min);
                let max = known().fold(f64::NEG_INFINITY, f64::max);
                (f64::midpoint(min, max), (max - min) / 2.0)
            }
            Self::Standard => {
                let count = train.max(1) as f64;
                let mean = known().sum::<f64>() / count;
                let squares = known().map(|value| (value - mean) * (value - mean)).sum::<f64>();
                (mean, (squares / count).sqrt())
            }
        };
        let reach = if reach > 0.0 { reach } else { 1.0 };
        for value in column {
            *value = ((f64::from(*value) - middle) / reach) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(kind: Scaling, column: &[f32], train: u32) -> Vec<f32> {
        let mut points = Points { inputs: vec![column.to_vec()], target: Target::Value(column.to_vec()), train };
        kind.apply(&mut points);
        assert_eq!(points.target.numbers(), points.inputs[0]);
        points.inputs.swap_remove(0)
    }

    #[test]
    fn the_training_points_alone_decide() {
        assert_eq!(scaled(Scaling::None, &[1.0, 5.0], 1), [1.0, 5.0]);
        assert_eq!(scaled(Scaling::MinMax, &[10.0, 20.0, 15.0, 40.0], 3), [-1.0, 1.0, 0.0, 5.0]);
        assert_eq!(scaled(Scaling::Standard, &[1.0, 3.0, 2.0, 3.0], 2), [-1.0, 1.0, 0.0, 1.0]);
        // All the same: 0, and no division by it.
        assert_eq!(scaled(Scaling::MinMax, &[2.0, 2.0, 3.0], 2), [0.0, 0.0, 1.0]);
        assert_eq!(scaled(Scaling::Standard, &[2.0, 2.0, 3.0], 2), [0.0, 0.0, 1.0]);
    }
}
