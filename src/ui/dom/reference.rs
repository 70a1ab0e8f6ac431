//! An element of the page that a component does something with.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Refers to the element whose `node_ref` it is, from when the component has been made: effects find it.
#[derive(Clone, Copy)]
pub struct Reference(StoredValue<Option<Element>, LocalStorage>);

impl Default for Reference {
    fn default() -> Self {
        Self(StoredValue::new_local(None))
    }
}

impl Reference {
    /// Tells it what it refers to.
    pub(super) fn load(self, element: Element) {
        self.0.set_value(Some(element));
    }

    fn element(self) -> Option<Element> {
        self.0.try_get_value().flatten()
    }

    /// The element, of the kind that `node_ref` stands at.
    pub fn get<E: JsCast>(self) -> Option<E> {
        self.element().map(JsCast::unchecked_into)
    }
}
