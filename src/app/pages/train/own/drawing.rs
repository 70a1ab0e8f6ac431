//! Points that are drawn: brush, eraser, undo and redo, and a cursor for keys.

use relu_lab::data::own::{Drawn, EDGE, MAX_POINTS, OwnData};
use relu_lab::data::sets::MAX_CLASSES;

/// How far undo goes back.
const UNDO: usize = 100;
/// Radii of the brush in hundredths: one point a press, then a spray.
pub const SIZES: [i32; 3] = [0, 8, 18];

/// A drawing, and what draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    points: Vec<Drawn>,
    undo: Vec<Vec<Drawn>>,
    redo: Vec<Vec<Drawn>>,
    /// The class of the brush.
    pub class: u8,
    /// Which of [`SIZES`].
    pub size: usize,
    /// Whether it erases.
    pub erases: bool,
    /// Where keys put a point, in hundredths.
    pub cursor: (i32, i32),
    /// Where the stroke put its last point.
    last: Option<(i32, i32)>,
    /// Draws the places of a spray.
    random: u32,
}

impl Default for Drawing {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl Drawing {
    /// These points.
    pub fn of(points: Vec<Drawn>) -> Self {
        Self {
            points,
            undo: Vec::new(),
            redo: Vec::new(),
            class: 0,
            size: 1,
            erases: false,
            cursor: (0, 0),
            last: None,
            random: 1,
        }
    }

    /// The points.
    pub fn points(&self) -> &[Drawn] {
        &self.points
    }

    /// Whether something can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether something can be done again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// The points as data; `None` unless there are two classes.
    pub fn data(&self) -> Option<OwnData> {
        let first = self.points.first()?.class;
        let has_two = self.points.iter().any(|point| point.class != first);
        OwnData::drawn(&self.points).filter(|_| has_two)
    }

    /// How many points there are of each class of which there are any.
    pub fn counts(&self) -> Vec<(u8, usize)> {
        let count = |class: u8| self.points.iter().filter(|point| point.class == class).count();
        (0..MAX_CLASSES as u8).map(|class| (class, count(class))).filter(|(_, count)| *count > 0).collect()
    }

    /// What follows can be taken back as one.
    fn begin(&mut self) {
        self.undo.push(self.points.clone());
        if self.undo.len() > UNDO {
            self.undo.remove(0);
        }
        self.redo.clear();
    }

    /// A stroke begins here.
    pub fn press(&mut self, at: (i32, i32)) {
        self.begin();
        self.last = None;
        self.drag(at);
    }

    /// The stroke goes on to here.
    pub fn drag(&mut self, at: (i32, i32)) {
        if self.erases {
            return self.erase_around(at);
        }
        let reach = SIZES[self.size.min(SIZES.len() - 1)];
        // As far apart as points can be told from each other.
        let far = |last: (i32, i32)| (at.0 - last.0).pow(2) + (at.1 - last.1).pow(2) >= (5 + reach / 4).pow(2);
        if self.last.is_none_or(far) {
            self.last = Some(at);
            let (right, up) = self.offset(reach);
            self.put((at.0 + right, at.1 + up));
        }
    }

    /// The stroke ends; one that changed nothing leaves nothing to take back.
    pub fn release(&mut self) {
        self.last = None;
        if self.undo.last() == Some(&self.points) {
            self.undo.pop();
        }
    }

    /// A point of the brush's class where the cursor is.
    pub fn put_at_cursor(&mut self) {
        self.begin();
        self.put(self.cursor);
        self.release();
    }

    /// No points where the cursor is.
    pub fn erase_at_cursor(&mut self) {
        self.begin();
        self.erase_around(self.cursor);
        self.release();
    }

    /// Moves the cursor, as far as the edge.
    pub fn move_cursor(&mut self, right: i32, up: i32) {
        let (x, y) = self.cursor;
        self.cursor = ((x + right).clamp(-EDGE, EDGE), (y + up).clamp(-EDGE, EDGE));
    }

    /// No points at all.
    pub fn clear(&mut self) {
        self.begin();
        self.points.clear();
        self.release();
    }

    /// Takes back the last stroke.
    pub fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            self.redo.push(std::mem::replace(&mut self.points, before));
        }
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        if let Some(after) = self.redo.pop() {
            self.undo.push(std::mem::replace(&mut self.points, after));
        }
    }

    fn put(&mut self, (x1, x2): (i32, i32)) {
        let point = Drawn { x1, x2, class: self.class };
        let is_inside = x1.abs() <= EDGE && x2.abs() <= EDGE;
        if is_inside && self.points.len() < MAX_POINTS && !self.points.contains(&point) {
            self.points.push(point);
        }
    }

    fn erase_around(&mut self, (x, y): (i32, i32)) {
        let reach = SIZES[self.size.min(SIZES.len() - 1)].max(4);
        self.points.retain(|point| (point.x1 - x).pow(2) + (point.x2 - y).pow(2) > reach.pow(2));
    }

    /// A place in a disc around 0.
    fn offset(&mut self, reach: i32) -> (i32, i32) {
        for _ in 0..32 {
            let mut next = || {
                // Numerical Recipes' linear congruential generator: nothing but looks depends on it.
                self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (self.random >> 16) as i32 % (2 * reach + 1) - reach
            };
            let (x, y) = (next(), next());
            if x * x + y * y <= reach * reach {
                return (x, y);
            }
        }
        (0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_drawn_erased_and_taken_back() {
        let mut drawing = Drawing { size: 0, ..Drawing::default() };
        drawing.press((0, 0));
        (1..40).for_each(|x| drawing.drag((x, 0)));
        drawing.release();
        let stroke = drawing.points().len();
        assert!((7..=9).contains(&stroke), "{stroke}");
        assert_eq!(drawing.data(), None, "of one class nothing can be learned");
        drawing.class = 3;
        drawing.cursor = (-50, 20);
        drawing.put_at_cursor();
        drawing.put_at_cursor();
        assert_eq!(drawing.counts(), [(0, stroke), (3, 1)]);
        assert_eq!(drawing.data().map(|data| data.shape().classes), Some(Some(4)));
        drawing.erase_at_cursor();
        assert_eq!(drawing.counts(), [(0, stroke)]);
        drawing.undo();
        assert_eq!(drawing.points().len(), stroke + 1);
        drawing.undo();
        drawing.undo();
        assert!(drawing.points().is_empty() && !drawing.can_undo() && drawing.can_redo());
        drawing.redo();
        assert_eq!(drawing.points().len(), stroke);
        drawing.erases = true;
        drawing.press((0, 0));
        drawing.drag((40, 0));
        drawing.release();
        assert!(drawing.points().len() < stroke && !drawing.can_redo());
        drawing.clear();
        drawing.clear();
        drawing.undo();
        assert!(!drawing.points().is_empty(), "clearing nothing is nothing to take back");
    }

    #[test]
    fn a_drawing_ends_at_its_edge_and_at_2000_points() {
        let mut drawing = Drawing { size: 2, ..Drawing::default() };
        for i in 0..40_000 {
            drawing.press(((i * 7) % 201 - 100, (i * 13) % 201 - 100));
            drawing.release();
        }
        assert_eq!(drawing.points().len(), MAX_POINTS);
        assert!(drawing.points().iter().all(|point| point.x1.abs() <= EDGE && point.x2.abs() <= EDGE));
        drawing.move_cursor(500, -500);
        assert_eq!(drawing.cursor, (EDGE, -EDGE));
    }
}
