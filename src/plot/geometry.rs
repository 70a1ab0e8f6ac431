//! Places: points and rectangles.

/// A point: x to the right, y down.
pub type Xy = (f32, f32);

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
