//! Hidden columns of tables over objects, such as `$path`: they are not listed and tell the location of a row.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray, TimestampMillisecondArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit};

use super::scan::DataObject;
use crate::engine::catalog::StoredTable;
use crate::engine::types::AthenaType;

/// One of Trino's hidden columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hidden {
    Path,
    FileSize,
    FileModifiedTime,
    Partition,
}

impl Hidden {
    /// The hidden columns of a table.
    pub(crate) fn of(table: &StoredTable) -> Vec<Self> {
        if table.iceberg.is_some() {
            return vec![Self::Path, Self::FileModifiedTime];
        }
        let mut columns = vec![Self::Path, Self::FileSize, Self::FileModifiedTime];
        if !table.partition_keys.is_empty() {
            columns.push(Self::Partition);
        }
        columns
    }

    /// The name in queries.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "$path",
            Self::FileSize => "$file_size",
            Self::FileModifiedTime => "$file_modified_time",
            Self::Partition => "$partition",
        }
    }

    /// Returns whether a name is that of a hidden column.
    pub(crate) fn is_name(name: &str) -> bool {
        [Self::Path, Self::FileSize, Self::FileModifiedTime, Self::Partition].iter().any(|column| column.name() == name)
    }

    pub(super) fn field(self) -> FieldRef {
        let timestamp_type = || DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
        match self {
            Self::Path | Self::Partition => AthenaType::Varchar(None).to_field(self.name(), true),
            Self::FileSize => AthenaType::BigInt.to_field(self.name(), true),
            Self::FileModifiedTime => Arc::new(Field::new(self.name(), timestamp_type(), true)),
        }
    }

    /// The values of the column, one for each object.
    pub(super) fn column(self, table: &StoredTable, objects: &[DataObject]) -> ArrayRef {
        match self {
            Self::Path => Arc::new(StringArray::from_iter_values(objects.iter().map(|object| object.uri.as_str()))),
            Self::FileSize => {
                let size = |object: &DataObject| i64::try_from(object.object.size).unwrap_or(i64::MAX);
                Arc::new(Int64Array::from_iter_values(objects.iter().map(size)))
            }
            Self::FileModifiedTime => {
                let millis = |object: &DataObject| {
                    let since = object.object.modified.duration_since(UNIX_EPOCH).unwrap_or_default();
                    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
                };
                let timestamps = TimestampMillisecondArray::from_iter_values(objects.iter().map(millis));
                Arc::new(timestamps.with_timezone("UTC"))
            }
            Self::Partition => {
                let names = objects.iter().map(|object| table.partition_name(&object.values));
                Arc::new(StringArray::from_iter_values(names))
            }
        }
    }
}
