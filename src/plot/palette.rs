//! The colours of the design, light and dark: the only place where they are written as numbers.

use crate::plot::colour::Rgb;

/// The colours of the light or the dark page.
#[derive(Debug, PartialEq)]
pub struct Palette {
    /// Page.
    pub bg: Rgb,
    /// Control band.
    pub bg2: Rgb,
    /// Track and hover.
    pub bg3: Rgb,
    /// Hairlines and grid: decoration only.
    pub line: Rgb,
    /// Borders, the zero of an axis, hatches.
    pub edge: Rgb,
    /// Text, contours, rings.
    pub ink: Rgb,
    /// Secondary text.
    pub ink2: Rgb,
    /// Ticks and captions.
    pub ink3: Rgb,
    /// The accent: on, selected, alive.
    pub acc: Rgb,
    /// Text on the accent.
    pub onacc: Rgb,
    /// Diverged, false.
    pub danger: Rgb,
    /// A fill under `danger`.
    pub dangersoft: Rgb,
    /// Tooltips, inverted.
    pub tip: Rgb,
    /// Text on `tip`.
    pub ontip: Rgb,
    /// Class 1 as text.
    pub posink: Rgb,
    /// Class 0 as text.
    pub negink: Rgb,
    /// The diverging scale at -1, 0 and +1.
    pub diverging: [Rgb; 3],
    /// Classes in order, where there are more than two; the first two are those of the diverging scale. The colour-blind tell them
    /// apart too: see the test below.
    pub classes: [Rgb; 10],
    /// Layers in order: the first, the second, the last.
    pub layers: [Rgb; 3],
    /// Colours of activations by id, in the order of the switch.
    pub activations: [(&'static str, Rgb); 7],
}

/// The light page.
pub static LIGHT: Palette = Palette {
    bg: Rgb::hex(0xFF_FFFF),
    bg2: Rgb::hex(0xF4_F6F5),
    bg3: Rgb::hex(0xE6_EBE9),
    line: Rgb::hex(0xDC_E2DF),
    edge: Rgb::hex(0x7C_8985),
    ink: Rgb::hex(0x15_201D),
    ink2: Rgb::hex(0x44_524E),
    ink3: Rgb::hex(0x5E_6C68),
    acc: Rgb::hex(0x0B_6E66),
    onacc: Rgb::hex(0xFF_FFFF),
    danger: Rgb::hex(0xB4_2318),
    dangersoft: Rgb::hex(0xFC_E9E6),
    tip: Rgb::hex(0x15_201D),
    ontip: Rgb::hex(0xFF_FFFF),
    posink: Rgb::hex(0xA9_4700),
    negink: Rgb::hex(0x1A_59A8),
    diverging: [Rgb::hex(0x1F_63B5), Rgb::hex(0xF0_EFEA), Rgb::hex(0xD4_5F0B)],
    classes: [
        Rgb::hex(0x1F_63B5),
        Rgb::hex(0xD4_5F0B),
        Rgb::hex(0x04_9E86),
        Rgb::hex(0x58_3100),
        Rgb::hex(0xA4_0B66),
        Rgb::hex(0xBA_60FF),
        Rgb::hex(0x4D_0C9D),
        Rgb::hex(0x82_7CBF),
        Rgb::hex(0x86_5400),
        Rgb::hex(0x00_5447),
    ],
    layers: [Rgb::hex(0x08_3F3B), Rgb::hex(0x0B_7A70), Rgb::hex(0x2F_9A8B)],
    activations: [
        ("relu", Rgb::hex(0xBE_4720)),
        ("leaky_relu", Rgb::hex(0x55_4800)),
        ("elu", Rgb::hex(0x3B_7D62)),
        ("gelu", Rgb::hex(0x19_4A82)),
        ("silu", Rgb::hex(0x8E_50C7)),
        ("tanh", Rgb::hex(0x7E_124F)),
        ("sigmoid", Rgb::hex(0x22_232D)),
    ],
};

/// The dark page.
pub static DARK: Palette = Palette {
    bg: Rgb::hex(0x11_171A),
    bg2: Rgb::hex(0x19_2125),
    bg3: Rgb::hex(0x26_3136),
    line: Rgb::hex(0x2A_363A),
    edge: Rgb::hex(0x73_848A),
    ink: Rgb::hex(0xED_F3F1),
    ink2: Rgb::hex(0xB9_C6C3),
    ink3: Rgb::hex(0x95_A4A1),
    acc: Rgb::hex(0x4F_D0BF),
    onacc: Rgb::hex(0x06_231F),
    danger: Rgb::hex(0xFF_8F84),
    dangersoft: Rgb::hex(0x3A_1F1E),
    tip: Rgb::hex(0xED_F3F1),
    ontip: Rgb::hex(0x11_171A),
    posink: Rgb::hex(0xFF_A866),
    negink: Rgb::hex(0x84_BDFA),
    diverging: [Rgb::hex(0x63_A9F7), Rgb::hex(0x26_2E32), Rgb::hex(0xF7_8F3F)],
    classes: [
        Rgb::hex(0x63_A9F7),
        Rgb::hex(0xF7_8F3F),
        Rgb::hex(0x00_E8CF),
        Rgb::hex(0xC7_247F),
        Rgb::hex(0x73_49F4),
        Rgb::hex(0xEE_CE0A),
        Rgb::hex(0xBD_7F9F),
        Rgb::hex(0xE9_0500),
        Rgb::hex(0x96_B78C),
        Rgb::hex(0x8A_79DA),
    ],
    layers: [Rgb::hex(0xC8_F5EC), Rgb::hex(0x5C_C9BA), Rgb::hex(0x2E_9384)],
    activations: [
        ("relu", Rgb::hex(0xFA_7D27)),
        ("leaky_relu", Rgb::hex(0xF2_CD48)),
        ("elu", Rgb::hex(0x5F_D6B5)),
        ("gelu", Rgb::hex(0x2F_8AE3)),
        ("silu", Rgb::hex(0xC4_A1FC)),
        ("tanh", Rgb::hex(0xCC_6A8E)),
        ("sigmoid", Rgb::hex(0xE9_EAF2)),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::colour::to_oklab;

    /// What is seen with all three kinds of cones, and with one of them missing (Machado, Oliveira and Fernandes 2009, severity 1),
    /// in linear sRGB.
    const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
        [r, g, b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn seen(colour: Rgb, vision: &[[f64; 3]; 3]) -> Rgb {
        let c = linear(colour);
        let [r, g, b] = vision.map(|row| {
            let c = row.iter().zip(c).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0);
            let c = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
            (c * 255.0).round() as u8
        });
        Rgb(r, g, b)
    }

    /// How different two colours look to some eyes, as a distance in `OKLab`: black and white are 1 apart.
    fn distance(a: Rgb, b: Rgb, vision: &[[f64; 3]; 3]) -> f64 {
        let (a, b) = (to_oklab(seen(a, vision)), to_oklab(seen(b, vision)));
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// The contrast of WCAG 2.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |colour| linear(colour).iter().zip([0.2126, 0.7152, 0.0722]).map(|(c, w)| c * w).sum::<f64>();
        let (a, b): (f64, f64) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The least distance of two of the first `count` classes, over all visions but the first, and over the first.
    fn least(palette: &Palette, count: usize) -> (f64, f64) {
        let of = |vision: &[[f64; 3]; 3]| {
            let pairs = (1..count).flat_map(|b| (0..b).map(move |a| (a, b)));
            pairs.map(|(a, b)| distance(palette.classes[a], palette.classes[b], vision)).fold(f64::INFINITY, f64::min)
        };
        (VISIONS[1..].iter().map(|(_, vision)| of(vision)).fold(f64::INFINITY, f64::min), of(&VISIONS[0].1))
    }

    #[test]
    fn ten_classes_are_told_apart_by_all_eyes() {
        for (name, palette) in [("light", &LIGHT), ("dark", &DARK)] {
            for (count, some_cones, all_cones) in [(3, 0.12, 0.18), (6, 0.1, 0.16), (10, 0.08, 0.12)] {
                let (some, all) = least(palette, count);
                println!("{name}, {count} classes: at least {some:.3} apart with a cone missing, {all:.3} without");
                assert!(some > some_cones && all > all_cones, "{name}, {count} classes: {some} and {all}");
            }
            for (class, colour) in palette.classes.iter().enumerate() {
                for ground in [palette.bg, palette.bg2] {
                    let contrast = contrast(*colour, ground);
                    assert!(contrast >= 3.0, "{name}, class {class}: contrast {contrast} with {}", ground.css());
                }
            }
            assert_eq!(palette.classes[..2], [palette.diverging[0], palette.diverging[2]], "{name}");
        }
    }
}
