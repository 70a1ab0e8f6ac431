//! What an attribute, a class, a style or a property can be given: a value, or a closure or signal that gives one.

use crate::ui::signal::{Memo, Signal};
use wasm_bindgen::JsValue;

/// A value that stands, or one that changes.
pub enum Value<T> {
    /// It stands.
    Once(T),
    /// It changes whenever a signal that the closure reads has changed.
    Changing(Box<dyn Fn() -> T>),
}

impl<T: PartialEq + Clone + 'static> Value<T> {
    /// Gives the value to `take`, now and whenever it is another.
    pub fn each_time(self, take: Box<dyn Fn(T)>) {
        match self {
            Self::Once(value) => take(value),
            Self::Changing(read) => {
                let before = std::cell::RefCell::new(None);
                super::watch(Box::new(move || {
                    let now = Some(read());
                    if *before.borrow() != now {
                        before.replace(now.clone());
                        now.into_iter().for_each(&take);
                    }
                }));
            }
        }
    }
}

/// A type whose values stand for a `T`.
///
/// An attribute takes an `Option<String>`, and is not there without one; a class takes a `bool`; a property a `JsValue`.
pub trait As<T> {
    /// The value as `T`.
    fn convert(self) -> T;
}

/// What can be given where a `T` is wanted.
pub trait Source<T> {
    /// The value, or how it is read.
    fn value(self) -> Value<T>;
}

impl<T, V: As<T>, F: Fn() -> V + 'static> Source<T> for F {
    fn value(self) -> Value<T> {
        Value::Changing(Box::new(move || self().convert()))
    }
}

impl<T, V: As<T> + Clone + Send + Sync + 'static> Source<T> for Signal<V> {
    fn value(self) -> Value<T> {
        (move || self.get()).value()
    }
}

impl<T, V: As<T> + Clone + PartialEq + Send + Sync + 'static> Source<T> for Memo<V> {
    fn value(self) -> Value<T> {
        (move || self.get()).value()
    }
}

macro_rules! values {
    ($($type:ty as $wanted:ty: $convert:expr;)*) => { $(
        impl As<$wanted> for $type {
            fn convert(self) -> $wanted {
                let convert: fn($type) -> $wanted = $convert;
                convert(self)
            }
        }

        impl Source<$wanted> for $type {
            fn value(self) -> Value<$wanted> {
                Value::Once(self.convert())
            }
        }
    )* };
}

values! {
    String as Option<String>: Some;
    &'static str as Option<String>: |text| Some(text.to_owned());
    bool as Option<String>: |is| is.then(String::new);
    u8 as Option<String>: |number| Some(number.to_string());
    i32 as Option<String>: |number| Some(number.to_string());
    usize as Option<String>: |number| Some(number.to_string());
    f32 as Option<String>: |number| Some(number.to_string());
    f64 as Option<String>: |number| Some(number.to_string());
    Option<String> as Option<String>: |text| text;
    Option<&'static str> as Option<String>: |text| text.map(str::to_owned);
    bool as bool: |is| is;
    bool as JsValue: JsValue::from_bool;
    String as JsValue: JsValue::from;
    f32 as JsValue: JsValue::from;
    f64 as JsValue: JsValue::from;
}
