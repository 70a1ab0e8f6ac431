//! A list whose entries stay the same elements while the list changes around them.

use std::cell::RefCell;

use leptos::prelude::*;

use super::{Part, View, watch};
use crate::ui::call::{Act, Read};

/// One entry, and the owner of its effects.
struct Entry {
    key: String,
    view: View,
    owner: Owner,
}

/// The entries of a list that changes. An entry with the same key stays what it is; keys are not repeated.
pub fn each<T: 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: fn(&T) -> String,
    show: impl Fn(T) -> View + 'static,
) -> View {
    keyed(Box::new(items), key, Box::new(show))
}

fn keyed<T: 'static>(items: Box<dyn Read<Vec<T>>>, key: fn(&T) -> String, show: Box<dyn Act<T, View>>) -> View {
    let view = View::block();
    let list = List { view: view.clone(), owner: Owner::current().unwrap_or_default(), entries: RefCell::default() };
    watch(Box::new(move || {
        let mut before = list.entries.take();
        let entry = |item: T| {
            let key = key(&item);
            kept(&mut before, &key).unwrap_or_else(|| list.made(key, Box::new(|| show.act(item))))
        };
        let now: Vec<Entry> = items.read().into_iter().map(entry).collect();
        list.show(before, now);
    }));
    view
}

/// The entry of this key, if it was there before.
fn kept(before: &mut Vec<Entry>, key: &str) -> Option<Entry> {
    before.iter().position(|entry| entry.key == key).map(|at| before.swap_remove(at))
}

struct List {
    /// Where it is shown.
    view: View,
    /// Entries hang on the owner of the list: that of the effect begins anew with each run.
    owner: Owner,
    entries: RefCell<Vec<Entry>>,
}

impl List {
    fn made<'a>(&self, key: String, make: Box<dyn FnOnce() -> View + 'a>) -> Entry {
        let owner = self.owner.with(Owner::new);
        let view = owner.with(|| untrack(make));
        Entry { key, view, owner }
    }

    /// Takes off the page what is gone, and brings the rest into its order.
    fn show(&self, gone: Vec<Entry>, now: Vec<Entry>) {
        for gone in gone {
            gone.view.remove();
            gone.owner.cleanup();
        }
        let Part::Block(block) = &*self.view.0 else { return };
        if let Some(parent) = block.end.parent_node() {
            let mut next = block.end.clone();
            for entry in now.iter().rev() {
                entry.view.place(&parent, &next);
                next = entry.view.first().unwrap_or(next);
            }
        }
        block.now.replace(now.iter().map(|entry| entry.view.clone()).collect());
        self.entries.replace(now);
    }
}
