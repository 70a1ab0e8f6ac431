//! Values of any type in Leptos's signals: one copy of everything for all types, which is the point of these signals.

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::call::Act;

/// A value of any type. It is one word, a pointer, so that it costs no code to hand it on.
pub type Held = Arc<Slot>;

/// What is behind the pointer.
pub struct Slot(Box<dyn Any + Send + Sync>);

/// How two values of one type are compared.
pub type Same = fn(&Held, &Held) -> bool;

/// A value that can be compared with others of its type.
#[derive(Clone)]
pub struct Compared {
    value: Held,
    same: Same,
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.value, &other.value)
    }
}

/// What was put in with this type.
#[inline(never)]
pub fn typed<T: Any>(held: &Slot) -> &T {
    held.0.downcast_ref().expect("a signal keeps its type")
}

/// The same, to be changed: nobody else has it, as it was taken out.
#[inline(never)]
pub fn typed_mut<T: Any>(held: &mut Held) -> &mut T {
    Arc::get_mut(held).and_then(|value| value.0.downcast_mut()).expect("nobody reads a value that is being changed")
}

#[inline(never)]
pub fn hold(value: Box<dyn Any + Send + Sync>) -> Held {
    Arc::new(Slot(value))
}

/// Lets go of a value: by a call, as dropping it where it stands would need a place in memory for the pointer.
#[inline(never)]
pub fn release(held: Held) {
    drop(held);
}

#[inline(never)]
pub fn signal(value: Box<dyn Any + Send + Sync>) -> RwSignal<Held> {
    RwSignal::new(hold(value))
}

#[inline(never)]
pub fn read(signal: RwSignal<Held>) -> Held {
    signal.get()
}

#[inline(never)]
pub fn peek(signal: RwSignal<Held>) -> Held {
    signal.get_untracked()
}

#[inline(never)]
pub fn set(signal: RwSignal<Held>, value: Box<dyn Any + Send + Sync>) {
    signal.set(hold(value));
}

/// The value of a signal, out of it until it is given back; none if the signal is gone.
#[inline(never)]
pub fn take(signal: RwSignal<Held>) -> Option<Held> {
    let nothing = hold(Box::new(()));
    signal.try_update_untracked(|value| std::mem::replace(value, nothing))
}

#[inline(never)]
pub fn give_back(signal: RwSignal<Held>, value: Held) {
    signal.set(value);
}

#[inline(never)]
pub fn memo(find: Box<dyn for<'a> Act<Option<&'a Held>, Held> + Send + Sync>, same: Same) -> Memo<Compared> {
    Memo::new(move |last: Option<&Compared>| Compared { value: find.act(last.map(|last| &last.value)), same })
}

#[inline(never)]
pub fn read_memo(memo: Memo<Compared>) -> Held {
    memo.get().value
}

#[inline(never)]
pub fn peek_memo(memo: Memo<Compared>) -> Held {
    memo.get_untracked().value
}

#[inline(never)]
pub fn store(value: Box<dyn Any + Send + Sync>) -> StoredValue<Held> {
    StoredValue::new(hold(value))
}

#[inline(never)]
pub fn stored(value: StoredValue<Held>) -> Held {
    value.get_value()
}
