//! Pictures of the page's figures, to be saved and printed: each figure says what it is, and is painted again on a
//! surface of its own, light, with its title, axes, setup and link around it.
//!
//! Edges: canvases that are on no screen, files.

pub mod about;
pub mod dialog;
pub mod print;
pub mod words;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use relu_lab::plot::picture::{Caption, Framed};
use relu_lab::plot::{Style, Theme};

use crate::components::figure::{Paint, Surface};
use crate::hooks::files::{save_blob, save_text};
use crate::page::Page;

use about::{About, about};

/// Device pixels to a CSS pixel of a picture: sharp in print and on a projector.
const SCALE: f32 = 2.0;
/// The size of text in a picture, relative to that of the page: a picture is seen smaller than it is.
const TEXT: f32 = 1.2;
/// The width of a figure in a picture, in CSS pixels.
pub const WIDTH: f32 = 920.0;

/// What a figure says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    /// The word for the file.
    pub file: String,
    /// What is written around it. Setup and link come from the page.
    pub caption: Caption,
}

/// What makes a figure one that can be saved.
pub struct Picture {
    /// Its place among the figures of the page.
    pub order: u8,
    /// The height of the figure in CSS pixels, at [`WIDTH`].
    pub height: Box<dyn Fn(&Theme) -> f32>,
    /// What it is now.
    pub words: Box<dyn Fn() -> Words>,
    /// How it is painted, if not as on the page.
    pub paint: Option<Box<dyn Fn() -> Paint>>,
}

impl Picture {
    /// A figure of this height, painted as on the page.
    pub fn new(order: u8, height: f32, words: impl Fn() -> Words + 'static) -> Self {
        Self { order, height: Box::new(move |_| height), words: Box::new(words), paint: None }
    }

    /// The same, painted otherwise.
    #[must_use]
    pub fn painted(self, paint: impl Fn() -> Paint + 'static) -> Self {
        Self { paint: Some(Box::new(paint)), ..self }
    }
}

/// A figure that is on the page.
#[derive(Clone)]
struct Entry {
    id: u32,
    picture: Rc<Picture>,
    paint: Rc<dyn Fn() -> Paint>,
    /// What the figure finds its contexts by.
    owner: Owner,
}

impl Entry {
    fn words(&self) -> Words {
        self.owner.with(|| untrack(|| (self.picture.words)()))
    }

    fn paint(&self) -> Paint {
        self.owner.with(|| {
            untrack(|| match &self.picture.paint {
                Some(paint) => paint(),
                None => (self.paint)(),
            })
        })
    }
}

/// The figures of the page that can be saved.
#[derive(Clone, Copy)]
pub struct Pictures {
    entries: StoredValue<Vec<Entry>, LocalStorage>,
    next: StoredValue<u32>,
    owner: StoredValue<Option<Owner>>,
    page: ReadSignal<Page>,
}

/// How pictures look: light, for paper.
pub fn theme() -> Arc<Theme> {
    Arc::new(Theme { text: TEXT, style: Style::SCREEN, ..Theme::new(false, SCALE) })
}

impl Pictures {
    /// No figures yet. The contexts of the pages are those of who calls it.
    pub fn new(page: ReadSignal<Page>) -> Self {
        Self {
            entries: StoredValue::new_local(Vec::new()),
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::current()),
            page,
        }
    }

    /// Adds a figure for as long as its owner lives.
    pub fn add(self, picture: Picture, paint: Rc<dyn Fn() -> Paint>) {
        let Some(owner) = Owner::current() else { return };
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let entry = Entry { id, picture: Rc::new(picture), paint, owner };
        self.entries.update_value(|entries| entries.push(entry));
        on_cleanup(move || _ = self.entries.try_update_value(|entries| entries.retain(|entry| entry.id != id)));
    }

    /// Those of the page, in its order.
    fn entries(self) -> Vec<Entry> {
        let mut entries = self.entries.get_value();
        entries.sort_by_key(|entry| (entry.picture.order, entry.id));
        entries
    }

    /// Their ids and what they are, in the order of the page.
    pub fn list(self) -> Vec<(u32, Words)> {
        self.entries().iter().map(|entry| (entry.id, entry.words())).collect()
    }

    /// What the page shows.
    pub fn about(self) -> About {
        let page = self.page.get_untracked();
        let owner = self.owner.get_value();
        owner.map_or_else(About::default, |owner| owner.with(|| untrack(|| about(page))))
    }

    fn entry(self, id: u32) -> Option<Entry> {
        self.entries.with_value(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    /// Saves a figure as pixels, two to a CSS pixel.
    pub fn save_png(self, id: u32) {
        let Some(entry) = self.entry(id) else { return };
        let (words, about, theme) = (entry.words(), self.about(), theme());
        let (caption, name) = (about.around(words.caption), format!("{}.png", about.file(&words.file)));
        let framed = caption.around((WIDTH, (entry.picture.height)(&theme)), &theme);
        if let Some(surface) = painted(&framed, &theme, entry.paint()) {
            surface.to_blob(move |blob| save_blob(&name, &blob));
        }
    }

    /// Saves a figure as a drawing.
    pub fn save_svg(self, id: u32) {
        let Some(entry) = self.entry(id) else { return };
        let (words, about, theme) = (entry.words(), self.about(), theme());
        let (caption, name) = (about.around(words.caption), format!("{}.svg", about.file(&words.file)));
        let framed = caption.around((WIDTH, (entry.picture.height)(&theme)), &theme);
        let surface = Surface::drawing(Arc::clone(&theme), framed.figure.width, framed.figure.height);
        entry.paint()(&surface);
        if let Ok(text) = framed.svg(&surface.into_drawing(), &theme) {
            save_text(&name, "image/svg+xml", &text);
        }
    }
}

/// A figure with everything around it, on a canvas that is on no screen.
fn painted(framed: &Framed, theme: &Arc<Theme>, paint: Paint) -> Option<Surface> {
    let (whole, figure) = (framed.size, framed.figure);
    let surface = Surface::canvas(Arc::clone(theme), whole.0, whole.1)?;
    surface.draw(|pen| framed.draw(pen))?;
    let inner = Surface::canvas(Arc::clone(theme), figure.width, figure.height)?;
    paint(&inner);
    surface.lay(&inner, (figure.x, figure.y));
    Some(surface)
}
