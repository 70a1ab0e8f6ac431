//! Marks that are made of several lines or areas: hatching, crosses, markers, rectangles with round corners.

use super::{Ink, Pen};
use crate::nn::math::sin_cos;
use crate::plot::colour::Rgb;
use crate::plot::geometry::{Rect, Xy};
use crate::plot::looks::Marker;

impl Pen<'_> {
    /// Strokes at 45 degrees inside a rectangle; period and width in CSS pixels.
    pub fn hatch(&mut self, rect: Rect, period: f32, width: f32, ink: impl Into<Ink>) {
        let ink = ink.into();
        let step = self.px(period) * std::f32::consts::SQRT_2;
        let mut offset = step;
        while offset < rect.width + rect.height {
            // The stroke x - rect.x + y - rect.y = offset, cut to the rectangle.
            let start = (rect.x + (offset - rect.height).max(0.0), rect.y + offset.min(rect.height));
            let end = (rect.x + offset.min(rect.width), rect.y + (offset - rect.width).max(0.0));
            self.path(&[start, end], width, ink);
            offset += step;
        }
    }

    /// The mark of a death: a cross of this size in CSS pixels, with a halo of the page's colour.
    pub fn cross(&mut self, centre: Xy, size: f32, width: f32, ink: impl Into<Ink>) {
        let (ink, bg) = (ink.into(), self.theme.palette.bg);
        let r = self.px(size) / 2.0;
        let strokes = |r: f32| {
            [
                [(centre.0 - r, centre.1 - r), (centre.0 + r, centre.1 + r)],
                [(centre.0 - r, centre.1 + r), (centre.0 + r, centre.1 - r)],
            ]
        };
        for stroke in strokes(r + self.px(1.0)) {
            self.path(&stroke, width + 2.5, bg);
        }
        for stroke in strokes(r) {
            self.path(&stroke, width, ink);
        }
    }

    /// A marker of a family with a rim of the page's colour; the size is half its height in CSS pixels.
    pub fn marker(&mut self, at: Xy, marker: Marker, size: f32, colour: Rgb) {
        let bg = self.theme.palette.bg;
        for (size, colour) in [(size + 1.5, bg), (size, colour)] {
            let r = self.px(size);
            match marker {
                Marker::Circle => self.disc(at, r, colour),
                Marker::Square => self.rect(Rect::square(at, 1.8 * r), colour),
                Marker::Triangle => {
                    let (dx, dy) = (1.1 * r, 0.9 * r);
                    self.polygon(&[(at.0, at.1 - 1.15 * r), (at.0 + dx, at.1 + dy), (at.0 - dx, at.1 + dy)], colour);
                }
                Marker::Diamond => {
                    let r = 1.2 * r;
                    self.polygon(&[(at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r), (at.0 - r, at.1)], colour);
                }
            }
        }
    }

    /// The corners of a rectangle with round corners; the radius in CSS pixels. Closed.
    pub fn rounded(&self, rect: Rect, radius: f32) -> Vec<Xy> {
        let r = self.px(radius).min(rect.width / 2.0).min(rect.height / 2.0);
        let corners = [
            (rect.right() - r, rect.y + r, -90.0),
            (rect.right() - r, rect.bottom() - r, 0.0),
            (rect.x + r, rect.bottom() - r, 90.0),
            (rect.x + r, rect.y + r, 180.0),
        ];
        let mut points: Vec<Xy> = Vec::with_capacity(29);
        for (x, y, from) in corners {
            for i in 0..=6u8 {
                let (sin, cos) = sin_cos((from + 15.0 * f32::from(i)).to_radians());
                points.push((x + r * cos, y + r * sin));
            }
        }
        points.push(points[0]);
        points
    }
}
