//! What is at a place of a network, and which unit is beside another.

use super::{Hit, NetworkLayout};
use crate::plot::geometry::{Rect, Xy};
use crate::train::snapshot::UnitId;

impl NetworkLayout {
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

#[cfg(test)]
mod tests {
    use super::*;

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
