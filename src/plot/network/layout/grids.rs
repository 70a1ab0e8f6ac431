//! A network without links: a grid of tiles a layer, in a box that is given or below each other on a narrow screen.

use super::{LayoutMode, NetworkLayout, counts};
use crate::plot::geometry::Rect;
use crate::plot::network::blocks::{BlockGrid, SMALL_HEAD, fitting_side, inner_gap};

impl NetworkLayout {
    /// A grid a layer, in as many rows of layers as give the largest tiles under readable heads.
    pub(super) fn tiles(counts: &[usize], width: f32, height: f32, touch: bool) -> Self {
        const GAP: f32 = 10.0;
        let blocks = counts.len();
        let most = counts[1..blocks - 1].iter().copied().max().unwrap_or_else(|| counts[0].max(counts[blocks - 1]));
        let candidates = (1..=blocks).map(|rows| {
            let grid = BlockGrid::new(blocks, rows, width, height, GAP);
            // Few layers use the room that they have, many stay as large as those of a network with links.
            let usual = if touch { 40.0 } else { 34.0 };
            let largest = if grid.ends.is_some() { 64.0 } else { usual };
            let side = fitting_side(most, grid.block_width, grid.block_height, largest);
            // Heads need space for "H12 32/32", at least for "H12".
            let readable = match grid.block_height > 1.0 {
                true if grid.block_width >= 72.0 && side >= 4.0 => 2,
                true if grid.block_width >= 30.0 => 1,
                _ => 0,
            };
            (grid, side, readable)
        });
        let best = candidates.reduce(|a, b| if (b.2, b.1) > (a.2, a.1) { b } else { a });
        let (grid, common, _) = best.unwrap_or_else(|| (BlockGrid::new(blocks, 1, width, height, GAP), 1.0, 0));
        let (mut tiles, mut heads) = (Vec::new(), Vec::new());
        for (block, &count) in counts.iter().enumerate() {
            let place = grid.block(block);
            heads.push(Rect { height: SMALL_HEAD.min(grid.row_height), ..place });
            let top = place.y + (grid.row_height - grid.block_height - 2.0).max(0.0);
            // Features and outputs are few: they may be larger than the units of a deep net.
            let few = block == 0 || block + 1 == blocks;
            let largest = if few { common.max(24.0) } else { common };
            let side = fitting_side(count, place.width, grid.block_height, largest);
            let gap = inner_gap(side);
            let in_row = (((place.width + gap) / (side + gap) + 1e-3) as usize).max(1);
            let tile = |i: usize| {
                let (column, row) = ((i % in_row) as f32, (i / in_row) as f32);
                let side = side.min(width).min(height);
                let left = (place.x + column * (side + gap)).clamp(0.0, width - side);
                let top = (top + row * (side + gap)).clamp(0.0, height - side);
                Rect::new(left, top, side, side)
            };
            tiles.push((0..count).map(tile).collect());
        }
        Self::of(LayoutMode::Tiles, (width, height), common, tiles, heads, touch)
    }

    /// A network as rows of tiles below each other, `width` wide and as high as it needs to be.
    pub fn rows(inputs: usize, widths: &[u32], outputs: usize, width: f32) -> Self {
        const SIDE: f32 = 40.0;
        const GAP: f32 = 4.0;
        /// For bias squares and rings, which reach over the tiles.
        const INSET: f32 = 4.0;
        const ROW_HEAD: f32 = 28.0;
        let counts = counts(inputs, widths, outputs);
        let most = (((width - 2.0 * INSET + GAP) / (SIDE + GAP)) as usize).max(1);
        let pitch = if most > 1 { (width - 2.0 * INSET - SIDE) / (most - 1) as f32 } else { 0.0 };
        let (mut tiles, mut heads) = (Vec::new(), Vec::new());
        let mut top = 0.0;
        for &count in &counts {
            heads.push(Rect::new(0.0, top, width, ROW_HEAD));
            top += ROW_HEAD;
            let place = |i: usize| {
                let (column, row) = ((i % most) as f32, (i / most) as f32);
                Rect::new(INSET + column * pitch, top + row * (SIDE + GAP), SIDE, SIDE)
            };
            tiles.push((0..count).map(place).collect());
            top += count.div_ceil(most) as f32 * (SIDE + GAP) + GAP;
        }
        Self::of(LayoutMode::Rows, (width, top), SIDE, tiles, heads, true)
    }
}
