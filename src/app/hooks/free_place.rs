//! Where on the screen something can lie for a while without covering a control.
//!
//! Edge: the places of what is on the screen.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Everything that can be pressed or typed into.
const CONTROLS: &str = "button, input, select, textarea, summary, a[href]";
/// Distance from controls and from the edges of the screen, in CSS pixels.
const APART: f64 = 4.0;

/// The distance from the top of the screen at which `element` covers no control, nearest to `wanted`; `None` if there is none.
pub fn free_top(element: &Element, wanted: f64) -> Option<f64> {
    let size = element.get_bounding_client_rect();
    let height = document().document_element().map_or(0.0, |root| f64::from(root.client_height()));
    let all = document().query_selector_all(CONTROLS).ok()?;
    let others = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<Element>().ok());
    let beside = |top: f64, bottom: f64, left: f64, right: f64| {
        right > left && bottom > top && left < size.right() + APART && right > size.left() - APART
    };
    let taken: Vec<(f64, f64)> = others
        .filter(|other| !element.contains(Some(other)))
        .map(|other| other.get_bounding_client_rect())
        .filter(|rect| beside(rect.top(), rect.bottom(), rect.left(), rect.right()))
        .map(|rect| (rect.top(), rect.bottom()))
        .collect();
    free(&taken, size.height(), height, wanted)
}

/// The place nearest to `wanted` for something of this height between the taken ranges, on a screen of height `screen`.
fn free(taken: &[(f64, f64)], height: f64, screen: f64, wanted: f64) -> Option<f64> {
    let last = screen - height - APART;
    // It lies at the place that is wanted, or against something.
    let against = taken.iter().flat_map(|(top, bottom)| [top - height - APART, bottom + APART]);
    let places = against.chain([wanted, APART, last]).filter(|top| (APART..=last).contains(top));
    let is_free = |top: &f64| taken.iter().all(|(from, to)| top + height <= *from || *top >= *to);
    places.filter(is_free).min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()))
}

#[cfg(test)]
mod tests {
    use super::free;

    #[test]
    fn the_nearest_place_between_controls_is_found() {
        assert_eq!(free(&[], 40.0, 800.0, 700.0), Some(700.0));
        // Two bars at the bottom, a field above them.
        let taken = [(740.0, 796.0), (680.0, 720.0), (600.0, 630.0)];
        assert_eq!(free(&taken, 40.0, 800.0, 744.0), Some(636.0));
        assert_eq!(free(&taken, 60.0, 800.0, 744.0), Some(536.0));
        assert_eq!(free(&[(0.0, 800.0)], 40.0, 800.0, 700.0), None);
    }
}
