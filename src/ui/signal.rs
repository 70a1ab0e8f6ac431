//! Leptos's signals with the type of their value on the outside only.
//!
//! `RwSignal`, `Memo` and `Signal` read and behave as Leptos's do. Inside, each is one Leptos signal of one untyped value: a
//! signal is code for reading, writing, tracking, comparing and disposing, and the page would have all of that once for each
//! of sixty types.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude as base;
use leptos::prelude::*;

/// A value that can change.
pub struct RwSignal<T>(base::RwSignal<Held>, PhantomData<fn() -> T>);

/// A value that follows from others, and changes only if it is another.
pub struct Memo<T>(base::Memo<Compared>, PhantomData<fn() -> T>);

/// A value that is read: one that can change, one that follows from others, or one that stands.
pub struct Signal<T>(StoredValue<Reader>, PhantomData<fn() -> T>);

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;
/// Shows the value to whoever asks.
type Reader = Arc<dyn Fn(&mut dyn FnMut(&dyn Any)) + Send + Sync>;

/// A value of any type that can be compared with others of its type.
#[derive(Clone)]
struct Compared(Arc<dyn Compare>);

trait Compare: Any + Send + Sync {
    fn same(&self, other: &dyn Any) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<T: PartialEq + Any + Send + Sync> Compare for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other.0.any())
    }
}

/// What was put in with this type.
fn typed<T: Any>(value: &dyn Any) -> &T {
    value.downcast_ref().expect("a signal keeps its type")
}

/// What all three have in common.
macro_rules! signals {
    ($($signal:ident: $($bound:path),+;)*) => { $(
        impl<T> Clone for $signal<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $signal<T> {}

        impl<T: Clone $(+ $bound)+> $signal<T> {
            /// The value; whoever reads it runs again when it has changed.
            pub fn get(self) -> T {
                self.with(T::clone)
            }

            /// The value as it is now.
            pub fn get_untracked(self) -> T {
                self.with_untracked(T::clone)
            }
        }
    )* };
}
signals! {
    RwSignal: Any, Send, Sync;
    Memo: PartialEq, Any, Send, Sync;
    Signal: Any;
}

impl<T: Any + Send + Sync> RwSignal<T> {
    /// A value that is `value` until it is set.
    pub fn new(value: T) -> Self {
        Self(held(Box::new(value)), PhantomData)
    }

    /// Reads the value; whoever reads it runs again when it has changed.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**guard(self.0)))
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&**guard_untracked(self.0)))
    }

    /// Another value.
    pub fn set(self, value: T) {
        set(self.0, Box::new(value));
    }

    /// Changes the value.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        update(self.0, &mut |value| {
            if let (Some(value), Some(change)) = (value.downcast_mut(), change.take()) {
                change(value);
            }
        });
    }

    /// Whoever calls this runs again when the value has changed.
    pub fn track(self) {
        self.0.track();
    }
}

// One copy of each for all types, which is the point of this module.

fn held(value: Held) -> base::RwSignal<Held> {
    base::RwSignal::new(value)
}

#[inline(never)]
fn guard(signal: base::RwSignal<Held>) -> impl std::ops::Deref<Target = Held> {
    signal.read()
}

#[inline(never)]
fn guard_untracked(signal: base::RwSignal<Held>) -> impl std::ops::Deref<Target = Held> {
    signal.read_untracked()
}

#[inline(never)]
fn set(signal: base::RwSignal<Held>, value: Held) {
    signal.set(value);
}

#[inline(never)]
fn update(signal: base::RwSignal<Held>, change: &mut dyn FnMut(&mut dyn Any)) {
    signal.update(|value| change(&mut **value));
}

impl<T: PartialEq + Any + Send + Sync> Memo<T> {
    /// What `find` gives, found again when a signal that it read has changed; it is given what it found last.
    pub fn new(find: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let find = move |last: Option<&Compared>| Compared(Arc::new(find(last.map(|last| typed(last.0.any())))));
        Self(memo(Box::new(find)), PhantomData)
    }

    /// Reads the value; whoever reads it runs again when it has changed.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(found(self.0).0.any()))
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(found_untracked(self.0).0.any()))
    }

    /// Whoever calls this runs again when the value has changed.
    pub fn track(self) {
        self.0.track();
    }
}

type Find = Box<dyn Fn(Option<&Compared>) -> Compared + Send + Sync>;

fn memo(find: Find) -> base::Memo<Compared> {
    base::Memo::new(find)
}

#[inline(never)]
fn found(memo: base::Memo<Compared>) -> Compared {
    memo.get()
}

#[inline(never)]
fn found_untracked(memo: base::Memo<Compared>) -> Compared {
    memo.get_untracked()
}

impl<T: Any> Signal<T> {
    fn reader(read: Reader) -> Self {
        Self(StoredValue::new(read), PhantomData)
    }

    /// What `find` gives, each time.
    pub fn derive(find: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::reader(Arc::new(move |show| show(&find())))
    }

    /// A value that stands.
    pub fn stored(value: T) -> Self
    where
        T: Send + Sync,
    {
        Self::reader(Arc::new(move |show| show(&value)))
    }

    /// Reads the value; whoever reads it runs again when it has changed.
    ///
    /// # Panics
    /// As in Leptos, if the part of the page that made the signal is gone.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let (mut read, mut result) = (Some(read), None);
        show(self.0, &mut |value| result = read.take().map(|read| read(typed(value))));
        result.expect("a signal shows its value")
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        untrack(|| self.with(read))
    }
}

#[inline(never)]
fn show(reader: StoredValue<Reader>, to: &mut dyn FnMut(&dyn Any)) {
    reader.get_value()(to);
}

impl<T: Any + Send + Sync> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::reader(Arc::new(move |show| signal.with(|value| show(value))))
    }
}

impl<T: PartialEq + Any + Send + Sync> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::reader(Arc::new(move |show| memo.with(|value| show(value))))
    }
}

impl From<String> for Signal<String> {
    fn from(text: String) -> Self {
        Self::stored(text)
    }
}
