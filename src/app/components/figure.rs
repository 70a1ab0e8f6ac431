//! Figures on canvases: sized to the screen's own pixels, painted only when something changed and only while in sight.
//!
//! Edge: canvases.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos_use::{use_element_visibility, use_resize_observer};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use relu_lab::plot::pen::Pen;
use relu_lab::plot::raster::Raster;
use relu_lab::plot::{DrawError, SUBPIXELS, Theme};

use crate::hooks::paint_queue::{enqueue, new_figure};
use crate::hooks::screen::Screen;

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
        let drawn = scaled.ok().and_then(|()| relu_lab::plot::draw(&mut backend, size, &self.theme, figure).ok());
        self.context.restore();
        drawn
    }
}

/// A picture: a canvas that fills its parent.
#[component]
pub fn Figure(
    /// What the picture shows now, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Reads what is shown and says how it is painted; runs again whenever something that it read has changed.
    paint: impl Fn() -> Paint + 'static,
    /// Receives the size in CSS pixels, for what is laid over the picture.
    #[prop(optional)]
    measured: Option<RwSignal<(f32, f32)>>,
) -> impl IntoView {
    let screen = expect_context::<Screen>();
    let size = measured.unwrap_or_else(|| RwSignal::new((0.0, 0.0)));
    let node = NodeRef::<html::Canvas>::new();
    let in_sight = use_element_visibility(node);
    use_resize_observer(node, move |_, _| {
        let Some(canvas) = node.get_untracked() else { return };
        let now = (canvas.client_width() as f32, canvas.client_height() as f32);
        if size.get_untracked() != now {
            size.set(now);
        }
    });
    let id = new_figure();
    // Edge: the canvas. What is shown, its size and the theme are read here; the painting itself waits in the queue.
    Effect::new(move |_| {
        let (Some(canvas), true, (width, height)) = (node.get(), in_sight.get(), size.get()) else { return };
        if width < 1.0 || height < 1.0 {
            return;
        }
        let theme = screen.theme.get();
        let paint = paint();
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
