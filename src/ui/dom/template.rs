//! One element of HTML, and the calls that fill it: what `view!` writes for an element.
//!
//! There are hundreds of such calls. Each says only how many elements and comments farther on its node is, so that nothing
//! has to be kept between two calls, and hands on a pointer or a box to code that exists once.

use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlTemplateElement, Node, TreeWalker};

use crate::ui::call::{Act, Read, boxed};

use super::value::{Source, Value, each_time};
use super::{Content, Reference, View};

/// `NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT`: what has attributes, and what marks a place.
const SHOWN: u32 = 0x1 | 0x80;

/// An element that is being filled, from its beginning to its end.
pub struct Template(TreeWalker);

/// The element that an HTML text describes.
fn parsed(html: &str) -> Node {
    let element = document().create_element("template").ok().and_then(|template| {
        let template: HtmlTemplateElement = template.unchecked_into();
        template.set_inner_html(html);
        template.content().first_child()
    });
    element.expect("`view!` writes HTML that begins with an element")
}

impl Template {
    /// An element in which nothing changes.
    pub fn constant(html: &'static str) -> View {
        View::node(parsed(html))
    }

    /// An element of which some is missing: a comment stands in each place that is to be filled.
    ///
    /// # Panics
    /// If the text does not begin with an element; `view!` writes none that does not.
    #[must_use]
    pub fn new(html: &'static str) -> Self {
        let walker = document().create_tree_walker_with_what_to_show(&parsed(html), SHOWN);
        Self(walker.expect("a tree walker needs only a node"))
    }

    /// The node that is so many elements and comments farther on, in the order of the document.
    fn node(&self, passed: usize) -> Node {
        for _ in 0..passed {
            // It fails only if a filter of our own does, and there is none.
            let _ = self.0.next_node();
        }
        self.0.current_node()
    }

    /// The element that is so many elements and comments farther on.
    #[must_use]
    pub fn element(&self, passed: usize) -> Element {
        self.node(passed).unchecked_into()
    }

    /// The whole.
    #[must_use]
    pub fn done(self) -> View {
        View::node(self.0.root())
    }

    /// Puts something where a comment keeps the place.
    pub fn put(&self, passed: usize, content: impl Content) {
        self.put_view(passed, content.view());
    }

    #[inline(never)]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "nobody else needs it: so it is dropped here and not in each place"
    )]
    fn put_view(&self, passed: usize, view: View) {
        let place = self.node(passed);
        if let Some(parent) = place.parent_node() {
            view.insert(&parent, Some(&place));
        }
    }

    /// An attribute; without a value it is not there.
    pub fn attribute(&self, passed: usize, name: &'static str, value: impl Source<Option<String>>) {
        match value.value() {
            Value::Once(value) => set_attribute(&self.element(passed), name, value.as_deref()),
            Value::Changing(read) => self.keep_attribute(passed, name, read),
        }
    }

    fn keep_attribute(&self, passed: usize, name: &'static str, read: Box<dyn Read<Option<String>>>) {
        let element = self.element(passed);
        each_time(read, Box::new(move |value: &Option<String>| set_attribute(&element, name, value.as_deref())));
    }

    /// A class that is there or not.
    pub fn class(&self, passed: usize, name: &'static str, is: impl Source<bool>) {
        match is.value() {
            Value::Once(is) => set_class(&self.element(passed), name, is),
            Value::Changing(read) => self.keep_class(passed, name, read),
        }
    }

    fn keep_class(&self, passed: usize, name: &'static str, read: Box<dyn Read<bool>>) {
        let element = self.element(passed);
        each_time(read, Box::new(move |is: &bool| set_class(&element, name, *is)));
    }

    /// A property of its style.
    pub fn style(&self, passed: usize, name: &'static str, value: impl Source<Option<String>>) {
        match value.value() {
            Value::Once(value) => set_style(&self.element(passed), name, value.as_deref()),
            Value::Changing(read) => self.keep_style(passed, name, read),
        }
    }

    fn keep_style(&self, passed: usize, name: &'static str, read: Box<dyn Read<Option<String>>>) {
        let element = self.element(passed);
        each_time(read, Box::new(move |value: &Option<String>| set_style(&element, name, value.as_deref())));
    }

    /// A property of the element itself, as it is in JavaScript.
    pub fn property(&self, passed: usize, name: &'static str, value: impl Source<JsValue>) {
        match value.value() {
            Value::Once(value) => set_property(&self.element(passed), name, &value),
            Value::Changing(read) => self.keep_property(passed, name, read),
        }
    }

    fn keep_property(&self, passed: usize, name: &'static str, read: Box<dyn Read<JsValue>>) {
        let element = self.element(passed);
        each_time(read, Box::new(move |value: &JsValue| set_property(&element, name, value)));
    }

    /// Everything in an element of this template, as HTML.
    pub fn html(element: Element, value: impl Source<Option<String>>) {
        match value.value() {
            Value::Once(html) => element.set_inner_html(&html.unwrap_or_default()),
            Value::Changing(read) => keep_html(element, read),
        }
    }

    /// Tells a reference what it refers to.
    pub fn reference(&self, passed: usize, reference: Reference) {
        reference.load(self.element(passed));
    }

    /// Listens to an event.
    #[allow(clippy::needless_pass_by_value, reason = "a type without values, written as Leptos's own")]
    pub fn on<E>(&self, passed: usize, event: E, action: impl Fn(&E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen(passed, &event.name(), boxed(move |event: &Event| action(event.unchecked_ref())));
    }

    /// Listens to an event of which only the element counts that it happened to.
    #[allow(clippy::needless_pass_by_value, reason = "a type without values, written as Leptos's own")]
    pub fn on_target<E, T>(&self, passed: usize, event: E, action: impl Fn(Target<T::Output>) + 'static)
    where
        E: EventDescriptor,
        T: ElementType,
        T::Output: JsCast,
    {
        self.listen_target(
            passed,
            &event.name(),
            boxed(move |target: &EventTarget| action(Target(target.unchecked_ref()))),
        );
    }

    fn listen_target(&self, passed: usize, event: &str, action: Box<dyn for<'a> Act<&'a EventTarget>>) {
        self.listen(
            passed,
            event,
            Box::new(move |event: &Event| event.target().iter().for_each(|target| action.act(target))),
        );
    }

    fn listen(&self, passed: usize, event: &str, action: Box<dyn for<'a> Act<&'a Event>>) {
        // An element that goes has last events, such as the loss of the focus, when what they would read has gone already.
        let owner = StoredValue::new(());
        let listener = Closure::<dyn FnMut(Event)>::new(move |event| {
            if !owner.is_disposed() {
                action.act(&event);
            }
        });
        // The browser frees it with its element. It fails only for events that do not exist.
        let _ = self.node(passed).add_event_listener_with_callback(event, listener.into_js_value().unchecked_ref());
    }
}

/// What an event happened to.
pub struct Target<'a, E>(&'a E);

impl<'a, E> Target<'a, E> {
    /// The element.
    pub fn target(&self) -> &'a E {
        self.0
    }
}

fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // They fail only for names that no attribute can have.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn set_class(element: &Element, name: &str, is: bool) {
    // It fails only for names with a space.
    let _ = element.class_list().toggle_with_force(name, is);
}

fn set_style(element: &Element, name: &str, value: Option<&str>) {
    // It fails only for a style that is computed. An empty text takes the property away.
    let _ = element.unchecked_ref::<HtmlElement>().style().set_property(name, value.unwrap_or_default());
}

fn set_property(element: &Element, name: &str, value: &JsValue) {
    // It fails only for properties that are read-only.
    let _ = js_sys::Reflect::set(element, &JsValue::from_str(name), value);
}

fn keep_html(element: Element, read: Box<dyn Read<Option<String>>>) {
    each_time(read, Box::new(move |html: &Option<String>| element.set_inner_html(html.as_deref().unwrap_or_default())));
}
