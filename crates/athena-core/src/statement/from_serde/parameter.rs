//! The serializer of one value

use std::fmt::Display;
use std::net::IpAddr;
use std::str::FromStr;

use athena_sql::Literal;
use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    Serializer,
};
use uuid::Uuid;

use super::error::BindError;
use crate::de::names;
use crate::statement::Parameter;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

type Result<T = Parameter> = std::result::Result<T, BindError>;

/// Makes the parameter of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ToParameter {
    /// A map or a sequence is the fields of a row.
    is_row: bool,
}

impl ToParameter {
    /// The text of a value that is one.
    pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> Result<String> {
        match value.serialize(Self::default())?.literal() {
            Ok(Literal::Varchar(text)) => Ok(text.clone()),
            _ => Err(BindError::new("expected a text")),
        }
    }
}

macro_rules! from {
    ($($method:ident: $source:ty;)+) => {
        $(fn $method(self, value: $source) -> Result {
            Ok(value.into())
        })+
    };
}

impl Serializer for ToParameter {
    type Ok = Parameter;
    type Error = BindError;
    type SerializeSeq = Values;
    type SerializeTuple = Values;
    type SerializeTupleStruct = Values;
    type SerializeTupleVariant = Impossible<Parameter, BindError>;
    type SerializeMap = Entries;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Parameter, BindError>;

    from! {
        serialize_bool: bool;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_i128: i128;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
        serialize_u128: u128;
        serialize_f32: f32;
        serialize_f64: f64;
        serialize_char: char;
        serialize_str: &str;
        serialize_bytes: &[u8];
    }

    fn serialize_none(self) -> Result {
        Ok(Parameter::null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        Ok(Parameter::null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        Ok(Parameter::null())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result {
        match name {
            names::DATE => parsed::<Date>(value),
            names::TIME => parsed::<Time>(value),
            names::TIME_TZ => parsed::<TimeTz>(value),
            names::TIMESTAMP => parsed::<Timestamp>(value),
            names::TIMESTAMP_TZ => parsed::<TimestampTz<'static>>(value),
            names::INTERVAL_DAY_TIME => parsed::<IntervalDayTime>(value),
            names::INTERVAL_YEAR_MONTH => parsed::<IntervalYearMonth>(value),
            names::DECIMAL => parsed::<Decimal>(value),
            names::UUID => parsed::<Uuid>(value),
            names::IP_ADDRESS => parsed::<IpAddr>(value),
            names::JSON => serde_json::to_string(value).map(Parameter::json).map_err(invalid),
            names::ROW => value.serialize(Self { is_row: true }),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result {
        Err(variant_with_fields(variant))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Values> {
        Ok(Values::new(length.unwrap_or_default(), self.is_row))
    }

    fn serialize_tuple(self, length: usize) -> Result<Values> {
        Ok(Values::new(length, true))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Values> {
        Ok(Values::new(length, true))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(variant_with_fields(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries> {
        Ok(Entries { key: None, entries: Vec::new(), is_row: self.is_row })
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Fields> {
        Ok(Fields { name, values: Vec::with_capacity(length) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(variant_with_fields(variant))
    }
}

fn parsed<T: FromStr<Err: Display> + Into<Parameter>>(text: &(impl Serialize + ?Sized)) -> Result {
    ToParameter::text(text)?.parse::<T>().map(Into::into).map_err(invalid)
}

fn invalid(error: impl Display) -> BindError {
    BindError::new(error.to_string())
}

fn variant_with_fields(variant: &str) -> BindError {
    BindError::new(format!("the variant `{variant}` of an enum has fields, which Athena has no type for"))
}

/// The elements of an array, or the fields of a row.
pub(super) struct Values {
    values: Vec<Parameter>,
    is_row: bool,
}

impl Values {
    fn new(length: usize, is_row: bool) -> Self {
        // A length that a type announces is not to be trusted with memory.
        Self { values: Vec::with_capacity(length.min(1024)), is_row }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.values.push(value.serialize(ToParameter::default())?);
        Ok(())
    }

    fn into_parameter(self) -> Result {
        Ok(if self.is_row { Parameter::row(self.values) } else { Parameter::array(self.values) })
    }
}

impl SerializeSeq for Values {
    type Ok = Parameter;
    type Error = BindError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        self.into_parameter()
    }
}

impl SerializeTuple for Values {
    type Ok = Parameter;
    type Error = BindError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        self.into_parameter()
    }
}

impl SerializeTupleStruct for Values {
    type Ok = Parameter;
    type Error = BindError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        self.into_parameter()
    }
}

/// The entries of a map, or the fields of a [`Value::Row`](crate::Value::Row).
pub(super) struct Entries {
    key: Option<Parameter>,
    entries: Vec<(Parameter, Parameter)>,
    is_row: bool,
}

impl SerializeMap for Entries {
    type Ok = Parameter;
    type Error = BindError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.key = Some(key.serialize(ToParameter::default())?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = self.key.take().ok_or_else(|| BindError::new("a map has a value without a key"))?;
        self.entries.push((key, value.serialize(ToParameter::default())?));
        Ok(())
    }

    fn end(self) -> Result {
        Ok(match self.is_row {
            true => Parameter::row(self.entries.into_iter().map(|(_, value)| value)),
            false => Parameter::map(self.entries),
        })
    }
}

/// The fields of a struct.
pub(super) struct Fields {
    name: &'static str,
    values: Vec<Parameter>,
}

impl SerializeStruct for Fields {
    type Ok = Parameter;
    type Error = BindError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<()> {
        self.values.push(match self.name {
            names::RAW_JSON => Parameter::json(ToParameter::text(value)?),
            // The form of a number if `serde_json` has its feature `arbitrary_precision`.
            names::JSON_NUMBER => json_number(&ToParameter::text(value)?)?,
            _ => value.serialize(ToParameter::default())?,
        });
        Ok(())
    }

    fn end(mut self) -> Result {
        match self.name {
            names::RAW_JSON | names::JSON_NUMBER => {
                self.values.pop().ok_or_else(|| BindError::new("a value of `serde_json` has no text"))
            }
            _ => Ok(Parameter::row(self.values)),
        }
    }
}

fn json_number(text: &str) -> Result {
    if let Ok(number) = text.parse::<i64>() {
        return Ok(number.into());
    }
    match text.parse::<i128>() {
        Ok(number) => Ok(number.into()),
        Err(_) => text.parse::<f64>().map(Into::into).map_err(invalid),
    }
}
