//! From bytes to values.

use serde::de::value::U32Deserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};

use super::Never;

/// Takes values off the front of some bytes.
pub struct Reader<'a> {
    rest: &'a [u8],
    is_broken: bool,
}

impl<'a> Reader<'a> {
    /// At the start of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, is_broken: false }
    }

    /// Whether the bytes were what they should be, and all of them.
    pub fn finish(self) -> bool {
        !self.is_broken && self.rest.is_empty()
    }

    /// The next number, of so many bytes.
    #[inline(never)]
    fn number<const WIDTH: usize>(&mut self) -> u64 {
        let mut bytes = [0; 8];
        match self.rest.split_first_chunk::<WIDTH>() {
            Some((taken, rest)) => {
                bytes[..WIDTH].copy_from_slice(taken);
                self.rest = rest;
            }
            None => self.broken(),
        }
        u64::from_le_bytes(bytes)
    }

    /// How many of something follow that takes at least a byte each.
    fn length(&mut self) -> usize {
        let length = self.number::<4>() as usize;
        if length > self.rest.len() {
            self.broken();
        }
        length.min(self.rest.len())
    }

    /// A number below this one.
    fn one_of(&mut self, count: usize) -> u32 {
        let index = self.number::<1>();
        if index >= count as u64 {
            self.broken();
            return 0;
        }
        index as u32
    }

    fn text(&mut self) -> String {
        let length = self.length();
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        String::from_utf8(text.to_vec()).unwrap_or_else(|_| {
            self.broken();
            String::new()
        })
    }

    fn broken(&mut self) {
        self.is_broken = true;
        self.rest = &[];
    }
}

macro_rules! numbers {
    ($($method:ident, $visit:ident: $width:literal $number:ident => $value:expr),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
            let $number = self.number::<$width>();
            visitor.$visit($value)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Never;

    numbers!(
        deserialize_u8, visit_u8: 1 n => n as u8,
        deserialize_u16, visit_u16: 2 n => n as u16,
        deserialize_u32, visit_u32: 4 n => n as u32,
        deserialize_u64, visit_u64: 8 n => n,
        deserialize_i8, visit_i8: 1 n => n as i8,
        deserialize_i16, visit_i16: 2 n => n as i16,
        deserialize_i32, visit_i32: 4 n => n as i32,
        deserialize_i64, visit_i64: 8 n => n as i64,
        deserialize_f32, visit_f32: 4 n => f32::from_bits(n as u32),
        deserialize_f64, visit_f64: 8 n => f64::from_bits(n)
    );

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Never> {
        unreachable!("the bytes do not say what they are")
    }

    serde::forward_to_deserialize_any! { char bytes byte_buf map identifier ignored_any }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.one_of(2) == 1)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        if self.one_of(2) == 1 { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let left = self.length();
        visitor.visit_seq(Elements { reader: self, left })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Parts(self))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Parts(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Parts(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let index = self.one_of(variants.len());
        visitor.visit_enum(Variant { reader: self, index })
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// The elements of a list.
struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The parts of something that always has as many.
struct Parts<'r, 'de>(&'r mut Reader<'de>);

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        seed.deserialize(&mut *self.0).map(Some)
    }
}

/// One of the kinds that an enum has.
struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
    index: u32,
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Never;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Never> {
        let index: U32Deserializer<Never> = self.index.into_deserializer();
        seed.deserialize(index).map(|kind| (kind, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Never> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Parts(self.reader))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Parts(self.reader))
    }
}
