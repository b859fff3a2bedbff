//! `Value`: the value of one cell.

use std::borrow::Cow;
use std::net::IpAddr;

use uuid::Uuid;

use super::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

/// The exact value of one cell of a result, of any type of engine version 3
/// ([data types](https://docs.aws.amazon.com/athena/latest/ug/data-types.html)).
///
/// Text and bytes are borrowed from the driver's batch if it has them in this form; [`into_owned`](Self::into_owned)
/// makes a value independent of the batch. For conversions to Rust types, see [`FromValue`](super::FromValue).
///
/// `==` compares values, not their text form: `1.50` equals `1.5`, and the order of map entries does not matter. As
/// everywhere in Rust, `NaN` is not equal to itself, but it is [`identical`](Self::identical) to itself. Values of two
/// types are never equal. `Display` prints Athena's text.
///
/// ```
/// use athena_core::value::Value;
///
/// let row = Value::Row(vec![(Some("id".into()), Value::BigInt(1)), (Some("x".into()), Value::Double(1e20))]);
/// assert_eq!(row.to_string(), "{id=1, x=1.0E20}");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value<'a> {
    /// NULL, of any type.
    Null,
    /// `boolean`.
    Boolean(bool),
    /// `tinyint`, 8 bits.
    TinyInt(i8),
    /// `smallint`, 16 bits.
    SmallInt(i16),
    /// `integer`, 32 bits; `int` in DDL.
    Integer(i32),
    /// `bigint`, 64 bits.
    BigInt(i64),
    /// `real`, 32 bits; `float` in DDL and in the metadata of results.
    Real(f32),
    /// `double`, 64 bits.
    Double(f64),
    /// `decimal(p, s)`.
    Decimal(Decimal),
    /// `varchar`, `char` with the padding that Athena sends, and `string`, the type in the output of SHOW and DESCRIBE.
    Varchar(Cow<'a, str>),
    /// `varbinary`; `binary` in DDL.
    Varbinary(Cow<'a, [u8]>),
    /// `date`.
    Date(Date),
    /// `time(p)`.
    Time(Time),
    /// `time(p) with time zone`.
    TimeTz(TimeTz),
    /// `timestamp(p)`.
    Timestamp(Timestamp),
    /// `timestamp(p) with time zone`.
    TimestampTz(TimestampTz<'a>),
    /// `interval day to second`.
    IntervalDayTime(IntervalDayTime),
    /// `interval year to month`.
    IntervalYearMonth(IntervalYearMonth),
    /// `json`: the JSON text as Athena sends it.
    Json(Cow<'a, str>),
    /// `uuid`.
    Uuid(Uuid),
    /// `ipaddress`.
    IpAddress(IpAddr),
    /// `array(T)`.
    Array(Vec<Value<'a>>),
    /// `map(K, V)`, in the order of the result format.
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// `row(...)`; `struct` in DDL. A field may have no name.
    Row(Vec<(Option<Cow<'a, str>>, Value<'a>)>),
    /// A type that this version does not know, or an array, map or row without known element types. The metadata of
    /// results does not contain them, and without them the text is ambiguous.
    Other {
        /// The type's name as the service spells it.
        type_name: Cow<'a, str>,
        /// The text as the service sent it.
        text: Cow<'a, str>,
    },
}

impl Value<'_> {
    /// Whether this is NULL.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The name of the type in Athena's DML, without parameters: `bigint`, `timestamp with time zone`, `array`. The
    /// type of NULL is `unknown`, as in the engine.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Null => "unknown",
            Self::Boolean(_) => "boolean",
            Self::TinyInt(_) => "tinyint",
            Self::SmallInt(_) => "smallint",
            Self::Integer(_) => "integer",
            Self::BigInt(_) => "bigint",
            Self::Real(_) => "real",
            Self::Double(_) => "double",
            Self::Decimal(_) => "decimal",
            Self::Varchar(_) => "varchar",
            Self::Varbinary(_) => "varbinary",
            Self::Date(_) => "date",
            Self::Time(_) => "time",
            Self::TimeTz(_) => "time with time zone",
            Self::Timestamp(_) => "timestamp",
            Self::TimestampTz(_) => "timestamp with time zone",
            Self::IntervalDayTime(_) => "interval day to second",
            Self::IntervalYearMonth(_) => "interval year to month",
            Self::Json(_) => "json",
            Self::Uuid(_) => "uuid",
            Self::IpAddress(_) => "ipaddress",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
            Self::Row(_) => "row",
            Self::Other { type_name, .. } => type_name,
        }
    }

    /// The same value, owning its text and bytes.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(v) => Value::Boolean(v),
            Self::TinyInt(v) => Value::TinyInt(v),
            Self::SmallInt(v) => Value::SmallInt(v),
            Self::Integer(v) => Value::Integer(v),
            Self::BigInt(v) => Value::BigInt(v),
            Self::Real(v) => Value::Real(v),
            Self::Double(v) => Value::Double(v),
            Self::Decimal(v) => Value::Decimal(v),
            Self::Varchar(v) => Value::Varchar(owned(v)),
            Self::Varbinary(v) => Value::Varbinary(Cow::Owned(v.into_owned())),
            Self::Date(v) => Value::Date(v),
            Self::Time(v) => Value::Time(v),
            Self::TimeTz(v) => Value::TimeTz(v),
            Self::Timestamp(v) => Value::Timestamp(v),
            Self::TimestampTz(v) => Value::TimestampTz(v.into_owned()),
            Self::IntervalDayTime(v) => Value::IntervalDayTime(v),
            Self::IntervalYearMonth(v) => Value::IntervalYearMonth(v),
            Self::Json(v) => Value::Json(owned(v)),
            Self::Uuid(v) => Value::Uuid(v),
            Self::IpAddress(v) => Value::IpAddress(v),
            Self::Array(v) => Value::Array(v.into_iter().map(Value::into_owned).collect()),
            Self::Map(v) => Value::Map(v.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect()),
            Self::Row(v) => Value::Row(v.into_iter().map(|(n, v)| (n.map(owned), v.into_owned())).collect()),
            Self::Other { type_name, text } => Value::Other { type_name: owned(type_name), text: owned(text) },
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
