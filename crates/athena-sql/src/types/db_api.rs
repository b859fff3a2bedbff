//! The type objects of Python's DB-API.

use super::AthenaType;

/// The groups of column types that Python's DB-API tells apart
/// ([PEP 249](https://peps.python.org/pep-0249/#type-objects-and-constructors)), finer than it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DbApiType {
    /// `char`, `varchar`, `string`, and arrays, maps and rows, which arrive as text.
    String,
    /// `varbinary`.
    Binary,
    /// `boolean`.
    Boolean,
    /// Integers, decimals and floating-point numbers.
    Number,
    /// `date`.
    Date,
    /// `time`, with and without a zone.
    Time,
    /// `timestamp`, with and without a zone.
    DateTime,
    /// `json`.
    Json,
}

impl AthenaType {
    /// The group that Python's DB-API would put the type in; none for intervals, `uuid`, `ipaddress` and types that are
    /// not known.
    ///
    /// ```
    /// use athena_sql::{AthenaType, DbApiType};
    ///
    /// assert_eq!(AthenaType::BigInt.db_api_type(), Some(DbApiType::Number));
    /// assert_eq!(AthenaType::Uuid.db_api_type(), None);
    /// ```
    pub fn db_api_type(&self) -> Option<DbApiType> {
        Some(match self {
            Self::Char(_)
            | Self::Varchar(_)
            | Self::Array(_)
            | Self::Map(..)
            | Self::Row(_)
            | Self::UntypedArray
            | Self::UntypedMap
            | Self::UntypedRow => DbApiType::String,
            Self::Varbinary => DbApiType::Binary,
            Self::Boolean => DbApiType::Boolean,
            Self::TinyInt
            | Self::SmallInt
            | Self::Integer
            | Self::BigInt
            | Self::Real
            | Self::Double
            | Self::Decimal { .. } => DbApiType::Number,
            Self::Date => DbApiType::Date,
            Self::Time(_) | Self::TimeWithTimeZone(_) => DbApiType::Time,
            Self::Timestamp(_) | Self::TimestampWithTimeZone(_) => DbApiType::DateTime,
            Self::Json => DbApiType::Json,
            Self::IntervalDayToSecond | Self::IntervalYearToMonth | Self::Uuid | Self::IpAddress | Self::Other(_) => {
                return None;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_by_the_names_of_types() {
        let groups: [(DbApiType, &[&str]); 8] = [
            (DbApiType::String, &["char", "varchar", "string", "map", "array", "row"]),
            (DbApiType::Binary, &["varbinary"]),
            (DbApiType::Boolean, &["boolean"]),
            (
                DbApiType::Number,
                &["tinyint", "smallint", "bigint", "integer", "real", "double", "float", "decimal(10,2)"],
            ),
            (DbApiType::Date, &["date"]),
            (DbApiType::Time, &["time", "time with time zone"]),
            (DbApiType::DateTime, &["timestamp", "timestamp with time zone"]),
            (DbApiType::Json, &["json"]),
        ];
        for (group, names) in groups {
            for name in names {
                let found = AthenaType::parse(name).map(|data_type| data_type.db_api_type());
                assert_eq!(found, Ok(Some(group)), "{name}");
            }
        }
        for name in ["interval day to second", "uuid", "ipaddress", "HyperLogLog"] {
            assert_eq!(AthenaType::parse(name).map(|data_type| data_type.db_api_type()), Ok(None), "{name}");
        }
    }
}
