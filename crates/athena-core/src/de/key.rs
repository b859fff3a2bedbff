//! The deserializer of a name: of a column, of a field of a row

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::error::DeError;

/// A name that lives as long as the row, or only as long as the call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name<'a, 'r> {
    Borrowed(&'r str),
    Local(&'a str),
}

impl<'a, 'r> Name<'a, 'r> {
    pub(super) fn of(name: &'a Cow<'r, str>) -> Self {
        match name {
            Cow::Borrowed(name) => Self::Borrowed(name),
            Cow::Owned(name) => Self::Local(name),
        }
    }
}

impl fmt::Display for Name<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Borrowed(name) => f.write_str(name),
            Self::Local(name) => f.write_str(name),
        }
    }
}

impl<'r> Deserializer<'r> for Name<'_, 'r> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self {
            Self::Borrowed(name) => visitor.visit_borrowed_str(name),
            Self::Local(name) => visitor.visit_str(name),
        }
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, _: &'static str, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'r>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self {
            Self::Borrowed(name) => visitor.visit_enum(BorrowedStrDeserializer::new(name)),
            Self::Local(name) => visitor.visit_enum(StrDeserializer::new(name)),
        }
    }

    forward_to_deserialize_any! {
        <V: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
