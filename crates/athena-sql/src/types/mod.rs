//! Athena's data types, in both spellings.
//!
//! | spelling | used by | looks like |
//! |---|---|---|
//! | Trino | queries, `CAST`, views, `GetQueryResults` | `array(row(a integer, b varchar))` |
//! | Hive | table definitions, Glue, `GetTableMetadata`, `DESCRIBE` | `array<struct<a:int,b:string>>` |
//!
//! Two spellings of one type read as the same value: `int` and `integer`, `float` and `real`, `string` and unbounded
//! `varchar`, `binary` and `varbinary`. Source: Athena user guide, "Data types in Athena".

#[cfg(feature = "arrow-schema")]
mod arrow;
mod column_info;
mod db_api;
mod hive;
mod parse;
mod scan;
mod sql_type;
mod trino;

use std::fmt;

#[cfg(feature = "arrow-schema")]
pub use arrow::ATHENA_TYPE;
pub use db_api::DbApiType;
pub use hive::{Hive, NoHiveSpelling};
pub use parse::{MAX_DEPTH, TypeParseError};
pub use sql_type::SqlType;
pub use trino::Trino;

/// The length that `GetQueryResults` reports for a `varchar` without a length.
pub const UNBOUNDED_LENGTH: u32 = i32::MAX as u32;

/// A data type of Athena.
///
/// [`AthenaType::parse`] reads both spellings. [`AthenaType::trino`] and `Display` write Trino's,
/// [`AthenaType::hive`] Hive's. A type that is written reads back as an equal value.
///
/// ```
/// use athena_sql::AthenaType;
///
/// let from_glue = AthenaType::parse("map<string,struct<id:int,`from`:timestamp>>")?;
/// let from_query = AthenaType::parse("map(varchar, row(id integer, \"from\" timestamp))")?;
/// assert_eq!(from_glue, from_query);
/// assert_eq!(from_query.hive().to_string(), "map<string,struct<id:int,`from`:timestamp>>");
/// # Ok::<(), athena_sql::TypeParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AthenaType {
    /// `boolean`
    Boolean,
    /// `tinyint`: 8 bits.
    TinyInt,
    /// `smallint`: 16 bits.
    SmallInt,
    /// `integer`, in Hive `int`: 32 bits.
    Integer,
    /// `bigint`: 64 bits.
    BigInt,
    /// `real`, in Hive and in result metadata `float`: 32 bits.
    Real,
    /// `double`: 64 bits.
    Double,
    /// `decimal(precision, scale)`; see [`AthenaType::parse`] for `decimal` without numbers.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the decimal point, at most `precision`.
        scale: u8,
    },
    /// `char(n)`; `None` is `char` without a length, which Trino reads as `char(1)` and Hive refuses.
    Char(Option<u32>),
    /// `varchar(n)`; `None` is `varchar` without a length, in Hive `string`.
    Varchar(Option<u32>),
    /// `varbinary`, in Hive `binary`.
    Varbinary,
    /// `date`
    Date,
    /// `time(p)`; `None` if the text has no precision. Trino only.
    Time(Option<u8>),
    /// `time(p) with time zone`. Trino only.
    TimeWithTimeZone(Option<u8>),
    /// `timestamp(p)`; `None` if the text has no precision, which means 3 digits in a cast and is unknown in result
    /// metadata.
    Timestamp(Option<u8>),
    /// `timestamp(p) with time zone`. Trino only.
    TimestampWithTimeZone(Option<u8>),
    /// `interval day to second`. Trino only.
    IntervalDayToSecond,
    /// `interval year to month`. Trino only.
    IntervalYearToMonth,
    /// `array(T)`, in Hive `array<T>`.
    Array(Box<AthenaType>),
    /// `map(K, V)`, in Hive `map<K,V>`.
    Map(Box<AthenaType>, Box<AthenaType>),
    /// `row(name T, ...)`, in Hive `struct<name:T,...>`. Has at least one field.
    Row(Vec<RowField>),
    /// `array` without its element type, as `GetQueryResults` reports it.
    UntypedArray,
    /// `map` without its types, as `GetQueryResults` reports it.
    UntypedMap,
    /// `row` without its fields, as `GetQueryResults` reports it.
    UntypedRow,
    /// `json`. Trino only.
    Json,
    /// `uuid`. Trino only.
    Uuid,
    /// `ipaddress`. Trino only.
    IpAddress,
    /// An unknown type as written, with its parameters: `HyperLogLog`, `qdigest(bigint)`.
    Other(String),
}

/// A field of an [`AthenaType::Row`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowField {
    /// The name without quotes, in the case in which it was written; `None` in `row(integer, varchar)`.
    pub name: Option<String>,
    /// The type.
    pub data_type: AthenaType,
}

impl RowField {
    /// A field with a name.
    pub fn new(name: impl Into<String>, data_type: AthenaType) -> Self {
        Self { name: Some(name.into()), data_type }
    }

    /// A field without a name.
    pub fn unnamed(data_type: AthenaType) -> Self {
        Self { name: None, data_type }
    }
}

impl AthenaType {
    /// An array with elements of this type.
    pub fn array(element: AthenaType) -> Self {
        Self::Array(Box::new(element))
    }

    /// A map from `key` to `value`.
    pub fn map(key: AthenaType, value: AthenaType) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Whether the type is an array, a map or a row, with or without its inner types.
    pub fn is_nested(&self) -> bool {
        matches!(
            self,
            Self::Array(_) | Self::Map(..) | Self::Row(_) | Self::UntypedArray | Self::UntypedMap | Self::UntypedRow
        )
    }

    /// Whether the type is an integer, decimal or floating-point type.
    pub fn is_numeric(&self) -> bool {
        matches!(
            self,
            Self::TinyInt
                | Self::SmallInt
                | Self::Integer
                | Self::BigInt
                | Self::Real
                | Self::Double
                | Self::Decimal { .. }
        )
    }

    /// Whether the type is a date, time or timestamp, with or without a time zone. Intervals are not.
    pub fn is_temporal(&self) -> bool {
        matches!(
            self,
            Self::Date
                | Self::Time(_)
                | Self::TimeWithTimeZone(_)
                | Self::Timestamp(_)
                | Self::TimestampWithTimeZone(_)
        )
    }
}

impl fmt::Display for AthenaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trino().fmt(f)
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
