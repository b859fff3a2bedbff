//! `Transform`: partition columns, and Iceberg's transforms of columns.

use std::fmt;
use std::str::FromStr;

use super::reader::Reader;
use super::{DdlError, DdlParseError, write};
use crate::{AthenaType, Grammar, TokenKind};

/// A column by which a table is partitioned, or, for Iceberg tables, a transform of a column (user guide, "Create
/// Iceberg tables").
///
/// ```
/// use athena_sql::ddl::Transform;
///
/// assert_eq!(Transform::parse("bucket(16, `k`)")?, Transform::bucket(16, "k"));
/// assert_eq!(Transform::from("day"), Transform::identity("day"));
/// # Ok::<(), athena_sql::ddl::DdlParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transform {
    /// The column itself.
    Identity(String),
    /// The year of a date or timestamp.
    Year(String),
    /// The year and month of a date or timestamp.
    Month(String),
    /// The day of a date or timestamp.
    Day(String),
    /// The day and hour of a timestamp.
    Hour(String),
    /// The hash of the value modulo the number of buckets.
    Bucket {
        /// The number of buckets, at least 1.
        buckets: u32,
        /// The column.
        column: String,
    },
    /// The value truncated to the width: a text to this number of characters, a number to a multiple of it.
    Truncate {
        /// The width, at least 1.
        width: u32,
        /// The column.
        column: String,
    },
}

impl Transform {
    /// The column itself.
    pub fn identity(column: impl Into<String>) -> Self {
        Self::Identity(column.into())
    }

    /// `year(column)`
    pub fn year(column: impl Into<String>) -> Self {
        Self::Year(column.into())
    }

    /// `month(column)`
    pub fn month(column: impl Into<String>) -> Self {
        Self::Month(column.into())
    }

    /// `day(column)`
    pub fn day(column: impl Into<String>) -> Self {
        Self::Day(column.into())
    }

    /// `hour(column)`
    pub fn hour(column: impl Into<String>) -> Self {
        Self::Hour(column.into())
    }

    /// `bucket(buckets, column)`
    pub fn bucket(buckets: u32, column: impl Into<String>) -> Self {
        Self::Bucket { buckets, column: column.into() }
    }

    /// `truncate(width, column)`
    pub fn truncate(width: u32, column: impl Into<String>) -> Self {
        Self::Truncate { width, column: column.into() }
    }

    /// A transform by its name, for names that are known at run time only.
    ///
    /// # Errors
    ///
    /// The name is not a transform, `bucket` or `truncate` lacks its number, or another transform has a number.
    ///
    /// ```
    /// use athena_sql::ddl::Transform;
    ///
    /// let error = Transform::from_name("bucket", None, "k").unwrap_err();
    /// assert_eq!(error.to_string(), "in column `k`: bucket needs a number; write `bucket(n, k)`");
    /// ```
    pub fn from_name(name: &str, number: Option<u32>, column: impl Into<String>) -> Result<Self, DdlError> {
        let column = column.into();
        let lower = name.to_ascii_lowercase();
        match (lower.as_str(), number) {
            ("identity", None) => Ok(Self::Identity(column)),
            ("year", None) => Ok(Self::Year(column)),
            ("month", None) => Ok(Self::Month(column)),
            ("day", None) => Ok(Self::Day(column)),
            ("hour", None) => Ok(Self::Hour(column)),
            ("bucket", Some(buckets)) => Ok(Self::Bucket { buckets, column }),
            ("truncate", Some(width)) => Ok(Self::Truncate { width, column }),
            ("bucket" | "truncate", None) => {
                Err(DdlError::new(format!("{lower} needs a number; write `{lower}(n, {column})`")).in_column(&column))
            }
            ("identity" | "year" | "month" | "day" | "hour", Some(number)) => {
                Err(DdlError::new(format!("{lower} takes no number; remove the {number}")).in_column(&column))
            }
            _ => Err(DdlError::new(format!(
                "`{name}` is not a transform; use identity, year, month, day, hour, bucket or truncate"
            ))
            .in_column(&column)),
        }
    }

    /// Reads an entry of `PARTITIONED BY` of an Iceberg table.
    ///
    /// # Errors
    ///
    /// The text is neither a name nor a transform of one.
    pub fn parse(text: &str) -> Result<Self, DdlParseError> {
        let mut reader = Reader::new(text, "partition transform");
        let transform = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(transform)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DdlParseError> {
        let at = reader.position();
        let name = reader.name("a column or a transform")?;
        if !reader.cursor.take(TokenKind::LeftParen) {
            return Ok(Self::Identity(name));
        }
        let mut number = None;
        if reader.cursor.peek().is_some_and(|t| t.kind == TokenKind::Number) {
            number = Some(reader.number("a number")?);
            reader.expect(TokenKind::Comma, "`,`")?;
        }
        let column = reader.name("a column")?;
        reader.expect(TokenKind::RightParen, "`)`")?;
        Self::from_name(&name, number, column).map_err(|error| reader.error_at(at, error.to_string()))
    }

    /// The column.
    pub fn column(&self) -> &str {
        match self {
            Self::Identity(column)
            | Self::Year(column)
            | Self::Month(column)
            | Self::Day(column)
            | Self::Hour(column)
            | Self::Bucket { column, .. }
            | Self::Truncate { column, .. } => column,
        }
    }

    /// The SQL for `PARTITIONED BY` of `CREATE TABLE`, with the number first.
    pub(super) fn write(&self) -> Result<String, DdlError> {
        let column = write::name(self.column(), Grammar::Hive).map_err(|error| error.in_column(self.column()))?;
        Ok(match (self.name(), self.number()) {
            (None, _) => column,
            (Some(name), None) => format!("{name}({column})"),
            (Some(name), Some(number)) => format!("{name}({number}, {column})"),
        })
    }

    /// The SQL for `partitioning` of `CREATE TABLE AS`: Trino's spelling, with the number last.
    pub(super) fn write_trino(&self) -> Result<String, DdlError> {
        write::name(self.column(), Grammar::Trino).map_err(|error| error.in_column(self.column()))?;
        // Unlike in a query, Trino needs no quotes around reserved words here.
        let plain = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        let column = match self.column() {
            name if plain(name) => name.to_owned(),
            name => crate::identifier::quote(name, Grammar::Trino),
        };
        Ok(match (self.name(), self.number()) {
            (None, _) => column,
            (Some(name), None) => format!("{name}({column})"),
            (Some(name), Some(number)) => format!("{name}({column}, {number})"),
        })
    }

    /// The name of the transform; `None` for the column itself.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Identity(_) => None,
            Self::Year(_) => Some("year"),
            Self::Month(_) => Some("month"),
            Self::Day(_) => Some("day"),
            Self::Hour(_) => Some("hour"),
            Self::Bucket { .. } => Some("bucket"),
            Self::Truncate { .. } => Some("truncate"),
        }
    }

    fn number(&self) -> Option<u32> {
        match self {
            Self::Bucket { buckets: number, .. } | Self::Truncate { width: number, .. } => Some(*number),
            _ => None,
        }
    }

    pub(super) fn check_number(&self) -> Result<(), DdlError> {
        let message = match self {
            Self::Bucket { buckets: 0, .. } => "at least 1 bucket",
            Self::Truncate { width: 0, .. } => "a width of at least 1",
            _ => return Ok(()),
        };
        Err(DdlError::new(format!("`{self}` needs {message}")).in_column(self.column()))
    }

    /// Checks that the transform applies to the type, by the user guide's table of transforms. No transform applies to
    /// nested types.
    pub(super) fn check_type(&self, data_type: &AthenaType) -> Result<(), DdlError> {
        use AthenaType as Type;
        let day = matches!(data_type, Type::Date | Type::Timestamp(_));
        let whole = matches!(data_type, Type::Integer | Type::BigInt | Type::Decimal { .. });
        let text = matches!(data_type, Type::Varchar(_));
        let (fits, types) = match self {
            Self::Identity(_) => (!data_type.is_nested(), "a type that is not nested"),
            Self::Year(_) | Self::Month(_) | Self::Day(_) => (day, "date or timestamp"),
            Self::Hour(_) => (matches!(data_type, Type::Timestamp(_)), "timestamp"),
            Self::Bucket { .. } => {
                let fits = day || whole || text || matches!(data_type, Type::Varbinary);
                (fits, "int, bigint, decimal, date, timestamp, string or binary")
            }
            Self::Truncate { .. } => (whole || text, "int, bigint, decimal or string"),
        };
        if fits {
            return Ok(());
        }
        let message = format!("a partition by `{self}` needs {types}, the column is `{}`", data_type.hive());
        Err(DdlError::new(message).in_column(self.column()))
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.number()) {
            (None, _) => f.write_str(self.column()),
            (Some(name), None) => write!(f, "{name}({})", self.column()),
            (Some(name), Some(number)) => write!(f, "{name}({number}, {})", self.column()),
        }
    }
}

impl FromStr for Transform {
    type Err = DdlParseError;

    fn from_str(text: &str) -> Result<Self, DdlParseError> {
        Self::parse(text)
    }
}

/// The column itself.
impl From<&str> for Transform {
    fn from(column: &str) -> Self {
        Self::identity(column)
    }
}

/// The column itself.
impl From<String> for Transform {
    fn from(column: String) -> Self {
        Self::Identity(column)
    }
}
