//! The deserializer of one value

use std::borrow::Cow;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::error::{DeError, type_name};
use super::json::{self, Request};
use super::key::Name;
use super::names;
use super::nested::{Elements, Entries, Item};
use super::number::{double, real, whole};
use super::temporal::{Form, numbers, text};
use crate::value::{Value, is_untyped, untyped};

/// A value, and what its place asks of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValueDeserializer<'a, 'r> {
    value: &'a Value<'r>,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Plain,
    /// A key of a map: numbers and booleans are printed where text is asked for, as in JSON.
    Key,
    /// Times have their zone in brackets.
    Zoned,
    /// Times have the offset of their region.
    AtOffset,
}

impl<'a, 'r> ValueDeserializer<'a, 'r> {
    pub(super) fn new(value: &'a Value<'r>) -> Self {
        Self { value, place: Place::Plain }
    }

    /// The deserializer of a value inside of this one.
    fn inside(self, value: &'a Value<'r>) -> Self {
        let place = if self.place == Place::Key { Place::Plain } else { self.place };
        Self { value, place }
    }

    /// The text, if the value is one or has one.
    fn visit_text<V: Visitor<'r>>(self, form: Form, visitor: V) -> Result<V::Value, DeError> {
        let form = match (self.place, form) {
            (Place::Zoned, Form::Iso) => Form::Zoned,
            (Place::AtOffset, Form::Spaced) => Form::SpacedOffset,
            _ => form,
        };
        let result = match self.value {
            Value::Varchar(text) | Value::Json(text) | Value::Other { text, .. } => match text {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_str(text),
            },
            Value::Decimal(_)
            | Value::Date(_)
            | Value::Time(_)
            | Value::TimeTz(_)
            | Value::Timestamp(_)
            | Value::TimestampTz(_)
            | Value::IntervalDayTime(_)
            | Value::IntervalYearMonth(_)
            | Value::Uuid(_)
            | Value::IpAddress(_) => visitor.visit_string(text(self.value, form, type_name::<V::Value>)?),
            Value::Boolean(_)
            | Value::TinyInt(_)
            | Value::SmallInt(_)
            | Value::Integer(_)
            | Value::BigInt(_)
            | Value::Real(_)
            | Value::Double(_)
                if self.place == Place::Key =>
            {
                visitor.visit_string(self.value.to_string())
            }
            other => return Err(DeError::mismatch(&type_name::<V::Value>(), other)),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    fn visit_bytes<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        let result = match self.value {
            Value::Varbinary(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Value::Varbinary(Cow::Owned(bytes)) => visitor.visit_bytes(bytes),
            Value::Varchar(Cow::Borrowed(text)) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Value::Varchar(Cow::Owned(text)) => visitor.visit_bytes(text.as_bytes()),
            Value::Uuid(uuid) => visitor.visit_bytes(uuid.as_bytes()),
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => return Err(DeError::mismatch("bytes", other)),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    /// A sequence of any length, or of that of a tuple.
    fn visit_seq<V: Visitor<'r>>(self, length: Option<usize>, visitor: V) -> Result<V::Value, DeError> {
        let fits = |found: usize| match length {
            Some(length) if length != found => {
                Err(DeError::decode(format!("expected {length} values, got {} of {found}", self.value.type_name())))
            }
            _ => Ok(()),
        };
        if let Some(numbers) = length.and_then(|length| numbers(self.value, length)) {
            let numbers = SeqDeserializer::<_, DeError>::new(numbers?.into_iter());
            return visitor.visit_seq(numbers).map_err(|error| self.explain::<V::Value>(error));
        }
        let result = match self.value {
            Value::Array(values) => {
                fits(values.len())?;
                visitor.visit_seq(Elements::new(values.iter().map(|value| self.inside(value))))
            }
            Value::Row(fields) => {
                fits(fields.len())?;
                visitor.visit_seq(Elements::new(fields.iter().map(|(_, value)| self.inside(value))))
            }
            Value::Varbinary(bytes) => {
                fits(bytes.len())?;
                visitor.visit_seq(SeqDeserializer::<_, DeError>::new(bytes.iter().copied()))
            }
            Value::Map(entries) if length.is_none() => {
                let entries = entries.iter().map(|(key, value)| EntryDeserializer {
                    key: Self { value: key, place: Place::Key },
                    value: self.inside(value),
                });
                visitor.visit_seq(Elements::new(entries))
            }
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => return Err(not_nested("a sequence", other)),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    /// All entries of a map or fields of a row. Of fields with one name the first counts.
    fn visit_map<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        let result = match self.value {
            Value::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key, Self { value: key, place: Place::Key }, self.inside(value)));
                visitor.visit_map(Entries::new(entries))
            }
            Value::Row(fields) => {
                if fields.iter().any(|(name, _)| name.is_none()) {
                    return Err(without_names());
                }
                let firsts = fields.iter().enumerate().filter_map(|(index, (name, value))| {
                    let is_first = fields.iter().take(index).all(|(other, _)| other != name);
                    let name = Name::of(name.as_ref().filter(|_| is_first)?);
                    Some((name, name, self.inside(value)))
                });
                visitor.visit_map(Entries::new(firsts))
            }
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => return Err(not_nested("a map", other)),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    /// The fields of a row that the struct has, then the others, which the struct may refuse.
    fn visit_struct<V: Visitor<'r>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, DeError> {
        let values = match self.value {
            Value::Row(values) if values.iter().all(|(name, _)| name.is_none()) => return Err(without_names()),
            Value::Row(values) => values,
            Value::Map(_) | Value::Json(_) => return self.visit_map(visitor),
            // `std::time::Duration`
            Value::IntervalDayTime(_) if fields == ["secs", "nanos"] => return self.visit_seq(Some(2), visitor),
            other => return Err(not_nested(&type_name::<V::Value>(), other)),
        };
        let find = |fits: &dyn Fn(&str) -> bool| values.iter().find(|(name, _)| name.as_deref().is_some_and(fits));
        let wanted = fields.iter().filter_map(|field| {
            let found = find(&|name| name == *field).or_else(|| find(&|name| name.eq_ignore_ascii_case(field)));
            let name = Name::Borrowed(field);
            found.map(|(_, value)| (name, name, self.inside(value)))
        });
        let others = values.iter().filter_map(|(name, value)| {
            let name = name.as_ref().filter(|name| !fields.iter().any(|field| field.eq_ignore_ascii_case(name)))?;
            Some((Name::of(name), Name::of(name), self.inside(value)))
        });
        visitor.visit_map(Entries::new(wanted.chain(others))).map_err(|error| self.explain::<V::Value>(error))
    }

    /// A value of core's own types, as its text.
    fn visit_own<V: Visitor<'r>>(self, name: &'static str, visitor: V) -> Result<V::Value, DeError> {
        let is_own = match self.value {
            Value::Date(_) => name == names::DATE,
            Value::Time(_) => name == names::TIME,
            Value::TimeTz(_) => name == names::TIME_TZ,
            Value::Timestamp(_) => name == names::TIMESTAMP,
            Value::TimestampTz(_) => name == names::TIMESTAMP_TZ,
            Value::IntervalDayTime(_) => name == names::INTERVAL_DAY_TIME,
            Value::IntervalYearMonth(_) => name == names::INTERVAL_YEAR_MONTH,
            Value::Decimal(_) | Value::TinyInt(_) | Value::SmallInt(_) | Value::Integer(_) | Value::BigInt(_) => {
                name == names::DECIMAL
            }
            // JSON has no such types; they are read from its strings.
            Value::Json(text) => return json::read(text, Request::Newtype(name), visitor),
            _ => false,
        };
        if !is_own {
            return Err(DeError::mismatch(&type_name::<V::Value>(), self.value));
        }
        visitor.visit_string(self.value.to_string()).map_err(|error| self.explain::<V::Value>(error))
    }
}

/// There is no structure to read: `expected` names the one that was asked for.
fn not_nested(expected: &str, value: &Value<'_>) -> DeError {
    if is_untyped(value) { DeError::decode(untyped(expected, value)) } else { DeError::mismatch(expected, value) }
}

fn without_names() -> DeError {
    DeError::decode("the fields of the row have no names: ask for a tuple")
}

impl<'r> Item<'r> for ValueDeserializer<'_, 'r> {
    fn explain<Target>(self, error: DeError) -> DeError {
        error.explain::<Target>(self.value)
    }
}

macro_rules! whole_numbers {
    ($($method:ident, $visit:ident, $target:ident, $request:ident;)+) => {
        $(fn $method<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
            match self.value {
                Value::Json(text) => json::read(text, Request::$request, visitor),
                value => visitor
                    .$visit(whole::<$target>(value, stringify!($target))?)
                    .map_err(|error| self.explain::<V::Value>(error)),
            }
        })+
    };
}

impl<'r> Deserializer<'r> for ValueDeserializer<'_, 'r> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        let result = match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Boolean(value) => visitor.visit_bool(*value),
            Value::TinyInt(value) => visitor.visit_i8(*value),
            Value::SmallInt(value) => visitor.visit_i16(*value),
            Value::Integer(value) => visitor.visit_i32(*value),
            Value::BigInt(value) => visitor.visit_i64(*value),
            Value::Real(value) => visitor.visit_f32(*value),
            Value::Double(value) => visitor.visit_f64(*value),
            Value::Json(text) => json::read(text, Request::Any, visitor),
            Value::Array(_) | Value::Varbinary(_) => return self.visit_seq(None, visitor),
            Value::Map(_) => return self.visit_map(visitor),
            Value::Row(fields) if fields.iter().all(|(name, _)| name.is_some()) => return self.visit_map(visitor),
            Value::Row(_) => return self.visit_seq(None, visitor),
            _ => return self.visit_text(Form::Spaced, visitor),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    fn deserialize_bool<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Boolean(value) => visitor.visit_bool(*value).map_err(|error| self.explain::<V::Value>(error)),
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => Err(DeError::mismatch("bool", other)),
        }
    }

    whole_numbers! {
        deserialize_i8, visit_i8, i8, Number;
        deserialize_i16, visit_i16, i16, Number;
        deserialize_i32, visit_i32, i32, Number;
        deserialize_i64, visit_i64, i64, Number;
        deserialize_i128, visit_i128, i128, I128;
        deserialize_u8, visit_u8, u8, Number;
        deserialize_u16, visit_u16, u16, Number;
        deserialize_u32, visit_u32, u32, Number;
        deserialize_u64, visit_u64, u64, Number;
        deserialize_u128, visit_u128, u128, U128;
    }

    fn deserialize_f32<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Json(text) => json::read(text, Request::Number, visitor),
            value => visitor.visit_f32(real(value)?).map_err(|error| self.explain::<V::Value>(error)),
        }
    }

    fn deserialize_f64<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Json(text) => json::read(text, Request::Number, visitor),
            value => visitor.visit_f64(double(value)?).map_err(|error| self.explain::<V::Value>(error)),
        }
    }

    fn deserialize_char<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Varchar(_) => self.visit_text(Form::Athena, visitor),
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => Err(DeError::mismatch("char", other)),
        }
    }

    fn deserialize_str<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_text(Form::Iso, visitor)
    }

    fn deserialize_string<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_text(Form::Athena, visitor)
    }

    fn deserialize_bytes<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_bytes(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            // As `serde_json` has it: NULL of SQL and of JSON are both `None`.
            Value::Json(text) if text.trim() == "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Json(text) => json::read(text, Request::Any, visitor),
            other => Err(DeError::mismatch("NULL", other)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'r>>(self, _: &'static str, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, name: &'static str, visitor: V) -> Result<V::Value, DeError> {
        match (name, self.value) {
            (names::ZONED, _) => visitor.visit_newtype_struct(Self { place: Place::Zoned, ..self }),
            (names::AT_OFFSET, _) => visitor.visit_newtype_struct(Self { place: Place::AtOffset, ..self }),
            (names::RAW_JSON, Value::Json(text)) => json::read(text, Request::Newtype(names::RAW_JSON), visitor),
            _ if names::OWN.contains(&name) => self.visit_own(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_seq(None, visitor)
    }

    fn deserialize_tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value, DeError> {
        self.visit_seq(Some(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.visit_seq(Some(length), visitor)
    }

    fn deserialize_map<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.visit_struct(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'r>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let result = match self.value {
            Value::Varchar(text) => visitor.visit_enum(StrDeserializer::new(text)),
            Value::Json(text) => json::read(text, Request::Enum(name, variants), visitor),
            other => return Err(not_nested(&type_name::<V::Value>(), other)),
        };
        result.map_err(|error| self.explain::<V::Value>(error))
    }

    fn deserialize_identifier<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_text(Form::Athena, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }
}

/// A key and its value, as a tuple.
#[derive(Clone, Copy, Debug)]
struct EntryDeserializer<'a, 'r> {
    key: ValueDeserializer<'a, 'r>,
    value: ValueDeserializer<'a, 'r>,
}

impl<'r> Item<'r> for EntryDeserializer<'_, 'r> {
    fn explain<Target>(self, error: DeError) -> DeError {
        self.value.explain::<Target>(error)
    }
}

impl<'r> Deserializer<'r> for EntryDeserializer<'_, 'r> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        let elements = Elements::new([self.key, self.value].into_iter());
        visitor.visit_seq(elements).map_err(|error| error.got("an entry of a map: ask for a tuple of two"))
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, _: &'static str, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'r>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}
