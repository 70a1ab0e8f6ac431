//! How the arms of a lesson are told apart: functions by their own colours, others in order; no two have the same dash and colour, or the
//! same marker and colour.

use crate::lessons::Lesson;
use crate::nn::activation::{Activation, ActivationRow};
use crate::nn::choice::Row;
use crate::plot::compare;
use crate::plot::looks::{self, Look, Marker};
use crate::plot::palette::Palette;

const DASHES: [looks::Dash; 4] = [None, Some((9.0, 3.0)), Some((3.0, 3.0)), Some((9.0, 3.0))];
const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];

/// How the arms look, one each.
///
/// Arms that are all named after functions (`ReLU, He`) have their colours; what repeats a function differs in dash and marker.
pub fn looks(palette: &Palette, lesson: &Lesson) -> Vec<Look> {
    let arms = lesson.experiment.arms;
    let functions: Option<Vec<Activation>> = arms.iter().map(|arm| function(arm.name)).collect();
    let Some(functions) = functions else { return compare::looks(palette, &[], arms.len()) };
    let own = looks::looks(palette, &functions);
    let look = |(index, look): (usize, &Look)| {
        let before = functions[..index].iter().filter(|function| function.id() == functions[index].id()).count();
        let first = MARKERS.iter().position(|marker| *marker == look.marker).unwrap_or(0);
        Look { colour: look.colour, dash: DASHES[before % 4], marker: MARKERS[(first + before) % 4] }
    };
    own.iter().enumerate().map(look).collect()
}

/// The function that a name begins with.
fn function(name: &str) -> Option<Activation> {
    let begins = |row: &&ActivationRow| {
        name.strip_prefix(row.name()).is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    };
    ActivationRow::table().iter().filter(begins).max_by_key(|row| row.name().len()).map(Activation::of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::lessons;
    use crate::plot::palette::{DARK, LIGHT};

    #[test]
    fn no_two_arms_look_the_same_as_lines_or_as_dots() {
        for lesson in lessons().filter(|lesson| lesson.experiment.arms.len() <= 8) {
            for palette in [&LIGHT, &DARK] {
                let looks = looks(palette, lesson);
                for (i, a) in looks.iter().enumerate() {
                    for b in &looks[i + 1..] {
                        assert!((a.colour, a.dash) != (b.colour, b.dash), "{}: {looks:?}", lesson.id);
                        assert!((a.colour, a.marker) != (b.colour, b.marker), "{}: {looks:?}", lesson.id);
                    }
                }
            }
        }
    }

    #[test]
    fn functions_are_found_in_names() {
        let id = |name: &str| function(name).map(|function| function.id());
        assert_eq!(id("ReLU, He"), Some("relu"));
        assert_eq!(id("Leaky ReLU 0.1, learning rate 30"), Some("leaky_relu"));
        assert_eq!(id("Width 2, He"), None);
    }
}
