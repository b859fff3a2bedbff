//! The serializer of what holds the values of all markers

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    Serializer,
};

use super::error::BindError;
use super::parameter::ToParameter;
use crate::statement::Bindings;

type Result<T = Bindings> = std::result::Result<T, BindError>;

/// Makes the bindings of a struct, a map, a tuple or a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct ToBindings;

macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $result:ty, $what:literal;)+) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$result> {
            Err(refused($what))
        })+
    };
}

fn refused(what: &str) -> BindError {
    BindError::new(format!(
        "expected the values of all markers, got {what}: bind a struct, a map, a tuple or a sequence"
    ))
}

impl Serializer for ToBindings {
    type Ok = Bindings;
    type Error = BindError;
    type SerializeSeq = InOrder;
    type SerializeTuple = InOrder;
    type SerializeTupleStruct = InOrder;
    type SerializeTupleVariant = Impossible<Bindings, BindError>;
    type SerializeMap = ByName;
    type SerializeStruct = ByName;
    type SerializeStructVariant = Impossible<Bindings, BindError>;

    refused! {
        serialize_bool(bool) -> Bindings, "a boolean";
        serialize_i8(i8) -> Bindings, "a number";
        serialize_i16(i16) -> Bindings, "a number";
        serialize_i32(i32) -> Bindings, "a number";
        serialize_i64(i64) -> Bindings, "a number";
        serialize_i128(i128) -> Bindings, "a number";
        serialize_u8(u8) -> Bindings, "a number";
        serialize_u16(u16) -> Bindings, "a number";
        serialize_u32(u32) -> Bindings, "a number";
        serialize_u64(u64) -> Bindings, "a number";
        serialize_u128(u128) -> Bindings, "a number";
        serialize_f32(f32) -> Bindings, "a number";
        serialize_f64(f64) -> Bindings, "a number";
        serialize_char(char) -> Bindings, "a text";
        serialize_str(&str) -> Bindings, "a text";
        serialize_bytes(&[u8]) -> Bindings, "bytes";
        serialize_none() -> Bindings, "`None`";
        serialize_unit_variant(&'static str, u32, &'static str) -> Bindings, "an enum";
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant, "an enum";
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant, "an enum";
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result {
        Err(refused("an enum"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        Ok(Bindings::new())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        Ok(Bindings::new())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<InOrder> {
        Ok(InOrder::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<InOrder> {
        Ok(InOrder::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<InOrder> {
        Ok(InOrder::default())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ByName> {
        Ok(ByName::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<ByName> {
        Ok(ByName::default())
    }
}

#[derive(Default)]
pub(super) struct InOrder {
    bindings: Bindings,
    count: usize,
}

impl InOrder {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.count += 1;
        let parameter = value.serialize(ToParameter::default());
        let parameter = parameter.map_err(|error| error.of(format_args!("`?` marker {}", self.count)))?;
        self.bindings = std::mem::take(&mut self.bindings).bind_next(parameter);
        Ok(())
    }
}

impl SerializeSeq for InOrder {
    type Ok = Bindings;
    type Error = BindError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(self.bindings)
    }
}

impl SerializeTuple for InOrder {
    type Ok = Bindings;
    type Error = BindError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(self.bindings)
    }
}

impl SerializeTupleStruct for InOrder {
    type Ok = Bindings;
    type Error = BindError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(self.bindings)
    }
}

#[derive(Default)]
pub(super) struct ByName {
    bindings: Bindings,
    name: Option<String>,
}

impl ByName {
    fn bind<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<()> {
        let parameter = value.serialize(ToParameter::default());
        let parameter = parameter.map_err(|error| error.of(format_args!("`{name}`")))?;
        self.bindings = std::mem::take(&mut self.bindings).bind(name, parameter);
        Ok(())
    }
}

impl SerializeMap for ByName {
    type Ok = Bindings;
    type Error = BindError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        let name = ToParameter::text(key).map_err(|_| BindError::new("the name of a parameter is not a text"))?;
        self.name = Some(name);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let name = self.name.take().ok_or_else(|| BindError::new("a map has a value without a key"))?;
        self.bind(name, value)
    }

    fn end(self) -> Result {
        Ok(self.bindings)
    }
}

impl SerializeStruct for ByName {
    type Ok = Bindings;
    type Error = BindError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.bind(name.to_owned(), value)
    }

    fn end(self) -> Result {
        Ok(self.bindings)
    }
}
