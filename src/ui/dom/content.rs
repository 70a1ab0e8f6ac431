//! What can stand between the tags: texts, numbers, views, lists and options of them, and closures that give any of these.

use std::cell::RefCell;

use crate::ui::signal::{Memo, Signal};
use leptos::prelude::*;

use super::{View, watch};

/// Something that can stand between the tags.
pub trait Content: Sized + 'static {
    /// As it is now.
    fn view(self) -> View;

    /// As a closure gives it, now and whenever a signal that it read has changed.
    fn changing(read: impl Fn() -> Self + 'static) -> View {
        View::changing(Box::new(move || read().view()))
    }
}

/// A text node whose text changes: unlike a view it stays the same node.
fn changing_text(read: Box<dyn Fn() -> String>) -> View {
    let node = document().create_text_node("");
    let (text, shown) = (node.clone(), RefCell::new(String::new()));
    watch(Box::new(move || {
        let now = read();
        if *shown.borrow() != now {
            text.set_data(&now);
            shown.replace(now);
        }
    }));
    View::Node(node.into())
}

fn text(text: &str) -> View {
    View::Node(document().create_text_node(text).into())
}

impl Content for View {
    fn view(self) -> View {
        self
    }
}

impl Content for () {
    fn view(self) -> View {
        View::Nothing
    }
}

impl Content for &'static str {
    fn view(self) -> View {
        text(self)
    }

    fn changing(read: impl Fn() -> Self + 'static) -> View {
        changing_text(Box::new(move || read().to_owned()))
    }
}

impl Content for String {
    fn view(self) -> View {
        text(&self)
    }

    fn changing(read: impl Fn() -> Self + 'static) -> View {
        changing_text(Box::new(read))
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl Content for $number {
            fn view(self) -> View {
                self.to_string().view()
            }

            fn changing(read: impl Fn() -> Self + 'static) -> View {
                changing_text(Box::new(move || read().to_string()))
            }
        }
    )* };
}
numbers!(usize f32);

impl<T: Content> Content for Option<T> {
    fn view(self) -> View {
        self.map_or(View::Nothing, T::view)
    }
}

impl<T: Content> Content for Vec<T> {
    fn view(self) -> View {
        self.into_iter().map(T::view).collect()
    }
}

impl<T: Content, F: Fn() -> T + 'static> Content for F {
    fn view(self) -> View {
        T::changing(self)
    }
}

impl<T: Content + Clone + Send + Sync> Content for Signal<T> {
    fn view(self) -> View {
        T::changing(move || self.get())
    }
}

impl<T: Content + Clone + PartialEq + Send + Sync> Content for Memo<T> {
    fn view(self) -> View {
        T::changing(move || self.get())
    }
}
