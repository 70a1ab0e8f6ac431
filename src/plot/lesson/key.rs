//! The names of lines: at their right ends where there is room, else in lines above the plot, each beside its dash and marker.

use crate::plot::geometry::{Rect, Xy};
use crate::plot::labels;
use crate::plot::looks::Look;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::theme::{LABEL, Theme};

/// The sample of a line before its name, in CSS pixels.
const SAMPLE: f32 = 34.0;
/// From the plot to the markers of names beside it: a ring around the end of a line has its place between.
const MARKER: f32 = 22.0;
/// Between two names in a line.
const GAP: f32 = 18.0;

/// A name with its look.
pub type Entry<'a> = (&'a str, Look);

fn look(theme: &Theme) -> TextStyle {
    TextStyle::label(theme.palette.ink).bold()
}

/// The room that names need right of a plot: `None` if that is too much of the width.
pub fn beside(entries: &[Entry], width: f32, theme: &Theme) -> Option<f32> {
    let widest = entries.iter().map(|(name, _)| look(theme).width(name, theme)).fold(0.0, f32::max);
    let room = widest + theme.px(MARKER + 12.0);
    (room <= 0.42 * width).then_some(room)
}

/// Where each entry stands above a plot: the place of its first line and its lines of text; and the height of all.
pub fn above(entries: &[Entry], width: f32, theme: &Theme) -> (Vec<(Xy, Vec<String>)>, f32) {
    let (look, line) = (look(theme), look(theme).line_height(theme));
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::new();
    let mut tall = line;
    for (name, _) in entries {
        let lines = look.lines(name, width - theme.px(SAMPLE + 4.0), theme);
        let wide = theme.px(SAMPLE) + lines.iter().map(|line| look.width(line, theme)).fold(0.0, f32::max);
        if x > 0.0 && x + wide > width {
            (x, y) = (0.0, y + tall);
            tall = line;
        }
        tall = tall.max(line * lines.len() as f32);
        places.push(((x, y + line / 2.0), lines));
        x += wide + theme.px(GAP);
    }
    (places, y + tall + theme.px(6.0))
}

/// Draws the entries above a plot. Hands back where they are.
pub fn draw_above(pen: &mut Pen, entries: &[Entry], at: Xy, width: f32, lines: bool) -> Vec<Rect> {
    let text = look(pen.theme);
    let mut taken = Vec::new();
    for (((x, y), names), (_, look)) in above(entries, width, pen.theme).0.into_iter().zip(entries) {
        let (x, y) = (at.0 + x, at.1 + y);
        let end = x + pen.px(SAMPLE - 8.0);
        if lines {
            pen.styled(&[(x, y), (end, y)], 2.0, look.dash, look.colour);
        }
        pen.marker((x + (end - x) / 2.0, y), look.marker, 4.0, look.colour);
        for (i, name) in names.iter().enumerate() {
            let at = (x + pen.px(SAMPLE), y + pen.line_height(LABEL) * i as f32);
            let coloured = TextStyle { colour: look.colour, ..text };
            pen.text(name, at, coloured);
            taken.push(pen.text_box(name, at, coloured));
        }
    }
    taken
}

/// Draws names in a column right of a plot, each led to the end of its line. Hands back where they are.
pub fn draw_beside(pen: &mut Pen, entries: &[(Entry, Xy)], plot: Rect) -> Vec<Rect> {
    let text = look(pen.theme);
    let height = pen.line_height(LABEL) * 1.02;
    let wanted: Vec<f32> = entries.iter().map(|(_, end)| end.1).collect();
    let bottom = plot.bottom().max(plot.y + height * entries.len() as f32);
    let mut taken = Vec::new();
    for (((name, look), end), y) in entries.iter().zip(labels::spread(&wanted, height, plot.y - height / 2.0, bottom)) {
        let marker = (plot.right() + pen.px(MARKER), y);
        if end.0 < plot.right() - 1.0 {
            pen.path(&[*end, (plot.right(), end.1)], 1.0, look.colour.alpha(0.5));
        }
        pen.path(&[(plot.right(), end.1), (marker.0 - pen.px(5.0), y)], 1.0, look.colour);
        pen.marker(marker, look.marker, 4.0, look.colour);
        let at = (marker.0 + pen.px(9.0), y);
        let coloured = TextStyle { colour: look.colour, ..text };
        pen.text(name, at, coloured);
        taken.push(pen.text_box(name, at, coloured));
    }
    taken
}
