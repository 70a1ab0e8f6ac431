//! What an attribute, a class, a style or a property can be given: a value, or a closure or signal that gives one.

use crate::ui::call::{Act, Read, boxed};
use crate::ui::signal::{Memo, RwSignal, Signal};
use wasm_bindgen::JsValue;

/// A value that stands, or one that changes.
pub enum Value<T> {
    /// It stands.
    Once(T),
    /// It changes whenever a signal that the closure reads has changed.
    Changing(Box<dyn Read<T>>),
}

/// Gives what `read` gives to `take`, now and whenever it is another.
pub fn each_time<T: PartialEq + 'static>(read: Box<dyn Read<T>>, take: Box<dyn for<'a> Act<&'a T>>) {
    let before = std::cell::RefCell::new(None);
    super::watch(Box::new(move || {
        let now = Some(read.read());
        if *before.borrow() != now {
            if let Some(now) = &now {
                take.act(now);
            }
            before.replace(now);
        }
    }));
}

/// A type whose values stand for a `T`.
///
/// An attribute takes an `Option<String>`, and is not there without one; a class takes a `bool`; a property a `JsValue`.
pub trait As<T>: Sized + 'static {
    /// The value as `T`.
    fn convert(self) -> T;

    /// A closure that gives the value, as one that gives a `T`.
    fn converted(read: impl Fn() -> Self + 'static) -> Box<dyn Read<T>>;
}

/// What can be given where a `T` is wanted.
pub trait Source<T> {
    /// The value, or how it is read.
    fn value(self) -> Value<T>;
}

// All of these are there only for the compiler: what is left of them in the program is one box.
impl<T, V: As<T>, F: Fn() -> V + 'static> Source<T> for F {
    #[inline(always)]
    fn value(self) -> Value<T> {
        Value::Changing(V::converted(self))
    }
}

macro_rules! signals {
    ($($signal:ident)*) => { $(
        impl<T, V: As<T> + Clone> Source<T> for $signal<V> {
            #[inline(always)]
            fn value(self) -> Value<T> {
                (move || self.get()).value()
            }
        }
    )* };
}
signals!(RwSignal Memo Signal);

/// One for each two types, not for each closure.
#[inline(never)]
fn converted<T: 'static, V: As<T>>(read: Box<dyn Read<V>>) -> Box<dyn Read<T>> {
    Box::new(move || read.read().convert())
}

macro_rules! values {
    ($($type:ty as $wanted:ty: $convert:expr;)*) => { $(
        impl As<$wanted> for $type {
            #[inline(always)]
            fn convert(self) -> $wanted {
                let convert: fn($type) -> $wanted = $convert;
                convert(self)
            }

            #[inline(always)]
            fn converted(read: impl Fn() -> Self + 'static) -> Box<dyn Read<$wanted>> {
                converted(boxed(read))
            }
        }

        impl Source<$wanted> for $type {
            #[inline(always)]
            fn value(self) -> Value<$wanted> {
                Value::Once(self.convert())
            }
        }
    )* };
}

values! {
    bool as Option<String>: |is| is.then(String::new);
    u8 as Option<String>: |number| Some(number.to_string());
    i32 as Option<String>: |number| Some(number.to_string());
    usize as Option<String>: |number| Some(number.to_string());
    f32 as Option<String>: |number| Some(number.to_string());
    f64 as Option<String>: |number| Some(number.to_string());
    Option<&'static str> as Option<String>: |text| text.map(str::to_owned);
    bool as JsValue: JsValue::from_bool;
    String as JsValue: JsValue::from;
    f32 as JsValue: JsValue::from;
    f64 as JsValue: JsValue::from;
}

// Any text can be copied; one that a closure gives is there as long as the program.
impl Source<Option<String>> for &str {
    #[inline(always)]
    fn value(self) -> Value<Option<String>> {
        Value::Once(Some(self.to_owned()))
    }
}

impl As<Option<String>> for &'static str {
    #[inline(always)]
    fn convert(self) -> Option<String> {
        Some(self.to_owned())
    }

    #[inline(always)]
    fn converted(read: impl Fn() -> Self + 'static) -> Box<dyn Read<Option<String>>> {
        converted(boxed(read))
    }
}

impl As<Option<String>> for String {
    #[inline(always)]
    fn convert(self) -> Option<String> {
        Some(self)
    }

    // A text that is there is in memory what a text is: this adds nothing to the closure.
    #[inline(always)]
    fn converted(read: impl Fn() -> Self + 'static) -> Box<dyn Read<Option<String>>> {
        boxed(move || Some(read()))
    }
}

impl Source<Option<String>> for String {
    #[inline(always)]
    fn value(self) -> Value<Option<String>> {
        Value::Once(Some(self))
    }
}

macro_rules! same {
    ($($type:ty)*) => { $(
        impl As<$type> for $type {
            #[inline(always)]
            fn convert(self) -> $type {
                self
            }

            #[inline(always)]
            fn converted(read: impl Fn() -> Self + 'static) -> Box<dyn Read<$type>> {
                boxed(read)
            }
        }

        impl Source<$type> for $type {
            #[inline(always)]
            fn value(self) -> Value<$type> {
                Value::Once(self)
            }
        }
    )* };
}
same!(bool Option<String>);
