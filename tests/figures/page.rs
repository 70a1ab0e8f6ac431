//! Drawing into SVG, and reading the texts back with their places.

use relu_lab::plot::pen::Pen;
use relu_lab::plot::{DrawError, SUBPIXELS, Theme};

/// A figure as SVG, its size in CSS pixels.
pub fn svg<R>(
    width: f32,
    height: f32,
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) -> String {
    relu_lab::plot::svg((width, height), theme, figure).expect("SVG takes everything")
}

/// A text with the rectangle it covers, estimated for a usual font.
#[derive(Debug)]
pub struct Text {
    pub words: String,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
    /// In device pixels, as the reader sees it.
    pub size: f32,
}

impl Text {
    pub fn is_number(&self) -> bool {
        self.words.chars().next().is_some_and(|c| c.is_ascii_digit() || c == '−')
    }
}

fn attribute<'s>(tag: &'s str, name: &str) -> &'s str {
    let from = tag.find(&format!(" {name}=\"")).map_or(0, |at| at + name.len() + 3);
    tag[from..].split('"').next().unwrap_or_default()
}

/// Widths in em of a usual font (Inter): the figures reckon with wider ones.
fn advance(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | '|' | '·' | '′' => 0.26,
        ' ' | '.' | ',' | ':' => 0.28,
        't' | 'f' | 'r' | '/' | '₁' | '₂' => 0.36,
        'm' | 'w' | 'M' | 'W' => 0.84,
        'A'..='Z' | '−' | '=' | '<' | '≥' | '≠' => 0.66,
        _ => 0.58,
    }
}

/// All texts of a picture.
pub fn texts(svg: &str) -> Vec<Text> {
    let mut found = Vec::new();
    for piece in svg.split("<text").skip(1) {
        let (tag, rest) = piece.split_once('>').expect("a tag ends");
        let text = rest.split("</text>").next().unwrap_or_default().trim();
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&amp;", "&");
        let number = |name: &str| attribute(tag, name).parse::<f32>().expect("a number") / SUBPIXELS as f32;
        let size = number("font-size");
        let width = size * text.chars().map(advance).sum::<f32>();
        let (x, y) = (number("x"), number("y"));
        let left = match attribute(tag, "text-anchor") {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        // Numbers below an axis hang from their place, other texts have their middle there.
        let middle = if attribute(tag, "dy") == "0.76em" { y + 0.45 * size } else { y };
        let (top, bottom) = (middle - 0.4 * size, middle + 0.4 * size);
        found.push(Text { words: text, left, right: left + width, top, bottom, size });
    }
    found
}

/// Number of marks in a picture.
pub fn shapes(svg: &str) -> usize {
    svg.matches("/>").count()
}

/// Every text is inside the canvas, no smaller than 12 CSS pixels, and touches no other.
pub fn check_texts(texts: &[Text], width: f32, height: f32, theme: &Theme, case: &str) {
    let (width, height) = (theme.backing(width) as f32, theme.backing(height) as f32);
    for (i, a) in texts.iter().enumerate() {
        let inside = a.left >= -0.5 && a.right <= width + 0.5 && a.top >= -0.5 && a.bottom <= height + 0.5;
        assert!(inside, "{case}: {a:?} leaves {width}x{height}");
        assert!(a.size >= 11.99 * theme.scale, "{case}: {a:?} is too small");
        for b in &texts[i + 1..] {
            let apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            assert!(apart, "{case}: {a:?} and {b:?} overlap");
        }
    }
}
