//! The big picture: the output or one unit over the square of inputs, with the points; a curve for one-dimensional data.

mod bar;
mod classes;
mod hinges;
mod kind;
mod layout;
mod line;
mod overlay;
mod pixels;
mod points;

pub use hinges::{Hinge, hinges};
pub use kind::MapKind;
pub use layout::{Layout, layout, layout_of};
pub use overlay::draw_overlay;
pub use pixels::raster;

use crate::plot::boundary::ClassGrid;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::raster::Grid;
use crate::train::snapshot::{ActivationMaps, Snapshot, UnitHealth};

/// What is shown over the picture.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Options {
    /// Test points, as rings.
    pub test_points: bool,
    /// Class 1 as triangles.
    pub mark_signs: bool,
    /// One colour a class, instead of shades.
    pub classes_only: bool,
    /// Lines on which units of the first layer have z = 0.
    pub hinges: Vec<Hinge>,
    /// One of many small maps: no axes, small points.
    pub small: bool,
}

/// The picture of a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    /// The run.
    pub snapshot: &'a Snapshot,
    /// What the numbers mean.
    pub kind: MapKind,
    /// What is shown over the picture.
    pub options: &'a Options,
}

impl<'a> Map<'a> {
    fn maps(&self) -> &'a ActivationMaps {
        &self.snapshot.maps
    }

    fn grid(&self) -> Grid<'a> {
        let pictures = self.maps();
        let side = pictures.map_side as usize;
        Grid { values: &pictures.map, columns: side, rows: if pictures.dimensions == 1 { 1 } else { side } }
    }

    /// The answer of several classes; `None` of anything else.
    fn class_grid(&self) -> Option<(ClassGrid<'a>, &'a [f32])> {
        let MapKind::Classes { .. } = self.kind else { return None };
        let (grid, classes) = (self.grid(), self.maps().classes.as_ref()?);
        let cells = ClassGrid { class: &classes.class, lead: grid.values, columns: grid.columns, rows: grid.rows };
        Some((cells, &classes.probability))
    }

    /// What ±1 on the colour scale stands for.
    fn end(&self) -> f32 {
        match self.kind {
            MapKind::Unit { .. } => self.maps().map_scale,
            _ => 1.0,
        }
    }

    fn health(&self) -> UnitHealth {
        let Some(id) = self.maps().shown else { return UnitHealth::Alive };
        let layer = self.snapshot.layers.get(id.layer as usize);
        layer.and_then(|layer| layer.health.get(id.unit as usize)).copied().unwrap_or_default()
    }

    fn is_not_a_number(&self) -> bool {
        let map = &self.maps().map;
        !map.is_empty() && map.iter().all(|v| !v.is_finite())
    }
}

fn place(plot: Rect, x1: f32, x2: f32) -> Xy {
    (plot.x + plot.width * (x1 + 1.0) / 2.0, plot.y + plot.height * (1.0 - x2) / 2.0)
}
