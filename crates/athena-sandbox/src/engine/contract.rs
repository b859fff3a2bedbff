//! Contract between the service and the engine: sessions, outcomes, and text rows with their types in Athena's forms.

use std::pin::Pin;

use futures::Stream;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::unload::Unloaded;

/// The default catalog and database of a statement, from `QueryExecutionContext`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) catalog: String,
    pub(crate) database: String,
}

impl Session {
    /// Removes Hive's back-ticks from the database: awswrangler sends a quoted one with `SHOW CREATE TABLE`, and the
    /// service accepts it.
    pub(crate) fn unquoted(&self) -> Self {
        let plain = |name: &String| {
            let inner = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
            inner.map_or_else(|| name.clone(), |inner| inner.replace("``", "`"))
        };
        Self { catalog: plain(&self.catalog), database: plain(&self.database) }
    }
}

/// `StatementType` of `GetQueryExecution`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StatementType {
    Ddl,
    Dml,
    Utility,
}

/// The kind of result object that a statement produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OutputKind {
    /// `<id>.csv` with a header line; `GetQueryResults` starts with a header row.
    Csv,
    /// `<id>.txt`, tab separated, no header and no escaping (`SHOW ...`, `DESCRIBE`).
    Text,
    /// `<id>.txt` as above, and a header row in `GetQueryResults` (`EXPLAIN`).
    TextWithHeader,
    /// An empty `<id>.txt`: a statement without columns.
    Nothing,
}

/// A refusal at `StartQueryExecution`: `InvalidRequestException` with this `AthenaErrorCode`. No query id exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// `MALFORMED_QUERY`, `INVALID_INPUT`, `INVALID_PARAMETER_USAGE`, `DATACATALOG_NOT_FOUND`, ...
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// The reason why a query ended FAILED, for `StateChangeReason` and `AthenaError`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// `ERROR_NAME: message`, as the service words it.
    pub(crate) reason: String,
    /// 1 system, 2 user, 3 other.
    pub(crate) category: i32,
    pub(crate) error_type: i32,
    pub(crate) retryable: bool,
}

/// One entry of `ColumnInfo`, with the values of the real service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ColumnInfo {
    pub(crate) name: String,
    pub(crate) type_name: String,
    pub(crate) precision: i32,
    pub(crate) scale: i32,
    pub(crate) case_sensitive: bool,
}

/// Rows as text, one arena for a whole batch; a cell is `None` for NULL.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextBatch {
    width: usize,
    text: String,
    /// End offset of each cell in `text`, and whether the cell is NULL.
    cells: Vec<(usize, bool)>,
}

impl TextBatch {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// Appends one cell; cells come row by row, left to right.
    pub(crate) fn push(&mut self, cell: Option<&str>) {
        self.text.push_str(cell.unwrap_or_default());
        self.cells.push((self.text.len(), cell.is_none()));
    }

    /// Appends one cell that `write` formats straight into the arena.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.cells.push((self.text.len(), false));
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn num_rows(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let index = row * self.width + column;
        let (end, null) = self.cells[index];
        let start = index.checked_sub(1).map_or(0, |before| self.cells[before].0);
        (!null).then(|| &self.text[start..end])
    }
}

/// Batches of rows in result order. Dropping the stream stops the query.
pub(crate) type RowStream = Pin<Box<dyn Stream<Item = Result<TextBatch, Failure>> + Send>>;

/// A statement that has started.
pub(crate) struct Running {
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) rows: RowStream,
    /// `UpdateCount`, if the statement kind has one; 0 for a SELECT.
    pub(crate) update_count: Option<i64>,
    /// `DataScannedInBytes` so far; grows while `rows` is read.
    pub(crate) scanned: std::sync::Arc<std::sync::atomic::AtomicU64>,
    /// `InputRows` so far; grows while `rows` is read.
    pub(crate) rows_read: std::sync::Arc<std::sync::atomic::AtomicU64>,
    /// Milliseconds spent planning.
    pub(crate) planning_ms: u64,
}

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileChunk {
    Bytes(Vec<u8>),
    /// The file is complete; later bytes belong to the next one.
    End {
        rows: u64,
    },
}

/// A planned UNLOAD. A result without rows has no file.
pub(crate) struct Unloading {
    /// The columns of the inner query.
    pub(crate) columns: Vec<ColumnInfo>,
    /// Writes the files. Dropping the future stops the work.
    pub(crate) files: BoxFuture<'static, Result<Unloaded, Failure>>,
    /// See [`Running`].
    pub(crate) scanned: std::sync::Arc<std::sync::atomic::AtomicU64>,
    /// See [`Running`].
    pub(crate) rows_read: std::sync::Arc<std::sync::atomic::AtomicU64>,
    /// See [`Running`].
    pub(crate) planning_ms: u64,
}

/// A column of `TableMetadata`, with its type in Glue's spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableColumn {
    pub(crate) name: String,
    pub(crate) hive_type: String,
    pub(crate) comment: Option<String>,
}

/// `TableMetadata` of `GetTableMetadata`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableInfo {
    pub(crate) name: String,
    /// `EXTERNAL_TABLE` or `VIRTUAL_VIEW`.
    pub(crate) table_type: &'static str,
    pub(crate) created: f64,
    pub(crate) columns: Vec<TableColumn>,
    pub(crate) partition_keys: Vec<TableColumn>,
    /// `TBLPROPERTIES`.
    pub(crate) parameters: Vec<(String, String)>,
    /// The storage descriptor, which `GetTableMetadata` shows among the parameters.
    pub(crate) storage: Vec<(String, String)>,
    /// The columns of `CLUSTERED BY`, and the number of buckets.
    pub(crate) buckets: Option<(Vec<String>, u32)>,
    /// The partition transforms of an Iceberg table; `None` for any other table.
    pub(crate) transforms: Option<Vec<String>>,
}
