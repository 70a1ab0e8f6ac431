//! The big picture: the output or one unit over the square of inputs, with the points; a curve for one-dimensional data.

mod classes;
mod layout;
mod line;
mod points;

pub use layout::{Layout, layout, layout_of};

use crate::data::features::Feature;
use crate::nn::choice::Row;
use crate::nn::loss::Meaning;
use crate::plot::boundary::{self, ClassGrid};
use crate::plot::contour;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::raster::{Grid, Hatch, Lookup, Raster};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{SMALL, Theme};
use crate::train::snapshot::{ActivationMaps, Snapshot, UnitHealth, UnitId};
use crate::train::spec::Spec;

/// What the numbers of the big picture mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MapKind {
    /// Logits: shown as the probability of class 1, the line at 1/2.
    Probability,
    /// A probability, or a value near 0 for class 0 and near 1 for class 1, the line at 1/2.
    ClassValue,
    /// Several classes: the most probable one, and lines between them.
    Classes {
        /// How many.
        count: usize,
    },
    /// A value to be predicted.
    Value,
    /// Output of a hidden unit, the line where z = 0.
    Unit {
        /// f(0): what the unit answers at z = 0.
        level: f32,
        /// Whether the function is flat at that level on one side.
        flat: bool,
    },
}

impl MapKind {
    /// What the picture of `shown` means in a run of `spec`; `None` is the output.
    pub fn of(spec: &Spec, shown: Option<UnitId>) -> Self {
        if let Some(unit) = shown.filter(|unit| (unit.layer as usize) < spec.hidden.len()) {
            let activation = spec.activation(unit.layer as usize);
            return Self::Unit { level: activation.value(0.0), flat: activation.row().can_be_zero };
        }
        match spec.meaning() {
            None => Self::Value,
            Some(Meaning::Logits) if spec.outputs() > 2 => Self::Classes { count: spec.outputs() },
            Some(Meaning::Value) => Self::ClassValue,
            Some(Meaning::Logit | Meaning::Logits) => Self::Probability,
        }
    }

    /// Where the line runs; class 1 is above it. None between several classes: each pair has one.
    pub fn level(self) -> Option<f32> {
        match self {
            Self::Probability => Some(Meaning::Logit.threshold()),
            Self::ClassValue => Some(Meaning::Value.threshold()),
            Self::Value | Self::Classes { .. } => None,
            Self::Unit { level, .. } => Some(level),
        }
    }
}

/// The line w·x + b = 0 of a unit of the first layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hinge {
    /// Weight of the first coordinate.
    pub w1: f32,
    /// Weight of the second coordinate.
    pub w2: f32,
    /// Bias.
    pub bias: f32,
    /// Whether the unit passes no gradient.
    pub dead: bool,
}

/// The hinges of the first layer; none if it is given more than the coordinates themselves.
pub fn hinges(snapshot: &Snapshot, features: &[Feature]) -> Vec<Hinge> {
    let Some(layer) = snapshot.layers.first().filter(|_| snapshot.layers.len() > 1) else { return Vec::new() };
    let places: Option<Vec<usize>> =
        features.iter().map(|f| ["x1", "x2"].iter().position(|id| *id == f.row().id())).collect();
    let Some(places) = places.filter(|places| !places.is_empty()) else { return Vec::new() };
    let units = layer.weights.chunks_exact(places.len()).zip(&layer.bias).zip(&layer.health);
    units
        .map(|((weights, &bias), health)| {
            let weight = |place| places.iter().position(|p| *p == place).map_or(0.0, |i| weights[i]);
            Hinge { w1: weight(0), w2: weight(1), bias, dead: *health == UnitHealth::Dead }
        })
        .collect()
}

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

    fn health(&self) -> UnitHealth {
        let Some(id) = self.maps().shown else { return UnitHealth::Alive };
        let layer = self.snapshot.layers.get(id.layer as usize);
        layer.and_then(|layer| layer.health.get(id.unit as usize)).copied().unwrap_or_default()
    }

    fn is_not_a_number(&self) -> bool {
        let map = &self.maps().map;
        !map.is_empty() && map.iter().all(|v| !v.is_finite())
    }

    /// The ends of the colour bar and its middle, from the top; empty without numbers.
    fn bar_values(&self) -> Vec<(f32, String)> {
        match self.kind {
            _ if self.is_not_a_number() => Vec::new(),
            MapKind::Classes { .. } => Vec::new(),
            MapKind::Probability | MapKind::ClassValue => [1.0, 0.5, 0.0].map(|v| (v, format::tick(v))).into(),
            MapKind::Value => [1.0, 0.0, -1.0].map(|v| (v, format::tick(v))).into(),
            MapKind::Unit { .. } => {
                let end = self.end();
                let negative = self.maps().map.iter().any(|v| *v < 0.0);
                let lowest = if negative { -end } else { 0.0 };
                [end, f32::midpoint(end, lowest), lowest].map(|v| (v, bar_text(v))).into()
            }
        }
    }
}

/// A number beside the colour bar, where there is room for five characters: `0.25`, `−12.5`, but `1e−5`.
fn bar_text(value: f32) -> String {
    let text = format::short(value);
    if text.chars().count() > 5 { format::scientific(value, 0) } else { text }
}

/// How much of the diverging scale the picture of a unit uses: points stay on top of it.
const UNIT_SHARE: f32 = 0.8;

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

/// Draws everything over the pixels: line, points, axes.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_overlay(pen: &mut Pen, layout: &Layout, map: &Map) -> Result<(), DrawError> {
    match map.maps().dimensions {
        1 => return line::draw(pen, layout, map),
        // More dimensions than the map has.
        3.. => return pen.result(),
        _ => {}
    }
    let plot = layout.plot.to_device(pen.theme.scale);
    let palette = pen.theme.palette;
    for hinge in &map.options.hinges {
        if let Some(line) = hinge_line(hinge, plot) {
            let (width, dash) = if hinge.dead { (1.0, Some((2.0, 4.0))) } else { (1.0, Some((6.0, 3.0))) };
            pen.styled(&line, width, dash, palette.ink2);
        }
    }
    for line in contours(map) {
        let line: Vec<Xy> =
            line.into_iter().map(|(x, y)| (plot.x + x * plot.width, plot.y + y * plot.height)).collect();
        let width = pen.theme.curve(if map.options.small { 1.5 } else { 2.0 });
        pen.path(&line, width, palette.ink);
    }
    if !map.grid().is_whole() {
        let frame = pen.rounded(plot, 4.0);
        pen.dashed(&frame, 1.0, (4.0, 3.0), palette.edge);
    }
    points::draw(pen, plot, map);
    if !map.options.small {
        draw_axes(pen, plot);
    }
    draw_bar(pen, layout, map);
    if map.is_not_a_number() {
        draw_not_a_number(pen, plot);
    }
    pen.result()
}

fn contours(map: &Map) -> Vec<Vec<Xy>> {
    if let Some((grid, _)) = map.class_grid() {
        return boundary::lines(grid);
    }
    let Some(level) = map.kind.level() else { return Vec::new() };
    let grid = map.grid();
    let flat = match map.kind {
        MapKind::Unit { flat, .. } => flat,
        // A logit that comes out of a ReLU is exactly 0, and so not class 1, on the whole flat side.
        MapKind::Probability => map.snapshot.spec.output.row().can_be_zero,
        MapKind::ClassValue | MapKind::Value | MapKind::Classes { .. } => false,
    };
    if flat { contour::hinges(grid, level) } else { contour::lines(grid, level) }
}

fn draw_not_a_number(pen: &mut Pen, plot: Rect) {
    let look = TextStyle { size: 18.0, ..TextStyle::label(pen.theme.palette.danger) }.bold().align(Align::Centre);
    let plate = pen.text_box("NaN", plot.centre(), look).grown(pen.px(6.0));
    let bg = pen.theme.palette.bg;
    pen.rect(plate, bg);
    pen.text("NaN", plot.centre(), look);
}

/// The part of a hinge in the square, in device pixels.
fn hinge_line(hinge: &Hinge, plot: Rect) -> Option<[Xy; 2]> {
    let Hinge { w1, w2, bias, .. } = *hinge;
    let mut ends: Vec<(f32, f32)> = Vec::new();
    for side in [-1.0, 1.0] {
        ends.extend([((-bias - w2 * side) / w1, side), (side, (-bias - w1 * side) / w2)]);
    }
    ends.retain(|(x1, x2)| x1.abs() <= 1.0 && x2.abs() <= 1.0);
    let apart = |a: &&(f32, f32)| (a.0 - ends[0].0).hypot(a.1 - ends[0].1) > 1e-3;
    let (from, to) = (*ends.first()?, *ends.iter().find(apart)?);
    Some([from, to].map(|(x1, x2)| place(plot, x1, x2)))
}

fn place(plot: Rect, x1: f32, x2: f32) -> Xy {
    (plot.x + plot.width * (x1 + 1.0) / 2.0, plot.y + plot.height * (1.0 - x2) / 2.0)
}

fn draw_axes(pen: &mut Pen, plot: Rect) {
    let palette = pen.theme.palette;
    let area = pen.area();
    let half = pen.line_height(SMALL) / 2.0;
    let tick = TextStyle::small(palette.ink3);
    let name = TextStyle::small(palette.ink2).italic();
    let (left, below) = (plot.x - pen.px(6.0), plot.bottom() + pen.px(3.0) + half);
    for value in [-1.0, 0.0, 1.0] {
        let text = format::tick(value);
        let at = place(plot, value, value);
        let width = pen.text_width(&text, tick) / 2.0;
        pen.text(&text, (at.0.clamp(width, area.width - width), below), tick.align(Align::Centre));
        pen.text(&text, (left, at.1.clamp(half, area.height - half)), tick.align(Align::Right));
    }
    let named = place(plot, 0.5, 0.5);
    pen.text("x₁", (named.0, below), name.align(Align::Centre));
    pen.text("x₂", (left, named.1), name.align(Align::Right));
}

fn draw_bar(pen: &mut Pen, layout: &Layout, map: &Map) {
    let Some(bar) = layout.bar.map(|bar| bar.to_device(pen.theme.scale)) else { return };
    if let MapKind::Classes { count } = map.kind {
        return classes::draw_key(pen, bar, count);
    }
    let values = map.bar_values();
    let half = pen.line_height(SMALL) / 2.0;
    let look = TextStyle::small(pen.theme.palette.ink3);
    let last = values.len().saturating_sub(1).max(1) as f32;
    for (i, (_, text)) in values.iter().enumerate() {
        let y = (bar.y + bar.height * i as f32 / last).clamp(bar.y + half, bar.bottom() - half);
        pen.text(text, (bar.right() + pen.px(4.0), y), look);
    }
}

#[cfg(test)]
mod tests {
    use super::bar_text;

    #[test]
    fn numbers_of_the_colour_bar_fit_beside_it() {
        for (value, text) in
            [(0.25, "0.25"), (1.2e-5, "1e−5"), (-1.2e-5, "−1e−5"), (1.23e-38, "1e−38"), (-5.9e-36, "−6e−36")]
        {
            assert_eq!(bar_text(value), text);
        }
    }
}
