//! Figures on canvases: sized to the screen's own pixels, painted only when something changed and only while in sight.
//!
//! Edges: canvases and the animation frame. Figures do not paint when a signal changes; they queue a job. The queue is
//! worked off in animation frames within a few milliseconds each, so that the page answers while it draws.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use leptos::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, ImageData, IntersectionObserver, IntersectionObserverEntry,
    ResizeObserver,
};

use crate::plot::pen::Pen;
use crate::plot::raster::Raster;
use crate::plot::{DrawError, SUBPIXELS, Theme};
use crate::ui::call::Read;
use crate::ui::dom::{Reference, View, view};
use crate::ui::here::screen;
use crate::ui::signal::{RwSignal, Signal};
use crate::ui::{before_next_frame, edge};

/// The longest time that painting takes of one animation frame, one figure apart: the network gets one of its own.
const BUDGET_MILLIS: f64 = 4.0;

/// What paints a figure, with everything in it that is shown.
pub type Paint = Box<dyn FnOnce(&Surface)>;

/// A canvas that can be painted on: cleared, and of the size that it has on the screen.
pub struct Surface {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// How things look.
    pub theme: Arc<Theme>,
    /// Width in CSS pixels.
    pub width: f32,
    /// Height in CSS pixels.
    pub height: f32,
}

impl Surface {
    /// Puts a picture made of pixels in its place.
    pub fn put(&self, raster: &Raster) {
        if let Ok(image) = ImageData::new_with_u8_clamped_array(Clamped(&raster.rgba), raster.width) {
            // Only a detached buffer makes this fail.
            let _ = self.context.put_image_data(&image, f64::from(raster.x), f64::from(raster.y));
        }
    }

    /// Draws marks on top of what is there.
    pub fn draw<R>(&self, figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>) -> Option<R> {
        let mut backend = CanvasBackend::with_canvas_object(self.canvas.clone())?;
        let size = (self.canvas.width(), self.canvas.height());
        // Figures are drawn in fractions of a pixel.
        let unit = 1.0 / f64::from(SUBPIXELS);
        self.context.save();
        let scaled = self.context.scale(unit, unit);
        self.context.set_line_join("round");
        let drawn = scaled.ok().and_then(|()| crate::plot::draw(&mut backend, size, &self.theme, figure).ok());
        self.context.restore();
        drawn
    }
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<(u32, Box<dyn FnOnce()>)>,
    when_done: Vec<Box<dyn FnOnce()>>,
    is_scheduled: bool,
    figures: u32,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Queues the painting of a figure in place of an older job of the same figure.
fn enqueue(figure: u32, job: Box<dyn FnOnce()>) {
    QUEUE.with_borrow_mut(|queue| match queue.jobs.iter_mut().find(|(id, _)| *id == figure) {
        Some((_, old)) => *old = job,
        None => queue.jobs.push_back((figure, job)),
    });
    schedule();
}

/// Calls back once everything that is queued by then is painted. A hidden page paints when it is shown again.
pub fn when_painted(action: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.when_done.push(Box::new(action)));
    schedule();
}

fn schedule() {
    let is_scheduled = QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.is_scheduled, true));
    if !is_scheduled {
        before_next_frame(work_off);
    }
}

fn work_off() {
    QUEUE.with_borrow_mut(|queue| queue.is_scheduled = false);
    let start = now();
    while let Some((_, job)) = QUEUE.with_borrow_mut(|queue| queue.jobs.pop_front()) {
        job();
        if now() - start > BUDGET_MILLIS {
            return schedule();
        }
    }
    for action in QUEUE.with_borrow_mut(|queue| std::mem::take(&mut queue.when_done)) {
        action();
    }
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// A picture: a canvas that fills its parent.
#[component]
pub fn Figure(
    /// What the picture shows now, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Reads what is shown and says how it is painted; runs again whenever something that it read has changed.
    paint: Box<dyn Read<Paint>>,
    /// Receives the size in CSS pixels, for what is laid over the picture.
    #[prop(optional)]
    measured: Option<RwSignal<(f32, f32)>>,
) -> View {
    let screen = screen();
    let size = measured.unwrap_or_else(|| RwSignal::new((0.0, 0.0)));
    let in_sight = RwSignal::new(false);
    let node = Reference::default();
    let id = QUEUE.with_borrow_mut(|queue| {
        queue.figures += 1;
        queue.figures
    });

    // Edge: the canvas. Its size and whether it is in sight are watched from the moment it exists.
    edge(move || {
        if let Some(canvas) = node.get::<HtmlCanvasElement>() {
            watch(&canvas, size, in_sight);
        }
    });
    // Edge: the canvas. What is shown, its size and the theme are read here; the painting itself waits in the queue.
    edge(move || {
        let (Some(canvas), true, (width, height)) = (node.get(), in_sight.get(), size.get()) else { return };
        if width < 1.0 || height < 1.0 {
            return;
        }
        let theme = screen.theme.get().0;
        let paint = paint.read();
        enqueue(
            id,
            Box::new(move || {
                if let Some(surface) = surface(canvas, theme, width, height) {
                    paint(&surface);
                }
            }),
        );
    });

    view! { <canvas node_ref=node class="figure" role="img" aria-label=label></canvas> }
}

/// A picture that is on no screen, as the address of a PNG; `None` if the browser does not make one.
pub fn png(theme: &Arc<Theme>, width: f32, height: f32, paint: impl FnOnce(&Surface)) -> Option<String> {
    let canvas = document().create_element("canvas").ok()?.unchecked_into::<HtmlCanvasElement>();
    let surface = surface(canvas.clone(), Arc::clone(theme), width, height)?;
    paint(&surface);
    canvas.to_data_url().ok()
}

/// The cleared canvas at this size in CSS pixels.
fn surface(canvas: HtmlCanvasElement, theme: Arc<Theme>, width: f32, height: f32) -> Option<Surface> {
    let (backing_width, backing_height) = (theme.backing(width), theme.backing(height));
    if canvas.width() != backing_width {
        canvas.set_width(backing_width);
    }
    if canvas.height() != backing_height {
        canvas.set_height(backing_height);
    }
    let context = canvas.get_context("2d").ok()??.unchecked_into::<CanvasRenderingContext2d>();
    context.clear_rect(0.0, 0.0, f64::from(backing_width), f64::from(backing_height));
    Some(Surface { canvas, context, theme, width, height })
}

/// Keeps size and sight of a canvas up to date until its component is gone.
fn watch(canvas: &HtmlCanvasElement, size: RwSignal<(f32, f32)>, in_sight: RwSignal<bool>) {
    let measured = canvas.clone();
    let on_resize = Closure::<dyn FnMut()>::new(move || {
        let now = (measured.client_width() as f32, measured.client_height() as f32);
        if size.get_untracked() != now {
            size.set(now);
        }
    });
    let on_sight = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let now = entries.pop().unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if in_sight.get_untracked() != now {
            in_sight.set(now);
        }
    });
    let (Ok(resize), Ok(sight)) = (
        ResizeObserver::new(on_resize.as_ref().unchecked_ref()),
        IntersectionObserver::new(on_sight.as_ref().unchecked_ref()),
    ) else {
        return;
    };
    resize.observe(canvas);
    sight.observe(canvas);
    let kept = StoredValue::new_local((on_resize, on_sight));
    let observers = StoredValue::new_local((resize, sight));
    on_cleanup(move || {
        observers.with_value(|(resize, sight)| {
            resize.disconnect();
            sight.disconnect();
        });
        kept.dispose();
    });
}
