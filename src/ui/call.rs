//! Closures in boxes.
//!
//! In a `Box<dyn Fn() -> T>` the compiler writes, for each closure, a table that also says how to call it once and how to
//! call it mutably, with a function for each. Nobody on the page does either, and the page has hundreds of closures: with
//! these traits each is one function and a table of one.

/// A closure without arguments.
pub trait Read<T> {
    /// Calls it.
    fn read(&self) -> T;
}

impl<T, F: Fn() -> T> Read<T> for F {
    fn read(&self) -> T {
        self()
    }
}

/// A closure with one argument.
pub trait Act<In, Out = ()> {
    /// Calls it.
    fn act(&self, with: In) -> Out;
}

impl<In, Out, F: Fn(In) -> Out> Act<In, Out> for F {
    fn act(&self, with: In) -> Out {
        self(with)
    }
}
