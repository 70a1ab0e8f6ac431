//! Labels at the ends of lines: as close as they can be without touching each other or leaving the figure.

use crate::order::ascending;
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Pen, TextStyle};

/// A label wanted at the end of a line.
#[derive(Debug, Clone)]
pub struct EndLabel {
    /// The end of the line.
    pub end: Xy,
    /// What it says.
    pub text: String,
    /// A number after it, in the colour of text.
    pub value: String,
    /// The line's colour.
    pub colour: Rgb,
}

/// Heights for labels of equal height that want to be at `wanted`: in the same order, not overlapping, between `lo` and `hi`.
///
/// The sum of squared shifts is the smallest possible (isotonic regression by pooling neighbours).
/// All of them must fit: `wanted.len() * height <= hi - lo`.
pub fn spread(wanted: &[f32], height: f32, lo: f32, hi: f32) -> Vec<f32> {
    let order = ascending(wanted.iter().copied());
    // With i heights taken off the i-th, "not overlapping" becomes "not falling".
    let mut pools: Vec<(f32, usize)> = Vec::new();
    for (i, &index) in order.iter().enumerate() {
        let mut pool = (wanted[index] - i as f32 * height, 1);
        while let Some(&(mean, count)) = pools.last().filter(|(mean, _)| *mean > pool.0) {
            let total = count + pool.1;
            pool = ((mean * count as f32 + pool.0 * pool.1 as f32) / total as f32, total);
            pools.pop();
        }
        pools.push(pool);
    }
    let last = (hi - height / 2.0 - wanted.len().saturating_sub(1) as f32 * height).max(lo + height / 2.0);
    let mut result = vec![0.0; wanted.len()];
    let mut i = 0;
    for (mean, count) in pools {
        for _ in 0..count {
            result[order[i]] = mean.clamp(lo + height / 2.0, last) + i as f32 * height;
            i += 1;
        }
    }
    result
}

/// Which of `count` things to name if there is space for `most`: the first, the last and evenly between.
pub fn thinned(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    let last = count - 1;
    let steps = most.max(2) - 1;
    (0..most.max(1)).map(|i| (i * last + steps / 2) / steps).collect()
}

/// Draws labels right of their ends, inside `bounds`; a label that had to move is led to its end by a line.
///
/// `plot`: where lines are; a label there stands on a plate. Labels whose columns overlap are spread in height. The first ones win where not all fit.
/// Hands back where they are.
pub fn draw(pen: &mut Pen, labels: &[EndLabel], look: TextStyle, bounds: Rect, plot: Rect) -> Vec<Rect> {
    let gap = pen.px(7.0);
    let height = pen.line_height(look.size) * 0.95;
    let value_look = TextStyle { colour: pen.theme.palette.ink, ..look };
    let mut columns: Vec<(f32, f32, Vec<usize>)> = Vec::new();
    let most = ((bounds.height / height) as usize).max(1);
    for (i, label) in labels.iter().enumerate() {
        let width = width(pen, label, look);
        let left = (label.end.0 + gap).min(bounds.right() - width).max(bounds.x);
        let mut column = (left, left + width, vec![i]);
        // Labels that share some width share a column; columns that are bridged by this one become one.
        while let Some(at) = columns.iter().position(|c| c.0 < column.1 + gap && column.0 < c.1 + gap) {
            let other = columns.remove(at);
            column = (column.0.min(other.0), column.1.max(other.1), [other.2, column.2].concat());
        }
        column.2.truncate(most);
        columns.push(column);
    }
    let mut places = Vec::new();
    for (_, _, members) in columns {
        let wanted: Vec<f32> = members.iter().map(|&i| labels[i].end.1).collect();
        let heights = spread(&wanted, height, bounds.y, bounds.bottom());
        for (&i, y) in members.iter().zip(heights) {
            let label = &labels[i];
            let width = width(pen, label, look);
            let x = (label.end.0 + gap).min(bounds.right() - width).max(bounds.x);
            if (y - label.end.1).abs() > height * 0.6 && x > label.end.0 + pen.px(4.0) {
                let near = (label.end.0 + pen.px(1.0), label.end.1);
                pen.path(&[near, (x - pen.px(2.0), y)], 1.0, label.colour);
            }
            let place = Rect::new(x, y - height / 2.0, width, height);
            if place.overlaps(&plot) {
                let bg = pen.theme.palette.bg;
                pen.rect(place, bg.alpha(0.8));
            }
            pen.text(&label.text, (x, y), TextStyle { colour: label.colour, ..look });
            if !label.value.is_empty() {
                let x = x + pen.text_width(&label.text, look) + gap;
                pen.text(&label.value, (x, y), value_look);
            }
            places.push(place);
        }
    }
    places
}

/// The width of a label with its value.
pub fn width(pen: &Pen, label: &EndLabel, look: TextStyle) -> f32 {
    let value = if label.value.is_empty() { 0.0 } else { pen.px(7.0) + pen.text_width(&label.value, look) };
    pen.text_width(&label.text, look) + value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_labels_do_not_overlap_and_stay_inside() {
        let cases: [&[f32]; 6] =
            [&[], &[50.0], &[50.0, 50.0, 50.0], &[0.0, 0.0, 100.0], &[99.0, 98.0, 97.0], &[-40.0, 300.0, 12.0, 12.5]];
        for wanted in cases {
            let mut got = spread(wanted, 15.0, 0.0, 100.0);
            assert_eq!(got.len(), wanted.len());
            got.sort_by(f32::total_cmp);
            assert!(got.windows(2).all(|pair| pair[1] - pair[0] >= 14.99), "{wanted:?}: {got:?}");
            assert!(got.iter().all(|y| (7.49..=92.51).contains(y)), "{wanted:?}: {got:?}");
        }
        assert_eq!(spread(&[20.0, 80.0], 15.0, 0.0, 100.0), [20.0, 80.0]);
        assert_eq!(spread(&[50.0, 50.0], 20.0, 0.0, 100.0), [40.0, 60.0]);
    }

    #[test]
    fn thinning_keeps_first_and_last() {
        for count in 1..40 {
            for most in 2..12 {
                let kept = thinned(count, most);
                assert!(kept.len() <= most, "{count} {most}: {kept:?}");
                assert_eq!((kept[0], kept[kept.len() - 1]), (0, count - 1));
                assert!(kept.windows(2).all(|pair| pair[0] < pair[1]), "{count} {most}: {kept:?}");
            }
        }
    }
}
