//! Names over the layers, for a picture that stands alone: on the page they are elements over the canvas.

use super::layout::NetworkLayout;
use crate::plot::pen::{Align, Pen, TextStyle};
use crate::plot::subpixel::DrawError;

/// What stands over a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Its name in full.
    pub long: String,
    /// Its name where space is short.
    pub short: String,
    /// Its state, as `7/8`; may be empty.
    pub state: String,
}

/// Draws the names over the features, the hidden layers and the output, as much of them as there is room for.
///
/// # Errors
/// [`DrawError`] of the backend.
pub fn draw_heads(pen: &mut Pen, layout: &NetworkLayout, heads: &[Head]) -> Result<(), DrawError> {
    let palette = pen.theme.palette;
    let bold = TextStyle::small(palette.ink).bold().align(Align::Centre);
    let plain = TextStyle::small(palette.ink2).align(Align::Centre);
    let line = pen.line_height(bold.size);
    for (head, place) in heads.iter().zip(&layout.heads) {
        let place = place.to_device(pen.theme.scale);
        let middle = place.centre().0;
        let fits = |pen: &Pen, text: &str, look| !text.is_empty() && pen.text_width(text, look) <= place.width;
        if place.height < 2.0 * line {
            // One line: the name with the state behind it.
            let texts = [format!("{} {}", head.short, head.state), head.short.clone()];
            if let Some(text) = texts.iter().find(|text| fits(pen, text, bold)) {
                pen.text(text, (middle, place.y + place.height / 2.0), bold);
            }
            continue;
        }
        if let Some(text) = [&head.long, &head.short].into_iter().find(|text| fits(pen, text, bold)) {
            pen.text(text, (middle, place.y + line * 0.7), bold);
        }
        if fits(pen, &head.state, plain) {
            pen.text(&head.state, (middle, place.y + line * 1.7), plain);
        }
    }
    pen.result()
}
