//! The mark that says where to look: a ring with a short text, led to each other by a line, where it covers no other text.

use crate::plot::geometry::{Rect, Xy};
use crate::plot::pen::{Pen, TextStyle};

/// Draws it around `at`. `taken`: places of other texts.
pub fn draw(pen: &mut Pen, text: &str, at: Xy, bounds: Rect, taken: &[Rect]) {
    if text.is_empty() || !(at.0.is_finite() && at.1.is_finite()) {
        return;
    }
    let (acc, bg) = (pen.theme.palette.acc, pen.theme.palette.bg);
    let radius = pen.px(10.0);
    let ring = pen.rounded(Rect::square(at, 2.0 * radius), 10.0);
    pen.path(&ring, 4.5, bg.alpha(0.85));
    pen.path(&ring, 2.0, acc);
    let look = TextStyle::label(acc).bold();
    let Some(place) = place(pen, text, at, look, bounds, taken) else { return };
    let middle = place.centre();
    // From the ring to the nearest place of the text's edge.
    let near = (at.0.clamp(place.x, place.right()), at.1.clamp(place.y, place.bottom()));
    let length = (near.0 - at.0).hypot(near.1 - at.1).max(1.0);
    let from = (at.0 + (near.0 - at.0) / length * radius, at.1 + (near.1 - at.1) / length * radius);
    pen.path(&[from, near], 4.5, bg.alpha(0.85));
    pen.path(&[from, near], 2.0, acc);
    pen.text_on_plate(text, (place.x, middle.1), look);
}

/// The first place near the ring that is inside and covers nothing else; nearer ones first.
fn place(pen: &Pen, text: &str, at: Xy, look: TextStyle, bounds: Rect, taken: &[Rect]) -> Option<Rect> {
    let (width, height) = (pen.text_width(text, look), pen.line_height(look.size));
    for distance in [22.0, 36.0, 54.0, 76.0, 104.0, 140.0].map(|css| pen.px(css)) {
        for (dx, dy) in
            [(1.0, -0.7), (-1.0, -0.7), (1.0, 0.7), (-1.0, 0.7), (0.0, -1.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0)]
        {
            let (x, y) = (at.0 + dx * distance, at.1 + dy * distance);
            let margin = pen.px(3.0);
            let left = match dx {
                1.0 => x,
                // Above and below the ring the text may be moved to the side, to stay inside.
                0.0 => (x - width / 2.0).min(bounds.right() - width - margin).max(bounds.x + margin),
                _ => x - width,
            };
            let place = Rect::new(left, y - height / 2.0, width, height);
            let grown = place.grown(margin);
            let is_inside = grown.x >= bounds.x - 0.5
                && grown.right() <= bounds.right() + 0.5
                && grown.y >= bounds.y
                && grown.bottom() <= bounds.bottom();
            if is_inside && !taken.iter().any(|other| other.overlaps(&grown)) {
                return Some(place);
            }
        }
    }
    None
}
