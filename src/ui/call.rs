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

/// Puts a closure into a box.
///
/// Most closures of the page hold one or two words. To box such a one is the same few instructions whatever it is, so
/// that the linker leaves one function for all of them; written out they would stand in hundreds of places.
#[inline(always)]
pub fn boxed<F>(closure: F) -> Box<F> {
    if size_of::<F>() <= 2 * size_of::<usize>() { boxed_words(closure) } else { Box::new(closure) }
}

#[inline(never)]
fn boxed_words<F>(closure: F) -> Box<F> {
    Box::new(closure)
}
