//! How functions and layers are told from each other: colour, dash, marker.

use crate::nn::activation::{Activation, Family};
use crate::plot::colour::Rgb;
use crate::plot::palette::Palette;

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
    use crate::plot::palette::LIGHT;

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
