//! Products of wide layers: 4 rows by 8 columns at a time, from copies of the operands that lie in the order of use.
//!
//! A panel holds 4 rows of the left operand or 8 columns of the right one term by term (`[term][4]`, `[term][8]`). Making them costs some
//! percent of what they serve. In return the loop over the terms has two pointers that move by constants, no index to check,
//! and nothing else to do than to load, multiply and add: 22 instructions a term and 5 for the loop.
//!
//! The sum is taken term by term, from the first up. The loop is not unrolled here: the compiler would then chain the terms of one sum
//! and run out of registers, while browsers unroll it as it is.

use std::slice::ChunksExactMut;

use wide::{f32x4, f32x8};

use super::super::tensor::{LANES, Tensor};
use super::finish::Finish;

/// Columns of a panel.
const COLUMNS: usize = 8;
/// Rows of a tile.
pub(super) const ROWS: usize = 4;

/// Room for the panels of both operands; kept from product to product, and never made smaller.
#[derive(Debug, Clone, Default)]
pub struct Panels {
    left: Vec<[f32; ROWS]>,
    right: Vec<[f32; COLUMNS]>,
    /// Terms of the sums of the product that is being taken.
    terms: usize,
}

/// The length of a panel of the right operand: rows are written to it in fours.
fn length(terms: usize) -> usize {
    terms.next_multiple_of(LANES)
}

/// The first of these, as many as asked for.
fn room<const N: usize>(of: &mut Vec<[f32; N]>, count: usize) -> &mut [[f32; N]] {
    if of.len() < count {
        of.resize(count, [0.0; N]);
    }
    &mut of[..count]
}

/// The left operand.
#[derive(Clone, Copy)]
pub(super) enum Left<'a> {
    /// The rows of a matrix, which lie so far apart.
    Rows(&'a [f32], usize),
    /// The columns of a matrix with so many.
    Columns(&'a [f32], usize),
}

impl Panels {
    /// Takes the columns of a matrix as those of the right operand. The last panel may have columns that hold anything.
    #[inline(never)]
    pub(super) fn take_columns(&mut self, from: &Tensor) {
        let stride = from.stride();
        for (at, to) in (0..stride).step_by(COLUMNS).zip(self.right_panels(from.units(), stride)) {
            let is_whole = stride - at >= COLUMNS;
            for (to, from) in to.iter_mut().zip(from.data().chunks_exact(stride)) {
                if is_whole {
                    to.copy_from_slice(&from[at..at + COLUMNS]);
                } else {
                    to[..LANES].copy_from_slice(&from[at..at + LANES]);
                }
            }
        }
    }

    /// Takes the rows of a matrix as the columns of the right operand.
    #[inline(never)]
    pub(super) fn take_rows(&mut self, from: &Tensor) {
        let stride = from.stride();
        for (at, right) in (0..from.units()).step_by(COLUMNS).zip(self.right_panels(from.samples(), from.units())) {
            for half in [0, LANES] {
                let rows: [&[[f32; LANES]]; LANES] = std::array::from_fn(|r| {
                    let start = (at + half + r) * stride;
                    from.data().get(start..start + stride).map_or(&[][..], |row| row.as_chunks().0)
                });
                for (four, to) in right.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                    let square = rows.map(|row| row.get(four).map_or(f32x4::ZERO, |row| f32x4::new(*row)));
                    for (to, column) in to.iter_mut().zip(f32x4::transpose(square)) {
                        to[half..half + LANES].copy_from_slice(column.as_array());
                    }
                }
            }
        }
    }

    /// Room for the panels of a right operand with so many columns, for sums of so many terms.
    fn right_panels(&mut self, terms: usize, columns: usize) -> ChunksExactMut<'_, [f32; COLUMNS]> {
        self.terms = terms;
        let length = length(terms);
        room(&mut self.right, columns.div_ceil(COLUMNS) * length).chunks_exact_mut(length)
    }

    /// Takes 4 rows of the left operand.
    #[inline(never)]
    fn take_left(&mut self, four: usize, from: Left) {
        let left = room(&mut self.left, self.terms);
        match from {
            Left::Rows(matrix, stride) => {
                let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &matrix[(four * ROWS + r) * stride..][..left.len()]);
                let fours = rows.map(|row| row.as_chunks::<LANES>().0);
                let (squares, rest) = left.as_chunks_mut::<LANES>();
                for (four, to) in squares.iter_mut().enumerate() {
                    let square = fours.map(|row| f32x4::new(row[four]));
                    for (to, column) in to.iter_mut().zip(f32x4::transpose(square)) {
                        *to = column.to_array();
                    }
                }
                let done = squares.len() * LANES;
                for (term, to) in rest.iter_mut().enumerate() {
                    *to = rows.map(|row| row[done + term]);
                }
            }
            Left::Columns(matrix, columns) => {
                for (to, from) in left.iter_mut().zip(matrix.chunks_exact(columns)) {
                    to.copy_from_slice(&from[four * ROWS..][..ROWS]);
                }
            }
        }
    }

    /// `out[r][c] = start[r] + Σ_k left[r][k] right[k][c]`, without a start from 0, `finish`ed; for the rows that come in fours.
    /// The right operand was taken before. Rows of `out` are `columns` long.
    #[inline(never)]
    pub(super) fn multiply(
        &mut self,
        left: Left,
        start: Option<&[f32]>,
        out: &mut [f32],
        columns: usize,
        finish: Finish,
    ) {
        let starts = start.map_or(&[][..], |start| start.as_chunks::<ROWS>().0);
        let (terms, length) = (self.terms, length(self.terms));
        for (four, out) in out.chunks_exact_mut(ROWS * columns).enumerate() {
            let finish = finish.from(four * ROWS * columns);
            self.take_left(four, left);
            for (at, right) in (0..columns).step_by(COLUMNS).zip(self.right.chunks_exact(length)) {
                let left = &self.left[..terms];
                let mut sums = starts.get(four).map_or([f32x8::ZERO; ROWS], |start| start.map(f32x8::splat));
                // Not zipped: that would make one index of the two pointers, and four additions a term.
                let mut left = left.iter();
                for right in right {
                    let Some(left) = left.next() else { break };
                    let right = f32x8::new(*right);
                    for r in 0..ROWS {
                        sums[r] += f32x8::splat(left[r]) * right;
                    }
                }
                sums = finish.of(sums, columns, at);
                if columns - at >= COLUMNS {
                    let mut rest = &mut *out;
                    for sums in sums {
                        let (row, below) = rest.split_at_mut(columns);
                        row[at..at + COLUMNS].copy_from_slice(&sums.to_array());
                        rest = below;
                    }
                } else {
                    store_part(&sums.map(f32x8::to_array), out, columns, at);
                }
            }
        }
    }
}

/// Writes the first columns of a tile, as many as the rows have left.
#[inline(never)]
fn store_part(sums: &[[f32; COLUMNS]; ROWS], out: &mut [f32], columns: usize, at: usize) {
    let width = columns - at;
    for (sums, out) in sums.iter().zip(out.chunks_exact_mut(columns)) {
        // Piece by piece, as a copy of any length would be a call out of WebAssembly.
        let mut done = 0;
        let out = &mut out[at..];
        if width & 4 != 0 {
            done = copy::<4>(sums, out, done);
        }
        if width & 2 != 0 {
            done = copy::<2>(sums, out, done);
        }
        if width & 1 != 0 {
            copy::<1>(sums, out, done);
        }
    }
}

/// Copies `N` numbers behind those that are done, and gives how many are then.
fn copy<const N: usize>(from: &[f32], to: &mut [f32], done: usize) -> usize {
    to[done..][..N].copy_from_slice(&from[done..][..N]);
    done + N
}
