//! A network as tiles: a block a layer, its head above a grid of its units.

use crate::plot::geometry::Rect;

/// Height of a head that is one line of text.
pub(super) const SMALL_HEAD: f32 = 20.0;
/// Space for the ring of a pinned unit.
pub(super) const RING: f32 = 6.0;

/// The blocks of a network as tiles: one for the features, one a layer, one for the output.
#[derive(Clone, Copy)]
pub(super) struct BlockGrid {
    columns: usize,
    pub row_height: f32,
    pub block_width: f32,
    pub block_height: f32,
    /// The width of the first and of the last block, if all stand in one row: what they hold is few.
    pub ends: Option<f32>,
    width: f32,
    gap: f32,
}

impl BlockGrid {
    /// Room for one column of features under "In 2 of 7 on".
    pub const END: f32 = 100.0;

    pub fn new(blocks: usize, rows: usize, width: f32, height: f32, gap: f32) -> Self {
        let columns = blocks.div_ceil(rows);
        let across = width - 2.0 * RING - gap * (columns - 1) as f32;
        let even = across / columns as f32;
        let ends = (rows == 1 && columns > 2 && even > Self::END).then_some(Self::END);
        let block_width = ends.map_or(even, |end| (across - 2.0 * end) / (columns - 2) as f32).max(1.0);
        let row_height = (height - RING) / rows as f32;
        let block_height = (row_height - SMALL_HEAD - 4.0).max(1.0);
        Self { columns, row_height, block_width, block_height, ends, width, gap }
    }

    /// The place of a block, its head included.
    pub fn block(&self, block: usize) -> Rect {
        let (column, row) = (block % self.columns, block / self.columns);
        let before = column as f32 * (self.block_width + self.gap);
        let (x, width) = match self.ends {
            Some(end) if column == 0 => (RING, end),
            Some(end) if column + 1 == self.columns => (self.width - RING - end, end),
            Some(end) => (RING + before + end - self.block_width, self.block_width),
            None => (RING + before, self.block_width),
        };
        Rect::new(x, row as f32 * self.row_height, width, self.row_height)
    }
}

/// The gap between tiles of a grid.
pub(super) fn inner_gap(side: f32) -> f32 {
    if side >= 24.0 {
        6.0
    } else if side >= 8.0 {
        3.0
    } else {
        1.0
    }
}

/// The largest side of `count` square tiles that fit into a block.
pub(super) fn fitting_side(count: usize, width: f32, height: f32, largest: f32) -> f32 {
    let mut side = largest;
    while side > 0.5 {
        let pitch = side + inner_gap(side);
        let gap = inner_gap(side);
        let fitting = ((width + gap) / pitch).floor() * ((height + gap) / pitch).floor();
        if fitting >= count as f32 {
            return side;
        }
        side -= 0.5;
    }
    0.5
}
