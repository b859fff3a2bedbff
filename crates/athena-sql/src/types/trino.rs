//! Trino's spelling of types.

use std::fmt;

use super::AthenaType;
use crate::{Grammar, identifier};

/// A type that is displayed in Trino's spelling; see [`AthenaType::trino`].
#[derive(Debug, Clone, Copy)]
pub struct Trino<'a>(&'a AthenaType);

impl AthenaType {
    /// The type in the spelling of queries, casts and views; field names are quoted if they need quotes.
    ///
    /// ```
    /// use athena_sql::AthenaType;
    ///
    /// let data_type = AthenaType::parse("array<struct<a:int,b c:string>>")?;
    /// assert_eq!(data_type.trino().to_string(), "array(row(a integer, \"b c\" varchar))");
    /// # Ok::<(), athena_sql::TypeParseError>(())
    /// ```
    pub fn trino(&self) -> Trino<'_> {
        Trino(self)
    }
}

impl fmt::Display for Trino<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            AthenaType::Array(element) => write!(f, "array({})", Trino(element)),
            AthenaType::Map(key, value) => write!(f, "map({}, {})", Trino(key), Trino(value)),
            AthenaType::Row(fields) => {
                f.write_str("row(")?;
                for (index, field) in fields.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    if let Some(name) = &field.name {
                        write!(f, "{} ", field_name(name))?;
                    }
                    Trino(&field.data_type).fmt(f)?;
                }
                f.write_str(")")
            }
            simple => write_simple(simple, f),
        }
    }
}

/// Some type names have several words. A field named like the first of them is quoted, so that it is not read as a
/// type.
fn field_name(name: &str) -> std::borrow::Cow<'_, str> {
    if matches!(name, "time" | "timestamp" | "interval" | "double") {
        identifier::quote(name, Grammar::Trino).into()
    } else {
        identifier::quote_if_needed(name, Grammar::Trino)
    }
}

/// Writes a type without inner types. Each grammar has its own spelling for nested types; here they write their bare
/// name.
pub(super) fn write_simple(data_type: &AthenaType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use AthenaType as Type;
    match data_type {
        Type::Boolean => f.write_str("boolean"),
        Type::TinyInt => f.write_str("tinyint"),
        Type::SmallInt => f.write_str("smallint"),
        Type::Integer => f.write_str("integer"),
        Type::BigInt => f.write_str("bigint"),
        Type::Real => f.write_str("real"),
        Type::Double => f.write_str("double"),
        Type::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
        Type::Char(length) => with_number(f, "char", *length, ""),
        Type::Varchar(length) => with_number(f, "varchar", *length, ""),
        Type::Varbinary => f.write_str("varbinary"),
        Type::Date => f.write_str("date"),
        Type::Time(precision) => with_number(f, "time", precision.map(u32::from), ""),
        Type::TimeWithTimeZone(precision) => with_number(f, "time", precision.map(u32::from), " with time zone"),
        Type::Timestamp(precision) => with_number(f, "timestamp", precision.map(u32::from), ""),
        Type::TimestampWithTimeZone(precision) => {
            with_number(f, "timestamp", precision.map(u32::from), " with time zone")
        }
        Type::IntervalDayToSecond => f.write_str("interval day to second"),
        Type::IntervalYearToMonth => f.write_str("interval year to month"),
        Type::Array(_) | Type::UntypedArray => f.write_str("array"),
        Type::Map(..) | Type::UntypedMap => f.write_str("map"),
        Type::Row(_) | Type::UntypedRow => f.write_str("row"),
        Type::Json => f.write_str("json"),
        Type::Uuid => f.write_str("uuid"),
        Type::IpAddress => f.write_str("ipaddress"),
        Type::Other(text) => f.write_str(text),
    }
}

fn with_number(f: &mut fmt::Formatter<'_>, name: &str, number: Option<u32>, tail: &str) -> fmt::Result {
    match number {
        Some(number) => write!(f, "{name}({number}){tail}"),
        None => write!(f, "{name}{tail}"),
    }
}
