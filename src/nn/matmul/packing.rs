//! Products of wide layers from packed operands, as in BLIS (Van Zee & van de Geijn 2015): a microkernel of 4 rows by 8 columns.
//!
//! Packing copies 4 rows of the left operand or 8 columns of the right one to a panel in which they lie term by term (`[term][4]`,
//! `[term][8]`). That costs some percent of the product. In return the loop over the terms has two pointers that advance by constants,
//! no bounds checks, and only loads, multiplications and additions: 22 instructions a term and 5 for the loop.
//!
//! Every sum is taken term by term, from the first up. The loop is not unrolled in the source: the compiler would then chain the terms
//! of one sum and spill registers, while the compilers of browsers unroll it well.

use std::slice::ChunksExactMut;

use wide::{f32x4, f32x8};

use super::super::tensor::{LANES, Tensor};
use super::epilogue::Epilogue;

/// Columns of a tile and of a panel of the right operand.
const COLUMNS: usize = 8;
/// Rows of a tile and of a panel of the left operand.
pub(super) const ROWS: usize = 4;

/// Buffers for the packed panels of both operands; kept from product to product, so that none of them allocates, and never shrunk.
#[derive(Debug, Clone, Default)]
pub struct PackingBuffers {
    /// One panel, `[term][row]`.
    left: Vec<[f32; ROWS]>,
    /// All panels, `[panel][term][column]`.
    right: Vec<[f32; COLUMNS]>,
    /// Number of terms of each sum of the current product (the `k` of a GEMM).
    terms: usize,
}

/// The length of a panel of the right operand: transposed operands are written to it in blocks of 4 terms.
fn panel_length(terms: usize) -> usize {
    terms.next_multiple_of(LANES)
}

/// The first `count` elements of a buffer, which grows if it has to.
fn grown<const N: usize>(buffer: &mut Vec<[f32; N]>, count: usize) -> &mut [[f32; N]] {
    if buffer.len() < count {
        buffer.resize(count, [0.0; N]);
    }
    &mut buffer[..count]
}

/// The left operand, row-major, as it is or transposed.
#[derive(Clone, Copy)]
pub(super) enum LeftOperand<'a> {
    /// A matrix and the distance between its rows.
    Rows(&'a [f32], usize),
    /// The transpose of a matrix, and the number of columns of that matrix.
    Transposed(&'a [f32], usize),
}

impl PackingBuffers {
    /// Packs the right operand. Columns of the last panel beyond the end of the matrix hold arbitrary numbers.
    pub(super) fn pack_right(&mut self, from: &Tensor) {
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

    /// Packs the right operand from its transpose.
    pub(super) fn pack_right_transposed(&mut self, from: &Tensor) {
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

    /// The panels of a right operand with `terms` rows and `columns` columns.
    fn right_panels(&mut self, terms: usize, columns: usize) -> ChunksExactMut<'_, [f32; COLUMNS]> {
        self.terms = terms;
        let length = panel_length(terms);
        grown(&mut self.right, columns.div_ceil(COLUMNS) * length).chunks_exact_mut(length)
    }

    /// Packs rows `four * 4` to `four * 4 + 3` of the left operand.
    fn pack_left(&mut self, four: usize, from: LeftOperand) {
        let left = grown(&mut self.left, self.terms);
        match from {
            LeftOperand::Rows(matrix, stride) => {
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
            LeftOperand::Transposed(matrix, columns) => {
                for (to, from) in left.iter_mut().zip(matrix.chunks_exact(columns)) {
                    to.copy_from_slice(&from[four * ROWS..][..ROWS]);
                }
            }
        }
    }

    /// `out[r][c] = epilogue(bias[r] + Σ_k left[r][k] right[k][c])` (bias: 0 if `None`) with the right operand that was packed last,
    /// for whole blocks of 4 rows; `out` has rows of `columns` elements.
    pub(super) fn multiply(
        &mut self,
        left: LeftOperand,
        bias: Option<&[f32]>,
        out: &mut [f32],
        columns: usize,
        epilogue: Epilogue,
    ) {
        let biases = bias.map_or(&[][..], |bias| bias.as_chunks::<ROWS>().0);
        let (terms, length) = (self.terms, panel_length(self.terms));
        for (four, out) in out.chunks_exact_mut(ROWS * columns).enumerate() {
            let epilogue = epilogue.skip(four * ROWS * columns);
            self.pack_left(four, left);
            for (at, right) in (0..columns).step_by(COLUMNS).zip(self.right.chunks_exact(length)) {
                let left = &self.left[..terms];
                let mut sums = biases.get(four).map_or([f32x8::ZERO; ROWS], |bias| bias.map(f32x8::splat));
                // Not `zip`: that turns the two pointers into one index, with four additions a term.
                let mut left = left.iter();
                for right in right {
                    let Some(left) = left.next() else { break };
                    let right = f32x8::new(*right);
                    for r in 0..ROWS {
                        sums[r] += f32x8::splat(left[r]) * right;
                    }
                }
                sums = epilogue.apply(sums, columns, at);
                if columns - at >= COLUMNS {
                    let mut rest = &mut *out;
                    for sums in sums {
                        let (row, below) = rest.split_at_mut(columns);
                        row[at..at + COLUMNS].copy_from_slice(&sums.to_array());
                        rest = below;
                    }
                } else {
                    store_partial(&sums.map(f32x8::to_array), out, columns, at);
                }
            }
        }
    }
}

/// Stores the first columns of a tile, as many as the rows have left.
fn store_partial(sums: &[[f32; COLUMNS]; ROWS], out: &mut [f32], columns: usize, at: usize) {
    let width = columns - at;
    for (sums, out) in sums.iter().zip(out.chunks_exact_mut(columns)) {
        // In powers of two: a copy of variable length is a call of `memory.copy` in WebAssembly, slower than the few stores.
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

/// Copies `N` numbers from index `done` on, and returns the next index.
fn copy<const N: usize>(from: &[f32], to: &mut [f32], done: usize) -> usize {
    to[done..][..N].copy_from_slice(&from[done..][..N]);
    done + N
}
