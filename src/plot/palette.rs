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
