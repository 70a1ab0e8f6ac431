//! Leptos's signals with the type of their value on the outside only.
//!
//! `RwSignal`, `Memo`, `Signal` and `Callback` read and behave as Leptos's do. Inside, each is one Leptos signal of one
//! untyped value, `Held`: a signal is code for reading, writing, tracking, comparing and disposing, and the page
//! would have all of that once for each of sixty types. What is left here for each type is as little as there can be, and
//! what is left for each closure is the closure.

mod held;

use std::any::Any;
use std::marker::PhantomData;

use crate::ui::call::{Act, Read, boxed};
use held::{Held, typed, typed_mut};
use leptos::prelude as base;
use leptos::prelude::{StoredValue, Track, untrack};

/// A value that can change.
pub struct RwSignal<T>(base::RwSignal<Held>, PhantomData<fn() -> T>);

/// A value that follows from others, and changes only if it is another.
pub struct Memo<T>(base::Memo<held::Compared>, PhantomData<fn() -> T>);

/// A value that is read: one that can change, one that follows from others, or one that stands.
pub struct Signal<T>(StoredValue<Held>, PhantomData<fn() -> T>);

/// What is done when something happens.
pub struct Callback<In>(StoredValue<Held>, PhantomData<fn(In)>);

/// What a signal holds that follows from others: how it is found.
type Find<T> = Box<dyn Read<T> + Send + Sync>;
/// What a callback holds.
type Action<In> = Box<dyn Act<In> + Send + Sync>;

macro_rules! copied {
    ($($handle:ident)*) => { $(
        impl<T> Clone for $handle<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $handle<T> {}
    )* };
}
copied!(RwSignal Memo Signal Callback);

/// A copy of the value that is held.
#[inline(never)]
fn copy<T: Any + Clone>(held: Held) -> T {
    show(held, T::clone)
}

/// Reads the value that is held.
fn show<T: Any, R>(held: Held, read: impl FnOnce(&T) -> R) -> R {
    let result = read(typed(&held));
    held::release(held);
    result
}

/// What those have in common that hold their value.
macro_rules! holders {
    ($($signal:ident: $read:ident, $peek:ident;)*) => { $(
        impl<T: Any> $signal<T> {
            /// Reads the value; whoever reads it runs again when it has changed.
            pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
                show(held::$read(self.0), read)
            }

            /// Reads the value as it is now.
            pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
                show(held::$peek(self.0), read)
            }

            /// The value; whoever reads it runs again when it has changed.
            pub fn get(self) -> T
            where
                T: Clone,
            {
                copy(held::$read(self.0))
            }

            /// The value as it is now.
            pub fn get_untracked(self) -> T
            where
                T: Clone,
            {
                copy(held::$peek(self.0))
            }

            /// Whoever calls this runs again when the value has changed.
            pub fn track(self) {
                self.0.track();
            }
        }
    )* };
}
holders! {
    RwSignal: read, peek;
    Memo: read_memo, peek_memo;
}

impl<T: Any + Send + Sync> RwSignal<T> {
    /// A value that is `value` until it is set.
    pub fn new(value: T) -> Self {
        Self(held::signal(Box::new(value)), PhantomData)
    }

    /// Another value.
    pub fn set(self, value: T) {
        held::set(self.0, Box::new(value));
    }

    /// Changes the value.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes the value, and hands on what comes of it; nothing if the part of the page that made it is gone.
    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut value = held::take(self.0)?;
        let result = change(typed_mut(&mut value));
        held::give_back(self.0, value);
        Some(result)
    }
}

impl RwSignal<bool> {
    /// On if it is off, off if it is on.
    pub fn toggle(self) {
        self.set(!self.get_untracked());
    }
}

impl<T: PartialEq + Any + Send + Sync> Memo<T> {
    /// What `find` gives, found again when a signal that it read has changed; it is given what it found last.
    pub fn new(find: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let find = move |last: Option<&Held>| held::hold(Box::new(find(last.map(|last| typed(last)))));
        Self(held::memo(boxed(find), |one, other| typed::<T>(one) == typed::<T>(other)), PhantomData)
    }
}

impl<T: Any> Signal<T> {
    /// What `find` gives, each time.
    pub fn derive(find: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::found_by(boxed(find))
    }

    #[inline(never)]
    fn found_by(find: Find<T>) -> Self {
        Self(held::store(Box::new(find)), PhantomData)
    }

    /// A value that stands.
    pub fn stored(value: T) -> Self
    where
        T: Clone + Send + Sync,
    {
        Self::derive(move || value.clone())
    }

    /// The value; whoever reads it runs again when it has changed.
    ///
    /// # Panics
    /// As in Leptos, if the part of the page that made the signal is gone.
    #[inline(never)]
    pub fn get(self) -> T {
        show(held::stored(self.0), |find: &Find<T>| find.read())
    }

    /// The value as it is now.
    pub fn get_untracked(self) -> T {
        untrack(|| self.get())
    }

    /// Reads the value; whoever reads it runs again when it has changed.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.get())
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.get_untracked())
    }
}

impl<T: Clone + Any + Send + Sync> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::derive(move || signal.get())
    }
}

impl<T: Clone + Any + Send + Sync> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

impl From<&'static str> for Signal<String> {
    #[inline(never)]
    fn from(text: &'static str) -> Self {
        Self::derive(move || text.to_owned())
    }
}

impl From<String> for Signal<String> {
    fn from(text: String) -> Self {
        Self::stored(text)
    }
}

impl<In: 'static> Callback<In> {
    /// Does `act`.
    pub fn new(act: impl Fn(In) + Send + Sync + 'static) -> Self {
        Self::doing(boxed(act))
    }

    #[inline(never)]
    fn doing(act: Action<In>) -> Self {
        Self(held::store(Box::new(act)), PhantomData)
    }

    /// Does it.
    #[inline(never)]
    pub fn run(self, with: In) {
        show(held::stored(self.0), |act: &Action<In>| act.act(with));
    }
}
