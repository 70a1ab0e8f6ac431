//! Dotted links, of which there may be hundreds: each is one polygon in place of a path for every dash.

use crate::plot::colour::Rgb;
use crate::plot::geometry::Xy;
use crate::plot::pen::Pen;

/// Draws a thin dashed line; width, dash and gap in CSS pixels.
///
/// The polygon goes along the line and back, apart in the dashes and on each other in the gaps.
pub fn draw(pen: &mut Pen, points: &[Xy], width: f32, (on, off): (f32, f32), colour: Rgb) {
    let Some((first, last)) = points.first().zip(points.last()) else { return };
    let width = pen.px(width);
    let steep = (last.1 - first.1).abs() > (last.0 - first.0).abs();
    let shift = if steep { (width, 0.0) } else { (0.0, width) };
    let dashes = dashes(points, pen.px(on), pen.px(off));
    let mut outline: Vec<Xy> = dashes.concat();
    for dash in dashes.iter().rev() {
        outline.push(*dash.last().unwrap_or(first));
        outline.extend(dash.iter().rev().map(|(x, y)| (x + shift.0, y + shift.1)));
        outline.push(*dash.first().unwrap_or(first));
    }
    pen.polygon(&outline, colour);
}

/// The dashes of a line.
fn dashes(points: &[Xy], on: f32, off: f32) -> Vec<Vec<Xy>> {
    let mut dashes = Vec::new();
    // A pattern shorter than a pixel would never end.
    let lengths = [on.max(0.5), off.max(0.5)];
    let (mut index, mut left) = (0, lengths[0]);
    let mut dash: Vec<Xy> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if !length.is_finite() || length <= left {
                left -= if length.is_finite() { length } else { 0.0 };
                if index == 0 {
                    dash.push(to);
                }
                break;
            }
            let t = left / length;
            from = (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t);
            if index == 0 {
                dash.push(from);
                dashes.push(std::mem::take(&mut dash));
            } else {
                dash.push(from);
            }
            index = 1 - index;
            left = lengths[index];
        }
    }
    if dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_have_their_lengths() {
        let line = [(0.0, 0.0), (10.0, 0.0), (25.0, 0.0)];
        let got = dashes(&line, 6.0, 2.0);
        let ends: Vec<_> = got.iter().map(|d| (d[0].0, d[d.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 6.0), (8.0, 14.0), (16.0, 22.0), (24.0, 25.0)]);
    }

    #[test]
    fn dashes_of_a_broken_line_end() {
        assert!(dashes(&[], 3.0, 3.0).is_empty());
        assert!(dashes(&[(0.0, 0.0), (f32::NAN, 1.0), (5.0, 0.0)], 0.0, 0.0).len() < 10);
    }
}
