//! How messages become bytes, and bytes messages again: [`Exchange`].
//!
//! Numbers are written as they are, least byte first; a text or a list after its length (a `u32`); an option as a list of
//! at most one; a variant of an enum as its number and what it holds. Nothing in the bytes says what they are: page and worker are one
//! program, so both know. No general library, because code that serves every format is many times larger than this.
//!
//! Reading never fails on the way. What is not there is read as 0 or as empty, and [`Input`] remembers it: one question at
//! the end instead of one after each of hundreds of numbers.

use crate::nn::choice::{Choice, Row};

/// What can be written into a message and read from one.
pub trait Exchange: Sized {
    /// Appends this value.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes the next value. Bytes that are not one make `input` fail, and the value is then any.
    fn read(input: &mut Input) -> Self;
}

/// The bytes of a message that were not read yet.
#[derive(Debug)]
pub struct Input<'a> {
    left: &'a [u8],
    failed: bool,
}

impl<'a> Input<'a> {
    /// A whole message.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes, failed: false }
    }

    /// Whether everything was read, and all of it was what it should be.
    pub fn is_read(&self) -> bool {
        self.left.is_empty() && !self.failed
    }

    /// From now on nothing can be read: all that follows is 0 or empty.
    pub fn fail(&mut self) {
        self.left = &[];
        self.failed = true;
    }

    /// The next bytes, as many as asked for or none.
    fn take(&mut self, count: usize) -> &'a [u8] {
        if let Some((taken, left)) = self.left.split_at_checked(count) {
            self.left = left;
            taken
        } else {
            self.fail();
            &[]
        }
    }

    /// The number of items that follow. Each takes a byte at least: a wrong number cannot ask for more memory than that.
    fn length(&mut self) -> usize {
        let length = u32::read(self) as usize;
        if length > self.left.len() {
            self.fail();
            return 0;
        }
        length
    }
}

/// Implements [`Exchange`] for a struct, `struct Name { field, … }`, or an enum, `enum Name { 0: Variant, 1: Variant { field, … }, … }`.
///
/// A field or a variant that is left out does not compile.
macro_rules! exchange {
    (struct $name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::exchange::Exchange for $name {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.write(out);)*
            }

            fn read(input: &mut $crate::exchange::Input) -> Self {
                $(let $field = $crate::exchange::Exchange::read(input);)*
                Self { $($field),* }
            }
        }
    };
    (enum $name:ident { $($number:literal: $variant:ident $({ $($field:ident),* })? $(( $($item:ident),* ))?),* $(,)? }) => {
        impl $crate::exchange::Exchange for $name {
            fn write(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $({ $($field),* })? $(( $($item),* ))? => {
                        out.push($number);
                        $($($field.write(out);)*)?
                        $($($item.write(out);)*)?
                    })*
                }
            }

            fn read(input: &mut $crate::exchange::Input) -> Self {
                match u8::read(input) {
                    $($number => {
                        $($(let $field = $crate::exchange::Exchange::read(input);)*)?
                        $($(let $item = $crate::exchange::Exchange::read(input);)*)?
                        Self::$variant $({ $($field),* })? $(( $($item),* ))?
                    })*
                    _ => {
                        input.fail();
                        // Number 0: every enum has it, and with nothing left to read that is the end of it.
                        Self::read(input)
                    }
                }
            }
        }
    };
}
pub(crate) use exchange;

macro_rules! number {
    ($($number:ty)*) => { $(
        impl Exchange for $number {
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn read(input: &mut Input) -> Self {
                input.take(size_of::<Self>()).try_into().map_or(Self::default(), Self::from_le_bytes)
            }
        }
    )* };
}
number!(u8 i8 u16 u32 u64 f32 f64);

impl Exchange for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(input: &mut Input) -> Self {
        u8::read(input) != 0
    }
}

impl Exchange for String {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u32).write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(input: &mut Input) -> Self {
        let length = input.length();
        if let Ok(text) = str::from_utf8(input.take(length)) {
            text.to_owned()
        } else {
            input.fail();
            Self::new()
        }
    }
}

impl<T: Exchange> Exchange for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        (self.len() as u32).write(out);
        for item in self {
            item.write(out);
        }
    }

    fn read(input: &mut Input) -> Self {
        (0..input.length()).map(|_| T::read(input)).collect()
    }
}

impl<T: Exchange> Exchange for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(input: &mut Input) -> Self {
        bool::read(input).then(|| T::read(input))
    }
}

impl<T: Exchange> Exchange for Box<T> {
    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }

    fn read(input: &mut Input) -> Self {
        Self::new(T::read(input))
    }
}

impl<A: Exchange, B: Exchange> Exchange for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(input: &mut Input) -> Self {
        (A::read(input), B::read(input))
    }
}

impl<A: Exchange, B: Exchange, C: Exchange> Exchange for (A, B, C) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
        self.2.write(out);
    }

    fn read(input: &mut Input) -> Self {
        (A::read(input), B::read(input), C::read(input))
    }
}

/// As its text.
impl<R: Row> Exchange for Choice<R> {
    fn write(&self, out: &mut Vec<u8>) {
        self.to_string().write(out);
    }

    fn read(input: &mut Input) -> Self {
        String::read(input).parse().unwrap_or_else(|_| {
            input.fail();
            Self::default()
        })
    }
}
