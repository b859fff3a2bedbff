//! Parameters from cells, each of exactly the cell's type, so that a value that was read can be sent back.

use athena_sql::{AthenaType, Literal};

use super::Parameter;
use super::shape::Shape;
use crate::value::Value;

/// Every value keeps its type. Arrays, maps and rows are cast as a whole, to the types of the values in them.
/// [`Value::Other`] cannot be bound, because its text does not tell its type: bind the text, and cast it.
impl From<&Value<'_>> for Parameter {
    fn from(value: &Value<'_>) -> Self {
        let parameter = Self::of(literal(value));
        let data_type = match value {
            Value::TinyInt(_) => Some(AthenaType::TinyInt),
            Value::SmallInt(_) => Some(AthenaType::SmallInt),
            // Without its sign the number is a bigint, and an engine may read the digits before the sign.
            Value::Integer(i32::MIN) => Some(AthenaType::Integer),
            // A number that does not fit is a bigint without a cast.
            Value::BigInt(value) if i32::try_from(*value).is_ok() => Some(AthenaType::BigInt),
            Value::Array(_) | Value::Map(_) | Value::Row(_) => Shape::of(value).and_then(Shape::into_type),
            _ => None,
        };
        match data_type {
            Some(data_type) => parameter.cast(data_type),
            None => parameter,
        }
    }
}

impl From<Value<'_>> for Parameter {
    fn from(value: Value<'_>) -> Self {
        Self::from(&value)
    }
}

fn literal(value: &Value<'_>) -> Result<Literal, String> {
    Ok(match value {
        Value::Null => Literal::Null,
        Value::Boolean(value) => Literal::Boolean(*value),
        Value::TinyInt(value) => Literal::Integer((*value).into()),
        Value::SmallInt(value) => Literal::Integer((*value).into()),
        Value::Integer(value) => Literal::Integer((*value).into()),
        Value::BigInt(value) => Literal::Integer(*value),
        Value::Real(value) => Literal::Real(*value),
        Value::Double(value) => Literal::Double(*value),
        Value::Decimal(value) => Literal::Decimal(value.to_string()),
        Value::Varchar(text) => Literal::Varchar(text.clone().into_owned()),
        Value::Varbinary(bytes) => Literal::Varbinary(bytes.clone().into_owned()),
        Value::Date(value) => Literal::Date(value.to_string()),
        Value::Time(value) => Literal::Time(value.to_string()),
        Value::TimeTz(value) => Literal::Time(value.to_string()),
        Value::Timestamp(value) => Literal::Timestamp(value.to_string()),
        Value::TimestampTz(value) => Literal::Timestamp(value.to_string()),
        Value::IntervalDayTime(value) => Literal::IntervalDayToSecond(value.to_string()),
        Value::IntervalYearMonth(value) => Literal::IntervalYearToMonth(value.to_string()),
        Value::Json(text) => Literal::Json(text.clone().into_owned()),
        Value::Uuid(value) => Literal::Uuid(value.to_string()),
        Value::IpAddress(value) => Literal::IpAddress(value.to_string()),
        Value::Array(values) => Literal::Array(values.iter().map(literal).collect::<Result<_, _>>()?),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| Ok((literal(key)?, literal(value)?)));
            Literal::Map(entries.collect::<Result<_, String>>()?)
        }
        Value::Row(fields) => Literal::Row(fields.iter().map(|(_, value)| literal(value)).collect::<Result<_, _>>()?),
        Value::Other { type_name, .. } => {
            return Err(format!("a value of the type `{type_name}` is known as text only; bind the text, and cast it"));
        }
    })
}
