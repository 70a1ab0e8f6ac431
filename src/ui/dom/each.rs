//! A list whose entries stay the same elements while the list changes around them.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::{Block, View, watch};

/// One entry, and the owner of its effects.
struct Entry {
    key: String,
    view: View,
    owner: Owner,
}

/// What is to be shown: what it is known by, and how it is made if it is not there yet.
type Wanted = (String, Box<dyn FnOnce() -> View>);

/// The entries of a list that changes. An entry with the same key stays what it is; keys are not repeated.
pub fn each<T: 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> String + 'static,
    show: impl Fn(T) -> View + Clone + 'static,
) -> View {
    keyed(Box::new(move || {
        let wanted = |item: T| -> Wanted {
            let show = show.clone();
            (key(&item), Box::new(move || show(item)))
        };
        items().into_iter().map(wanted).collect()
    }))
}

fn keyed(wanted: Box<dyn Fn() -> Vec<Wanted>>) -> View {
    // Entries hang on the owner of the list: that of the effect begins anew with each run.
    let list = Owner::current().unwrap_or_default();
    let block = Block::empty();
    let (shown, entries) = (Rc::clone(&block), RefCell::new(Vec::<Entry>::new()));
    watch(Box::new(move || {
        let wanted = wanted();
        let mut before = entries.take();
        let entry = |(key, make): Wanted| {
            if let Some(at) = before.iter().position(|entry| entry.key == key) {
                return before.swap_remove(at);
            }
            let owner = list.with(Owner::new);
            let view = owner.with(|| untrack(make));
            Entry { key, view, owner }
        };
        let now: Vec<Entry> = wanted.into_iter().map(entry).collect();
        for gone in before {
            gone.view.remove();
            gone.owner.cleanup();
        }
        if let Some(parent) = shown.end.parent_node() {
            let mut next = shown.end.clone();
            for entry in now.iter().rev() {
                entry.view.place(&parent, &next);
                next = entry.view.first().unwrap_or(next);
            }
        }
        shown.now.replace(now.iter().map(|entry| entry.view.clone()).collect());
        entries.replace(now);
    }));
    View::Block(block)
}
