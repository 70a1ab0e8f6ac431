//! Colours: the diverging scale of signed values, the ramp of layers, the looks of activations.
//!
//! Colours are mixed in `OKLab` (Ottosson 2020), where equal steps look equal.

use crate::nn::activation::{Activation, Family};
use crate::plot::theme::Palette;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }

    /// `#RRGGBB`, as style sheets take it.
    pub fn css(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }

    /// The colour at share `t` of the way to `other`, in `OKLab`.
    #[must_use]
    pub fn mix(self, other: Self, t: f32) -> Self {
        let (from, to) = (to_oklab(self), to_oklab(other));
        from_oklab([0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * f64::from(t)))
    }
}

fn to_oklab(Rgb(r, g, b): Rgb) -> [f64; 3] {
    let [r, g, b] = [r, g, b].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn from_oklab([lightness, a, b]: [f64; 3]) -> Rgb {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let m = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let s = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    let [r, g, b] = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
    .map(|c| {
        let c = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
        (c * 255.0).round().clamp(0.0, 255.0) as u8
    });
    Rgb(r, g, b)
}

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

/// Dash lengths in CSS pixels, on and off; `None` is a solid line.
pub type Dash = Option<(f32, f32)>;

/// The shape that says the family of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Rectifiers.
    Circle,
    /// Smooth relatives.
    Triangle,
    /// Saturating functions.
    Square,
    /// Others.
    Diamond,
}

/// How a function is told from others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Its colour.
    pub colour: Rgb,
    /// Its dash, where dashes do not mean the derivative.
    pub dash: Dash,
    /// Its family's shape.
    pub marker: Marker,
}

/// The looks of functions that are shown together, in order.
///
/// A function without a colour of its own takes the first that is not in use.
pub fn looks(palette: &Palette, activations: &[Activation]) -> Vec<Look> {
    let own = |activation: &Activation| palette.activations.iter().position(|(id, _)| *id == activation.id());
    let mut used: Vec<usize> = activations.iter().filter_map(own).collect();
    activations
        .iter()
        .map(|activation| {
            let index = own(activation).unwrap_or_else(|| {
                let free = (0..palette.activations.len()).find(|i| !used.contains(i)).unwrap_or(0);
                used.push(free);
                free
            });
            let dash = match palette.activations[index].0 {
                "leaky_relu" | "gelu" | "sigmoid" => Some((9.0, 3.0)),
                "silu" => Some((3.0, 3.0)),
                _ => None,
            };
            let marker = match activation.row().family {
                Family::Rectifier => Marker::Circle,
                Family::Smooth => Marker::Triangle,
                Family::Saturating => Marker::Square,
                Family::Other => Marker::Diamond,
            };
            Look { colour: palette.activations[index].1, dash, marker }
        })
        .collect()
}

/// The look of the one function that is shown.
pub fn look(palette: &Palette, activation: &Activation) -> Look {
    looks(palette, std::slice::from_ref(activation))[0]
}

/// The colour of hidden layer `layer` (from 0) of `count`.
pub fn layer(palette: &Palette, layer: usize, count: usize) -> Rgb {
    let [first, second, last] = palette.layers;
    match (layer, count) {
        (0, _) => first,
        (1, 0..=3) => second,
        (_, 0..=3) => last,
        _ => first.mix(last, layer as f32 / (count - 1) as f32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::theme::{DARK, LIGHT};

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

    #[test]
    fn oklab_there_and_back_is_the_same() {
        for rgb in [0x00_0000, 0xFF_FFFF, 0x12_3456, 0xFE_DCBA, 0x0B_6E66] {
            assert_eq!(from_oklab(to_oklab(Rgb::hex(rgb))), Rgb::hex(rgb));
        }
    }

    #[test]
    fn functions_without_a_colour_take_unused_ones() {
        let choose = |ids: &[&str]| -> Vec<Activation> { ids.iter().map(|id| id.parse().expect(id)).collect() };
        let shown = looks(&LIGHT, &choose(&["identity", "relu", "prelu"]));
        assert_eq!(shown[1].colour, LIGHT.activations[0].1);
        assert_eq!(shown[0].colour, LIGHT.activations[1].1);
        assert_eq!(shown[2].colour, LIGHT.activations[2].1);
        assert_eq!(shown[0].marker, Marker::Diamond);
        assert_eq!(shown[2].marker, Marker::Circle);
    }

    #[test]
    fn layers_run_from_the_first_to_the_last_colour() {
        assert_eq!(layer(&LIGHT, 1, 3), LIGHT.layers[1]);
        assert_eq!(layer(&LIGHT, 2, 3), LIGHT.layers[2]);
        assert_eq!(layer(&LIGHT, 19, 20), LIGHT.layers[2]);
        assert_ne!(layer(&LIGHT, 5, 20), layer(&LIGHT, 6, 20));
    }
}
