//! A network with links: a column a layer.

use super::{LayoutMode, NetworkLayout};
use crate::plot::geometry::Rect;
use crate::plot::network::blocks::RING;

/// Space for the names left of the features.
const NAMES: f32 = 54.0;

/// The room of a network with links, and how large its tiles may be.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub width: f32,
    pub height: f32,
    /// The height of heads.
    pub head: f32,
    /// The least distance of tiles in a column.
    pub gap: f32,
    /// The least room for links between two columns.
    pub room: f32,
    /// The largest and the smallest side of a tile.
    pub largest: f32,
    pub smallest: f32,
    pub touch: bool,
}

impl NetworkLayout {
    /// A column a layer, if tiles and links keep a readable size.
    pub(super) fn columns(
        counts: &[usize],
        Columns { width, height, head, gap, room, largest, smallest, touch }: Columns,
    ) -> Option<Self> {
        let most = counts.iter().copied().max().unwrap_or(1).max(1) as f32;
        let pitch = ((height - head - 2.0 * RING) / most).min(largest + 14.0);
        let side = (pitch - gap).min(largest).floor();
        let first = NAMES + side / 2.0;
        let last = width - (side / 2.0 + RING + 2.0).max(36.0);
        let step = (last - first) / (counts.len() - 1).max(1) as f32;
        if side < smallest || step < side + room {
            return None;
        }
        let middle = head + (height - head) / 2.0;
        let (mut tiles, mut heads) = (Vec::new(), Vec::new());
        for (column, &count) in counts.iter().enumerate() {
            let x = first + step * column as f32;
            let top = middle - pitch * (count as f32 - 1.0) / 2.0;
            tiles.push((0..count).map(|i| Rect::square((x, top + pitch * i as f32), side)).collect());
            let half = ((step - 8.0) / 2.0).min(x).min(width - x);
            heads.push(Rect::new(x - half, 0.0, 2.0 * half, head));
        }
        Some(Self::of(LayoutMode::Links, (width, height), side, tiles, heads, touch))
    }
}
