//! What `view!` makes: nodes of the page, and the effects that keep them up to date.
//!
//! Leptos's signals, components and owners, without its types of views: here one type stands for all of them, and every
//! closure goes through one of a few boxed types, so that the code that shows something exists once.
//! `relu_lab_view` is the macro.

mod content;
mod each;
mod reference;
mod template;
mod value;

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::types::{Element as TachysElement, Node as TachysNode};
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::JsCast;
use web_sys::Node;

use crate::ui::call::Read;

pub use content::Content;
pub use each::each;
pub use reference::Reference;
pub use relu_lab_view::view;
pub use template::Template;

/// What a component is given to show inside.
pub type Children = Box<dyn FnOnce() -> View>;

/// A part of the page. A clone is the same part. Its effects and listeners live as long as the reactive owner under which it was made.
///
/// It is one word, a pointer: hundreds of functions make one and hand it on, and a word needs no code for that.
#[derive(Clone)]
pub struct View(Rc<Part>);

enum Part {
    /// An element with all that is in it, or a text.
    Node(Node),
    /// One after the other; nothing, if there are none.
    Many(Vec<View>),
    /// What changes as a whole.
    Block(Block),
}

/// A part of the page that is made anew whenever a signal that it read has changed.
struct Block {
    /// What stands behind it, so that its place is known when it is empty.
    end: Node,
    now: RefCell<View>,
}

impl View {
    fn node(node: Node) -> Self {
        Self(Rc::new(Part::Node(node)))
    }

    fn many(views: Vec<Self>) -> Self {
        Self(Rc::new(Part::Many(views)))
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self::many(Vec::new())
    }

    /// One after the other.
    pub fn of<const N: usize>(views: [Self; N]) -> Self {
        Self::many(views.into())
    }

    /// An empty block, and what sets it.
    fn block() -> Self {
        let block = Block { end: document().create_comment("").into(), now: RefCell::new(Self::nothing()) };
        Self(Rc::new(Part::Block(block)))
    }

    /// What `make` gives, now and whenever a signal that it read has changed.
    pub fn changing(make: Box<dyn Read<Self>>) -> Self {
        let view = Self::block();
        let kept = view.clone();
        watch(Box::new(move || {
            let next = make.read();
            if let Part::Block(block) = &*kept.0 {
                block.now.borrow().remove();
                if let Some(parent) = block.end.parent_node() {
                    next.insert(&parent, Some(&block.end));
                }
                block.now.replace(next);
            }
        }));
        view
    }

    /// Puts it into `parent`, before `next` or at the end.
    pub fn insert(&self, parent: &Node, next: Option<&Node>) {
        // Only a node that is not in `parent` is refused as `next`, and there is none here.
        let put = |node: &Node| _ = parent.insert_before(node, next);
        match &*self.0 {
            Part::Node(node) => put(node),
            Part::Many(views) => views.iter().for_each(|view| view.insert(parent, next)),
            Part::Block(block) => {
                block.now.borrow().insert(parent, next);
                put(&block.end);
            }
        }
    }

    /// Puts it before `next`, unless it is there already: what has the focus loses it when it is moved.
    fn place(&self, parent: &Node, next: &Node) {
        let is_there = matches!(&*self.0, Part::Node(node) if node.next_sibling().as_ref() == Some(next));
        if !is_there {
            self.insert(parent, Some(next));
        }
    }

    /// Takes it off the page.
    pub fn remove(&self) {
        let take = |node: &Node| {
            if let Some(parent) = node.parent_node() {
                // It is a child of its parent.
                let _ = parent.remove_child(node);
            }
        };
        match &*self.0 {
            Part::Node(node) => take(node),
            Part::Many(views) => views.iter().for_each(Self::remove),
            Part::Block(block) => {
                block.now.borrow().remove();
                take(&block.end);
            }
        }
    }

    /// Its first node on the page.
    fn first(&self) -> Option<Node> {
        match &*self.0 {
            Part::Node(node) => Some(node.clone()),
            Part::Many(views) => views.iter().find_map(Self::first),
            Part::Block(block) => block.now.borrow().first().or_else(|| Some(block.end.clone())),
        }
    }
}

impl FromIterator<View> for View {
    fn from_iter<T: IntoIterator<Item = View>>(views: T) -> Self {
        Self::many(views.into_iter().collect())
    }
}

/// Runs `effect` now and whenever a signal that it read has changed, until the owner is gone.
fn watch(effect: Box<dyn Read<()>>) {
    // The effect is cancelled when it is dropped; the owner drops what is stored.
    StoredValue::new_local(RenderEffect::new(move |_| effect.read()));
}

/// So that Leptos can mount a page of these.
impl Render for View {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        if let Some(parent) = state.first().and_then(|first| first.parent_node()) {
            self.insert(&parent, state.first().as_ref());
        }
        state.remove();
        *state = self;
    }
}

impl Mountable for View {
    fn unmount(&mut self) {
        self.remove();
    }

    fn mount(&mut self, parent: &TachysElement, marker: Option<&TachysNode>) {
        self.insert(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        let parent = first.parent_node().and_then(|parent| parent.dyn_into::<TachysElement>().ok());
        parent.map(|parent| child.mount(&parent, Some(&first))).is_some()
    }

    fn elements(&self) -> Vec<TachysElement> {
        match &*self.0 {
            Part::Node(node) => node.dyn_ref().cloned().into_iter().collect(),
            Part::Many(views) => views.iter().flat_map(Mountable::elements).collect(),
            Part::Block(block) => block.now.borrow().elements(),
        }
    }
}
