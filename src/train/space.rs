//! The outputs of a layer as points in two dimensions: which points it draws together, which apart, and how it bends the plane.
//!
//! A layer of n units answers each point with n numbers, a place in n dimensions. What is shown of them are the two directions
//! in which the training points are spread most, their first two principal components (Pearson 1901): with the covariance matrix
//! C = 1/m Σ (a − ā)(a − ā)ᵀ over m points, the eigenvectors of its two largest eigenvalues λ₁ ≥ λ₂. They hold the share
//! (λ₁ + λ₂) / Σλ of the variance. A layer of one or two units is shown as it is.
//!
//! An eigenvector has no sign, and where λ₁ and λ₂ meet, both turn freely in their plane. So they are turned, or mirrored, in that
//! plane to lie as near as possible to the axes of the view before (orthogonal Procrustes problem, Schönemann 1966): the picture
//! moves as the points move. The plane itself, and with it the share, stay those of the principal components. Directions in which
//! nothing varies are taken from the view before.

use serde::{Deserialize, Serialize};

use crate::nn::tensor::Tensor;
use crate::train::eigen::{Eigen, add_scaled, dot};

/// Points that are looked at: the first so many training points, which are in random order.
pub const MOST_POINTS: usize = 512;
/// Lines of the grid in each direction.
pub const LINES: usize = 9;
/// Points of a line, or fewer.
const LINE_POINTS: usize = 48;
/// A variance below this share of the largest one is rounding of float32 numbers.
const ROUNDING: f64 = 1e-10;
/// Outputs of this size or more, or that are no numbers, have no place in a picture: distances would not be float32 numbers.
pub const LARGEST: f32 = 1e30;
/// The window is that much wider than what it has to show; it shrinks where that is narrower than so much of it.
const ROOM: f64 = 1.2;
const EMPTY: f64 = 0.5;

/// What the two axes of a [`SpaceView`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpaceAxes {
    /// The outputs of the first and the second unit; 0 where there is one unit.
    Units,
    /// Two directions at a right angle, from the mean of the points: the plane of the first two principal components.
    Components,
}

/// The outputs of a layer in two dimensions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpaceView {
    /// 0: the inputs of the network; from 1 on its layers, the output layer last.
    pub layer: u32,
    /// How many numbers the layer answers with.
    pub dimensions: u32,
    /// What the axes are.
    pub axes: SpaceAxes,
    /// In how many directions the points differ at all: 0 if all have the same place, 1 if they lie on a line.
    pub rank: u32,
    /// Share of the variance that the two axes hold; 1 where nothing varies.
    pub share: f32,
    /// Whether all numbers are below [`LARGEST`] in size; else there are no points and no lines.
    pub is_finite: bool,
    /// The places of the first [`MOST_POINTS`] training points.
    pub points: Vec<(f32, f32)>,
    /// The lines of a grid over the square of inputs as the layer bends them: of constant x2, then of constant x1. Of
    /// one-dimensional data the one line there is; none of more than two dimensions.
    pub lines: Vec<Vec<(f32, f32)>>,
    /// Centre of a square in which all of it lies, and half its side. It stays while it fits.
    pub window: ((f32, f32), f32),
}

/// A layer's outputs over the square of inputs, or the line: `[unit][pixel]`, row by row.
#[derive(Debug, Clone, Copy)]
pub struct Square<'a> {
    /// The outputs.
    pub outputs: &'a Tensor,
    /// Pixels along a side.
    pub side: usize,
    /// 1 for a line.
    pub dimensions: u8,
}

/// Makes one view after the other, each turned like the one before.
#[derive(Debug, Clone, Default)]
pub struct Projector {
    layer: u32,
    /// Two directions of length 1 at a right angle.
    axes: Option<[Vec<f64>; 2]>,
    window: Option<([f64; 2], f64)>,
}

impl Projector {
    /// The view of a layer by its outputs `[unit][training point]`, and those over the square of inputs if there is one.
    pub fn view(&mut self, layer: u32, outputs: &Tensor, square: Option<Square>) -> SpaceView {
        let count = outputs.samples().min(MOST_POINTS);
        let rows: Vec<&[f32]> = (0..outputs.units()).map(|unit| &outputs.unit(unit)[..count]).collect();
        let is_same = self.layer == layer && self.axes.as_ref().is_some_and(|axes| axes[0].len() == rows.len());
        if !is_same {
            *self = Self { layer, ..Self::default() };
        }
        let axes = if rows.len() > 2 { SpaceAxes::Components } else { SpaceAxes::Units };
        let mut view = SpaceView {
            layer,
            dimensions: rows.len() as u32,
            axes,
            rank: 0,
            share: 1.0,
            is_finite: count > 0 && rows.iter().all(|row| row.iter().all(|a| a.abs() < LARGEST)),
            points: Vec::new(),
            lines: Vec::new(),
            window: ((0.0, 0.0), 1.0),
        };
        if !view.is_finite {
            return view;
        }
        let spread = Spread::of(&rows);
        (view.rank, view.share) = (spread.rank, spread.share);
        let directions = match axes {
            SpaceAxes::Units => [0, 1].map(|axis| (0..rows.len()).map(|u| f64::from(u8::from(u == axis))).collect()),
            SpaceAxes::Components => steady(&spread, self.axes.as_ref()),
        };
        let origin = if axes == SpaceAxes::Units { vec![0.0; rows.len()] } else { spread.mean };
        let places = Places { directions: &directions, origin: &origin };
        view.points = places.of(&rows, None);
        view.lines = square.map_or_else(Vec::new, |square| lines(&square, &places));
        self.axes = Some(directions);
        view.window = self.window(&view);
        view
    }

    /// The square that holds everything: that of the view before, unless something lies outside or much of it is empty.
    fn window(&mut self, view: &SpaceView) -> ((f32, f32), f32) {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for &(x, y) in view.lines.iter().flatten().chain(&view.points).filter(|(x, y)| x.is_finite() && y.is_finite()) {
            for (axis, value) in [x, y].map(f64::from).into_iter().enumerate() {
                (low[axis], high[axis]) = (low[axis].min(value), high[axis].max(value));
            }
        }
        let half = (0..2).map(|axis| (high[axis] - low[axis]) / 2.0).fold(0.0, f64::max);
        let fits = |(centre, side): &([f64; 2], f64)| {
            half >= EMPTY * side && (0..2).all(|a| low[a] >= centre[a] - side && high[a] <= centre[a] + side)
        };
        let window = self.window.filter(fits).unwrap_or_else(|| {
            let centre = [0, 1].map(|axis| f64::midpoint(low[axis], high[axis]));
            // One spot has no size: it is shown as large as its place is far from 0, or as 1.
            let size = centre[0].abs().max(centre[1].abs());
            let least = if size > 0.0 { 1e-3 * size } else { 1.0 };
            (centre, ROOM * if half > 1e-3 * least { half } else { least })
        });
        self.window = Some(window);
        let (centre, side) = window;
        ((centre[0] as f32, centre[1] as f32), side as f32)
    }
}

/// How the points are spread.
struct Spread {
    mean: Vec<f64>,
    /// The directions of the largest and the next largest variance.
    directions: [Vec<f64>; 2],
    rank: u32,
    share: f32,
}

impl Spread {
    fn of(rows: &[&[f32]]) -> Self {
        let count = f64::from(rows[0].len() as u32);
        let mean: Vec<f64> = rows.iter().map(|row| row.iter().map(|a| f64::from(*a)).sum::<f64>() / count).collect();
        let centred: Vec<Vec<f64>> =
            rows.iter().zip(&mean).map(|(row, mean)| row.iter().map(|a| f64::from(*a) - mean).collect()).collect();
        let covariance: Vec<Vec<f64>> = (0..rows.len())
            .map(|i| {
                let below = (0..=i).map(|j| sum_of_products(&centred[i], &centred[j]) / count);
                below.chain(vec![0.0; rows.len() - 1 - i]).collect()
            })
            .collect();
        let squares = mean.iter().map(|mean| mean * mean).sum::<f64>();
        let Eigen { values, mut vectors } = Eigen::symmetric(covariance);
        let total: f64 = values.iter().map(|value| value.max(0.0)).sum();
        let largest = values.first().copied().unwrap_or_default();
        // What differs by less than float32 numbers of this size are rounded by does not differ.
        let least = (ROUNDING * largest).max(1e-13 * squares);
        let rank = values.iter().filter(|value| **value > least).count() as u32;
        let held: f64 = values.iter().take(2).map(|value| value.max(0.0)).sum();
        let share = if rank > 0 && total > 0.0 { (held / total).min(1.0) as f32 } else { 1.0 };
        vectors.resize(2, vec![0.0; rows.len()]);
        let directions = [0, 1].map(|axis| std::mem::take(&mut vectors[axis]));
        Self { mean, directions, rank, share }
    }
}

/// Σ aᵢbᵢ in four sums side by side: one after the other would wait for each addition.
fn sum_of_products(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (blocks, others) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest = dot(blocks.remainder(), others.remainder());
    for (a, b) in blocks.zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    rest + (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// The axes of a view: the directions of the largest variance, turned in their plane to those of the view before.
fn steady(spread: &Spread, before: Option<&[Vec<f64>; 2]>) -> [Vec<f64>; 2] {
    let [mut first, mut second] = spread.directions.clone();
    let Some(before) = before else {
        return [first, second].map(largest_is_positive);
    };
    match spread.rank {
        0 => return before.clone(),
        1 => second = across(before, &first).unwrap_or(second),
        _ => {}
    }
    // The axes are R·U, U with rows `first` and `second`, and R of all rotations and reflections of the plane the one with the largest
    // trace of R·U·Pᵀ, P the axes before. Of a 2 × 2 matrix both maxima are roots.
    let [[a, b], [c, d]] = [&before[0], &before[1]].map(|p| [dot(p, &first), dot(p, &second)]);
    let (turned, mirrored) = ([a + d, b - c], [a - d, b + c]);
    let size = |[x, y]: [f64; 2]| (x * x + y * y).sqrt();
    let (largest, sign) = if size(turned) >= size(mirrored) { (turned, -1.0) } else { (mirrored, 1.0) };
    if size(largest) < 1e-9 {
        // The planes have nothing in common.
        return [first, second].map(largest_is_positive);
    }
    let [cos, sin] = largest.map(|x| x / size(largest));
    for (one, two) in first.iter_mut().zip(&mut second) {
        (*one, *two) = (cos * *one + sin * *two, sign * (sin * *one - cos * *two));
    }
    [first, second]
}

/// The direction in the plane of two axes that is at a right angle to another one.
fn across(plane: &[Vec<f64>; 2], direction: &[f64]) -> Option<Vec<f64>> {
    let rest = |axis: &Vec<f64>| {
        let mut rest = axis.clone();
        add_scaled(&mut rest, -dot(axis, direction), direction);
        rest
    };
    let longest = plane.iter().map(rest).max_by(|a, b| dot(a, a).total_cmp(&dot(b, b)))?;
    let length = dot(&longest, &longest).sqrt();
    (length > 1e-6).then(|| longest.into_iter().map(|x| x / length).collect())
}

/// The same direction with the sign that makes its largest number, the first of equals, positive.
fn largest_is_positive(direction: Vec<f64>) -> Vec<f64> {
    let largest =
        direction.iter().copied().fold(0.0, |largest: f64, x| if x.abs() > largest.abs() { x } else { largest });
    if largest < 0.0 { direction.into_iter().map(|x| -x).collect() } else { direction }
}

/// From outputs to places in the plane of two directions.
struct Places<'a> {
    directions: &'a [Vec<f64>; 2],
    origin: &'a [f64],
}

impl Places<'_> {
    /// Of samples, `[unit][sample]`, or of those that are chosen.
    fn of(&self, rows: &[&[f32]], chosen: Option<&[usize]>) -> Vec<(f32, f32)> {
        let count = chosen.map_or_else(|| rows.first().map_or(0, |row| row.len()), <[usize]>::len);
        let mut places = vec![(0.0, 0.0); count];
        for (unit, row) in rows.iter().enumerate() {
            let (x, y, origin) = (self.directions[0][unit], self.directions[1][unit], self.origin[unit]);
            let add = |place: &mut (f64, f64), a: f32| {
                let from_origin = f64::from(a) - origin;
                *place = (place.0 + x * from_origin, place.1 + y * from_origin);
            };
            match chosen {
                None => places.iter_mut().zip(*row).for_each(|(place, a)| add(place, *a)),
                Some(chosen) => places.iter_mut().zip(chosen).for_each(|(place, i)| add(place, row[*i])),
            }
        }
        places.into_iter().map(|(x, y)| (x as f32, y as f32)).collect()
    }
}

fn lines(square: &Square, places: &Places) -> Vec<Vec<(f32, f32)>> {
    let side = square.side;
    if side < 2 {
        return Vec::new();
    }
    let spaced = |count: usize| (0..count).map(move |i| (2 * i * (side - 1) + count - 1) / (2 * (count - 1)));
    let along: Vec<usize> = spaced(LINE_POINTS.min(side)).collect();
    let pixels: Vec<Vec<usize>> = if square.dimensions == 1 {
        vec![(0..side).collect()]
    } else {
        let rows = spaced(LINES).map(|row| along.iter().map(|column| row * side + column).collect());
        let columns = spaced(LINES).map(|column| along.iter().map(|row| row * side + column).collect());
        rows.chain(columns).collect()
    };
    let rows: Vec<&[f32]> = (0..square.outputs.units()).map(|unit| square.outputs.unit(unit)).collect();
    pixels.iter().map(|line| places.of(&rows, Some(line))).collect()
}
