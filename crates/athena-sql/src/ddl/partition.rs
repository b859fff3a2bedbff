//! `Partition`: one partition of an external table.

use super::{DdlError, location, write};
use crate::{Grammar, literal};

/// A value of a partition column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartitionValue {
    /// A text or a date, written in quotes.
    Text(String),
    /// An integer, written without quotes.
    Integer(i64),
}

/// A partition: a value for each partition column, and an optional location.
///
/// ```
/// use athena_sql::ddl::Partition;
///
/// let partition = Partition::from([("day", "2026-01-31")]).with_value("hour", 7).with_location("s3://lake/odd-place");
/// assert_eq!(partition.location.as_deref(), Some("s3://lake/odd-place/"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Partition {
    /// The partition columns and their values.
    pub values: Vec<(String, PartitionValue)>,
    /// The directory, which ends in `/`. Only `ADD PARTITION` accepts one.
    pub location: Option<String>,
}

impl Partition {
    /// A partition without values; add them with [`Partition::with_value`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the value of a partition column.
    pub fn with_value(mut self, column: impl Into<String>, value: impl Into<PartitionValue>) -> Self {
        self.values.push((column.into(), value.into()));
        self
    }

    /// Sets the directory in S3; a missing `/` is appended.
    pub fn with_location(self, location: impl Into<String>) -> Self {
        Self { location: Some(location::directory(location)), ..self }
    }

    /// `PARTITION (column = value, ...) [LOCATION '...']`.
    pub(super) fn write_with_location(&self) -> Result<String, DdlError> {
        let values = self.values()?;
        match &self.location {
            None => Ok(values),
            Some(location) => {
                location::check(location)?;
                Ok(format!("{values} LOCATION {}", literal::hive_string(location)))
            }
        }
    }

    /// `PARTITION (column = value, ...)`.
    pub(super) fn write(&self) -> Result<String, DdlError> {
        if self.location.is_some() {
            return Err(DdlError::new("only ADD PARTITION accepts the location of a partition; remove it"));
        }
        self.values()
    }

    fn values(&self) -> Result<String, DdlError> {
        if self.values.is_empty() {
            return Err(DdlError::new("a partition needs a value for at least one column"));
        }
        if let Some(name) = write::duplicate(self.values.iter().map(|(column, _)| column.as_str())) {
            return Err(DdlError::new("the partition has two values for the column; remove one").in_column(name));
        }
        let item = |(column, value): &(String, PartitionValue)| {
            let name = write::name(column, Grammar::Hive).map_err(|error| error.in_column(column))?;
            Ok(match value {
                PartitionValue::Text(text) => format!("{name} = {}", literal::hive_string(text)),
                PartitionValue::Integer(number) => format!("{name} = {number}"),
            })
        };
        let items = self.values.iter().map(item).collect::<Result<Vec<_>, DdlError>>()?;
        Ok(format!("PARTITION ({})", items.join(", ")))
    }
}

impl<C: Into<String>, V: Into<PartitionValue>, const N: usize> From<[(C, V); N]> for Partition {
    fn from(values: [(C, V); N]) -> Self {
        values.into_iter().fold(Self::new(), |partition, (column, value)| partition.with_value(column, value))
    }
}

impl From<&str> for PartitionValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PartitionValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for PartitionValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for PartitionValue {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}
