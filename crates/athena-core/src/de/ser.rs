//! `Serialize` for [`Value`]

use std::borrow::Cow;

use serde::ser::{Serialize, Serializer};

use super::names;
use super::own::Text;
use crate::value::Value;

/// Writes numbers as numbers, NULL as none, text as text, `varbinary` as bytes, arrays as sequences, and maps as maps
/// whose keys are printed. A row is a map of its fields, or a sequence if a field has no name. JSON is the value that
/// its text describes, or the text where that is not JSON. Everything else is Athena's text. So is a decimal: a float
/// would lose digits.
///
/// ```
/// use athena_core::Value;
///
/// let row = Value::Row(vec![
///     (Some("id".into()), Value::BigInt(1)),
///     (Some("at".into()), Value::Timestamp("2020-01-01 12:00:00.000".parse()?)),
///     (Some("doc".into()), Value::Json(r#"{"tags": ["a", "b"]}"#.into())),
/// ]);
/// let json = serde_json::to_string(&row)?;
/// assert_eq!(json, r#"{"id":1,"at":"2020-01-01 12:00:00.000","doc":{"tags":["a","b"]}}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::TinyInt(value) => serializer.serialize_i8(*value),
            Self::SmallInt(value) => serializer.serialize_i16(*value),
            Self::Integer(value) => serializer.serialize_i32(*value),
            Self::BigInt(value) => serializer.serialize_i64(*value),
            Self::Real(value) => serializer.serialize_f32(*value),
            Self::Double(value) => serializer.serialize_f64(*value),
            Self::Decimal(value) => value.serialize(serializer),
            Self::Varchar(text) | Self::Other { text, .. } => serializer.serialize_str(text),
            Self::Varbinary(bytes) => serializer.serialize_bytes(bytes),
            Self::Date(value) => value.serialize(serializer),
            Self::Time(value) => value.serialize(serializer),
            Self::TimeTz(value) => value.serialize(serializer),
            Self::Timestamp(value) => value.serialize(serializer),
            Self::TimestampTz(value) => value.serialize(serializer),
            Self::IntervalDayTime(value) => value.serialize(serializer),
            Self::IntervalYearMonth(value) => value.serialize(serializer),
            Self::Json(text) => match serde_json::from_str::<serde_json::Value>(text) {
                Ok(value) => serializer.serialize_newtype_struct(names::JSON, &value),
                Err(_) => serializer.serialize_str(text),
            },
            Self::Uuid(value) => serializer.serialize_newtype_struct(names::UUID, &Text(value)),
            Self::IpAddress(value) => serializer.serialize_newtype_struct(names::IP_ADDRESS, &Text(value)),
            Self::Array(values) => serializer.collect_seq(values),
            Self::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (Key(key), value))),
            Self::Row(fields) => serializer.serialize_newtype_struct(names::ROW, &Fields(fields)),
        }
    }
}

/// A key of a map: formats such as JSON have text there only.
struct Key<'a>(&'a Value<'a>);

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

struct Fields<'a>(&'a [(Option<Cow<'a, str>>, Value<'a>)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named: Option<Vec<_>> = self.0.iter().map(|(name, value)| Some((name.as_deref()?, value))).collect();
        match named {
            Some(named) => serializer.collect_map(named),
            None => serializer.collect_seq(self.0.iter().map(|(_, value)| value)),
        }
    }
}
