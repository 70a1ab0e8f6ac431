//! The network: what every unit answers, and the links between them.

mod blocks;
mod dotted;
mod heads;
mod layout;
mod tiles;

pub use heads::{Head, draw_heads};
pub use layout::{Hit, LayoutMode, NetworkLayout};
pub use tiles::raster;

use crate::data::features::Feature;
use crate::order::ascending;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;
use crate::train::snapshot::{Snapshot, UnitHealth, UnitId};

/// What width and colour of a link stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkValue {
    /// The weight.
    #[default]
    Weight,
    /// The gradient of the weight, relative to the largest of the whole net: a vanishing one is thin.
    Gradient,
}

/// What the figure shows.
#[derive(Debug, Clone, Copy)]
pub struct Network<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// The features with a tile, in the order of the tiles.
    pub features: &'a [Feature],
    /// Those of them that the network is given, in the order of its inputs.
    pub inputs: &'a [Feature],
    /// What links stand for.
    pub links: LinkValue,
    /// Negative links dashed.
    pub mark_signs: bool,
    /// The unit under the mouse.
    pub hover: Option<UnitId>,
    /// The unit that stays in the big picture.
    pub pinned: Option<UnitId>,
    /// The unit with the keyboard focus.
    pub focus: Option<UnitId>,
}

/// A state of a unit that its picture alone does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TileState {
    Health(UnitHealth),
    /// All its outgoing weights are 0.
    Cut,
    /// There is no picture of it yet.
    NotRun,
}

/// Distance of the ring of a pinned unit from its tile.
const PIN_RING: f32 = 4.0;
/// Distance of the ring of the unit with the focus.
const FOCUS_RING: f32 = 7.0;

/// More links than this are not drawn: the strongest are.
const MOST_LINKS: usize = 1500;

impl Network<'_> {
    /// Whether its inputs are the pixels of an image: one tile stands for all of them.
    fn has_images(&self) -> bool {
        self.snapshot.maps.dimensions > 2
    }

    fn is_on(&self, feature: usize) -> bool {
        self.has_images() || self.features.get(feature).is_some_and(|feature| self.inputs.contains(feature))
    }

    pub(crate) fn state(&self, id: UnitId) -> TileState {
        let (layer, unit) = (id.layer as usize, id.unit as usize);
        let pictures = self.snapshot.maps.layers.get(layer);
        let Some(snapshot) = self.snapshot.layers.get(layer).filter(|_| pictures.is_some() || self.has_images()) else {
            return TileState::NotRun;
        };
        let health = snapshot.health.get(unit).copied().unwrap_or_default();
        let next = self.snapshot.layers.get(layer + 1).filter(|next| !next.weights.is_empty());
        let cut = next.is_some_and(|next| {
            next.weights.chunks_exact((next.fan_in as usize).max(1)).all(|row| row.get(unit) == Some(&0.0))
        });
        let cut = cut || snapshot.gets_gradient.get(unit) == Some(&false);
        if cut && health == UnitHealth::Alive { TileState::Cut } else { TileState::Health(health) }
    }

    fn is_dead(&self, layer: usize, unit: usize) -> bool {
        self.snapshot.layers.get(layer).and_then(|l| l.health.get(unit)) == Some(&UnitHealth::Dead)
    }

    /// How far the links of a unit end from its tile: at its ring, if it has one.
    fn clearance(&self, layer: usize, unit: usize) -> f32 {
        let id = Some(UnitId { layer: layer as u32, unit: unit as u32 });
        let pinned = if self.pinned == id { PIN_RING + 1.0 } else { 0.0 };
        if self.focus == id { FOCUS_RING + 1.0 } else { pinned }
    }

    fn revived(&self, id: UnitId) -> bool {
        self.snapshot.deaths.iter().rev().find(|death| death.id == id).is_some_and(|death| death.revived)
    }

    /// What the widest link of [`LinkValue::Gradient`] stands for: the largest |gradient| of a weight in the whole net.
    pub fn largest_gradient(&self) -> f32 {
        let gradients = self.snapshot.layers.iter().flat_map(|layer| &layer.weight_gradients);
        gradients.map(|g| g.abs()).filter(|g| g.is_finite()).fold(0.0, f32::max)
    }
}

/// Draws everything over the tiles: links, frames, marks, names.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_overlay(pen: &mut Pen, layout: &NetworkLayout, network: &Network) -> Result<(), DrawError> {
    if layout.mode == LayoutMode::Links {
        draw_links(pen, layout, network);
        draw_names(pen, layout, network);
    }
    for (i, tile) in layout.features.iter().enumerate() {
        if !network.is_on(i) && tile.width >= 12.0 {
            let frame = pen.rounded(tile.to_device(pen.theme.scale), tiles::radius(tile.width));
            let edge = pen.theme.palette.edge;
            pen.dashed(&frame, 1.0, (3.0, 3.0), edge);
        }
    }
    for (id, tile) in layout.units() {
        let state = network.state(id);
        // The tiles of the output say their class, beside their picture if they have one.
        let is_output = id.layer as usize + 1 == layout.layers.len();
        if network.has_images() && is_output && state == TileState::Health(UnitHealth::Alive) && tile.width >= 12.0 {
            let look = TextStyle::small(pen.theme.palette.ink).bold().align(Align::Centre);
            let place = tile.to_device(pen.theme.scale);
            let text = id.unit.to_string();
            if network.snapshot.images.means.is_empty() || tile.width < 24.0 {
                pen.text(&text, place.centre(), look);
            } else {
                pen.text_on_plate(&text, (place.x + pen.px(1.0), place.y + pen.px(3.0)), look);
            }
        }
        tiles::draw_marks(pen, tile, state, network.revived(id));
    }
    let rings = [(network.focus, FOCUS_RING, 3.0), (network.hover, 0.0, 2.5), (network.pinned, PIN_RING, 2.5)];
    for (unit, distance, width) in rings {
        let Some(tile) = unit.and_then(|id| layout.tile(id)) else { continue };
        let distance = f32::min(distance, tile.width / 5.0);
        let frame = tile.grown(distance).to_device(pen.theme.scale);
        let (ink, bg) = (pen.theme.palette.ink, pen.theme.palette.bg);
        let ring = pen.rounded(frame, tiles::radius(tile.width) + distance);
        if distance > 0.0 {
            pen.path(&ring, width + 2.5, bg);
        }
        pen.path(&ring, width, ink);
    }
    // Over the rings, which pass there.
    for (id, tile) in layout.units() {
        if !pen.theme.style.details {
            break;
        }
        let bias = network.snapshot.layers.get(id.layer as usize).and_then(|l| l.bias.get(id.unit as usize));
        if let Some(bias) = bias.filter(|_| layout.mode != LayoutMode::Tiles && tile.width >= 16.0) {
            draw_bias(pen, tile, *bias);
        }
    }
    if let Some(tile) = network.pinned.and_then(|id| layout.tile(id)).filter(|tile| tile.width >= 20.0) {
        draw_pin(pen, tile.to_device(pen.theme.scale));
    }
    pen.result()
}

/// One link, ready to be drawn.
struct Link {
    from: Xy,
    to: Xy,
    /// 0 is the weakest.
    strength: f32,
    negative: bool,
    kind: LinkKind,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum LinkKind {
    Dead,
    NotFinite,
    Live,
}

fn draw_links(pen: &mut Pen, layout: &NetworkLayout, network: &Network) {
    let palette = pen.theme.palette;
    let [cool, _, warm] = palette.diverging;
    let links = collect(pen, layout, network);
    // Strongest on top: dead ones first, what is not a number last.
    let order = ascending(links.iter().map(|link| link.strength));
    let curve = Curve::new();
    for &index in order.iter().skip(links.len().saturating_sub(MOST_LINKS)) {
        let link = &links[index];
        let points = curve.between(link.from, link.to);
        match link.kind {
            LinkKind::Dead => dotted::draw(pen, &points, 1.0, (2.0, 4.0), palette.edge),
            LinkKind::NotFinite => pen.dashed(&points, 1.5, (6.0, 4.0), palette.danger),
            LinkKind::Live => {
                let width = pen.theme.mark((0.5 + 2.6 * link.strength).min(6.0));
                let alpha = 0.28 + 0.67 * (link.strength / 2.0).min(1.0);
                let colour = if link.negative { cool } else { warm };
                let dash = (network.mark_signs && link.negative).then_some((8.0, 3.0));
                pen.styled(&points, width, dash, colour.alpha(alpha));
            }
        }
    }
}

fn collect(pen: &Pen, layout: &NetworkLayout, network: &Network) -> Vec<Link> {
    let position = |input: &Feature| network.features.iter().position(|feature| feature == input);
    let mut sources: Vec<Option<Rect>> =
        network.inputs.iter().map(|input| layout.features.get(position(input)?).copied()).collect();
    let largest = network.largest_gradient();
    let mut links = Vec::new();
    for (l, (layer, tiles)) in network.snapshot.layers.iter().zip(&layout.layers).enumerate() {
        let values = match network.links {
            LinkValue::Weight => &layer.weights,
            LinkValue::Gradient => &layer.weight_gradients,
        };
        let fan_in = layer.fan_in as usize;
        // Pixels have no links: the weights are in the tiles.
        let values = if fan_in == sources.len() && fan_in > 0 { &values[..] } else { &[] };
        for (unit, (row, tile)) in values.chunks_exact(fan_in.max(1)).zip(tiles).enumerate() {
            for (input, (&value, source)) in row.iter().zip(&sources).enumerate() {
                let Some(source) = source else { continue };
                let dead = network.is_dead(l, unit) || (l > 0 && network.is_dead(l - 1, input));
                let kind = match (dead, value.is_finite()) {
                    (_, false) => LinkKind::NotFinite,
                    (true, _) => LinkKind::Dead,
                    (false, true) => LinkKind::Live,
                };
                let strength = match (kind, network.links) {
                    (LinkKind::Dead, _) => -1.0,
                    (LinkKind::NotFinite, _) => f32::INFINITY,
                    (LinkKind::Live, LinkValue::Weight) => value.abs(),
                    (LinkKind::Live, LinkValue::Gradient) => 2.0 * value.abs() / largest.max(f32::MIN_POSITIVE),
                };
                // The ends spread over the side of the tile, in the order of the inputs.
                let spread = (layout.side * 0.5).min(16.0);
                let share = if fan_in > 1 { input as f32 / (fan_in - 1) as f32 - 0.5 } else { 0.0 };
                let before = if l > 0 { network.clearance(l - 1, input) } else { 0.0 };
                let from = (pen.px(source.right() + before), pen.px(source.centre().1));
                let to = (pen.px(tile.x - network.clearance(l, unit)), pen.px(tile.centre().1 + spread * share));
                links.push(Link { from, to, strength, negative: value < 0.0, kind });
            }
        }
        sources = tiles.iter().map(|tile| Some(*tile)).collect();
    }
    links
}

/// The curve of a link, level at both ends.
struct Curve {
    /// Shares of the way from one end to the other.
    places: Vec<Xy>,
}

impl Curve {
    const STEPS: u8 = 24;

    fn new() -> Self {
        let place = |i: u8| {
            let t = f32::from(i) / f32::from(Self::STEPS);
            let s = 1.0 - t;
            (1.5 * s * s * t + 1.5 * s * t * t + t * t * t, (3.0 - 2.0 * t) * t * t)
        };
        Self { places: (0..=Self::STEPS).map(place).collect() }
    }

    fn between(&self, from: Xy, to: Xy) -> Vec<Xy> {
        if (from.1 - to.1).abs() < 0.5 {
            return vec![from, to];
        }
        self.places.iter().map(|(x, y)| (from.0 + (to.0 - from.0) * x, from.1 + (to.1 - from.1) * y)).collect()
    }
}

fn draw_names(pen: &mut Pen, layout: &NetworkLayout, network: &Network) {
    let palette = pen.theme.palette;
    for (i, (tile, feature)) in layout.features.iter().zip(network.features).enumerate() {
        let look = if network.is_on(i) { TextStyle::small(palette.ink).bold() } else { TextStyle::small(palette.ink3) };
        let at = (pen.px(tile.x - 6.0), pen.px(tile.centre().1));
        pen.text(feature.name(), at, TextStyle { size: SMALL, ..look }.align(Align::Right));
    }
}

/// The bias, as a square at the lower left of the tile.
fn draw_bias(pen: &mut Pen, tile: Rect, bias: f32) {
    let side = 10.0_f32.min(tile.width * 0.4);
    let square = Rect::new(tile.x - side * 0.4, tile.bottom() - side * 0.6, side, side).to_device(pen.theme.scale);
    let palette = pen.theme.palette;
    let colour = if bias.is_finite() { pen.theme.diverging.at(bias) } else { palette.danger };
    pen.rect(square, palette.ink2);
    pen.rect(square.grown(-pen.px(1.0).round().max(1.0)), colour);
}

fn draw_pin(pen: &mut Pen, tile: Rect) {
    let (ink, bg) = (pen.theme.palette.ink, pen.theme.palette.bg);
    let at = (tile.right() + pen.px(3.0), tile.y - pen.px(3.0));
    pen.disc(at, pen.px(8.0), bg);
    pen.disc(at, pen.px(7.0), ink);
    let bar = |y: f32, half: f32| [(at.0 - half, at.1 + y), (at.0 + half, at.1 + y)];
    let scale = pen.theme.scale;
    let px = |v: f32| v * scale;
    let (head, foot) = (bar(px(-3.0), px(2.5)), bar(px(1.0), px(3.0)));
    pen.path(&head, 1.25, bg);
    pen.path(&foot, 1.25, bg);
    let body = Rect::new(at.0 - px(1.5), at.1 - px(3.0), px(3.0), px(4.0));
    pen.rect(body, bg);
    let needle = [(at.0, at.1 + px(1.0)), (at.0, at.1 + px(4.0))];
    pen.path(&needle, 1.0, bg);
}
