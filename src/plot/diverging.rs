//! The diverging scale of signed values: weights, responses of units, the decision map.

use crate::plot::colour::Rgb;
use crate::plot::palette::Palette;

/// Entries of the table on each side of zero.
const STEPS: usize = 254;

/// The diverging scale: cool for negative, warm for positive, `zero` for exactly 0.
///
/// Values closer to 0 than 0.06 are drawn as ±0.06, so that the flat side of a `ReLU` has an edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Diverging {
    /// From -1 to +1; the middle one is exactly 0.
    table: Vec<Rgb>,
}

impl Diverging {
    /// The scale between the ends of a palette.
    pub fn new(palette: &Palette) -> Self {
        let [cool, zero, warm] = palette.diverging;
        let table = (0..=2 * STEPS)
            .map(|i| {
                let v = (i as f32 - STEPS as f32) / STEPS as f32;
                let t = f64::from(v.abs().max(0.06)).powf(0.85) as f32;
                match i.cmp(&STEPS) {
                    std::cmp::Ordering::Less => zero.mix(cool, t),
                    std::cmp::Ordering::Equal => zero,
                    std::cmp::Ordering::Greater => zero.mix(warm, t),
                }
            })
            .collect();
        Self { table }
    }

    /// The colour of a value in [-1, 1]; beyond, that of the nearer end. NaN has the colour of 0: it must be hatched.
    pub fn at(&self, v: f32) -> Rgb {
        let steps = STEPS as f32;
        // Rounded away from 0: no value but 0 itself gets the colour of 0.
        let offset = if v > 0.0 { (v * steps).ceil().min(steps) } else { (v * steps).floor().max(-steps) };
        self.table[(offset + steps) as usize]
    }

    /// The colour on the map, where points must stay on top: half of the scale.
    pub fn on_map(&self, v: f32) -> Rgb {
        self.at(v.clamp(-1.0, 1.0) * 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::palette::{DARK, LIGHT};

    fn distance(a: Rgb, b: Rgb) -> u8 {
        a.0.abs_diff(b.0).max(a.1.abs_diff(b.1)).max(a.2.abs_diff(b.2))
    }

    #[test]
    fn diverging_scale_has_the_colours_of_the_design() {
        let rows = [
            (&LIGHT, [0x1F_63B5, 0x7E_A2D0, 0xDD_E2E6, 0xF0_EFEA, 0xEF_E2D8, 0xE6_A27E, 0xD4_5F0B]),
            (&DARK, [0x63_A9F7, 0x48_6F99, 0x2C_3842, 0x26_2E32, 0x38_3736, 0x95_6441, 0xF7_8F3F]),
        ];
        for (palette, colours) in rows {
            let scale = Diverging::new(palette);
            for (v, want) in [-1.0, -0.5, -0.06, 0.0, 0.06, 0.5, 1.0].into_iter().zip(colours) {
                let (got, want) = (scale.at(v), Rgb::hex(want));
                assert!(distance(got, want) <= 2, "{v}: got {}, want {}", got.css(), want.css());
            }
        }
    }

    #[test]
    fn only_zero_has_the_colour_of_zero() {
        let scale = Diverging::new(&LIGHT);
        for v in [1e-30, 0.001, 0.03, 0.059] {
            assert_eq!(scale.at(v), scale.at(0.059));
            assert_eq!(scale.at(-v), scale.at(-0.059));
            assert_ne!(scale.at(v), scale.at(0.0));
        }
        assert_eq!(scale.at(7.0), scale.at(1.0));
        assert_eq!(scale.at(f32::NEG_INFINITY), scale.at(-1.0));
    }
}
