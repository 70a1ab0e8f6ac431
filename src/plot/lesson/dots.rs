//! Panels with a row for each arm: every seed a dot, the median a stroke with its number, theory an open diamond.
//!
//! Where names leave enough room, panels stand side by side with the names at the left; else one below the other, and on narrow figures
//! each name stands above its row.

mod layout;

pub use layout::layout;

use super::LessonFigure;
use super::frame::around;
use super::pointer;
use crate::lessons::experiment::{Quantity, Scale as Shown};
use crate::lessons::figure::Panel;
use crate::plot::axis::{Axis, Scale};
use crate::plot::chart::{Chart, NamedAxis};
use crate::plot::compare;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Look;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{LABEL, SMALL};
use layout::{PanelPlace, RowPlace};

/// A number as the quantity is shown.
fn text(quantity: &Quantity, value: f64) -> String {
    match quantity.scale {
        _ if value.is_nan() => "–".to_owned(),
        _ if value == f64::INFINITY => "never".to_owned(),
        Shown::Linear => format::rounded(value as f32, 3),
        // No share, but it must have a place.
        Shown::Share if value.abs() > 9.0 => format::rounded(value as f32, 2),
        // Nearly none is not none, and nearly all not all.
        Shown::Share if value != value.round() && !(0.01..=0.99).contains(&value) => format::percent(value as f32, 1),
        Shown::Share => format::percent(value as f32, 0),
        Shown::Log10 => power(value),
    }
}

/// 10 to the power of this: `0.86`, `3e−8`.
fn power(log: f64) -> String {
    if log.abs() < 2.0 {
        return format::rounded(10.0_f64.powf(log) as f32, 2);
    }
    let (exponent, mantissa) = (log.floor(), 10.0_f64.powf(log - log.floor()));
    format!("{}e{exponent}", mantissa.round().min(9.0)).replace('-', "−")
}

/// A tick of a quantity.
fn tick(quantity: &Quantity, value: f32) -> String {
    match quantity.scale {
        Shown::Linear => format::tick(value),
        Shown::Share => format::percent(value, 0),
        Shown::Log10 => format!("1e{value}").replace('-', "−"),
    }
}

/// Draws the figure.
pub fn draw(pen: &mut Pen, figure: &LessonFigure, panels: &[Panel]) -> Result<(), DrawError> {
    let layout = layout(figure.lesson, panels, pen.area().width, pen.theme);
    let arms = super::looks(pen.theme.palette, figure.lesson);
    let (mut taken, mut pointed) = (Vec::new(), None);
    for (index, (panel, place)) in panels.iter().zip(&layout.panels).enumerate() {
        let looks = match panel {
            Panel::Rows(_, rows) => compare::looks(pen.theme.palette, &[], rows.len()),
            _ => arms.clone(),
        };
        draw_title(pen, place, &mut taken);
        let at = match panel {
            Panel::Counts(quantity) => draw_counts(pen, figure, place, &looks, *quantity, &mut taken),
            Panel::Values(_) | Panel::Rows(..) => draw_values(pen, figure, place, &looks, &mut taken)?,
        };
        for (row, look) in place.rows.iter().zip(&looks) {
            draw_name(pen, row, look, &mut taken);
        }
        if figure.lesson.pointer.panel == index {
            pointed = at.get(figure.lesson.pointer.arm).copied().flatten();
        }
    }
    // Once, in a row's own place, where no name is.
    if let Some(row) = layout.panels.first().and_then(|place| place.rows.last()) {
        figure.draw_waiting(pen, row.track);
    }
    if let Some(at) = pointed {
        pointer::draw(pen, figure.pointer, at, pen.area(), &taken);
    }
    pen.result()
}

fn draw_title(pen: &mut Pen, place: &PanelPlace, taken: &mut Vec<Rect>) {
    let look = TextStyle::small(pen.theme.palette.ink2);
    for (i, line) in place.title.iter().enumerate() {
        let at = (place.title_at.0, place.title_at.1 + pen.line_height(SMALL) * i as f32);
        pen.text(line, at, look);
        taken.push(pen.text_box(line, at, look));
    }
}

fn draw_name(pen: &mut Pen, row: &RowPlace, look: &Look, taken: &mut Vec<Rect>) {
    let Some((x, y)) = row.name_at else { return };
    let label = TextStyle { colour: look.colour, ..TextStyle::label(look.colour).bold() };
    pen.marker((x + pen.px(5.0), y), look.marker, 4.0, look.colour);
    for (i, line) in row.name.iter().enumerate() {
        let at = (x + pen.px(layout::NAME_LEFT), y + pen.line_height(LABEL) * i as f32);
        // Above its row a name crosses the lines of the axis.
        pen.text_on_plate(line, at, label);
        taken.push(pen.text_box(line, at, label));
    }
}

/// The number of a row, at its right end.
fn draw_number(pen: &mut Pen, row: &RowPlace, number: &str, taken: &mut Vec<Rect>) {
    let look = TextStyle::label(pen.theme.palette.ink).align(Align::Right);
    pen.text(number, row.number_at, look);
    taken.push(pen.text_box(number, row.number_at, look));
}

/// Dots, medians and theory of a panel. Hands back where the median of each row is.
fn draw_values(
    pen: &mut Pen,
    figure: &LessonFigure,
    place: &PanelPlace,
    looks: &[Look],
    taken: &mut Vec<Rect>,
) -> Result<Vec<Option<Xy>>, DrawError> {
    let experiment = &figure.lesson.experiment;
    let palette = pen.theme.palette;
    let quantity = &experiment.quantities[place.rows.first().map_or(0, |row| row.quantity)];
    // What theory says would give away what is only to be predicted yet.
    let has_run = |row: &RowPlace| !figure.measured.outcomes(row.arm).is_empty();
    let theory = |row: &RowPlace| {
        let known = experiment.arms[row.arm].theory.get(row.quantity).copied().flatten();
        known.filter(|_| has_run(row))
    };
    let values: Vec<Vec<f64>> = place.rows.iter().map(|row| figure.measured.values(row.arm, row.quantity)).collect();
    let all = values.iter().flatten().copied().chain(place.rows.iter().filter_map(theory)).map(|value| value as f32);
    let scale = match quantity.scale {
        Shown::Share => Scale::linear(0.0, 1.0),
        Shown::Linear => around(all),
        Shown::Log10 => {
            let scale = around(all);
            Scale::linear(scale.lo.floor(), scale.hi.ceil())
        }
    };
    let plot = place.plot;
    let columns = ((plot.width / (pen.px(46.0) * pen.theme.text)) as usize).clamp(2, 6);
    let ticks = if quantity.scale == Shown::Log10 { scale.whole_ticks(columns) } else { scale.ticks(columns) };
    let x_text = |value: f32| tick(quantity, value);
    let never = values.iter().flatten().any(|value| *value == f64::INFINITY);
    let mut ticks = ticks;
    if never {
        // The word stands where the last numbers would.
        let small = TextStyle::small(palette.ink3);
        let end = place.right - pen.text_width("never", small) - pen.px(6.0);
        let right = |value: f32| {
            let share = (value - scale.lo) / (scale.hi - scale.lo);
            plot.x + plot.width * share + pen.text_width(&x_text(value), small) / 2.0
        };
        ticks.retain(|value| right(*value) <= end);
    }
    let axis = NamedAxis { scale, ticks, text: &x_text, name: "", look: TextStyle::small(palette.ink2) };
    let rows = Axis::new(Scale::linear(0.0, 1.0), Vec::new());
    let mut chart = Chart::new(pen, plot, axis.axis(pen, plot), rows)?;
    chart.mesh(pen).x_label_formatter(&|value| x_text(*value)).draw()?;
    if scale.contains(0.0) {
        pen.vertical(chart.at(0.0, 0.0).0, plot.y, plot.bottom(), 1.0, palette.edge);
    }
    let numbers = pen.line_height(SMALL) + pen.px(7.0);
    taken.push(Rect::new(plot.x, plot.bottom(), plot.width, numbers));
    let beyond = plot.right() + pen.px(layout::BEYOND / 2.0);
    if never {
        // What never happened stands right of everything that did.
        let look = TextStyle::small(palette.ink2).align(Align::Right);
        let at = (place.right, plot.bottom() + pen.px(5.0) + pen.line_height(SMALL) / 2.0);
        pen.text("never", at, look);
        pen.dashed(&[(plot.right(), plot.y), (plot.right(), plot.bottom())], 1.0, (3.0, 3.0), palette.edge);
    }
    let mut medians = Vec::new();
    for ((row, look), values) in place.rows.iter().zip(looks).zip(&values) {
        let at = |value: f64| match value {
            f64::INFINITY => beyond,
            value => chart.at(value as f32, 0.0).0,
        };
        let y = row.track.centre().1;
        pen.horizontal(plot.x, plot.right(), y, 1.0, palette.line);
        let median = figure.measured.median(row.arm, row.quantity);
        if median.is_nan() {
            medians.push(None);
        } else {
            let (x, half) = (at(median), row.track.height * 0.42);
            pen.vertical(x, y - half, y + half, 3.0, palette.ink);
            medians.push(Some((x, y)));
        }
        for place in stacked(pen, values.iter().map(|value| at(*value)), row.track) {
            pen.marker(place, look.marker, 3.0, look.colour);
        }
        if let Some(theory) = theory(row) {
            open_diamond(pen, (at(theory), y), 6.5);
        }
        if has_run(row) {
            draw_number(pen, row, &text(quantity, median), taken);
        }
    }
    Ok(medians)
}

/// Places for dots at these x: those that would cover each other are stacked to both sides of the middle in turn.
fn stacked(pen: &Pen, xs: impl Iterator<Item = f32>, track: Rect) -> Vec<Xy> {
    let (size, y) = (pen.px(7.0), track.centre().1);
    let most = (((track.height - size) / 2.0) / (size * 0.7)).max(0.0) as usize;
    let mut placed: Vec<Xy> = Vec::new();
    for x in xs {
        let steps = (0..=2 * most).map(|i| if i % 2 == 1 { -(i.div_ceil(2) as f32) } else { (i / 2) as f32 });
        let free = |at: &Xy| placed.iter().all(|other| (other.0 - at.0).hypot(other.1 - at.1) >= size * 0.68);
        let at = steps.map(|step| (x, y + step * size * 0.7)).find(free).unwrap_or((x, y));
        placed.push(at);
    }
    placed
}

/// The mark of theory; the size is half its height in CSS pixels.
pub fn open_diamond(pen: &mut Pen, at: Xy, size: f32) {
    let (r, ink, bg) = (pen.px(size), pen.theme.palette.ink, pen.theme.palette.bg);
    let corners = [(at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r), (at.0 - r, at.1), (at.0, at.1 - r)];
    pen.path(&corners, 4.0, bg.alpha(0.8));
    pen.path(&corners, 1.75, ink);
}

/// A square for each seed, filled where the quantity is 1, with how many are. Hands back the middle of each row's squares.
fn draw_counts(
    pen: &mut Pen,
    figure: &LessonFigure,
    place: &PanelPlace,
    looks: &[Look],
    quantity: usize,
    taken: &mut Vec<Rect>,
) -> Vec<Option<Xy>> {
    let mut middles = Vec::new();
    for (row, look) in place.rows.iter().zip(looks) {
        let mut values = figure.measured.values(row.arm, quantity);
        values.sort_by(|a, b| b.total_cmp(a));
        let y = row.track.centre().1;
        let step = (place.plot.width / values.len().max(1) as f32).min(pen.px(15.0));
        let side = (step * 0.78).min(pen.px(11.0));
        for (i, value) in values.iter().enumerate() {
            let square = Rect::square((place.plot.x + step * (i as f32 + 0.5), y), side).to_device(1.0);
            let outline = pen.rounded(square, 1.0);
            if *value == 1.0 {
                pen.rect(square, look.colour);
            }
            pen.path(&outline, 1.25, look.colour);
        }
        if values.is_empty() {
            pen.horizontal(place.plot.x, place.plot.right(), y, 1.0, pen.theme.palette.line);
            middles.push(None);
        } else {
            let count = values.iter().filter(|value| **value == 1.0).count();
            draw_number(pen, row, &format!("{count} of {}", values.len()), taken);
            middles.push(Some((place.plot.x + step * values.len().min(2) as f32 / 2.0, y)));
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::experiment::{linear, log10, share};

    #[test]
    fn numbers_read_as_their_quantity() {
        assert_eq!(text(&log10(""), -7.52), "3e−8");
        assert_eq!(text(&log10(""), -0.066), "0.86");
        assert_eq!(text(&share(""), 0.004), "0.4\u{2009}%");
        assert_eq!(text(&share(""), 1.0), "100\u{2009}%");
        assert_eq!(text(&linear(""), f64::INFINITY), "never");
        assert_eq!(text(&linear(""), 0.0), "0");
        assert_eq!(text(&linear(""), f64::NAN), "–");
    }
}
