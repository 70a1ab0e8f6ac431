//! A small plot for each arm, side by side: a map of a net's answers over two inputs with its points, or a line with what it is held
//! against. Of the seed in the middle by the first quantity.

use super::frame::around;
use super::{LessonFigure, pointer};
use crate::lessons::Lesson;
use crate::lessons::experiment::{Measure, Outcome};
use crate::lessons::figure::{Axes, Marks};
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{Chart, NamedAxis};
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Look;
use crate::plot::map::{self, Map, MapKind, Options};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::raster::Raster;
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{LABEL, SMALL, Theme};
use crate::train::snapshot::Snapshot;
use crate::train::spec::Spec;

/// Widths of a cell, and the space between cells, in CSS pixels.
const NARROWEST: f32 = 132.0;
const WIDEST: f32 = 300.0;
const GAP: f32 = 14.0;

/// Answers beyond it are drawn at the edge: what is to be learnt lies between −1 and 1.
const FARTHEST: f32 = 5.0;

/// Where everything is, in device pixels.
pub struct Layout {
    /// The cells.
    cells: Vec<CellPlace>,
    /// Down to the last name.
    pub height: f32,
}

struct CellPlace {
    /// Where the data are: a square of a map.
    plot: Rect,
    /// The name in lines, and the left end and middle of the first.
    name: Vec<String>,
    name_at: Xy,
}

/// Whether an arm is shown as a map.
fn is_map(lesson: &Lesson, arm: usize) -> bool {
    match lesson.experiment.arms[arm].measure {
        Measure::Run { query, .. } => Spec::from_query(query).0.data.row().dimensions == 2,
        Measure::Alone(_) | Measure::Timed(_) => false,
    }
}

/// Places everything in a figure of this width in device pixels.
pub fn layout(lesson: &Lesson, axes: &Axes, width: f32, theme: &Theme) -> Layout {
    let arms = lesson.experiment.arms;
    let gap = theme.px(GAP);
    let name = TextStyle::label(theme.palette.ink).bold();
    let (line, small) = (name.line_height(theme), TextStyle::small(theme.palette.ink).line_height(theme));
    let most = (((width + gap) / (theme.px(NARROWEST) + gap)) as usize).clamp(1, arms.len().max(1));
    // No row has a single plot left over if that can be helped.
    let rows = arms.len().div_ceil(most);
    let columns = arms.len().div_ceil(rows.max(1)).max(1);
    let wide = ((width - gap * (columns as f32 - 1.0)) / columns as f32).min(theme.px(WIDEST));
    let left = theme.px(34.0) * theme.text;
    let side = (wide - left - theme.px(6.0)).max(theme.px(40.0));
    let lines = |arm: usize| name.lines(arms[arm].name, wide - theme.px(18.0), theme);
    let mut y = legend_lines(lesson, axes) * small + theme.px(6.0) + small / 2.0;
    let mut cells = Vec::new();
    for row in 0..rows {
        let members = row * columns..((row + 1) * columns).min(arms.len());
        let tall = members.clone().map(|arm| lines(arm).len()).max().unwrap_or(1) as f32;
        for (column, arm) in members.enumerate() {
            let x = (wide + gap) * column as f32;
            let plot = Rect::new(x + left, y, side, side).to_device(1.0);
            let name_at = (x + theme.px(2.0), plot.bottom() + small + theme.px(9.0) + line / 2.0);
            cells.push(CellPlace { plot, name: lines(arm), name_at });
        }
        y += side + small + theme.px(9.0) + line * tall + theme.px(14.0);
    }
    Layout { cells, height: y - small / 2.0 }
}

/// How many lines say how maps and lines are to be read.
fn legend_lines(lesson: &Lesson, axes: &Axes) -> f32 {
    let maps = (0..lesson.experiment.arms.len()).any(|arm| is_map(lesson, arm));
    f32::from(u8::from(maps)) + f32::from(u8::from(axes.reference.is_some()))
}

/// The outcome in the middle by the first quantity; the lower one of two.
fn middle<'a>(figure: &LessonFigure<'a>, arm: usize) -> Option<(u32, &'a Outcome)> {
    let mut outcomes: Vec<_> = figure.measured.outcomes(arm).iter().collect();
    let value = |outcome: &Outcome| outcome.values.first().copied().unwrap_or(f64::NAN);
    outcomes.sort_by(|(a, x), (b, y)| value(x).total_cmp(&value(y)).then(a.cmp(b)));
    let index = outcomes.len().checked_sub(1)? / 2;
    outcomes.get(index).map(|(seed, outcome)| (*seed, outcome))
}

/// The map of an arm: its points from the start, its answers when there are any.
fn frame(figure: &LessonFigure, arm: usize) -> Option<Snapshot> {
    let Measure::Run { query, .. } = figure.lesson.experiment.arms[arm].measure else { return None };
    let found = middle(figure, arm);
    let spec = Spec { seed: found.map_or(1, |(seed, _)| seed), ..Spec::from_query(query).0 };
    let mut snapshot = Snapshot { points: spec.points().into(), spec, ..Snapshot::default() };
    snapshot.maps.dimensions = 2;
    if let Some(picture) = found.and_then(|(_, outcome)| outcome.picture.as_ref()) {
        snapshot.maps = picture.maps();
    }
    Some(snapshot)
}

/// The place of a map for the map's own drawing, in CSS pixels.
fn bare(plot: Rect, theme: &Theme) -> map::Layout {
    let css = |device: f32| device / theme.scale;
    map::Layout { plot: Rect::new(css(plot.x), css(plot.y), css(plot.width), css(plot.height)), bar: None }
}

/// The pixels of all maps.
pub fn rasters(figure: &LessonFigure, axes: &Axes, width: f32, theme: &Theme) -> Vec<Raster> {
    let options = Options { small: true, ..Options::default() };
    let cells = layout(figure.lesson, axes, width, theme).cells;
    let maps = cells.iter().enumerate().filter(|(arm, _)| is_map(figure.lesson, *arm));
    let raster = |(arm, cell): (usize, &CellPlace)| {
        let snapshot = frame(figure, arm)?;
        let map = Map { snapshot: &snapshot, kind: MapKind::of(&snapshot.spec, None), options: &options };
        Some(map::raster(&bare(cell.plot, theme), &map, theme))
    };
    maps.filter_map(raster).flatten().collect()
}

/// Draws everything over the pixels.
pub fn draw(pen: &mut Pen, figure: &LessonFigure, axes: &Axes) -> Result<(), DrawError> {
    let layout = layout(figure.lesson, axes, pen.area().width, pen.theme);
    let looks = super::looks(pen.theme.palette, figure.lesson);
    draw_legend(pen, figure, axes);
    let y = range(figure, axes);
    let (mut taken, mut pointed) = (Vec::new(), None);
    for (arm, (cell, look)) in layout.cells.iter().zip(&looks).enumerate() {
        let at = if is_map(figure.lesson, arm) {
            draw_map(pen, figure, arm, cell)?
        } else {
            draw_line(pen, figure, axes, arm, cell, look, y)?
        };
        let label = TextStyle::label(look.colour).bold();
        pen.marker((cell.name_at.0 + pen.px(4.0), cell.name_at.1), look.marker, 4.0, look.colour);
        for (i, line) in cell.name.iter().enumerate() {
            let at = (cell.name_at.0 + pen.px(14.0), cell.name_at.1 + pen.line_height(LABEL) * i as f32);
            pen.text(line, at, label);
            taken.push(pen.text_box(line, at, label));
        }
        if arm == figure.lesson.pointer.arm {
            pointed = at.map(|at| (at, cell.plot));
        }
    }
    if let Some(cell) = layout.cells.first() {
        figure.draw_waiting(pen, Rect::new(0.0, cell.plot.y, pen.area().width, cell.plot.height));
    }
    if let Some((at, plot)) = pointed {
        pointer::draw(pen, figure.pointer, at, plot, &taken);
    }
    pen.result()
}

/// How colours, and the line that all are held against, are to be read.
fn draw_legend(pen: &mut Pen, figure: &LessonFigure, axes: &Axes) {
    let palette = pen.theme.palette;
    let line = pen.line_height(SMALL);
    let look = TextStyle::small(palette.ink2);
    let mut y = line / 2.0;
    let map = (0..figure.lesson.experiment.arms.len()).find(|arm| is_map(figure.lesson, *arm));
    let query = map.and_then(|arm| match figure.lesson.experiment.arms[arm].measure {
        Measure::Run { query, .. } => Some(query),
        Measure::Alone(_) | Measure::Timed(_) => None,
    });
    if let Some(query) = query {
        let words = match MapKind::of(&Spec::from_query(query).0, None) {
            MapKind::Value => ["map: answer −1", "1"],
            _ => ["map: class 0", "class 1"],
        };
        let left = pen.px(2.0);
        pen.text(words[0], (left, y), look);
        let bar =
            Rect::new(left + pen.text_width(words[0], look) + pen.px(8.0), y - pen.px(5.0), pen.px(72.0), pen.px(10.0));
        for i in 0..18_u8 {
            let colour = pen.theme.diverging.on_map((f32::from(i) + 0.5) / 9.0 - 1.0);
            let step = bar.width / 18.0;
            pen.rect(Rect::new(bar.x + step * f32::from(i), bar.y, step + 0.5, bar.height), colour);
        }
        pen.text(words[1], (bar.right() + pen.px(8.0), y), look);
        y += line;
    }
    if let Some(reference) = axes.reference {
        let (from, to) = (pen.px(2.0), pen.px(30.0));
        pen.dashed(&[(from, y), (to, y)], 1.5, (4.0, 3.0), palette.ink2);
        pen.text(&format!("{}: {}", axes.y, reference.name), (to + pen.px(8.0), y), look);
    }
}

/// The vertical range of all lines.
fn range(figure: &LessonFigure, axes: &Axes) -> Scale {
    let arms = (0..figure.lesson.experiment.arms.len()).filter(|arm| !is_map(figure.lesson, *arm));
    let lines = arms.filter_map(|arm| middle(figure, arm)).flat_map(|(_, outcome)| &outcome.line);
    let known = axes.reference.map(|reference| (0..=40_u8).map(move |i| (reference.y)(f32::from(i) / 20.0 - 1.0)));
    // A net that is far off must not flatten the others.
    let near = lines.map(|place| place.1).filter(|y| y.abs() <= FARTHEST);
    around(near.chain(known.into_iter().flatten()))
}

/// A map with its axes. Hands back its middle if it is known.
fn draw_map(pen: &mut Pen, figure: &LessonFigure, arm: usize, cell: &CellPlace) -> Result<Option<Xy>, DrawError> {
    let Some(snapshot) = frame(figure, arm) else { return Ok(None) };
    let options = Options { small: true, ..Options::default() };
    let map = Map { snapshot: &snapshot, kind: MapKind::of(&snapshot.spec, None), options: &options };
    let layout = bare(cell.plot, pen.theme);
    map::draw_overlay(pen, &layout, &map)?;
    let square = Scale::linear(-1.0, 1.0);
    draw_ticks(pen, cell.plot, square, square, "x₁", "x₂");
    let is_known = !snapshot.maps.map.is_empty();
    Ok(is_known.then(|| cell.plot.centre()))
}

/// The numbers at the ends of the axes, their names between.
fn draw_ticks(pen: &mut Pen, plot: Rect, x: Scale, y: Scale, x_name: &str, y_name: &str) {
    let (line, palette) = (pen.line_height(SMALL), pen.theme.palette);
    let (tick, name) = (TextStyle::small(palette.ink3), TextStyle::small(palette.ink2).italic());
    let below = plot.bottom() + pen.px(3.0) + line / 2.0;
    pen.text(&format::tick(x.lo), (plot.x, below), tick);
    pen.text(&format::tick(x.hi), (plot.right(), below), tick.align(Align::Right));
    let room = plot.width - pen.px(44.0);
    if pen.text_width(x_name, name) < room {
        pen.text(x_name, (plot.centre().0, below), name.align(Align::Centre));
    }
    let left = plot.x - pen.px(4.0);
    pen.text(&format::tick(y.hi), (left, plot.y + line / 2.0), tick.align(Align::Right));
    pen.text(&format::tick(y.lo), (left, plot.bottom() - line / 2.0), tick.align(Align::Right));
    pen.text(y_name, (left, plot.centre().1), name.align(Align::Right));
}

/// A line with what it is held against. Hands back the place that is pointed at.
fn draw_line(
    pen: &mut Pen,
    figure: &LessonFigure,
    axes: &Axes,
    arm: usize,
    cell: &CellPlace,
    look: &Look,
    y: Scale,
) -> Result<Option<Xy>, DrawError> {
    let palette = pen.theme.palette;
    let line: &[Xy] = middle(figure, arm).map_or(&[], |(_, outcome)| &outcome.line);
    let is_run = matches!(figure.lesson.experiment.arms[arm].measure, Measure::Run { .. });
    let x = if is_run { Scale::linear(-1.0, 1.0) } else { Scale::linear(0.0, 1.0) };
    let plot = cell.plot;
    let below =
        NamedAxis { scale: x, ticks: x.ticks(3), text: &format::tick, name: "", look: TextStyle::small(palette.ink2) };
    let rows = if plot.height > pen.px(90.0) { 5 } else { 3 };
    let mut chart = Chart::new(pen, plot, below.axis(pen, plot), Axis::new(y, y.ticks(rows)))?;
    let text = |v: &f32| format::tick(*v);
    chart.mesh(pen).disable_x_mesh().x_label_formatter(&text).y_label_formatter(&text).draw()?;
    if y.contains(0.0) {
        pen.horizontal(plot.x, plot.right(), chart.at(x.lo, 0.0).1, 1.0, palette.edge);
    }
    if axes.marks == Marks::Dots {
        for place in line {
            pen.disc(chart.at(place.0, place.1), pen.px(1.75), look.colour.alpha(0.8));
        }
    } else {
        chart.line(pen, line, 2.5, None, look.colour)?;
    }
    if let Some(reference) = axes.reference {
        let known = |i: u8| {
            (x.lo + (x.hi - x.lo) * f32::from(i) / 80.0, (reference.y)(x.lo + (x.hi - x.lo) * f32::from(i) / 80.0))
        };
        chart.line(pen, &(0..=80).map(known).collect::<Vec<_>>(), 1.5, Some((4.0, 3.0)), palette.ink2)?;
    }
    let bends = if axes.marks == Marks::Bends && line.len() > 2 { &line[1..line.len() - 1] } else { &[] };
    for place in bends {
        let at = chart.at(place.0, place.1);
        pen.disc(at, pen.px(4.0), look.colour);
        pen.disc(at, pen.px(2.2), palette.bg);
    }
    let wanted = figure.lesson.pointer.x.or_else(|| bends.first().map(|place| place.0));
    let nearest = |x: f32| line.iter().min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs()));
    Ok(nearest(wanted.unwrap_or(0.0)).map(|place| chart.at(place.0, place.1)))
}
