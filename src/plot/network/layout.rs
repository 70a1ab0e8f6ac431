//! Where the tiles of a network are. In CSS pixels; knows nothing of what the tiles show.

use super::blocks::{BlockGrid, RING, SMALL_HEAD, fitting_side, inner_gap};
use crate::plot::geometry::{Rect, Xy};
use crate::train::snapshot::{LINKS_SHOWN, UnitId};

/// How the network is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutMode {
    /// A column a layer, with links between them.
    Links,
    /// A compact grid of tiles a layer, without links.
    Tiles,
    /// A row of tiles a layer, for narrow screens.
    Rows,
}

/// What is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// The tile of a feature, by its position.
    Feature(usize),
    /// The tile of a unit.
    Unit(UnitId),
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkLayout {
    /// Width of the figure.
    pub width: f32,
    /// Height of the figure.
    pub height: f32,
    /// How it is laid out.
    pub mode: LayoutMode,
    /// Side of the tile of a hidden unit.
    pub side: f32,
    /// Tiles of the features.
    pub features: Vec<Rect>,
    /// Tiles of the hidden layers, then of the output layer.
    pub layers: Vec<Vec<Rect>>,
    /// Places for the heads of the feature column, the hidden layers and the output, in this order.
    pub heads: Vec<Rect>,
    touch: bool,
}

/// Height of a head with buttons over a line with the living units, and of one without buttons.
const HEAD: f32 = 56.0;
const BARE_HEAD: f32 = 36.0;
/// Space for the names left of the features.
const NAMES: f32 = 54.0;

/// The room of a network with links, and how large its tiles may be.
#[derive(Clone, Copy)]
struct Columns {
    width: f32,
    height: f32,
    /// The height of heads.
    head: f32,
    /// The least distance of tiles in a column.
    gap: f32,
    /// The least room for links between two columns.
    room: f32,
    /// The largest and the smallest side of a tile.
    largest: f32,
    smallest: f32,
    touch: bool,
}

impl NetworkLayout {
    /// A network in a box of this size: with links if they fit, else as tiles; nothing ever leaves the box.
    ///
    /// `inputs`: feature tiles shown, those that are off included; `touch`: tiles must be large enough for a finger.
    pub fn new(inputs: usize, widths: &[u32], outputs: usize, width: f32, height: f32, touch: bool) -> Self {
        let counts = counts(inputs, widths, outputs);
        let links: usize = counts.windows(2).map(|pair| pair[0] * pair[1]).sum();
        // They grow with the room, from a laptop's to that of a big screen.
        let largest = 34.0 + 10.0 * ((width - 774.0) / (1000.0 - 774.0)).clamp(0.0, 1.0);
        let columns = Columns {
            width,
            height,
            head: HEAD,
            gap: 6.0,
            room: 34.0,
            largest,
            smallest: if touch { 32.0 } else { 14.0 },
            touch,
        };
        let with_links = (links <= LINKS_SHOWN).then(|| Self::columns(&counts, columns)).flatten();
        with_links.unwrap_or_else(|| Self::tiles(&counts, width, height, touch))
    }

    /// The same for a projector: heads without buttons, and the largest tiles 33 wide, which text 1.6 times as large as usual
    /// ([`scaled`](Self::scaled)) makes 52 CSS pixels.
    pub fn projected(inputs: usize, widths: &[u32], outputs: usize, width: f32, height: f32) -> Self {
        let counts = counts(inputs, widths, outputs);
        let links: usize = counts.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let columns = Columns {
            width,
            height,
            head: BARE_HEAD,
            gap: 4.0,
            room: 20.0,
            largest: 33.0,
            smallest: 12.0,
            touch: false,
        };
        let with_links = (links <= LINKS_SHOWN).then(|| Self::columns(&counts, columns)).flatten();
        with_links.unwrap_or_else(|| Self::tiles(&counts, width, height, false))
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

    fn of(
        mode: LayoutMode,
        (width, height): (f32, f32),
        side: f32,
        tiles: Vec<Vec<Rect>>,
        heads: Vec<Rect>,
        touch: bool,
    ) -> Self {
        let mut tiles = tiles.into_iter();
        let features = tiles.next().unwrap_or_default();
        Self { width, height, mode, side, features, layers: tiles.collect(), heads, touch }
    }

    /// A column a layer, if tiles and links keep a readable size.
    fn columns(
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

    /// A grid a layer, in as many rows of layers as give the largest tiles under readable heads.
    fn tiles(counts: &[usize], width: f32, height: f32, touch: bool) -> Self {
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

    /// The same with the one tile that stands for all inputs, if there is one, as large as there is room for, up to `largest`.
    #[must_use]
    pub fn with_large_input(mut self, largest: f32) -> Self {
        let [input] = self.features[..] else { return self };
        let whole = Rect::new(RING, 0.0, self.width - RING, self.height - RING);
        // In columns tiles stand at their middle, in grids at the upper left.
        let grown = |side: f32| match self.mode {
            LayoutMode::Links => Rect::square(input.centre(), side),
            LayoutMode::Tiles | LayoutMode::Rows => Rect::new(input.x, input.y, side, side),
        };
        let fits = |rect: &Rect| {
            let inside = rect.x >= whole.x && rect.y >= whole.y && rect.right() <= whole.right();
            let others = self.layers.iter().flatten().chain(&self.heads);
            inside && rect.bottom() <= whole.bottom() && others.into_iter().all(|other| !rect.overlaps(other))
        };
        let sizes = (0..).map(|step| largest - 4.0 * step as f32).take_while(|side| *side > input.width);
        if let Some(rect) = sizes.map(grown).find(fits) {
            self.features[0] = rect;
        }
        self
    }

    /// The same, everything larger by this factor: for larger text, a network is laid out in a box smaller by the factor.
    #[must_use]
    pub fn scaled(mut self, by: f32) -> Self {
        let all = self.features.iter_mut().chain(self.layers.iter_mut().flatten()).chain(&mut self.heads);
        for rect in all {
            *rect = Rect::new(rect.x * by, rect.y * by, rect.width * by, rect.height * by);
        }
        (self.width, self.height, self.side) = (self.width * by, self.height * by, self.side * by);
        self
    }

    /// What is at a place. Tiles are easier to hit than they look, up to half-way to the next one.
    pub fn hit(&self, place: Xy) -> Option<Hit> {
        let reach = if self.touch { 20.0 } else { 12.0 };
        // From the edge of the tile, or of the place around its middle that a finger or a mouse needs.
        let distance = |rect: &Rect| {
            let (x, y) = rect.centre();
            (x - place.0).abs().max((y - place.1).abs()) - (rect.width / 2.0).max(reach)
        };
        let mut places: Vec<_> =
            self.features.iter().enumerate().map(|(i, rect)| (Hit::Feature(i), distance(rect))).collect();
        places.extend(self.units().map(|(id, rect)| (Hit::Unit(id), distance(&rect))));
        let nearest = places.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
        nearest.filter(|(_, distance)| *distance <= 0.0).map(|(hit, _)| hit)
    }

    /// All units with their tiles.
    pub fn units(&self) -> impl Iterator<Item = (UnitId, Rect)> + '_ {
        let mut units = Vec::new();
        for (layer, tiles) in (0..).zip(&self.layers) {
            units.extend((0..).zip(tiles).map(|(unit, rect)| (UnitId { layer, unit }, *rect)));
        }
        units.into_iter()
    }

    /// The tile of a unit.
    pub fn tile(&self, id: UnitId) -> Option<Rect> {
        self.layers.get(id.layer as usize)?.get(id.unit as usize).copied()
    }

    /// The unit that an arrow key leads to: `right` and `down` are -1, 0 or 1. At an end it stays.
    pub fn neighbour(&self, id: UnitId, right: i32, down: i32) -> UnitId {
        let Some(from) = self.tile(id) else { return UnitId { layer: 0, unit: 0 } };
        if down != 0 {
            let unit = id.unit.saturating_add_signed(down);
            let next = UnitId { unit, ..id };
            return if self.tile(next).is_some() { next } else { id };
        }
        let layer = id.layer.saturating_add_signed(right);
        let Some(tiles) = self.layers.get(layer as usize).filter(|_| layer != id.layer) else { return id };
        let distance = |rect: &Rect| (rect.centre().1 - from.centre().1).abs();
        let nearest = tiles.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map_or(id, |(unit, _)| UnitId { layer, unit: unit as u32 })
    }
}

fn counts(inputs: usize, widths: &[u32], outputs: usize) -> Vec<usize> {
    let mut counts = vec![inputs];
    counts.extend(widths.iter().map(|w| *w as usize));
    counts.push(outputs);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(layout: &NetworkLayout, name: &str) {
        let whole = Rect::new(0.0, 0.0, layout.width, layout.height).grown(0.01);
        let tiles: Vec<Rect> = layout.features.iter().chain(layout.layers.iter().flatten()).copied().collect();
        let all = tiles.iter().chain(&layout.heads);
        for rect in all {
            let inside = rect.x >= whole.x && rect.y >= whole.y && rect.right() <= whole.right();
            assert!(inside && rect.bottom() <= whole.bottom(), "{name}: {rect:?} leaves the box");
        }
        for (i, a) in tiles.iter().enumerate() {
            for b in tiles[i + 1..].iter().chain(&layout.heads) {
                assert!(!a.grown(-0.01).overlaps(b), "{name}: {a:?} and {b:?} overlap");
            }
        }
        for (i, a) in layout.heads.iter().enumerate() {
            assert!(layout.heads[i + 1..].iter().all(|b| !a.overlaps(b)), "{name}: heads overlap");
        }
    }

    #[test]
    fn every_network_fits_every_box() {
        let nets: [(&str, Vec<u32>); 8] = [
            ("none", vec![]),
            ("one", vec![1]),
            ("8-8", vec![8, 8]),
            ("8-8-6", vec![8, 8, 6]),
            ("8x6", vec![8; 6]),
            ("wide", vec![128]),
            ("20x48", vec![48; 20]),
            ("32x128", vec![128; 32]),
        ];
        let boxes = [(774.0, 376.0), (1040.0, 500.0), (344.0, 300.0), (358.0, 700.0), (600.0, 240.0), (300.0, 200.0)];
        for (name, widths) in &nets {
            for (width, height) in boxes {
                for touch in [false, true] {
                    let layout = NetworkLayout::new(7, widths, 1, width, height, touch);
                    check(&layout, &format!("{name} in {width}x{height}: {:?}", layout.mode));
                    assert!(layout.side >= 1.5 || width * height < 1e5, "{name} in {width}x{height}: {}", layout.side);
                }
            }
            check(&NetworkLayout::rows(7, widths, 1, 358.0), name);
        }
    }

    #[test]
    fn links_are_drawn_while_they_fit() {
        let mode = |widths: &[u32], width| NetworkLayout::new(7, widths, 1, width, 376.0, false).mode;
        assert_eq!(mode(&[8, 8], 774.0), LayoutMode::Links);
        assert_eq!(mode(&[8, 8, 6], 774.0), LayoutMode::Links);
        assert_eq!(mode(&[8; 6], 774.0), LayoutMode::Links);
        assert_eq!(mode(&[48; 20], 774.0), LayoutMode::Tiles);
        assert_eq!(mode(&[128, 128], 774.0), LayoutMode::Tiles);
        assert_eq!(mode(&[8, 8, 8, 8], 240.0), LayoutMode::Tiles);
    }

    /// Layers that are too wide for links take the room that there is, whatever their number.
    #[test]
    fn wide_layers_use_the_room_they_have() {
        for (widths, least) in [(vec![32], 50.0), (vec![64], 40.0), (vec![32, 32], 34.0), (vec![32; 4], 22.0)] {
            let layout = NetworkLayout::new(7, &widths, 1, 805.0, 420.0, false);
            assert_eq!(layout.mode, LayoutMode::Tiles, "{widths:?}");
            assert!(layout.side >= least, "{widths:?}: tiles of {}", layout.side);
            let right = layout.layers[..widths.len()].iter().flatten().map(Rect::right).fold(0.0, f32::max);
            assert!(right > 805.0 - 2.0 * BlockGrid::END, "{widths:?} end at {right}");
        }
    }

    #[test]
    fn one_input_takes_the_room_that_there_is() {
        for widths in [vec![], vec![12, 8], vec![64, 32], vec![128; 32]] {
            for (width, height) in [(774.0, 376.0), (344.0, 300.0), (600.0, 240.0)] {
                let layout = NetworkLayout::new(1, &widths, 10, width, height, false).with_large_input(72.0);
                check(&layout, &format!("one input and {widths:?} in {width}x{height}"));
                assert!(widths.len() > 2 || width < 700.0 || layout.features[0].width >= 64.0, "{widths:?}");
            }
            check(&NetworkLayout::rows(1, &widths, 10, 358.0).with_large_input(72.0), "rows");
        }
        let several = NetworkLayout::new(7, &[8], 1, 774.0, 376.0, false);
        assert_eq!(several.clone().with_large_input(72.0), several);
    }

    #[test]
    fn tiles_are_hit_and_walked() {
        let layout = NetworkLayout::new(2, &[8, 8], 1, 774.0, 376.0, false);
        let unit = |layer, unit| UnitId { layer, unit };
        for (id, rect) in layout.units() {
            assert_eq!(layout.hit(rect.centre()), Some(Hit::Unit(id)));
        }
        assert_eq!(layout.hit(layout.features[1].centre()), Some(Hit::Feature(1)));
        assert_eq!(layout.hit((300.0, 5.0)), None);
        assert_eq!(layout.neighbour(unit(0, 3), 1, 0), unit(1, 3));
        assert_eq!(layout.neighbour(unit(1, 3), 1, 0), unit(2, 0));
        assert_eq!(layout.neighbour(unit(2, 0), 1, 0), unit(2, 0));
        assert_eq!(layout.neighbour(unit(0, 0), 0, -1), unit(0, 0));
        assert_eq!(layout.neighbour(unit(0, 7), 0, 1), unit(0, 7));
    }
}
