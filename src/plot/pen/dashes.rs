//! Dashes: backends have none.

use crate::plot::geometry::Xy;

/// The dashes of a line.
pub fn dashes(points: &[Xy], on: f32, off: f32) -> Vec<Vec<Xy>> {
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
