//! The pen on a `plotters` backend: whole pixels, whole widths.

use plotters::prelude::{DrawingBackend, RGBAColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::{Align, Ink, Type};
use crate::plot::geometry::{Rect, Xy};
use crate::plot::theme::FONT;

/// What a pen needs of a backend.
pub trait Surface {
    fn size(&self) -> (f32, f32);
    fn path(&mut self, points: &[Xy], width: f32, ink: Ink);
    fn polygon(&mut self, points: &[Xy], ink: Ink);
    fn rect(&mut self, rect: Rect, ink: Ink);
    fn disc(&mut self, centre: Xy, radius: f32, ink: Ink);
    fn text(&mut self, text: &str, at: Xy, size: f32, look: Type);
}

pub struct OnBackend<'a, B: DrawingBackend> {
    pub backend: &'a mut B,
    pub error: Option<String>,
}

impl<B: DrawingBackend> OnBackend<'_, B> {
    pub fn check<E: std::error::Error>(&mut self, result: Result<(), E>) {
        if let Err(error) = result {
            self.error.get_or_insert_with(|| error.to_string());
        }
    }
}

fn style(Ink { colour, alpha }: Ink, width: f32, filled: bool) -> ShapeStyle {
    // Three decimals are plenty, and short in SVG.
    let alpha = (f64::from(alpha.clamp(0.0, 1.0)) * 1000.0).round() / 1000.0;
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, alpha),
        filled,
        stroke_width: width.round().max(1.0) as u32,
    }
}

fn whole((x, y): Xy) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

impl<B: DrawingBackend> Surface for OnBackend<'_, B> {
    fn size(&self) -> (f32, f32) {
        let (width, height) = self.backend.get_size();
        (width as f32, height as f32)
    }

    fn path(&mut self, points: &[Xy], width: f32, ink: Ink) {
        let result = self.backend.draw_path(points.iter().copied().map(whole), &style(ink, width, false));
        self.check(result);
    }

    fn polygon(&mut self, points: &[Xy], ink: Ink) {
        let result = self.backend.fill_polygon(points.iter().copied().map(whole), &style(ink, 1.0, true));
        self.check(result);
    }

    fn rect(&mut self, rect: Rect, ink: Ink) {
        let (from, to) = (whole((rect.x, rect.y)), whole((rect.right(), rect.bottom())));
        if to.0 > from.0 && to.1 > from.1 {
            let result = self.backend.draw_rect(from, to, &style(ink, 1.0, true), true);
            self.check(result);
        }
    }

    fn disc(&mut self, centre: Xy, radius: f32, ink: Ink) {
        let radius = radius.round().max(1.0) as u32;
        let result = self.backend.draw_circle(whole(centre), radius, &style(ink, 1.0, true), true);
        self.check(result);
    }

    fn text(&mut self, text: &str, at: Xy, size: f32, look: Type) {
        let font = match (look.bold, look.italic) {
            (true, _) => FontStyle::Bold,
            (false, true) => FontStyle::Italic,
            (false, false) => FontStyle::Normal,
        };
        let h_pos = match look.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let colour = RGBAColor(look.colour.0, look.colour.1, look.colour.2, 1.0).to_backend_color();
        let mut text_style = TextStyle::from((FontFamily::Name(FONT), f64::from(size), font));
        text_style.color = colour;
        text_style.pos = Pos::new(h_pos, VPos::Center);
        let result = self.backend.draw_text(text, &text_style, whole(at));
        self.check(result);
    }
}
