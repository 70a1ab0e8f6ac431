//! The figure of a lesson: a drawing of the core, a table of shares, or code with what came of it.

use std::sync::Arc;

use leptos::either::EitherOf3;
use leptos::prelude::*;

use relu_lab::lessons::Lesson;
use relu_lab::lessons::address::Step;
use relu_lab::lessons::figure::Figure as Kind;
use relu_lab::lessons::measured::Measured;
use relu_lab::plot::{Theme, lesson as plot};

use crate::components::figure::{Figure, Paint};
use crate::hooks::screen::Screen;
use crate::pictures::dialog::PicturesButton;
use crate::pictures::{Picture, WIDTH, words as pictures};

use super::code::Code;
use super::figure_words as words;
use super::grid::Grid;
use super::state::Lessons;

/// The figure. It points at something from Observe on: nothing is told before it was predicted.
#[component]
pub fn LessonFigure(
    /// The lesson.
    lesson: &'static Lesson,
    /// What was measured until now.
    #[prop(into)]
    measured: Signal<Arc<Measured>>,
) -> impl IntoView {
    let state = expect_context::<Lessons>();
    let points = Signal::derive(move || state.step() >= Step::Observe);
    let is_drawn = !matches!(lesson.figure, Kind::Grid(_) | Kind::Code(_));
    let view = match lesson.figure {
        Kind::Grid(grid) => {
            EitherOf3::A(view! { <Grid grid=grid pointer=lesson.pointer measured=measured points=points /> })
        }
        Kind::Code(snippets) => {
            EitherOf3::B(view! { <Code lesson=lesson snippets=snippets measured=measured points=points /> })
        }
        _ => EitherOf3::C(view! { <Drawing lesson=lesson measured=measured points=points /> }),
    };
    view! {
        <figure class="lesson-figure" data-testid="lesson-figure">
            {view} <figcaption class="caption">{words::how_to_read(lesson)} {is_drawn.then(|| view! { <PicturesButton class="quiet" /> })}</figcaption>
        </figure>
    }
}

/// A drawing, as high as its width needs.
#[component]
fn Drawing(
    /// The lesson.
    lesson: &'static Lesson,
    /// What was measured until now.
    measured: Signal<Arc<Measured>>,
    /// Whether it says where to look.
    points: Signal<bool>,
) -> impl IntoView {
    let screen = expect_context::<Screen>();
    let size = RwSignal::new((0.0, 0.0));
    let height = Memo::new(move |_| {
        let (width, _): (f32, f32) = size.get();
        // Until the width is known: any height that can be seen.
        plot::height(lesson, width.max(280.0), &screen.theme.get()).unwrap_or(240.0).ceil()
    });
    let paint = move || -> Paint {
        let (measured, pointer) = (measured.get(), if points.get() { words::POINTER } else { "" });
        Box::new(move |surface| {
            let figure = plot::LessonFigure { lesson, measured: &measured, waiting: words::WAITING, pointer };
            for raster in plot::rasters(&figure, surface.width, &surface.theme) {
                surface.put(&raster);
            }
            surface.draw(|pen| plot::draw(pen, &figure));
        })
    };
    let label = Signal::derive(move || words::seen(lesson, &measured.get(), points.get()));
    let words = move || {
        let figure = pictures::figure("lesson", lesson.claim, "", "").read(words::how_to_read(lesson));
        if points.get() { figure.read(format!("Look at {}.", lesson.look)) } else { figure }
    };
    let height_of = move |theme: &Theme| plot::height(lesson, WIDTH, theme).unwrap_or(240.0).ceil();
    let picture = Picture { height: Box::new(height_of), ..Picture::new(1, 0.0, words) };
    view! {
        <div class="lesson-drawing" style:height=move || format!("{}px", height.get())>
            <Figure label=label paint=paint measured=size picture=picture />
        </div>
    }
}
