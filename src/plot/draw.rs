//! Draws a figure: on the canvas of a page, or as SVG.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::prelude::{DrawingBackend, SVGBackend};

use crate::plot::pen::Pen;
use crate::plot::subpixel::{DrawError, SUBPIXELS, SubpixelBackend};
use crate::plot::theme::Theme;

/// Draws a figure on a backend whose unit is `1 / SUBPIXELS` of a device pixel, such as a canvas with a scaled context.
///
/// `size` is in device pixels.
///
/// # Errors
/// [`DrawError`] with the backend's first error.
pub fn draw<B: DrawingBackend, R>(
    backend: &mut B,
    size: (u32, u32),
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) -> Result<R, DrawError> {
    draw_with(backend, size, 1.0, theme, figure)
}

/// Draws a figure of this size in CSS pixels as SVG.
///
/// # Errors
/// [`DrawError`] with the backend's first error.
pub fn svg<R>(
    (width, height): (f32, f32),
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) -> Result<String, DrawError> {
    let (inside, _) = svg_marks((width, height), theme, figure)?;
    let (across, down) = (theme.backing(width) * SUBPIXELS, theme.backing(height) * SUBPIXELS);
    Ok(format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {across} {down}\" stroke-linejoin=\"round\" xmlns=\"http://www.w3.org/2000/svg\">\n{inside}</svg>\n"
    ))
}

/// What stands inside the SVG of a figure, and what the figure hands back.
pub(super) fn svg_marks<R>(
    (width, height): (f32, f32),
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) -> Result<(String, R), DrawError> {
    /// What plotters' backend divides font sizes by.
    const FONT_SCALE: f64 = 1.24;
    let size = (theme.backing(width), theme.backing(height));
    let units = (size.0 * SUBPIXELS, size.1 * SUBPIXELS);
    let mut text = String::new();
    let drawn = draw_with(&mut SVGBackend::with_string(&mut text, units), size, FONT_SCALE, theme, figure)?;
    // The backend's own first line says that a unit is a pixel.
    let body = text.split_once('\n').map_or("", |(_, body)| body).trim_end();
    Ok((body.strip_suffix("</svg>").unwrap_or(body).to_owned(), drawn))
}

fn draw_with<B: DrawingBackend, R>(
    backend: &mut B,
    size: (u32, u32),
    font_scale: f64,
    theme: &Theme,
    figure: impl FnOnce(&mut Pen<'_>) -> Result<R, DrawError>,
) -> Result<R, DrawError> {
    let backend = Rc::new(RefCell::new(SubpixelBackend::new(backend, size, font_scale)));
    let mut pen = Pen::new(Rc::clone(&backend), theme);
    let drawn = figure(&mut pen)?;
    pen.result()?;
    backend.borrow_mut().present()?;
    Ok(drawn)
}
