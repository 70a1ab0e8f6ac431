//! Where on the screen something can lie for a while without covering a control.
//!
//! Edge: the places of what is on the screen.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Everything that can be pressed or typed into.
const CONTROLS: &str = "button, input, select, textarea, summary, a[href]";
/// Distance from controls, in CSS pixels.
const APART: f64 = 4.0;
/// Distance from the sides of the screen, in CSS pixels.
const MARGIN: f64 = 16.0;
/// It goes so far up or down rather than out of the middle.
const OFF_CENTRE: f64 = 40.0;

/// A part of the screen from left, top to right, bottom.
type Area = (f64, f64, f64, f64);

/// The left and top at which `element` covers no control: in the middle or at a side, and nearest to the top that is `wanted`;
/// `None` if there is no such place.
pub fn free_place(element: &Element, wanted: f64) -> Option<(f64, f64)> {
    let size = element.get_bounding_client_rect();
    let root = document().document_element()?;
    let screen = (f64::from(root.client_width()), f64::from(root.client_height()));
    let all = document().query_selector_all(CONTROLS).ok()?;
    let others = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<Element>().ok());
    let taken: Vec<Area> = others
        .filter(|other| !element.contains(Some(other)))
        .map(|other| other.get_bounding_client_rect())
        .filter(|rect| rect.width() > 0.0 && rect.height() > 0.0)
        .map(|rect| (rect.left(), rect.top(), rect.right(), rect.bottom()))
        .collect();
    free(&taken, (size.width(), size.height()), screen, wanted)
}

/// The same for something of this size between areas that are taken.
fn free(taken: &[Area], (width, height): (f64, f64), screen: (f64, f64), wanted: f64) -> Option<(f64, f64)> {
    let middle = (screen.0 - width) / 2.0;
    let last = screen.1 - height - APART;
    let mut places = Vec::new();
    for left in [middle, screen.0 - width - MARGIN, MARGIN] {
        let beside = |area: &&Area| area.0 < left + width + APART && area.2 > left - APART;
        let taken: Vec<_> = taken.iter().filter(beside).collect();
        // It lies at the place that is wanted, or against something.
        let against = taken.iter().flat_map(|area| [area.1 - height - APART, area.3 + APART]);
        let tops = against.chain([wanted, APART, last]).filter(|top| (APART..=last).contains(top));
        let is_free = |top: &f64| taken.iter().all(|area| top + height <= area.1 || *top >= area.3);
        places.extend(tops.filter(is_free).map(|top| (left, top)));
    }
    let far = |place: &(f64, f64)| (place.1 - wanted).abs() + if place.0 == middle { 0.0 } else { OFF_CENTRE };
    places.into_iter().min_by(|a, b| far(a).total_cmp(&far(b)))
}

#[cfg(test)]
mod tests {
    use super::free;

    const SCREEN: (f64, f64) = (1000.0, 800.0);

    #[test]
    fn the_nearest_place_between_controls_is_found() {
        let size = (200.0, 40.0);
        assert_eq!(free(&[], size, SCREEN, 700.0), Some((400.0, 700.0)));
        // Two bars at the bottom, a field above them.
        let taken = [(0.0, 740.0, 1000.0, 796.0), (0.0, 680.0, 1000.0, 720.0), (450.0, 600.0, 500.0, 630.0)];
        assert_eq!(free(&taken, size, SCREEN, 744.0), Some((400.0, 636.0)));
        assert_eq!(free(&taken, (200.0, 60.0), SCREEN, 744.0), Some((784.0, 616.0)));
        assert_eq!(free(&[(0.0, 0.0, 1000.0, 800.0)], size, SCREEN, 700.0), None);
    }

    #[test]
    fn a_column_of_controls_is_passed_by() {
        assert_eq!(free(&[(300.0, 0.0, 700.0, 800.0)], (200.0, 40.0), SCREEN, 700.0), Some((784.0, 700.0)));
    }
}
