//! The square in which points are drawn: with mouse, pen or finger, and with keys.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use relu_lab::data::own::EDGE;
use relu_lab::data::sets::MAX_CLASSES;
use relu_lab::plot::class::{SHAPES, class_colour, draw_mark};
use relu_lab::plot::geometry::{Rect, Xy};

use crate::components::fields::Segmented;
use crate::components::figure::{Figure, Paint};
use crate::pages::train::confusion::Mark;
use crate::state::own::OwnDraft;

use super::drawing::Drawing;

/// Classes have the colours that they have among many: the first two are those of two.
const MANY: usize = MAX_CLASSES as usize;

/// Brushes, the square, and what can be done to the drawing.
#[component]
pub fn Pad() -> impl IntoView {
    let drawing = expect_context::<OwnDraft>().drawing;
    let tool = Signal::derive(move || usize::from(drawing.with(|drawing| drawing.erases)));
    let size = Signal::derive(move || drawing.with(|drawing| drawing.size));
    let button = move |name: &'static str, can: fn(&Drawing) -> bool, act: fn(&mut Drawing)| {
        view! {
            <button
                type="button"
                class="button"
                aria-disabled=move || (!drawing.with(can)).to_string()
                on:click=move |_| drawing.update(act)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="own-draw">
            <Square drawing=drawing />
            <div class="own-tools">
                <div class="own-classes" role="radiogroup" aria-label="Class">
                    {(0..MAX_CLASSES as u8).map(|class| view! { <Brush class=class drawing=drawing /> }).collect_view()}
                </div>
                <Segmented
                    name="Tool"
                    choices=vec!["Brush".into(), "Eraser".into()]
                    chosen=tool
                    on_choose=Callback::new(move |index| drawing.update(|drawing| drawing.erases = index == 1))
                />
                <Segmented
                    name="Brush size"
                    choices=vec!["Point".into(), "Small".into(), "Large".into()]
                    chosen=size
                    on_choose=Callback::new(move |index| drawing.update(|drawing| drawing.size = index))
                />
                <div class="own-undo">
                    {button("Undo", Drawing::can_undo, Drawing::undo)}
                    {button("Redo", Drawing::can_redo, Drawing::redo)}
                    {button("Clear", |drawing| !drawing.points().is_empty(), Drawing::clear)}
                </div>
                <p class="caption" id="own-keys">
                    "Keys: arrows move, with Shift by less; Space puts a point, Delete erases, 0 to 9 choose the class, Ctrl Z takes back."
                </p>
            </div>
        </div>
    }
}

/// The brush of a class: its mark in its colour, and its number.
#[component]
fn Brush(
    /// The class.
    class: u8,
    /// The drawing.
    drawing: RwSignal<Drawing>,
) -> impl IntoView {
    view! {
        <label class="own-class">
            <input
                type="radio"
                name="own-class"
                aria-label=format!("Class {class}")
                prop:checked=move || drawing.with(|drawing| drawing.class == class)
                on:change=move |_| drawing.update(|drawing| (drawing.class, drawing.erases) = (class, false))
            />
            <span aria-hidden="true"><Mark class=usize::from(class) count=MANY /></span>
        </label>
    }
}

/// The square.
#[component]
fn Square(
    /// The drawing.
    drawing: RwSignal<Drawing>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let has_focus = RwSignal::new(false);
    let news = RwSignal::new(String::new());
    // Edge: where the pointer is.
    let at = move |event: &ev::PointerEvent| -> Option<(i32, i32)> {
        let place = node.get_untracked()?.get_bounding_client_rect();
        let share = |from: f64, length: f64, at: i32| (f64::from(at) - from) / length.max(1.0);
        let right = share(place.left(), place.width(), event.client_x());
        let down = share(place.top(), place.height(), event.client_y());
        let cell = |share: f64| ((2.0 * share - 1.0) * f64::from(EDGE)).round().clamp(-1e4, 1e4) as i32;
        Some((cell(right), -cell(down)))
    };
    let press = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let (Some(at), Some(square)) = (at(&event), node.get_untracked()) {
            // A stroke goes on outside; a browser that refuses ends it at the edge.
            let _ = square.set_pointer_capture(event.pointer_id());
            drawing.update(|drawing| drawing.press(at));
        }
    };
    let drag = move |event: ev::PointerEvent| {
        let is_down = event.buttons() & 1 == 1;
        if let Some(at) = at(&event).filter(|_| is_down) {
            drawing.update(|drawing| drawing.drag(at));
        }
    };
    let release = move |_: ev::PointerEvent| drawing.update(Drawing::release);
    let key = move |event: ev::KeyboardEvent| {
        if let Some(said) = drawing.try_update(|drawing| keyed(drawing, &event)).flatten() {
            event.prevent_default();
            event.stop_propagation();
            news.set(said);
        }
    };
    let label = Signal::derive(move || drawing.with(description));
    let paint = move || -> Paint {
        let shown = drawing.get();
        let has_focus = has_focus.get();
        Box::new(move |surface| {
            surface.draw(|pen| {
                let area = Rect::new(0.0, 0.0, surface.width, surface.height).to_device(surface.theme.scale);
                let palette = pen.theme.palette;
                let place = |x: i32, y: i32| -> Xy {
                    let share = |v: i32| (v + EDGE) as f32 / (2 * EDGE) as f32;
                    (area.x + area.width * share(x), area.y + area.height * share(-y))
                };
                pen.rect(area, palette.bg2);
                pen.path(&[place(-EDGE, 0), place(EDGE, 0)], 1.0, palette.line);
                pen.path(&[place(0, -EDGE), place(0, EDGE)], 1.0, palette.line);
                for point in shown.points() {
                    let class = usize::from(point.class);
                    draw_mark(pen, place(point.x1, point.x2), class, 4.0, class_colour(palette, class, MANY), false);
                }
                if has_focus {
                    let (x, y) = place(shown.cursor.0, shown.cursor.1);
                    let (near, far) = (pen.px(7.0), pen.px(14.0));
                    for (right, down) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                        let arm = [(x + right * near, y + down * near), (x + right * far, y + down * far)];
                        pen.path(&arm, 2.0, palette.ink);
                    }
                }
                pen.result()
            });
        })
    };
    view! {
        <div
            node_ref=node
            class="own-square"
            tabindex="0"
            role="application"
            aria-label="Drawing area"
            aria-describedby="own-keys"
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=release
            on:keydown=key
            on:focus=move |_| has_focus.set(true)
            on:blur=move |_| has_focus.set(false)
        >
            <Figure label=label paint=paint />
            <div class="unseen" role="status">{news}</div>
        </div>
    }
}

/// What a key does, and what is said of it; `None` of a key that does nothing.
fn keyed(drawing: &mut Drawing, event: &ev::KeyboardEvent) -> Option<String> {
    let step = if event.shift_key() { 1 } else { 5 };
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        match (key.to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => drawing.undo(),
            ("z", true) | ("y", _) => drawing.redo(),
            _ => return None,
        }
        return Some(description(drawing));
    }
    if event.alt_key() {
        return None;
    }
    match key.as_str() {
        "ArrowLeft" => drawing.move_cursor(-step, 0),
        "ArrowRight" => drawing.move_cursor(step, 0),
        "ArrowUp" => drawing.move_cursor(0, step),
        "ArrowDown" => drawing.move_cursor(0, -step),
        " " => {
            drawing.put_at_cursor();
            return Some(format!("Point of class {} at {}", drawing.class, place(drawing.cursor)));
        }
        "Delete" | "Backspace" => drawing.erase_at_cursor(),
        digit => {
            drawing.class = digit.parse().ok().filter(|class| *class < MAX_CLASSES as u8)?;
            drawing.erases = false;
            return Some(format!("Class {}, {}", drawing.class, SHAPES[usize::from(drawing.class)].name));
        }
    }
    Some(if key.starts_with("Arrow") { place(drawing.cursor) } else { description(drawing) })
}

/// `0.25, −0.10`.
fn place((x, y): (i32, i32)) -> String {
    let number = |v: i32| format!("{:.2}", f64::from(v) / f64::from(EDGE)).replace('-', "−");
    format!("{}, {}", number(x), number(y))
}

/// `12 points: 7 of class 0, 5 of class 1`.
fn description(drawing: &Drawing) -> String {
    let count = drawing.points().len();
    if count == 0 {
        return "No points yet".to_owned();
    }
    let parts: Vec<String> =
        drawing.counts().iter().map(|(class, count)| format!("{count} of class {class}")).collect();
    format!("{count} point{}: {}", if count == 1 { "" } else { "s" }, parts.join(", "))
}
