//! Level lines of a grid of values: marching squares, the pieces joined to lines.

use crate::plot::geometry::Xy;
use crate::plot::raster::Grid;

/// The lines on which the values are `level`, in shares of the grid's width and height.
///
/// The grid is continued by half a cell on all sides, so that lines reach its border.
pub fn lines(grid: Grid, level: f32) -> Vec<Vec<Xy>> {
    march(grid, level, false)
}

/// The lines at which values that are exactly `flat` on one side leave it.
pub fn hinges(grid: Grid, flat: f32) -> Vec<Vec<Xy>> {
    if !grid.is_whole() {
        return Vec::new();
    }
    march(Grid { values: &unflattened(grid, flat), ..grid }, flat, true)
}

fn march(grid: Grid, level: f32, keep_sides: bool) -> Vec<Vec<Xy>> {
    if !grid.is_whole() || grid.columns < 2 || grid.rows < 2 {
        return Vec::new();
    }
    let padded = Padded::new(grid, level, keep_sides);
    let mut pieces = Vec::new();
    for row in 0..padded.rows - 1 {
        for column in 0..padded.columns - 1 {
            padded.cell(row, column, &mut pieces);
        }
    }
    joined(&pieces, padded.columns * padded.rows * 2).iter().map(|line| padded.places(line)).collect()
}

/// A function that is exactly `flat` on one side of its hinge, continued there below: so that its level line is
/// straight where the function is. Between a flat value and a first one that is not, the hinge is not half-way.
fn unflattened(grid: Grid, flat: f32) -> Vec<f32> {
    let at = |row: usize, column: usize| {
        let inside = row < grid.rows && column < grid.columns;
        inside.then(|| grid.values[row * grid.columns + column] - flat)
    };
    // Beyond the first row or column: wraps to a place outside.
    let step = |from: usize, by: isize| from.wrapping_add_signed(by);
    let continued = |row: usize, column: usize| {
        let mut sum = 0.0;
        let mut count = 0.0;
        for (dr, dc) in [(0, 1), (1, 0), (0, -1), (-1, 0)] {
            let Some(near) = at(step(row, dr), step(column, dc)).filter(|v| *v > 0.0) else { continue };
            let far = at(step(row, 2 * dr), step(column, 2 * dc)).unwrap_or(3.0 * near);
            // Linear continuation; where that is not below, the middle.
            let value = 2.0 * near - far;
            sum += if value < 0.0 { value } else { -near };
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { -f32::MIN_POSITIVE }
    };
    let mut values = Vec::with_capacity(grid.rows * grid.columns);
    for row in 0..grid.rows {
        values.extend((0..grid.columns).map(|column| match at(row, column) {
            Some(0.0) => flat + continued(row, column),
            value => flat + value.unwrap_or(f32::NAN),
        }));
    }
    values
}

/// The grid minus the level, with a border.
struct Padded {
    values: Vec<f32>,
    columns: usize,
    rows: usize,
}

impl Padded {
    /// `keep_sides`: no line begins in the border, for values that are not smooth enough to be continued.
    fn new(grid: Grid, level: f32, keep_sides: bool) -> Self {
        let (columns, rows) = (grid.columns + 2, grid.rows + 2);
        let value = |row: usize, column: usize| grid.values[row * grid.columns + column] - level;
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                // Half a cell beyond the border, on the line through the two nearest cells.
                let (r, r2) = inner(row, grid.rows);
                let (c, c2) = inner(column, grid.columns);
                let outer = value(r, c) + 0.5 * (value(r, c) - value(r2, c)) + 0.5 * (value(r, c) - value(r, c2));
                let other_side = (outer > 0.0) != (value(r, c) > 0.0);
                values.push(if keep_sides && other_side { value(r, c) } else { outer });
            }
        }
        Self { values, columns, rows }
    }

    fn value(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.columns + column]
    }

    /// Number of the edge that goes right from a corner, or down from it.
    fn edge(&self, row: usize, column: usize, down: bool) -> u32 {
        (2 * (row * self.columns + column) + usize::from(down)) as u32
    }

    /// Adds the pieces of the line in one cell, as pairs of edges.
    fn cell(&self, row: usize, column: usize, pieces: &mut Vec<[u32; 2]>) {
        let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
        let values = corners.map(|(r, c)| self.value(r, c));
        if values.iter().any(|v| !v.is_finite()) {
            return;
        }
        let above = values.map(|v| v > 0.0);
        let edges = [
            self.edge(row, column, false),
            self.edge(row, column + 1, true),
            self.edge(row + 1, column, false),
            self.edge(row, column, true),
        ];
        let (mut crossed, mut count) = ([0; 4], 0);
        for (i, edge) in edges.into_iter().enumerate() {
            if above[i] != above[(i + 1) % 4] {
                crossed[count] = edge;
                count += 1;
            }
        }
        let [a, b, c, d] = crossed;
        // Of a saddle the middle says which corners belong together.
        let middle = values.iter().sum::<f32>() > 0.0;
        match count {
            2 => pieces.push([a, b]),
            4 if middle == above[0] => pieces.extend([[a, b], [c, d]]),
            4 => pieces.extend([[d, a], [b, c]]),
            _ => {}
        }
    }

    fn places(&self, line: &[u32]) -> Vec<Xy> {
        line.iter().map(|&edge| self.place(edge)).collect()
    }

    fn place(&self, edge: u32) -> Xy {
        let (corner, down) = ((edge / 2) as usize, edge % 2 == 1);
        let (row, column) = (corner / self.columns, corner % self.columns);
        let (row2, column2) = if down { (row + 1, column) } else { (row, column + 1) };
        let (a, b) = (self.value(row, column), self.value(row2, column2));
        let t = if a == b { 0.5 } else { (a / (a - b)).clamp(0.0, 1.0) };
        let mix = |from: f32, to: f32| from + (to - from) * t;
        let x = mix(share(column, self.columns), share(column2, self.columns));
        (x, mix(share(row, self.rows), share(row2, self.rows)))
    }
}

/// The cell a padded index belongs to, and its inner neighbour if it is on the border (else itself).
fn inner(index: usize, count: usize) -> (usize, usize) {
    match index {
        0 => (0, 1),
        i if i == count + 1 => (count - 1, count - 2),
        i => (i - 1, i - 1),
    }
}

/// Where a padded index lies: the border at 0 and 1, cells at their centres.
pub(super) fn share(index: usize, padded: usize) -> f32 {
    let cells = (padded - 2) as f32;
    ((index as f32 - 0.5) / cells).clamp(0.0, 1.0)
}

/// Pieces that share an edge, joined. An edge has at most two; `edges` is above all their numbers.
pub(super) fn joined(pieces: &[[u32; 2]], edges: usize) -> Vec<Vec<u32>> {
    const NONE: u32 = u32::MAX;
    let mut at_edge = vec![[NONE; 2]; edges];
    for (i, piece) in pieces.iter().enumerate() {
        for &edge in piece {
            let slots = &mut at_edge[edge as usize];
            let free = usize::from(slots[0] != NONE);
            slots[free] = i as u32;
        }
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    // Open lines first, from an end; what is left are closed ones.
    let is_end = |piece: &[u32; 2]| piece.iter().any(|&edge| at_edge[edge as usize][1] == NONE);
    let mut starts: Vec<usize> = (0..pieces.len()).filter(|&i| is_end(&pieces[i])).collect();
    starts.extend(0..pieces.len());
    for start in starts {
        if used[start] {
            continue;
        }
        let [a, b] = pieces[start];
        let (first, second) = if at_edge[a as usize][1] == NONE { (a, b) } else { (b, a) };
        let mut line = vec![first, second];
        used[start] = true;
        let mut end = second;
        while let Some(next) = at_edge[end as usize].into_iter().find(|&i| i != NONE && !used[i as usize]) {
            used[next as usize] = true;
            let [a, b] = pieces[next as usize];
            end = if a == end { b } else { a };
            line.push(end);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(side: usize, f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let place = |i: usize| (i as f32 + 0.5) / side as f32;
        (0..side * side).map(|i| f(place(i % side), place(i / side))).collect()
    }

    #[test]
    fn a_plane_has_one_straight_line_from_border_to_border() {
        let values = grid(16, |x, y| x + 0.5 * y - 0.6);
        let lines = lines(Grid { values: &values, columns: 16, rows: 16 }, 0.0);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|(x, y)| (x + 0.5 * y - 0.6).abs() < 1e-4), "{lines:?}");
        let ends = [lines[0][0], lines[0][lines[0].len() - 1]];
        assert!(ends.iter().all(|(_, y)| *y == 0.0 || *y == 1.0), "{ends:?}");
    }

    #[test]
    fn a_circle_is_one_closed_line() {
        let values = grid(32, |x, y| 0.3 - (x - 0.5).hypot(y - 0.5));
        let lines = lines(Grid { values: &values, columns: 32, rows: 32 }, 0.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0][0], lines[0][lines[0].len() - 1]);
        assert!(lines[0].iter().all(|(x, y)| ((x - 0.5).hypot(y - 0.5) - 0.3).abs() < 0.01));
    }

    #[test]
    fn the_hinge_of_a_relu_is_straight() {
        let values = grid(24, |x, y| (0.7 * x + 0.4 * y - 0.5).max(0.0));
        let shape = Grid { values: &values, columns: 24, rows: 24 };
        let lines = hinges(shape, 0.0);
        assert_eq!(lines.len(), 1);
        let worst = lines[0].iter().map(|(x, y)| (0.7 * x + 0.4 * y - 0.5).abs()).fold(0.0, f32::max);
        assert!(worst < 0.008, "{worst}");
    }

    #[test]
    fn broken_and_constant_grids_have_no_line() {
        for value in [0.0, 1.0, -1.0, f32::NAN, f32::INFINITY] {
            let values = vec![value; 16];
            assert!(lines(Grid { values: &values, columns: 4, rows: 4 }, 0.0).is_empty(), "{value}");
        }
        assert!(lines(Grid { values: &[1.0], columns: 1, rows: 1 }, 0.0).is_empty());
        assert!(lines(Grid { values: &[], columns: 9, rows: 9 }, 0.0).is_empty());
    }
}
