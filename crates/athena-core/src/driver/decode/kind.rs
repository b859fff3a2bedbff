//! Kinds of typed columns, and their fields.

use athena_sql::AthenaType;

use crate::value::TimeUnit;

/// Kind of a typed column. The comments name the variant of [`ArrayData`](super::ArrayData) that stores its values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `boolean`, in `Boolean`.
    Boolean,
    /// `tinyint`, in `Int8`.
    Int8,
    /// `smallint`, in `Int16`.
    Int16,
    /// `integer`, in `Int32`.
    Int32,
    /// `bigint`, in `Int64`.
    Int64,
    /// `real`, in `Float32`.
    Float32,
    /// `double`, in `Float64`.
    Float64,
    /// `decimal(precision, scale)`, in `Int128`: the digits without the point.
    Decimal128 {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// `date`, in `Int32`: days since 1970-01-01.
    Date32,
    /// `time`, in `Int64`: units since midnight.
    Time64 {
        /// Microseconds or nanoseconds.
        unit: TimeUnit,
    },
    /// `timestamp`, in `Int64`: units since 1970-01-01 00:00:00 of the same unnamed zone.
    Timestamp {
        /// Any unit.
        unit: TimeUnit,
    },
    /// `timestamp with time zone`, in `Int64`: units since 1970-01-01 00:00:00 UTC. The instant is exact, the zone is
    /// not kept.
    TimestampUtc {
        /// Any unit.
        unit: TimeUnit,
    },
    /// `interval day to second`, in `Int64`: milliseconds, the engine's own unit.
    DurationMillis,
    /// `interval year to month`, in `Int32`: months.
    MonthInterval,
    /// Text in UTF-8, in `Bytes`. Also Athena's text of every type without a kind, which
    /// [`athena_type`](Field::athena_type) names.
    Utf8,
    /// `varbinary`, in `Bytes`.
    Binary,
    /// `array(T)`, in `List`.
    List(Box<Field>),
    /// `map(K, V)`, in `Map`.
    Map {
        /// The keys, never NULL.
        key: Box<Field>,
        /// The values.
        value: Box<Field>,
    },
    /// `row(...)`, in `Struct`.
    Struct(Vec<Field>),
}

/// Name, kind and Athena type of a column, or of a column inside another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name. Inside a list it is `item`, inside a map `key` and `value`, inside a row without names `field0`,
    /// `field1`, ...
    pub name: String,
    /// The kind of the column.
    pub column_type: Kind,
    /// Athena's type, whose `Display` is its text in queries. A driver should keep it with the column: nothing else
    /// tells a `json`, `uuid`, `ipaddress`, `time with time zone` or untyped `array` from plain text.
    pub athena_type: AthenaType,
    /// Whether NULL may occur. True but for the keys of a map: the service's own statement is not reliable.
    pub nullable: bool,
}

impl Field {
    pub(super) fn new(name: impl Into<String>, column_type: Kind, athena_type: AthenaType) -> Self {
        Self { name: name.into(), column_type, athena_type, nullable: true }
    }

    /// Whether the column holds Athena's text of a type other than a string. A driver should say so in its schema.
    pub fn is_text_of_other_type(&self) -> bool {
        let string = matches!(self.athena_type, AthenaType::Varchar(_) | AthenaType::Char(_));
        self.column_type == Kind::Utf8 && !string
    }
}
