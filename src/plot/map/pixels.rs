//! The pixels of the big picture and of its colour bar.

use super::{Layout, Map, MapKind, classes};
use crate::plot::raster::{Grid, Hatch, Lookup, Raster};
use crate::plot::theme::Theme;
use crate::train::snapshot::UnitHealth;

/// How much of the diverging scale the picture of a unit uses: points stay on top of it.
const UNIT_SHARE: f32 = 0.8;

impl Map<'_> {
    fn lookup(&self, theme: &Theme) -> Lookup {
        let scale = &theme.diverging;
        let classes_only = self.options.classes_only && matches!(self.kind, MapKind::Probability | MapKind::ClassValue);
        let class = move |v: f32| if classes_only { v.signum() } else { v };
        match self.kind {
            MapKind::Probability => Lookup::new(8.0, scale.on_map(0.0), |m| {
                scale.on_map(class(2.0 / (1.0 + f64::from(-m).exp() as f32) - 1.0))
            }),
            MapKind::ClassValue => Lookup::new(2.0, scale.on_map(class(-1.0)), |m| scale.on_map(class(2.0 * m - 1.0))),
            MapKind::Value | MapKind::Classes { .. } => Lookup::new(1.0, scale.on_map(0.0), |m| scale.on_map(m)),
            MapKind::Unit { .. } => {
                let end = self.end();
                Lookup::new(end, scale.at(0.0), |m| scale.at((m / end).clamp(-1.0, 1.0) * UNIT_SHARE))
            }
        }
    }
}

/// The pixels of the figure: the picture and the colour bar. None for one-dimensional data.
pub fn raster(layout: &Layout, map: &Map, theme: &Theme) -> Vec<Raster> {
    if map.maps().dimensions == 1 || !map.grid().is_whole() {
        return Vec::new();
    }
    let lookup = map.lookup(theme);
    let place = layout.plot.to_device(theme.scale);
    let mut picture = match (map.kind, map.class_grid()) {
        (MapKind::Classes { count }, Some((grid, probability))) => {
            classes::picture(place, &grid, probability, count, map.options.classes_only, theme)
        }
        _ => Raster::heat(place, map.grid(), &lookup, theme),
    };
    if map.health() == UnitHealth::Dead {
        picture.hatch(&Hatch::dead_map(theme));
    }
    picture.round(theme.px(4.0));
    let mut rasters = vec![picture];
    let values = map.bar_values();
    if let (Some(bar), Some((top, _)), Some((bottom, _))) = (layout.bar, values.first(), values.last()) {
        let column: Vec<f32> = (0..64u8)
            .map(|i| {
                let value = top + (bottom - top) * (f32::from(i) + 0.5) / 64.0;
                match map.kind {
                    // The bar is even in probabilities, not in logits.
                    MapKind::Probability => f64::from(value / (1.0 - value)).ln() as f32,
                    _ => value,
                }
            })
            .collect();
        let mut raster =
            Raster::heat(bar.to_device(theme.scale), Grid { values: &column, columns: 1, rows: 64 }, &lookup, theme);
        raster.round(theme.px(2.0));
        rasters.push(raster);
    }
    rasters
}
