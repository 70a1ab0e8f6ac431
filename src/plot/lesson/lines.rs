//! All arms in one plot: lines with their names, thin single seeds below thick medians; or dots. Theory is an open diamond at the end of
//! a line, or a dashed line across.

use super::dots::open_diamond;
use super::frame::{Frame, around};
use super::{LessonFigure, key, pointer};
use crate::compare::statistics::median;
use crate::lessons::Lesson;
use crate::lessons::figure::{Axes, Figure, Marks};
use crate::plot::axis::Scale;
use crate::plot::chart::Chart;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Look;
use crate::plot::loss::loss_scale;
use crate::plot::palette::LIGHT;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::{SMALL, Theme};

/// The lines of an arm.
struct Series {
    arm: usize,
    name: &'static str,
    look: Look,
    /// Of each seed.
    singles: Vec<Vec<Xy>>,
    /// The median at each x of the longest of them.
    median: Vec<Xy>,
}

/// The arms that draw something: a line that says nothing is not named.
fn arms(lesson: &Lesson) -> impl Iterator<Item = (usize, &'static str)> {
    use crate::lessons::experiment::{Line, Measure};
    let draws = |arm: &crate::lessons::experiment::Arm| match arm.line {
        Line::Nothing => false,
        Line::Loss => matches!(arm.measure, Measure::Run { .. }),
        Line::Drawn(_) | Line::Start(_) | Line::End(_) => true,
    };
    lesson.experiment.arms.iter().enumerate().filter(move |(_, arm)| draws(arm)).map(|(index, arm)| (index, arm.name))
}

fn series(figure: &LessonFigure, looks: &[Look], one_seed: bool) -> Vec<Series> {
    let of = |(arm, name): (usize, &'static str)| {
        let mut outcomes: Vec<_> = figure.measured.outcomes(arm).iter().collect();
        outcomes.sort_by_key(|(seed, _)| *seed);
        let count = if one_seed { 1 } else { outcomes.len() };
        let singles: Vec<Vec<Xy>> = outcomes.into_iter().take(count).map(|(_, outcome)| outcome.line.clone()).collect();
        let median = middle(&singles);
        Series { arm, name, look: looks[arm], singles, median }
    };
    arms(figure.lesson).map(of).collect()
}

/// The median of all lines that have a place at an x, for each x of the longest line.
fn middle(singles: &[Vec<Xy>]) -> Vec<Xy> {
    let Some(longest) = singles.iter().max_by_key(|line| line.len()) else { return Vec::new() };
    let at = |x: f32| {
        let y = |line: &Vec<Xy>| {
            let index = line.partition_point(|place| place.0 < x);
            line.get(index).filter(|place| place.0 == x).map(|place| f64::from(place.1))
        };
        let values: Vec<f64> = singles.iter().filter_map(y).collect();
        (x, median(&values).unwrap_or(f64::NAN) as f32)
    };
    longest.iter().map(|place| at(place.0)).collect()
}

/// Names with their looks, for the room they need; colours do not matter there.
fn entries(lesson: &Lesson) -> Vec<key::Entry<'static>> {
    let looks = super::looks(&LIGHT, lesson);
    arms(lesson).map(|(arm, name)| (name, looks[arm])).collect()
}

/// Whether names can stand at the ends: dots have none.
fn room_beside(lesson: &Lesson, width: f32, theme: &Theme) -> Option<f32> {
    let has_ends = !matches!(lesson.figure, Figure::Lines(Axes { marks: Marks::Dots, .. }));
    key::beside(&entries(lesson), width, theme).filter(|_| has_ends)
}

/// The height at a width, in device pixels.
pub fn height(lesson: &Lesson, width: f32, theme: &Theme) -> f32 {
    let plot = (0.52 * width).clamp(theme.px(230.0), theme.px(330.0));
    let names = match room_beside(lesson, width, theme) {
        Some(_) => 0.0,
        None => key::above(&entries(lesson), width, theme).1,
    };
    plot + names
}

/// What is drawn besides the lines.
struct Extra<'a> {
    x_name: &'a str,
    y_name: &'a str,
    y: Scale,
    y_text: &'a dyn Fn(f32) -> String,
    whole_x: bool,
    marks: Marks,
}

/// Draws lines or dots.
pub fn draw(pen: &mut Pen, figure: &LessonFigure, axes: &Axes) -> Result<(), DrawError> {
    let looks = super::looks(pen.theme.palette, figure.lesson);
    let series = series(figure, &looks, axes.marks == Marks::Dots);
    let theory = |arm: usize| {
        // It would give away what is only to be predicted yet.
        let quantity = axes.theory.filter(|_| !figure.measured.outcomes(arm).is_empty())?;
        figure.lesson.experiment.arms[arm].theory.get(quantity).copied().flatten()
    };
    let all = series.iter().flat_map(|series| series.singles.iter().flatten().map(|place| place.1));
    let around = around(all.chain(series.iter().filter_map(|series| theory(series.arm)).map(|value| value as f32)));
    let y = if axes.log10 {
        Scale::linear((around.lo + 0.05).floor().min(-1.0), (around.hi - 0.05).ceil().max(1.0))
    } else {
        around
    };
    let power = |value: f32| match value {
        0.0 => "1".to_owned(),
        1.0 => "10".to_owned(),
        value => format!("1e{value}").replace('-', "−"),
    };
    let y_text: &dyn Fn(f32) -> String = if axes.log10 { &power } else { &format::tick };
    let (marks, whole_x) = (axes.marks, axes.log10);
    let extra = Extra { x_name: axes.x, y_name: axes.y, y, y_text, whole_x, marks };
    let (chart, plot, mut taken) = draw_plot(pen, figure, &series, &extra)?;
    for series in &series {
        let end = series.median.last().zip(theory(series.arm));
        if let Some(((x, _), theory)) = end {
            open_diamond(pen, chart.at(*x, theory as f32), 6.0);
        }
    }
    if let Some(reference) = axes.reference {
        taken.push(draw_name_of_reference(pen, plot, reference.name));
    }
    point(pen, figure, &series, &chart, &taken);
    pen.result()
}

fn draw_name_of_reference(pen: &mut Pen, plot: Rect, name: &str) -> Rect {
    let look = TextStyle::small(pen.theme.palette.ink2);
    let at = (plot.x + pen.px(6.0), plot.y + pen.line_height(SMALL) / 2.0);
    pen.text_on_plate(name, at, look);
    pen.text_box(name, at, look)
}

/// Draws the losses of runs over their epochs.
pub fn draw_losses(pen: &mut Pen, figure: &LessonFigure, theory: Option<usize>) -> Result<(), DrawError> {
    let looks = super::looks(pen.theme.palette, figure.lesson);
    let series = series(figure, &looks, false);
    let losses = || series.iter().flat_map(|series| series.singles.iter().flatten().map(|place| place.1));
    let finite = || losses().filter(|loss| loss.is_finite());
    let start = series.iter().filter_map(|series| series.median.first()).map(|place| place.1).fold(0.0, f32::max);
    let lowest = finite().filter(|loss| *loss > 0.0).fold(f32::INFINITY, f32::min);
    let start = if start > 0.0 { start } else { 1.0 };
    let y = loss_scale(start, finite().fold(start, f32::max), lowest.min(start), true);
    let extra = Extra {
        x_name: "epoch",
        y_name: "loss over the training set",
        y,
        y_text: &format::tick,
        whole_x: true,
        marks: Marks::Line,
    };
    let (mut chart, plot, mut taken) = draw_plot(pen, figure, &series, &extra)?;
    let mut arms = figure.lesson.experiment.arms.iter();
    let known = theory.and_then(|quantity| arms.find_map(|arm| *arm.theory.get(quantity)?));
    if let Some(known) = known.filter(|_| !figure.is_empty()) {
        let ink = pen.theme.palette.ink2;
        let known = known as f32;
        let last = series.iter().filter_map(|series| series.median.last()).map(|place| place.0).fold(1.0, f32::max);
        chart.line(pen, &[(0.0, known), (last, known)], 1.5, Some((2.0, 3.0)), ink)?;
        let text = format!("theory {}", format::rounded(known, 3));
        let look = TextStyle::small(ink);
        let at = (plot.x + plot.width * 0.3, chart.at(0.0, known).1 + pen.line_height(SMALL) * 0.7);
        pen.text_on_plate(&text, at, look);
        taken.push(pen.text_box(&text, at, look));
    }
    point(pen, figure, &series, &chart, &taken);
    pen.result()
}

/// Axes, lines and names. Hands back the chart, the place of the data and the places of names.
fn draw_plot<'p>(
    pen: &mut Pen<'p>,
    figure: &LessonFigure,
    series: &[Series],
    extra: &Extra,
) -> Result<(Chart<'p>, Rect, Vec<Rect>), DrawError> {
    let area = pen.area();
    let entries: Vec<key::Entry> = series.iter().map(|series| (series.name, series.look)).collect();
    let mut taken = Vec::new();
    let place = if let Some(room) = room_beside(figure.lesson, area.width, pen.theme) {
        Rect::new(0.0, 0.0, area.width - room, area.height)
    } else {
        taken = key::draw_above(pen, &entries, (0.0, 0.0), area.width, extra.marks != Marks::Dots);
        let top = key::above(&entries, area.width, pen.theme).1;
        Rect::new(0.0, top, area.width, area.height - top)
    };
    let xs = || series.iter().flat_map(|series| series.singles.iter().flatten().map(|place| place.0));
    let (lo, hi) = (xs().fold(f32::INFINITY, f32::min), xs().fold(f32::NEG_INFINITY, f32::max));
    let x = if extra.marks == Marks::Dots { around(xs()) } else { Scale::linear(lo, hi) };
    let frame = Frame {
        area: place,
        x,
        x_name: extra.x_name,
        x_text: &format::tick,
        y: extra.y,
        y_name: extra.y_name,
        y_text: extra.y_text,
        whole: (extra.whole_x, extra.whole_x && !extra.y.log),
    };
    let (mut chart, plot) = frame.draw(pen)?;
    if !extra.y.log && extra.y.contains(0.0) {
        pen.horizontal(plot.x, plot.right(), chart.at(x.lo, 0.0).1, 1.0, pen.theme.palette.edge);
    }
    if extra.marks == Marks::Dots && x.contains(0.0) {
        pen.vertical(chart.at(0.0, extra.y.lo).0, plot.y, plot.bottom(), 1.0, pen.theme.palette.edge);
    }
    for series in series.iter().filter(|series| series.singles.len() > 1) {
        for line in &series.singles {
            chart.line(pen, line, 1.0, None, series.look.colour.alpha(0.3))?;
        }
    }
    for series in series.iter().rev() {
        if extra.marks == Marks::Dots {
            for (x, y) in &series.median {
                pen.marker(chart.at(*x, *y), series.look.marker, 3.0, series.look.colour);
            }
        } else {
            chart.line(pen, &series.median, 2.5, series.look.dash, series.look.colour)?;
        }
    }
    if room_beside(figure.lesson, area.width, pen.theme).is_some() {
        let ended: Vec<(key::Entry, Xy)> = series
            .iter()
            .zip(entries)
            .filter_map(|(series, entry)| {
                let end = series.median.iter().rfind(|place| place.1.is_finite())?;
                Some((entry, chart.at(end.0, end.1)))
            })
            .collect();
        taken = key::draw_beside(pen, &ended, plot);
    }
    // The numbers of both axes.
    taken.push(Rect::new(place.x, plot.bottom(), place.width, place.bottom() - plot.bottom()));
    taken.push(Rect::new(place.x, place.y, plot.x - place.x, place.height));
    figure.draw_waiting(pen, plot);
    Ok((chart, plot, taken))
}

/// The pointer, at its place of a line or at the line's end.
fn point(pen: &mut Pen, figure: &LessonFigure, series: &[Series], chart: &Chart, taken: &[Rect]) {
    let pointer = figure.lesson.pointer;
    let Some(line) = series.iter().find(|series| series.arm == pointer.arm).map(|series| &series.median) else {
        return;
    };
    let nearest = |x: f32| line.iter().min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs()));
    let place = pointer.x.map_or_else(|| line.iter().rfind(|place| place.1.is_finite()), nearest);
    if let Some(place) = place {
        pointer::draw(pen, figure.pointer, chart.at(place.0, place.1), pen.area(), taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_over_the_lines_that_go_as_far() {
        let lines = [vec![(0.0, 1.0), (1.0, 2.0)], vec![(0.0, 3.0), (1.0, 4.0), (2.0, 5.0)], vec![(0.0, 9.0)]];
        assert_eq!(middle(&lines), [(0.0, 3.0), (1.0, 3.0), (2.0, 5.0)]);
        assert_eq!(middle(&[]), []);
    }
}
