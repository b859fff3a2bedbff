//! Types of Athena engine version 3, and the Arrow types that represent them.
//!
//! Arrow lacks many of Trino's types. Each of these is represented by an Arrow type that nothing else uses. A metadata
//! tag could be dropped by an optimizer, but the type passes through every operator of DataFusion: unions, CASE,
//! VALUES, joins and nesting.
//!
//! | Athena | Arrow |
//! |---|---|
//! | json | `LargeUtf8` |
//! | uuid, ipaddress | `FixedSizeBinary(16)`, `FixedSizeBinary(17)` |
//! | timestamp(0, 3, 6, 9) | `Timestamp` of that unit |
//! | timestamp(other p), and (9) out of the range of nanoseconds | `FixedSizeBinary(20 + p)` |
//! | time(0, 3, 6, 9); time(other p) | `Time32`, `Time64`; `FixedSizeBinary(60 + p)` |
//! | time(p) with time zone | `FixedSizeBinary(40 + p)` |
//! | timestamp(p) with time zone, one zone | `Timestamp` with that zone, p in 0, 3, 6, 9 |
//! | the same with a zone per row, or another p | `FixedSizeBinary(100 + p)` |
//! | interval year to month, day to second | `Interval(YearMonth)`, `Interval(MonthDayNano)` |
//!
//! The bytes of the packed forms (see `packed_time.rs`) compare in value order, so sorting and grouping work, but
//! arithmetic does not. Only the length of `varchar(n)` and `char(n)` is stored in field metadata. It survives
//! projections, aliases, unions and VALUES; other expressions lose it and have type `varchar`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, IntervalUnit, TimeUnit};

/// Key of the field metadata that holds `varchar(n)` or `char(n)`.
pub(crate) const TYPE_KEY: &str = "athena:type";
/// Name prefix of an unnamed row field, because Arrow requires distinct names.
pub(crate) const UNNAMED: char = '\u{1}';

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AthenaType {
    Unknown,
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    Decimal(u8, i8),
    Varchar(Option<u32>),
    Char(u32),
    Varbinary,
    Date,
    Time(u8),
    TimeTz(u8),
    Timestamp(u8),
    TimestampTz(u8),
    IntervalDay,
    IntervalYear,
    Json,
    Uuid,
    IpAddress,
    Array(Box<AthenaType>),
    Map(Box<AthenaType>, Box<AthenaType>),
    Row(Vec<(Option<String>, AthenaType)>),
}

impl AthenaType {
    /// The type of an Arrow field, including its metadata.
    pub(crate) fn of(field: &Field) -> Self {
        if let Some(tagged) = field.metadata().get(TYPE_KEY).and_then(|text| super::type_parser::parse(text).ok()) {
            let text = matches!(field.data_type(), DataType::Utf8 | DataType::Utf8View);
            if text {
                return tagged;
            }
        }
        Self::of_arrow(field.data_type())
    }

    pub(crate) fn of_arrow(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Boolean,
            DataType::Int8 => Self::TinyInt,
            DataType::Int16 | DataType::UInt8 => Self::SmallInt,
            DataType::Int32 | DataType::UInt16 => Self::Integer,
            DataType::Int64 | DataType::UInt32 | DataType::UInt64 => Self::BigInt,
            DataType::Float16 | DataType::Float32 => Self::Real,
            DataType::Float64 => Self::Double,
            DataType::Decimal32(p, s)
            | DataType::Decimal64(p, s)
            | DataType::Decimal128(p, s)
            | DataType::Decimal256(p, s) => Self::Decimal(*p, *s),
            DataType::LargeUtf8 => Self::Json,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Varbinary,
            DataType::FixedSizeBinary(16) => Self::Uuid,
            DataType::FixedSizeBinary(17) => Self::IpAddress,
            DataType::FixedSizeBinary(n @ 20..=32) => Self::Timestamp(digits(*n, 20)),
            DataType::FixedSizeBinary(n @ 40..=52) => Self::TimeTz(digits(*n, 40)),
            DataType::FixedSizeBinary(n @ 60..=72) => Self::Time(digits(*n, 60)),
            DataType::FixedSizeBinary(n @ 100..=112) => Self::TimestampTz(digits(*n, 100)),
            DataType::FixedSizeBinary(_) => Self::Varbinary,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Time(unit_digits(*unit)),
            DataType::Timestamp(unit, None) => Self::Timestamp(unit_digits(*unit)),
            DataType::Timestamp(unit, Some(_)) => Self::TimestampTz(unit_digits(*unit)),
            DataType::Interval(IntervalUnit::YearMonth) => Self::IntervalYear,
            DataType::Interval(_) | DataType::Duration(_) => Self::IntervalDay,
            DataType::List(item)
            | DataType::LargeList(item)
            | DataType::FixedSizeList(item, _)
            | DataType::ListView(item)
            | DataType::LargeListView(item) => Self::Array(Box::new(Self::of(item))),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(fields) if fields.len() == 2 => {
                    Self::Map(Box::new(Self::of(&fields[0])), Box::new(Self::of(&fields[1])))
                }
                _ => Self::Unknown,
            },
            DataType::Struct(fields) => {
                let named = |f: &FieldRef| (!f.name().starts_with(UNNAMED)).then(|| f.name().clone());
                Self::Row(fields.iter().map(|f| (named(f), Self::of(f))).collect())
            }
            DataType::Dictionary(_, value) => Self::of_arrow(value),
            DataType::RunEndEncoded(_, value) => Self::of(value),
            DataType::Utf8 | DataType::Utf8View => Self::Varchar(None),
            DataType::Null | DataType::Union(..) => Self::Unknown,
        }
    }

    /// The Arrow type that represents this type.
    pub(crate) fn to_arrow(&self) -> DataType {
        match self {
            Self::Unknown => DataType::Null,
            Self::Boolean => DataType::Boolean,
            Self::TinyInt => DataType::Int8,
            Self::SmallInt => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            Self::Decimal(p, s) => DataType::Decimal128(*p, *s),
            Self::Varchar(_) | Self::Char(_) => DataType::Utf8,
            Self::Varbinary => DataType::Binary,
            Self::Date => DataType::Date32,
            Self::Time(0) => DataType::Time32(TimeUnit::Second),
            Self::Time(3) => DataType::Time32(TimeUnit::Millisecond),
            Self::Time(6) => DataType::Time64(TimeUnit::Microsecond),
            Self::Time(9) => DataType::Time64(TimeUnit::Nanosecond),
            Self::Time(p) => DataType::FixedSizeBinary(60 + i32::from(*p)),
            Self::TimeTz(p) => DataType::FixedSizeBinary(40 + i32::from(*p)),
            Self::Timestamp(p) => match digits_unit(*p) {
                Some(unit) => DataType::Timestamp(unit, None),
                None => Self::packed_timestamp(*p),
            },
            Self::TimestampTz(p) => Self::packed_timestamp_tz(*p),
            Self::IntervalDay => DataType::Interval(IntervalUnit::MonthDayNano),
            Self::IntervalYear => DataType::Interval(IntervalUnit::YearMonth),
            Self::Json => DataType::LargeUtf8,
            Self::Uuid => DataType::FixedSizeBinary(16),
            Self::IpAddress => DataType::FixedSizeBinary(17),
            Self::Array(item) => DataType::List(item.to_field("item", true)),
            Self::Map(key, value) => {
                let entries = Fields::from(vec![key.to_field("key", false), value.to_field("value", true)]);
                DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
            }
            Self::Row(fields) => DataType::Struct(
                fields
                    .iter()
                    .enumerate()
                    .map(|(i, (name, ty))| match name {
                        Some(name) => ty.to_field(name, true),
                        None => ty.to_field(&format!("{UNNAMED}{i}"), true),
                    })
                    .collect(),
            ),
        }
    }

    pub(crate) fn packed_timestamp(p: u8) -> DataType {
        DataType::FixedSizeBinary(20 + i32::from(p))
    }

    pub(crate) fn packed_timestamp_tz(p: u8) -> DataType {
        DataType::FixedSizeBinary(100 + i32::from(p))
    }

    pub(crate) fn to_field(&self, name: &str, nullable: bool) -> FieldRef {
        Arc::new(self.tag(Field::new(name, self.to_arrow(), nullable)))
    }

    /// Adds the metadata of types that need it.
    pub(crate) fn tag(&self, field: Field) -> Field {
        match self {
            Self::Varchar(Some(_)) | Self::Char(_) => {
                field.with_metadata(HashMap::from([(TYPE_KEY.to_owned(), self.to_string())]))
            }
            _ => field,
        }
    }

    /// `Type`, `Precision`, `Scale` and `CaseSensitive` of `ColumnInfo`.
    pub(crate) fn column_info(&self) -> (&'static str, i32, i32, bool) {
        let length = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        match self {
            Self::Unknown => ("unknown", 0, 0, false),
            Self::Boolean => ("boolean", 0, 0, false),
            Self::TinyInt => ("tinyint", 3, 0, false),
            Self::SmallInt => ("smallint", 5, 0, false),
            Self::Integer => ("integer", 10, 0, false),
            Self::BigInt => ("bigint", 19, 0, false),
            Self::Real => ("float", 17, 0, false),
            Self::Double => ("double", 17, 0, false),
            Self::Decimal(p, s) => ("decimal", i32::from(*p), i32::from(*s), false),
            Self::Varchar(None) => ("varchar", i32::MAX, 0, true),
            Self::Varchar(Some(n)) => ("varchar", length(*n), 0, true),
            Self::Char(n) => ("char", length(*n), 0, true),
            Self::Varbinary => ("varbinary", 1_073_741_824, 0, false),
            Self::Date => ("date", 0, 0, false),
            Self::Time(_) => ("time", 3, 0, false),
            Self::TimeTz(_) => ("time with time zone", 3, 0, false),
            Self::Timestamp(_) => ("timestamp", 3, 0, false),
            Self::TimestampTz(_) => ("timestamp with time zone", 3, 0, false),
            Self::IntervalDay => ("interval day to second", 0, 0, false),
            Self::IntervalYear => ("interval year to month", 0, 0, false),
            Self::Json => ("json", 0, 0, false),
            Self::Uuid => ("uuid", 0, 0, false),
            Self::IpAddress => ("ipaddress", 0, 0, false),
            Self::Array(_) => ("array", 0, 0, false),
            Self::Map(..) => ("map", 0, 0, false),
            Self::Row(_) => ("row", 0, 0, false),
        }
    }

    /// The Glue spelling, as `DESCRIBE` and `GetTableMetadata` print it.
    pub(crate) fn hive(&self) -> String {
        match self {
            Self::Integer => "int".to_owned(),
            Self::Real => "float".to_owned(),
            Self::Varchar(None) | Self::Json | Self::Uuid | Self::IpAddress | Self::Unknown => "string".to_owned(),
            Self::Varbinary => "binary".to_owned(),
            Self::Timestamp(_) | Self::TimestampTz(_) => "timestamp".to_owned(),
            Self::Array(item) => format!("array<{}>", item.hive()),
            Self::Map(key, value) => format!("map<{},{}>", key.hive(), value.hive()),
            Self::Row(fields) => {
                let field = |(i, (name, ty)): (usize, &(Option<String>, Self))| match name {
                    Some(name) => format!("{name}:{}", ty.hive()),
                    None => format!("field{i}:{}", ty.hive()),
                };
                let fields: Vec<_> = fields.iter().enumerate().map(field).collect();
                format!("struct<{}>", fields.join(","))
            }
            other => other.to_string(),
        }
    }
}

/// Trino's spelling, as `typeof` and `information_schema` print it.
impl fmt::Display for AthenaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            Self::Varchar(Some(n)) => write!(f, "varchar({n})"),
            Self::Char(n) => write!(f, "char({n})"),
            Self::Time(p) => write!(f, "time({p})"),
            Self::TimeTz(p) => write!(f, "time({p}) with time zone"),
            Self::Timestamp(p) => write!(f, "timestamp({p})"),
            Self::TimestampTz(p) => write!(f, "timestamp({p}) with time zone"),
            Self::Array(item) => write!(f, "array({item})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Row(fields) => {
                f.write_str("row(")?;
                for (i, (name, ty)) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    match name {
                        Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                            write!(f, "{name} {ty}")?;
                        }
                        Some(name) => write!(f, "\"{}\" {ty}", name.replace('"', "\"\""))?,
                        None => write!(f, "{ty}")?,
                    }
                }
                f.write_str(")")
            }
            other => f.write_str(other.column_info().0),
        }
    }
}

/// Number of fraction digits of an Arrow time unit.
pub(crate) fn unit_digits(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

/// The Arrow time unit with exactly `digits` fraction digits.
pub(crate) fn digits_unit(digits: u8) -> Option<TimeUnit> {
    match digits {
        0 => Some(TimeUnit::Second),
        3 => Some(TimeUnit::Millisecond),
        6 => Some(TimeUnit::Microsecond),
        9 => Some(TimeUnit::Nanosecond),
        _ => None,
    }
}

fn digits(size: i32, base: i32) -> u8 {
    u8::try_from(size - base).unwrap_or(0)
}
