//! The deserializer of a row

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::error::{DeError, Step, type_name};
use super::key::Name;
use super::value::ValueDeserializer;
use crate::column::{ColumnIndex as _, Columns};
use crate::error::{Error, ErrorKind, Result as CoreResult};
use crate::suggest::nearest;
use crate::value::Value;

/// The columns, and a function that gives the value of a column.
#[derive(Debug)]
pub(super) struct RowDeserializer<'f, 'r, F> {
    columns: &'r Columns,
    value: &'f F,
}

impl<F> Clone for RowDeserializer<'_, '_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for RowDeserializer<'_, '_, F> {}

impl<'f, 'r, F: Fn(usize) -> CoreResult<Value<'r>>> RowDeserializer<'f, 'r, F> {
    pub(super) fn new(columns: &'r Columns, value: &'f F) -> Self {
        Self { columns, value }
    }

    fn column(self, index: usize) -> ColumnDeserializer<'f, 'r, F> {
        ColumnDeserializer { row: self, index }
    }

    /// The only column.
    fn only<V>(self) -> Result<ColumnDeserializer<'f, 'r, F>, DeError> {
        match self.columns.len() {
            1 => Ok(self.column(0)),
            columns => Err(DeError::decode(format!(
                "expected {}, and the row has {columns} columns: ask for a struct, a map or a tuple",
                type_name::<V>()
            ))),
        }
    }

    fn visit_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_seq(ByPosition { row: self, next: 0 })
    }

    fn visit_tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value, DeError> {
        match self.columns.len() {
            columns if columns == length => self.visit_seq(visitor),
            columns => {
                Err(DeError::decode(format!("expected a tuple of {length} values, and the row has {columns} columns")))
            }
        }
    }

    fn visit_map<V: Visitor<'r>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, DeError> {
        let mut columns = ByName { row: self, fields, next: 0, found: None };
        visitor.visit_map(&mut columns).map_err(|error| match error.missing_field() {
            Some(field) => self.missing(field).into(),
            None if columns.next == 0 => error.got("a row: ask for a tuple of its columns"),
            None => error,
        })
    }

    /// The error that [`Columns::position`] gives for a name that no column has.
    fn missing(self, field: &str) -> Error {
        let near = nearest(field, self.columns.iter().map(|column| column.name.as_str()));
        let message = format!("no column `{field}` in the result");
        self.columns.position(field).err().unwrap_or_else(|| {
            // A struct with a flattened field knows exact names only.
            let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            Error::new(ErrorKind::NoSuchColumn, message + &hint)
        })
    }
}

/// The columns from left to right.
struct ByPosition<'f, 'r, F> {
    row: RowDeserializer<'f, 'r, F>,
    next: usize,
}

impl<'r, F: Fn(usize) -> CoreResult<Value<'r>>> SeqAccess<'r> for ByPosition<'_, 'r, F> {
    type Error = DeError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, DeError> {
        if self.next == self.row.columns.len() {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        self.row.column(index).read(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.row.columns.len() - self.next)
    }
}

/// The columns of the fields of a struct, then those of which it has no field; it ignores or refuses them. Of columns
/// with one name the first counts.
struct ByName<'f, 'r, F> {
    row: RowDeserializer<'f, 'r, F>,
    fields: &'static [&'static str],
    /// The next field, counted on by the next column.
    next: usize,
    found: Option<usize>,
}

impl<'r, F> ByName<'_, 'r, F> {
    fn next_name(&mut self) -> Option<(Name<'r, 'r>, usize)> {
        let (fields, columns) = (self.fields, self.row.columns);
        while self.next < fields.len() + columns.len() {
            let next = self.next;
            self.next += 1;
            if let Some(field) = fields.get(next) {
                if let Some(index) = field.position(columns) {
                    return Some((Name::Borrowed(field), index));
                }
                continue;
            }
            let index = next - fields.len();
            let name = &columns[index].name;
            let is_field = fields.iter().any(|field| field.eq_ignore_ascii_case(name));
            let is_repeated = || columns.iter().take(index).any(|column| column.name == *name);
            if !is_field && !is_repeated() {
                return Some((Name::Borrowed(name), index));
            }
        }
        None
    }
}

impl<'r, F: Fn(usize) -> CoreResult<Value<'r>>> MapAccess<'r> for ByName<'_, 'r, F> {
    type Error = DeError;

    fn next_key_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>, DeError> {
        let Some((name, index)) = self.next_name() else { return Ok(None) };
        self.found = Some(index);
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<S::Value, DeError> {
        let index = self.found.take();
        let index = index.ok_or_else(|| DeError::decode("a value was asked for before its key"))?;
        self.row.column(index).read(seed)
    }
}

macro_rules! of_the_only_column {
    ($($method:ident($($argument:ident: $type:ty),*))+) => {
        $(fn $method<V: Visitor<'r>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, DeError> {
            let column = self.only::<V::Value>()?;
            column.$method($($argument,)* visitor).map_err(|error| column.name::<V::Value>(error))
        })+
    };
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*))+) => {
        $(fn $method<V: Visitor<'r>>(self, $(_: $argument,)* _: V) -> Result<V::Value, DeError> {
            Err(DeError::decode("expected nothing, and there is a row: ask for a struct, a map or a tuple"))
        })+
    };
}

impl<'r, F: Fn(usize) -> CoreResult<Value<'r>>> Deserializer<'r> for RowDeserializer<'_, 'r, F> {
    type Error = DeError;

    of_the_only_column! {
        deserialize_bool()
        deserialize_i8()
        deserialize_i16()
        deserialize_i32()
        deserialize_i64()
        deserialize_i128()
        deserialize_u8()
        deserialize_u16()
        deserialize_u32()
        deserialize_u64()
        deserialize_u128()
        deserialize_f32()
        deserialize_f64()
        deserialize_char()
        deserialize_str()
        deserialize_string()
        deserialize_bytes()
        deserialize_byte_buf()
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
        deserialize_identifier()
    }

    refused! {
        deserialize_unit()
        deserialize_unit_struct(&'static str)
    }

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_map(&[], visitor)
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        let is_null = self.columns.len() == 1 && (self.value)(0)?.is_null();
        if is_null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, name: &'static str, visitor: V) -> Result<V::Value, DeError> {
        // Names of private newtypes, whose content is one value.
        if name.starts_with('$') {
            let column = self.only::<V::Value>()?;
            let value = column.deserialize_newtype_struct(name, visitor);
            return value.map_err(|error| column.name::<V::Value>(error));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value, DeError> {
        self.visit_tuple(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.visit_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.visit_map(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.visit_map(fields, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }
}

/// A column of the row. Its value is made when a type asks for it, so that ignored columns cost nothing.
#[derive(Debug)]
struct ColumnDeserializer<'f, 'r, F> {
    row: RowDeserializer<'f, 'r, F>,
    index: usize,
}

impl<F> Clone for ColumnDeserializer<'_, '_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for ColumnDeserializer<'_, '_, F> {}

impl<'r, F: Fn(usize) -> CoreResult<Value<'r>>> ColumnDeserializer<'_, 'r, F> {
    fn read<S: DeserializeSeed<'r>>(self, seed: S) -> Result<S::Value, DeError> {
        seed.deserialize(self).map_err(|error| self.name::<S::Value>(error))
    }

    /// Names the value and the column in an error.
    fn name<Target>(self, error: DeError) -> DeError {
        let error = match (self.row.value)(self.index) {
            Ok(value) => error.explain::<Target>(&value),
            Err(_) => error,
        };
        error.at(Step::Name(&self.row.columns[self.index].name))
    }
}

macro_rules! of_the_value {
    ($($method:ident($($argument:ident: $type:ty),*))+) => {
        $(fn $method<V: Visitor<'r>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, DeError> {
            let value = (self.row.value)(self.index)?;
            ValueDeserializer::new(&value).$method($($argument,)* visitor)
        })+
    };
}

impl<'r, F: Fn(usize) -> CoreResult<Value<'r>>> Deserializer<'r> for ColumnDeserializer<'_, 'r, F> {
    type Error = DeError;

    of_the_value! {
        deserialize_any()
        deserialize_bool()
        deserialize_i8()
        deserialize_i16()
        deserialize_i32()
        deserialize_i64()
        deserialize_i128()
        deserialize_u8()
        deserialize_u16()
        deserialize_u32()
        deserialize_u64()
        deserialize_u128()
        deserialize_f32()
        deserialize_f64()
        deserialize_char()
        deserialize_str()
        deserialize_string()
        deserialize_bytes()
        deserialize_byte_buf()
        deserialize_option()
        deserialize_unit()
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_seq()
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_map()
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
        deserialize_identifier()
    }

    fn deserialize_ignored_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }
}
