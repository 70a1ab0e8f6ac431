//! The numbers beside the colour bar.

use super::{Layout, Map, MapKind, classes};
use crate::plot::format;
use crate::plot::pen::{Pen, TextStyle};
use crate::plot::theme::SMALL;

impl Map<'_> {
    /// The ends of the colour bar and its middle, from the top; empty without numbers.
    pub(super) fn bar_values(&self) -> Vec<(f32, String)> {
        match self.kind {
            _ if self.is_not_a_number() => Vec::new(),
            MapKind::Classes { .. } => Vec::new(),
            MapKind::Probability | MapKind::ClassValue => [1.0, 0.5, 0.0].map(|v| (v, format::tick(v))).into(),
            MapKind::Value => [1.0, 0.0, -1.0].map(|v| (v, format::tick(v))).into(),
            MapKind::Unit { .. } => {
                let end = self.end();
                let negative = self.maps().map.iter().any(|v| *v < 0.0);
                let lowest = if negative { -end } else { 0.0 };
                [end, f32::midpoint(end, lowest), lowest].map(|v| (v, bar_text(v))).into()
            }
        }
    }
}

/// A number beside the colour bar, where there is room for five characters: `0.25`, `−12.5`, but `1e−5`.
fn bar_text(value: f32) -> String {
    let text = format::short(value);
    if text.chars().count() > 5 { format::scientific(value, 0) } else { text }
}

pub(super) fn draw(pen: &mut Pen, layout: &Layout, map: &Map) {
    let Some(bar) = layout.bar.map(|bar| bar.to_device(pen.theme.scale)) else { return };
    if let MapKind::Classes { count } = map.kind {
        return classes::draw_key(pen, bar, count);
    }
    let values = map.bar_values();
    let half = pen.line_height(SMALL) / 2.0;
    let look = TextStyle::small(pen.theme.palette.ink3);
    let last = values.len().saturating_sub(1).max(1) as f32;
    for (i, (_, text)) in values.iter().enumerate() {
        let y = (bar.y + bar.height * i as f32 / last).clamp(bar.y + half, bar.bottom() - half);
        pen.text(text, (bar.right() + pen.px(4.0), y), look);
    }
}

#[cfg(test)]
mod tests {
    use super::bar_text;

    #[test]
    fn numbers_of_the_colour_bar_fit_beside_it() {
        for (value, text) in
            [(0.25, "0.25"), (1.2e-5, "1e−5"), (-1.2e-5, "−1e−5"), (1.23e-38, "1e−38"), (-5.9e-36, "−6e−36")]
        {
            assert_eq!(bar_text(value), text);
        }
    }
}
