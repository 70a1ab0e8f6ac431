//! The lines between classes on a grid of which only the most probable class of each cell is known, and how far it leads.
//!
//! Between the centres of two cells of different classes the line runs where the leads of both would meet: for two logits that
//! change evenly from cell to cell that is exactly where they are equal. Where three or more classes meet, the lines meet in the
//! middle of the four cells.

use crate::plot::contour::{joined, share};
use crate::plot::geometry::Xy;

/// Classes and their leads at the centres of equal cells, row by row from the top.
#[derive(Debug, Clone, Copy)]
pub struct ClassGrid<'a> {
    /// The class of each cell.
    pub class: &'a [u8],
    /// How far the class is above the next one, at least 0; not finite where there is no answer.
    pub lead: &'a [f32],
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl ClassGrid<'_> {
    /// Whether there is an answer for every cell, and a cell.
    pub fn is_whole(&self) -> bool {
        let cells = self.columns * self.rows;
        cells > 0 && self.class.len() == cells && self.lead.len() == cells
    }

    /// Class and lead of a cell of the grid with a border of one cell around it, which repeats the outermost ones.
    fn padded(&self, row: usize, column: usize) -> (u8, f32) {
        let inside = |index: usize, count: usize| index.clamp(1, count) - 1;
        let cell = inside(row, self.rows) * self.columns + inside(column, self.columns);
        (self.class[cell], self.lead[cell])
    }
}

/// The lines between the classes, in shares of the grid's width and height.
pub fn lines(grid: ClassGrid) -> Vec<Vec<Xy>> {
    if !grid.is_whole() {
        return Vec::new();
    }
    let (columns, rows) = (grid.columns + 2, grid.rows + 2);
    let edge = |row: usize, column: usize, down: bool| (2 * (row * columns + column) + usize::from(down)) as u32;
    let edges = 2 * columns * rows;
    let mut pieces: Vec<[u32; 2]> = Vec::new();
    // Where an arm of a meeting ends, numbered after the edges: each arm has an end of its own.
    let mut meetings: Vec<Xy> = Vec::new();
    for row in 0..rows - 1 {
        for column in 0..columns - 1 {
            let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
            let cells = corners.map(|(row, column)| grid.padded(row, column));
            if cells.iter().any(|(_, lead)| !lead.is_finite()) {
                continue;
            }
            let around = [
                edge(row, column, false),
                edge(row, column + 1, true),
                edge(row + 1, column, false),
                edge(row, column, true),
            ];
            let crossed: Vec<u32> = (0..4).filter(|&i| cells[i].0 != cells[(i + 1) % 4].0).map(|i| around[i]).collect();
            match crossed[..] {
                [] => {}
                [a, b] => pieces.push([a, b]),
                _ => {
                    let middle = |at: usize, count: usize| share(at, count).midpoint(share(at + 1, count));
                    let meeting = (middle(column, columns), middle(row, rows));
                    for arm in crossed {
                        pieces.push([arm, (edges + meetings.len()) as u32]);
                        meetings.push(meeting);
                    }
                }
            }
        }
    }
    let place = |node: &u32| {
        let node = *node as usize;
        if node >= edges {
            return meetings[node - edges];
        }
        let (corner, down) = (node / 2, node % 2 == 1);
        let (row, column) = (corner / columns, corner % columns);
        let (row2, column2) = if down { (row + 1, column) } else { (row, column + 1) };
        let (a, b) = (grid.padded(row, column).1, grid.padded(row2, column2).1);
        let t = if a + b > 0.0 { a / (a + b) } else { 0.5 };
        let mix = |from: f32, to: f32| from + (to - from) * t;
        (mix(share(column, columns), share(column2, columns)), mix(share(row, rows), share(row2, rows)))
    };
    joined(&pieces, edges + meetings.len()).iter().map(|line| line.iter().map(place).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes of a square by the largest of some functions, and their leads.
    fn largest(side: usize, functions: &[&dyn Fn(f32, f32) -> f32]) -> (Vec<u8>, Vec<f32>) {
        let place = |i: usize| (i as f32 + 0.5) / side as f32;
        let cell = |i: usize| {
            let mut values: Vec<(f32, u8)> = Vec::new();
            for (class, f) in functions.iter().enumerate() {
                values.push((f(place(i % side), place(i / side)), class as u8));
            }
            values.sort_by(|a, b| b.0.total_cmp(&a.0));
            (values[0].1, values[0].0 - values[1].0)
        };
        (0..side * side).map(cell).unzip()
    }

    fn grid((class, lead): &(Vec<u8>, Vec<f32>), side: usize) -> ClassGrid<'_> {
        ClassGrid { class, lead, columns: side, rows: side }
    }

    #[test]
    fn a_straight_border_is_straight_from_edge_to_edge() {
        let cells = largest(16, &[&|x, y| x + 0.5 * y, &|_, _| 0.6]);
        let lines = lines(grid(&cells, 16));
        assert_eq!(lines.len(), 1);
        let ends = [lines[0][0], lines[0][lines[0].len() - 1]];
        assert!(ends.iter().all(|(_, y)| *y == 0.0 || *y == 1.0), "{ends:?}");
        // The border repeats the outermost cells, half a cell beyond their centres.
        let inside = lines[0].iter().filter(|(_, y)| (0.05..0.95).contains(y));
        assert!(inside.clone().count() > 10);
        for (x, y) in inside {
            assert!((x + 0.5 * y - 0.6).abs() < 1e-4, "{x}, {y}");
        }
    }

    #[test]
    fn three_classes_meet_in_a_point() {
        let cells = largest(32, &[&|x, _| 0.5 - x, &|x, y| 0.5 * x - y + 0.2, &|x, y| 0.5 * x + y - 0.8]);
        let lines = lines(grid(&cells, 32));
        assert_eq!(lines.len(), 3, "{lines:?}");
        let near = |(x, y): &Xy| (x - 0.5).abs() < 0.1 && (y - 0.5).abs() < 0.05;
        let meeting = lines.iter().filter(|line| near(&line[0]) || near(&line[line.len() - 1])).count();
        assert_eq!(meeting, 3, "{lines:?}");
    }

    #[test]
    fn broken_and_uniform_grids_have_no_line() {
        for lead in [0.0, 1.0, f32::NAN, f32::INFINITY] {
            let cells = (vec![3; 16], vec![lead; 16]);
            assert!(lines(grid(&cells, 4)).is_empty(), "{lead}");
        }
        let halves = (vec![0, 1, 0, 1], vec![f32::NAN; 4]);
        assert!(lines(grid(&halves, 2)).is_empty());
        assert!(lines(grid(&(Vec::new(), Vec::new()), 9)).is_empty());
        // Not one cell of a chessboard has a neighbour of its class.
        let chess = ((0..64_u8).map(|i| (i + i / 8) % 2).collect(), vec![1.0; 64]);
        assert!(!lines(grid(&chess, 8)).is_empty());
        let ties = ((0..64_u8).map(|i| i % 7).collect(), vec![0.0; 64]);
        assert!(lines(grid(&ties, 8)).iter().flatten().all(|(x, y)| x.is_finite() && y.is_finite()));
    }
}
