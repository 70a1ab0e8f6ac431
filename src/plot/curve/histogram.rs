//! Where the training data of a unit sit on its curve.

use super::{Flat, FunctionCurves, no_gradient};
use crate::nn::activation::Activation;
use crate::plot::chart::Chart;
use crate::plot::format;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::theme::SMALL;
use crate::train::snapshot::UnitDetail;

/// The data of a unit as bars: empty where no gradient passes, and in words how many that are.
///
/// Hands back the top of the tallest bar and its count.
pub fn draw(
    pen: &mut Pen,
    figure: &FunctionCurves,
    detail: &UnitDetail,
    chart: &Chart,
    plot: Rect,
) -> Option<(Xy, u32)> {
    let palette = pen.theme.palette;
    let function = detail.activation.with_learned(detail.slope);
    let limit = no_gradient(&function);
    let (lo, hi) = detail.z_range;
    let tallest = detail.counts.iter().copied().max().unwrap_or(0);
    let mut top = None;
    if tallest > 0 && lo.is_finite() && hi.is_finite() {
        let floor = chart.at(0.0, 0.0).1;
        let height = 0.55 * (floor - plot.y);
        let width = (hi - lo) / detail.counts.len() as f32;
        for (i, &count) in detail.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = (lo + width * i as f32, lo + width * (i + 1) as f32);
            let (left, right) = (chart.at(from, 0.0).0.round(), chart.at(to, 0.0).0.round());
            let right = right.max(left + 2.0);
            // Even a single point is seen.
            let rise = (height * count as f32 / tallest as f32).max(pen.px(1.5)).round();
            let bar = Rect::new(left, (floor - rise).round(), right - left, rise);
            let passes = !limit.holds(function.derivative(f32::midpoint(from, to)));
            if passes {
                // Narrow bars stand close: gaps would be all one sees.
                let gap = if bar.width < pen.px(5.0) { 0.0 } else { pen.px(1.0) };
                pen.rect(Rect { width: bar.width - gap, ..bar }, palette.acc);
            } else if bar.width < pen.px(5.0) {
                // Too narrow for an outline.
                pen.rect(bar, palette.edge);
            } else {
                pen.rect(bar, palette.ink2);
                pen.rect(bar.grown(-pen.px(1.0).round().max(1.0)), palette.bg);
            }
            if count == tallest && top.is_none() {
                top = Some(((bar.centre().0, bar.y), count));
            }
        }
    }
    draw_counts(pen, figure, detail, plot, limit);
    top
}

/// The count of the tallest bar, above it: over the curves, which may pass there.
pub fn draw_tallest(pen: &mut Pen, (x, y): Xy, count: u32, plot: Rect) {
    let text = format!("{count} pts");
    let look = TextStyle::small(pen.theme.palette.ink2);
    let half = pen.text_width(&text, look) / 2.0;
    let at = (x.max(plot.x + half).min(plot.right() - half), y - pen.line_height(SMALL) * 0.65);
    pen.text_on_plate(&text, at, look.align(Align::Centre));
}

/// How many points have no gradient at the left, how many have one at the right.
fn draw_counts(pen: &mut Pen, figure: &FunctionCurves, detail: &UnitDetail, plot: Rect, limit: Flat) {
    let palette = pen.theme.palette;
    let (none, rest) = count_texts(figure.functions.first().unwrap_or(&detail.activation), detail, limit);
    let y = plot.y - pen.line_height(SMALL) * 0.65;
    let gone = if limit == Flat::Zero { detail.zero_gradient } else { detail.small_gradient };
    let bold = |on: bool| {
        let look = TextStyle::small(if on { palette.ink } else { palette.ink2 });
        if on { look.bold() } else { look }
    };
    let (left, right) = (bold(gone > 0), bold(gone < detail.points).align(Align::Right));
    let end = pen.area().right() - pen.px(2.0);
    pen.text(&none, (plot.x, y), left);
    let free = end - plot.x - pen.text_width(&none, left) - pen.px(8.0);
    if pen.text_width(&rest, right) <= free {
        pen.text(&rest, (end, y), right);
    }
}

/// `f′ = 0: 174 pts` and `f′ = 1: 76 pts`, or with limits where the function has no such values.
fn count_texts(function: &Activation, detail: &UnitDetail, limit: Flat) -> (String, String) {
    let points = detail.points;
    if limit == Flat::Small {
        let gone = detail.small_gradient;
        return (format!("|f′| < 0.01: {gone} pts"), format!("rest: {}", points.saturating_sub(gone)));
    }
    let gone = detail.zero_gradient;
    let mut slopes = (0..=64u8).map(|i| function.derivative(f32::from(i) * 0.25 - 8.0)).filter(|s| *s != 0.0);
    let first = slopes.next();
    let relation = match first {
        Some(slope) if slopes.all(|other| other == slope) => format!("= {}", format::tick(slope)),
        _ => "≠ 0".to_owned(),
    };
    (format!("f′ = 0: {gone} pts"), format!("f′ {relation}: {} pts", points.saturating_sub(gone)))
}
