//! The tiles of a network: their pixels, and the marks for what pixels alone must not say.

use super::{Network, NetworkLayout, TileState};
use crate::data::features::Feature;
use crate::nn::math::sin_cos;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::image;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::raster::{Grid, Hatch, Lookup, Raster};
use crate::plot::theme::Theme;
use crate::train::snapshot::{UnitHealth, UnitId};

/// Cells along a side of the picture of a feature.
const FEATURE_SIDE: usize = 16;

/// The pixels of all tiles: features, then units layer by layer.
pub fn raster(layout: &NetworkLayout, network: &Network, theme: &Theme) -> Vec<Raster> {
    let lookup = Lookup::tiles(&theme.diverging);
    let flat = network.snapshot.maps.dimensions == 1;
    let mut rasters = Vec::new();
    for (i, (tile, feature)) in layout.features.iter().zip(network.features).enumerate() {
        let values = feature_values(feature, flat);
        let mut raster = picture(*tile, &values, FEATURE_SIDE, flat, &lookup, theme);
        if !network.is_on(i) {
            raster.fade(theme.palette.bg, 0.55);
        }
        rasters.push(finished(raster, tile.width, network.is_on(i), theme));
    }
    if let Some(tile) = layout.features.first().filter(|_| network.has_images()) {
        let raster = image::ink(tile.to_device(theme.scale), &sample(network), theme);
        rasters.push(finished(raster, tile.width, true, theme));
    }
    for (id, tile) in layout.units() {
        let state = network.state(id);
        let mut raster = match state {
            TileState::Health(_) | TileState::Cut if network.has_images() => unit_image(tile, network, id, theme),
            TileState::NotRun => Raster::filled(tile.to_device(theme.scale), theme.palette.bg),
            _ => picture(tile, &unit_values(network, id), side(network), flat, &lookup, theme),
        };
        match state {
            TileState::Health(UnitHealth::Dead) => {
                raster = Raster::filled(tile.to_device(theme.scale), theme.diverging.at(0.0));
                raster.hatch(&Hatch::dead(theme));
            }
            TileState::Health(UnitHealth::Stuck) => raster.hatch(&Hatch::dead(theme)),
            TileState::Health(UnitHealth::NotFinite) => {
                raster = Raster::filled(tile.to_device(theme.scale), theme.palette.bg);
                raster.hatch(&Hatch::not_a_number(theme));
            }
            TileState::Cut => raster.fade(theme.palette.bg, 0.45),
            TileState::NotRun | TileState::Health(_) => {}
        }
        let dashed = matches!(state, TileState::Health(UnitHealth::Dead | UnitHealth::Stuck));
        rasters.push(finished(raster, tile.width, !dashed, theme));
    }
    rasters
}

/// The first training image.
fn sample(network: &Network) -> Vec<f32> {
    network.snapshot.points.inputs.iter().filter_map(|pixel| pixel.first()).copied().collect()
}

/// What a unit of the first layer weighs; further up, the mean image of what excites the unit.
fn unit_image(tile: Rect, network: &Network, id: UnitId, theme: &Theme) -> Raster {
    let place = tile.to_device(theme.scale);
    let (layer, unit) = (id.layer as usize, id.unit as usize);
    if let Some(mean) = network.snapshot.images.mean_of(layer, unit, network.snapshot.points.inputs.len()) {
        return image::ink(place, &mean, theme);
    }
    let layer = network.snapshot.layers.first().filter(|_| id.layer == 0);
    match layer.and_then(|layer| layer.weights_of(unit)) {
        Some(weights) => image::weights(place, weights, theme),
        None => Raster::filled(place, theme.diverging.at(0.0)),
    }
}

fn side(network: &Network) -> usize {
    network.snapshot.maps.side as usize
}

/// The values of a unit's picture, 127 of the bytes being 1.
fn unit_values(network: &Network, id: UnitId) -> Vec<f32> {
    let pictures = &network.snapshot.maps;
    let side = side(network);
    let size = if pictures.dimensions == 1 { side } else { side * side };
    let pixels = pictures.layers.get(id.layer as usize).map_or(&[][..], |layer| &layer.pixels);
    let from = id.unit as usize * size;
    let bytes = pixels.get(from..from + size).unwrap_or_default();
    bytes.iter().map(|&byte| if byte == i8::MIN { f32::NAN } else { f32::from(byte) / 127.0 }).collect()
}

fn feature_values(feature: &Feature, flat: bool) -> Vec<f32> {
    let place = |i: usize| (2 * i + 1) as f32 / FEATURE_SIDE as f32 - 1.0;
    let value = feature.row().value;
    if flat {
        return (0..FEATURE_SIDE).map(|i| value(place(i), 0.0)).collect();
    }
    let cells = 0..FEATURE_SIDE * FEATURE_SIDE;
    cells.map(|i| value(place(i % FEATURE_SIDE), -place(i / FEATURE_SIDE))).collect()
}

fn picture(tile: Rect, values: &[f32], side: usize, flat: bool, lookup: &Lookup, theme: &Theme) -> Raster {
    let place = tile.to_device(theme.scale);
    if flat {
        return curve(place, values, theme);
    }
    Raster::heat(place, Grid { values, columns: side, rows: side }, lookup, theme)
}

/// One-dimensional data: the answer as a curve, filled down to 0 in the colours of the scale.
fn curve(place: Rect, values: &[f32], theme: &Theme) -> Raster {
    let mut raster = Raster::filled(place, theme.diverging.at(0.0));
    if values.iter().any(|v| !v.is_finite()) {
        raster.hatch(&Hatch::not_a_number(theme));
        return raster;
    }
    let (width, height) = (raster.width as f32, raster.height as f32);
    let count = values.len().max(1) as f32;
    let y = |v: f32| height * (0.5 - 0.42 * v);
    let x = |i: usize| width * (i as f32 + 0.5) / count;
    for column in 0..raster.width {
        let at = (column as f32 + 0.5) / width * count - 0.5;
        let value = values.get(at.round().max(0.0) as usize).or(values.last()).copied().unwrap_or(0.0);
        let middle = column as f32 + 0.5;
        if value != 0.0 {
            raster.line(&[(middle, y(0.0)), (middle, y(value))], 1.0, theme.diverging.at(value));
        }
    }
    raster.line(&[(0.0, y(0.0)), (width, y(0.0))], theme.scale.max(1.0), theme.palette.edge);
    let line: Vec<Xy> = values.iter().enumerate().map(|(i, v)| (x(i), y(*v))).collect();
    raster.line(&line, 1.5 * theme.scale, theme.palette.ink);
    raster
}

/// Radius of the corners of a tile; both in CSS pixels.
pub(super) fn radius(side: f32) -> f32 {
    (side / 5.0).min(6.0)
}

/// Round corners, and a frame where none is dashed over it later.
fn finished(mut raster: Raster, side: f32, frame: bool, theme: &Theme) -> Raster {
    if side < 8.0 {
        return raster;
    }
    let round = theme.px(radius(side));
    if frame {
        let width = if side >= 20.0 { 1.25 } else { 1.0 };
        raster.outline(round, theme.px(width).max(1.0), theme.palette.ink2);
    }
    raster.round(round);
    raster
}

/// Draws the marks of a unit's state over its tile (in CSS pixels).
pub fn draw_marks(pen: &mut Pen, tile: Rect, state: TileState, revived: bool) {
    let palette = pen.theme.palette;
    let side = tile.width;
    let place = tile.to_device(pen.theme.scale);
    let (middle, px) = (place.centre(), pen.px(1.0));
    match state {
        TileState::Health(UnitHealth::Dead) => {
            if side >= 12.0 {
                let frame = pen.rounded(place, radius(side));
                pen.dashed(&frame, if side >= 24.0 { 1.75 } else { 1.0 }, (4.0, 3.0), palette.ink);
                pen.cross(middle, side * 0.48, (side / 12.0).clamp(1.0, 2.75), palette.ink);
            } else {
                let r = place.width * 0.35;
                let strokes = [[(-r, -r), (r, r)], [(-r, r), (r, -r)]];
                for stroke in strokes {
                    let stroke = stroke.map(|(x, y)| (middle.0 + x, middle.1 + y));
                    pen.path(&stroke, 1.0, palette.ink);
                }
            }
        }
        TileState::Health(UnitHealth::Rare) => {
            let corner = |size: f32| {
                let (right, bottom) = (place.right() - px, place.bottom() - px);
                [(right, bottom - size), (right, bottom), (right - size, bottom)]
            };
            let size = place.width * 0.4;
            pen.polygon(&corner(size + 2.0 * px), palette.bg);
            pen.polygon(&corner(size), palette.acc);
        }
        TileState::Health(health @ (UnitHealth::Saturated | UnitHealth::Stuck)) => {
            let inset = place.width * 0.14;
            for y in [place.y + inset, place.bottom() - inset] {
                pen.horizontal(place.x + inset, place.right() - inset, y, (side / 12.0).clamp(1.0, 3.0), palette.ink);
            }
            if health == UnitHealth::Stuck && side >= 12.0 {
                let frame = pen.rounded(place, radius(side));
                pen.dashed(&frame, 1.25, (4.0, 3.0), palette.ink);
            }
        }
        TileState::Health(UnitHealth::NotFinite) => {
            let look = TextStyle::small(palette.danger).bold().align(Align::Centre);
            if pen.text_width("NaN", look) + 2.0 * px < place.width {
                pen.text_on_plate("NaN", middle, look);
            }
        }
        TileState::Cut => {
            // A stub that ends before it leads anywhere, with a slash through it.
            let (x, y) = (place.right(), middle.1);
            pen.path(&[(x, y), (x + 6.0 * px, y)], 1.5, palette.ink2);
            pen.path(&[(x + 4.0 * px, y - 5.0 * px), (x + 8.0 * px, y + 5.0 * px)], 1.5, palette.ink2);
        }
        TileState::NotRun => {
            let half = place.width * 0.14;
            pen.horizontal(middle.0 - half, middle.0 + half, middle.1, 1.5, palette.ink2);
        }
        TileState::Health(UnitHealth::Alive) => {}
    }
    if revived && side >= 20.0 {
        draw_revived(pen, place);
    }
}

/// An arrow that turns back.
fn draw_revived(pen: &mut Pen, place: Rect) {
    let palette = pen.theme.palette;
    let radius = place.width * 0.14;
    let centre = (place.right() - radius * 1.7, place.bottom() - radius * 1.7);
    pen.disc(centre, radius * 1.5, palette.bg);
    let at = |degrees: f32, r: f32| {
        let (sin, cos) = sin_cos(degrees.to_radians());
        (centre.0 + r * cos, centre.1 + r * sin)
    };
    let arc: Vec<Xy> = (0u8..=9).map(|i| at(f32::from(i) * 30.0 - 20.0, radius)).collect();
    pen.path(&arc, 1.5, palette.acc);
    let head = [at(-20.0, radius * 0.3), at(-20.0, radius * 1.7), at(-75.0, radius * 1.15)];
    pen.polygon(&head, palette.acc);
}
