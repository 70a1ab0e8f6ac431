//! Figures on canvases: sized to the screen's own pixels, painted only when something changed and only while in sight.
//!
//! Edge: canvases.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos_use::{use_element_visibility, use_resize_observer};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use relu_lab::plot::pen::Pen;
use relu_lab::plot::picture::Drawing;
use relu_lab::plot::raster::Raster;
use relu_lab::plot::{DrawError, SUBPIXELS, Theme};

use crate::hooks::paint_queue::{enqueue, new_figure};
use crate::hooks::screen::Screen;
use crate::pictures::{Picture, Pictures};

/// What paints a figure, with everything in it that is shown.
pub type Paint = Box<dyn FnOnce(&Surface)>;

/// What a figure is painted on.
enum Target {
    /// A canvas, on the page or not.
    Canvas(HtmlCanvasElement, CanvasRenderingContext2d),
    /// The inside of an SVG.
    Drawing(RefCell<Drawing>),
}

/// A canvas that can be painted on, cleared and of the size that it has on the screen; or a drawing in its stead.
pub struct Surface {
    target: Target,
    /// Whether it is on the page, so that what is laid over the figure follows it.
    pub is_on_page: bool,
    /// How things look.
    pub theme: Arc<Theme>,
    /// Width in CSS pixels.
    pub width: f32,
    /// Height in CSS pixels.
    pub height: f32,
}

impl Surface {
    /// A canvas that is on no screen.
    pub fn canvas(theme: Arc<Theme>, width: f32, height: f32) -> Option<Self> {
        let canvas = new_canvas()?;
        Some(Self { is_on_page: false, ..surface(canvas, theme, width, height)? })
    }

    /// A drawing.
    pub fn drawing(theme: Arc<Theme>, width: f32, height: f32) -> Self {
        let target = Target::Drawing(RefCell::default());
        Self { target, is_on_page: false, theme, width, height }
    }

    /// Puts a picture made of pixels in its place.
    pub fn put(&self, raster: &Raster) {
        let image = ImageData::new_with_u8_clamped_array(Clamped(&raster.rgba), raster.width);
        // Only a detached buffer makes this fail.
        let Ok(image) = image else { return };
        match &self.target {
            Target::Canvas(_, context) => {
                let _ = context.put_image_data(&image, f64::from(raster.x), f64::from(raster.y));
            }
            Target::Drawing(drawing) => {
                if let Some(address) = png(&image) {
                    drawing.borrow_mut().put(raster, &address);
                }
            }
        }
    }

    /// Draws marks on top of what is there.
    pub fn draw<R>(&self, figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>) -> Option<R> {
        let (canvas, context) = match &self.target {
            Target::Canvas(canvas, context) => (canvas, context),
            Target::Drawing(drawing) => {
                return drawing.borrow_mut().draw((self.width, self.height), &self.theme, figure).ok();
            }
        };
        let mut backend = CanvasBackend::with_canvas_object(canvas.clone())?;
        let size = (canvas.width(), canvas.height());
        // Figures are drawn in fractions of a pixel.
        let unit = 1.0 / f64::from(SUBPIXELS);
        context.save();
        let scaled = context.scale(unit, unit);
        context.set_line_join("round");
        let drawn = scaled.ok().and_then(|()| relu_lab::plot::draw(&mut backend, size, &self.theme, figure).ok());
        context.restore();
        drawn
    }

    /// Lays another canvas at a place in CSS pixels.
    pub fn lay(&self, other: &Surface, (x, y): (f32, f32)) {
        if let (Target::Canvas(_, context), Target::Canvas(other, _)) = (&self.target, &other.target) {
            let at = |css: f32| f64::from(self.theme.px(css).round());
            let _ = context.draw_image_with_html_canvas_element(other, at(x), at(y));
        }
    }

    /// The canvas, if it is one.
    pub fn into_canvas(self) -> Option<HtmlCanvasElement> {
        match self.target {
            Target::Canvas(canvas, _) => Some(canvas),
            Target::Drawing(_) => None,
        }
    }

    /// The drawing; that of a canvas is empty.
    pub fn into_drawing(self) -> Drawing {
        match self.target {
            Target::Canvas(..) => Drawing::default(),
            Target::Drawing(drawing) => drawing.into_inner(),
        }
    }

    /// Hands on the file of what is on a canvas, as PNG.
    pub fn to_blob(&self, then: impl FnOnce(Blob) + 'static) {
        let Target::Canvas(canvas, _) = &self.target else { return };
        let made = move |blob: JsValue| {
            // There is none if the canvas is larger than the browser takes.
            if let Ok(blob) = blob.dyn_into::<Blob>() {
                then(blob);
            }
        };
        let _ = canvas.to_blob(Closure::once_into_js(made).unchecked_ref());
    }
}

fn new_canvas() -> Option<HtmlCanvasElement> {
    Some(document().create_element("canvas").ok()?.unchecked_into())
}

/// Pixels as the address of a PNG; `None` if the browser does not make one.
fn png(image: &ImageData) -> Option<String> {
    let canvas = new_canvas()?;
    canvas.set_width(image.width());
    canvas.set_height(image.height());
    let context = canvas.get_context("2d").ok()??.unchecked_into::<CanvasRenderingContext2d>();
    context.put_image_data(image, 0.0, 0.0).ok()?;
    canvas.to_data_url().ok()
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
    /// What it is in a picture of its own, if it can be saved.
    #[prop(optional)]
    picture: Option<Picture>,
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
    let paint = Rc::new(paint);
    if let (Some(picture), Some(pictures)) = (picture, use_context::<Pictures>()) {
        pictures.add(picture, Rc::clone(&paint) as Rc<dyn Fn() -> Paint>);
    }
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
    Some(Surface { target: Target::Canvas(canvas, context), is_on_page: true, theme, width, height })
}
