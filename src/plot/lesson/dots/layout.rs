//! Where titles, names, rows and numbers are; from the names alone, not from what was measured.

use crate::lessons::Lesson;
use crate::lessons::figure::Panel;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::TextStyle;
use crate::plot::theme::Theme;

/// From the left of a name's marker to its text, in CSS pixels.
pub const NAME_LEFT: f32 = 16.0;
/// The space right of a plot where stands what never happened, in CSS pixels.
pub const BEYOND: f32 = 16.0;
/// Heights of a row with its name beside it, of one with its name above, and the space between panels, in CSS pixels.
const ROW: f32 = 34.0;
const TRACK: f32 = 28.0;
const GUTTER: f32 = 22.0;
/// The least width of a plot beside its names and other panels, in CSS pixels.
const LEAST: f32 = 96.0;

/// Where everything is, in device pixels.
pub struct Layout {
    /// The panels.
    pub panels: Vec<PanelPlace>,
    /// Down to the last number of the last axis.
    pub height: f32,
}

/// Where a panel is.
pub struct PanelPlace {
    /// Its title in lines.
    pub title: Vec<String>,
    /// The left end and the middle of the title's first line.
    pub title_at: Xy,
    /// Where its dots are, over all rows.
    pub plot: Rect,
    /// The right end of the panel.
    pub right: f32,
    /// Whether there are numbers of an axis below.
    pub has_axis: bool,
    /// Its rows.
    pub rows: Vec<RowPlace>,
}

/// Where a row is, and what it shows.
pub struct RowPlace {
    /// The arm.
    pub arm: usize,
    /// The quantity.
    pub quantity: usize,
    /// The name in lines.
    pub name: Vec<String>,
    /// The left end and the middle of the name's first line; `None` where the row of another panel has it.
    pub name_at: Option<Xy>,
    /// Where its dots are.
    pub track: Rect,
    /// The right end and the middle of its number.
    pub number_at: Xy,
}

struct Sizes {
    name: TextStyle,
    title: TextStyle,
    number: f32,
}

/// Places everything in a figure of this width in device pixels.
pub fn layout(lesson: &Lesson, panels: &[Panel], width: f32, theme: &Theme) -> Layout {
    let ink = theme.palette.ink;
    let name = TextStyle::label(ink).bold();
    let number = TextStyle::label(ink).width("0.0000", theme).max(TextStyle::label(ink).width("10 of 10", theme));
    let sizes = Sizes { name, title: TextStyle::small(ink), number };
    let gutter = theme.px(GUTTER);
    let names = panels.iter().flat_map(|panel| rows(lesson, panel)).map(|(name, ..)| name);
    let names = names.map(|text| name.width(text, theme)).fold(0.0, f32::max) + theme.px(NAME_LEFT + 20.0);
    let of_arms = panels.iter().all(|panel| !matches!(panel, Panel::Rows(..)));
    let beside = names <= 0.4 * width;
    let count = panels.len().max(1) as f32;
    let across = (width - names - gutter * (count - 1.0)) / count;
    let fits = across - sizes.number - theme.px(BEYOND + 4.0) >= theme.px(LEAST);
    let mut placed = Vec::new();
    if beside && of_arms && fits {
        let title = |panel: &Panel| sizes.title.lines(title(lesson, panel), across - theme.px(4.0), theme);
        let tall = panels.iter().map(|panel| title(panel).len()).max().unwrap_or(0) as f32;
        for (index, panel) in panels.iter().enumerate() {
            let x = names + (across + gutter) * index as f32;
            let area = Rect::new(x, 0.0, across, 0.0);
            let title = title(panel);
            let names_at = if index == 0 { Names::Left(names) } else { Names::Elsewhere };
            placed.push(panel_place(lesson, panel, area, title, tall, names_at, &sizes, theme));
        }
    } else {
        let mut y = 0.0;
        for panel in panels {
            let title = sizes.title.lines(title(lesson, panel), width - theme.px(4.0), theme);
            let tall = title.len() as f32;
            let (area, names_at) = if beside {
                (Rect::new(names, y, width - names, 0.0), Names::Left(names))
            } else {
                (Rect::new(0.0, y, width, 0.0), Names::Above)
            };
            let mut place = panel_place(lesson, panel, area, title, tall, names_at, &sizes, theme);
            // The title has the whole width, names included.
            place.title_at.0 = theme.px(2.0);
            y = bottom(&place, theme) + theme.px(12.0);
            placed.push(place);
        }
    }
    let height = placed.iter().map(|place| bottom(place, theme)).fold(0.0, f32::max);
    Layout { panels: placed, height }
}

/// Name, arm and quantity of each row.
fn rows(lesson: &Lesson, panel: &Panel) -> Vec<(&'static str, usize, usize)> {
    match panel {
        Panel::Values(quantity) | Panel::Counts(quantity) => {
            lesson.experiment.arms.iter().enumerate().map(|(arm, row)| (row.name, arm, *quantity)).collect()
        }
        Panel::Rows(_, rows) => rows.iter().map(|(quantity, name)| (*name, 0, *quantity)).collect(),
    }
}

fn title(lesson: &Lesson, panel: &Panel) -> &'static str {
    match panel {
        Panel::Values(quantity) | Panel::Counts(quantity) => lesson.experiment.quantities[*quantity].name,
        Panel::Rows(title, _) => title,
    }
}

/// The lower end of a panel with the numbers of its axis.
fn bottom(place: &PanelPlace, theme: &Theme) -> f32 {
    if !place.has_axis {
        return place.plot.bottom();
    }
    place.plot.bottom() + TextStyle::small(theme.palette.ink).line_height(theme) + theme.px(7.0)
}

/// Where the names of a panel's rows are.
#[derive(Clone, Copy)]
enum Names {
    /// In a column of this width left of it.
    Left(f32),
    /// Above each row.
    Above,
    /// At another panel.
    Elsewhere,
}

#[allow(clippy::too_many_arguments, reason = "each says one thing of the panel's place")]
fn panel_place(
    lesson: &Lesson,
    panel: &Panel,
    area: Rect,
    title: Vec<String>,
    title_lines: f32,
    names: Names,
    sizes: &Sizes,
    theme: &Theme,
) -> PanelPlace {
    let line = sizes.title.line_height(theme);
    let top = (area.y + title_lines * line + theme.px(6.0)).round();
    let left = if matches!(names, Names::Above) { area.x + theme.px(12.0) } else { area.x };
    let plot_width = area.right() - left - theme.px(BEYOND + 4.0) - sizes.number;
    // A name above its row leaves its place to the number there, and the row the whole width.
    let plot_width =
        if matches!(names, Names::Above) { area.right() - left - theme.px(BEYOND + 4.0) } else { plot_width };
    let mut y = top;
    let mut placed = Vec::new();
    for (name, arm, quantity) in rows(lesson, panel) {
        let (lines, name_at, track) = match names {
            Names::Above => {
                let room = area.width - sizes.number - theme.px(NAME_LEFT + 10.0);
                let lines = sizes.name.lines(name, room, theme);
                let tall = sizes.name.line_height(theme);
                let under = y + theme.px(3.0) + tall * lines.len() as f32;
                let at = (area.x, y + theme.px(3.0) + tall / 2.0);
                (lines, Some(at), Rect::new(left, under, plot_width, theme.px(TRACK)))
            }
            Names::Left(width) => {
                let at = (area.x - width, y + theme.px(ROW / 2.0));
                (vec![name.to_owned()], Some(at), Rect::new(left, y, plot_width, theme.px(ROW)))
            }
            Names::Elsewhere => (Vec::new(), None, Rect::new(left, y, plot_width, theme.px(ROW))),
        };
        let middle = match (names, name_at) {
            (Names::Above, Some(at)) => at.1,
            _ => track.centre().1,
        };
        y = track.bottom();
        placed.push(RowPlace { arm, quantity, name: lines, name_at, track, number_at: (area.right(), middle) });
    }
    PanelPlace {
        title,
        title_at: (area.x, area.y + line / 2.0),
        plot: Rect::new(left, top, plot_width, y - top).to_device(1.0),
        right: area.right(),
        has_axis: !matches!(panel, Panel::Counts(_)),
        rows: placed,
    }
}
