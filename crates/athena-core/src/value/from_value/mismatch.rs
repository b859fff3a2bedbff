//! Why a value does not become a type.

use crate::error::{Error, ErrorKind};
use crate::value::Value;
use crate::value::decode::excerpt;

/// The value is of another type than `expected`, which is one or more names of Athena types.
pub(crate) fn mismatch(expected: &str, value: &Value<'_>) -> Error {
    let got = value.type_name();
    let message = match value {
        Value::Null => format!("expected {expected}, got NULL: ask for `Option<T>`"),
        _ => format!("expected {expected}, got {got}: ask for {}", rust_type(value)),
    };
    Error::new(ErrorKind::Decode, message)
}

/// The value is of the right type, but `target` cannot hold it; `why` says what would be lost.
pub(crate) fn does_not_fit(value: &Value<'_>, target: &str, why: &str) -> Error {
    let text = value.to_string();
    Error::new(ErrorKind::Decode, format!("{} `{}` does not fit {target}: {why}", value.type_name(), excerpt(&text)))
}

/// The Rust type that takes every value of this type.
pub(crate) fn rust_type(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "`Option<T>`",
        Value::Boolean(_) => "`bool`",
        Value::TinyInt(_) => "`i8`",
        Value::SmallInt(_) => "`i16`",
        Value::Integer(_) => "`i32`",
        Value::BigInt(_) => "`i64`",
        Value::Real(_) => "`f32`",
        Value::Double(_) => "`f64`",
        Value::Decimal(_) => "`value::Decimal`",
        Value::Varchar(_) | Value::Json(_) | Value::Other { .. } => "`String`",
        Value::Varbinary(_) => "`Vec<u8>`",
        Value::Date(_) => "`value::Date`",
        Value::Time(_) => "`value::Time`",
        Value::TimeTz(_) => "`value::TimeTz`",
        Value::Timestamp(_) => "`value::Timestamp`",
        Value::TimestampTz(_) => "`value::TimestampTz`",
        Value::IntervalDayTime(_) => "`value::IntervalDayTime`",
        Value::IntervalYearMonth(_) => "`value::IntervalYearMonth`",
        Value::Uuid(_) => "`uuid::Uuid`",
        Value::IpAddress(_) => "`std::net::IpAddr`",
        Value::Array(_) => "`Vec<T>`",
        Value::Map(_) => "`BTreeMap<K, V>`",
        Value::Row(_) => "`Value`",
    }
}
