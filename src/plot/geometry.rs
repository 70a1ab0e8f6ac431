//! Places: points and rectangles.

use crate::compare::statistics;

/// A point: x to the right, y down.
pub type Xy = (f32, f32);

/// A line with fewer points that nowhere leaves the given one by more than `tolerance` (Douglas and Peucker 1973).
pub fn simplified(points: &[Xy], tolerance: f32) -> Vec<Xy> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let (start, end) = (points[from], points[to]);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let squared = dx * dx + dy * dy;
        // From the stretch between the ends, which for a closed line is one point.
        let distance = |&(x, y): &Xy| {
            let t =
                if squared > 0.0 { (((x - start.0) * dx + (y - start.1) * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
            (x - start.0 - t * dx).hypot(y - start.1 - t * dy)
        };
        let inner = (from + 1..to).map(|i| (i, distance(&points[i])));
        if let Some((farthest, _)) = inner.filter(|(_, d)| *d > tolerance).max_by(|a, b| a.1.total_cmp(&b.1)) {
            kept[farthest] = true;
            open.extend([(from, farthest), (farthest, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// The indices of some keys, smallest key first, equal ones in their order.
pub fn ascending(keys: impl Iterator<Item = f32>) -> Vec<u32> {
    let keys: Vec<f64> = keys.map(f64::from).collect();
    statistics::ascending(&keys).into_iter().map(|index| index as u32).collect()
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width, not negative.
    pub width: f32,
    /// Height, not negative.
    pub height: f32,
}

impl Rect {
    /// A rectangle by its left and top edges and its size; a negative size counts as 0.
    pub fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width: width.max(0.0), height: height.max(0.0) }
    }

    /// The square with this centre and this side.
    pub fn square(centre: Xy, side: f32) -> Self {
        Self::new(centre.0 - side / 2.0, centre.1 - side / 2.0, side, side)
    }

    /// Right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// The middle.
    pub fn centre(&self) -> Xy {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether the point lies inside.
    pub fn contains(&self, (x, y): Xy) -> bool {
        x >= self.x && x < self.right() && y >= self.y && y < self.bottom()
    }

    /// Whether two rectangles share an area.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Grown by `by` on all sides, or shrunk if it is negative.
    #[must_use]
    pub fn grown(&self, by: f32) -> Self {
        Self::new(self.x - by, self.y - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// The same place with all edges on whole device pixels: rectangles that touch before, touch after.
    #[must_use]
    pub fn to_device(&self, scale: f32) -> Self {
        let (left, top) = ((self.x * scale).round(), (self.y * scale).round());
        let (right, bottom) = ((self.right() * scale).round(), (self.bottom() * scale).round());
        Self::new(left, top, right - left, bottom - top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simplified_lines_keep_ends_and_corners() {
        let corner = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (3.0, -0.1), (4.0, 0.0), (4.0, 2.0), (4.0, 4.0)];
        assert_eq!(simplified(&corner, 0.3), [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)]);
        let closed = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)];
        assert_eq!(simplified(&closed, 0.3), closed);
        assert!(simplified(&[], 0.3).is_empty());
        assert_eq!(simplified(&[(1.0, 1.0)], 0.3), [(1.0, 1.0)]);
    }
}
