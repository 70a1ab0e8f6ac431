//! What can stand between the tags: texts, numbers, views, lists and options of them, and closures that give any of these.

use std::cell::RefCell;

use crate::ui::call::{Read, boxed};
use crate::ui::signal::{Memo, RwSignal, Signal};
use leptos::prelude::*;

use super::{View, watch};

/// Something that can stand between the tags.
pub trait Content: Sized + 'static {
    /// As it is now.
    fn view(self) -> View;

    /// As a closure gives it, now and whenever a signal that it read has changed.
    fn changing(read: Box<dyn Read<Self>>) -> View {
        View::changing(Box::new(move || read.read().view()))
    }
}

/// A text node whose text changes: unlike a view it stays the same node.
fn changing_text(read: Box<dyn Read<String>>) -> View {
    let node = document().create_text_node("");
    let (text, shown) = (node.clone(), RefCell::new(String::new()));
    watch(Box::new(move || {
        let now = read.read();
        if *shown.borrow() != now {
            text.set_data(&now);
            shown.replace(now);
        }
    }));
    View::node(node.into())
}

fn text(text: &str) -> View {
    View::node(document().create_text_node(text).into())
}

impl Content for View {
    fn view(self) -> View {
        self
    }

    fn changing(read: Box<dyn Read<Self>>) -> View {
        View::changing(read)
    }
}

impl Content for () {
    fn view(self) -> View {
        View::nothing()
    }
}

impl Content for String {
    fn view(self) -> View {
        text(&self)
    }

    fn changing(read: Box<dyn Read<Self>>) -> View {
        changing_text(read)
    }
}

macro_rules! texts {
    ($($type:ty: $text:expr;)*) => { $(
        impl Content for $type {
            fn view(self) -> View {
                let as_text: fn(Self) -> String = $text;
                text(&as_text(self))
            }

            fn changing(read: Box<dyn Read<Self>>) -> View {
                let as_text: fn(Self) -> String = $text;
                changing_text(Box::new(move || as_text(read.read())))
            }
        }
    )* };
}
texts! {
    &'static str: str::to_owned;
    usize: |number| number.to_string();
    f32: |number| number.to_string();
}

impl<T: Content> Content for Option<T> {
    fn view(self) -> View {
        self.map_or_else(View::nothing, T::view)
    }
}

impl<T: Content> Content for Vec<T> {
    fn view(self) -> View {
        self.into_iter().map(T::view).collect()
    }
}

impl<T: Content, F: Fn() -> T + 'static> Content for F {
    fn view(self) -> View {
        T::changing(boxed(self))
    }
}

macro_rules! signals {
    ($($signal:ident)*) => { $(
        impl<T: Content + Clone> Content for $signal<T> {
            fn view(self) -> View {
                T::changing(boxed(move || self.get()))
            }
        }
    )* };
}
signals!(RwSignal Memo Signal);
