//! Pointers on the curves: the probe is dragged, the axes are dragged, pinched and wheeled.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::pages::activations::state::Explore;
use relu_lab::plot::explorer::{LEFT, RIGHT};

/// How near to the probe it is taken, in CSS pixels.
const NEAR_PROBE: f32 = 14.0;
/// A pointer that moved less than this has clicked.
const CLICK: f32 = 4.0;

/// What a pointer does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Grip {
    Probe,
    Axes,
}

/// A pointer that is down: its id, where it went down, where it is.
#[derive(Debug, Clone, Copy)]
struct Finger {
    id: i32,
    start: f32,
    at: f32,
}

/// The pointers that are down on the curves.
#[derive(Clone, Copy)]
pub struct Gestures {
    explore: Explore,
    fingers: RwSignal<Vec<Finger>>,
    grip: RwSignal<Grip>,
}

impl Gestures {
    /// No pointer is down.
    pub fn new(explore: Explore) -> Self {
        Self { explore, fingers: RwSignal::new(Vec::new()), grip: RwSignal::new(Grip::Axes) }
    }

    /// A pointer goes down.
    pub fn down(self, event: &PointerEvent) {
        let (Some(place), true) = (Place::of(event), event.button() == 0) else { return };
        // Without it the movement ends at the figure's edge, no more.
        let _ = place.element.set_pointer_capture(event.pointer_id());
        let at = place.at(event.client_x() as f32);
        let probe = self.explore.setup.with_untracked(|setup| place.of_x(setup.x, setup.zoom));
        self.grip.set(if (probe - at).abs() <= NEAR_PROBE { Grip::Probe } else { Grip::Axes });
        self.fingers.update(|fingers| fingers.push(Finger { id: event.pointer_id(), start: at, at }));
    }

    /// A pointer moves.
    pub fn moved(self, event: &PointerEvent) {
        let Some(place) = Place::of(event) else { return };
        let before = self.fingers.get_untracked();
        let Some(index) = before.iter().position(|finger| finger.id == event.pointer_id()) else { return };
        let at = place.at(event.client_x() as f32);
        self.fingers.update(|fingers| fingers[index].at = at);
        let zoom = self.explore.setup.with_untracked(|setup| setup.zoom);
        match (&before[..], self.grip.get_untracked()) {
            ([finger], Grip::Probe) if (at - finger.start).abs() > 0.0 => {
                self.explore.slide("x", |setup| setup.set_x(place.x_of(at, zoom)));
            }
            ([finger], Grip::Axes) if (at - finger.start).abs() > CLICK => {
                let distance = (finger.at - at) / place.width * (zoom.1 - zoom.0);
                self.explore.slide("zoom", |setup| setup.pan_by(distance));
            }
            ([one, other], _) => {
                let still = if index == 0 { other } else { one };
                let (was, now) = ((before[index].at - still.at).abs(), (at - still.at).abs());
                let fixed = place.x_of(still.at, zoom);
                self.explore.slide("zoom", |setup| setup.zoom_by(was.max(8.0) / now.max(8.0), fixed));
            }
            _ => {}
        }
    }

    /// A pointer goes up: one that did not move puts the probe there.
    pub fn up(self, event: &PointerEvent) {
        let fingers = self.fingers.get_untracked();
        self.cancelled(event);
        let (Some(place), [finger]) = (Place::of(event), &fingers[..]) else { return };
        if finger.id == event.pointer_id()
            && (finger.at - finger.start).abs() <= CLICK
            && self.grip.get_untracked() == Grip::Axes
        {
            let zoom = self.explore.setup.with_untracked(|setup| setup.zoom);
            self.explore.slide("x", |setup| setup.set_x(place.x_of(finger.start, zoom)));
        }
    }

    /// The browser took the pointer away.
    pub fn cancelled(self, event: &PointerEvent) {
        self.fingers.update(|fingers| fingers.retain(|finger| finger.id != event.pointer_id()));
    }
}

/// The wheel zooms at the pointer.
pub fn wheel(explore: Explore, event: &WheelEvent) {
    let Some(place) = Place::of(event) else { return };
    event.prevent_default();
    let at = place.at(event.client_x() as f32);
    // Lines, pages or pixels: what counts is the direction, and a little the size.
    let turn = (event.delta_y() as f32).clamp(-120.0, 120.0) / 400.0;
    explore.slide("zoom", |setup| {
        let fixed = place.x_of(at, setup.zoom);
        setup.zoom_by(2.0_f64.powf(f64::from(turn)) as f32, fixed);
    });
}

/// Where the plots are on the screen.
struct Place {
    element: Element,
    left: f32,
    width: f32,
}

impl Place {
    fn of(event: &web_sys::Event) -> Option<Self> {
        let element = event.current_target()?.unchecked_into::<Element>();
        let bounds = element.get_bounding_client_rect();
        let width = (bounds.width() as f32 - LEFT - RIGHT).max(1.0);
        Some(Self { element, left: bounds.left() as f32 + LEFT, width })
    }

    /// CSS pixels from the left end of the axis.
    fn at(&self, client_x: f32) -> f32 {
        client_x - self.left
    }

    fn x_of(&self, at: f32, (lo, hi): (f32, f32)) -> f32 {
        lo + (hi - lo) * (at / self.width).clamp(0.0, 1.0)
    }

    fn of_x(&self, x: f32, (lo, hi): (f32, f32)) -> f32 {
        (x - lo) / (hi - lo) * self.width
    }
}
