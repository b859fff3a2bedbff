//! `DbApiType`: the type objects of Python's DB-API.

use super::AthenaType;

/// A group of column types in Python's DB-API
/// ([PEP 249](https://peps.python.org/pep-0249/#type-objects-and-constructors)). There are more groups than the DB-API
/// requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DbApiType {
    /// `char`, `varchar`, `string`, and arrays, maps and rows, which `GetQueryResults` returns as text.
    String,
    /// `varbinary`.
    Binary,
    /// `boolean`.
    Boolean,
    /// Integers, decimals and floating-point numbers.
    Number,
    /// `date`.
    Date,
    /// `time`, with or without a time zone.
    Time,
    /// `timestamp`, with or without a time zone.
    DateTime,
    /// `json`.
    Json,
}

impl AthenaType {
    /// The type's group in Python's DB-API; `None` for intervals, `uuid`, `ipaddress` and unknown types.
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
    fn each_type_is_in_its_group() {
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
