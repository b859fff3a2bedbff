//! Athena's data types, read from and written in both spellings.
//!
//! | spelling | used by | looks like |
//! |---|---|---|
//! | Trino | queries, `CAST`, views, `GetQueryResults` | `array(row(a integer, b varchar))` |
//! | Hive | table definitions, Glue, `GetTableMetadata`, `DESCRIBE` | `array<struct<a:int,b:string>>` |
//!
//! One type has one value here, however it is spelled: `int` and `integer`, `float` and `real`, `string` and
//! unbounded `varchar`, `binary` and `varbinary` are the same. Source: Athena user guide, "Data types in Athena".

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

/// The length that stands for "no length" in `varchar`, as `GetQueryResults` reports it.
pub const UNBOUNDED_LENGTH: u32 = i32::MAX as u32;

/// A data type of Athena.
///
/// Read one with [`AthenaType::parse`], which takes both spellings; write it with [`AthenaType::trino`] (also its
/// `Display`) or [`AthenaType::hive`]. What is written reads back as an equal value.
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
    /// `decimal(precision, scale)`, also without them: see [`AthenaType::parse`].
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits behind the point, at most `precision`.
        scale: u8,
    },
    /// `char(n)`; `None` is `char` without a length, which Trino takes for `char(1)` and Hive refuses.
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
    /// `timestamp(p)`; `None` if the text has no precision, which is 3 digits in a cast, and unknown in result metadata.
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
    /// `array` without its element type: all that `GetQueryResults` says.
    UntypedArray,
    /// `map` without its types: all that `GetQueryResults` says.
    UntypedMap,
    /// `row` without its fields: all that `GetQueryResults` says.
    UntypedRow,
    /// `json`. Trino only.
    Json,
    /// `uuid`. Trino only.
    Uuid,
    /// `ipaddress`. Trino only.
    IpAddress,
    /// A type that is not known here, as written, parameters included: `HyperLogLog`, `qdigest(bigint)`.
    Other(String),
}

/// A field of a [`AthenaType::Row`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowField {
    /// The name, without quotes and in the case it was written in; `None` in `row(integer, varchar)`.
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
    /// An array of these.
    pub fn array(element: AthenaType) -> Self {
        Self::Array(Box::new(element))
    }

    /// A map from `key` to `value`.
    pub fn map(key: AthenaType, value: AthenaType) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Has values in it: array, map or row, typed or not.
    pub fn is_nested(&self) -> bool {
        matches!(
            self,
            Self::Array(_) | Self::Map(..) | Self::Row(_) | Self::UntypedArray | Self::UntypedMap | Self::UntypedRow
        )
    }

    /// An integer, decimal or floating-point type.
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

    /// A date, time or timestamp, with or without a zone. Intervals are not points in time.
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
