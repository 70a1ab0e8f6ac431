//! One element of HTML, and the calls that fill it: what `view!` writes for an element.

use leptos::ev::{EventDescriptor, Targeted};
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlTemplateElement, Node, TreeWalker};

use super::value::{Source, Value};
use super::{Content, View};

/// `NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT`: what has attributes, and what marks a place.
const SHOWN: u32 = 0x1 | 0x80;

/// An element that is being filled, from its beginning to its end.
pub struct Template {
    element: Node,
    walker: TreeWalker,
}

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
        View::Node(parsed(html))
    }

    /// An element of which some is missing: a comment stands in each place that is to be filled.
    ///
    /// # Panics
    /// If the text does not begin with an element; `view!` writes none that does not.
    #[must_use]
    pub fn new(html: &'static str) -> Self {
        let element = parsed(html);
        let walker = document().create_tree_walker_with_what_to_show(&element, SHOWN);
        Self { element, walker: walker.expect("a tree walker needs only a node") }
    }

    /// Goes on by so many elements and comments, in the order of the document.
    #[must_use]
    pub fn node(&self, passed: usize) -> Place {
        for _ in 0..passed {
            // It fails only if a filter of our own does, and there is none.
            let _ = self.walker.next_node();
        }
        Place(self.walker.current_node())
    }

    /// The whole.
    #[must_use]
    pub fn done(self) -> View {
        View::Node(self.element)
    }
}

/// A node of a template that is to be filled.
pub struct Place(Node);

impl Place {
    fn element(&self) -> Element {
        self.0.clone().unchecked_into()
    }

    /// Puts something where a comment keeps the place.
    pub fn put(self, content: impl Content) {
        self.put_view(&content.view());
    }

    fn put_view(&self, view: &View) {
        if let Some(parent) = self.0.parent_node() {
            view.insert(&parent, Some(&self.0));
        }
    }

    /// An attribute; without a value it is not there.
    pub fn attribute(self, name: &'static str, value: impl Source<Option<String>>) -> Self {
        self.set_attribute(name, value.value());
        self
    }

    fn set_attribute(&self, name: &'static str, value: Value<Option<String>>) {
        let element = self.element();
        value.each_time(Box::new(move |value| {
            // They fail only for names that no attribute can have.
            let _ = match value {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        }));
    }

    /// A class that is there or not.
    pub fn class(self, name: &'static str, is: impl Source<bool>) -> Self {
        self.set_class(name, is.value());
        self
    }

    fn set_class(&self, name: &'static str, is: Value<bool>) {
        let classes = self.element().class_list();
        // It fails only for names with a space.
        is.each_time(Box::new(move |is| _ = classes.toggle_with_force(name, is)));
    }

    /// A property of its style.
    pub fn style(self, name: &'static str, value: impl Source<Option<String>>) -> Self {
        self.set_style(name, value.value());
        self
    }

    fn set_style(&self, name: &'static str, value: Value<Option<String>>) {
        let style = self.0.unchecked_ref::<HtmlElement>().style();
        // It fails only for a style that is computed. An empty text takes the property away.
        value.each_time(Box::new(move |value| _ = style.set_property(name, &value.unwrap_or_default())));
    }

    /// A property of the element itself, as it is in JavaScript.
    pub fn property(self, name: &'static str, value: impl Source<JsValue>) -> Self {
        self.set_property(name, value.value());
        self
    }

    fn set_property(&self, name: &'static str, value: Value<JsValue>) {
        let (element, name) = (self.0.clone(), JsValue::from_str(name));
        // It fails only for properties that are read-only.
        value.each_time(Box::new(move |value| _ = js_sys::Reflect::set(&element, &name, &value)));
    }

    /// Everything in it, as HTML.
    pub fn html(self, value: impl Source<Option<String>>) {
        let element = self.element();
        value.value().each_time(Box::new(move |html| element.set_inner_html(&html.unwrap_or_default())));
    }

    /// Tells a reference what it refers to.
    pub fn reference<E: ElementType>(self, reference: impl NodeRefContainer<E>) -> Self {
        reference.load(&self.element());
        self
    }

    /// Listens to an event.
    #[allow(clippy::needless_pass_by_value, reason = "a type without values, written as Leptos's own")]
    pub fn on<E>(self, event: E, mut action: impl FnMut(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen(&event.name(), Box::new(move |event| action(event.unchecked_into())));
        self
    }

    /// Listens to an event that knows what kind of element its target is.
    pub fn on_target<E, T>(self, event: E, mut action: impl FnMut(Targeted<E::EventType, T::Output>) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
        T: ElementType,
    {
        self.on(event, move |event: E::EventType| action(Targeted::from(event)))
    }

    fn listen(&self, event: &str, mut action: Box<dyn FnMut(Event)>) {
        // An element that goes has last events, such as the loss of the focus, when what they would read has gone already.
        let owner = StoredValue::new(());
        let listener = Closure::<dyn FnMut(Event)>::new(move |event| {
            if !owner.is_disposed() {
                action(event);
            }
        });
        // The browser frees it with its element. It fails only for events that do not exist.
        let _ = self.0.add_event_listener_with_callback(event, listener.into_js_value().unchecked_ref());
    }
}
