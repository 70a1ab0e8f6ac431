//! Where the tiles of a network are. In CSS pixels; knows nothing of what the tiles show.

mod columns;
mod grids;
mod places;

use columns::Columns;

use crate::plot::geometry::Rect;
use crate::plot::network::blocks::RING;
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
    use crate::plot::network::blocks::BlockGrid;

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
}
