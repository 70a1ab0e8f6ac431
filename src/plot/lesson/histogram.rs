//! How often which share occurs, over all seeds: ten bars from 0 to 1, and one of its own for what is exactly 1.

use super::frame::Frame;
use super::{LessonFigure, pointer};
use crate::lessons::figure::Axes;
use crate::plot::axis::Scale;
use crate::plot::format;
use crate::plot::geometry::Rect;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;
use crate::plot::theme::SMALL;

/// Bars from 0 to 1.
const BARS: usize = 10;
/// Where the bar of exactly 1 begins and ends.
const ALL: (f32, f32) = (1.05, 1.15);

/// How many lie in each bar, and how many are exactly 1.
fn counts(values: impl Iterator<Item = f32>) -> ([u32; BARS], u32) {
    let (mut bars, mut all) = ([0; BARS], 0);
    for value in values {
        if value == 1.0 {
            all += 1;
        } else if let Some(bar) = bars.get_mut((value.max(0.0) * BARS as f32) as usize) {
            *bar += 1;
        }
    }
    (bars, all)
}

/// Draws the figure.
pub fn draw(pen: &mut Pen, figure: &LessonFigure, axes: &Axes) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let pointer = figure.lesson.pointer;
    let look = super::looks(palette, figure.lesson)[pointer.arm];
    let outcomes = figure.measured.outcomes(pointer.arm).iter();
    let (bars, all) = counts(outcomes.flat_map(|(_, outcome)| &outcome.line).map(|place| place.0));
    let most = bars.iter().copied().max().unwrap_or(0).max(all).max(4) as f32;
    let name = format!("{}, {}", axes.y, figure.lesson.experiment.arms[pointer.arm].name);
    let frame = Frame {
        area: pen.area(),
        x: Scale::linear(0.0, ALL.1 + 0.05),
        x_name: axes.x,
        x_text: &|share| if share > 1.0 { String::new() } else { format::percent(share, 0) },
        y: Scale::linear(0.0, most * 1.15),
        y_name: &name,
        y_text: &format::tick,
        whole: (false, true),
    };
    let (chart, plot) = frame.draw(pen)?;
    let bar = |from: f32, to: f32, count: u32| {
        let (left, top) = chart.at(from, count as f32);
        let (right, bottom) = chart.at(to, 0.0);
        Rect::new(left + 1.0, top, right - left - 2.0, bottom - top)
    };
    for (i, count) in bars.iter().enumerate() {
        let from = i as f32 / BARS as f32;
        pen.rect(bar(from, from + 1.0 / BARS as f32, *count), look.colour.alpha(0.75));
    }
    let dead = bar(ALL.0, ALL.1, all);
    pen.rect(dead, palette.bg3);
    pen.hatch(dead, 6.0, 1.0, palette.ink2);
    let outline = pen.rounded(dead, 0.0);
    pen.path(&outline, 1.25, palette.ink2);
    pen.horizontal(plot.x, plot.right(), plot.bottom(), 1.0, palette.edge);
    let mut taken = vec![
        Rect::new(0.0, plot.bottom(), pen.area().width, pen.area().bottom() - plot.bottom()),
        Rect::new(0.0, 0.0, plot.x, pen.area().height),
    ];
    if !figure.is_empty() {
        let small = TextStyle::small(palette.ink2).align(Align::Centre);
        let text = format!("dead: {all}");
        let half = pen.text_width(&text, small) / 2.0;
        let x = dead.centre().0.min(pen.area().right() - half - pen.px(1.0));
        let at = (x, dead.y - pen.line_height(SMALL) * 0.7);
        pen.text_on_plate(&text, at, small);
        taken.push(pen.text_box(&text, at, small));
        let x = pointer.x.unwrap_or(0.5);
        let highest = bars[(x * BARS as f32) as usize].max(bars[((x * BARS as f32) as usize).saturating_sub(1)]);
        pointer::draw(pen, figure.pointer, chart.at(x, highest as f32 * 0.5), pen.area(), &taken);
    }
    figure.draw_waiting(pen, plot);
    pen.result()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_is_counted_once() {
        let (bars, all) = counts([0.0, 0.05, 0.1, 0.55, 0.999, 1.0, 1.0].into_iter());
        assert_eq!((bars[0], bars[1], bars[5], bars[9], all), (2, 1, 1, 1, 2));
        assert_eq!(bars.iter().sum::<u32>() + all, 7);
    }
}
