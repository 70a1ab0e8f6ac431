//! Messages as bytes: numbers in their own width, little-endian, in the order of the fields, and nothing else.
//!
//! Both ends are the same program, and a frame has a hundred fields: so what counts is that reading one is a call and nothing more.
//! Nothing can fail on the way, hence [`Never`]. A reader that runs out of bytes, or meets some that cannot be, goes on with
//! zeros and says so [at the end](Reader::finish).

mod read;
mod write;

use std::fmt;

use serde::{de, ser};

pub use read::Reader;
pub use write::Writer;

/// An error that does not happen. What could only come of a mistake in this crate ends the program.
#[derive(Debug)]
pub enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        unreachable!("no type of the protocol refuses to be written")
    }
}

impl de::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        unreachable!("no type of the protocol refuses what is read")
    }

    // As provided these would bring the words of every type's expectations along.
    fn invalid_value(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Self::custom("")
    }

    fn invalid_type(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Self::custom("")
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::custom("")
    }
}
