//! What a comparison found, as pictures: the values of a factor side by side.

pub mod arrivals;
pub mod curves;

use crate::nn::activation::Activation;
use crate::plot::looks::{self, Look, Marker};
use crate::plot::palette::Palette;

/// How `count` values are told apart: functions by the looks that they have everywhere, other values in order.
/// `functions`: the values, if they are activation functions; else empty.
///
/// No two values look the same, also if they are one function with different parameters.
pub fn looks(palette: &Palette, functions: &[Activation], count: usize) -> Vec<Look> {
    const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Triangle, Marker::Square, Marker::Diamond];
    let own = looks::looks(palette, functions);
    let mut looks: Vec<Look> = Vec::new();
    for index in 0..count {
        let free = palette.activations.iter().map(|(_, colour)| *colour).find(|colour| {
            let used = |look: &Look| look.colour == *colour;
            !looks.iter().any(used) && !own.iter().any(used)
        });
        let spare = Look { colour: free.unwrap_or(palette.ink3), dash: Some((2.0, 3.0)), marker: MARKERS[index % 4] };
        let wanted = own
            .get(index)
            .copied()
            .unwrap_or(Look { dash: [None, Some((9.0, 3.0)), Some((3.0, 3.0))][index % 3], ..spare });
        let taken = looks.iter().any(|look| look.colour == wanted.colour);
        looks.push(if taken { Look { marker: wanted.marker, ..spare } } else { wanted });
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::palette::{DARK, LIGHT};

    #[test]
    fn no_two_values_look_the_same() {
        let functions = |ids: &[&str]| ids.iter().map(|id| id.parse().unwrap()).collect::<Vec<Activation>>();
        for (functions, count) in [
            (functions(&["relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "mish"]), 8),
            (functions(&["leaky_relu(0.1)", "leaky_relu(0.2)", "leaky_relu(0.3)", "relu"]), 4),
            (Vec::new(), 8),
            (Vec::new(), 1),
        ] {
            for palette in [&LIGHT, &DARK] {
                let looks = looks(palette, &functions, count);
                assert_eq!(looks.len(), count);
                for (i, a) in looks.iter().enumerate() {
                    assert!(
                        looks[i + 1..].iter().all(|b| (a.colour, a.dash) != (b.colour, b.dash)),
                        "{functions:?}: {looks:?}"
                    );
                }
            }
        }
        assert_eq!(looks(&LIGHT, &functions(&["tanh", "relu"]), 2)[1].colour, LIGHT.activations[0].1);
    }
}
