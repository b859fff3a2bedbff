//! Hive's spelling of types.

use std::{error, fmt};

use super::trino::write_simple;
use super::{AthenaType, RowField};
use crate::{Grammar, identifier};

/// A type that is displayed in Hive's spelling; see [`AthenaType::hive`].
#[derive(Debug, Clone, Copy)]
pub struct Hive<'a>(&'a AthenaType);

impl AthenaType {
    /// The type in the spelling of table definitions and Glue.
    ///
    /// Types that Hive lacks keep Trino's name (`json`, `timestamp(6) with time zone`), and a field without a name is
    /// written as its type. So the text reads back as the same type, but a table definition with it fails.
    /// [`AthenaType::try_hive`] refuses such types.
    pub fn hive(&self) -> Hive<'_> {
        Hive(self)
    }

    /// As [`AthenaType::hive`], for types that a column of a Hive table can have.
    ///
    /// # Errors
    ///
    /// Hive lacks the type or an inner type: json, uuid, ipaddress, time, an interval, a timestamp with a time zone or
    /// a stated precision, a field without a name, an array, map or row without its types, an unknown type, `char`
    /// without a length or above 255, `varchar` above 65535 (user guide, "Data types in Athena").
    ///
    /// ```
    /// use athena_sql::AthenaType;
    ///
    /// let error = AthenaType::parse("array(timestamp(6))")?.try_hive().unwrap_err();
    /// assert_eq!(error.to_string(), "hive has no type `timestamp(6)`; use `timestamp`");
    /// # Ok::<(), athena_sql::TypeParseError>(())
    /// ```
    pub fn try_hive(&self) -> Result<Hive<'_>, NoHiveSpelling> {
        check(self)?;
        Ok(Hive(self))
    }
}

impl fmt::Display for Hive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            AthenaType::Integer => f.write_str("int"),
            AthenaType::Real => f.write_str("float"),
            AthenaType::Varchar(None) => f.write_str("string"),
            AthenaType::Varbinary => f.write_str("binary"),
            AthenaType::UntypedRow => f.write_str("struct"),
            AthenaType::Array(element) => write!(f, "array<{}>", Hive(element)),
            AthenaType::Map(key, value) => write!(f, "map<{},{}>", Hive(key), Hive(value)),
            AthenaType::Row(fields) => {
                f.write_str("struct<")?;
                for (index, field) in fields.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    if let Some(name) = &field.name {
                        write!(f, "{}:", identifier::quote_if_needed(name, Grammar::Hive))?;
                    }
                    Hive(&field.data_type).fmt(f)?;
                }
                f.write_str(">")
            }
            simple => write_simple(simple, f),
        }
    }
}

fn check(data_type: &AthenaType) -> Result<(), NoHiveSpelling> {
    use AthenaType as Type;
    let hint = match data_type {
        Type::Array(element) => return check(element),
        Type::Map(key, value) => return check(key).and_then(|()| check(value)),
        Type::Row(fields) => return fields.iter().try_for_each(check_field),
        Type::Boolean | Type::TinyInt | Type::SmallInt | Type::Integer | Type::BigInt => {
            return Ok(());
        }
        Type::Real | Type::Double | Type::Decimal { .. } | Type::Varbinary | Type::Date => {
            return Ok(());
        }
        Type::Varchar(None) | Type::Timestamp(None) => return Ok(()),
        Type::Varchar(Some(1..=65535)) | Type::Char(Some(1..=255)) => return Ok(()),
        Type::Varchar(Some(_)) => "use `string`, or a length from 1 to 65535",
        Type::Char(_) => "use `char` with a length from 1 to 255",
        Type::Timestamp(Some(_)) | Type::TimestampWithTimeZone(_) => "use `timestamp`",
        Type::Json | Type::Uuid | Type::IpAddress | Type::Time(_) | Type::TimeWithTimeZone(_) => "use `string`",
        Type::IntervalDayToSecond | Type::IntervalYearToMonth => "use `string`",
        Type::UntypedArray | Type::UntypedMap | Type::UntypedRow => "give its inner types",
        Type::Other(_) => "use a type of hive",
    };
    Err(NoHiveSpelling { type_name: data_type.to_string(), hint })
}

fn check_field(field: &RowField) -> Result<(), NoHiveSpelling> {
    if field.name.is_none() {
        let type_name = format!("row({})", field.data_type);
        return Err(NoHiveSpelling { type_name, hint: "give the field a name" });
    }
    check(&field.data_type)
}

/// A type that a Hive table definition cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoHiveSpelling {
    type_name: String,
    hint: &'static str,
}

impl NoHiveSpelling {
    /// The innermost type that Hive lacks, in Trino's spelling.
    pub fn type_name(&self) -> &str {
        &self.type_name
    }
}

impl fmt::Display for NoHiveSpelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hive has no type `{}`; {}", self.type_name, self.hint)
    }
}

impl error::Error for NoHiveSpelling {}
